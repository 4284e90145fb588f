"""A form of many kinds of fields: filled by keys alone, scrolled with the keys, wrong in many places at once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from textual.widget import Widget

from assistant_tui.dialogs.outcome_form import Answers, Ask, OutcomeForm
from assistant_tui.text.i18n import use_language
from assistant_tui.widgets.suggest_field import SuggestField
from tests.assistant_tui.desk_app import BenchApp
from tests.assistant_tui.screen_text import screen_text

NOW = datetime(2026, 11, 20, 10, 5, tzinfo=ZoneInfo("Europe/Moscow"))
SERVICES = [("oncologist", "Приём онколога"), ("ct", "КТ"), ("mri", "МРТ"), ("biopsy", "Биопсия")]
CLINICS = [(str(number), f"Поликлиника № {number}") for number in range(1, 30)]
MODES = [("in_person", "planned"), ("phone", "patient")]
BARRIERS = [("far", "patient"), ("fear", "planned"), ("papers", "done")]

ASKS = (
    Ask("service", "Kind", "suggest", needed=True, options=SERVICES),
    Ask("clinic", "Clinic", "suggest", needed=True, options=CLINICS),
    Ask("clinician", "Clinician", "suggest", options=[("Котова О. С.", "Котова О. С.")], free=True),
    Ask("room", "Room"),
    Ask("at", "When", "moment", needed=True),
    Ask("mode", "How", "choice", options=MODES),
    Ask("until", "Until", "day"),
    Ask("number", "Number", check=lambda text: None if text.isdigit() or not text else "Только цифры"),
    Ask("barriers", "Difficulties", "ticks", options=BARRIERS),
    Ask("note", "Note", "note"),
)


class FormApp(BenchApp):
    """Opens a form over the bench and keeps what it answers."""

    def __init__(self, *asks: Ask) -> None:
        super().__init__()
        self.answers: Answers | None = None
        self.texts: Mapping[str, str] = {}
        self.form = OutcomeForm("Запись на приём", asks or ASKS, lambda: NOW, keep=self.keep)

    def keep(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def on_ready(self) -> None:
        self.push_screen(self.form, self.took)

    def took(self, answers: Answers | None) -> None:
        self.answers = answers

    def field(self, name: str) -> Widget:
        return self.form._fields[name]


def seen(app: FormApp) -> bool:
    """Tell whether what has the keys is wholly in sight, and the line with the keys too."""
    focused, fields = app.focused, app.form.query_one("Fields").region
    assert focused is not None
    hint = app.form.query_one(".dialog-hint").region
    whole = app.screen.region
    return fields.contains_region(focused.region) and whole.contains_region(hint) and hint.y >= fields.bottom


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_ten_fields_are_filled_by_keys_alone(size: tuple[int, int]) -> None:
    app = FormApp()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for text, then in (
            ("биоп", "enter"), ("1", "tab"), ("Kotova", "tab"), ("4", "tab"), ("завтра 9:30", "tab"), ("", "2"),
            ("+14", "tab"), ("77", "tab"), ("13", "tab"), ("Приедет", "enter"),
        ):  # fmt: skip
            assert seen(app), f"the field before «{text}» is out of sight"
            await pilot.press(*("space" if sign == " " else sign for sign in text), then)
            await pilot.pause()
        assert app.answers == {
            "service": "biopsy", "clinic": "1", "clinician": "Kotova", "room": "4",
            "at": datetime(2026, 11, 21, 9, 30, tzinfo=ZoneInfo("Europe/Moscow")), "mode": "phone",
            "until": date(2026, 12, 4), "number": "77", "barriers": "far,papers", "note": "Приедет",
        }  # fmt: skip


async def test_suggestions_are_seen_in_a_form_that_scrolls() -> None:
    app = FormApp(*(Ask(f"room{n}", "Room") for n in range(14)), Ask("clinic", "Clinic", "suggest", options=CLINICS))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("shift+tab")
        await pilot.pause()
        field = app.field("clinic")
        assert isinstance(field, SuggestField)
        assert field.has_class("-here")
        for _turn in range(50):
            if "Поликлиника № 4" in screen_text(app):
                break
            await pilot.pause(0.01)
        text = screen_text(app)
        assert "Поликлиника № 4" in text
        assert "Esc" in text
        assert app.form.query_one("#dialog").region.height <= 22


@pytest.mark.parametrize(("language", "needed"), [("ru", "Это нужно"), ("en", "This is needed")])
async def test_everything_that_is_wrong_is_said_at_once(language: str, needed: str) -> None:
    app = FormApp()
    async with app.run_test(size=(80, 40)) as pilot:
        use_language(language)
        await pilot.pause()
        for name in ("number", "until"):
            app.field(name).focus()
            await pilot.press("x")
        await pilot.press("enter")
        await pilot.pause()
        text = screen_text(app)
        assert app.answers is None
        assert text.count(needed) == 3, text
        assert "Только цифры" in text
        assert app.field("service").has_focus_within


async def test_a_draft_fills_the_form_again() -> None:
    app = FormApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*"биоп", "enter", *"нет", "tab", *"7", "tab")
        app.field("barriers").focus()
        await pilot.press("2", "tab", "a", "ctrl+j", "b")
        await pilot.pause()
        first, texts = app.form.texts(), app.texts
    assert texts == first
    again = FormApp(*(replace(ask, value=first[ask.id]) for ask in ASKS))
    async with again.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert again.form.texts() == first
        assert (first["service"], first["clinic"], first["clinician"]) == ("biopsy", " нет", " 7")
        assert (first["barriers"], first["note"]) == ("fear", "a\nb")


@pytest.mark.parametrize(
    ("language", "answers", "words"),
    [("ru", "Цифра — выбрать и дальше", "взять ▸, иначе записать"), ("en", "Digit: take it", "take ▸, else write")],
)
async def test_the_keys_are_said_for_the_field_one_is_in(language: str, answers: str, words: str) -> None:
    app = FormApp()
    async with app.run_test(size=(80, 24)) as pilot:
        use_language(language)
        for name, said in (("mode", answers), ("clinic", words)):
            app.field(name).focus()
            await pilot.pause()
            assert said in screen_text(app), screen_text(app)

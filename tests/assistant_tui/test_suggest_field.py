"""A field that suggests finds by the beginning of any word, in either layout, and takes what is marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot
from textual.widgets import Static

from assistant_tui.text.i18n import use_language
from assistant_tui.widgets.field import Field
from assistant_tui.widgets.suggest_field import SuggestField
from tests.assistant_tui.desk_app import BenchApp
from tests.hostile import HOSTILE

CLINICS = [
    ("7", "Онкоцентр № 1"), ("3", "Поликлиника № 12 на Берёзовой"), ("9", "Лаборатория «Сириус»"),
    ("12", "Онкодиспансер областной"), ("14", "НМИЦ онкологии"), ("15", "City clinic"),
]  # fmt: skip


def lines(field: SuggestField) -> list[str]:
    shown = field.query_one(".suggestions", Static)
    return [line.strip() for line in str(shown.content).splitlines()] if shown.display else []


def desk(field: SuggestField) -> BenchApp:
    return BenchApp(field, Field("Note", id="next"))


async def press(pilot: Pilot[int], text: str) -> None:
    await pilot.press(*("space" if sign == " " else sign for sign in text))


async def test_an_empty_field_shows_the_first_four() -> None:
    app = desk(field := SuggestField("Note", CLINICS))
    async with app.run_test(size=(80, 24)) as pilot:
        field.focus()
        await pilot.pause()
        assert lines(field) == ["Онкоцентр № 1", "Поликлиника № 12 на Берёзовой", "Лаборатория «Сириус»",
                                "Онкодиспансер областной  +2"]  # fmt: skip
        await pilot.press("tab")
        assert (field.answer, field.error, lines(field)) == (None, "", [])


@pytest.mark.parametrize(
    ("typed", "code"),
    [("онкод", "12"), ("jyrjl", "12"), ("берез", "3"), (",thtp", "3"), ("12 пол", "3"), ("сшен", "15"),
     ("онкологии", "14"), ("сири", "9")],
)  # fmt: skip
@pytest.mark.parametrize("key", ["tab", "enter"])
async def test_typing_finds_in_either_layout_and_the_key_takes_and_goes_on(typed: str, code: str, key: str) -> None:
    app = desk(field := SuggestField("Note", CLINICS))
    async with app.run_test(size=(80, 24)) as pilot:
        field.focus()
        await press(pilot, typed)
        assert lines(field)[0].startswith("▸ ")
        await pilot.press(key)
        assert field.answer == field.code == field.kept == code
        assert field.value == dict(CLINICS)[code]
        if key == "tab":
            assert app.focused is app.screen.query_one("#next Input")
        await pilot.press("enter")


async def test_arrows_choose_and_go_round() -> None:
    app = desk(field := SuggestField("Note", CLINICS))
    async with app.run_test(size=(80, 24)) as pilot:
        field.focus()
        await pilot.press("down", "down")
        assert lines(field)[1] == "▸ Поликлиника № 12 на Берёзовой"
        await pilot.press("up", "up")
        assert lines(field)[-1] == "▸ City clinic"
        await pilot.press("enter")
        assert field.answer == "15"
        await pilot.press("down", "enter")
        assert field.answer == "7", "what was taken can be chosen anew"
        await pilot.press("down", "enter")
        assert field.answer == "3", "on from what stands there, not from the top"


async def test_what_is_changed_after_it_was_taken_is_words_again() -> None:
    app = desk(field := SuggestField("Note", CLINICS, "7"))
    async with app.run_test(size=(80, 24)) as pilot:
        field.focus()
        await pilot.pause()
        assert (field.answer, field.value, lines(field)) == ("7", "Онкоцентр № 1", [])
        await pilot.press("end", "backspace")
        assert (field.answer, field.kept) == (None, " Онкоцентр №")
        await pilot.press("1")
        assert field.answer == "7", "typed in full it is the same"


@pytest.mark.parametrize(("language", "said"), [("ru", "нет в списке"), ("en", "Not in the list")])
async def test_what_is_not_listed_is_said_beside_the_field(language: str, said: str) -> None:
    app = desk(field := SuggestField("Note", CLINICS))
    async with app.run_test(size=(80, 24)) as pilot:
        use_language(language)
        field.focus()
        await press(pilot, "ъъъ")
        assert len(lines(field)) == 1
        await pilot.press("tab")
        assert said in field.error
        assert (field.answer, field.kept, field.value) == (None, " ъъъ", "ъъъ")
        field.focus()
        await pilot.press("backspace")
        assert field.error == ""


async def test_a_free_field_lets_words_stay_and_takes_only_what_was_chosen() -> None:
    names = [("Иванова А. П.", "Иванова А. П., Онкоцентр"), ("Петров И. И.", "Петров И. И., поликлиника")]
    app = desk(field := SuggestField("Note", names, free=True))
    async with app.run_test(size=(80, 24)) as pilot:
        field.focus()
        await press(pilot, "Иванов")
        assert lines(field) == ["Иванова А. П., Онкоцентр"]
        await pilot.press("tab")
        assert (field.answer, field.code, field.error) == ("Иванов", None, "")
        field.focus()
        await pilot.press("down", "tab")
        assert field.answer == "Иванова А. П."


async def test_the_mouse_takes_what_it_points_at() -> None:
    app = desk(field := SuggestField("Note", CLINICS))
    async with app.run_test(size=(80, 24)) as pilot:
        field.focus()
        await pilot.pause()
        await pilot.click(field.query_one(".suggestions"), offset=(30, 2))
        assert field.answer == "9"


async def test_hostile_words_are_shown_harmless() -> None:
    app = desk(field := SuggestField("Note", [(str(at), words) for at, words in enumerate(HOSTILE)], free=True))
    async with app.run_test(size=(80, 24)) as pilot:
        field.focus()
        for _option in HOSTILE:
            await pilot.press("down")
        await pilot.press("enter")
        assert field.answer == str(len(HOSTILE) - 1)


@given(st.text(max_size=30), st.booleans())
def test_a_draft_stands_there_as_it_was(text: str, free: bool) -> None:
    words = text.strip()
    first = SuggestField("Note", CLINICS, f" {words}" if words else "", free=free)
    again = SuggestField("Note", CLINICS, first.kept, free=free)
    assert (again.kept, again.answer) == (first.kept, first.answer)
    assert again.code is not None or again.value == words


def test_a_number_that_was_typed_is_no_code() -> None:
    typed = SuggestField("Note", CLINICS, " 7")
    assert (typed.value, typed.answer) == ("7", None)

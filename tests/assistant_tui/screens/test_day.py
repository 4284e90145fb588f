from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from textual.widgets import Input

from assistant_tui.commands.host import CommandHost
from assistant_tui.settings import load
from assistant_tui.text.i18n import use_language
from assistant_tui.widgets.record_table import RecordTable
from db.actions.contacts import NewContact
from db.actions.reminders import add_reminder
from db.actions.tests import order_test
from db.queries.call_list import call_list
from db.queries.lists import visits
from tests.assistant_tui.screen_text import same_as_kept
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import miss, patient, talk, visit
from tests.desk import NOW, Desk
from tests.hostile import FORBIDDEN, HOSTILE

At = Callable[[str], datetime]
DAUGHTER = NewContact(
    "8 495 765-43-21", relation="daughter", standing="trusted", name="Анна", scope="time_place_only",
    consent_on=date(2026, 10, 3), consent_paper="в карте",
)  # fmt: skip


@pytest.fixture
def people(desk: Desk, at: At) -> dict[str, int]:
    """Five who are to be called, one who is to be looked up."""
    found = {
        "petrova": patient(
            desk, "Петрова Мария Ивановна", "8 916 123-45-67", DAUGHTER, sex="f", flags=("hearing",), not_before="09:30"
        ),
        "petrova2": patient(desk, "Петрова Мария Ильинична", "8 916 000-02-18", birth="1956-02-01", sex="f"),
        "kim": patient(desk, "Ким Олег Сергеевич", "8 916 000-10-22", met=False, sex="m", birth="1972-05-01"),
        "orlova": patient(desk, "Орлова Нина Павловна", "8 916 000-88-03", sex="f", birth="1955-01-01"),
        "cykl": patient(desk, "Цой Виктор Иванович", "8 916 000-61-73", sex="m"),
        "looked_up": patient(desk, "Ёлкина Вера Ильинична", "8 916 000-31-90", sex="f"),
    }  # fmt: skip
    visit(desk, found["petrova"], "oncologist", at("2026-11-23 10:30"))
    visit(desk, found["petrova2"], "ct", at("2026-11-23 12:00"))
    visit(desk, found["looked_up"], "oncologist", at("2026-11-20 09:00"))
    desk.do(add_reminder, found["orlova"], "спросить про полис", at("2026-11-20 09:30"))
    desk.do(add_reminder, found["cykl"], "спросить про кровь", at("2026-11-20 15:00"))
    return found


async def test_the_list_says_whom_to_call_and_the_panel_all_to_dial(people: dict[str, int], running: Run) -> None:
    async with running() as it:
        await it.go_to("Петрова Мария Ивановна")
        text = it.text
    assert "УЧЕБНАЯ БАЗА" in text
    assert "СЕГОДНЯ пт 20.11.2026 10:00" in text
    assert "Петрова М. ИВАНОВНА, 67" in text
    assert "Петрова М. ИЛЬИНИЧНА, 70" in text
    assert "8 916 123-45-67 сама" in text
    assert "8 495 765-43-21 дочь Анна (согласие: время и место)" in text
    assert "слышит плохо" in text
    assert "есть тёзка" in text
    assert "Приём врача пн 23.11 10:30 — придёт?" in text
    assert "Почему здесь: " in text
    assert "Прошлый раз: " in text
    assert "онколог" not in text.lower()


async def test_words_are_english_on_an_english_screen(people: dict[str, int], running: Run) -> None:
    async with running(language="en") as it:
        text = it.text
    use_language("ru")
    for said in ("TRAINING DATABASE", "TODAY Fri 20.11.2026 10:00", "Why here:", "Enter CALL", "FIRST CALL", "today"):
        assert said in text


@pytest.mark.parametrize("typed", ["цой", "wjq", "Цой", "6173", "61 73", "tsoi", "tsoj"])
async def test_typing_finds_in_either_layout_and_by_digits(people: dict[str, int], running: Run, typed: str) -> None:
    async with running() as it:
        await it.type(typed)
        assert it.name_here == "Цой Виктор Иванович"
        assert f"Поиск: {typed}" in it.text
        await it.press("escape")
        assert not it.day.rows.text
        assert "Поиск" not in it.text


async def test_a_burst_of_keys_keeps_its_order_with_the_blank_in_it(people: dict[str, int], running: Run) -> None:
    async with running() as it:
        await it.pilot.press(*"цой", "space", *"вик")
        await it.until(lambda: it.day.rows.text == "цой вик")
        assert it.name_here == "Цой Виктор Иванович"


async def test_search_reaches_patients_who_are_not_on_the_list(
    desk: Desk, people: dict[str, int], running: Run, at: At
) -> None:
    desk.frozen.move_to(at("2026-11-18 10:00"))
    patient(desk, "Гусев Пётр Андреевич", "8 916 000-54-40")
    desk.frozen.move_to(at("2026-11-20 10:00"))
    async with running() as it:
        await it.type("гус")
        assert "Не в сегодняшнем списке" in it.text
        assert "Гусев" in it.text
        await it.press("backspace", "backspace", "backspace")
        assert not it.day.rows.text


async def test_enter_calls_the_patient_under_the_cursor_once(
    people: dict[str, int], running: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running() as it:
        called = record(it, monkeypatch, "open_call")
        here = it.day.patient_here()
        it.day.table.action_choose()
        it.day.table.action_choose()
        await it.settle()
        assert called == [(here,)]


async def test_a_failed_search_becomes_a_new_patient(
    people: dict[str, int], running: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running() as it:
        called = record(it, monkeypatch, "new_caller")
        await it.type("Кузьмин Ян")
        assert "Завести: Кузьмин Ян" in it.text
        await it.press("enter")
        assert called == [("Кузьмин Ян",)]


async def test_the_cursor_stays_on_its_patient_when_others_change(
    desk: Desk, people: dict[str, int], running: Run
) -> None:
    async with running() as it:
        await it.go_to("Орлова Нина Павловна")
        before = list(it.day.table.keys)
        done = desk.do(add_reminder, people["looked_up"], "перезвонить", desk.frozen.now())
        it.app.record_changed(done)
        await it.settle()
        assert len(it.day.table.keys) == len(before) + 1
        assert it.name_here == "Орлова Нина Павловна"


async def test_after_a_finished_call_the_cursor_stands_on_the_next_patient(
    desk: Desk, people: dict[str, int], running: Run
) -> None:
    async with running() as it:
        await it.go_to("Петрова Мария Ильинична")
        place = it.day.table.cursor_index
        next_key = it.day.table.keys[place + 1]
        miss(desk, people["petrova2"])
        it.day.refresh_list()
        await it.settle()
        assert people["petrova2"] not in it.day.table.keys
        assert it.day.patient_here() == next_key


async def test_enter_and_one_mark_lead_to_the_next_patient(desk: Desk, people: dict[str, int], running: Run) -> None:
    async with running() as it:
        await it.go_to("Петрова Мария Ильинична")
        next_key = it.day.table.keys[it.day.table.cursor_index + 1]
        await it.press("enter")
        await it.until(lambda: it.app.screen is not it.day)
        await it.press("1")
        await it.until(lambda: it.app.screen is it.day)
        assert it.day.patient_here() == next_key
        assert "Петрова М. И.: не отвечает" in it.text
        assert "F8 отменить" in it.text


async def test_equal_reasons_are_counted_in_the_panel_and_numbered_where_they_are_marked(
    desk: Desk, people: dict[str, int], running: Run
) -> None:
    desk.frozen.move_to(NOW.replace(hour=6, minute=0))
    for service in ("cbc", "biochem", "cbc"):
        desk.do(order_test, people["petrova2"], service, due_on=date(2026, 11, 20))
    desk.frozen.move_to(NOW)
    async with running() as it:
        await it.go_to("Петрова Мария Ильинична")
        assert it.text.count("Анализ крови до 20.11 — сдано?") == 1
        assert "Анализ крови до 20.11 — сдано? (3)" in it.text
        await it.press("enter")
        await it.until(lambda: it.app.screen is not it.day)
        await it.until(lambda: "2 из 2" in it.text)
        lines = [line for line in it.text.splitlines() if "до 20.11 — сдано?" in line]
        assert len({line.strip(" >•◦") for line in lines}) == len(lines) == 3


async def test_what_is_taken_back_and_what_stands_above_is_announced(
    desk: Desk, people: dict[str, int], running: Run, at: At
) -> None:
    for number in range(20):
        visit(desk, patient(desk, f"Яшин Ян{number}", f"8 916 000-50-{number:02}"), "ct", at("2026-11-23 12:00"))
    async with running() as it:
        table = it.day.table
        await it.go_to("Петрова Мария Ильинична")
        first = people["petrova2"]
        await it.press("enter")
        await it.until(lambda: it.app.screen is not it.day)
        await it.press("1")
        await it.until(lambda: it.app.screen is it.day)
        assert it.day.patient_here() != first
        await it.press("pagedown", "pagedown")
        assert f"ещё {table.rows_above} строк" in it.text
        assert "выше, PgUp · звонков" in it.text
        await it.press("f8")
        await it.until(lambda: it.day.patient_here() == first)
        assert table.rows_above <= table.cursor_index
        assert "Петрова М. ИЛЬИНИЧНА" in it.text.split("\n──", 2)[1]
        await it.press("home")
        assert "выше, PgUp" not in it.text
        await it.press("end")
        assert "выше, PgUp · звонков" in it.text


async def test_the_list_moves_by_itself_when_its_time_comes(
    desk: Desk, people: dict[str, int], running: Run, at: At
) -> None:
    async with running() as it:
        await it.press("down")
        here = it.day.patient_here()
        assert people["cykl"] not in it.day.table.keys
        desk.frozen.move_to(at("2026-11-20 15:00"))
        it.day.tick()
        await it.settle()
        assert people["cykl"] in it.day.table.keys
        assert "СЕГОДНЯ пт 20.11.2026 15:00" in it.text
        assert it.day.patient_here() == here


async def test_midnight_is_a_change_too(desk: Desk, people: dict[str, int], running: Run, at: At) -> None:
    async with running() as it:
        desk.frozen.move_to(at("2026-11-23 09:30"))
        it.day.tick()
        await it.settle()
        assert "пн 23.11.2026" in it.text
        assert "Петрова" in it.text


async def test_arrows_go_from_section_to_section_and_empty_ones_say_what_fills_them(desk: Desk, running: Run) -> None:
    async with running() as it:
        seen = [it.text]
        for _section in range(5):
            await it.press("right")
            seen.append(it.text)
        for words, text in zip(
            ("Сейчас звонить некому", "Никто не просил перезвонить", "На потом никого нет", "Дел без звонка нет",
             "Сегодня ещё ничего не сделано", "Старого нет"), seen, strict=True,
        ):  # fmt: skip
            assert words in text
        await it.press("left", "escape")
        assert it.day.rows.section == "now"


async def test_a_click_on_a_counter_shows_its_section(people: dict[str, int], running: Run) -> None:
    async with running() as it:
        await it.pilot.click("SectionsLine", offset=(35, 0))
        await it.settle()
        assert it.day.rows.section == "later"
        assert "Цой" in it.text


async def test_equals_prints_the_parts_of_the_place(desk: Desk, people: dict[str, int], running: Run) -> None:
    async with running() as it:
        row = it.day.rows.row(it.day.patient_here())
        assert row is not None
        await it.press("equals_sign")
        text = it.text
        assert "Почему здесь" in text
        assert f"+{row.points}" in text
        assert "всего, в разделе" in text.lower()
        await it.press("escape")
        assert it.app.screen is it.day


async def test_a_note_is_kept_when_left_saved_by_enter_and_undone(
    desk: Desk, people: dict[str, int], running: Run
) -> None:
    async with running() as it:
        await it.press("f6")
        await it.type("зовут Маша")
        await it.press("escape", "f6", "enter")
        await it.settle()
        assert "заметка сохранена" in it.text
        assert desk.rows("SELECT text FROM note WHERE undone_at IS NULL") == [("зовут Маша",)]
        await it.press("f8")
        await it.settle()
        assert "Отменено" in it.text
        assert desk.rows("SELECT text FROM note WHERE undone_at IS NULL") == []


async def test_work_without_a_call_is_settled_by_two_keys(desk: Desk, people: dict[str, int], running: Run) -> None:
    async with running() as it:
        await it.press("right", "right", "right")
        assert it.name_here == "Ёлкина Вера Ильинична"
        assert "Enter ОТМЕТИТЬ" in it.text
        await it.press("enter")
        assert "состоялось — по ЕМИАС" in it.text
        await it.press("1")
        await it.settle()
        assert "Ёлкина В. И.: состоялось — по ЕМИАС" in it.text
        assert "F8 отменить" in it.text
        (looked_up,) = (row for row in desk.ask(visits) if row.patient_id == people["looked_up"])
        assert looked_up.status == "attended"


async def test_a_missed_visit_asks_why(desk: Desk, people: dict[str, int], running: Run) -> None:
    async with running() as it:
        await it.press("right", "right", "right", "enter", "4")
        assert "Почему не состоялось?" in it.text
        await it.press("1", "enter")
        await it.settle()
        (missed,) = (row for row in desk.ask(visits) if row.patient_id == people["looked_up"])
        assert (missed.status, missed.because) == ("missed", "no_slots")


async def test_the_supervisor_decides(desk: Desk, people: dict[str, int], running: Run) -> None:
    talk(desk, people["orlova"], "DECLINES", because="other")
    async with running() as it:
        await it.go_to("Орлова Нина Павловна")
        await it.press("space")
        assert "Решить: не хочет сопровождения" in it.text
        await it.press("2", "enter")
        assert "Здесь нужно несколько слов" in it.text
        await it.type("поговорю сама")
        await it.press("enter")
        await it.settle()
        assert desk.rows("SELECT answer, answer_text FROM decision") == [("rejected", "поговорю сама")]


async def test_language_and_colours_switch_at_once_and_are_remembered(people: dict[str, int], running: Run) -> None:
    async with running() as it:
        await it.app.do_language()
        await it.settle()
        assert "TODAY" in it.text
        assert "Why here" in it.text
        await it.press("f9")
        await it.type("colours")
        await it.press("enter", "down", "enter")
        await it.until(lambda: load().theme != "dark")
        kept = load()
        assert (kept.language, kept.theme) == ("en", it.app.theme)
        assert kept.theme != "dark"
    use_language("ru")


async def test_the_privacy_key_leaves_nothing_of_a_patient(people: dict[str, int], running: Run) -> None:
    async with running() as it:
        await it.press("f12")
        assert "Петрова" not in it.text
        assert "Экран закрыт" in it.text
        await it.press("enter", "escape", "f2", "п", "enter")
        assert "Петрова" not in it.text


async def test_the_menu_has_every_section_and_command(people: dict[str, int], running: Run) -> None:
    async with running(size=(100, 60)) as it:
        await it.press("f9")
        for said in ("Карточка", "Заметка", "Внести звонок"):
            assert said in it.text
        await it.type("дела без")
        await it.press("enter")
        assert it.day.rows.section == "desk"


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_the_menu_says_why_a_command_is_off_in_full(people: dict[str, int], running: Run, language: str) -> None:
    async with running(language=language) as it:
        await it.go_to("Петрова Мария Ильинична")
        for place in ("list", "call"):
            host = it.app.screen
            assert isinstance(host, CommandHost)
            off = {why for command in it.app.commands_here(host) if (why := it.app.reason_here(host, command))}
            await it.press("f9")
            table, seen = it.app.screen.query_one(RecordTable), ""
            for _row in table.keys:
                seen += " ".join(it.text.replace("│", " ").split())
                await it.press("down")
            await it.press("escape")
            marks = {it.app.reason_here(host, command) for command in it.app.commands_here(host) if command.mark}
            assert off - marks or place == "list"  # on the list everything can be done
            assert [why for why in off - marks if why not in seen] == []
            if place == "list":
                await it.press("enter")
                await it.until(lambda: it.app.screen is not it.day)


async def test_the_list_goes_into_a_file(people: dict[str, int], running: Run, tmp_path: Any) -> None:
    async with running() as it:
        it.app.run_worker(it.app.export_list(), exclusive=False)
        await it.settle()
        field = it.app.screen.query_one(Input)
        field.value = str(tmp_path / "list.txt")
        await it.press("enter")
        assert "должно оканчиваться" in it.text
        field.value = str(tmp_path / "list.csv")
        await it.press("enter")
        await it.settle()
        assert "Сохранено" in it.text or "Сохранены" in it.text
    table = (tmp_path / "list.csv").read_text(encoding="utf-8-sig")
    assert "Петрова Мария Ивановна" in table
    assert "8 916 123-45-67" in table


@pytest.mark.parametrize("name", [name for name in HOSTILE if name.strip("\x00\x07\x08") and len(name) < 300])
async def test_hostile_names_are_only_text(desk: Desk, running: Run, name: str) -> None:
    patient(desk, "Безопасный Иван", "8 916 000-00-01", met=False)
    patient(desk, name, "8 916 000-00-02", met=False, flags=("speak_with",), flag_note=name)
    async with running(size=(120, 40)) as it:
        for keys in (("end",), ("equals_sign", "escape"), ("f6", "escape"), ("0", "0", "0", "2"), ("escape",)):
            await it.press(*keys)
            assert not FORBIDDEN & set(it.text.replace("\n", ""))
        assert it.app.is_running
        assert len(desk.ask(call_list).rows) == 2


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("language", ["ru", "en"])
async def test_the_day_looks_as_it_was_reviewed(
    people: dict[str, int], running: Run, size: tuple[int, int], language: str
) -> None:
    async with running(size=size, language=language) as it:
        await it.press("home")
        same_as_kept(it.app, f"day-{language}-{size[0]}x{size[1]}")
    use_language("ru")


@pytest.mark.parametrize("width", [60, 64])
async def test_a_narrow_terminal_keeps_deadline_name_and_reason(
    people: dict[str, int], running: Run, width: int
) -> None:
    async with running(size=(width, 24)) as it:
        text = it.text
    assert "Срок" in text
    assert "Пациент" in text
    assert "Повод" in text
    assert "Попытки" not in text


def record(it: Driver, monkeypatch: pytest.MonkeyPatch, name: str) -> list[tuple[Any, ...]]:
    """Note how a way out of the screen is taken, instead of taking it."""
    taken: list[tuple[Any, ...]] = []

    async def instead(*args: Any, **_more: Any) -> None:
        taken.append(args)

    monkeypatch.setattr(it.app, name, instead)
    return taken


async def test_a_disk_that_fills_up_is_announced(
    people: dict[str, int], running: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Desk, "free_bytes", lambda _self: 150 * 1024 * 1024)
    async with running() as it:
        await it.until(lambda: "осталось 150 МБ" in it.text)
    monkeypatch.setattr(Desk, "free_bytes", lambda _self: 900 * 1024 * 1024)
    async with running() as it:
        assert "МБ" not in it.text

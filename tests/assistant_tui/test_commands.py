import itertools
import re

import pytest
from textual._xterm_parser import XTermParser
from textual.events import Key

from assistant_tui.commands.catalogue import BY_ID, COMMANDS, NOT_REACHED, SCREENS, TALKED
from assistant_tui.commands.command import Command
from assistant_tui.commands.host import CommandScreen
from assistant_tui.commands.keymap import heard_keys, normal_key, problems, shown_keys
from assistant_tui.commands.keysheet import main as keysheet
from assistant_tui.commands.layouts import key_words, twins
from assistant_tui.desk_screens import PLACES, desk_screen
from assistant_tui.settings import Settings
from assistant_tui.text.i18n import LANGUAGES, use_language
from assistant_tui.widgets.field import Field
from assistant_tui.widgets.footer import KeysLine
from assistant_tui.widgets.note_area import NoteArea
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column
from tests.assistant_tui.desk_app import BenchApp


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_twins_are_the_same_physical_key_in_both_layouts_and_cases() -> None:
    assert set(twins("п")) == {"п", "П", "g", "G"}
    assert set(twins("w")) == {"w", "W", "ц", "Ц"}
    assert set(twins("ctrl+z")) == {"ctrl+z", "ctrl+я"}
    assert twins("f2") == ("f2",)
    assert twins("1") == ("1",)


@pytest.mark.parametrize(
    ("sequence", "key"), [("\x1b[1103;5u", "ctrl+я"), ("п", "п"), ("П", "П"), ("\x1b[1103u", "я"), ("=", "equals_sign")]
)
def test_textual_names_keys_as_the_bindings_expect(sequence: str, key: str) -> None:
    events = list(XTermParser().feed(sequence))
    assert [event.key for event in events if isinstance(event, Key)] == [key]


def test_no_two_commands_of_one_place_share_a_key_in_any_language() -> None:
    for code, (one, other) in itertools.product(LANGUAGES, itertools.combinations(COMMANDS, 2)):
        shared = {*heard_keys(one, {}, code), *map(normal_key, one.plain_keys)} & {
            *heard_keys(other, {}, code),
            *map(normal_key, other.plain_keys),
        }
        assert not (shared and one.where.meets(other.where)), (code, one.id, other.id, shared)


def test_digits_say_nobody_was_reached_and_letters_what_came_out() -> None:
    for code in LANGUAGES:
        assert sorted(key for each in NOT_REACHED for key in BY_ID[each].keys_in(code)) == list("0123456789")
        letters = [key for each in TALKED for key in BY_ID[each].keys_in(code)]
        assert len(letters) == len(set(letters)) == 13
        assert all(letter.isalpha() and letter not in "хъжэбю" for letter in letters)


def test_keys_that_terminals_do_not_deliver_are_not_used() -> None:
    for command, code in itertools.product(COMMANDS, LANGUAGES):
        for key in command.keys_in(code):
            assert key not in ("f10", "f11")
            assert not key.startswith(("alt+", "shift+f"))


@pytest.mark.parametrize(
    ("keymap", "sentence"),
    [
        ({"fly": ["f2"]}, "Клавиши: команды «fly» нет."),
        ({"card": []}, "Клавиши: у «card» нет ни одной клавиши; уберите строку, чтобы осталась своя."),
        ({"card": [" "]}, "Клавиши: для «card» указана пустая клавиша."),
        ({"card": ["ff3"]}, "Клавиши: клавиши «ff3» нет (для «card»)."),
        ({"card": ["alt+1"]}, "Клавиши: alt+1 для «card» доходит не из каждого терминала."),
        ({"card": ["f11"]}, "Клавиши: f11 для «card» доходит не из каждого терминала."),
        ({"card": ["ctrl+m"]}, "Клавиши: ctrl+m для «card» доходит не из каждого терминала."),
        ({"card": ["ctrl+1"]}, "Клавиши: ctrl+1 для «card» доходит не из каждого терминала."),
        ({"card": ["к"]}, "Клавиши: к для «card»: буквы и цифры в списках заняты поиском."),
        ({"card": ["f2"]}, "Клавиши: F2 назначена сразу для «incoming» и для «card»."),
        ({"confirmed": ["С"]}, "Клавиши: С назначена сразу для «confirmed» и для «took_place»."),
        ({"move": ["f3"]}, "Клавиши: «move» — клавиши самого списка, их нельзя изменить."),
    ],
)
def test_a_wrong_key_gets_one_clear_sentence(keymap: dict[str, list[str]], sentence: str) -> None:
    assert sentence in problems(keymap)


def test_sound_keymaps_pass_and_replace_the_own_keys() -> None:
    assert problems({"card": ["ctrl+k"], "confirmed": ["cyrillic_small_letter_u"]}) == []
    assert shown_keys(BY_ID["card"], {"card": ("ctrl+k",)}) == "Ctrl+K"
    assert "у" in heard_keys(BY_ID["confirmed"], {"confirmed": ("cyrillic_small_letter_u",)})


def test_keys_are_written_as_on_the_keyboard() -> None:
    assert [key_words(key) for key in ("f2", "escape", "ctrl+q", "п", "question_mark")] == [
        "F2",
        "Esc",
        "Ctrl+Q",
        "П",
        "?",
    ]


def test_every_command_speaks_both_languages() -> None:
    def words(command: Command) -> tuple[str, str, str]:
        return command.words(), command.short_words(), command.help_words()

    for command in COMMANDS:
        use_language("en")
        english = words(command)
        use_language("ru")
        if command.id != "language":
            assert not set(english) & set(words(command)), command.id


def test_the_key_sheets_are_fresh() -> None:
    assert keysheet(["--check"]) == 0


async def test_marks_are_heard_in_both_layouts_and_cases_and_follow_the_language() -> None:
    clock = Clock()
    app = BenchApp(clock=clock)
    async with app.run_test() as pilot:
        await pilot.pause()
        for key in ("п", "П", "g", "G", "1", "w"):
            clock.now += 5
            await pilot.press(key)
        assert app.bench.done == ["confirmed"] * 4 + ["no_answer"]
        app.bench.done.clear()
        app.switch_language("en")
        await pilot.pause()
        for key in ("w", "Ц", "t", "п"):
            clock.now += 5
            await pilot.press(key)
        assert app.bench.done == ["confirmed", "confirmed", "took_place"]


async def test_marks_too_soon_are_ignored() -> None:
    clock = Clock()
    app = BenchApp(clock=clock)
    async with app.run_test() as pilot:
        await pilot.pause()
        clock.now += 0.29
        await pilot.press("1")
        assert app.bench.done == []
        clock.now += 0.69  # counted from the ignored press
        await pilot.press("1")
        assert app.bench.done == []
        clock.now += 0.71
        await pilot.press("1")
        await pilot.press("п")
        assert app.bench.done == ["no_answer", "confirmed"]
        clock.now += 2
        await pilot.press("escape")
        clock.now += 0.2
        await pilot.press("с")
        assert app.bench.done == ["no_answer", "confirmed"]
        clock.now += 0.75
        await pilot.press("с")
        assert app.bench.done[-1] == "took_place"


async def test_what_is_typed_in_fields_is_never_a_command() -> None:
    clock = Clock()
    field, area = Field("Note"), NoteArea()
    app = BenchApp(field, area, clock=clock)
    async with app.run_test() as pilot:
        await pilot.pause()
        clock.now += 5
        field.focus()
        await pilot.press("1", "п", "?", "ctrl+z", "ctrl+я")
        assert field.value == "1п?"
        area.focus()
        await pilot.press("1", "п", "?", "ctrl+z")
        assert area.text == "1п?"
        assert app.bench.done == []
        await pilot.press("f6", "f8")
        assert app.bench.done == ["note", "undo"]


async def test_ctrl_z_outside_text_undoes_in_both_layouts() -> None:
    app = BenchApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("ctrl+z", "ctrl+я")
        assert app.bench.done == ["undo", "undo"]


async def test_letters_on_a_list_that_searches_mark_nothing() -> None:
    clock = Clock()
    table = RecordTable((Column("name", "", 10),))
    app = BenchApp(table, clock=clock)
    async with app.run_test() as pilot:
        await pilot.pause()
        clock.now += 5
        table.focus()
        await pilot.press("п", "1", "g")
        assert app.bench.done == []


async def test_the_footer_keeps_what_is_off_and_speaks_both_languages_in_80_columns() -> None:
    keys = KeysLine()
    app = BenchApp(keys)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert keys.render().cell_len <= 80
        assert "F3 Карточка" in keys.render().plain  # off, and still there
        assert "F9 Меню" in keys.render().plain
        russian = re.findall(r"F\d+", keys.render().plain)
        app.switch_language("en")
        await pilot.pause()
        assert "F3 Card" in keys.render().plain
        assert re.findall(r"F\d+", keys.render().plain) == russian


async def test_remapped_keys_are_heard_and_shown() -> None:
    keys = KeysLine()
    app = BenchApp(keys, settings=Settings(language="ru", keys={"note": ("ctrl+n",), "help": ("f4",)}))
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("f6")
        await pilot.press("ctrl+т")
        assert app.bench.done == ["note"]
        assert "F4 Помощь" in keys.render().plain


def test_every_screen_of_the_menu_can_be_opened() -> None:
    names = [command.removeprefix("show_") for command in SCREENS]
    assert names[0] == "day"
    assert sorted(names[1:]) == sorted(PLACES)
    assert all(isinstance(desk_screen(name), CommandScreen) for name in names[1:])

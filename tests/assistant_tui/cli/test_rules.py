"""The numbers of the rules on the command line."""

from __future__ import annotations

import csv
import io

from db.number_settings import number_settings
from tests.assistant_tui.cli.conftest import Cli

CAP = "attempts.cap_rounds"


def test_all_numbers_are_listed_with_meaning_range_and_source(bare: Cli) -> None:
    rows = bare("rules", "list", "--format", "json").json
    assert [row["key"] for row in rows] == [setting.key for setting in number_settings()]
    cap = next(row for row in rows if row["key"] == CAP)
    assert (cap["value"], cap["default"], cap["own"], cap["least"], cap["most"]) == (6, 6, False, 1, 30)
    assert cap["status"] == "policy"
    table = bare("rules", "list").out
    assert "Попытки дозвона: Попыток до передачи старшему" in table
    assert "не проверено, изначально выключено" in table
    assert len(list(csv.DictReader(io.StringIO(bare("rules", "list", "--format", "csv").out)))) == len(rows)


def test_a_number_is_tried_set_shown_undone_and_given_back(bare: Cli) -> None:
    tried = bare("rules", "set", CAP, "8", "--because", "Дольше ищем", "--dry-run")
    assert (tried.code, tried.out, tried.err) == (0, "0\n", "Ни одно дело не изменится.\n")
    assert bare("rules", "list", "--own").err == "Все числа исходные.\n"
    done = bare("rules", "set", CAP, "8", "--because", "Дольше ищем")
    assert (done.code, done.err) == (0, "Попыток до передачи старшему: 8. Ни одно дело не изменится.\n")
    assert "stamp: " in done.out
    shown = bare("rules", "show", CAP).out
    assert "Сейчас: 8\n" in shown
    assert "Исходное: 6\n" in shown
    assert "Почему: Дольше ищем\n" in shown
    assert "Кто изменил: Иванова А. П., пт 20.11.2026 10:00\n" in shown
    (own,) = bare("rules", "list", "--own", "--format", "json").json
    assert (own["key"], own["value"], own["by"]) == (CAP, 8, "Иванова А. П.")
    assert bare("undo").code == 0
    assert bare("rules", "show", CAP, "--format", "json").json["value"] == 6
    bare("rules", "set", CAP, "9", "--because", "Проба")
    assert bare("rules", "reset", CAP, "--because", "Хватит").err.startswith("Попыток до передачи старшему: 6.")
    assert bare("rules", "list", "--own", "--format", "csv").out.startswith("key,value,default,own,reason,by,at,")
    assert bare("db", "check").code == 0


def test_what_cannot_be_is_one_sentence(bare: Cli) -> None:
    def said(*arguments: str, lang: str = "ru") -> tuple[int, str]:
        ran = bare("rules", *arguments, lang=lang)
        assert ran.out == ""
        return ran.code, ran.err

    assert said("set", CAP, "99", "--because", "x") == (2, "99 не лежит от 1 до 30.\n")
    assert said("set", CAP, "много", "--because", "x") == (2, "«много» — не целое число от 1 до 30.\n")
    assert said("set", CAP, "99", "--because", "x", lang="en") == (2, "99 is not from 1 to 30.\n")
    assert said("set", "attempts.cap_round", "8", "--because", "x")[1].startswith(
        "Среди правил нет числа «attempts.cap_round». Может быть: attempts.cap_rounds"
    )
    assert said("show", "чай") == (2, "Среди правил нет числа «чай». Все показывает `rules list`.\n")
    assert said("set", "windows.hard_working_day", "10-19", "--because", "x") == (
        2,
        "«Крайние часы: рабочий день» не сочетается с «Обычно: рабочий день». Сначала измените второе.\n",
    )
    assert said("reset", CAP, "--because", "x") == (3, "«Попыток до передачи старшему»: и так исходное значение.\n")
    assert said("set", CAP, "8", "--because", " ")[0] == 2
    assert said("set", CAP, "8")[0] == 2


def test_hours_and_words_are_taken_in_both_languages(bare: Cli) -> None:
    assert "10–14" in bare("rules", "set", "windows.default_sunday", "10-14", "--because", "x").err
    assert "выкл" in bare("rules", "set", "windows.default_sunday", "выкл", "--because", "x").err
    assert "off" in bare("rules", "show", "deadlines.biopsy_taken", lang="en").out
    assert bare("rules", "set", "deadlines.biopsy_taken", "1", "--because", "x", lang="en").code == 0
    assert "1 working day" in bare("rules", "show", "deadlines.biopsy_taken", lang="en").out
    limits = bare("deadlines", "--format", "json")
    assert limits.code == 0

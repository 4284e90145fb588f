"""Records of one person on the command line, and whose patients are whose."""

from __future__ import annotations

from db.clock import FrozenClock
from tests.assistant_tui.cli.conftest import Cli
from tests.build import patient
from tests.desk import NOW, PASSWORD, Desk


def twins(bare: Cli) -> tuple[int, int]:
    with Desk(str(bare.path), FrozenClock(NOW)) as desk:
        phones = ("8 916 123-45-67", "8 903 555-10-22")
        one, two = (patient(desk, "Петрова Мария Ивановна", phone, met=False) for phone in phones)
    return one, two


def test_twins_are_found_joined_and_taken_apart(bare: Cli) -> None:
    keep, gone = twins(bare)
    (pair,) = bare("twins", "--format", "json").json
    assert (pair["a"], pair["b"], pair["reasons"]) == (keep, gone, "same_name,same_birth")
    assert "те же Ф. И. О., та же дата рождения" in bare("twins", "--patient", str(gone)).out
    ran = bare("merge", str(keep), str(gone))
    assert (ran.code, ran.out) == (0, f"{keep}\n")
    assert ran.err == f"№ {gone} теперь часть № {keep}. Разделить снова: unmerge {gone}\n"
    shown = bare("show", str(gone))
    assert shown.err == f"№ {gone} теперь часть № {keep}.\n"
    assert shown.out.count("☎") == 2
    assert bare("patients", "--assistant", "*").out.count("Петрова") == 1
    assert bare("unmerge", str(gone)).code == 0
    assert bare("unmerge", str(gone)).err == "Эта карточка ни с какой не объединена.\n"
    assert bare("merge", str(keep), str(gone), "--take", "shoe").code == 2
    assert bare("not-same", str(gone), str(keep)).code == 0
    assert bare("twins").err == "Похожих карточек нет.\n"


def test_who_leaves_says_what_becomes_of_the_patients(bare: Cli) -> None:
    one, _two = twins(bare)
    bare("users", "add", "petr", "--name", "Петров Пётр Ильич", "--role", "assistant",
         stdin=f"{PASSWORD}\nсовсем новый пароль\n")  # fmt: skip
    assert bare("assign", str(one), "--to", "petr", "--because", "handed_over").out == "1\n"
    refused = bare("users", "disable", "petr")
    assert (refused.code, "пациенты: 1" in refused.err) == (3, True)
    done = bare("users", "disable", "petr", "--share")
    assert (done.code, done.err) == (0, "Отключено: petr.\nПередан 1 пациент.\n")
    assert {row["assistant"] for row in bare("patients", "--assistant", "*", "--format", "json").json} == {"anna"}
    told = bare("assign", str(one), "--to", "-", "--because", "wrong")
    assert told.code == 2
    assert bare("assign", str(one), "--to", "-", "--because", "wrong", "--say", "не наш участок").out == "1\n"

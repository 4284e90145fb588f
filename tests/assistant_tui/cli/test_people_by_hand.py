"""A patient's record changed by hand from the command line."""

from __future__ import annotations

from pathlib import Path

from tests.assistant_tui.cli.conftest import Cli
from tests.assistant_tui.cli.test_writing import value, whole


def somebody(cli: Cli) -> int:
    """A patient in care with numbers."""
    rows = cli("patients", "--assistant", "*", "--format", "json").json
    return int(next(row["id"] for row in rows if row["phones"] and row["phase"] == "treatment"))


def card(cli: Cli, patient: int) -> dict[str, object]:
    found: dict[str, object] = cli("show", str(patient), "--format", "json").json
    return found


def test_data_are_changed_and_wrong_check_digits_are_said_and_kept(cli: Cli) -> None:
    patient = str(somebody(cli))
    ran = cli("edit", patient, "--policy", "4560 8656 9070 2932", "--diagnosis", "с50.9", "--birth", "1959")
    assert ran.code == 0
    assert "Контрольная цифра полиса не сходится" in ran.err
    found = card(cli, int(patient))
    assert (found["policy"], found["diagnosis"], found["birth_on"]) == ("4560865690702932", "C50.9", None)
    assert cli("edit", patient, "--date", "diagnosis=17.11.2026").code == 0
    assert {"kind": "diagnosis", "on": "2026-11-17"} in card(cli, int(patient))["milestones"]  # type: ignore[operator]  # JSON
    assert cli("undo").code == 0
    whole(cli)


def test_what_is_missing_or_wrong_is_one_sentence(cli: Cli) -> None:
    patient = str(somebody(cli))
    for arguments, code, said in (
        (("edit", patient), 2, "хотя бы один параметр"),
        (("edit", patient, "--birth", "31.02.1959"), 2, "Такой даты рождения"),
        (("edit", patient, "--date", "diagnosis"), 2, "ВИД=ДАТА"),
        (("edit", patient, "--diagnosis", "рак"), 2, "МКБ-10"),
        (("close", patient, "--because", "died"), 3, "Смерть отмечают итогом звонка"),
        (("reopen", patient), 3, ""),
        (("erase", patient, "--basis", "demanded", "--paper", "папка 3"), 3, "--force"),
        (("pause", "end", patient), 3, "закончилась"),
    ):
        ran = cli(*arguments)
        assert (ran.code, ran.err.count("\n"), ran.out) == (code, 1, ""), (arguments, ran)
        assert said in ran.err


def test_numbers_difficulties_and_pauses(cli: Cli) -> None:
    patient = str(somebody(cli))
    ran = cli("contact", "add", patient, "8 926 000-11-22; 8 926 000-11-23", "--relation", "son", "--scope",
              "preparation", "--since", "01.10.2026", "--paper", "папка 12")  # fmt: skip
    assert ran.code == 0
    first, second = value(ran.out, "contact_ids").split(", ")
    assert cli("contact", "earlier", second).code == 0
    assert cli("contact", "change", first, "--voicemail", "yes", "--until", "01.10.2027").code == 0
    assert cli("contact", "set-aside", first, "--because", "просит").code == 0
    assert cli("contact", "take-back", first).code == 0
    barrier = value(cli("barrier", "add", patient, "transport", "--doing", "такси").out, "barrier_id")
    assert cli("barrier", "settle", barrier, "заказано").code == 0
    assert cli("pause", "until", patient, "30.11.2026", "--kind", "away").code == 0
    assert cli("pause", "end", patient).code == 0
    assert cli("undo").code == 0
    whole(cli)


def test_the_end_the_way_back_and_the_erasure(cli: Cli) -> None:
    patient, name = somebody(cli), "Смородинов Ипполит Фомич"
    assert cli("edit", str(patient), "--name", name).code == 0
    assert cli("close", str(patient), "--because", "moved", "--cancel", "--note", "переезд").code == 0
    assert card(cli, patient)["phase"] == "closed"
    assert cli("reopen", str(patient), "--note", "вернулся").code == 0
    assert cli("close", str(patient), "--because", "declined").code == 0
    assert name in cli("search", "смородинов").out
    ran = cli("erase", str(patient), "--basis", "consent_withdrawn", "--paper", "папка 3, лист 4")
    assert (ran.code, "стёрты" in ran.err, "Копии базы" in ran.err) == (0, True, True)
    assert name not in cli("search", "смородинов").out
    assert cli("undo").code == 3
    whole(cli)
    held = b"".join(file.read_bytes() for file in Path(cli.path.parent).glob("full.db*"))
    assert name.encode() not in held
    assert "Смородинов".encode() not in held

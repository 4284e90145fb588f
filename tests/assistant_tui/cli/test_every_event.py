"""Every kind of event that the audit promises is written by the command line, with its patient where there is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from db.clock import FrozenClock
from db.engine import open_sqlite
from tests.assistant_tui.cli.conftest import Cli
from tests.build import talk
from tests.desk import NOW, Desk
from tests.elsewhere import people, two_centres

WHOM = 1
FAR = 2


@dataclass(frozen=True)
class Way:
    """What is typed, what the audit says then, and about which patient."""

    event: str
    typed: Callable[[Path], tuple[str, ...]]
    patient: int | None = None
    stdin: str | None = None
    code: int = 0
    outcome: str = "done"


def said(*words: str) -> Callable[[Path], tuple[str, ...]]:
    return lambda _folder: words


WAYS = {
    "login": Way("sign_in", said("today")),
    "logout": Way("session_end", said("today")),
    "login_failed": Way("sign_in_failed", said("today"), stdin="неверный пароль\n", code=3, outcome="failed"),
    "view_patient": Way("open_card", said("show", str(WHOM)), WHOM),
    "search": Way("search", said("search", "Петрова")),
    "create": Way("import_patients", lambda folder: ("import", str(people(folder)), "--skip-rejected")),
    "edit": Way("edit_patient", said("edit", str(WHOM), "--region", "Тула"), WHOM),
    "delete": Way("erase_patient", said("erase", str(WHOM), "--basis", "demanded", "--paper", "№ 1", "--force"), WHOM),
    "export": Way("export", lambda folder: ("export", "patients", "--to", str(folder / "list.csv"))),
    "print": Way(
        "print", lambda folder: ("export", "calls", "--patient", str(WHOM), "--to", str(folder / "page.pdf")), WHOM
    ),
    "access report": Way("access_report", said("audit", "report", str(WHOM)), WHOM),
    "backup": Way("backup", said("db", "backup")),
    "consent_change": Way(
        "consent_change", said("contact", "change", "1", "--scope", "time_place_only", "--since", "2026-11-01"), WHOM
    ),
    "consent of a new number": Way(
        "consent_change",
        said("contact", "add", str(WHOM), "89031112233", "--relation", "son", "--standing", "trusted", "--scope",
             "preparation", "--since", "2026-11-01"),
        WHOM,
    ),  # fmt: skip
    "break_glass": Way("break_glass", said("show", str(FAR), "--text", "на линии, помощника нет"), FAR),
    "what is seen then": Way("open_card", said("show", str(FAR), "--text", "на линии, помощника нет"), FAR),
    "denied": Way("denied", said("show", str(FAR)), FAR, code=3, outcome="denied"),
}  # fmt: skip


@pytest.fixture
def desk(bare: Cli, tmp_path: Path) -> Cli:
    """Patients of two centres, and one person with all roles who sees the first."""
    with Desk(str(bare.path), FrozenClock(NOW)) as desk:
        desk.be("assistant", "supervisor")
        assert two_centres(desk, tmp_path) == (WHOM, FAR)
        talk(desk, WHOM, "ACCEPTS")
        desk.be("assistant", "supervisor", "administrator", "auditor", scope="centre")
    return bare


def events(cli: Cli, event: str) -> list[tuple[object, ...]]:
    with open_sqlite(cli.path) as conn:
        return conn.rows(
            "SELECT outcome, object_kind, object_id, user_id FROM audit_event WHERE event = :event ORDER BY id",
            event=event,
        )


@pytest.mark.parametrize("name", sorted(WAYS))
def test_a_command_leaves_the_event(desk: Cli, tmp_path: Path, name: str) -> None:
    way = WAYS[name]
    before = len(events(desk, way.event))
    typed = way.typed(tmp_path)
    ran = desk(*typed) if way.stdin is None else desk(*typed, stdin=way.stdin)
    assert ran.code == way.code, ran.err
    if way.event == "sign_in_failed":  # the door keeps it until somebody comes in
        assert desk("today").code == 0
    new = events(desk, way.event)[before:]
    assert len(new) >= 1
    outcome, kind, number, user_id = new[-1]
    assert outcome == way.outcome
    if way.event == "sign_in_failed":
        assert (kind, number, user_id) == ("user", 1, None)
        return
    assert (kind, number) == (("patient", way.patient) if way.patient else (None, None))
    assert user_id == 1


def test_a_restored_record_says_so(desk: Cli) -> None:
    taken = desk("db", "backup")
    assert taken.code == 0, taken.err
    assert desk("db", "restore", taken.out.strip()).code == 0
    assert [row[0] for row in events(desk, "restore")] == ["done"]


def test_a_number_changed_without_its_consent_says_no_consent(desk: Cli) -> None:
    assert desk("contact", "change", "1", "--number", "89039998877").code == 0
    assert events(desk, "consent_change") == []


def test_a_file_names_all_who_are_in_it(desk: Cli, tmp_path: Path) -> None:
    assert desk("export", "patients", "--to", str(tmp_path / "list.csv")).code == 0
    rows = desk("audit", "--event", "export", "--format", "json").json
    assert WHOM in rows[0]["detail"]["patients"]
    assert FAR not in rows[0]["detail"]["patients"]
    report = desk("audit", "report", str(WHOM), "--format", "json").json
    assert [row["event"] for row in report][0] == "export"
    assert report[0]["patients"] == len(rows[0]["detail"]["patients"])
    assert "один пациент из" in desk("audit", "report", str(WHOM)).out

"""Who may import whom."""

import os
import subprocess
import sys

from tests.architecture.sources import ROOT, imported, modules


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_import_contracts_hold() -> None:
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    answer = run("-c", code)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert " 0 broken" in answer.stdout


def loaded_by(code: str) -> set[str]:
    """Return the top-level modules and the `db` modules that are loaded after `code` has run in a fresh Python."""
    answer = run("-c", f"import sys\n{code}\nprint('LOADED', *sys.modules)")
    assert answer.returncode == 0, answer.stderr
    return set(answer.stdout.rpartition("LOADED")[2].split())


HELP = """
from assistant_tui.cli import main
try:
    main(["--help"])
except SystemExit as leaving:
    assert not leaving.code
"""


def test_help_loads_neither_screens_nor_database() -> None:
    loaded = loaded_by(HELP)
    assert "assistant_tui.cli" in loaded
    assert loaded.isdisjoint({"textual", "sqlmodel", "sqlalchemy", "sqlcipher3", "alembic", "openpyxl", "psycopg"})


def test_the_first_frame_loads_no_rules_no_forms_and_no_lists() -> None:
    loaded = loaded_by("import assistant_tui.app")
    ours = {name for name in loaded if name.startswith("db.")}
    assert ours <= {"db.errors", "db.rules", "db.rules.names"}
    rooms = ("assistant_tui.screens.", "assistant_tui.dialogs.", "assistant_tui.record.", "assistant_tui.listing.")
    assert {name for name in loaded if name.startswith(rooms)} <= {"assistant_tui.dialogs.base"}
    assert loaded.isdisjoint({"assistant_tui.widgets.record_table", "assistant_tui.widgets.field"})
    assert loaded.isdisjoint({"tomllib", "zoneinfo", "sqlmodel", "sqlcipher3"})


def test_the_door_loads_no_screen() -> None:
    loaded = loaded_by("import db.caseload")
    assert "db.caseload" in loaded
    assert loaded.isdisjoint({"textual", "rich", "assistant_tui", "holidays", "openpyxl", "psycopg", "alembic"})


ENCRYPTED = """
import os, pathlib, tempfile
for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "XDG_RUNTIME_DIR"):
    os.environ.pop(name, None)
from db import passwords
from db.auth import sign_in
from db.setup import FirstUser, create
passwords.COST = passwords.Cost(1, 8, 1)
with tempfile.TemporaryDirectory() as folder:
    url = str(pathlib.Path(folder) / "caseload.db")
    create(url, FirstUser("anna", "Anna", "correct horse clip", frozenset({"assistant"})))
    with sign_in(url, "anna", "correct horse clip") as caseload:
        assert not caseload.plain
"""


def test_an_encrypted_database_is_opened_without_a_keyring_and_a_session_bus() -> None:
    loaded = loaded_by(ENCRYPTED)
    assert "db.auth" in loaded
    assert loaded.isdisjoint({"keyring", "secretstorage", "jeepney", "dbus", "gi"})
    locked = {line.partition("==")[0] for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines()}
    assert locked.isdisjoint({"keyring", "secretstorage", "jeepney", "dbus-python"})


def test_the_rules_load_nothing_else_of_db() -> None:
    names = [".".join(path.with_suffix("").parts) for path in modules("db/rules") if path.stem != "__init__"]
    assert names
    loaded = loaded_by("\n".join(f"import {name}" for name in names))
    strangers = {name for name in loaded if name.startswith("db.") and not name.startswith("db.rules")}
    assert strangers == set()
    assert loaded.isdisjoint({"sqlmodel", "sqlalchemy", "sqlcipher3", "sqlite3", "textual", "rich"})


def test_the_rules_name_nothing_else_of_db_even_lazily() -> None:
    strangers = [
        f"{path}: {name}"
        for path in modules("db/rules")
        for name in imported(path)
        if (name == "db" or name.startswith("db.")) and not name.startswith("db.rules")
    ]
    assert strangers == []


def test_a_screen_never_imports_another() -> None:
    screens = modules("assistant_tui/screens")
    prefix = "assistant_tui.screens."
    pairs = [
        f"{path} → {name}"
        for path in screens
        for name in imported(path)
        if name.startswith(prefix) and name.removeprefix(prefix).split(".")[0] != path.stem and path.stem != "__init__"
    ]
    assert pairs == []

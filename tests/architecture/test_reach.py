"""Everything that the domain can do is within reach: on the screens, in the menu, on the command line."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import assistant_tui
import db.actions
from assistant_tui.commands.catalogue import APP_WIDE, BY_ID, COMMANDS
from assistant_tui.commands.host import CommandHost, method_name
from assistant_tui.commands.keysheet import main as keysheet
from db.work import ACTIONS

ROOT = Path(assistant_tui.__file__).parent

PART_OF_A_CALL = "a step of a call on the screen; on the command line `log` does all of them at once"
LEFT_TO_THE_SCREEN = {
    "take_over": PART_OF_A_CALL,
    "open_call": PART_OF_A_CALL,
    "choose_number": PART_OF_A_CALL,
    "mark_connection": PART_OF_A_CALL,
    "mark_outcome": PART_OF_A_CALL,
    "put_aside": PART_OF_A_CALL,
    "finish_call": PART_OF_A_CALL,
    "drop_call": PART_OF_A_CALL,
    "copied": "what is copied stands in the clipboard of the screen",
    "read_message": "`messages` reads them",
    "hand_over": "a key at the end of a shift; on the command line it is `cover`",
    "offer_callback": "a key at the end of a shift",
    "postpone_all": "a key at the end of a shift",
    "set_phase": "`edit` sets it",
    "edit_barrier": "said of a difficulty on the card",
    "reopen_barrier": "said of a difficulty on the card",
    "edit_pause": "said of a pause on the card",
    "set_test": "said of a test under the cursor; files bring it too",
    "change_visit": "said of a visit under the cursor; files bring it too",
    "add_patient": "files bring patients; a caller is entered while one speaks with them",
    "apply_import": "`import` takes it through `db.exchange`",
    "apply_items": "`import` takes it through `db.exchange`",
}
"""Actions that the command line does not carry out under their own name, and why."""

LEFT_TO_THE_COMMAND_LINE: dict[str, str] = {}
"""Actions that no screen carries out, and why."""

INSIDE_OTHERS = {
    "release_claims": "closing a caseload gives back what was in work",
    "undo_call": "F8 and `undo` take the marks of a call back one by one; this takes the whole call",
    "add_contact": "`add_contacts` adds one number or several",
}
"""Actions whose work another one does on screens and command line, and which."""


def actions() -> list[str]:
    for module in pkgutil.iter_modules(db.actions.__path__):
        importlib.import_module(f"db.actions.{module.name}")
    return sorted(function.__name__ for function in ACTIONS if function.__module__.startswith("db."))


def imported(folder: str) -> frozenset[str]:
    """Return the names that modules import from `db`: of the command line, or of all that is not the command line."""
    found = set()
    for path in ROOT.rglob("*.py"):
        if ("cli" in path.relative_to(ROOT).parts) == (folder == "cli"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("db."):
                    found |= {alias.name for alias in node.names}
    return frozenset(found)


def hosts(kind: type[CommandHost] = CommandHost) -> Iterator[type[CommandHost]]:
    """Return every screen and dialog, once all modules are imported."""
    for folder in ("screens", "dialogs", "widgets"):
        for module in pkgutil.iter_modules([str(ROOT / folder)]):
            importlib.import_module(f"assistant_tui.{folder}.{module.name}")
    for child in kind.__subclasses__():
        yield child
        yield from hosts(child)


def test_every_action_is_on_a_screen_or_says_why_not() -> None:
    missing = set(actions()) - imported("screens") - set(INSIDE_OTHERS)
    assert missing == set(LEFT_TO_THE_COMMAND_LINE)


def test_every_action_is_on_the_command_line_or_says_why_not() -> None:
    missing = set(actions()) - imported("cli") - set(INSIDE_OTHERS)
    assert missing == set(LEFT_TO_THE_SCREEN)


def test_every_command_is_offered_somewhere_and_can_be_carried_out_there() -> None:
    from assistant_tui.app import AssistantApp

    offered = {command_id for host in hosts() for command_id in host.OFFERS}
    for command in COMMANDS:
        if command.builtin:
            continue
        assert command.id in offered or command.id in APP_WIDE, command.id
        if command.id in APP_WIDE:
            everywhere = hasattr(AssistantApp, method_name(command.id))
            assert everywhere or any(hasattr(host, method_name(command.id)) for host in hosts()), command.id


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_command_stands_on_the_key_sheet(language: str) -> None:
    from assistant_tui.text.i18n import speaking

    assert keysheet(["--check"]) == 0
    text = (ROOT.parent / "docs" / language / "keys.md").read_text(encoding="utf-8")
    with speaking(language):  # type: ignore[arg-type]  # one of both
        for command in BY_ID.values():
            assert command.words() in text, command.id

"""No list of the command line lets out a phone, a СНИЛС or a diagnosis; `today`, `show` and files do."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from assistant_tui.cli.arguments import PROG
from assistant_tui.cli.tree import make_parser
from db.clock import FrozenClock
from tests.assistant_tui.cli.conftest import Cli
from tests.assistant_tui.walk.planted import OTHER, OWN, plant
from tests.build import colleague, miss, talk
from tests.desk import NOW, Desk

ARGUMENTS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "search": (("петрова",), ("0467",), ("11223344595",)), "tasks": (("--status", "all"),),
    "reminders": (("--status", "all"),), "deadlines": (("--all",),), "users list": ((),),
    "audit report": (("1",),), "import": (("tests/data/clerk_cp1251.csv", "--dry-run"),),
}  # fmt: skip
"""What is said behind a command; nothing for the others."""
UNMASKED: Final = frozenset({"today", "show"})
NOT_OF_PATIENTS: Final = frozenset({"bench", "doctor", "generate", "rules show"})


def listing(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Yield every command that prints in a style: all that lists, and some that do not."""
    for action in parser._actions:
        if not isinstance(action, argparse._SubParsersAction):
            if "--format" in action.option_strings:
                yield parser.prog.removeprefix(PROG).strip()
            continue
        for command in action.choices.values():
            yield from listing(command)


COMMANDS: Final = sorted({*listing(make_parser())} - UNMASKED - NOT_OF_PATIENTS)


@pytest.fixture
def planted(bare: Cli) -> Cli:
    """A desk on which one patient is mine and another one a colleague's, both with a call."""
    with Desk(str(bare.path), FrozenClock(NOW - timedelta(hours=1))) as desk:
        olga = colleague(desk)
        mine = plant(desk, "Петрова Мария Ивановна", OWN)
        talk(desk, mine, "ACCEPTS")
        miss(desk, mine)
        other = plant(desk, "Петрова Марина Ивановна", OTHER, assistant_id=olga)
        assert (mine, other) == (1, 2)
        desk.be("assistant", "supervisor", "administrator", "auditor")
    return bare


@pytest.mark.parametrize("style", ["table", "json", "csv"])
@pytest.mark.parametrize("command", COMMANDS)
def test_no_list_lets_out_a_number_a_snils_or_a_diagnosis(planted: Cli, command: str, style: str) -> None:
    for more in ARGUMENTS.get(command, ((),)):
        ran = planted(*command.split(), *more, "--format", style)
        assert ran.code in (0, 4), ran.err
        for values in (OWN, OTHER):
            assert not values.found_in(ran.out + ran.err), f"{command} {more}\n{ran.out}"


def test_masks_keep_what_tells_two_numbers_apart(planted: Cli) -> None:
    (row,) = planted("search", "мария", "--format", "json").json
    assert row["phones"] == ["+7 *** ***-**-67"]
    assert (row["snils"], row["diagnosis"]) == ("***-***-445 95", "***")
    assert planted("calls", "--format", "json").json[0]["phone"] == "+7 *** ***-**-67"


def test_the_call_list_and_an_opened_card_give_values(planted: Cli) -> None:
    assert planted("today", "--format", "json").json[0]["phone"] == OWN.phone
    shown = planted("show", "1", "--format", "json")
    assert OWN.found_in(shown.out) == {"phone", "snils", "diagnosis"}
    assert not OTHER.found_in(planted("today", "--assistant", "olga", "--format", "json").out)


def test_a_file_that_was_asked_for_gives_values(planted: Cli, tmp_path: Path) -> None:
    for what in ("patients", "calls", "today"):
        target = tmp_path / f"{what}.csv"
        assert planted("export", what, "--to", str(target)).code == 0
        assert "phone" in OWN.found_in(target.read_text(encoding="utf-8-sig"))
    text = (tmp_path / "patients.csv").read_text(encoding="utf-8-sig")
    assert OWN.found_in(text) == {"phone", "snils", "diagnosis"}

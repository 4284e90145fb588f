"""The requirements of safety, the protections that meet them, and the test that fails where one is taken out."""

from __future__ import annotations

import ast
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
ROWS: Final = Path(__file__).parent / "rows"
PAGE: Final = ROOT / "docs" / "safety.md"


@dataclass(frozen=True, slots=True)
class Requirement:
    """What is asked, in one sentence, with its figure; `beside` are tests that need no protection taken out."""

    row: str
    asks: str
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Protection:
    """A piece of the program without which a test fails: `put` in the place of `find` takes it out."""

    row: str
    what: str
    file: str
    find: str
    put: str
    test: str

    @property
    def name(self) -> str:
        """Return how the protection is named among the tests."""
        return f"{self.row}: {self.what}"


def requirements() -> list[Requirement]:
    """Return every requirement, in the order of the page."""
    with (ROWS.parent / "requirements.toml").open("rb") as file:
        rows = tomllib.load(file)["requirement"]
    return [Requirement(one["row"], one["asks"], tuple(one.get("beside", ()))) for one in rows]


def protections() -> list[Protection]:
    """Return every protection, file by file."""
    found = []
    for path in sorted(ROWS.glob("*.toml")):
        with path.open("rb") as file:
            found += [Protection(**one) for one in tomllib.load(file)["protection"]]
    return found


def taken_out(protection: Protection, source: str) -> str:
    """Return the source without the protection; raises `ValueError` where it does not stand there exactly once."""
    if source.count(protection.find) != 1:
        raise ValueError(f"{protection.name}: stands {source.count(protection.find)} times in {protection.file}")
    return source.replace(protection.find, protection.put)


def is_test(name: str) -> bool:
    """Say whether `file::function` (or `file` alone) is a test of this project."""
    file, _, function = name.partition("::")
    path = ROOT / file
    if not path.is_file():
        return False
    wanted = function.partition("[")[0]
    tree = ast.parse(path.read_text("utf-8"))
    return not wanted or any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == wanted for node in ast.walk(tree)
    )


HEAD: Final = """# What keeps the record safe, and how each protection was seen to be needed

Made from `tests/protections` by `WRITE_SAFETY_PAGE=1 ./run test tests/protections`. Each line below a requirement is a
protection, and the test that fails where it is taken out of the program. `./run test --soak tests/protections` takes
out every one, one at a time, in a copy of the project, and looks that its test fails.
"""


def page() -> str:
    """Return the page of requirements, protections and tests, as Markdown."""
    by_row: dict[str, list[Protection]] = {}
    for one in protections():
        by_row.setdefault(one.row, []).append(one)
    parts = [HEAD]
    for asked in requirements():
        shown = [f"- {one.what} (`{one.file}`): `{one.test}`" for one in by_row.get(asked.row, ())]
        shown += [f"- shown by `{test}`" for test in asked.beside]
        parts.append("\n".join([f"## {asked.row}", "", asked.asks, "", *shown, ""]))
    return "\n".join(parts)

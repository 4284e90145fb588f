"""Build the catalogues: ``python -m assistant_tui.locales.build [--check]``."""

import argparse
import string
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from assistant_tui.text.i18n import DOMAIN, LOCALES

ROOT: Final = LOCALES.parent.parent
PACKAGES: Final = ("assistant_tui",)
KEYWORDS: Final = {"_": None, "N_": None, "ngettext_": (1, 2)}
_STAMP: Final = datetime(2026, 1, 1, tzinfo=UTC)  # fixed: the same words give the same bytes

MessageId = str | tuple[str, ...]
Words = str | list[str] | tuple[str, ...] | None


def extracted() -> set[MessageId]:
    """Return every message that the packages ask to translate."""
    found: set[MessageId] = set()
    for package in PACKAGES:
        for _name, _line, message, _comments, _context in extract_from_dir(
            ROOT / package, [("**.py", "python")], keywords=KEYWORDS
        ):
            found.add(tuple(message) if isinstance(message, list | tuple) else message)
    found.discard("")
    return found


def _key(message_id: Words) -> str:
    if message_id is None:
        return ""
    return message_id if isinstance(message_id, str) else message_id[0]


def _translations() -> tuple[dict[str, Message], list[str]]:
    """Return the Russian translations by message, fragments first, and what is wrong with the fragments."""
    known: dict[str, Message] = {}
    problems: list[str] = []
    for path in [*sorted((LOCALES / "fragments").glob("*.po")), _po_path("ru")]:
        if not path.exists():
            continue
        with path.open("rb") as file:
            catalog = read_po(file, locale="ru")
        for message in catalog:
            if not message.id or not _complete(message):
                continue
            first = known.setdefault(_key(message.id), message)
            if first.string != message.string and path.parent.name == "fragments":
                problems.append(f"{path.name}: {_key(message.id)!r} is translated differently elsewhere")
    return known, problems


def _complete(message: Message) -> bool:
    forms = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return bool(forms) and all(forms)


def _places(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def _wrong_places(message_id: MessageId, translated: Words) -> bool:
    wanted = _places(_key(message_id)) | {"n"} if not isinstance(message_id, str) else _places(message_id)
    forms = [translated] if isinstance(translated, str) else translated or ()
    return any(_places(form) - wanted or (wanted - {"n"}) - _places(form) for form in forms)


def catalogues() -> tuple[dict[str, Catalog], list[str]]:
    """Return the catalogue of each language and one sentence for everything that is missing or wrong in them."""
    known, problems = _translations()
    made = {code: _empty(code) for code in ("ru", "en")}
    for message_id in sorted(extracted(), key=_key):
        plural = not isinstance(message_id, str)
        made["en"].add(message_id, message_id)
        entry = known.get(_key(message_id))
        if entry is None or isinstance(entry.string, str) == plural:
            problems.append(f"no Russian for {_key(message_id)!r}")
            made["ru"].add(message_id)
            continue
        if entry.fuzzy:
            problems.append(f"unsure (fuzzy) Russian for {_key(message_id)!r}")
        if _wrong_places(message_id, entry.string):
            problems.append(f"the {{places}} differ in the Russian for {_key(message_id)!r}")
        made["ru"].add(message_id, entry.string, flags=entry.flags)
    return made, problems


def _empty(code: str) -> Catalog:
    catalog = Catalog(
        locale=code, domain=DOMAIN, project=DOMAIN, version="1", creation_date=_STAMP, revision_date=_STAMP,
        fuzzy=False, header_comment=f"# {DOMAIN}: written by assistant_tui.locales.build from fragments/",
        copyright_holder="", msgid_bugs_address="", last_translator="", language_team="",
    )  # fmt: skip
    if code == "ru":
        catalog._num_plurals = 3  # type: ignore[assignment]  # Babel declares the value before it is known
        catalog._plural_expr = _RUSSIAN_PLURAL  # type: ignore[assignment]  # as above
    return catalog


# Babel's own rule has a fourth form, for fractions, which people never see here.
_RUSSIAN_PLURAL: Final = "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2)"


def _po_path(code: str) -> Path:
    return LOCALES / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def _files(made: dict[str, Catalog]) -> Iterator[tuple[Path, bytes]]:
    for code, catalog in made.items():
        po, mo = BytesIO(), BytesIO()
        write_po(po, catalog, width=110, no_location=True, sort_output=True)
        write_mo(mo, catalog)
        yield _po_path(code), po.getvalue()
        yield _po_path(code).with_suffix(".mo"), mo.getvalue()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.write_bytes(content)
    fresh.replace(path)


def main(arguments: list[str] | None = None) -> int:
    """Write the catalogues; with ``--check`` write nothing and return 1 when they are stale, missing or fuzzy."""
    parser = argparse.ArgumentParser(prog="python -m assistant_tui.locales.build", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only tell whether the catalogues are complete")
    options = parser.parse_args(arguments)
    made, problems = catalogues()
    for path, content in _files(made):
        if path.exists() and path.read_bytes() == content:
            continue
        if options.check:
            problems.append(f"{path.relative_to(ROOT)} is stale: run python -m assistant_tui.locales.build")
        else:
            _write(path, content)
    for problem in problems:
        sys.stderr.write(problem + "\n")
    return 1 if options.check and problems else 0


if __name__ == "__main__":
    sys.exit(main())

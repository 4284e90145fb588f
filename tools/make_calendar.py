"""Write `db/rules/calendar_data.py` from the `holidays` package; run by hand when a year's transfers are published.

python tools/make_calendar.py            write the module
python tools/make_calendar.py --check    exit 1 if the module differs from what would be written
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

import holidays

FIRST_YEAR, LAST_YEAR = 2022, 2027
TARGET = Path(__file__).parent.parent / "db" / "rules" / "calendar_data.py"

# Holidays on a fixed date, for years whose transfers are not published yet
# (Labour Code of Russia, art. 112; law of Kazakhstan of 13 December 2001 No. 267-II, with Orthodox Christmas;
# Constitution Day stands on 15 March from 2027).
YEARLY = {
    "RU": [(1, day) for day in range(1, 9)] + [(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)],
    "KZ": [(1, 1), (1, 2), (1, 7), (3, 8), (3, 15), (3, 21), (3, 22), (3, 23), (5, 1), (5, 7), (5, 9), (7, 6)]
    + [(10, 25), (12, 16)],
}

# Days shortened by an hour: the official Russian calendars of 2022–2026; no source lists them for Kazakhstan.
SHORT_RU = """
2022-02-22 2022-03-05 2022-11-03
2023-02-22 2023-03-07 2023-11-03
2024-02-22 2024-03-07 2024-05-08 2024-06-11 2024-11-02
2025-03-07 2025-04-30 2025-06-11 2025-11-01
2026-04-30 2026-05-08 2026-06-11 2026-11-03
"""

HEAD = '''"""Days off and working weekends by country, {first}–{last}; generated, not edited by hand.

Made by `tools/make_calendar.py` from `holidays` {version}. `OFF` holds weekdays off, `WORK` working weekends,
`SHORT` days shortened by an hour (as ISO dates), `YEARLY` the holidays on a fixed (month, day),
for years whose transfers are not known.
"""

FIRST_YEAR, LAST_YEAR = {first}, {last}
'''


def days() -> Iterator[date]:
    """Yield every day of the frozen years."""
    day = date(FIRST_YEAR, 1, 1)
    while day.year <= LAST_YEAR:
        yield day
        day += timedelta(days=1)


def block(name: str, by_country: dict[str, list[str]]) -> str:
    """Write one table as Python source, eight dates a line."""
    lines = [f"\n{name}: dict[str, tuple[str, ...]] = {{"]
    for country, found in by_country.items():
        lines.append(f'    "{country}": (')
        for start in range(0, len(found), 8):
            lines.append("        " + ", ".join(f'"{day}"' for day in found[start : start + 8]) + ",")
        lines.append("    ),")
    return "\n".join([*lines, "}", ""])


def source() -> str:
    """Return the module's whole text."""
    off: dict[str, list[str]] = {}
    work: dict[str, list[str]] = {}
    for country in YEARLY:
        known = holidays.country_holidays(country, years=range(FIRST_YEAR, LAST_YEAR + 1))
        off[country] = [str(day) for day in days() if day.weekday() < 5 and not known.is_working_day(day)]
        work[country] = [str(day) for day in days() if day.weekday() >= 5 and known.is_working_day(day)]
    yearly = ["\nYEARLY: dict[str, tuple[tuple[int, int], ...]] = {"]
    for country, fixed in YEARLY.items():
        yearly.append(f'    "{country}": (')
        for start in range(0, len(fixed), 8):
            yearly.append("        " + ", ".join(f"({m}, {d})" for m, d in fixed[start : start + 8]) + ",")
        yearly.append("    ),")
    head = HEAD.format(first=FIRST_YEAR, last=LAST_YEAR, version=version("holidays"))
    short = {"RU": SHORT_RU.split()}
    return head + block("OFF", off) + block("WORK", work) + block("SHORT", short) + "\n".join([*yearly, "}", ""])


def main() -> int:
    """Write the module, or with `--check` compare it."""
    text = source()
    if "--check" in sys.argv[1:]:
        same = ast.dump(ast.parse(TARGET.read_text(encoding="utf-8"))) == ast.dump(ast.parse(text))
        return 0 if same else 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

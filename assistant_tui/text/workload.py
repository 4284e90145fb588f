"""The supervisor's board in words: names and definitions of its numbers, why somebody needs help."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from assistant_tui.text.colleagues import status_words
from assistant_tui.text.dates import clock, day_month, near_moment
from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.text.width import clip

if TYPE_CHECKING:
    from db.queries.reasons import Part
    from db.queries.workload import Numbers, Share, WorkloadRow


@dataclass(frozen=True)
class Meaning:
    """What a number is called and how it is counted; all message ids."""

    head: str  # over its column
    name: str
    formula: str
    window: str
    source: str


MEANINGS: Final[Mapping[str, Meaning]] = {
    "caseload": Meaning(
        N_("Total"), N_("Patients accompanied"),
        N_("Patients of the assistant whose support has not ended."),
        N_("Now."), N_("The records of the patients."),
    ),
    "due": Meaning(
        N_("Tasks"), N_("To do today"),
        N_("Patients with open work, by phone or at the desk, whose time has come or comes before midnight; what is"
           " late is among it."),
        N_("Until the end of today."),
        N_("Open work as the plan has it; what waits for the supervisor does not count."),
    ),
    "overdue": Meaning(
        N_("Late"), N_("Overdue"),
        N_("Patients with open work whose last moment has passed."),
        N_("Now."), N_("Open work as the plan has it."),
    ),
    "untried": Meaning(
        N_("Wait"), N_("Not called yet"),
        N_("Patients to be called by now whom nobody has tried to call since the last talk with them."),
        N_("Now."), N_("Open calls of the plan, and all calls with the patient, whoever made them."),
    ),
    "done": Meaning(
        N_("Did"), N_("Done today"),
        N_("Patients for whom the assistant settled something: a mark in a call or at the desk that was not undone."),
        N_("Since midnight."), N_("Marks."),
    ),
    "reached": Meaning(
        N_("Reach"), N_("Reached rate"),
        N_("Talks with the patient, a representative or a trusted person, divided by attempts. One try over all"
           " numbers of a patient is one attempt; a stranger's number or a cut line is none."),
        N_("7 days, today among them."), N_("Outgoing calls that the assistant made."),
    ),
    "first": Meaning(
        N_("New"), N_("First contact in time"),
        N_("New patients who were spoken with by the end of the next working day after they were first assigned,"
           " divided by all of whom that is known already."),
        N_("Assigned within 30 days, today among them."),
        N_("Assignments and calls; the limit is a number of the rules."),
    ),
    "silent": Meaning(
        N_("Quiet"), N_("Silent for long"),
        N_("Patients with whom nobody has spoken for longer than their phase allows."),
        N_("Now."), N_("The last talk with each patient; the days are numbers of the rules."),
    ),
    "nothing": Meaning(
        N_("Blank"), N_("Without a next step"),
        N_("Patients for whom nothing is to come: no visit, no test, no open work."),
        N_("Now."), N_("Visits, tests and open work."),
    ),
}  # fmt: skip
"""In the order of the board, by the codes of `db.rules.workload`."""

_STATUS: Final[Mapping[str, str]] = {"lunch": N_("lunch"), "ill": N_("sick"), "away": N_("out")}
"""As short as a row has room for."""


def part_words(part: "Part", zone: tzinfo) -> str:
    """Return one sign of trouble: «просрочено у 13 пациентов»."""
    params = dict(part.params)
    if part.code == "rarely_reached":
        return _("rarely reached: {percent} %", percent=params.get("percent"))
    if part.code == "idle":
        return _("nothing done since {time}", time=clock(datetime.fromisoformat(str(params["since"])), zone))
    found = params.get("n")
    n = found if isinstance(found, int) else 0
    if part.code == "nobody_there":
        return ngettext_("not at work, nobody stands in: {n} patient waits",
                         "not at work, nobody stands in: {n} patients wait", n)  # fmt: skip
    if part.code == "overdue":
        return ngettext_("overdue for {n} patient", "overdue for {n} patients", n)
    if part.code == "first_late":
        return ngettext_("{n} new patient past the limit", "{n} new patients past the limit", n)
    if part.code == "untried":
        return ngettext_("{n} not called yet", "{n} not called yet", n)
    if part.code == "silent":
        return ngettext_("{n} silent for long", "{n} silent for long", n)
    return ngettext_("{n} without a next step", "{n} without a next step", n)


def reasons(parts: "Sequence[Part]", zone: tzinfo) -> str:
    """Return why somebody needs help, the heaviest first."""
    return " · ".join(part_words(part, zone) for part in parts) or _("everything is in order")


def in_two(parts: "Sequence[Part]", zone: tzinfo, width: int) -> tuple[str, str]:
    """Return why somebody needs help on two lines of a width, broken between reasons."""
    lines, rest = [_("Why: {why}", why="").rstrip()], [part_words(part, zone) for part in parts]
    if not rest:
        return _("Why: {why}", why=_("everything is in order")), ""
    for place, each in enumerate(rest):
        joint = " " if not place else " · "
        if len(lines) == 1 and cell_len(lines[0] + joint + each) > width:
            lines.append(each)
        else:
            lines[-1] += joint + each
    return lines[0], lines[1] if len(lines) > 1 else ""


def shown(value: "int | Share") -> str:
    """Return a number as a cell shows it; a share of nothing is a dash."""
    if isinstance(value, int):
        return str(value)
    return "—" if value.percent is None else f"{value.percent}%"


def counted(value: "int | Share") -> str:
    """Return a number in full: «13», «62 %: 124 из 200»."""
    if isinstance(value, int):
        return str(value)
    if value.percent is None:
        return _("nothing to count yet")
    return _("{percent} %, {n} of {of}", percent=value.percent, n=value.kept, of=value.of)


def rows_behind(value: "int | Share") -> int:
    """Return how many rows the list behind a number has."""
    return value if isinstance(value, int) else value.of


def unassigned_words(count: int) -> str:
    """Return how many patients nobody accompanies."""
    return ngettext_("{n} patient has no assistant", "{n} patients have no assistant", count)


def number_of(numbers: "Numbers", name: str) -> "int | Share":
    """Return a number by its code."""
    value: int | Share = getattr(numbers, name)
    return value


def short_status(row: "WorkloadRow") -> str:
    """Return in one word where somebody is who is not at work."""
    if not row.active:
        return _("has left")
    if row.covered_by is not None and row.status == "on_line":
        return _("covered")
    return _(_STATUS[row.status]) if row.status in _STATUS else ""


def name_cell(row: "WorkloadRow", width: int) -> str:
    """Return the name with where they are, the name cut before that."""
    where = short_status(row)
    return f"{clip(row.short_name, max(4, width - len(where) - 1))} {where}" if where else row.short_name


def presence(row: "WorkloadRow", today: date, zone: tzinfo) -> str:
    """Return where somebody is, who stands in, and when they last wrote something."""
    said = [status_words(row.status, row.status_until, today, zone) if row.active
            else _("does not work here any more")]  # fmt: skip
    if row.covered_by is not None:
        said.append(_("{name} stands in", name=row.covered_by))
    last = row.last_at
    said.append(_("last entry {when}", when=near_moment(last, today, zone)) if last else _("no entries yet"))
    return ", ".join(said)


def seen_words(last_at: datetime | None, today: date, zone: tzinfo) -> str:
    """Return when somebody last wrote something, as short as a row wants it."""
    if last_at is None:
        return "—"
    local = last_at.astimezone(zone)
    return clock(local) if local.date() == today else day_month(local.date())


def definition(name: str) -> list[str]:
    """Return how a number is counted, in lines."""
    each = MEANINGS[name]
    return [
        _(each.formula), _("Window: {window}", window=_(each.window)), _("From: {source}", source=_(each.source)),
    ]  # fmt: skip

"""The fields that forms about visits are made of."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from assistant_tui.dialogs.outcome_form import Answers, Ask
from assistant_tui.text.booking import INITIATIVES, MODES, visit_words
from assistant_tui.text.codes import label
from assistant_tui.text.i18n import N_, language
from assistant_tui.text.reasons import ReasonWords
from assistant_tui.text.statuses import BOOKED
from db.defaults import outcome_table

if TYPE_CHECKING:
    from db.queries.habits import Habits
    from db.queries.lists import VisitRow

STATE: Final = Ask(
    "state", N_("State"), "choice", "attended", options=(("attended", N_("took place")), ("missed", N_("did not come")))
)
"""What became of a visit that is over."""


def service_ask(habits: "Habits", value: str = "") -> Ask:
    """Return the question for a service."""
    options = [(code, ru if language() == "ru" else en) for code, ru, en in habits.services]
    return Ask("service", N_("Service"), "suggest", value, needed=True, options=options)


def where_asks(habits: "Habits", visit: "VisitRow | None" = None, *, room: bool = True) -> list[Ask]:
    """Return the questions for place, doctor and room, filled as a visit has them."""
    places = [(str(place), name) for place, name in habits.organisations]
    place, clinician = "", ""
    if visit is not None:
        place, clinician = str(visit.organisation_id or ""), visit.clinician or ""
        if place and place not in dict(places):  # one that is not in use any more
            places = [(place, visit.organisation or place), *places]
    people = [(name, name) for name in habits.clinicians]
    rooms = [(name, name) for name in habits.rooms]
    told = visit.room or "" if visit is not None and room else ""
    return [
        Ask("place", N_("Where"), "suggest", place, options=places),
        Ask("clinician", N_("Doctor"), "suggest", clinician, options=people, free=True),
        Ask("room", N_("Room"), "suggest", told, options=rooms, free=True),
    ]


def mode_ask(value: str = "in_person") -> Ask:
    """Return the question how a visit is held."""
    return Ask("mode", N_("How"), "choice", value, options=MODES)


def booked_asks(booked: str = "planned", number: str = "") -> list[Ask]:
    """Return the questions what the city's booking system says."""
    return [
        Ask("booked", N_("In EMIAS"), "choice", booked, options=tuple(BOOKED.items())),
        Ask("number", N_("Booking number"), value=number),
    ]


def before_ask(coming: "Sequence[VisitRow]", words: ReasonWords, value: int | None = None) -> list[Ask]:
    """Return the question before which visit this one must come; none where there is no other."""
    options = [(str(each.id), visit_words(each, words)) for each in coming]
    if not options:
        return []
    known = str(value) if value is not None and str(value) in dict(options) else ""
    return [Ask("before", N_("Must come before"), "suggest", known, options=options)]


def note_ask(value: str = "") -> Ask:
    """Return the question for a note."""
    return Ask("note", N_("Note"), value=value)


def why_asks() -> list[Ask]:
    """Return the question because of whom a visit is moved."""
    return [Ask("initiative", N_("Initiative"), "choice", options=INITIATIVES)]


def because_ask() -> Ask:
    """Return the question why a visit is moved: a reason of the table, or words."""
    codes = [code for code in outcome_table().reasons_of_breach if code != "other"]
    options = [(code, label("reasons_of_breach", code)) for code in codes]
    return Ask("because", N_("Why"), "suggest", options=options, free=True)


def filled(asks: Sequence[Ask], kept: Mapping[str, str]) -> list[Ask]:
    """Return the questions with what was typed before."""
    from dataclasses import replace

    return [replace(ask, value=kept.get(ask.id, ask.value)) for ask in asks]


def text_in(answers: Answers, name: str) -> str | None:
    """Return a text of a form."""
    value = answers.get(name)
    return value if isinstance(value, str) and value else None


def booking_in(answers: Answers) -> tuple[str, str | None]:
    """Return what the booking system says and the number; a number says that it is booked."""
    number = text_in(answers, "number")
    return ("booked" if number else text_in(answers, "booked") or "planned"), number

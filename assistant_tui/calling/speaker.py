"""Who speaks in a call, and what an outcome is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from db.rules.facts import Connection, Outcome, Spoke, TaskKind
from db.rules.outcomes import allowed, fits

if TYPE_CHECKING:
    from db.queries.about import ContactLine, NextVisit
    from db.queries.calls import CallSheet
    from db.queries.reasons import Reason

NAMES_A_REASON: Final = frozenset(
    {Outcome.CONFIRMED, Outcome.TOOK_PLACE, Outcome.NOT_COME, Outcome.RESULT_IN, Outcome.ACCEPTS, Outcome.RESCHEDULE,
     Outcome.NOT_COMING}
)  # fmt: skip
"""Outcomes that say something about one reason; the others are about the call, or about any of them."""
_OF_A_VISIT: Final = frozenset({Outcome.CONFIRMED, Outcome.RESCHEDULE, Outcome.NOT_COMING})
_ALSO_ALONE: Final = frozenset({Outcome.RESULT_IN, Outcome.ACCEPTS})


class Known(Protocol):
    """What marking needs to know of a patient: an open call knows it, and so does the panel."""

    @property
    def patient_id(self) -> int:
        """The patient."""

    @property
    def full_name(self) -> str:
        """Their name."""

    @property
    def sex(self) -> str | None:
        """Their sex, f or m."""

    @property
    def zone(self) -> str:
        """Their time zone."""

    @property
    def flags(self) -> tuple[str, ...]:
        """What is to be known of them."""

    @property
    def contacts(self) -> "tuple[ContactLine, ...]":
        """Their numbers."""

    @property
    def reasons(self) -> "tuple[Reason, ...]":
        """Why they are called."""

    @property
    def next_visits(self) -> "tuple[NextVisit, ...]":
        """What is to come."""


@dataclass(frozen=True)
class Speaker:
    """Who speaks: a code of `Spoke`, a name, and the scope of a trusted person's consent."""

    spoke: Spoke
    name: str | None = None
    scope: str | None = None

    def may(self, outcome: Outcome) -> str | None:
        """Return why an outcome does not count from them, or None."""
        return allowed(outcome, self.spoke, self.scope)


PATIENT: Final = Speaker(Spoke.PATIENT)
REPRESENTATIVE: Final = Speaker(Spoke.REPRESENTATIVE)
STRANGER: Final = Speaker(Spoke.OTHER)


def trusted(contact: "ContactLine | None") -> Speaker:
    """Return a trusted person as a speaker; without a consent in force nothing but «please call back» is theirs."""
    if contact is None:
        return Speaker(Spoke.TRUSTED)
    scope = contact.scope if contact.scope != "none" else None
    return Speaker(Spoke.TRUSTED, contact.name, scope)


def trusted_contacts(known: Known) -> "list[ContactLine]":
    """Return the trusted persons of a patient."""
    return [contact for contact in known.contacts if contact.standing == Spoke.TRUSTED]


def chosen_contact(sheet: "CallSheet") -> "ContactLine | None":
    """Return the number of a call, None where it is not one of the patient's."""
    return next((contact for contact in sheet.contacts if contact.id == sheet.contact_id), None)


def speaker_of(sheet: "CallSheet") -> Speaker | None:
    """Return who speaks as far as it is known: said before, or the owner of the patient's own number; else None."""
    contact = chosen_contact(sheet)
    if sheet.connection in (Connection.REACHED, Connection.OTHER_PERSON) and sheet.spoke != Spoke.NOBODY:
        spoke = Spoke(sheet.spoke)
        if spoke is Spoke.TRUSTED:
            named = [each for each in trusted_contacts(sheet) if each.name == sheet.spoke_name or each is contact]
            return trusted(named[0] if named else None)
        return Speaker(spoke, sheet.spoke_name)
    if contact is None or contact.standing == Spoke.PATIENT:
        return PATIENT
    return None


@dataclass(frozen=True)
class Target:
    """What an outcome is about: a reason, a visit that no reason names, or (neither) the call as a whole."""

    reason: "Reason | None" = None
    visit: "NextVisit | None" = None

    def source(self) -> str | None:
        """Return the source of what it is about."""
        if self.reason is not None:
            return self.reason.source
        return f"visit:{self.visit.id}" if self.visit is not None else None


def targets(known: Known, outcome: Outcome, cursor: int = 0) -> Sequence[Target]:
    """Return what an outcome can be about: one where it is plain, several to choose from, none where nothing fits."""
    here = known.reasons[cursor] if 0 <= cursor < len(known.reasons) else None
    if here is not None and fits(outcome, TaskKind(here.kind)):
        return (Target(here),)
    found: dict[str, Reason] = {}
    for reason in known.reasons:
        if fits(outcome, TaskKind(reason.kind)):
            found.setdefault(reason.source, reason)
    if outcome not in NAMES_A_REASON:
        return (Target(next(iter(found.values()), None)),)
    if found:
        return tuple(Target(reason) for reason in found.values())
    if outcome in _OF_A_VISIT and known.next_visits:
        return tuple(Target(visit=visit) for visit in known.next_visits)
    return (Target(),) if outcome in _ALSO_ALONE else ()

"""Contacts: numbers of a patient and of people close to them, what may be said there, and when one is set aside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from db.actions.living import living
from db.actions.patient_words import index_words
from db.actions.text import line, one_of
from db.engine import Value
from db.errors import BadInput, Refused
from db.rules.facts import Spoke
from db.rules.phones import Phone, parse
from db.work import Work, action

RELATIONS: Final = (
    "self", "daughter", "son", "wife", "husband", "mother", "father", "sister", "brother", "other",
)  # fmt: skip
STANDINGS: Final = (Spoke.PATIENT.value, Spoke.REPRESENTATIVE.value, Spoke.TRUSTED.value, Spoke.OTHER.value)
SCOPES: Final = ("none", "time_place_only", "preparation", "full_logistics")
KINDS: Final = {"mobile": "mobile", "fixed": "landline"}
_CONSENT: Final = ("scope", "consent_on", "consent_until", "consent_paper", "voicemail_ok")
"""What the patient agreed to: who may be told what at a number."""
_TEXTS: Final = {"name": 200, "consent_paper": 200, "extension": 20}
_FIELDS: Final = (
    frozenset(
        {
            "relation",
            "standing",
            "scope",
            "consent_on",
            "consent_until",
            "voicemail_ok",
            "priority",
            "active",
            "written",
        }
    )
    | _TEXTS.keys()
)


@dataclass(frozen=True, slots=True)
class NewContact:
    """A number as it is written, whose it is, and what may be said there."""

    written: str
    relation: str = "self"
    standing: str = "patient"
    name: str | None = None
    scope: str = "none"
    consent_on: date | None = None
    consent_until: date | None = None
    consent_paper: str | None = None
    voicemail_ok: bool = False
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class ContactSet:
    """A contact as it stands now."""

    contact_id: int
    patient_id: int
    active: bool
    doubtful: str | None


@dataclass(frozen=True, slots=True)
class ContactsAdded:
    """Numbers that were added from one cell; `doubtful` ones among them are kept and marked."""

    patient_id: int
    contact_ids: tuple[int, ...]
    doubtful: tuple[int, ...] = ()


@action("add_contact")
def add_contact(work: Work, patient_id: int, contact: NewContact) -> ContactSet:
    """Add a number to a patient; a doubtful one is kept and marked.

    Raises `BadInput("number_missing" | "unknown_code")`, `Refused("unknown_row")`.
    """
    living(work, patient_id)
    row = new_contact(work, patient_id, contact)
    index_words(work.conn, patient_id)
    work.touch(patient_id)
    return ContactSet(row["id"], patient_id, True, row["doubtful"])


@action("add_contacts")
def add_contacts(work: Work, patient_id: int, contact: NewContact) -> ContactsAdded:
    """Add every number that a text holds, in one step; all of them are of one person.

    Raises `BadInput("number_missing" | "unknown_code" | "ends_before_it_starts")`,
    `Refused("unknown_row" | "is_erased")`.
    """
    living(work, patient_id)
    written = [found.original for found in parse(contact.written)] or [contact.written]
    rows = [new_contact(work, patient_id, replace(contact, written=number)) for number in written]
    index_words(work.conn, patient_id)
    work.touch(patient_id)
    doubtful = tuple(row["id"] for row in rows if row["doubtful"])
    return ContactsAdded(patient_id, tuple(row["id"] for row in rows), doubtful)


def new_contact(work: Work, patient_id: int, contact: NewContact) -> dict[str, Any]:
    """Write a contact; without a priority it is tried last."""
    one_of(contact.relation, RELATIONS, "relation")
    one_of(contact.standing, STANDINGS, "standing")
    one_of(contact.scope, SCOPES, "scope")
    _in_order(contact.consent_on, contact.consent_until)
    written = line(contact.written, "phone")
    if written is None:
        raise BadInput("number_missing")
    priority = contact.priority
    if priority is None:
        last = work.conn.value("SELECT MAX(priority) FROM contact WHERE patient_id = :id", id=patient_id)
        priority = (last or 0) + 1
    row = work.insert(
        "contact", patient_id=patient_id, relation=contact.relation, standing=contact.standing, scope=contact.scope,
        name=line(contact.name, "name"), consent_on=contact.consent_on, consent_until=contact.consent_until,
        consent_paper=line(contact.consent_paper, "consent_paper"), voicemail_ok=contact.voicemail_ok,
        priority=priority,
        **_number(written),
    )  # fmt: skip
    _tell_consent(work, row, dict.fromkeys(_CONSENT) | {"scope": SCOPES[0], "voicemail_ok": False})
    return row


def _tell_consent(work: Work, row: dict[str, Any], before: dict[str, Any]) -> None:
    """Let the audit say by itself that it was changed who may be told what at a number, and which fields, no values."""
    changed = [name for name in _CONSENT if row[name] != before[name]]
    if changed:
        work.audit("consent_change", "patient", row["patient_id"], None, {"contact": row["id"], "fields": changed})


def _in_order(since: date | None, until: date | None) -> None:
    if since is not None and until is not None and until < since:
        raise BadInput("ends_before_it_starts")


def _number(written: str) -> dict[str, Any]:
    """Return what is stored of a number: the first one that the text holds."""
    found = parse(written)
    phone = found[0] if found else Phone(None, "", None, None, "other", "no_number", written)
    return {
        "phone": phone.e164, "written": written, "extension": phone.extension, "kind": KINDS.get(phone.kind, "other"),
        "doubtful": phone.doubtful,
    }  # fmt: skip


@action("edit_contact")
def edit_contact(work: Work, /, contact_id: int, version: int, **changes: Value) -> ContactSet:
    """Change a contact; `written` is a new number, which starts without strikes.

    Fields: relation, standing, scope, name, consent_on, consent_until, consent_paper, voicemail_ok, priority, active,
    extension, written. Raises `BadInput`, `Refused("unknown_row")`, `Conflict("changed_meanwhile")`.
    """
    fields: dict[str, Any] = dict(changes)
    unknown = sorted(fields.keys() - _FIELDS)
    if unknown:
        raise BadInput("unknown_field", field=unknown[0])
    for name, known in (("relation", RELATIONS), ("standing", STANDINGS), ("scope", SCOPES)):
        if name in fields:
            one_of(fields[name], known, name)
    for name, most in _TEXTS.items():
        if name in fields:
            fields[name] = line(fields[name], name, most)
    if "written" in fields:
        written = line(fields["written"], "phone")
        if written is None:
            raise BadInput("number_missing")
        given = {"extension": fields["extension"]} if fields.get("extension") else {}
        fields |= _number(written) | {"strikes": 0, "set_aside": None, "active": True} | given
    elif fields.get("active"):
        fields |= {"strikes": 0, "set_aside": None}
    before = work.fetch("contact", contact_id)
    row = work.update("contact", contact_id, version=version, **fields)
    _tell_consent(work, row, before)
    if {"consent_on", "consent_until"} & fields.keys():
        _in_order(row["consent_on"], row["consent_until"])
    index_words(work.conn, row["patient_id"])
    work.touch(row["patient_id"])
    return ContactSet(contact_id, row["patient_id"], bool(row["active"]), row["doubtful"])


@action("set_aside")
def set_aside(work: Work, contact_id: int, because: str, *, version: int | None = None) -> ContactSet:
    """Call a number no more; raises `BadInput("text_missing")`, `Refused("unknown_row")`, `Conflict`."""
    reason = line(because, "because")
    if reason is None:
        raise BadInput("text_missing")
    row = work.update("contact", contact_id, version=version, active=False, set_aside=reason)
    work.touch(row["patient_id"])
    return ContactSet(contact_id, row["patient_id"], False, row["doubtful"])


@action("raise_contact")
def raise_contact(work: Work, contact_id: int) -> ContactSet:
    """Try a number one place earlier than now; raises `Refused("unknown_row" | "set_aside" | "already_first")`."""
    row = work.fetch("contact", contact_id)
    if not row["active"]:
        raise Refused("set_aside", id=contact_id)
    order = [
        one[0]
        for one in work.conn.rows(
            "SELECT id FROM contact WHERE patient_id = :id AND active ORDER BY priority, id", id=row["patient_id"]
        )
    ]
    place = order.index(contact_id)
    if not place:
        raise Refused("already_first", id=contact_id)
    order[place - 1 : place + 1] = [contact_id, order[place - 1]]
    for priority, one in enumerate(order, start=1):
        work.update("contact", one, priority=priority)
    work.touch(row["patient_id"])
    return ContactSet(contact_id, row["patient_id"], True, row["doubtful"])


def strike(work: Work, contact_id: int, because: str, *, for_good: bool) -> dict[str, Any]:
    """Count a call that reached a stranger or nothing; the second one, or a sure one, sets the number aside."""
    row = work.fetch("contact", contact_id)
    strikes = row["strikes"] + 1
    if not for_good and strikes < work.rules.numbers.attempts.wrong_number_strikes:
        return work.update("contact", contact_id, strikes=strikes)
    return work.update("contact", contact_id, strikes=strikes, active=False, set_aside=because)

"""The numbers of a patient as the panel and the call show them: whose, with what consent, what may be said there."""

from __future__ import annotations

from typing import Final

from db.queries.about import ContactLine
from db.rules.disclosure import may_hear, may_not_hear
from db.work import View

_CONTACTS: Final = (
    "SELECT id, phone, written, extension, kind, relation, name, standing, scope, consent_on, consent_until,"
    " consent_paper, voicemail_ok, active, priority, doubtful, set_aside, strikes FROM contact WHERE patient_id = :id"
    " ORDER BY active DESC, priority, id"
)
_SHARED: Final = (
    "SELECT DISTINCT c.id, p.sort_key, p.full_name FROM contact c JOIN contact o ON o.phone = c.phone"
    " AND o.patient_id <> c.patient_id JOIN patient p ON p.id = o.patient_id"
    " WHERE c.patient_id = :id AND o.active ORDER BY p.sort_key"
)


def contacts(view: View, patient_id: int, *, told: bool) -> tuple[ContactLine, ...]:
    """Return the numbers, those to dial first; an expired consent counts as none.

    `told` says whether the patient knows of the illness.
    """
    today = view.today
    shared: dict[int, list[str]] = {}
    for contact_id, _, name in view.conn.rows(_SHARED, id=patient_id):
        shared.setdefault(contact_id, []).append(name)
    found = []
    for row in view.conn.rows(_CONTACTS, id=patient_id):
        (
            i, phone, written, extension, kind, relation, name, standing, scope, consent_on, consent_until, paper,
            voicemail_ok, active, priority, doubtful, set_aside, strikes,
        ) = row  # fmt: skip
        expired = consent_until is not None and consent_until < today
        in_force = "none" if expired else scope
        found.append(
            ContactLine(
                i,
                phone,
                written,
                extension,
                kind,
                relation,
                name,
                standing,
                in_force,
                consent_on,
                consent_until,
                expired,
                paper,
                bool(voicemail_ok),
                bool(active),
                priority,
                doubtful,
                set_aside,
                strikes,
                tuple(shared.get(i, ())),
                may_hear(standing, in_force, told=told),
                may_not_hear(standing, in_force, told=told),
            )  # fmt: skip
        )
    return tuple(found)

"""The fields of a user and of an organisation, as their forms ask for them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from assistant_tui.dialogs.form_fields import Answer, Ask
from assistant_tui.merging import Row
from assistant_tui.record.parts import Part, Stored, number
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.staff import KINDS, LANGUAGES, ROLES, SCOPES

if TYPE_CHECKING:
    from db.queries.people import OrganisationRow, UserRow

_SUPERVISOR: Final = "supervisor"


def user_parts(places: Sequence[tuple[str, str]], *, new: bool = False) -> tuple[Part, ...]:
    """Return the fields of a user; ``places`` are organisations, ``new``: the login is asked for too."""
    login = (Part(Ask("login", N_("Login"), needed=True)),) if new else ()
    return (
        *login,
        Part(Ask("name", N_("Full name"), needed=True, placeholder=N_("family name first"))),
        Part(Ask("roles", N_("Roles"), "ticks", options=tuple(ROLES.items()))),
        Part(Ask("centre_id", N_("Organisation"), "suggest", options=places), value=number),
        Part(Ask("scope", N_("Supervises patients"), "choice", options=tuple(SCOPES.items()))),
        Part(Ask("phone", N_("Number on the card"))),
        Part(Ask("language", N_("Language"), "choice", options=LANGUAGES)),
    )


def user_row(user: "UserRow") -> Row[Stored]:
    """Return a user as the form is filled from."""
    fields: dict[str, Stored] = {
        "name": user.name, "roles": ",".join(role for role in ROLES if role in user.roles),
        "centre_id": user.centre_id, "scope": user.scope, "phone": user.phone, "language": user.language,
    }  # fmt: skip
    return Row(fields, user.version)


def roles_wrong(answers: dict[str, Answer]) -> str | None:
    """Say what is wrong with the answers about a user together."""
    roles = str(answers["roles"] or "").split(",")
    if not any(roles):
        return _("Tick a role at least")
    if answers["scope"] == "all" and _SUPERVISOR not in roles:
        return _("Patients of all centres are seen by supervisors: tick that role, or choose the own centre")
    return None


def organisation_parts() -> tuple[Part, ...]:
    """Return the fields of an organisation."""
    kinds = tuple((code, _(said)) for code, said in KINDS.items())
    return (
        Part(Ask("name", N_("Name"), needed=True)),
        Part(Ask("short_name", N_("Short name"), placeholder=N_("as it stands on lists"))),
        Part(Ask("kind", N_("Kind"), "suggest", needed=True, options=kinds)),
        Part(Ask("address", N_("Address"))),
        Part(Ask("phone", N_("Phone"))),
        Part(Ask("zone", N_("Time zone"), needed=True, check=_zone_wrong)),
    )


def organisation_row(place: "OrganisationRow") -> Row[Stored]:
    """Return an organisation as the form is filled from."""
    fields: dict[str, Stored] = {
        "name": place.name, "short_name": place.short_name, "kind": place.kind, "address": place.address,
        "phone": place.phone, "zone": place.zone,
    }  # fmt: skip
    return Row(fields, place.version)


def _zone_wrong(text: str) -> str | None:
    from db.rules.zones import is_zone

    return None if not text or is_zone(text) else _("This is no time zone; one is written as Europe/Moscow")

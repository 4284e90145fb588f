"""Making a database for its first user: what is wrong with the answers, and the making itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING

from assistant_tui.text.i18n import _
from db.errors import CaseloadError

if TYPE_CHECKING:
    from db.caseload import Caseload
    from db.setup import FirstUser


@dataclass(frozen=True)
class Beginning:
    """What the first run made: the open caseload with its first user signed in, and whether a file is to be taken.

    `import_path` is a file to look at, empty to ask for one, None for later; `recovery_key` is shown this once.
    """

    caseload: "Caseload"
    recovery_key: str = field(repr=False)
    import_path: str | None = None


def sample_path() -> str:
    """Return where the file with invented patients lies."""
    return str(files("db.exchange") / "sample" / "patients.csv")


def wrong_fields(values: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with name, login and passwords: a sentence for each wrong field, in their order."""
    from assistant_tui.text.errors import sentence
    from db.passwords import check_new_password
    from db.rules.names import search_key
    from db.setup import check_login

    wrong: dict[str, str] = {}
    if not search_key(values["name"]):
        wrong["name"] = _("Your name as patients hear it, family name first")
    fit = partial(check_new_password, context=(values["login"], values["name"]))
    checks: tuple[tuple[str, Callable[[str], None]], ...] = (("login", check_login), ("password", fit))
    for name, check in checks:
        try:
            check(values[name])
        except CaseloadError as error:
            wrong[name] = sentence(error)
    if "password" not in wrong and values["password"] != values["again"]:
        wrong["again"] = _("The two passwords differ")
    return wrong


def made(place: str, first: "FirstUser", *, training: bool) -> "tuple[Caseload, str]":
    """Make a database and return it open, its first user signed in, and its recovery key. Raises CaseloadError."""
    from db.auth import sign_in
    from db.setup import create

    created = create(place, first, training=training)
    caseload = sign_in(place, first.login, first.password)
    return caseload, created.recovery_key

"""Making a database for its first user: what is wrong with the answers, and the making itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
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

    `import_path` is a file to look at, empty to ask for one, None for later.
    """

    caseload: "Caseload"
    import_path: str | None = None


def sample_path() -> str:
    """Return where the file with invented patients lies."""
    return str(files("db.exchange") / "sample" / "patients.csv")


def wrong_fields(values: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with name, login and passwords: a sentence for each wrong field, in their order."""
    from assistant_tui.text.errors import sentence
    from db.passwords import check_password
    from db.rules.names import search_key
    from db.setup import check_login

    wrong: dict[str, str] = {}
    if not search_key(values["name"]):
        wrong["name"] = _("Your name as patients hear it, family name first")
    checks: tuple[tuple[str, Callable[[str], None]], ...] = (("login", check_login), ("password", check_password))
    for field, check in checks:
        try:
            check(values[field])
        except CaseloadError as error:
            wrong[field] = sentence(error)
    if "password" not in wrong and values["password"] != values["again"]:
        wrong["again"] = _("The two passwords differ")
    return wrong


def made(place: str, first: "FirstUser", *, training: bool) -> "Caseload":
    """Make a database with its first user and return it open, that user signed in. Raises CaseloadError."""
    from db.auth import sign_in
    from db.caseload import Caseload
    from db.setup import create

    create(place, first, training=training, plain=True)
    caseload = Caseload(place)
    try:
        sign_in(caseload, first.login, first.password)
    except BaseException:
        caseload.close()
        raise
    return caseload

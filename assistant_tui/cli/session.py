"""One command's hold on the database: where it is, who acts, what time it is."""

import re
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from assistant_tui.cli.faults import WrongUse
from assistant_tui.cli.secrets import Secrets, asked_login
from assistant_tui.database_place import UnfitPlace, database_place
from assistant_tui.text.i18n import N_, _

if TYPE_CHECKING:
    from db.caseload import Caseload
    from db.clock import Clock

TERMINAL: Final = "cli"
DESK: Final = ZoneInfo("Europe/Moscow")
_MOST_LATE: Final = timedelta(days=60)
_UNFIT: Final = {
    "password_in_url": N_(
        "A database URL must not hold a password: use a service file or a password file of PostgreSQL."
    ),
    "unknown_kind": N_("--db takes the path of a file or a URL that begins with postgresql://"),
}


@dataclass(frozen=True)
class Session:
    """The global options of a command, read."""

    place: str
    now: datetime | None
    login: str | None
    secrets: Secrets
    opens: "tuple[int, str | None, str | None] | None" = None
    """The patient whom a command is about, why a colleague's is opened, and in words why another centre's."""

    @contextmanager
    def signed_in(self) -> "Iterator[Caseload]":
        """Open the database and sign in; close it on leaving. Raises CaseloadError and WrongUse."""
        from db.auth import entrance

        entrance(self.place)  # what cannot be opened is said before anybody types a password
        login = self.login or asked_login()
        with self.as_somebody(login, self.secrets.password(login)) as caseload:
            self._let_in(caseload)
            yield caseload

    @contextmanager
    def as_somebody(self, login: str, password: str) -> "Iterator[Caseload]":
        """Sign in for one command, and close on leaving. Raises CaseloadError and WrongUse."""
        with self._signed_in_as(login, password) as caseload, over(caseload):
            yield caseload

    def _signed_in_as(self, login: str, password: str) -> "Caseload":
        """Sign in; a one-time code asks for the new password at once."""
        from db.auth import sign_in
        from db.errors import Refused

        try:
            return sign_in(self.place, login, password, clock=self.clock(), terminal=TERMINAL)
        except Refused as refused:
            if refused.code != "code_wants_new_password":
                raise
        new = self.secrets.new_password(login)
        return sign_in(self.place, login, password, new_password=new, clock=self.clock(), terminal=TERMINAL)

    def data_key(self) -> bytes:
        """Return the key of an encrypted database for somebody who signs in, without opening it."""
        from db.auth import unlocked

        login = self.login or asked_login()
        return unlocked(self.place, login, self.secrets.password(login), clock=self.clock(), terminal=TERMINAL)

    def _let_in(self, caseload: "Caseload") -> None:
        """Open the patient of the command for the reason that was given, where one was."""
        patient_id, reason, text = self.opens or (0, None, None)
        if reason is not None:
            from db.actions.access import open_for_reason

            caseload.do(open_for_reason, patient_id, reason)
        elif text is not None:
            from db.actions.access import break_glass

            caseload.do(break_glass, patient_id, text)

    @contextmanager
    def opened(self) -> "Iterator[Caseload]":
        """Open the database without signing in; close it on leaving. Raises CaseloadError."""
        from db.caseload import Caseload

        with Caseload(self.place, clock=self.clock(), terminal=TERMINAL) as caseload:
            yield caseload

    def clock(self) -> "Clock":
        """Return the clock of the domain, moved where --now was given."""
        from db.clock import Clock

        return Clock(self.now)

    # Dates and times as people type them.

    def moment(self, text: str) -> datetime:
        """Return the instant that a text means, a day alone at its beginning. Raises NotADate."""
        found = self._parsed(text)
        return found if isinstance(found, datetime) else datetime.combine(found, time(0), DESK)

    def past_moment(self, text: str) -> datetime:
        """Return the instant of something that has happened: «9:30» is today's. Raises NotADate."""
        found, local = self.moment(text), self.local_now()
        if found <= local:
            return found
        if re.fullmatch(r"[0-9]{1,2}[:.][0-9]{2}", text.strip()):
            return datetime.combine(local.date(), found.time(), DESK)
        if str(found.year) not in text and (found.month, found.day) != (2, 29):
            earlier = found.replace(year=found.year - 1)
            return earlier if local - earlier < _MOST_LATE else found
        return found

    def day(self, text: str) -> date:
        """Return the day that a text means. Raises NotADate."""
        found = self._parsed(text)
        return found.date() if isinstance(found, datetime) else found

    def local_now(self) -> datetime:
        """Return the domain's time at the desk."""
        return self.clock().now().astimezone(DESK)

    def _parsed(self, text: str) -> date | datetime:
        from db.rules.when import parse

        found = parse(text, self.local_now())
        return found.replace(tzinfo=DESK) if isinstance(found, datetime) and found.tzinfo is None else found


@contextmanager
def over(caseload: "Caseload") -> "Iterator[None]":
    """End the session with the command, and say of somebody who was switched off meanwhile that it was that."""
    from db.errors import CaseloadError, Denied

    reason = "left"
    try:
        yield
    except Denied as denied:
        reason = "disabled" if denied.code == "signed_out" else reason
        raise
    finally:
        with suppress(CaseloadError):  # where it cannot be said that the command is over, the chain just ends
            caseload.end_session(reason)


def session_of(options: Namespace) -> Session:
    """Return the session that the global options describe. Raises WrongUse."""
    try:
        place = database_place(options.db)
    except UnfitPlace as unfit:
        raise WrongUse(_(_UNFIT[unfit.code])) from None  # the place may hold a secret
    secrets = Secrets(from_stdin=options.password_stdin)
    return Session(place, read_now(options.now), options.user, secrets, _opens(options))


def _opens(options: Namespace) -> tuple[int, str | None, str | None] | None:
    """Return the patient whom a command is to open, and why; a reason of another kind stays the command's own."""
    from db.rules.permissions import REASONS

    how = getattr(options, "opens_patient", None)
    if how is None:
        return None
    because: str | None = options.because
    if because in REASONS or (because is not None and how == "because"):
        options.because = None
        return options.patient, because, None
    return (options.patient, None, options.necessity) if options.necessity is not None else None


def read_now(text: str | None) -> datetime | None:
    """Return the time of --now, at the desk where it names no zone. Raises WrongUse."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongUse(_("--now takes a time such as 2026-11-20T10:00.")) from error
    aware = found if found.tzinfo else found.replace(tzinfo=DESK)
    try:
        return aware.astimezone(UTC)
    except OverflowError as error:
        raise WrongUse(_("--now takes a time such as 2026-11-20T10:00.")) from error

"""Passwords: asked on the terminal without an echo, or read from stdin, one line each; never from anywhere else."""

import sys

from assistant_tui.cli.faults import WrongUse
from assistant_tui.text.i18n import _


def has_terminal() -> bool:
    """Tell whether somebody can be asked."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


class Secrets:
    """The passwords of one command, in their order."""

    def __init__(self, *, from_stdin: bool) -> None:
        self._from_stdin = from_stdin

    def password(self, login: str) -> str:
        """Return the password of somebody who signs in. Raises WrongUse."""
        return self._line() if self._from_stdin else self._asked(_("Password of {login}: ", login=login))

    def new_password(self, login: str) -> str:
        """Return a new password; on the terminal it is typed twice. Raises WrongUse."""
        if self._from_stdin:
            return self._line()
        first = self._asked(_("New password for {login}: ", login=login))
        if first != self._asked(_("Once more: ")):
            raise WrongUse(_("The two passwords differ."))
        return first

    def recovery_key(self) -> str:
        """Return the recovery key that stands on paper. Raises WrongUse."""
        return self._line() if self._from_stdin else self._asked(_("Recovery key: "))

    def next_or(self, otherwise: str, login: str) -> str:
        """Return the next line of stdin as a new password, `otherwise` where there is none; ask on a terminal."""
        if not self._from_stdin:
            return self.new_password(login)
        line = sys.stdin.readline()
        return self._checked(line) if line.strip("\r\n") else otherwise

    def _line(self) -> str:
        line = sys.stdin.readline()
        if not line:
            raise WrongUse(_("A password is missing on stdin: one line for each is needed."))
        return self._checked(line)

    @staticmethod
    def _checked(line: str) -> str:
        password = line.rstrip("\r\n")
        try:
            password.encode()
        except UnicodeEncodeError as error:
            raise WrongUse(_("The password on stdin is not text in UTF-8.")) from error
        return password

    @staticmethod
    def _asked(prompt: str) -> str:
        if not has_terminal():
            raise WrongUse(_("There is no terminal to ask for a password: use --password-stdin."))
        from getpass import getpass

        try:
            return getpass(prompt, stream=sys.stderr)
        except EOFError as error:
            raise WrongUse(_("No password was given.")) from error


def asked_login() -> str:
    """Return the login typed on the terminal. Raises WrongUse."""
    if not has_terminal():
        raise WrongUse(_("Who is it? Use --user LOGIN."))
    sys.stderr.write(_("Login: "))
    sys.stderr.flush()
    typed = sys.stdin.readline().strip()
    if not typed:
        raise WrongUse(_("Who is it? Use --user LOGIN."))
    return typed

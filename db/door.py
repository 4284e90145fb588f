"""The door: who may come in and with which key, in a file beside a SQLite database or a schema in PostgreSQL.

No patient data stand here. The data key is sealed to the public half of every user and of the recovery key; a user's
private half is sealed by the key that argon2id makes of the password. So a password is verified and the data key
unsealed by one computation, adding somebody or a new data key needs nobody's password, and a new password seals
nothing anew but one private half. A plain database has its data key here in the clear.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from db import codes, keys, passwords
from db.errors import BadInput, Refused
from db.facts import Facts
from db.passwords import SALT_BYTES, Cost, normal, stretched
from db.schema import has_table

RECOVERY: Final = "*"  # no login: `check_login` lets no star pass

_WRAP: Final = (
    "INSERT INTO {door}wrap (login, user_id, salt, cost, private, public, sealed, code_until) VALUES"
    " (:login, :user_id, :salt, :cost, :private, :public, :sealed, :code_until)"
    " ON CONFLICT (login) DO UPDATE SET user_id = excluded.user_id, salt = excluded.salt, cost = excluded.cost,"
    " private = excluded.private, public = excluded.public, sealed = excluded.sealed, sealed_next = NULL,"
    " code_until = excluded.code_until"
)
_ENTER: Final = (
    "SELECT user_id, salt, cost, private, sealed, sealed_next, code_until FROM {door}wrap WHERE login = :login"
)


@dataclass(frozen=True, slots=True)
class Entered:
    """Who came in: the user, the data keys that are theirs (two while a rekeying is under way), by a code or not."""

    user_id: int
    keys: tuple[bytes, ...] = field(repr=False)
    code_until: str | None = None


class Door(Facts):
    """Facts and wraps of one database."""

    def open_new(self, key: bytes, *, plain: bool, identity: str, training: bool, language: str) -> str:
        """Write the facts of a new database and return its recovery key, which is written down nowhere."""
        facts = {
            "id": identity, "training": "yes" if training else "no", "language": language,
            "encrypted": "no" if plain else "yes",
        }  # fmt: skip
        with self.connection.transaction(write=True):
            for name, value in facts.items():
                self._set(name, value)
            if plain:
                self._set("key", key.hex())
        return self.renew_recovery(key)

    # --- wraps --------------------------------------------------------------------------------------------------------

    def set_password(
        self, login: str, user_id: int, password: str, *, key: bytes | None = None, code_until: str | None = None
    ) -> None:
        """Let a user in by a new password, the earlier one no more; raises `Refused("key_needed")`.

        `key` is the data key; the door of a plain database knows it. `code_until` makes of the password a one-time
        code that is good until then.
        """
        self._put({login: user_id}, password, key, code_until)

    def set_passwords(self, users: Mapping[str, int], password: str, *, key: bytes | None = None) -> None:
        """Give many invented users, by login and id, one password, stretched once; raises `Refused("key_needed")`."""
        self._put(users, password, key, None)

    def _put(self, users: Mapping[str, int], password: str, key: bytes | None, code_until: str | None) -> None:
        data_key = key or self.clear_key
        if data_key is None:
            raise Refused("key_needed")
        salt, cost = os.urandom(SALT_BYTES), passwords.COST
        secret = stretched(password, salt, cost)
        with self.connection.transaction(write=True):
            for login, user_id in users.items():
                private, public = keys.new_pair()
                self.run(
                    _WRAP, login=login, user_id=user_id, salt=salt.hex(), cost=str(cost), public=public.hex(),
                    private=keys.seal(secret, private, _context(login, user_id)).hex(),
                    sealed=keys.seal_to(public, data_key).hex(), code_until=code_until,
                )  # fmt: skip
                self._forget_old(login)

    def enter(self, login: str, password: str) -> Entered:
        """Verify and unseal; raises `Refused("wrong_name_or_password")`, after the same work for an unknown name.

        A cost that has risen since is paid here, and a hash of the earlier format becomes a wrap.
        """
        row = None if login == RECOVERY else self.connection.row(_ENTER.format(door=self.prefix), login=login)
        if row is None:
            return self._enter_as_before(login, password)
        user_id, salt, cost_text, private, sealed, following, code_until = row
        cost, context = Cost.read(cost_text), _context(login, user_id)
        if code_until is not None:
            password = one_time(password)
        try:
            half = keys.unseal(stretched(password, bytes.fromhex(salt), cost), bytes.fromhex(private), context)
        except Refused as error:
            raise Refused("wrong_name_or_password") from error
        found = tuple(keys.unseal_with(half, bytes.fromhex(one)) for one in (sealed, following) if one is not None)
        if cost.below(passwords.COST):
            new_salt = os.urandom(SALT_BYTES)
            again = keys.seal(stretched(password, new_salt, passwords.COST), half, context)
            with self.connection.transaction(write=True):
                self.run(
                    "UPDATE {door}wrap SET salt = :salt, cost = :cost, private = :private WHERE login = :login AND"
                    " salt = :old", salt=new_salt.hex(), cost=str(passwords.COST), private=again.hex(), login=login,
                    old=salt,
                )  # fmt: skip
        return Entered(user_id, found, code_until)

    def _enter_as_before(self, login: str, password: str) -> Entered:
        """Verify against a hash of the earlier format, which becomes a wrap; for a stranger only the work is done."""
        found = None
        if has_table(self.connection, self.prefix + "login"):
            sql = f"SELECT user_id, hash FROM {self.prefix}login WHERE login = :login"  # noqa: S608 - a name from code
            found = self.connection.row(sql, login=login)
        if found is None or (key := self.clear_key) is None:
            stretched(password, bytes(SALT_BYTES), passwords.COST)
            raise Refused("wrong_name_or_password")
        from argon2 import PasswordHasher
        from argon2.exceptions import InvalidHashError, VerificationError

        try:
            PasswordHasher().verify(found[1], normal(password))
        except (VerificationError, InvalidHashError) as error:
            raise Refused("wrong_name_or_password") from error
        self.set_password(login, found[0], password)
        return Entered(found[0], (key,))

    def remove(self, login: str) -> None:
        """Forget a login: nothing here opens the data key for it any more."""
        with self.connection.transaction(write=True):
            self.run("DELETE FROM {door}wrap WHERE login = :login", login=login)
            self._forget_old(login)

    def user_id(self, login: str) -> int | None:
        """Return whose login this is, None where nobody is let in by it."""
        row = None if login == RECOVERY else self.connection.row(_ENTER.format(door=self.prefix), login=login)
        return None if row is None else row[0]

    # --- the recovery key ---------------------------------------------------------------------------------------------

    def renew_recovery(self, key: bytes) -> str:
        """Make a new recovery key and return it; the earlier one opens nothing any more."""
        code = codes.new_code(codes.RECOVERY)
        public = keys.public_of(_recovery_half(code))
        with self.connection.transaction(write=True):
            self.run(
                _WRAP, login=RECOVERY, user_id=0, salt="", cost="", private="", public=public.hex(),
                sealed=keys.seal_to(public, key).hex(), code_until=None,
            )  # fmt: skip
        return code

    def recovered(self, code: str) -> tuple[bytes, ...]:
        """Return the data keys that a recovery key opens; raises `BadInput("mistyped_code")`, `Refused`."""
        half = _recovery_half(code)
        row = self.connection.row(_ENTER.format(door=self.prefix), login=RECOVERY)
        if row is None:
            raise Refused("wrong_recovery_key")
        try:
            return tuple(keys.unseal_with(half, bytes.fromhex(one)) for one in row[4:6] if one is not None)
        except Refused as error:
            raise Refused("wrong_recovery_key") from error

    # --- another data key ---------------------------------------------------------------------------------------------

    def rewrap(self, new_key: bytes) -> None:
        """Seal another data key to everybody beside the present one; until `settle` both open here."""
        with self.connection.transaction(write=True):
            for login, public in self.connection.rows(f"SELECT login, public FROM {self.prefix}wrap"):  # noqa: S608 - as above
                sealed = keys.seal_to(bytes.fromhex(public), new_key).hex()
                self.run("UPDATE {door}wrap SET sealed_next = :sealed WHERE login = :login", sealed=sealed, login=login)
            if self.fact("key") is not None:
                self._set("key_next", new_key.hex())

    def settle(self, *, new: bool) -> None:
        """End a rekeying: from now on only the new data key opens here, or only the one before."""
        with self.connection.transaction(write=True):
            if new:
                self.run("UPDATE {door}wrap SET sealed = sealed_next WHERE sealed_next IS NOT NULL")
                self.run(
                    "UPDATE {door}fact SET value = (SELECT f.value FROM {door}fact f WHERE f.name = 'key_next')"
                    " WHERE name = 'key' AND EXISTS (SELECT 1 FROM {door}fact f WHERE f.name = 'key_next')"
                )
            self.run("UPDATE {door}wrap SET sealed_next = NULL")
            self.run("DELETE FROM {door}fact WHERE name = 'key_next'")

    def _forget_old(self, login: str) -> None:
        if has_table(self.connection, self.prefix + "login"):
            self.run("DELETE FROM {door}login WHERE login = :login", login=login)


def _context(login: str, user_id: int) -> bytes:
    """Return what a private half is bound to: a row that is moved to another name or user opens nothing."""
    return f"{login}\n{user_id}".encode()


def _recovery_half(code: str) -> bytes:
    return keys.derive(codes.read_code(codes.RECOVERY, code), "recovery key")


def one_time(typed: str) -> str:
    """Return a one-time code in the form in which it is hashed, however it was typed; anything else as it is."""
    try:
        return codes.read_code(codes.ONE_TIME, typed).hex()
    except BadInput:
        return typed

"""Coming in from the command line: an encrypted database, one-time codes, the recovery key, another password."""

from __future__ import annotations

import re

import pytest

from db.state import is_encrypted
from tests.assistant_tui.cli.conftest import Cli, Ran
from tests.desk import PASSWORD

NEW = "новая лошадь без скрепки"
KEY = re.compile(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}")


def init(cli: Cli, *more: str) -> Ran:
    return cli.raw(
        "--lang", "ru", "--db", str(cli.path), "--password-stdin", "db", "init", "--training", "--first-user", "anna",
        "--name", "Иванова Анна Петровна", *more, stdin=PASSWORD + "\n",
    )  # fmt: skip


@pytest.fixture
def sealed(lonely: Cli) -> tuple[Cli, str]:
    """An encrypted database whose user does everything, and its recovery key."""
    ran = init(lonely)
    assert ran.code == 0, ran.err
    (key,) = KEY.findall(ran.err)
    assert KEY.search(ran.out) is None
    return lonely, key


def test_a_new_database_is_encrypted_unless_it_is_to_be_plain(sealed: tuple[Cli, str], bare: Cli) -> None:
    cli, _ = sealed
    assert is_encrypted(cli.path)
    assert cli("patients").code == 0
    assert cli("db", "check").code == 0
    assert cli.raw("--lang", "ru", "--db", str(cli.path), "db", "check").err == "Кто вы? Укажите --user ЛОГИН.\n"
    assert cli("db", "migrate").code == 0
    assert cli("generate", "--patients", "30", "--assistants", "1").code == 0
    bare.path.unlink()
    bare.path.with_name(bare.path.name + ".door").unlink()
    assert init(bare, "--plain").code == 0
    assert not is_encrypted(bare.path)


def test_a_reset_prints_a_code_with_which_one_chooses_a_password(sealed: tuple[Cli, str]) -> None:
    cli, _ = sealed
    assert cli(
        "users", "add", "olga", "--name", "Котова Ольга", "--role", "assistant", stdin=f"{PASSWORD}\nольгина строка 7\n"
    ).code == 0  # fmt: skip
    ran = cli("users", "reset", "olga")
    code = ran.out.strip()
    assert re.fullmatch("[0-9A-Z]{11}", code)
    assert code not in ran.err
    assert cli("patients", user="olga", stdin="ольгина строка 7\n").code == 3
    assert cli("patients", user="olga", stdin=f"{code}\n").code == 2  # the new password is missing
    assert cli("patients", user="olga", stdin=f"{code}\n{NEW}\n").code == 0
    assert cli("patients", user="olga", stdin=f"{NEW}\n").code == 0


def test_the_recovery_key_opens_and_is_renewed(sealed: tuple[Cli, str]) -> None:
    cli, key = sealed
    ran = cli("recover", stdin=f"{key.lower()}\n{NEW}\n")
    assert (ran.code, ran.out) == (0, "")
    assert cli("patients").code == 3
    (new,) = KEY.findall(cli("db", "recovery-key", stdin=f"{NEW}\n").err)
    assert new != key
    again = cli("recover", stdin=f"{key}\n{PASSWORD}\n")
    assert (again.code, key in again.err) == (3, False)
    assert cli("recover", stdin=f"{new}\n{PASSWORD}\n").code == 0
    assert cli("patients").code == 0


def test_ones_own_password_is_changed(sealed: tuple[Cli, str]) -> None:
    cli, _ = sealed
    assert cli("password", stdin=f"{PASSWORD}\nпароль123456\n").code == 2
    assert cli("password", stdin=f"{PASSWORD}\n{NEW}\n").code == 0
    assert cli("patients", stdin=f"{NEW}\n").code == 0
    assert cli("db", "password-length", "16", stdin=f"{NEW}\n").code == 0
    assert cli("password", stdin=f"{NEW}\nпятнадцать зна\n").code == 2

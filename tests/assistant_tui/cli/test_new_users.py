"""`users add` holds the first password of somebody to the whole policy, before anything is written."""

from __future__ import annotations

import unicodedata

import pytest

from db.door import Door
from tests.assistant_tui.cli.conftest import Cli
from tests.desk import PASSWORD

ADD = ("users", "add", "petrov", "--name", "Сидорчук Пётр Ильич", "--role", "assistant")
UNFIT = {
    "жёлудь+9": "12", "a" * 1025: "длинн", "password1234": "пробуют первыми", "gfhjkm123456": "пробуют первыми",
    "Сидорчук2026!!": "кто вы", "petrov.petrov1": "пробуют первыми", "онкология-2026": "пробуют первыми",
    "ЦАОП-3-Сидорчук": "кто вы", "Сидорчук ЦАОП № 3": "кто вы",
    unicodedata.normalize("NFD", "йцукенгшщзхъ"): "пробуют первыми",
}  # fmt: skip


def users(cli: Cli) -> list[str]:
    return [row["login"] for row in cli("users", "list", "--format", "json").json]


@pytest.mark.parametrize("password", UNFIT)
def test_what_others_would_try_is_refused_in_one_sentence(bare: Cli, password: str) -> None:
    ran = bare(*ADD, stdin=f"{PASSWORD}\n{password}\n")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1), ran.err
    assert UNFIT[password] in ran.err
    assert password not in ran.err
    assert users(bare) == ["anna"]
    with Door(str(bare.path)) as door:
        assert door.user_id("petrov") is None


def test_what_is_fit_lets_them_in_however_a_letter_is_typed(bare: Cli) -> None:
    fit = "тихая йодная вода"
    assert bare(*ADD, stdin=f"{PASSWORD}\n{unicodedata.normalize('NFD', fit)}\n").code == 0
    assert bare("today", user="petrov", stdin=unicodedata.normalize("NFC", fit) + "\n").code == 0


def test_the_organisation_asks_for_what_length_it_wants(bare: Cli) -> None:
    assert bare("db", "password-length", "20").code == 0
    ran = bare(*ADD, stdin=f"{PASSWORD}\nтихая йодная вода\n")
    assert (ran.code, "20" in ran.err) == (2, True)

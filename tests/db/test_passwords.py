"""Which passwords are fit, what they cost, and the codes that people copy from paper."""

from __future__ import annotations

import unicodedata
from base64 import b64encode
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import codes, passwords
from db.auth import sign_in
from db.door import Door
from db.errors import BadInput, Refused
from db.passwords import COST, Cost, check_new_password, common_words, stretched
from db.rules.names import swap_layout
from tests.desk import PASSWORD, copied, make_template

KNOWN = ("anna", "Иванова Анна Петровна", "ЦАОП № 3")
PHRASE = "Тихо. Течёт река Йодная"

FIT = (
    "верная лошадь скрепка", "correct horse battery", "zima-v-gorode-42", "k8#Vq!2mZp0w", "ЁлкиИголкиЖуют7",
    "зима лето осень", "любимая1985года", "  с пробелами по краям  ", "🐎🐎 два коня и мост", "x1" + "слово " * 60,
    unicodedata.normalize("NFC", PHRASE), unicodedata.normalize("NFD", PHRASE), "пароль который не угадать",
)  # fmt: skip
UNFIT = {
    "короткий": "password_too_short", "а" * 1025: "password_too_long", " " * 12: "password_blank",
    "password1234": "password_common", "P@ssw0rd2026": "password_common", "пароль123456": "password_common",
    "gfhjkm123456": "password_common", "qwertyuiop[]": "password_common", "йцукенгшщзхъ": "password_common",
    "1qaz2wsx3edc": "password_common", "123456789012": "password_common", "112233445566": "password_common",
    "aaaaaaaaaaaa": "password_common", "abcabcabcabc": "password_common", "15.03.1985_15": "password_common",
    "Москва Спартак 22": "password_common", "лошадьлошадь12": "password_common", "ilovemasha123": "password_common",
    "Иванова2026!!": "password_says_who", "anna.ivanova1": "password_says_who", "цаоп-рак-2026": "password_says_who",
    "Petrovna__Anna": "password_says_who",
}  # fmt: skip


def test_the_table_is_of_thirty_and_more() -> None:
    assert len(FIT) + len(UNFIT) >= 30


@pytest.mark.parametrize("password", FIT)
def test_what_nobody_tries_first_is_fit(password: str) -> None:
    check_new_password(password, context=KNOWN)


@pytest.mark.parametrize(("password", "code"), UNFIT.items())
def test_what_is_tried_first_is_not(password: str, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_new_password(password, context=KNOWN)
    assert caught.value.code == code
    assert password not in str(caught.value)


@pytest.mark.parametrize("word", ["ивановааннапетровна", "онкоцентрбольница"])
def test_what_is_typed_in_the_other_layout_is_known(word: str) -> None:
    with pytest.raises(BadInput, match="password_says_who|password_common"):
        check_new_password(swap_layout(word), context=("ivanova", "Иванова Анна Петровна"))


def test_long_ones_up_to_the_limit_are_fit() -> None:
    for length in (64, 1024):
        check_new_password(("верная лошадь скрепка и " * 50)[:length])


def test_the_list_holds_three_thousand_and_more_in_both_languages() -> None:
    known = common_words()
    assert len([word for word in known if len(word) >= 8]) >= 3000
    assert {"password", "qwertyuiop", "пароль", "спартак", "1qaz2wsx3edc", "ilovemasha", "superman"} <= known
    assert not [word for word in known if word != word.casefold() or "ё" in word]


def test_the_list_is_what_its_tool_makes() -> None:
    from tools.common_passwords import OUT, entries

    assert OUT.read_text("utf-8").split() == entries()


def test_one_letter_typed_in_two_ways_is_one_password() -> None:
    salt, light = bytes(16), Cost(1, 8, 1)
    one, other = (stretched(unicodedata.normalize(form, "Йодная ёлка ﬁ"), salt, light) for form in ("NFC", "NFD"))
    assert one == other
    assert one != stretched("Йодная елка ﬁ", salt, light)


def test_the_cost_is_the_second_choice_of_the_rfc() -> None:
    assert (COST.passes, COST.kibibytes, COST.lanes) == (3, 64 * 1024, 4)


@pytest.mark.soak
def test_a_try_takes_a_tenth_to_half_a_second() -> None:
    """The best of nine, on a machine that may have other things to do."""
    spent = []
    for _try in range(9):
        began = perf_counter()
        stretched("верная лошадь скрепка", b"0" * 16, COST)
        spent.append(perf_counter() - began)
    assert 0.1 <= min(spent) <= 0.5


def test_a_password_is_stretched_by_argon2id() -> None:
    from argon2.low_level import Type, verify_secret

    salt, cost = bytes(range(16)), Cost(1, 8, 1)
    parts = [b64encode(part).decode().rstrip("=") for part in (salt, stretched("верная лошадь", salt, cost))]
    told = f"$argon2id$v=19$m={cost.kibibytes},t={cost.passes},p={cost.lanes}${parts[0]}${parts[1]}"
    assert verify_secret(told.encode(), "верная лошадь".encode(), Type.ID)


def test_a_name_of_nobody_takes_as_long_as_somebodys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "COST", COST)  # tests beside this one make it light
    url = str(copied(make_template(tmp_path), tmp_path / "caseload.db"))
    taken: dict[str, list[float]] = {"anna": [], "nobody": []}
    with Door(url) as door:
        for pair in range(20):  # alternately, so that whatever else the machine does meets both alike
            for login in sorted(taken, reverse=bool(pair % 2)):
                start = process_time()  # of all threads: waiting for a processor is nobody's doing
                with pytest.raises(Refused, match="wrong_name_or_password"):
                    door.enter(login, "не тот пароль совсем")
                taken[login].append(process_time() - start)
    assert median(taken["anna"]) == pytest.approx(median(taken["nobody"]), rel=0.1)
    assert min(*taken["anna"], *taken["nobody"]) > 0.02  # the slow step was taken, each time


def test_a_hash_of_the_earlier_format_becomes_a_wrap_at_the_next_sign_in(tmp_path: Path) -> None:
    from argon2 import PasswordHasher

    path = make_template(tmp_path)
    with Door(str(path)) as door:
        key = door.clear_key
        conn = door.connection
        for table in ("fact", "wrap", "tries", "failure"):
            conn.run(f"DROP TABLE {table}")
        conn.run("CREATE TABLE login (login TEXT PRIMARY KEY, user_id INTEGER NOT NULL, hash TEXT NOT NULL)")
        conn.run("INSERT INTO login VALUES ('anna', 1, :hash)", hash=PasswordHasher(1, 8, 1).hash(PASSWORD))
    with pytest.raises(Refused, match="wrong_name_or_password"):
        sign_in(str(path), "anna", "не тот пароль совсем")
    with sign_in(str(path), "anna", PASSWORD) as caseload:
        assert caseload.plain
        assert caseload.training
        assert caseload.key != key
        first = caseload.key
    with Door(str(path)) as door:
        assert door.connection.rows("SELECT login FROM login") == []
        assert door.fact("training") == "yes"
    with sign_in(str(path), "anna", PASSWORD) as caseload:
        assert caseload.key == first
    assert path.with_name(path.name + ".door").stat().st_mode & 0o777 == 0o600


@given(st.integers(0, 2**130 - 1), st.sampled_from([codes.RECOVERY, codes.ONE_TIME]))
def test_a_code_is_read_however_it_is_typed(number: int, kind: codes.Kind) -> None:
    number %= 2 ** (5 * kind.signs)
    code = codes.printed(kind, number)
    want = number.to_bytes((5 * kind.signs + 7) // 8, "big")
    for typed in (code, code.lower(), code.replace("-", " "), code.replace("0", "o").replace("1", "l")):
        assert codes.read_code(kind, typed) == want
        assert codes.read_code(kind, swap_layout(typed)) == want or not any(map(str.isalpha, typed))


@given(st.integers(0, 2**130 - 1), st.integers(0, 27), st.sampled_from(codes.SIGNS))
def test_one_wrong_sign_in_a_recovery_key_is_seen(number: int, at: int, sign: str) -> None:
    code = codes.printed(codes.RECOVERY, number).replace("-", "")
    wrong = code[:at] + sign + code[at + 1 :]
    if wrong != code:
        with pytest.raises(BadInput, match="mistyped_code"):
            codes.read_code(codes.RECOVERY, wrong)


def test_a_recovery_key_has_seven_groups_of_four() -> None:
    code = codes.new_code(codes.RECOVERY)
    assert [len(group) for group in code.split("-")] == [4] * 7
    assert len(codes.new_code(codes.ONE_TIME)) == 11

"""Signing in at the door of both engines: passwords, codes, the recovery key, throttling, what the audit keeps."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db import passwords, throttle
from db.actions.people import add_user
from db.auth import entrance, recover, sign_in, unlocked, user_by_id
from db.caseload import Caseload
from db.clock import FrozenClock
from db.credentials import change_password, renew_recovery_key, reset_user, set_least
from db.door import Door
from db.engine import is_postgresql
from db.errors import BadInput, Denied, Refused
from db.failures import failures
from db.rules.names import swap_layout
from db.setup import create
from tests.desk import FIRST, NOW, PASSWORD, postgres_server

NEW = "новая лошадь без скрепки"


@pytest.fixture(autouse=True)
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cost of a password is measured elsewhere."""
    monkeypatch.setattr(passwords, "COST", passwords.Cost(1, 8, 1))


@pytest.fixture(params=["sqlite", "postgresql"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """A sealed database of each engine, and its recovery key."""
    if request.param == "sqlite":
        url = str(tmp_path / "caseload.db")
        yield url, create(url, FIRST, training=True, clock=FrozenClock(NOW)).recovery_key
        return
    url, drop = postgres_server().empty()
    try:
        yield url, create(url, FIRST, training=True, clock=FrozenClock(NOW)).recovery_key
    finally:
        drop()


@pytest.fixture
def url(made: tuple[str, str]) -> str:
    return made[0]


@pytest.fixture
def opened(url: str) -> Callable[..., Caseload]:
    def sign(login: str = "anna", password: str = PASSWORD, new_password: str | None = None) -> Caseload:
        return sign_in(url, login, password, new_password=new_password, clock=FrozenClock(NOW))

    return sign


def administrator(caseload: Caseload) -> Caseload:
    with caseload._writer.transaction(write=True) as conn:
        conn.run("UPDATE app_user SET roles = 'assistant,administrator' WHERE id = 1")
    caseload.act_as(user_by_id(caseload, 1))
    return caseload


def with_olga(opened: Callable[..., Caseload], url: str) -> int:
    with administrator(opened()) as caseload:
        user_id = caseload.do(add_user, "olga", "Котова Ольга", ("assistant",)).result.user_id
        with Door(url) as door:
            door.set_password("olga", user_id, "ольгина длинная строка", key=caseload.key)
    return user_id


def events(caseload: Caseload) -> list[tuple[str, str, str | None, int | None]]:
    with caseload.reading() as conn:
        return [
            tuple(row) for row in conn.rows("SELECT event, outcome, reason, object_id FROM audit_event ORDER BY id")
        ]


def test_a_sealed_database_gives_its_key_to_nobody_before_the_password(url: str) -> None:
    if is_postgresql(url):
        with Caseload(url) as caseload, pytest.raises(Refused, match="sign_in_first"):
            _ = caseload.key
    else:
        with pytest.raises(Refused, match="key_needed"):
            Caseload(url)
    with Door(url) as door:
        assert door.clear_key is None


def test_the_door_tells_what_stands_on_the_first_frame(url: str) -> None:
    found = entrance(url)
    assert (found.training, found.encrypted, found.language) == (True, True, "ru")
    with sign_in(url, "anna", PASSWORD) as caseload:
        assert caseload.identity == found.identity
        assert not caseload.plain


def test_signing_in_opens_and_counts_as_confirming(url: str, opened: Callable[..., Caseload]) -> None:
    with opened(" anna ") as caseload:
        assert caseload.user.login == "anna"
        assert caseload.confirmed
        assert unlocked(url, "anna", PASSWORD) == caseload.key
        caseload.confirmed_at = None
        with pytest.raises(Refused, match="wrong_name_or_password"):
            caseload.confirm("не тот пароль совсем")
        assert not caseload.confirmed
        caseload.confirm(PASSWORD)
        assert caseload.confirmed


@pytest.mark.parametrize(("login", "password"), [("anna", "не тот пароль"), ("nobody", PASSWORD), ("*", PASSWORD)])
def test_wrong_name_and_wrong_password_are_one_sentence(url: str, login: str, password: str) -> None:
    with pytest.raises(Refused) as caught:
        sign_in(url, login, password)
    assert (caught.value.code, caught.value.params) == ("wrong_name_or_password", {})


def test_failures_wait_at_the_door_for_the_audit(opened: Callable[..., Caseload]) -> None:
    for login in ("anna", "пароль вместо имени"):
        with pytest.raises(Refused):
            opened(login, "не тот пароль")
    with opened() as caseload:
        failed = [event for event in events(caseload) if event[1] == "failed"]
        assert failed == [
            ("sign_in_failed", "failed", "wrong_name_or_password", 1),
            ("sign_in_failed", "failed", "wrong_name_or_password", None),
        ]
    with opened() as caseload:
        assert len([event for event in events(caseload) if event[1] == "failed"]) == 2


def test_of_a_login_that_nobody_has_nothing_is_kept_but_that_it_happened(
    url: str, opened: Callable[..., Caseload]
) -> None:
    with pytest.raises(Refused):
        opened("password-instead-of-a-name", "не тот пароль")
    with Door(url) as door:
        (failed,) = failures(door)
    assert "password-instead" not in repr(failed)
    with opened() as caseload, caseload.reading() as conn:
        assert "password-instead" not in repr(conn.rows("SELECT * FROM audit_event"))


def test_a_terminal_of_any_name_keeps_nobody_out_and_makes_no_line(url: str, opened: Callable[..., Caseload]) -> None:
    with pytest.raises(Refused):
        sign_in(url, "anna", "не тот пароль", clock=FrozenClock(NOW), terminal="пост 2\r\nsign_in vera\x1b[2J")
    with opened() as caseload, caseload.reading() as conn:
        ((detail,),) = conn.rows("SELECT detail FROM audit_event WHERE event = 'sign_in_failed'")
    assert json.loads(detail)["terminal"] == "_____2__sign_in_vera__2J"


def test_another_password_makes_one_wrap_anew_and_encrypts_nothing(url: str, opened: Callable[..., Caseload]) -> None:
    with_olga(opened, url)
    with Door(url) as door:
        before = dict(door.connection.rows(f"SELECT login, private FROM {door.named('wrap')}"))
    with opened() as caseload:
        key = caseload.key
        change_password(caseload, PASSWORD, NEW)
    with Door(url) as door:
        after = dict(door.connection.rows(f"SELECT login, private FROM {door.named('wrap')}"))
    assert {login for login in before if before[login] != after[login]} == {"anna"}
    with pytest.raises(Refused):
        opened()
    with opened("anna", NEW) as caseload:
        assert caseload.key == key


def test_who_is_removed_has_no_wrap_and_who_is_switched_off_loses_it(url: str, opened: Callable[..., Caseload]) -> None:
    with_olga(opened, url)
    with opened() as caseload, caseload._writer.transaction(write=True) as conn:
        conn.run("UPDATE app_user SET active = FALSE WHERE login = 'olga'")
    with pytest.raises(Refused, match="wrong_name_or_password"):
        opened("olga", "ольгина длинная строка")
    with Door(url) as door:
        assert door.user_id("olga") is None
        door.remove("anna")
        assert door.user_id("anna") is None
    with pytest.raises(Refused, match="wrong_name_or_password"):
        opened()


def test_a_wrap_that_is_moved_to_another_user_opens_nothing(url: str, opened: Callable[..., Caseload]) -> None:
    user_id = with_olga(opened, url)
    with Door(url) as door, door.connection.transaction(write=True) as conn:
        conn.run(f"UPDATE {door.named('wrap')} SET user_id = 1 WHERE user_id = :id", id=user_id)
    with pytest.raises(Refused, match="wrong_name_or_password"):
        opened("olga", "ольгина длинная строка")


def test_a_risen_cost_is_paid_at_the_next_sign_in(
    url: str, opened: Callable[..., Caseload], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "COST", passwords.Cost(2, 16, 1))
    for _ in range(2):
        opened().close()
        with Door(url) as door:
            assert door.connection.value(f"SELECT cost FROM {door.named('wrap')} WHERE login = 'anna'") == "2,16,1"
    monkeypatch.setattr(passwords, "COST", passwords.Cost(1, 8, 1))
    opened().close()
    with Door(url) as door:
        assert door.connection.value(f"SELECT cost FROM {door.named('wrap')} WHERE login = 'anna'") == "2,16,1"


def test_a_one_time_code_asks_for_a_password_of_ones_own(url: str, opened: Callable[..., Caseload]) -> None:
    user_id = with_olga(opened, url)
    with administrator(opened()) as caseload:
        code = reset_user(caseload, user_id)
        assert ("reset_password", "done", None, user_id) in events(caseload)
    with pytest.raises(Refused, match="wrong_name_or_password"):
        opened("olga", "ольгина длинная строка")
    with pytest.raises(Refused, match="code_wants_new_password"):
        opened("olga", code)
    with pytest.raises(Refused, match="code_wants_new_password"):
        unlocked(url, "olga", code, clock=FrozenClock(NOW))
    with pytest.raises(BadInput, match="password_too_short"):
        opened("olga", code, "коротко")
    opened("olga", swap_layout(code.lower()), NEW).close()
    with pytest.raises(Refused, match="wrong_name_or_password"):
        opened("olga", code, NEW)
    opened("olga", NEW).close()


@pytest.mark.parametrize("later", [timedelta(hours=24, seconds=1), -timedelta(hours=2)])
def test_a_one_time_code_is_good_for_a_day(url: str, opened: Callable[..., Caseload], later: timedelta) -> None:
    user_id = with_olga(opened, url)
    with administrator(opened()) as caseload:
        code = reset_user(caseload, user_id)
    with pytest.raises(Refused, match="code_expired"):
        sign_in(url, "olga", code, new_password=NEW, clock=FrozenClock(NOW + later))


def test_keys_are_changed_by_administrators_who_just_showed_who_they_are(opened: Callable[..., Caseload]) -> None:
    with opened() as caseload:
        changes: list[Callable[[], object]] = [
            lambda: reset_user(caseload, 1), lambda: renew_recovery_key(caseload), lambda: set_least(caseload, 8)
        ]  # fmt: skip
        for change in changes:
            with pytest.raises(Denied, match="not_your_role"):
                change()
        administrator(caseload)
        caseload.confirmed_at = None
        with pytest.raises(Denied, match="confirm_yourself"):
            renew_recovery_key(caseload)


def test_the_recovery_key_lets_in_who_forgot_everything(made: tuple[str, str], opened: Callable[..., Caseload]) -> None:
    url, key = made
    for _ in range(5):
        with pytest.raises(Refused):
            opened("anna", "не тот пароль")
    with recover(url, swap_layout(key.replace("-", "").lower()), "anna", NEW, clock=FrozenClock(NOW)) as caseload:
        assert caseload.user.id == 1
        assert "recover" in [event[0] for event in events(caseload)]
    opened("anna", NEW).close()
    with pytest.raises(Refused, match="unknown_user"):
        recover(url, key, "nobody", NEW)
    with pytest.raises(BadInput, match="mistyped_code"):
        recover(url, key[:-1] + ("0" if key[-1] != "0" else "1"), "anna", NEW)


def test_a_renewed_recovery_key_ends_the_one_before(made: tuple[str, str], opened: Callable[..., Caseload]) -> None:
    url, old = made
    with administrator(opened()) as caseload:
        new = renew_recovery_key(caseload)
    with pytest.raises(Refused, match="wrong_recovery_key"):
        recover(url, old, "anna", NEW)
    recover(url, new, "anna", NEW).close()


def test_an_administrator_may_ask_for_shorter_passwords(url: str, opened: Callable[..., Caseload]) -> None:
    with administrator(opened()) as caseload:
        for least in (7, 65):
            with pytest.raises(BadInput, match="out_of_range"):
                set_least(caseload, least)
        with pytest.raises(BadInput, match="password_too_short"):
            change_password(caseload, PASSWORD, "жёлудь+9")
        set_least(caseload, 8)
        change_password(caseload, PASSWORD, "жёлудь+9")
    opened("anna", "жёлудь+9").close()


def test_a_rekeying_seals_the_new_key_to_everybody_without_a_password(
    made: tuple[str, str], opened: Callable[..., Caseload]
) -> None:
    url, recovery = made
    with_olga(opened, url)
    with opened() as caseload:
        old = caseload.key
    new = bytes(range(32))
    with Door(url) as door:
        door.rewrap(new)
        assert door.enter("olga", "ольгина длинная строка").keys == (old, new)
        assert door.recovered(recovery) == (old, new)
    with opened() as caseload:  # the file has the old one still
        assert caseload.key == old
    with Door(url) as door:
        door.settle(new=False)
        assert door.enter("anna", PASSWORD).keys == (old,)
        door.rewrap(new)
        door.settle(new=True)
        assert door.enter("anna", PASSWORD).keys == (new,)
        assert door.recovered(recovery) == (new,)


def test_a_new_database_has_the_first_user_and_nobody_else(url: str, tmp_path: Path) -> None:
    with sign_in(url, "anna", PASSWORD) as caseload, caseload.reading() as conn:
        assert conn.rows("SELECT login FROM app_user") == [("anna",)]
    with Door(url) as door:
        assert door.connection.rows(f"SELECT login FROM {door.named('wrap')} ORDER BY login") == [("*",), ("anna",)]


class Time:
    """The machine's time since it was started, as a test moves it."""

    def __init__(self) -> None:
        self.start, self.at = "first", 1000.0

    def __call__(self) -> tuple[str, float]:
        return self.start, self.at


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch, url: str) -> Time:
    found = Time()
    monkeypatch.setattr(throttle, "_now", lambda _: (throttle._SERVER if is_postgresql(url) else found.start, found.at))
    return found


def tried(opened: Callable[..., Caseload], login: str = "anna") -> str | int:
    try:
        opened(login, "не тот пароль").close()
    except Refused as refused:
        return int(refused.params["seconds"]) if refused.code == "wait" else refused.code
    return "in"


def test_five_quick_tries_then_waits_that_double_to_an_hour(opened: Callable[..., Caseload], time: Time) -> None:
    assert [tried(opened) for _ in range(5)] == ["wrong_name_or_password"] * 5
    waits = []
    for _ in range(10):
        left = tried(opened)
        assert isinstance(left, int)
        waits.append(left - 1)
        time.at += left - 2
        assert isinstance(tried(opened), int)  # not yet, and asking costs nothing
        time.at += 2
        assert tried(opened) == "wrong_name_or_password"
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]


def test_a_right_password_waits_too_and_then_begins_anew(opened: Callable[..., Caseload], time: Time) -> None:
    for _ in range(5):
        tried(opened)
    with pytest.raises(Refused, match="wait"):
        opened()
    time.at += 31
    opened().close()
    assert [tried(opened) for _ in range(5)] == ["wrong_name_or_password"] * 5


def test_no_other_login_waits_and_names_of_nobody_wait_alike(
    url: str, opened: Callable[..., Caseload], time: Time
) -> None:
    with_olga(opened, url)
    for login in ("olga", "nobody"):
        assert [tried(opened, login) for _ in range(5)] == ["wrong_name_or_password"] * 5
        assert tried(opened, login) == 31
    opened().close()


def test_two_hundred_guesses_end_at_a_hundred_until_an_administrator_helps(
    url: str, opened: Callable[..., Caseload], time: Time
) -> None:
    user_id = with_olga(opened, url)
    guessed = 0
    for _ in range(200):
        found = tried(opened, "olga")
        guessed += found == "wrong_name_or_password"
        time.at += 3601
    assert guessed == 100
    assert tried(opened, "olga") == "login_closed"
    with administrator(opened()) as caseload:
        code = reset_user(caseload, user_id)
    opened("olga", code, NEW).close()


def test_moving_the_wall_clock_shortens_no_wait(url: str, opened: Callable[..., Caseload], time: Time) -> None:
    for _ in range(5):
        tried(opened)
    for moved in (-timedelta(days=1), timedelta(days=400)):
        with pytest.raises(Refused, match="wait"):
            sign_in(url, "anna", PASSWORD, clock=FrozenClock(NOW + moved))


def test_after_a_restart_of_the_machine_a_wait_begins_anew(
    url: str, opened: Callable[..., Caseload], time: Time
) -> None:
    if is_postgresql(url):
        pytest.skip("the server's clock goes on")
    for _ in range(5):
        tried(opened)
    time.start, time.at = "second", 10.0
    assert tried(opened) == 21
    time.at = 31.0
    assert tried(opened) == "wrong_name_or_password"


def test_many_programs_at_once_have_no_more_tries_than_one(url: str, time: Time) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def one(_: int) -> str:
        try:
            sign_in(url, "anna", "не тот пароль").close()
        except Refused as refused:
            return refused.code
        return "in"

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(one, range(16)))
    assert found.count("wrong_name_or_password") == 5
    assert found.count("wait") == 11

"""Roles that another program takes away are gone from a running one within seconds: two processes on one database."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import Any

import pytest

from db.actions.people import edit_user
from db.queries.who import user_now
from db.watching import Presence, may_less
from tests.build import colleague, sign_in
from tests.db.test_switched_off import AT_MOST, OTHER
from tests.desk import Desk

WRITER = OTHER.replace("caseload.ask(call_list)", "caseload.do(copied)").replace(
    "from db.queries.call_list import call_list", "from db.actions.clipboard import copied"
)


@pytest.mark.parametrize("script", [OTHER, WRITER], ids=["ask", "do"])
def test_another_process_is_refused_within_seconds(desk: Desk, script: str) -> None:
    olga = colleague(desk)
    with subprocess.Popen(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", script, desk.url, str(olga)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, env={**os.environ, "PYTHONPATH": "."},
    ) as other:  # fmt: skip
        assert other.stdout is not None
        assert other.stdout.readline() == "in\n"
        time.sleep(0.3)  # it asks again and again meanwhile
        assert other.poll() is None, other.stdout.read()
        desk.administer(edit_user, olga, roles=("auditor",))
        begun = time.monotonic()
        assert other.stdout.readline() == "not_your_role\n"
        assert time.monotonic() - begun <= AT_MOST


def test_a_presence_sees_what_became_of_who_is_signed_in(desk: Desk) -> None:
    olga = colleague(desk, roles=("assistant", "supervisor"))
    with Desk(desk.url, desk.frozen) as hers:
        sign_in(hers, olga)
        presence, before = Presence(hers), hers.user
        assert presence.look() == before
        desk.be("assistant", "supervisor", "auditor", user_id=olga)
        more = presence.look()
        assert more is not None
        assert more.roles == {"assistant", "supervisor", "auditor"}
        assert not may_less(before, more)
        desk.be("assistant", user_id=olga)
        less = presence.look()
        assert less is not None
        assert may_less(before, less)
        assert may_less(more, less)
        desk.be(user_id=olga, active=False)
        assert presence.look() is None
        desk.be(user_id=olga, active=True)
        assert presence.look() is None, "who is out stays out until they sign in"


@pytest.mark.parametrize(
    ("columns", "less"),
    [({"scope": "centre"}, True), ({"scope": "all"}, False), ({"centre_id": None}, True), ({"name": "Иная"}, False)],
)
def test_what_counts_as_less(desk: Desk, columns: dict[str, Any], less: bool) -> None:
    desk.be(scope="all")
    before = desk.user
    desk.be(**columns)
    with desk.reading() as conn:
        after = user_now(conn, desk.user.id)
    assert after is not None
    assert may_less(before, after) is less

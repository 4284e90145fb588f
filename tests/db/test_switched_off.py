"""Somebody who is switched off is out everywhere within seconds: two processes on one database."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from db.actions.people import disable_user
from db.errors import Denied
from db.queries.call_list import call_list
from db.watching import Watch
from tests.build import colleague, sign_in
from tests.desk import Desk

AT_MOST = 5.0
OTHER = """
import sys, time
from db.auth import user_by_id
from db.caseload import Caseload
from db.errors import Denied
from db.queries.call_list import call_list
with Caseload(sys.argv[1]) as caseload:
    caseload.act_as(user_by_id(caseload, int(sys.argv[2])))
    print("in", flush=True)
    end = time.monotonic() + 12
    while time.monotonic() < end:
        try:
            caseload.ask(call_list)
        except Denied as denied:
            print(denied.code, flush=True)
            break
        time.sleep(0.05)
"""


def test_another_process_knows_within_seconds(desk: Desk) -> None:
    olga = colleague(desk)
    with subprocess.Popen(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", OTHER, desk.url, str(olga)], stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).parents[2],
    ) as other:  # fmt: skip
        assert other.stdout is not None
        assert other.stdout.readline() == "in\n"
        time.sleep(0.3)  # it asks again and again meanwhile
        assert other.poll() is None
        desk.administer(disable_user, olga)
        begun = time.monotonic()
        said = other.stdout.readline()
        assert said == "signed_out\n"
        assert time.monotonic() - begun <= AT_MOST


def test_the_watch_tells_it_to_who_asks_nothing(desk: Desk) -> None:
    olga = colleague(desk)
    with Desk(desk.url, desk.frozen) as other:
        sign_in(other, olga)
        watch = Watch(other)
        watch.look()
        other.ask(call_list)  # what it knows of its user is fresh now
        desk.administer(disable_user, olga)
        with pytest.raises(Denied, match="signed_out"):
            watch.look()

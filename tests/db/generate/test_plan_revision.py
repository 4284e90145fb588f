"""What `plan` returns for an invented record, by the revision of the plan: no change without another revision."""

from __future__ import annotations

import hashlib

from db.queries.facts import load_all
from db.rules.plan import plan
from db.rules.rules import REVISION
from tests.desk import Desk

MARKS = {1: "daa8759fe0d0d293"}
"""Of each revision. Where the invented record itself was changed, and `plan` was not, renew the latest mark only."""


def test_another_plan_is_another_revision(made: Desk) -> None:
    with made.reading() as conn:
        facts = [one.facts for some in load_all(conn) for one in some]
    tasks = sorted(f"{one.patient_id} {task}" for one in facts for task in plan(one, made.rules))
    assert len(tasks) > len(facts)
    mark = hashlib.sha256("\n".join(tasks).encode()).hexdigest()[:16]
    assert max(MARKS) == REVISION
    assert mark == MARKS[REVISION], "plan() changed: raise REVISION in db/rules/rules.py and add its mark here"

"""A process that takes a file of visits and kills itself at a given statement: for tests of what is left then."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from db.actions.import_items import apply_items
from db.auth import user_by_id
from db.caseload import Caseload
from db.clock import FrozenClock
from db.engine import Connection
from db.exchange.items import ItemsPlan
from db.exchange.plan_file import plan_file
from tests.desk import NOW


def counted(method: Callable[..., Any], statements: list[int], last: int) -> Callable[..., Any]:
    """Return a method of a connection that counts its calls and kills the process at the last one, before it runs."""

    def run(*args: Any, **kwargs: Any) -> Any:
        statements[0] += 1
        if statements[0] == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return method(*args, **kwargs)

    return run


def main(url: str, file: str, last: int) -> None:
    """Take the file; print how many statements that took."""
    with Caseload(url, clock=FrozenClock(NOW)) as caseload:
        caseload.act_as(user_by_id(caseload, 1))
        plan = plan_file(caseload, file)
        assert isinstance(plan, ItemsPlan)
        statements = [0]
        Connection.execute = counted(Connection.execute, statements, last)  # type: ignore[method-assign]  # this process only
        Connection.many = counted(Connection.many, statements, last)  # type: ignore[method-assign]  # this process only
        caseload.do(apply_items, plan)
        sys.stdout.write(f"{statements[0]}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))

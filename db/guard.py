"""Who may ask and do what: the table of `db/rules/permissions.py` held against every query and every action."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from db.work import View, Work


def allow_query(view: View, query: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
    """Let a query pass or raise `Denied`; called before it runs."""


def allow_action(work: Work, act: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
    """Let an action pass or raise `Denied`; called in its transaction, before it runs."""


def allow_touched(work: Work, act: Callable[..., Any]) -> None:
    """Let what an action touched pass or raise `Denied`; called before the commit, so that nothing is written."""

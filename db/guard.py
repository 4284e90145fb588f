"""Who may ask and do what: the tables of `db/rules/permitted_*.py` held against every query and every action.

What has no line in the tables is refused. A patient is looked at before anything is read or written, in one statement
by their id; where a query names none, nothing is asked. What an action touched beside is looked at before the commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from inspect import signature
from typing import Any, Final

from db.errors import Denied
from db.queries.access import Tie, asker_of, before, live_grant, ties, undone_kind
from db.queries.filters import EVERYBODY, UNASSIGNED, WITH_COVERED
from db.queries.who import colleague
from db.rules.permissions import Access, Bond, Right, Role, access, rights, same_centre
from db.rules.permitted import PATIENT_OF, Rule
from db.rules.permitted_actions import ACTIONS, OF_KIND
from db.rules.permitted_queries import QUERIES
from db.work import LARGEST_ID, View, Work

_CODES: Final = {
    Access.REASON_NEEDED: "reason_needed", Access.BREAK_GLASS_NEEDED: "break_glass_needed",
    Access.DENIED: "not_your_role",
}  # fmt: skip


def allow_query(
    view: View, query: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> tuple[int, int] | None:
    """Let a query pass or raise `Denied`; called before it runs.

    Returns the patient and the grant where the glass was broken for them: then this reading is written down.
    """
    rule = _rule(QUERIES, query)
    _allow_role(view, rule)
    if not (rule.patients or rule.whose):
        return None
    given = values(query, args, kwargs)
    if rule.whose is not None and all(given.get(name) is None for name in rule.patients):
        _allow_list(view, rule, given.get(rule.whose))
    for tie in _named(view, rule, given):
        _allow(view, rule, tie)
        if tie.bond.grant == "break_glass" and access(asker_of(view.user), _plain(tie.bond)) is not Access.FREE:
            grant = live_grant(view, tie.patient_id)
            return None if grant is None else (tie.patient_id, grant[0])
    return None


def note_glass(record: Callable[..., None], glass: tuple[int, int] | None) -> None:
    """Write down what was read while the glass was broken; where that cannot be written, it is not shown either."""
    if glass is not None:
        patient_id, grant_id = glass
        record("view_patient", kind="patient", object_id=patient_id, reason="break_glass", detail={"grant": grant_id})


def allow_action(work: Work, act: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
    """Let an action pass or raise `Denied`; called in its transaction, before it runs."""
    rule = _rule(ACTIONS, act)
    _allow_role(work, rule)
    _allow_unconfirmed(work, rule)
    if rule.patients:
        for tie in _named(work, rule, values(act, args, kwargs)):
            _allow(work, rule, tie)
            work.cleared.add(tie.patient_id)


def allow_touched(work: Work, act: Callable[..., Any]) -> None:
    """Let what an action touched pass or raise `Denied`; called before the commit, so that nothing is written.

    A patient counts as whose they were before the action, so that nobody takes one by touching them; a new one is
    their maker's. A step that is taken back counts as what it was.
    """
    rule = _rule(ACTIONS, act)
    undoes = act.__name__ == "undo"
    if undoes:
        rule = OF_KIND.get(undone_kind(work) or "", Rule(frozenset()))
        _allow_role(work, rule)
        _allow_unconfirmed(work, rule)
    if _is_free(work, rule):
        return
    touched = work.touched if work.patient_id is None else work.touched | {work.patient_id}
    left = sorted(touched - work.cleared)
    if not left:
        return
    were = before(work)
    for tie in ties(work, "patient", left):
        if tie.patient_id not in were:
            _allow(work, rule, tie)
            continue
        was = were[tie.patient_id]
        if was is None or (undoes and _how(work, rule, tie.bond) is Access.FREE):
            continue
        owner_id, centre_id = was
        bond = Bond(owner_id == work.user.id, tie.bond.covered, centre_id, tie.bond.offered, tie.bond.grant)
        _allow(work, rule, Tie(tie.patient_id, owner_id, bond))


def may_touch(view: View, kind: str, patient_ids: Iterable[int]) -> frozenset[int]:
    """Return which of these patients an action of a kind may be done with, asked before it is tried."""
    ids, rule = sorted(set(patient_ids)), OF_KIND[kind]
    if _is_free(view, rule):
        return frozenset(ids)
    barred = {tie.patient_id for tie in ties(view, "patient", ids) if _how(view, rule, tie.bond) is not Access.FREE}
    return frozenset(ids) - barred


def may_see(view: View, patient_ids: Iterable[int]) -> frozenset[int]:
    """Return of which of these patients something may be shown: free ones, and those of the whole centre."""
    ids, asker = sorted(set(patient_ids)), asker_of(view.user)
    if asker.sees_all:
        return frozenset(ids)
    return frozenset(
        tie.patient_id
        for tie in ties(view, "patient", ids)
        if (asker.accompanies and same_centre(asker, tie.bond.centre_id)) or access(asker, tie.bond) is Access.FREE
    )


def accompanies(view: View) -> bool:
    """Tell whether patients are the user's work at all."""
    return asker_of(view.user).accompanies


def _rule(table: Mapping[str, Rule], function: Callable[..., Any]) -> Rule:
    """Return the line of a query or an action; what has none is for nobody."""
    name = f"{function.__module__.removeprefix('db.')}.{function.__qualname__}"
    rule = table.get(name)
    if rule is None:
        raise Denied("not_your_role")
    return rule


def _allow_role(view: View, rule: Rule) -> None:
    if not rule.rights & rights(view.user.roles):
        raise Denied("not_your_role")


def _allow_unconfirmed(work: Work, rule: Rule) -> None:
    if rule.confirm and not work.confirmed:
        raise Denied("confirm_yourself")


def _is_free(view: View, rule: Rule) -> bool:
    """Tell whether every patient is free, so that none is looked at."""
    return rule.plans or asker_of(view.user).sees_all or (rule.blind and Role.ADMINISTRATOR in view.user.roles)


def _named(view: View, rule: Rule, asked: Mapping[str, Any]) -> Iterator[Tie]:
    """Yield the patients whom the parameters name; rows that are not there are left to the query or the action."""
    if _is_free(view, rule):
        return
    for name in rule.patients:
        given = asked.get(name)
        if given is None:
            continue
        table = asked["table"] if name == "row_id" else PATIENT_OF[name]
        ids = [given] if isinstance(given, int) else sorted(set(given))
        yield from ties(view, table, [i for i in ids if isinstance(i, int) and 0 < i <= LARGEST_ID])


def _how(view: View, rule: Rule, bond: Bond) -> Access:
    asker = asker_of(view.user)
    if rule.near and asker.accompanies and same_centre(asker, bond.centre_id):
        return Access.FREE
    return access(asker, bond, rule.hold)


def _allow(view: View, rule: Rule, tie: Tie) -> None:
    how = _how(view, rule, tie.bond)
    if how is not Access.FREE:
        raise Denied(_CODES[how], id=tie.patient_id)


def _allow_list(view: View, rule: Rule, whose: str | int | None) -> None:
    """Let a colleague's list pass: of whom one stands in for, and for a supervisor of the centre's or of anybody."""
    supervises = Right.SEE_CENTRE_PATIENTS in rights(view.user.roles)
    if rule.whose in rule.patients:  # without a patient the whole record is asked for
        if not supervises:
            raise Denied("not_your_role")
        return
    if whose in (None, view.user.login, view.user.id, WITH_COVERED):
        return
    if whose in (EVERYBODY, UNASSIGNED):
        if not supervises:
            raise Denied("not_your_role")
        return
    if asker_of(view.user).sees_all:
        return
    found = colleague(view, whose)
    if found is None:
        return  # the query says that there is nobody of that name
    centre_id, covered = found
    if not covered and not (supervises and same_centre(asker_of(view.user), centre_id)):
        raise Denied("not_your_role")


def _plain(bond: Bond) -> Bond:
    """Return what ties somebody to a patient without what was opened for a time."""
    return Bond(bond.own, bond.covered, bond.centre_id, bond.offered)


def values(function: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the arguments of a query or an action by their names."""
    return {**dict(zip(_names(function), args, strict=False)), **kwargs}


@lru_cache(maxsize=512)
def _names(function: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(signature(function).parameters)[1:]

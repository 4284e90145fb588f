"""Forms that became stale while they were open: what others changed meanwhile is merged, never written over."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from assistant_tui.text.i18n import _
from db.errors import Conflict

if TYPE_CHECKING:
    from assistant_tui.app_caseload import CaseloadApp
    from db.caseload import Done

V = TypeVar("V")
Fields = Mapping[str, V]

MOST_TRIES: Final = 5
"""How often a form is merged anew when somebody is faster each time."""


@dataclass(frozen=True)
class Row(Generic[V]):
    """What stands in a row: its fields, its version, and who changed it last where that is known."""

    fields: Fields[V]
    version: int
    who: str = ""


@dataclass(frozen=True)
class Merged(Generic[V]):
    """A form beside what others wrote meanwhile.

    ``values`` are to be written, ``taken`` names what only others changed, ``clashes`` what both changed, each as
    (field, mine, theirs).
    """

    values: dict[str, V] = field(default_factory=dict)
    taken: tuple[str, ...] = ()
    clashes: tuple[tuple[str, V, V], ...] = ()


@dataclass(frozen=True)
class Saved:
    """How the writing of a form ended.

    ``done`` is what was written, None where nothing was. ``finished``: the form may be forgotten, nothing of it is
    left to write. ``said``: the status line says already what became of it.
    """

    done: "Done[Any] | None" = None
    finished: bool = False
    said: bool = False


def merge(before: Fields[V], mine: Fields[V], theirs: Fields[V]) -> Merged[V]:
    """Merge a form that was filled from ``before``; a field that ``mine`` or ``theirs`` lacks was not changed."""
    values: dict[str, V] = {}
    taken: list[str] = []
    clashes: list[tuple[str, V, V]] = []
    for name in dict.fromkeys((*before, *mine)):
        i_changed = name in mine and (name not in before or mine[name] != before[name])
        they_changed = name in theirs and (name not in before or theirs[name] != before[name])
        if i_changed and they_changed:
            if mine[name] != theirs[name]:
                clashes.append((name, mine[name], theirs[name]))
        elif i_changed:
            values[name] = mine[name]
        elif they_changed:
            taken.append(name)
    return Merged(values, tuple(taken), tuple(clashes))


async def write_merged(
    app: "CaseloadApp",
    *,
    read: Callable[[], Awaitable[Row[V] | None]],
    before: Row[V],
    mine: Fields[V],
    write: "Callable[[Mapping[str, V], int], Awaitable[Done[Any] | None]]",
    label_of: Callable[[str], str],
    words_of: Callable[[str, V], str],
) -> Saved:
    """Write what a form changed, merged with what others changed since it was filled from ``before``.

    ``write(changes, version)`` lets `Conflict` through (see `CaseloadApp.tried`); ``read()`` then tells what stands
    there now. Where both changed a field, a dialog asks; left by Esc, nothing is written and the form is not
    finished. ``label_of(field)`` and ``words_of(field, value)`` return finished words.
    """
    changes = merge(before.fields, mine, {}).values
    version, told = before.version, ""
    for _turn in range(MOST_TRIES):
        if not changes:
            if told:
                app.say(told)
            return Saved(None, True, bool(told))
        try:
            done = await write(changes, version)
        except Conflict as error:
            if error.code != "changed_meanwhile":
                app.refuse(error)
                return Saved(said=True)
            now = await read()
            if now is None:
                return Saved(said=True)
        else:
            if done is not None and told:
                app.say(told, undo=done.undoable)
            return Saved(done, done is not None, bool(told) or done is None)
        merged = merge(before.fields, mine, now.fields)
        answers = await _settled(app, merged, now, label_of, words_of)
        if answers is None:
            return Saved()
        changes, version = {**merged.values, **answers}, now.version
        told = _told(merged, now, label_of, words_of, saved=bool(changes))
    app.refuse(Conflict("changed_meanwhile"))
    return Saved(said=True)


async def _settled(
    app: "CaseloadApp", merged: Merged[V], now: Row[V], label_of: Callable[[str], str],
    words_of: Callable[[str, V], str],
) -> dict[str, V] | None:  # fmt: skip
    """Ask about every field that both changed; return those where mine is to be written, None where it was left."""
    if not merged.clashes:
        return {}
    from assistant_tui.dialogs.clash import Clash, ClashDialog

    shown = [Clash(name, label_of(name), words_of(name, theirs), words_of(name, mine))
             for name, mine, theirs in merged.clashes]  # fmt: skip
    chosen = await app.ask(ClashDialog(shown, who=now.who))
    return None if chosen is None else {name: mine for name, mine, _theirs in merged.clashes if name in chosen}


def _told(
    merged: Merged[V], now: Row[V], label_of: Callable[[str], str], words_of: Callable[[str, V], str], *, saved: bool
) -> str:
    """Say what others changed while the form was open; empty where they changed nothing that it shows."""
    names = (*merged.taken, *(name for name, _mine, _theirs in merged.clashes))
    if not names:
        return ""
    what = ", ".join(_("“{field}”: {value}", field=label_of(name), value=words_of(name, now.fields[name]) or "—")
                     for name in names)  # fmt: skip
    said = (
        _("Changed by {who} while the form was open: {what}.", who=now.who, what=what)
        if now.who
        else _("Changed while the form was open: {what}.", what=what)
    )
    return " ".join((said, _("Yours is saved beside it."))) if saved else said

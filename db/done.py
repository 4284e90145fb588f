"""What an action did, and how its result is kept so that a retry gives the same one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any, Generic, TypeVar, get_args, get_type_hints

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """What an action did: its own result, and what the screens need to follow it."""

    action_id: int
    kind: str
    result: R
    patient_ids: tuple[int, ...]
    undoable: bool


def plain(result: object) -> object:
    """Return a result as JSON can keep it."""
    if is_dataclass(result) and not isinstance(result, type):
        return asdict(result)
    return result


def rebuilt(act: Callable[..., R], stored: Any) -> R:  # noqa: ANN401 - whatever JSON gives
    """Return an action's stored result in the type that the action returns (flat frozen dataclasses, or plain)."""
    kind = get_type_hints(act).get("return")
    for one in get_args(kind) or (kind,):
        if isinstance(one, type) and is_dataclass(one) and {f.name for f in fields(one)} == stored.keys():
            values = {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()}
            return one(**values)  # type: ignore[return-value]  # the action's own return type
    return stored  # type: ignore[no-any-return]  # plain JSON values come back as they went

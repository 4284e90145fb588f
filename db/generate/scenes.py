"""Which scenes make a lively day, and on which patients of a caseload they are put."""

from __future__ import annotations

from typing import Final

from db.generate import special as s
from db.generate import today as t
from db.generate.today import Scene

NEW: Final = frozenset({s.fresh, s.fresh_booked})

_SCENES: Final[tuple[tuple[Scene, int], ...]] = (
    (s.alike("Ивановна"), 1), (s.alike("Ильинична"), 1), (t.tomorrow, 8), (t.tried, 11), (t.confirmed, 6),
    (t.prepare, 3), (t.test_due, 4), (t.test_late, 3), (t.missed, 3), (t.not_looked_up, 3), (t.yesterday, 5),
    (t.result, 3), (t.not_booked, 2), (t.to_move, 1), (t.complaint, 1), (t.difficulty, 2), (t.promise(-7), 1),
    (t.promise(75), 1), (t.promise(160), 1), (t.promise(250), 1), (t.remembered, 3), (t.forgotten, 2), (t.course, 3),
    (s.daughter, 1), (s.far_away, 1), (s.in_hospital, 1), (s.referred, 1), (s.answered, 1), (s.not_reached, 1),
    (s.wrong_number, 1), (s.no_number, 1), (s.fresh, 2), (s.fresh_booked, 2),
)  # fmt: skip
SCENES: Final[tuple[Scene, ...]] = tuple(scene for scene, count in _SCENES for _ in range(count))


def scene_of(number: int, caseload: int) -> Scene | None:
    """Return the scene of the n-th patient of a lively caseload, from 0; most have none in a large one."""
    if caseload <= len(SCENES):
        return SCENES[number] if number < len(SCENES) else None
    step = caseload / len(SCENES)
    index = int(number / step)
    return SCENES[index] if int(index * step + 0.999999) == number and index < len(SCENES) else None

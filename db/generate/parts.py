"""Parts of an invented record: some hundred patients each, made alone and in any order, always the same by seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from db.generate.counting import count_days
from db.generate.history import live
from db.generate.people import Person, namesake, person, spouse, twin
from db.generate.record import NUMBERED, Ids, Record
from db.generate.scenes import NEW, scene_of
from db.generate.story import Story
from db.generate.today import Scene, forgotten
from db.generate.world import Helper, World, at, workday
from db.rules.search_words import words_of

PART: Final = 500


@dataclass(frozen=True, slots=True)
class Part:
    """Which patients a part holds; `first` is the id of the first one."""

    index: int
    first: int
    count: int
    patients: int  # of the whole record


def parts(patients: int) -> list[Part]:
    """Cut a record into parts."""
    return [
        Part(index, index * PART + 1, min(PART, patients - index * PART), patients)
        for index in range((patients + PART - 1) // PART)
    ]


def room(years: float) -> dict[str, int]:
    """Return how many ids a part may use of every table: far more than it does."""
    per_patient = {"patient": 1, "contact": 6, "milestone": 8}
    return {table: PART * per_patient.get(table, int(40 + 80 * max(years, 1))) for table in NUMBERED}


def make_part(world: World, part: Part) -> Record:
    """Invent the patients of a part with all that happened to them until now."""
    rng = Random(f"{world.seed}/{part.index}")
    record, ids = Record(), Ids(part.index, room(world.years))
    earlier: Person | None = None
    for number in range(part.first, part.first + part.count):
        scene = _scene(world, number, part.patients)
        since = _since(world, rng)
        if scene is forgotten:
            since = min(since, workday(world.today - timedelta(days=450), 0))
        elif scene in NEW:
            since = workday(workday(world.today, 0), -1)
        elif scene is not None:
            since = min(since, workday(world.today - timedelta(days=40), 0))
        who = _who(rng, earlier, since)
        earlier = who if earlier is None or rng.random() < 0.9 else earlier
        story = Story(world, rng, ids, record, helper_of(world, number, part.patients), who, number)
        _live(story, since, scene)
        record.rows["patient_word"].extend((word, number) for word in sorted(_words(who)))
    count_days(record, world)
    return record


def _live(story: Story, since: date, scene: Scene | None) -> None:
    assigned = at(since, story.rng.randint(9 * 60, 16 * 60))
    if assigned > story.now:
        assigned = story.now - timedelta(minutes=story.rng.randint(2, 30))
    story.lasting = scene is not None
    if scene not in NEW:
        live(story, since, assigned)
    if scene is not None:
        scene(story)
    story.close(since, assigned)


def _scene(world: World, number: int, patients: int) -> Scene | None:
    """Return what today brings for a patient of the first caseload of a lively record."""
    size = caseload(world, patients)
    return scene_of(number - 1, size) if world.lively and number <= size else None


def caseload(world: World, patients: int) -> int:
    """Return how many patients the first assistant has."""
    return (patients + len(world.helpers) - 1) // len(world.helpers)


def helper_of(world: World, number: int, patients: int) -> Helper:
    """Return who accompanies a patient: equal caseloads, side by side."""
    return world.helpers[(number - 1) * len(world.helpers) // patients]


def _since(world: World, rng: Random) -> date:
    """Return a working day of the years, a little more often a late one: the service grows."""
    days = (world.today - world.first_day).days
    back = int(days * (1 - rng.random() ** 0.8))
    day = world.today - timedelta(days=back)
    while workday(day, 0) > world.today:
        day -= timedelta(days=1)
    return workday(day, 0)


def _who(rng: Random, earlier: Person | None, since: date) -> Person:
    chance = rng.random()
    if earlier is None or chance > 0.012:
        return person(rng, since)
    if chance < 0.002:
        return twin(rng, earlier, since)
    return namesake(rng, earlier, since) if chance < 0.007 else spouse(rng, earlier, since)


def _words(who: Person) -> frozenset[str]:
    phones = [contact.phone for contact in who.contacts]
    return words_of(who.name.full, phones, policy=who.policy, snils=who.snils)

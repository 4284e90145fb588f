"""One patient's record as it is written: visits, tests, talks; only what has happened by the present is in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from db.generate.booked import Test, Visit
from db.generate.courses import Course, Cycle, write_course
from db.generate.people import Contact, Person
from db.generate.record import COLUMNS, Ids, Record, day_text, instant_text
from db.generate.world import DESK, Helper, World, at, earliest_minute, latest_minute, workday
from db.rules.facts import Spoke
from db.rules.names import search_key, sort_key
from db.rules.outcomes import outcomes_for

Reason = tuple[str, str, str]
"""What a talk settles: kind of task, its source, the outcome."""

_FAILED: Final = (
    ("NO_ANSWER",) * 12 + ("UNAVAILABLE",) * 4 + ("MACHINE",) * 2 + ("REJECTED",) * 2 + ("BUSY", "OTHER_PERSON")
)
_NOTES: Final = (
    "просит звонить на мобильный", "приедет с дочерью", "переспрашивает, говорить медленно", "взять с собой выписку",
    "просила напомнить про полис", "добирается на электричке, раньше 10 не успевает", "спрашивала, можно ли пить воду",
    "дверь в кабинет слева от регистратуры", "записала время, повторила верно", "благодарит за звонок",
    "потеряла карточку с номером, продиктовали", "просит талон на утро",
)  # fmt: skip


class Story:
    """What happened to one patient so far; nothing after the world's present is ever written."""

    def __init__(
        self, world: World, rng: Random, ids: Ids, record: Record, helper: Helper, who: Person, patient_id: int
    ) -> None:
        """Begin with a person who has just been assigned to an assistant."""
        self.world, self.rng, self.ids, self.record = world, rng, ids, record
        self.helper, self.who, self.patient_id = helper, who, patient_id
        self.now = world.now
        self.lasting = False  # the service must not end before today
        self.visits: list[Visit] = []
        self.tests: list[Test] = []
        self.courses: list[Course] = []
        self.milestones: dict[str, date] = {}
        self.phase, self.closed_because = "suspected", None  # type: str, str | None
        self.diagnosis: str | None = "Z03.1"
        self.stage: str | None = None
        self.group: str | None = "Ia"
        for contact in who.contacts:
            contact.id = ids.take("contact")

    # --- when -------------------------------------------------------------------------------------------------------

    def moment(self, day: date, first: int = 9 * 60 + 5, last: int = 17 * 60 + 45) -> datetime:
        """Return a chance moment of a working day at which this patient may be called."""
        day = workday(day, 0)
        first = max(first, earliest_minute(day, self.who.zone), self._wish(day, self.who.not_before, 0))
        last = min(last, latest_minute(day, self.who.zone), self._wish(day, self.who.not_after, 24 * 60) - 3)
        return at(day, self.rng.randint(first, max(first, last))) + timedelta(seconds=self.rng.randrange(60))

    def _wish(self, day: date, wish: str | None, otherwise: int) -> int:
        if wish is None:
            return otherwise
        local = datetime(day.year, day.month, day.day, int(wish[:2]), tzinfo=ZoneInfo(self.who.zone)).astimezone(DESK)
        return local.hour * 60 + local.minute if local.date() == day else otherwise

    def desk_moment(self, day: date) -> datetime:
        """Return a chance moment of a working day for work at the desk."""
        return at(workday(day, 0), self.rng.randint(9 * 60, 11 * 60)) + timedelta(seconds=self.rng.randrange(60))

    # --- calls ------------------------------------------------------------------------------------------------------

    def talk(self, start: datetime, *reasons: Reason, try_again: float = 0.52) -> datetime | None:
        """Call from a moment on until somebody is reached; return when, or None while nobody was."""
        when, tries = start, 0
        while when <= self.now:
            if tries < 3 and self.rng.random() < try_again:
                self.unanswered(when)
                tries += 1
                when = self._next(when)
                continue
            self.reached(when, *reasons)
            return when
        return None

    def _next(self, when: datetime) -> datetime:
        """Return when to try again: another part of the day, or the next working day."""
        local = when.astimezone(DESK)
        minute = local.hour * 60 + local.minute
        last = min(latest_minute(local.date(), self.who.zone), self._wish(local.date(), self.who.not_after, 24 * 60))
        if minute < 12 * 60 and minute + 190 < last and workday(local.date(), 0) == local.date():
            return self.moment(local.date(), max(minute + 185, 12 * 60))
        return self.moment(workday(local.date(), 1))

    def unanswered(self, when: datetime, connection: str | None = None, contact: Contact | None = None) -> int:
        """Write a call that reached nobody who counts, and return its id."""
        connection = connection or self.rng.choice(_FAILED)
        contact = contact or self._number()
        spoke = "other" if connection == "OTHER_PERSON" else "nobody"
        message = connection == "MACHINE" and contact.voicemail_ok
        return self._call(when, self.rng.randint(18, 50), contact, connection, spoke, None, message=message)

    def reached(self, when: datetime, *reasons: Reason, incoming: bool = False) -> int:
        """Write a conversation with its marks, and return the call's id."""
        contact, spoke, who = self.who.contacts[0], "patient", None
        trusted = next((one for one in self.who.contacts if one.standing in ("trusted", "legal_representative")), None)
        if (
            trusted is not None
            and self.rng.random() < 0.25
            and all(_may_say(trusted, outcome) for _, _, outcome in reasons)
        ):
            contact, spoke, who = trusted, trusted.standing, trusted.name
        call = self._call(
            when, 60 + len(reasons) * 50 + self.rng.randrange(150), contact, "REACHED", spoke, who, incoming=incoming
        )
        for kind, source, outcome in reasons:
            self.mark(kind or None, source or None, outcome, when + timedelta(seconds=45), call=call, spoke=spoke)
        if self.rng.random() < 0.06:
            self.note(when + timedelta(seconds=50), self.rng.choice(_NOTES))
        return call

    def told(self, when: datetime, who: str) -> int:
        """Write a call in which somebody else brings news, and return its id."""
        contact = self.who.contacts[-1]
        return self._call(when, 90 + self.rng.randrange(120), contact, "OTHER_PERSON", "other", who, incoming=True)

    def _number(self) -> Contact:
        active = [contact for contact in self.who.contacts if contact.active]
        return active[0] if len(active) == 1 or self.rng.random() < 0.75 else self.rng.choice(active[1:])

    def _call(
        self, when: datetime, seconds: int, contact: Contact, connection: str, spoke: str, who: str | None,
        *, incoming: bool = False, message: bool = False,
    ) -> int:  # fmt: skip
        call = self.ids.take("call")
        began = instant_text(when)
        self.record.rows["call"].append(
            (call, self.patient_id, self.helper.user_id, "in" if incoming else "out", "done", began, began,
             instant_text(when + timedelta(seconds=seconds)), contact.id, contact.phone, connection, spoke, who,
             int(message))
        )  # fmt: skip
        self._count(when, "calls")
        if connection == "REACHED":
            self._count(when, "reached")
        return call

    def mark(
        self, kind: str | None, source: str | None, outcome: str, when: datetime, *, call: int | None = None,
        spoke: str = "nobody", until: datetime | None = None, because: str | None = None, told_from: str | None = None,
        detail: str | None = None,
    ) -> int:  # fmt: skip
        """Write what came out for one task, in a call or at the desk, and return its id."""
        number = self.ids.take("mark")
        self.record.rows["mark"].append(
            (number, self.patient_id, call, kind, source, outcome, instant_text(when), spoke, instant_text(until),
            because,
             detail, told_from, self.helper.user_id)
        )  # fmt: skip
        self._count(when, "done")
        return number

    def at_desk(
        self, when: datetime, kind: str, source: str, outcome: str = "DONE", *, because: str | None = None
    ) -> bool:
        """Settle a task without a call, if its moment has come."""
        if when > self.now:
            return False
        self.mark(kind, source, outcome, when, because=because, told_from="system")
        return True

    def _count(self, when: datetime, which: str) -> None:
        day = when.astimezone(DESK).date().isoformat()
        self.record.days[self.helper.user_id, day, self.helper.centre_id, which] += 1

    # --- what stands beside the calls ---------------------------------------------------------------------------------

    def note(self, when: datetime, text: str) -> None:
        """Write a note."""
        row = (self.ids.take("note"), self.patient_id, self.helper.user_id, instant_text(when), text)
        self.record.rows["note"].append(row)

    def book(
        self, service: str, place: int, day: date, created: datetime, minutes: int, *, minute: int | None = None,
        follows: int | None = None, booked: str = "booked",
    ) -> Visit:  # fmt: skip
        """Write a visit into the record, as booked at a moment."""
        if minute is None:
            minute = 8 * 60 + 20 * self.rng.randrange(28)
        starts = at(workday(day, 0), minute)
        visit = Visit(
            self.ids.take("visit"), service, place, starts, starts + timedelta(minutes=minutes), created,
            booked=booked, follows=follows,
        )  # fmt: skip
        self.visits.append(visit)
        return visit

    def cycle(
        self, course: Course, number: int, starts_on: date, visits: Sequence[Visit] = (), tests: Sequence[Test] = ()
    ) -> None:
        """Add a cycle to a course, with the visits of its infusion and the tests before it."""
        cycle = Cycle(self.ids.take("cycle"), number, visits[-1].day if visits else starts_on, tuple(visits))
        course.cycles.append(cycle)
        for visit in visits:
            visit.cycle = cycle.id
        for test in tests:
            test.cycle = cycle.id

    def course(self, cycle_days: int, total: int, created: datetime) -> Course:
        """Begin a course of treatment; it is written once it has a cycle."""
        return Course(self.ids.take("course"), cycle_days, total, created)

    def order(self, service: str, on: date, due_on: date | None, for_visit: int | None = None) -> Test:
        """Write a test order."""
        test = Test(self.ids.take("test_order"), service, on, due_on, at(workday(on, 0), 9 * 60 + 30), for_visit)
        self.tests.append(test)
        return test

    def add(self, table: str, **values: str | int | None) -> int:
        """Write a row of a small table, and return its id; columns that are not named stay empty."""
        number = self.ids.take(table)
        known = {"id": number, "patient_id": self.patient_id, **values}
        self.record.rows[table].append(tuple(known.get(column) for column in COLUMNS[table]))
        return number

    # --- the end ------------------------------------------------------------------------------------------------------

    def close(self, since: date, assigned: datetime) -> None:
        """Write the patient and everything that could change until now."""
        rows, who = self.record.rows, self.who
        full = who.name.full
        rows["patient"].append(
            (self.patient_id, full, search_key(full), sort_key(full), day_text(who.birth_on), who.birth_on.year,
            who.sex,
             who.snils, who.policy, who.residence, who.region, who.address, who.zone, self.phase, self.closed_because,
             self.diagnosis, self.stage, self.group, ",".join(sorted(who.flags)), who.flag_note, who.code_word,
             who.not_before, who.not_after, who.call_weekdays, day_text(since), instant_text(assigned),
             self.helper.user_id, self.helper.centre_id, "generated", instant_text(assigned))
        )  # fmt: skip
        for one in who.contacts:
            rows["contact"].append(
                (one.id, self.patient_id, one.phone, one.written, None, one.kind, one.relation, one.name, one.standing,
                 one.scope, day_text(one.consent_on), day_text(one.consent_until), one.consent_paper,
                 int(one.voicemail_ok), int(one.active), one.priority, one.strikes, one.set_aside)
            )  # fmt: skip
        for kind, on in self.milestones.items():
            rows["milestone"].append((self.ids.take("milestone"), self.patient_id, kind, on.isoformat()))
        for course in self.courses:
            write_course(course, self.patient_id, self.world.today, self.phase == "closed", self.ids, self.record)
        for visit in self.visits:
            rows["visit"].append(self._visit_row(visit))
        for test in self.tests:
            rows["test_order"].append(
                (test.id, self.patient_id, test.service, self._laboratory(test.id), day_text(test.ordered_on),
                 day_text(test.due_on), day_text(test.taken_on), day_text(test.result_on), test.status, test.source,
                 test.for_visit, instant_text(test.created_at), test.cycle)
            )  # fmt: skip

    def _laboratory(self, number: int) -> int:
        places = self.world.laboratory_ids
        return places[number % len(places)]

    def _visit_row(self, visit: Visit) -> tuple[str | int | None, ...]:
        doctors = self.world.clinicians.get(visit.place, ())
        number = None if visit.booked != "booked" else f"{visit.place:02d}-{visit.id:07d}"
        return (
            visit.id, self.patient_id, visit.service, visit.place,
            doctors[visit.id % len(doctors)] if doctors else None,
            str(100 + visit.id % 60), instant_text(visit.starts_at), instant_text(visit.ends_at), "Europe/Moscow",
            visit.status, instant_text(visit.status_at), visit.status_source, visit.booked, number, visit.because,
            visit.initiative, visit.follows, visit.before, instant_text(visit.result_at), self.helper.centre_id,
            instant_text(visit.created_at), visit.cycle,
        )  # fmt: skip


def _may_say(contact: Contact, outcome: str) -> bool:
    return outcome in _letters(contact.standing, contact.scope)


@lru_cache(maxsize=32)
def _letters(standing: str, scope: str) -> frozenset[str]:
    return frozenset(outcome.value for outcome in outcomes_for(Spoke(standing), scope))

"""Every number the rules use, typed and validated; the defaults stand in `defaults.toml` with source and status."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import cached_property

from db.rules.codec import decode, encode
from db.rules.number_rows import Acuity, Cycles, DeadlineRule, FollowUpSchedule, TestBundle, Urgency

Hours = tuple[time, time]
"""From and until in local time; the end is not part of it."""


def _increasing(hours: Hours | None, name: str) -> None:
    if hours is not None and hours[0] >= hours[1]:
        raise ValueError(f"{name}: must end after it begins")


@dataclass(frozen=True)
class Attempts:
    """Limits on calling somebody who was not reached; an attempt is a round over all active numbers."""

    max_rounds_per_day: int
    min_gap_minutes: int
    retry_delay_minutes: int
    busy_delay_minutes: int
    busy_free_retries: int
    rejected_suggest_message_after: int
    wrong_number_strikes: int
    message_left_working_days: int
    distrust_working_days: int
    distinct_parts: int
    parts_of_day: tuple[Hours, ...]
    cap_rounds: int
    cap_working_days: int
    escalate_with_working_days_left: int
    last_try_minutes: int

    def __post_init__(self) -> None:
        if not self.parts_of_day:
            raise ValueError("parts_of_day: at least one is needed")
        for index, part in enumerate(self.parts_of_day):
            _increasing(part, f"parts_of_day[{index}]")
        for earlier, later in zip(self.parts_of_day, self.parts_of_day[1:], strict=False):
            if earlier[1] > later[0]:
                raise ValueError("parts_of_day: must follow one another")
        if self.max_rounds_per_day < 1 or self.cap_rounds < 1:
            raise ValueError("max_rounds_per_day: and cap_rounds must be at least 1")
        if min(self.min_gap_minutes, self.retry_delay_minutes, self.busy_delay_minutes) < 1:
            raise ValueError("min_gap_minutes: and the delays must be at least 1")


@dataclass(frozen=True)
class CallWindows:
    """Hours of calling in the patient's local time; None means that such a day has none."""

    hard_working_day: Hours
    hard_day_off: Hours
    default_working_day: Hours
    default_saturday: Hours | None
    default_sunday: Hours | None

    def __post_init__(self) -> None:
        for name in ("hard_working_day", "hard_day_off", "default_working_day", "default_saturday", "default_sunday"):
            _increasing(getattr(self, name), name)


@dataclass(frozen=True)
class Reminding:
    """Offsets of calls around visits, tests and contacts."""

    first_contact_working_days: int
    test_ready_days_before: int
    confirm_visit_working_days_before: int
    took_place_working_days_after: int
    result_expected_days: int
    late_status_working_days: int
    visit_to_book_working_days: int
    booking_shown_days_before: int


@dataclass(frozen=True)
class Waiting:
    """How long things wait or rest."""

    callback_offer_minutes: int
    callback_punctual_minutes: int
    pause_default_days: int
    unwilling_days: int
    not_coming_working_days: int
    control_call_months: int
    barrier_due_working_days: int
    supervisor_answer_working_days: int
    ask_again_days: int
    conclusion_working_days: int
    old_after_days: int
    silent_after_days: Mapping[str, int]


@dataclass(frozen=True)
class Bands:
    """Working days left up to which a deadline is critical, or soon; past its day it is late."""

    critical: int
    soon: int


@dataclass(frozen=True)
class FollowUp:
    """Follow-up schedules, the first whose conditions fit wins; a proposed date has a window around it."""

    schedules: tuple[FollowUpSchedule, ...]
    window_days_before: int
    window_days_after: int
    non_working_day_shift: str

    def __post_init__(self) -> None:
        if self.non_working_day_shift not in ("next_working_day", "none"):
            raise ValueError("non_working_day_shift: 'next_working_day' or 'none'")
        _no_twins([schedule.id for schedule in self.schedules], "schedules")

    def schedule(self, name: str) -> FollowUpSchedule:
        """Return a schedule by its id; `ValueError` for an unknown one."""
        for schedule in self.schedules:
            if schedule.id == name:
                return schedule
        raise ValueError(f"no follow-up schedule {name!r}")


def _no_twins(ids: list[str], name: str) -> None:
    twins = {one for one in ids if ids.count(one) > 1}
    if twins:
        raise ValueError(f"{name}: {min(twins)!r} stands twice")


@dataclass(frozen=True)
class Numbers:
    """All numbers of an organisation, by subject."""

    attempts: Attempts
    windows: CallWindows
    reminding: Reminding
    waiting: Waiting
    bands: Bands
    deadlines: tuple[DeadlineRule, ...]
    follow_up: FollowUp
    cycles: Cycles
    bundles: tuple[TestBundle, ...]
    urgency: Urgency
    acuity: Acuity

    def __post_init__(self) -> None:
        _no_twins([rule.id for rule in self.deadlines], "deadlines")
        _no_twins([bundle.id for bundle in self.bundles], "bundles")

    @cached_property
    def to_event(self) -> Mapping[str, str]:
        """The event that ends each limit, by its id."""
        return {rule.id: rule.to_event for rule in self.deadlines}

    @cached_property
    def running(self) -> tuple[DeadlineRule, ...]:
        """The limits that are not switched off."""
        return tuple(rule for rule in self.deadlines if rule.enabled)

    def deadline(self, rule: str) -> DeadlineRule:
        """Return a deadline's rule by its id; `ValueError` for an unknown one."""
        for found in self.deadlines:
            if found.id == rule:
                return found
        raise ValueError(f"no deadline rule {rule!r}")

    @classmethod
    def from_mapping(cls, plain: Mapping[str, object]) -> Numbers:
        """Read numbers from plain data, as of TOML or JSON; `ValueError` names the first wrong key."""
        return decode(cls, plain, "")

    def to_mapping(self) -> dict[str, object]:
        """Return the numbers as plain data, without sources of single numbers."""
        plain = encode(self)
        assert isinstance(plain, dict)
        return plain

    def to_json(self) -> str:
        """Return the numbers as text, the same text for equal numbers."""
        return json.dumps(self.to_mapping(), sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Numbers:
        """Read numbers back from the text that `to_json` made."""
        return cls.from_mapping(json.loads(text))

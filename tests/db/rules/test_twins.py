"""What makes two records look like one person, and what tells them apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.twins import SURE, Person, candidates, is_shown, likeness, slip

MARIA = Person(
    1, ("петрова", "мария", "ивановна"), date(1959, 4, 12), 1959, "f", "11223344595", None, frozenset({"+71"})
)


def other(**changes: object) -> Person:
    bare: dict[str, object] = {"id": 2, "snils": None, "phones": frozenset()}
    return replace(MARIA, **{**bare, **changes})  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("twin", "reasons"),
    [
        (other(snils=MARIA.snils), {"same_snils", "same_name", "same_birth"}),
        (other(), {"same_name", "same_birth"}),
        (other(words=("петрава", "мария", "ивановна")), {"name_slip", "same_birth"}),
        (other(words=("петрова", "мария")), {"name_shorter", "same_birth"}),
        (other(words=("петрова", "м", "и")), {"name_shorter", "same_birth"}),
        (other(birth_on=date(1959, 12, 4), phones=MARIA.phones), {"same_name", "birth_slip", "same_phone"}),
        (other(birth_on=None, phones=MARIA.phones), {"same_name", "same_year", "same_phone"}),
        (other(words=("сидорова", "мария", "ивановна"), phones=MARIA.phones),
         {"same_given", "same_birth", "same_phone"}),
    ],
)  # fmt: skip
def test_one_person_written_twice_is_shown_with_its_reasons(twin: Person, reasons: set[str]) -> None:
    found = likeness(MARIA, twin)
    assert set(found.reasons) == reasons
    assert is_shown(found)
    assert list(candidates([MARIA, twin])) == [(0, 1)]


@pytest.mark.parametrize(
    ("somebody", "against"),
    [
        (other(words=("петров", "иван", "петрович"), sex="m", phones=MARIA.phones), "other_sex"),  # a couple
        (other(words=("петрова", "анна", "ивановна"), phones=MARIA.phones), "other_given"),  # twin sisters
        (other(snils="08765430300"), "other_snils"),  # a namesake of the same birth date
        (other(birth_on=date(1971, 8, 3), birth_year=1971, phones=MARIA.phones), "other_birth"),  # mother and daughter
    ],
)
def test_who_shares_something_and_is_somebody_else_is_not_shown(somebody: Person, against: str) -> None:
    found = likeness(MARIA, somebody)
    assert against in found.against
    assert not is_shown(found)


def test_a_document_makes_it_sure() -> None:
    assert likeness(MARIA, other(snils=MARIA.snils, words=("петрава", "мария", "ивановна"))).score >= SURE


@given(st.lists(st.sampled_from([MARIA, other(), other(words=("ким", "олег")), other(snils=MARIA.snils)]), max_size=8))
def test_likeness_has_no_order_and_pairs_come_once(people: list[Person]) -> None:
    for one in people:
        for two in people:
            there, back = likeness(one, two), likeness(two, one)
            assert (there.score, set(there.reasons), set(there.against)) == (
                back.score, set(back.reasons), set(back.against)
            )  # fmt: skip
    pairs = list(candidates(people))
    assert len(pairs) == len(set(pairs))
    assert all(first < second for first, second in pairs)


def test_a_number_of_a_whole_house_joins_nobody() -> None:
    house = [Person(i, (f"жилец{i}",), phones=frozenset({"+7495"})) for i in range(200)]
    assert list(candidates(house)) == []


@given(st.text("абв", min_size=3, max_size=6), st.text("абв", min_size=3, max_size=6))
def test_a_slip_is_one_step_of_typing(one: str, two: str) -> None:
    from rapidfuzz.distance import OSA

    assert slip(one, two) == (OSA.distance(one, two) == 1)

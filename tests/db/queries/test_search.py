from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.actions.people import assign_patients
from db.clock import FrozenClock
from db.queries.search import callers, search
from db.rules.search_words import beginnings_of, words_of
from tests.build import colleague, patient, sign_in, talk, visit
from tests.desk import NOW, Desk, copied, postgres_server


def fill(desk: Desk) -> dict[str, int]:
    mine = {
        name: patient(desk, name, phone, met=False, **more)
        for name, phone, more in (
            ("Петрова Мария Ивановна", "8 916 123-45-67", {"policy": "7700001234567890", "snils": "112-233-445 95"}),
            ("Ёлкина Вера Ильинична", "8 916 555-31-90", {}),
            ("Римская-Корсакова Светлана", "8 495 765-43-21", {}),
            ("Smith John", "+44 20 7946 0958", {}),
            ("О'Нил Патрик", "8 903 000-11-22", {}),
            ("Жукова [bold]Анна", "8 903 000-11-23", {}),
        )
    }
    other = colleague(desk)
    foreign = patient(desk, "Петренко Олег", "8 917 123-45-67", met=False)
    desk.do(assign_patients, [foreign], other)
    return {**mine, "Петренко Олег": foreign}


@pytest.fixture
def names(desk: Desk) -> dict[str, int]:
    return fill(desk)


def found(desk: Desk, text: str) -> list[str]:
    return [hit.full_name for hit in desk.ask(search, text)]


@pytest.mark.parametrize(
    "text",
    ["петр", "ПЕТРОВА", "gtnhjdf", "petrova", "мар петр", "мария ивановна", "вановн петрова", "петрва", "Петорва",
     "GTNH", "4567 петр", "петрова 8 916 123-45-67"],
)  # fmt: skip
def test_a_name_is_found_as_typed_in_the_other_layout_in_latin_by_parts_and_with_a_slip(
    desk: Desk, names: dict[str, int], text: str
) -> None:
    assert "Петрова Мария Ивановна" in found(desk, text)


@pytest.mark.parametrize("text", ["елкина", "Ёлкина", "elkina", "`krbyf", "tkrbyf"])
def test_yo_is_ye(desk: Desk, names: dict[str, int], text: str) -> None:
    assert found(desk, text) == ["Ёлкина Вера Ильинична"]


@pytest.mark.parametrize(
    "text",
    ["4567", "45-67", "123 45 67", "+7 916 123-45-67", "8(916)1234567", "9161234567", "7700001234567890", "77000012",
     "567890", "112-233-445 95", "1122334"],
)  # fmt: skip
def test_digits_are_the_end_of_a_phone_or_a_document(desk: Desk, names: dict[str, int], text: str) -> None:
    assert "Петрова Мария Ивановна" in found(desk, text)


def test_the_end_of_a_phone_is_not_the_beginning_of_a_policy(desk: Desk, names: dict[str, int]) -> None:
    assert found(desk, "0077") == []
    assert found(desk, "7654") == []


def test_own_patients_stand_first_and_the_order_is_one(desk: Desk, names: dict[str, int]) -> None:
    hits = desk.ask(search, "петр")
    assert [(hit.full_name, hit.own, hit.how) for hit in hits] == [
        ("Петрова Мария Ивановна", True, "prefix"),
        ("Петренко Олег", False, "prefix"),
    ]
    assert hits[1].assistant == "Котова О. С."
    assert [hit.own for hit in desk.ask(search, "4567")] == [True, False]


def test_parts_and_slips_belong_to_the_own_caseload(desk: Desk, names: dict[str, int]) -> None:
    assert found(desk, "етренк") == []
    assert found(desk, "петрнко") == []
    assert found(desk, "корсак") == ["Римская-Корсакова Светлана"]
    assert found(desk, "ветлан") == ["Римская-Корсакова Светлана"]


def test_a_hit_shows_the_number_that_was_asked_for(desk: Desk) -> None:
    patient(desk, "Орлова Нина", "8 916 000-88-03", "8 495 111-22-33", met=False)
    assert desk.ask(search, "2233")[0].phone == "+74951112233"
    assert desk.ask(search, "орлова")[0].phone == "+79160008803"


def test_the_limit_cuts_after_the_order(desk: Desk, names: dict[str, int]) -> None:
    assert [hit.full_name for hit in desk.ask(search, "петр", 1)] == ["Петрова Мария Ивановна"]
    assert desk.ask(search, "петр", 0) == ()


@pytest.mark.parametrize("text", ["", " ", "*", "%", "_", "'", '"', "-", "\x00", "[", "\ud800", "()", "…", "\u202e"])
def test_signs_alone_find_nothing(desk: Desk, names: dict[str, int], text: str) -> None:
    assert found(desk, text) == []


def test_a_caller_is_known_by_four_digits_with_what_comes_next(desk: Desk, at: Callable[[str], datetime]) -> None:
    mother = patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67")
    visit(desk, mother, "oncologist", at("2026-11-23 10:30"))
    talk(desk, mother, "CALLBACK", until_at=at("2026-11-20 16:40"))
    (caller,) = desk.ask(callers, "45-67")
    assert (caller.full_name, caller.age, caller.relation) == ("Петрова Мария Ивановна", 67, "self")
    assert caller.next_visit_at == at("2026-11-23 10:30")
    assert caller.promised_at == at("2026-11-20 16:40")


def test_somebody_elses_patient_is_found_too(desk: Desk, names: dict[str, int]) -> None:
    sign_in(desk, 2)
    assert [(hit.full_name, hit.own) for hit in desk.ask(search, "петр")] == [
        ("Петренко Олег", True), ("Петрова Мария Ивановна", False),
    ]  # fmt: skip


def test_words_keep_phones_and_documents_apart() -> None:
    assert words_of("Петрова-Ким Мария", ["+79161234567", None, "доб. 5"], "7700", "112-233") == {
        "петрова", "ким", "мария", "-76543216197", "-5", "#7700", "-0077", "#112233", "-332211",
    }  # fmt: skip
    assert beginnings_of("89161234567") == ("-7654321619", "#89161234567")
    assert beginnings_of("4567") == ("-7654", "#4567")


@pytest.fixture(scope="module")
def two_desks(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Desk]]:
    """The same patients on both engines."""
    path = copied(template, tmp_path_factory.mktemp("search") / "caseload.db")
    url, drop = postgres_server().fresh()
    first, second = Desk(str(path), FrozenClock(NOW)), Desk(url, FrozenClock(NOW))
    with first, second:
        fill(first)
        fill(second)
        yield first, second
    drop()


ORDINARY = st.sampled_from(
    ["O'Neil", "О'Нил", "a-b", '"', "-x", "*", "\x00", "phone:999", "петр*", "петр%", "п_тр", "1' OR '1'='1", "[bold]",
     "é", "И\u0306", "ﬁ", "٣٤٥", "петрова\u200b", "ﬃ", "ß", "İ", "²", "4567\x00", "🙂"]
)  # fmt: skip
LIKELY = st.text("петровамилёкнsmithjon 0123456789-'%_[]\\", max_size=24)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(ORDINARY, LIKELY, st.text(max_size=40), st.tuples(ORDINARY, LIKELY).map(" ".join)))
def test_any_text_gives_no_error_and_the_same_hits_on_both_engines(two_desks: tuple[Desk, Desk], text: str) -> None:
    first, second = two_desks
    assert first.ask(search, text) == second.ask(search, text)
    assert first.ask(callers, text) == second.ask(callers, text)

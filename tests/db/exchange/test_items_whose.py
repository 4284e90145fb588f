"""Whose a row of visits is: found by numbers, by name and birth date; suggested, never guessed."""

from __future__ import annotations

import pytest

from db.errors import BadData
from tests import build
from tests.db.exchange.files import ANNA, VERA, ItemsOf, apply, codes, refusals, standings, visits
from tests.desk import Desk

WHOSE = "ФИО;Дата рождения;Телефон;СНИЛС;Полис;Дата приёма;Время;Услуга"
AT = "25.11.2026;10:30;КТ"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (";;;112-233-445 95;", None),
        ("Берёзкина Анна Петровна;12.03.1958;;;", None),
        ("БЕРЕЗКИНА  Анна Петровна;1958;;;", None),
        ("Березкина А.П.;12.03.1958;89161234567;;", "found_by_phone"),
        ("Осина Анна Петровна;12.03.1958;89161234567;;", "patient_suggested!"),
        ("Берёзкина Анна Петровна;13.03.1958;;;", "birth_differs!"),
        ("Берёзкина Анна Петровна;;;;", "no_way_to_tell!"),
        ("Берёзкина Анна Петровна;;89990000000;;", "namesakes_only!"),
        ("Никто Анна Петровна;12.03.1958;;;", "patient_unknown!"),
        ("Осина Анна Петровна;13.03.1961;;112-233-445 95;", "number_of_another_patient!"),
        ("Осина Анна Петровна;12.03.1958;;112-233-445 95;", "other_name_same_number"),
        (";;;;", "name_missing!"),
    ],
)
def test_whose_it_is(desk: Desk, items_of: ItemsOf, anna: int, vera: int, row: str, code: str | None) -> None:
    plan = items_of(f"{row};{AT}", header=WHOSE)
    assert plan.new == (0 if code and code.endswith("!") else 1)
    if code is None:
        assert codes(plan) <= {"birth_year_only"}
    elif code.endswith("!"):
        assert refusals(plan) == [(2, code[:-1])]
        with pytest.raises(BadData, match="rows_rejected"):
            apply(desk, plan)
        apply(desk, plan, skip_rejected=True)
        assert visits(desk) == []
    else:
        assert code in codes(plan)


def test_several_who_may_be_meant_are_counted_never_guessed(desk: Desk, items_of: ItemsOf) -> None:
    for _ in range(3):
        build.patient(desk, "Тополева Вера Ильинична", birth="1950-02-01", met=False)
    plan = items_of(f"{VERA};25.11.2026;10:30;КТ;;;;")
    (refusal,) = plan.rejected
    assert (refusal.code, dict(refusal.params)) == ("patients_found", {"count": 3})
    assert plan.names == {2: "Тополева Вера Ильинична"}


def test_patients_of_colleagues_are_found_and_stay_theirs(desk: Desk, items_of: ItemsOf, anna: int) -> None:
    build.sign_in(desk, build.colleague(desk))
    apply(desk, items_of(f"{ANNA};25.11.2026;10:30;КТ;;;;"))
    assert desk.rows("SELECT DISTINCT owner_id FROM task WHERE source = 'visit:1' AND state = 'open'") == [(1,)]


def test_the_dead_get_no_visits(desk: Desk, items_of: ItemsOf, anna: int) -> None:
    with desk._writer.transaction(write=True) as conn:
        conn.run("UPDATE patient SET phase = 'closed' WHERE id = :id", id=anna)
    plan = items_of(f"{ANNA};25.11.2026;10:30;КТ;;;;")
    assert (standings(plan), codes(plan)) == ([(2, "kept")], {"patient_closed"})

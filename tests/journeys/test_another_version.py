"""A program that plans otherwise is started on the record of an earlier one: it plans anew while one works."""

from collections.abc import Callable

from db.actions.contacts import NewContact
from db.actions.patients import NewPatient, add_patient
from db.rules.rules import Rules
from tests.desk import Desk
from tests.journeys.keyboard import sitting_at


async def test_the_record_of_an_earlier_version_is_planned_anew(opened: Callable[[], Desk]) -> None:
    desk = opened()
    patient_id = desk.do(add_patient, NewPatient("Пробная Анна", (NewContact("8 916 000-00-01"),))).result.patient_id
    old = Rules("0" * 16, desk.rules.calendar, desk.rules.numbers)
    body = old.to_json()
    with desk._writer.transaction(write=True) as conn:
        conn.run("UPDATE rule_stamp SET stamp = :stamp, body = :body, revision = 0", stamp=old.stamp, body=body)
        conn.run("UPDATE task SET due_by = NULL, version = version + 1 WHERE patient_id = :id", id=patient_id)
    desk.forget_rules()
    assert desk.strays() == [patient_id]

    async with sitting_at(desk) as anna:
        await anna.says("Эта версия планирует иначе: изменено 1 дело")
        assert desk.strays() == []
        assert anna.name_here == "Пробная Анна"

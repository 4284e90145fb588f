"""A wrong assignment put right: given back by keys, assigned rightly by the supervisor, and the history tells."""

from collections.abc import Callable

import pytest

from db.actions.contacts import NewContact
from db.actions.patients import NewPatient, add_patient
from db.actions.people import add_user
from db.auth import user_by_id
from db.checks import check
from db.queries.call_list import call_list
from db.queries.colleagues import messages
from db.queries.people import users
from db.queries.timeline import timeline
from tests.desk import Desk
from tests.journeys.keyboard import IN_RUSSIAN, Person, sitting_at

WRONG, RIGHT = "Кузнецов Пётр Ильич", "Лебедева Алла Львовна"
WHY = "участок ЦАОП 5, его ведёт Ольга"
ANNA, VERA, OLGA = 1, 2, 3
I_ANNA, I_OLGA = "Иванова А. П.", "Петрова О. И."


class Centre:
    """Two patients whom nobody has, two assistants, a supervisor."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        centre = desk.ask(users)[0].centre_id
        desk.administer(add_user, "olga", "Петрова Ольга Ивановна", ("assistant",), centre_id=centre)
        self.sits(VERA)
        self.wrong, self.right = (
            desk.do(add_patient, NewPatient(name, (NewContact(phone),))).result.patient_id
            for name, phone in ((WRONG, "8 916 300-00-01"), (RIGHT, "8 916 300-00-02"))
        )

    def sits(self, user_id: int) -> None:
        """Let somebody else sit down."""
        self.desk.act_as(user_by_id(self.desk, user_id))

    def first_calls(self) -> set[int]:
        """Whom the one who is signed in is to call for the first time."""
        rows = self.desk.ask(call_list).rows
        return {row.patient_id for row in rows if any(reason.kind == "first_contact" for reason in row.reasons)}

    def hands(self, patient_id: int) -> list[tuple[str, object, object]]:
        """Why, from whom and to whom a patient went, the first time first."""
        entries = [entry for entry in self.desk.ask(timeline, patient_id) if entry.kind == "assignment"]
        entries.sort(key=lambda entry: int(entry.key.partition(":")[2]))
        params = [dict(entry.params) for entry in entries]
        return [
            (entry.code, each.get("from_name"), each.get("to_name"))
            for entry, each in zip(entries, params, strict=True)
        ]


async def both_are_given_to_anna(vera: Person, centre: Centre) -> None:
    await vera.go(vera.either("Пациенты", "Patients"), "PatientsScreen")
    await vera.section("unassigned")
    await vera.sees("Кузнецов П", "Лебедева А")
    await vera.press("space", "space")
    await vera.sees(vera.either("отмечено 2", "2 patients are ticked"))
    await vera.press("enter")
    await vera.dialog("PickDialog")
    await vera.press("1")
    await vera.sees(vera.either("назначить", "assign to whom?"), I_ANNA, I_OLGA)
    await vera.type("иванова")
    await vera.press("enter")
    await vera.dialog("PatientsScreen")
    await vera.says(I_ANNA)
    await vera.section("unassigned")
    assert "Кузнецов" not in vera.seen


async def anna_gives_one_back(anna: Person, centre: Centre) -> None:
    assert centre.first_calls() == {centre.wrong, centre.right}
    await anna.find(WRONG[:8])
    await anna.menu(anna.either("Ошибочно", "Wrongly"))
    await anna.dialog("TextPrompt")
    await anna.press("enter")  # without a word why it is not given back
    await anna.sees(anna.either("Нужно несколько слов", "A few words are needed"))
    assert centre.first_calls() == {centre.wrong, centre.right}
    await anna.fill(WHY)
    await anna.on_list()
    await anna.says(anna.either("старш", "the supervisor is told"))
    assert centre.first_calls() == {centre.right}
    await anna.press("f8")  # a slip is taken back, with its message
    await anna.until(lambda: centre.first_calls() == {centre.wrong, centre.right})
    assert not centre.desk.ask(messages)
    await anna.home()
    await anna.find(WRONG[:8])
    await anna.menu(anna.either("Ошибочно", "Wrongly"))
    await anna.dialog("TextPrompt")
    await anna.fill(WHY)
    await anna.on_list()
    await anna.home()
    assert centre.first_calls() == {centre.right}
    await anna.until(lambda: centre.wrong not in anna.day.table.keys)


async def vera_reads_why_and_gives_him_to_olga(vera: Person, centre: Centre) -> None:
    await vera.go(vera.either("Коллеги", "Colleagues"), "ColleaguesScreen")
    await vera.section("messages")
    await vera.sees(WHY, I_ANNA)
    await vera.home()
    await vera.go(vera.either("Пациенты", "Patients"), "PatientsScreen")
    await vera.section("unassigned")
    await vera.sees("Кузнецов П")
    await vera.menu(vera.either("Назначить", "Assign"))
    await vera.sees(I_OLGA)
    await vera.type("петрова")
    await vera.press("enter")
    await vera.dialog("PatientsScreen")
    await vera.says(I_OLGA)
    await vera.section("centre")
    await vera.sees("Кузнецов П", I_OLGA, "Лебедева А", I_ANNA)


async def olga_has_him_and_sees_the_way(olga: Person, centre: Centre) -> None:
    assert centre.first_calls() == {centre.wrong}
    await olga.find(WRONG[:8])
    await olga.press("f3")
    await olga.dialog("CardScreen")
    await olga.press("right")
    await olga.sees(olga.either("назначение по ошибке", "wrongly assigned"), f"{I_ANNA} → ", f"→ {I_OLGA}")
    await olga.home()


@pytest.mark.parametrize("lang", IN_RUSSIAN)
async def test_given_back_and_given_to_the_right_one(opened: Callable[[], Desk], lang: str) -> None:
    centre = Centre(opened())
    for user_id, step in (
        (VERA, both_are_given_to_anna), (ANNA, anna_gives_one_back), (VERA, vera_reads_why_and_gives_him_to_olga),
        (OLGA, olga_has_him_and_sees_the_way),
    ):  # fmt: skip
        centre.sits(user_id)
        async with sitting_at(centre.desk, lang=lang) as person:
            await step(person, centre)
    assert centre.hands(centre.wrong) == [
        ("assigned", None, I_ANNA), ("wrong", I_ANNA, None), ("assigned", None, I_OLGA),
    ]  # fmt: skip
    centre.sits(VERA)
    assert centre.hands(centre.right) == [("assigned", None, I_ANNA)]
    centre.sits(ANNA)
    assert centre.first_calls() == {centre.right}
    report = check(centre.desk)
    assert report.ok, report.to_json()

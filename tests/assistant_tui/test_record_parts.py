"""What the forms of a patient's record say of answers while one types."""

from __future__ import annotations

from datetime import date

import pytest

from assistant_tui.record.contact_parts import consent_echo, consent_wrong, numbers_echo, one_number_wrong, whose_wrong
from assistant_tui.record.parts import Part
from assistant_tui.record.patient_parts import SECTIONS, form_of, illness_echo, papers_echo, stored_patient
from assistant_tui.text.i18n import use_language

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def russian() -> None:
    use_language("ru")


def test_check_digits_that_are_right_are_not_spoken_of() -> None:
    assert papers_echo({"policy": "4560 8656 9070 2931", "snils": "945-807-302 33"}) == ""
    assert "полиса" in papers_echo({"policy": "4560 8656 9070 2932", "snils": None})
    assert "СНИЛС" in papers_echo({"policy": None, "snils": "945-807-302 34"})


def test_a_diagnosis_is_said_in_latin_letters() -> None:
    assert illness_echo({"diagnosis": "с50"}).startswith("C50 ")
    assert illness_echo({"diagnosis": "рак"}) == ""


def test_every_number_of_a_text_is_said_and_the_doubtful_are_marked() -> None:
    said = numbers_echo({"written": "8 916 123-45-67, 12345", "standing": "patient"})
    assert said == "8 916 123-45-67 · ! 12345: нет кода города"
    assert "Номера здесь нет" in numbers_echo({"written": "у соседки", "standing": "patient"})
    trusted = {"written": "8 916 123-45-67", "standing": "trusted"}
    assert "Без подписанного согласия" in numbers_echo({**trusted, "consent_on": None})
    assert "согласия" not in numbers_echo({**trusted, "consent_on": TODAY})


def test_a_consent_says_what_it_lacks_and_does_not_end_before_it_begins() -> None:
    given = {"scope": "preparation", "consent_on": None, "consent_paper": None, "consent_until": None}
    assert consent_echo(given) == "! Не хватает: когда подписано, где лежит бумага"
    assert consent_echo({**given, "scope": "none"}) == ""
    assert consent_echo({**given, "consent_on": TODAY, "consent_paper": "папка"}) == ""
    dated = {**given, "consent_on": TODAY, "consent_until": date(2026, 11, 19)}
    assert consent_wrong(dated) == "Согласие кончается раньше, чем начинается"
    assert consent_wrong({**dated, "consent_until": TODAY}) is None


def test_somebody_elses_number_is_not_answered_by_the_patient() -> None:
    own = {"relation": "self", "standing": "patient", "consent_on": None, "consent_until": None}
    assert whose_wrong(own) is None
    assert whose_wrong({**own, "relation": "son"}) is not None
    assert whose_wrong({**own, "relation": "son", "standing": "other"}) is None
    assert one_number_wrong({**own, "written": "8 916 123-45-67"}) is None
    assert "Один номер" in str(one_number_wrong({**own, "written": "8 916 123-45-67, 8 926 000-11-22"}))


def test_a_birth_known_by_its_year_leaves_no_day() -> None:
    assert stored_patient({"birth_on": 1959}) == {"birth_on": None, "birth_year": 1959}
    assert stored_patient({"birth_on": date(1959, 4, 2)}) == {"birth_on": date(1959, 4, 2)}
    assert stored_patient({"birth_on": None}) == {"birth_on": None, "birth_year": None}
    assert stored_patient({"region": "Тула"}) == {"region": "Тула"}


@pytest.mark.parametrize("section", SECTIONS)
def test_what_is_stored_comes_back_from_an_unchanged_form(section: str) -> None:
    stored: dict[str, object] = {
        "full_name": "Ёлкина Вера", "birth_on": date(1959, 4, 2), "sex": "f", "policy": "4560865690702931",
        "snils": "94580730233", "diagnosis": "C50.9", "stage": "IIA", "clinical_group": "II",
        "residence": "other_region", "region": "Тула", "address": None, "zone": "Europe/Moscow",
        "not_before": "11:00", "not_after": None, "call_weekdays": "024", "code_word": None,
        "flags": "hearing,speak_with", "flag_note": "с дочерью",
    }  # fmt: skip
    for part in form_of(section, TODAY).parts:
        assert part.value(_answer(part, part.text(stored[part.id]))) == stored[part.id], part.id  # type: ignore[arg-type]  # known fields


def _answer(part: Part, text: str) -> str | None:
    return text.strip() or None

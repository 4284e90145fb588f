import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.defaults import code_table, default_rules, number_rows, outcome_table
from db.rules.facts import Connection, Outcome, Phase, Spoke
from db.rules.numbers import Numbers
from db.rules.rules import Rules

PLAIN: dict[str, Any] = tomllib.loads(
    (Path(__file__).parents[3] / "db" / "rules" / "defaults.toml").read_text(encoding="utf-8")
)


def changed(path: str, value: object) -> dict[str, Any]:
    """Return the defaults with one value changed."""
    plain = copy.deepcopy(PLAIN)
    *above, last = path.split(".")
    table = plain
    for name in above:
        table = table[name]
    table[last] = value
    return plain


def test_the_numbers_that_the_service_runs_by() -> None:
    numbers = default_rules().numbers
    assert (numbers.attempts.max_rounds_per_day, numbers.attempts.min_gap_minutes) == (2, 60)
    assert (numbers.attempts.cap_rounds, numbers.attempts.cap_working_days) == (6, 5)
    assert [rule.limit for rule in numbers.deadlines if rule.enabled] == [3, 7, 3, 7, 14, 14]
    assert numbers.waiting.callback_offer_minutes == 30
    assert numbers.windows.default_sunday is None
    assert numbers.cycles.wellbeing_days_after_infusion is None


def test_what_is_unverified_ships_switched_off() -> None:
    rows = number_rows()
    assert len(rows) > 80
    assert {row.key for row in rows if row.status == "UNVERIFIED"} >= {
        "deadlines.biopsy_taken",
        "cycles.templates.q28_d1_8_15",
    }
    assert not any(row.enabled for row in rows if row.status == "UNVERIFIED")
    items = [item for bundle in default_rules().numbers.bundles for item in bundle.items]
    assert not any(item.enabled for item in items if item.status == "UNVERIFIED")
    assert all(row.source for row in rows)


def test_rules_come_back_equal_from_json() -> None:
    rules = default_rules()
    again = Rules.from_json(rules.to_json())
    assert again == rules
    assert Rules.of(again.calendar, again.numbers).stamp == rules.stamp
    assert Numbers.from_mapping(rules.numbers.to_mapping()) == rules.numbers


def test_another_number_is_another_stamp() -> None:
    numbers = Numbers.from_mapping(changed("attempts.cap_rounds", 8))
    assert Rules.of(default_rules().calendar, numbers).stamp != default_rules().stamp


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("attempts.cap_rounds", "6", "attempts.cap_rounds"),
        ("attempts.cap_rounds", True, "attempts.cap_rounds"),
        ("attempts.cap_rounds", None, "attempts.cap_rounds"),
        ("attempts.new_one", 6, "attempts.new_one"),
        ("attempts.parts_of_day", [["12:00", "09:00"]], "attempts.parts_of_day"),
        ("attempts.parts_of_day", [], "attempts.parts_of_day"),
        ("attempts.parts_of_day", [["9"]], "attempts.parts_of_day"),
        ("windows.hard_day_off", ["10:00", "25:00"], "windows.hard_day_off"),
        ("windows.hard_day_off", "off", "windows.hard_day_off"),
        ("waiting.silent_after_days", {"suspected": "7"}, "waiting.silent_after_days.suspected"),
        ("deadlines", [], ""),
        ("deadlines", [{"id": "a"}], r"deadlines\[0\].from_event"),
        ("follow_up.non_working_day_shift", "never", "follow_up.non_working_day_shift"),
        ("urgency", 5, "urgency"),
    ],
)
def test_a_wrong_number_is_named(path: str, value: object, named: str) -> None:
    if not named:
        assert Numbers.from_mapping(changed(path, value)).deadlines == ()
        return
    with pytest.raises(ValueError, match=named):
        Numbers.from_mapping(changed(path, value))


def test_a_missing_number_and_a_rule_that_stands_twice_are_named() -> None:
    plain = copy.deepcopy(PLAIN)
    del plain["attempts"]["cap_rounds"]
    with pytest.raises(ValueError, match="attempts.cap_rounds: missing"):
        Numbers.from_mapping(plain)
    with pytest.raises(ValueError, match="deadlines: 'onc_consult' stands twice"):
        Numbers.from_mapping(changed("deadlines", [PLAIN["deadlines"][0]] * 2))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)
)


@given(
    st.sampled_from([row.key for row in number_rows() if row.key.count(".") == 1 and ".templates" not in row.key]), JSON
)
def test_any_value_is_taken_or_refused_with_its_key(key: str, value: object) -> None:
    if key.split(".")[0] in ("deadlines", "bundles") or key.startswith("follow_up.schedules"):
        return
    assert key.split(".")[0] in refusal(changed(key, value), key)


def refusal(plain: dict[str, Any], otherwise: str) -> str:
    """Return the sentence with which numbers are refused, or what is given where they are taken."""
    try:
        Numbers.from_mapping(plain)
    except ValueError as error:
        return str(error)
    return otherwise


def test_every_outcome_has_words_and_keys_of_its_own() -> None:
    table = outcome_table()
    assert {row.code for row in table.connection} == {code.value for code in Connection}
    assert {row.code for row in table.conversation} == {code.value for code in Outcome} - {"DONE"}
    assert {row.digit for row in table.connection if row.digit} == set("1234567890")
    for language, keys in (("ru", "ПСЯИАНОГЗРВТ"), ("en", "wtniamxucrdb")):
        assert {row.key(language) for row in table.conversation if row.key(language)} == set(keys)
    assert (table.other.key_ru, table.other.key_en) == ("Е", "o")
    assert set(table.phases) == {phase.value for phase in Phase}
    assert set(table.speakers) == {who.value for who in Spoke} - {"nobody"}


def test_a_refusal_comes_from_nobody_but_the_patient() -> None:
    refusals = {row.code: row for row in outcome_table().conversation if row.refusal}
    assert set(refusals) == {"UNWILLING", "DECLINES", "NOT_COMING"}
    assert all(set(row.said_by) == {"patient", "legal_representative"} for row in refusals.values())
    anybody = {row.code for row in outcome_table().conversation if "other" in row.said_by}
    assert anybody == {"CALLBACK", "HOSPITAL", "AWAY", "ELSEWHERE", "MOVED", "DIED"}


def test_unknown_codes_are_refused() -> None:
    with pytest.raises(ValueError, match="NOPE"):
        outcome_table().talked("NOPE")
    with pytest.raises(ValueError, match="NOPE"):
        default_rules().numbers.deadline("NOPE")


def test_a_diagnosis_has_a_title_and_a_group() -> None:
    codes = code_table()
    title, group = codes.diagnosis("C50.9"), codes.group("C50.9")
    assert title is not None
    assert group is not None
    assert (group.ru, title.in_("en")) == ("Молочная железа", "Malignant neoplasm of breast")
    assert codes.diagnosis("Z03.1") is not None
    assert codes.diagnosis("I10") is None
    assert codes.group("D50") is None
    assert list(codes.clinical_groups) == ["Ia", "Ib", "II", "IIa", "III", "IV"]
    labels = [*codes.icd10.values(), *codes.residency_kinds.values(), *codes.icd10_groups.values()]
    assert all(label.ru and label.en for label in labels)

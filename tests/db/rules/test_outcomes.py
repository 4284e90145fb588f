"""Which outcome may be given when: who said it, and what it is about."""

import pytest

from db.defaults import outcome_table
from db.rules.facts import Connection, Outcome, Spoke, TaskKind
from db.rules.outcomes import (
    AT_DESK,
    REFUSALS,
    SAID_BY_ANY,
    SCOPES,
    allowed,
    allowed_at_desk,
    fits,
    is_conversation,
    outcomes_for,
    settles,
)

O, K = Outcome, TaskKind  # noqa: E741 -- read by columns


@pytest.mark.parametrize("outcome", [outcome for outcome in O if outcome is not O.DONE])
def test_a_call_in_which_nobody_spoke_says_nothing(outcome: Outcome) -> None:
    assert allowed(outcome, Spoke.NOBODY) == "nobody_spoke"


@pytest.mark.parametrize("outcome", sorted(REFUSALS))
@pytest.mark.parametrize("scope", [None, "none", *SCOPES])
def test_a_refusal_counts_only_from_the_patient_or_the_representative(outcome: Outcome, scope: str | None) -> None:
    assert allowed(outcome, Spoke.TRUSTED, scope) == "own_voice_only"
    assert allowed(outcome, Spoke.OTHER) == "own_voice_only"
    assert allowed(outcome, Spoke.PATIENT) is None
    assert allowed(outcome, Spoke.REPRESENTATIVE) is None


def test_anybody_may_bring_news_or_ask_to_be_called_back_and_nothing_else() -> None:
    assert set(outcomes_for(Spoke.OTHER)) == SAID_BY_ANY | {O.CALLBACK}
    assert allowed(O.ANSWERED, Spoke.OTHER) == "other_person"


def test_a_wider_scope_allows_all_that_a_narrower_one_does() -> None:
    sets = [set(outcomes_for(Spoke.TRUSTED, scope)) for scope in ("none", *SCOPES)]

    assert all(narrow < wide for narrow, wide in zip(sets, sets[1:], strict=False))
    assert set(outcomes_for(Spoke.OTHER)) < sets[0]


def test_time_and_place_let_a_daughter_say_that_he_comes_but_not_ask_for_results() -> None:
    assert allowed(O.CONFIRMED, Spoke.TRUSTED, "time_place_only") is None
    assert allowed(O.ASKS_RESULTS, Spoke.TRUSTED, "time_place_only") == "outside_scope"
    assert allowed(O.CONFIRMED, Spoke.TRUSTED, None) == "outside_scope"


def test_complaints_are_taken_from_a_trusted_person_of_any_scope() -> None:
    assert all(allowed(O.UNWELL, Spoke.TRUSTED, scope) is None for scope in (None, "none", *SCOPES))


def test_the_representative_has_all_letters() -> None:
    assert outcomes_for(Spoke.REPRESENTATIVE) == outcomes_for(Spoke.PATIENT) == tuple(o for o in O if o is not O.DONE)


@pytest.mark.parametrize(
    ("outcome", "kinds"),
    [
        (O.RESULT_IN, {K.RESULT_EXPECTED}),
        (O.ACCEPTS, {K.FIRST_CONTACT}),
        (O.TOOK_PLACE, {K.TOOK_PLACE, K.ASK_TOOK_PLACE, K.TEST_DUE, K.TEST_OVERDUE}),
        (O.NOT_COME, {K.TOOK_PLACE, K.ASK_TOOK_PLACE}),
        (O.ANSWERED, set(K)),
    ],
)
def test_outcomes_fit_the_tasks_they_speak_of(outcome: Outcome, kinds: set[TaskKind]) -> None:
    assert {kind for kind in K if fits(outcome, kind)} == kinds


def test_confirming_fits_a_visit_and_not_a_result() -> None:
    assert allowed(O.CONFIRMED, Spoke.PATIENT, None, [K.RESULT_EXPECTED]) == "does_not_fit"
    assert allowed(O.CONFIRMED, Spoke.PATIENT, None, [K.RESULT_EXPECTED, K.CONFIRM_VISIT]) is None


def test_the_desk_never_refuses_for_a_patient() -> None:
    assert not AT_DESK & (REFUSALS | SAID_BY_ANY)
    assert allowed_at_desk(O.NOT_COMING, K.CONFIRM_VISIT) == "needs_a_call"
    assert allowed_at_desk(O.TOOK_PLACE, K.TOOK_PLACE) is None
    assert allowed_at_desk(O.TOOK_PLACE, K.BARRIER) == "does_not_fit"
    assert allowed(O.DONE, Spoke.PATIENT) == "desk_only"


def test_what_comes_back_by_itself_ends_nothing() -> None:
    for outcome in (O.CALLBACK, O.HOSPITAL, O.AWAY, O.ESCALATE):
        assert not settles(outcome, K.CONFIRM_VISIT)
        assert not settles(outcome, K.READINESS)


def test_a_complaint_ends_a_talk_but_leaves_a_question_of_fact_open() -> None:
    assert settles(O.UNWELL, K.MISSED_VISIT)
    assert not settles(O.UNWELL, K.CONFIRM_VISIT)
    assert settles(O.CONFIRMED, K.CONFIRM_VISIT)


def test_the_table_of_words_and_the_rules_agree_on_who_may_say_what() -> None:
    for row in outcome_table().conversation:
        outcome = Outcome(row.code)
        said_by_other = "other" in row.said_by or "any" in row.said_by
        assert said_by_other == (allowed(outcome, Spoke.OTHER) is None), row.code
        trusted = any(allowed(outcome, Spoke.TRUSTED, scope) is None for scope in SCOPES)
        assert ("trusted" in row.said_by) == trusted, row.code
        assert row.refusal == (outcome in REFUSALS), row.code


def test_a_conversation_is_with_somebody_who_may_speak() -> None:
    assert is_conversation(Connection.REACHED, Spoke.PATIENT)
    assert not is_conversation(Connection.OTHER_PERSON, Spoke.OTHER)
    assert not is_conversation(Connection.NO_ANSWER, Spoke.PATIENT)

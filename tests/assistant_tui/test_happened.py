"""What came out is told as something that happened, never by the label of a key."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant_tui.text.happened import happened_words
from assistant_tui.text.i18n import use_language
from assistant_tui.text.last_talk import last_words
from assistant_tui.text.outcomes import marked_words
from assistant_tui.text.reasons import ReasonWords
from assistant_tui.text.steps import kind_words
from assistant_tui.widgets.status_line import StatusLine
from db.actions.marks import Marked
from db.queries.about import LastTalk
from db.rules.facts import Outcome
from tests.assistant_tui.desk_app import BenchApp

WORDS = ReasonWords(date(2026, 11, 20), ZoneInfo("Europe/Moscow"))
FRIDAY = datetime(2026, 11, 27, 9, 15, tzinfo=UTC)
TODAY = datetime(2026, 11, 20, 13, 40, tzinfo=UTC)
NAME = "Коваленко Анна Викторовна"


def marked(
    outcome: str, follow: str | None = None, at: datetime | None = None, moved_to: datetime | None = None
) -> Marked:  # fmt: skip
    return Marked(1, 2, 3, outcome, (4,), False, follow, at, moved_to=moved_to)


@pytest.mark.parametrize(
    ("mark", "ru", "en"),
    [
        (marked("RESCHEDULE", "confirm_visit", FRIDAY, moved_to=FRIDAY),
         "перенос на пт 27.11 12:15 — подтвердить пт 27.11 12:15 · остался 1 повод",
         "moved to Fri 27.11 12:15 — to be confirmed Fri 27.11 12:15 · 1 reason left"),
        (marked("RESCHEDULE"), "ждёт переноса, нового времени нет · остался 1 повод",
         "to be moved, no new time yet · 1 reason left"),
        (marked("CALLBACK", "callback", TODAY), "обещан звонок сегодня 16:40 · остался 1 повод",
         "a call is promised today 16:40 · 1 reason left"),
        (marked("NOT_COMING"), "не придёт, запись отменена · остался 1 повод",
         "will not come, the visit is cancelled · 1 reason left"),
        (marked("UNWELL", "tell_doctor", TODAY), "жалобы, врачу сегодня · остался 1 повод",
         "unwell, for the doctor today · 1 reason left"),
    ],
)  # fmt: skip
def test_a_mark_is_told_as_what_happened(mark: Marked, ru: str, en: str) -> None:
    assert marked_words(mark, NAME, WORDS, left=1) == f"Коваленко А. В.: {ru}"
    use_language("en")
    assert marked_words(mark, NAME, WORDS, left=1).partition(": ")[2] == en


@pytest.mark.parametrize("outcome", Outcome)
def test_no_outcome_is_told_by_its_label_or_as_an_order(outcome: Outcome) -> None:
    for language in ("ru", "en"):
        use_language(language)
        said = happened_words(outcome)
        assert said == said[:1].lower() + said[1:]
        assert outcome.value not in said
        assert not any(sign in said for sign in "…/")
    use_language("ru")
    assert not happened_words(outcome).startswith(("перенести", "перезвонить", "отменить", "передать"))


def test_the_last_talk_and_the_last_step_say_it_too() -> None:
    last = LastTalk(1, TODAY, "out", "REACHED", "patient", None, ("RESCHEDULE", "CALLBACK"), None, "П")
    assert last_words(last, WORDS).endswith("— перенос · обещан звонок")
    assert kind_words("mark_outcome", {"outcome": "RESCHEDULE"}) == "перенос"


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (110, "перенос на пт 27.11 12:15 — подтвердить пт 27.11 12:15 · остался 1 повод"),
        (95, "перенос на пт 27.11 12:15 — подтвердить пт 27.11 12:15"),
        (80, "перенос на пт 27.11 12:15"),
    ],
)
async def test_the_line_drops_its_last_parts_before_it_cuts_a_word(width: int, shown: str) -> None:
    mark = marked("RESCHEDULE", "confirm_visit", FRIDAY, moved_to=FRIDAY)
    line = StatusLine()
    async with BenchApp(line).run_test(size=(width, 24)):
        line.show(marked_words(mark, NAME, WORDS, left=1), undo=True)
        step, _space, undo = line.render().plain.strip().rpartition("  ")
        assert step.strip() == f"Коваленко А. В.: {shown}"
        assert undo == "F8 отменить"


@pytest.mark.parametrize(
    ("follow", "at", "said"),
    [
        ("readiness", TODAY - timedelta(days=2), "готовность спросить сейчас"),
        ("confirm_visit", TODAY - timedelta(hours=4), "подтвердить сейчас"),
        ("result_expected", datetime(2026, 11, 19, 21, 0, tzinfo=UTC), "результат ждём сегодня"),  # midnight here
    ],
)
def test_what_follows_is_never_said_for_a_time_that_is_over(follow: str, at: datetime, said: str) -> None:
    told = marked_words(marked("CONFIRMED", follow, at), NAME, WORDS, left=0, now=TODAY)
    assert told.endswith(said), told
    assert f"{at:%d.%m}" not in told

"""What a field for dates shows as examples is what it takes."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from textual.widgets import Static

from assistant_tui.text.i18n import use_language
from assistant_tui.widgets.date_input import DateInput
from tests.assistant_tui.desk_app import BenchApp

NOW = datetime(2026, 11, 20, 10, 5, tzinfo=ZoneInfo("Europe/Moscow"))


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("with_time", [False, True])
async def test_the_examples_of_a_past_field_are_over(language: str, with_time: bool) -> None:
    app = BenchApp(field := DateInput(lambda: NOW, with_time=with_time, past=True))
    async with app.run_test(size=(80, 24)) as pilot:
        use_language(language)
        field.words_changed()
        said = str(field.query_one(".date-echo", Static).content)
        examples = said.partition(": ")[2].split(", ")
        assert len(examples) == (2 if with_time else 3)
        assert "завтра" not in said
        assert "tomorrow" not in said
        for example in examples:
            field.text = example
            await pilot.pause()
            assert field.value is not None
            assert (field.value < NOW) if isinstance(field.value, datetime) else (field.value < NOW.date())


async def test_the_examples_of_a_field_for_what_comes_lie_ahead() -> None:
    app = BenchApp(field := DateInput(lambda: NOW))
    async with app.run_test(size=(80, 24)):
        assert "завтра, пн 10:30, +3, 04.03" in str(field.query_one(".date-echo", Static).content)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("пт 17:10", "2026-11-13 17:10"), ("19.11 17:10", "2026-11-19 17:10"), ("10:20", "2026-11-19 10:20")],
)
async def test_a_field_of_the_past_means_the_day_that_is_over(typed: str, meant: str) -> None:
    app = BenchApp(field := DateInput(lambda: NOW, with_time=True, past=True))
    async with app.run_test(size=(80, 24)) as pilot:
        field.text = typed
        await pilot.pause()
        assert isinstance(field.value, datetime)
        assert f"{field.value:%Y-%m-%d %H:%M}" == meant

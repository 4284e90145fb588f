"""The pages of the command line are made from the parser, and fresh."""

import pytest

from assistant_tui.cli_reference import main, page
from assistant_tui.text.i18n import use_language


def test_the_pages_are_fresh() -> None:
    assert main(["--check"]) == 0


@pytest.mark.parametrize(("lang", "word"), [("ru", "Коды завершения"), ("en", "Exit codes")])
def test_a_page_names_every_command_in_its_language(lang: str, word: str) -> None:
    use_language(lang)
    text = page()
    assert word in text
    for command in ("today", "log", "db init", "users add", "export patients", "organisations list", "doctor"):
        assert f"### `{command}`" in text
    assert "PATIENT_ID" in text

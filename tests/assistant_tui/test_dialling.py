"""Dialling passes whole international numbers on, and nothing else, and never to a shell."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant_tui.dialling import E164, can_be_dialled, dial, words_of

NUMBERS = st.from_regex(r"\A\+[0-9]{7,15}\Z")


@given(st.text() | st.text(alphabet="+0123456789 ;-()\n", max_size=20))
def test_only_whole_numbers_are_dialled(text: str) -> None:
    whole = text[:1] == "+" and text[1:].isascii() and text[1:].isdigit() and 7 <= len(text) - 1 <= 15
    assert can_be_dialled(text) == whole
    if not whole:
        with pytest.raises(ValueError, match="whole number"):
            words_of(("dial", "tel:{phone}"), text)


@given(NUMBERS)
def test_the_number_stands_in_its_place_and_the_words_stay_apart(phone: str) -> None:
    words = words_of(("/bin/a b", "tel:{phone}", "$(x)", "{phone}; rm"), phone)
    assert words == ["/bin/a b", f"tel:{phone}", "$(x)", f"{phone}; rm"]
    assert E164.fullmatch(phone)


@pytest.mark.parametrize(
    "phone", ["", "+7916", "8 916 123-45-67", "+79161234567;ext=1;rm -rf /", "+79161234567\n", "+٧٩١٦١٢٣٤٥٦٧", None]
)
def test_anything_else_is_said_in_a_sentence(phone: str | None) -> None:
    assert "вручную" in (dial((sys.executable, "-c", "pass", "{phone}"), phone) or "")


def test_no_shell_reads_the_words(tmp_path: Path) -> None:
    told = tmp_path / "told"
    code = f"import sys; open({str(told)!r}, 'w').write(repr(sys.argv[1:]))"
    assert dial((sys.executable, "-c", code, "{phone}", "; touch x", "$HOME", "`id`"), "+79161234567") is None
    assert told.read_text() == "['+79161234567', '; touch x', '$HOME', '`id`']"


def test_a_program_that_fails_or_is_not_there_is_said_in_a_sentence() -> None:
    failing = (sys.executable, "-c", "raise SystemExit(3)", "{phone}")
    assert "код 3" in (dial(failing, "+79161234567") or "")
    assert "не запускается" in (dial(("/no/such/program", "{phone}"), "+79161234567") or "")

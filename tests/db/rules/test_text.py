import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db.rules import identifiers, phones
from db.rules.names import clean, looks_mixed, search_key, sort_key, swap_layout, transliterate

HOSTILE = [
    "\x1b[31mred",
    "a\x1b]52;c;aGk=\x07b",
    "Иван\u202eов",
    "Ив\u200bанов",
    "a\u2066b\u2069",
    "\ufeffИванов",
    "x\U000e0041y",
]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Ёлкина  Вера-Ильинична", "елкина вера ильинична"),
        ("ПЕТРОВА", "петрова"),
        ("О’Нил, Джон", "о нил джон"),
        ("Салтыков\u2011Щедрин", "салтыков щедрин"),
        ("и\u0306од Е\u0308лка", "йод елка"),
        ("Ив\u200bанов\t\n Иван", "иванов иван"),
        ("\x1b[31m", "31m"),
        ("Ｉｖａｎ", "ivan"),
        ("Straße", "strasse"),
        ("8 (916) 123-45-67", "8 916 123 45 67"),
        ("", ""),
        ("--- ...", ""),
    ],
)
def test_search_keys(text: str, key: str) -> None:
    assert search_key(text) == key


@given(st.text(max_size=60))
@example("İ")
@example("ǰ\u0345")
def test_a_search_key_is_plain_and_stays_itself(text: str) -> None:
    key = search_key(text)
    assert search_key(key) == key
    assert key == " ".join(key.split())
    assert "ё" not in key
    assert all(char == " " or unicodedata.category(char)[0] in "LN" for char in key)


@given(st.text(alphabet="АБВГДЕЁЖИЙКабвгдеёжий -", max_size=12))
def test_yo_is_found_as_ye_in_any_case(name: str) -> None:
    assert search_key(name) == search_key(name.replace("ё", "е").replace("Ё", "Е").upper())


def test_names_sort_as_in_a_telephone_book() -> None:
    names = ["Яковлев", "Ёлкина", "Ежов", "Елкин", "Жуков", "Иванов Пётр", "Иванова Анна", "Иванов", "Елкина"]
    expected = ["Ежов", "Елкин", "Елкина", "Ёлкина", "Жуков", "Иванов", "Иванов Пётр", "Иванова Анна", "Яковлев"]
    assert sorted(names, key=sort_key) == expected


@given(st.text(max_size=30), st.text(max_size=30))
def test_equal_sort_keys_look_equal(a: str, b: str) -> None:
    assert sort_key(a) != sort_key(b) or clean(a) == clean(b)


@pytest.mark.parametrize(
    ("typed", "meant"), [("bdfyjd", "иванов"), ("Gtnhjdf", "Петрова"), ("`krbyf", "ёлкина"), ("шмфтщм", "ivanov")]
)
def test_the_other_layout(typed: str, meant: str) -> None:
    assert swap_layout(typed) == meant


@given(st.text(alphabet="йцукенгшщзхъфывапролджэячсмитьбюё", min_size=1))
def test_swapping_twice_gives_the_word_back(word: str) -> None:
    swapped = swap_layout(word)
    assert swapped.isascii()
    if any(char.isalpha() for char in swapped):
        assert swap_layout(swapped) == word


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [("Ivanov", "иванов"), ("Petrova", "петрова"), ("Natalia", "наталья"),
     ("Shcherbakov", "щербаков"), ("Zhukov", "жуков"), ("Tsoy", "цой"),
     ("Yulia", "юлия"), ("Khabarov", "хабаров"), ("Dmitriy", "дмитрий"),
     ("Akhmetov", "ахметов"), ("Nikolaev", "николаев")],
)  # fmt: skip
def test_latin_names_are_found_in_cyrillic(latin: str, cyrillic: str) -> None:
    assert cyrillic in transliterate(latin)


@given(st.text(max_size=200))
@example("shch" * 50)
@example("a" * 10_000)
def test_transliteration_is_bounded(text: str) -> None:
    assert len(transliterate(text)) <= 24
    assert all(search_key(reading) == reading for reading in transliterate(text))


def test_look_alike_letters_inside_a_word() -> None:
    assert looks_mixed("Петpова")
    assert looks_mixed("Иванов Cергей")
    assert not looks_mixed("Петрова Мария")
    assert not looks_mixed("Ivanov Пётр")
    assert not looks_mixed("")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_characters_become_visible(text: str) -> None:
    cleaned = clean(text)
    assert "�" in cleaned
    assert clean(cleaned) == cleaned


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_clean_text_holds_nothing_that_moves_the_cursor(text: str) -> None:
    for char in clean(text):
        assert unicodedata.category(char) not in ("Cc", "Zl", "Zp")
        assert unicodedata.bidirectional(char) not in ("RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI")


def test_clean_leaves_ordinary_text_and_makes_spaces_of_newlines() -> None:
    assert clean("Ёлкина [bold] 🙂 «тест» é") == "Ёлкина [bold] 🙂 «тест» é"
    assert clean("a\r\nb\tc\nd") == "a b c d"


@pytest.mark.parametrize(
    ("text", "ok"),
    [("112-233-445 95", True), ("11223344595", True), ("112-233-445 96", False), ("001-001-998 00", None),
     ("087-654-303 00", True), ("1122334459", False), ("", False), ("112-233-445 95a", False)],
)  # fmt: skip
def test_snils(text: str, ok: bool | None) -> None:
    assert identifiers.snils_ok(text) is ok


@given(st.integers(1_001_999, 999_999_999))
def test_one_pair_of_check_digits_fits_a_snils(number: int) -> None:
    fitting = [check for check in range(100) if identifiers.snils_ok(f"{number:09}{check:02}")]
    assert len(fitting) == 1
    whole = identifiers.format_snils(f"{number:09}{fitting[0]:02}")
    assert identifiers.snils_ok(whole) is True


@given(st.integers(0, 10**15 - 1))
def test_one_check_digit_fits_a_policy(number: int) -> None:
    assert len([check for check in range(10) if identifiers.policy_ok(f"{number:015}{check}")]) == 1


def test_policies_of_old_forms_have_no_check() -> None:
    assert identifiers.policy_ok("4111 1111 1111 1111") is True
    assert identifiers.policy_ok("4111 1111 1111 1112") is False
    assert identifiers.policy_ok("77 № 123456") is None
    assert identifiers.policy_ok("") is False
    assert identifiers.format_policy("4111111111111111") == "4111 1111 1111 1111"
    assert identifiers.format_policy("77 № 123456") == "77 № 123456"


@pytest.mark.parametrize(
    ("text", "code"),
    [("с50.9", "C50.9"), ("С50", "C50"), (" c50.9 ", "C50.9"), ("С 50.9", "C50.9"),
     ("C509", "C50.9"), ("с50,9", "C50.9"),
     ("D05.1 Карцинома", "D05.1"), ("z03.1", "Z03.1"), ("С50.9.", "C50.9"), ("В20", "B20")],
)  # fmt: skip
def test_icd_codes_in_one_spelling(text: str, code: str) -> None:
    assert identifiers.icd10(text) == code
    assert identifiers.icd10(code) == code


@pytest.mark.parametrize("text", ["", "рак", "50.9", "Ц50", "C5", "C50.999", "C50x9", "рак C50.9"])
def test_what_is_no_icd_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ICD-10"):
        identifiers.icd10(text)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_by_the_checks(text: str) -> None:
    assert identifiers.snils_ok(text) in (True, False, None)
    assert identifiers.policy_ok(text) in (True, False, None)


def numbers(text: str) -> list[tuple[str | None, str | None, str]]:
    """Return number, doubt and label of every phone in a cell."""
    return [(phone.e164, phone.doubtful, phone.label) for phone in phones.parse(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8 (916) 123-45-67", [("+79161234567", None, "")]),
        ("79161234567.0", [("+79161234567", None, "")]),
        ("'+79161234567", [("+79161234567", None, "")]),
        ("9161234567", [("+79161234567", None, "")]),
        ("моб. 8-916-123-45-67", [("+79161234567", None, "")]),
        ("89161234567, 84957654321", [("+79161234567", None, ""), ("+74957654321", None, "")]),
        ("89161234567/84957654321", [("+79161234567", None, ""), ("+74957654321", None, "")]),
        ("89161234567\n84957654321", [("+79161234567", None, ""), ("+74957654321", None, "")]),
        ("89161234567 89167654321", [("+79161234567", None, ""), ("+79167654321", None, "")]),
        ("89161234567 и 89167654321", [("+79161234567", None, ""), ("+79167654321", None, "")]),
        ("89161234567, дочь Анна 84957654321", [("+79161234567", None, ""), ("+74957654321", None, "дочь Анна")]),
        ("89161234567, дочь Анна, 84957654321", [("+79161234567", None, ""), ("+74957654321", None, "дочь Анна")]),
        ("дочь: 89161234567", [("+79161234567", None, "дочь")]),
        ("89161234567 (сын), 84957654321", [("+79161234567", None, "сын"), ("+74957654321", None, "")]),
        ("89161234567, дочь", [("+79161234567", None, "дочь")]),
        ("+7 701 123 45 67", [("+77011234567", None, "")]),
        ("123-45-67", [(None, "no_area_code", "")]),
        ("8916123456", [("+78916123456", "invalid", "")]),
        ("нет", []),
        ("", []),
    ],
)
def test_phones_of_a_cell(text: str, expected: list[tuple[str | None, str | None, str]]) -> None:
    assert numbers(text) == expected


def test_what_is_known_of_a_phone() -> None:
    (mobile, fixed) = phones.parse("8 916 123-45-67; 8 (495) 765-43-21 доб. 12")
    assert (mobile.kind, mobile.country, mobile.extension, mobile.national) == ("mobile", "RU", None, "9161234567")
    assert (fixed.kind, fixed.extension, fixed.original) == ("fixed", "12", "8 (495) 765-43-21")
    assert phones.parse("+7 701 123-45-67")[0].country == "KZ"
    assert phones.parse("+49 30 901820")[0].country == "DE"


@pytest.mark.parametrize(
    ("e164", "shown", "end"),
    [("+79161234567", "8 916 123-45-67", "45-67"), ("+74957654321", "8 495 765-43-21", "43-21"),
     ("+77011234567", "+7 701 123-45-67", "45-67"), ("+4930901820", "+49 30 901820", "18-20"), ("12", "12", "")],
)  # fmt: skip
def test_phones_are_shown_as_people_read_them(e164: str, shown: str, end: str) -> None:
    assert (phones.display(e164), phones.tail(e164)) == (shown, end)


@pytest.mark.parametrize(
    "text",
    [
        "89161234567",
        "+7916",
        "+7916123456712345",
        "+7916123456７",
        "+79161234567\n",
        "+7916 1234567",
        "",
        "+79161234567;rm",
    ],
)
def test_only_e164_is_dialled(text: str) -> None:
    assert not phones.dialable(text)
    assert phones.dialable("+79161234567")


@given(st.text(alphabet="0123456789+-() ,;/\nдочьАнна.x#", max_size=80) | st.text(max_size=80))
@example("9" * 1000)
def test_any_cell_gives_dialable_or_doubtful_numbers(text: str) -> None:
    for phone in phones.parse(text):
        assert phone.e164 is None or phones.dialable(phone.e164)
        assert phone.e164 is not None or phone.doubtful is not None
        assert phone.original


@given(st.integers(9_000_000_000, 9_999_999_999))
def test_a_number_reads_back_however_it_is_written(number: int) -> None:
    (first,) = phones.parse(f"8{number}")
    written = str(number)
    for text in (
        f"+7{number}",
        f"7{number}",
        f"8 ({written[:3]}) {written[3:6]}-{written[6:8]}-{written[8:]}",
        written,
    ):
        (again,) = phones.parse(text)
        assert again.national == first.national == written
    if first.e164 is not None:
        assert phones.parse(phones.display(first.e164))[0].e164 == first.e164

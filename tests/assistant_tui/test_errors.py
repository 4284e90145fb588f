"""Every error of the record has a sentence in both languages."""

import ast
import string
from collections.abc import Iterator

import pytest

from assistant_tui.text.error_sentences import SENTENCES
from assistant_tui.text.errors import sentence
from assistant_tui.text.i18n import LANGUAGES, use_language
from assistant_tui.text.import_remarks import REMARKS, remark_words
from db.errors import BadData, BadInput, Conflict, EnvironmentFault, Refused
from db.rules.outcomes import allowed, allowed_at_desk
from db.rules.when import NotADate
from tests.architecture.sources import modules, tree
from tests.hostile import FORBIDDEN, HOSTILE

ERRORS = {"Refused", "BadInput", "EnvironmentFault", "BadData", "Conflict"}
RETURNED = {"allowed", "_not_from", "allowed_at_desk"}  # functions whose text results are codes of a refusal
SET_IN_A_TABLE = {
    "disk_full", "database_busy", "disk_error", "database_damaged", "not_a_database", "cannot_open", "read_only",
}  # fmt: skip


def texts(node: ast.AST) -> Iterator[str]:
    yield from (each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str))


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def raised() -> set[str]:
    found = set(SET_IN_A_TABLE)
    for path in modules("db"):
        for node in ast.walk(tree(path)):
            named = isinstance(node, ast.Call) and name_of(node) in ERRORS | {"Unfit", "UnfitNumber"}
            if named and isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                found.add(str(node.args[0].value))
            if isinstance(node, ast.FunctionDef) and node.name in RETURNED and path.stem == "outcomes":
                for each in ast.walk(node):
                    if isinstance(each, ast.Return) and each.value is not None:
                        found.update(text for text in texts(each.value) if text.isidentifier())
    return found


def remarked() -> set[str]:
    found: set[str] = set()
    for path in modules("db/exchange"):
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Attribute) and node.func.attr in {"warn", "reject"} and len(node.args) > 1:
                found.update(text for text in texts(node.args[1]) if text)
            place = {"Remark": 2, "_rejected": 1}.get(name_of(node), 99)
            if len(node.args) > place:
                found.update(text for text in texts(node.args[place]) if text)
            if name_of(node) == "Reading":
                said = [word.value for word in node.keywords if word.arg in {"fault", "doubt"}]
                found.update(text for value in said for text in texts(value))
    return found


def test_the_scan_sees_codes() -> None:
    assert {"unknown_row", "newer_schema", "workbook_locked", "own_voice_only", "too_many_cells"} <= raised()
    assert {"snils_check", "column_unknown", "month_first", "unreadable_date"} <= remarked()
    assert allowed.__name__ in RETURNED
    assert allowed_at_desk.__name__ in RETURNED


def test_every_error_has_its_sentence() -> None:
    assert raised() - set(SENTENCES) == set()


def test_every_remark_on_a_row_has_its_words() -> None:
    assert remarked() - set(REMARKS) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_whole_in_every_language(language: str) -> None:
    use_language(language)
    for code, message in SENTENCES.items():
        names = {name for _text, name, _spec, _way in string.Formatter().parse(message) if name}
        said = sentence(Refused(code, **dict.fromkeys(names, "7")))
        assert said
        assert "{" not in said
        assert any("а" <= letter <= "я" for letter in said.casefold()) == (language == "ru"), said
    for code in REMARKS:
        assert any("а" <= letter <= "я" for letter in remark_words(code).casefold()) == (language == "ru"), code


def test_a_sentence_says_what_it_is_about() -> None:
    assert sentence(Refused("unknown_row", table="patient", id=7)) == "Нет пациента с номером 7."
    assert "0009" in sentence(Refused("newer_schema", found="0009", known="0001"))
    said = sentence(BadInput("unknown_code", field="spoke", value="x", known="patient, nobody"))
    assert said.endswith("Выберите из: patient, nobody")
    assert sentence(NotADate("unknown", "вчерась")) == "«вчерась» — непонятная дата или время."
    assert sentence(FileNotFoundError(2, "no", "/a/b.csv")) == "Такого файла нет: /a/b.csv"
    assert sentence(OSError(5, "io", "/a")) == "Компьютер не даёт это сделать (ошибка 5): /a"


def test_a_sentence_lacks_nothing_where_an_error_names_nothing() -> None:
    assert sentence(EnvironmentFault("cannot_open")) == "Базу данных здесь не удаётся открыть или создать"
    assert sentence(BadData("not_known_to_anybody")) == "Не сделано (not_known_to_anybody)."
    assert "7" in sentence(Conflict("changed_since", action=7, kind="x"))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_typed_comes_back_harmless(text: str) -> None:
    for error in (Refused("unknown_user", login=text), BadInput("not_icd", value=text), NotADate("unknown", text)):
        said = sentence(error)
        assert not FORBIDDEN & set(said)
        assert len(said) < 600


def test_a_stranger_error_says_its_kind_only() -> None:
    assert "секрет" not in sentence(ValueError("секрет"))
    assert "ValueError" in sentence(ValueError("секрет"))

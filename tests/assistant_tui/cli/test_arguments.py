"""Arguments: help in both languages, one sentence for what is wrong, exit codes, secrets."""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path

import pytest

from assistant_tui.cli import arguments
from assistant_tui.cli.tree import make_parser
from assistant_tui.text.i18n import use_language
from tests.assistant_tui.cli.conftest import Cli

CANARY = "КАНАРЕЙКА-ПАРОЛЬ-7"
SNAPSHOTS = Path(__file__).parent / "snapshots"


def every_parser(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    found = [parser]
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to its commands
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - as above
            for each in action.choices.values():
                found += every_parser(each)
    return found


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_help_is_as_it_was(lonely: Cli, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    ran = lonely.raw("--lang", lang, "--help")
    assert (ran.code, ran.err) == (0, "")
    path = SNAPSHOTS / f"help.{lang}.txt"
    if os.environ.get("WRITE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(ran.out, "utf-8")
    assert ran.out == path.read_text("utf-8")


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_every_command_has_help_in_its_language(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    use_language(lang)
    with arguments.translated_argparse():
        for parser in every_parser(make_parser()):
            said = parser.format_help()
            assert ("использование" in said) == (lang == "ru")
            words = " ".join(action.help or "" for action in parser._actions)  # noqa: SLF001 - as above
            assert bool(re.search("[а-яё]", words)) == (lang == "ru"), parser.prog
    assert argparse._ is not None  # type: ignore[attr-defined]  # argparse's own name, put back
    assert argparse._("options") == "options"  # type: ignore[attr-defined]  # as above


WRONG = [
    ["nosuch"], ["log"], ["log", "x", "NO_ANSWER"], ["log", "0", "NO_ANSWER"], ["log", "99999999999999", "NO_ANSWER"],
    ["today", "--nosuch"], ["today", "--format", "xml"], ["today", "--date", "вчерась"],
    ["today", "--date", "31.02.2026"],
    ["visits", "--from", "2026-12-01", "--to", "2026-11-01"], ["visits", "--status", "nosuch"], ["users"], ["export"],
    ["export", "patients"], ["export", "nosuch", "--to", "x.csv"],
    ["generate", "--patients", "-1", "--assistants", "1"],
    ["db"], ["db", "init"], ["completion", "cmd"], ["patients", "--limit", "много"], ["import"],
    ["import", "/nowhere/x.csv"], ["log", "1", "NOSUCH"], ["--wrong", "today"], ["users", "add", "x"],
]  # fmt: skip


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("wrong", WRONG, ids=" ".join)
def test_wrong_arguments_are_told_in_one_sentence(cli: Cli, wrong: list[str], lang: str) -> None:
    ran = cli(*wrong, lang=lang)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err
    assert bool(re.search("[а-яё]{4}", ran.err.replace("вчерась", "").replace("много", ""))) == (lang == "ru"), ran.err


@pytest.mark.parametrize("now", ["вчера", "2026-13-01T10:00", "", "0001-01-01T00:00+14:00"])
def test_a_wrong_now_is_told(cli: Cli, now: str) -> None:
    ran = cli("today", now=now)
    assert (ran.code, ran.out) == (2, "")
    assert "2026-11-20T10:00" in ran.err


def test_shortened_options_are_not_guessed(cli: Cli) -> None:
    assert cli("today", "--form", "json").code == 2


def test_without_a_terminal_nothing_waits(cli: Cli) -> None:
    nobody = cli.raw("--lang", "ru", "--db", str(cli.path), "today")
    assert (nobody.code, nobody.out, nobody.err) == (2, "", "Кто вы? Укажите --user ЛОГИН.\n")
    silent = cli.raw("--lang", "ru", "--db", str(cli.path), "--user", "anna", "today", stdin="x\n")
    assert silent.code == 2
    assert "--password-stdin" in silent.err
    short = cli("today", stdin="")
    assert short.code == 2
    assert "не хватает пароля" in short.err
    screen = cli.raw("--lang", "ru", "--db", str(cli.path))
    assert (screen.code, screen.out) == (1, "")
    assert "терминал" in screen.err
    demo = cli.raw("--lang", "en", "demo")
    assert (demo.code, demo.out) == (1, "")


def test_a_wrong_password_and_a_wrong_name_are_refused_alike(cli: Cli) -> None:
    wrong = cli("today", stdin=CANARY + "\n")
    strange = cli("today", user="nobody", stdin=CANARY + "\n")
    assert (wrong.code, wrong.out) == (strange.code, strange.out) == (3, "")
    assert wrong.err == strange.err == "Неверный логин или пароль.\n"


def test_a_password_that_is_no_text_is_told(cli: Cli) -> None:
    ran = cli("today", stdin="\udcff\udcfe\n")
    assert (ran.code, ran.out) == (2, "")
    assert "UTF-8" in ran.err


URLS = [
    f"postgresql://anna:{CANARY}@localhost/base", f"postgres://anna:{CANARY}@/base",
    f"postgresql:///base?password={CANARY}",
    f"postgresql:///base?user=a&PASSWORD={CANARY}", f"mysql://anna:{CANARY}@localhost/base", f"sqlite:///{CANARY}",
    f"postgresql://[::1:{CANARY}",
]  # fmt: skip


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("way", ["option", "environment"])
def test_a_secret_in_a_url_is_refused_and_never_repeated(
    lonely: Cli, url: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way == "environment":
        monkeypatch.setenv("ASSISTANT_TUI_DB", url)
    named = ["--db", url] if way == "option" else []
    for command in (["today"], ["doctor"]):
        ran = lonely.raw("--lang", "ru", *named, "--user", "anna", "--password-stdin", *command)
        assert ran.code == (1 if command == ["doctor"] else 2)
        assert CANARY not in ran.out + ran.err


def test_the_environment_names_the_database(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.desk import PASSWORD

    monkeypatch.setenv("ASSISTANT_TUI_DB", str(cli.path))
    ran = cli.raw("--user", "anna", "--password-stdin", "patients", "--format", "json", stdin=PASSWORD + "\n")
    assert ran.code == 0
    assert len(ran.json) == 40


def test_the_language_is_asked_for_set_or_the_computers(
    lonely: Cli, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert "usage" in lonely.raw("--help").out
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    assert "использование" in lonely.raw("--help").out
    assert "usage" in lonely.raw("--lang=en", "--help").out
    folder = home / ".config" / "onco-assistant"
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text('language = "en"\n', "utf-8")
    assert "usage" in lonely.raw("--help").out


def test_what_is_not_there_is_not_promised(lonely: Cli) -> None:
    said = lonely.raw("--lang", "en", "--help").out + lonely.raw("--lang", "en", "db", "--help").out
    for later in ("hand-over", "report"):
        assert f" {later} " not in said


def test_version(lonely: Cli) -> None:
    ran = lonely.raw("--version")
    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(r"Onco-assistant \d+\.\d+\.\d+\n", ran.out)


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh", "fish"])
def test_completion_knows_the_commands(lonely: Cli, shell: str) -> None:
    ran = lonely.raw("completion", shell)
    assert (ran.code, ran.err) == (0, "")
    assert "reminders" in ran.out
    assert "--password-stdin" in ran.out or shell in ("fish", "tcsh")

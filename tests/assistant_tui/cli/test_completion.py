"""Completion of the command line, as the shells do it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.assistant_tui.cli.conftest import Cli

ASK = r"""
source "$1"; shift
words=$(complete -p assistant-tui)
COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; COMPREPLY=()
$(sed 's/.*-F \([^ ]*\).*/\1/' <<< "$words")
printf '%s\n' "${COMPREPLY[@]}"
"""


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (["tod"], "today"), (["db", "mig"], "migrate"), (["today", "--fo"], "--format"),
        (["today", "--format", "j"], "json"), (["completion", "fi"], "fish"),
    ],
)  # fmt: skip
def test_bash_completes_commands_options_and_values(lonely: Cli, tmp_path: Path, typed: list[str], found: str) -> None:
    script = tmp_path / "completion.bash"
    script.write_text(lonely.raw("completion", "bash").out, "utf-8")
    bash = shutil.which("bash")
    assert bash
    ran = subprocess.run(
        [bash, "--norc", "-c", ASK, "bash", str(script), "assistant-tui", *typed], capture_output=True, text=True,
        check=True, timeout=60,
    )  # fmt: skip
    assert ran.stdout.split() == [found]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_what_is_printed_is_a_script_of_that_shell(lonely: Cli, tmp_path: Path, shell: str) -> None:
    said = lonely.raw("completion", shell).out
    signs = {"bash": "complete -o", "zsh": "#compdef assistant-tui", "fish": "complete -c assistant-tui"}
    assert signs[shell] in said
    program = shutil.which(shell)
    if program is not None:  # a shell that is here reads it without a complaint
        script = tmp_path / "script"
        script.write_text(said, "utf-8")
        subprocess.run([program, "-n", str(script)], check=True, timeout=60)

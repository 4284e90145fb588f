"""Half a note, and the program is ended in every way there is: its owner finds it again, nobody else does."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from tests.assistant_tui.real.conftest import Record
from tests.assistant_tui.real.program import AT, ENTER, F6, F12, PALETTE, RESTORED, Program, descendants
from tests.build import patient, visit
from tests.desk import NOW

NAMES = ("Ахметова Роза Ильдаровна", "Бурова Нина Олеговна", "Веденина Анна Юрьевна", "Громова Ольга Ильинична")
MARK = "недописанное"


def seconds_to_end() -> float:
    """Two seconds, and more only where the machine has more to do than processors."""
    return 2.0 * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def half_a_note(child: Program, name: str) -> list[tuple[str, float]]:
    """Type some words of a note at the pace of a quick typist; return them with the times."""
    child.find(name)
    child.go(F6, f"Заметка: {name.split()[0]}")
    typed = []
    for number in range(24):
        word = f"{MARK}{number:02d} " if number == 12 else f"сл{number:02d} "
        child.type(word)
        typed.append((word, time.monotonic()))
        child.read(0.06)
    child.sees(typed[-1][0].strip())  # what is not on the screen was not typed yet
    return typed


def told(child: Program, signal_number: int) -> int:
    """End the program by a signal to its launcher; it leaves the terminal as it was, in two seconds."""
    limit, begun = seconds_to_end(), time.monotonic()
    child.kill(signal_number)
    code = child.wait()
    assert time.monotonic() - begun <= limit
    after = child.output[child.output.rindex(MARK.encode()) :]
    assert [mark for mark in RESTORED if mark not in after] == []
    return code


def killed(child: Program) -> int:
    """Kill the process that draws; the launcher empties the terminal."""
    os.kill(child.app_pid(), signal.SIGKILL)
    code = child.wait()
    assert MARK not in child.screen.whole
    return code


def closed(child: Program) -> int:
    """Close the window."""
    os.close(child.fd)
    return child.ended()


ENDS: tuple[tuple[Callable[[Program], int], int], ...] = (
    (lambda child: told(child, signal.SIGHUP), 129), (lambda child: told(child, signal.SIGTERM), 143),
    (killed, 128 + signal.SIGKILL), (closed, 129),
)  # fmt: skip


def offered(child: Program, name: str) -> str:
    """Return the note that is offered for somebody on the list, in one line."""
    child.find(name)
    child.go(F6, f"Заметка: {name.split()[0]}")
    child.read(0.3)
    return " ".join(child.screen.text.split())


def stranger_finds_nothing(child: Program, name: str) -> None:
    """Sign in as the supervisor, open the same patient, look at the note, and give the place up."""
    child.sign_in("vera", first="Иванова")
    child.press(PALETTE)
    child.read(0.3)
    child.type(name.split()[0].lower())
    child.sees(name.split()[0])
    child.read(0.3)
    child.go(ENTER, "Сводка")
    child.go(F6, "Заметка:")
    child.read(0.3)
    assert MARK not in child.screen.text
    assert "сл00" not in child.screen.text
    child.leave("Заметка:")
    child.go(F12, "Экран закрыт")


def in_clear(home: Path, words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return which of these words stand in which file."""
    readings = [(word, word.encode(form)) for word in words for form in ("utf-8", "utf-16-le", "cp1251")]
    files = [(path, path.read_bytes()) for path in home.rglob("*") if path.is_file()]
    assert any(path.suffix == ".draft" for path, _content in files)
    return [(word, path.name) for path, content in files for word, reading in readings if reading in content]


def test_whatever_ends_the_program_half_a_note_waits_for_its_owner_alone(training: Record, home: Path) -> None:
    with training.desk() as desk:
        people = [patient(desk, name) for name in NAMES]
        for each in people:
            visit(desk, each, "oncologist", NOW.replace(day=23))
    expected: list[str] = []
    child = Program(training.path, home, "--now", AT)
    child.sign_in()
    for place, (name, (end, code)) in enumerate(zip(NAMES, ENDS, strict=True)):
        typed = half_a_note(child, name)
        processes, ended_at = [child.pid, *descendants(child.pid)], time.monotonic()
        assert end(child) == code
        child.leave_no_process(processes)
        assert in_clear(home, (MARK, "сл00", "сл11", name.split()[0])) == []

        child = Program(training.path, home, "--now", AT)
        if place == 0:
            stranger_finds_nothing(child, name)
        child.sign_in()
        shown = offered(child, name)
        lost = [(word, at) for word, at in typed if word.strip() not in shown]
        strokes = sum(len(word) for word, _at in lost)
        assert strokes <= 50 or lost[0][1] >= ended_at - 1.0, (lost, shown)
        if end is not killed:  # it was told: nothing is lost
            assert not lost
        child.go(ENTER, "заметка сохранена")
        assert MARK not in offered(child, name)  # once
        child.leave("Заметка:")
        expected.append("".join(word for word, _at in typed[: len(typed) - len(lost)]).strip())
    child.kill(signal.SIGTERM)
    child.wait()
    with training.desk() as desk:
        assert [text for (text,) in desk.rows("SELECT text FROM note ORDER BY id")] == expected

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from assistant_tui.drafts import Drafts
from db.keys import seal

TYPIST = """
import sys, time
from pathlib import Path
from assistant_tui.drafts import Drafts
drafts = Drafts(Path(sys.argv[1]), 7, "db", bytes(32))
pace, text = float(sys.argv[2]), ""
while True:
    text += "а"
    drafts.keep("note:1", {"text": text})
    sys.stdout.write("%d %f\\n" % (len(text), time.monotonic()))
    sys.stdout.flush()
    time.sleep(pace)
"""


KEY = bytes(range(32))


def drafts_in(folder: Path, user_id: int, database: str = "", key: bytes = KEY) -> Drafts:
    return Drafts(folder, user_id, database, key)


def wait_for(happened: threading.Event) -> None:
    assert happened.wait(10)


def test_what_was_kept_is_there_for_its_owner_only(tmp_path: Path) -> None:
    drafts = drafts_in(tmp_path, 1, "one")
    drafts.keep("note:5", {"text": "просила\nперезвонить 👩‍⚕️ \ud800"})
    drafts.keep("reminder:5", {"text": "полис", "when": "+3"})
    assert drafts.flush()
    again = drafts_in(tmp_path, 1, "one")
    assert again.waiting() == ["note:5", "reminder:5"]
    assert again.take("reminder:5") == {"text": "полис", "when": "+3"}
    assert again.take("note:5") == {"text": "просила\nперезвонить 👩‍⚕️ \ud800"}
    for stranger in (drafts_in(tmp_path, 2, "one"), drafts_in(tmp_path, 1, "two")):
        assert stranger.waiting() == []
        assert stranger.take("note:5") is None
    # Even under the right name, a file that says another owner is not read.
    other = drafts_in(tmp_path, 2, "one")
    other.path.write_bytes(drafts.path.read_bytes())
    assert other.waiting() == []


def test_nobody_reads_it_without_the_key_of_the_database(tmp_path: Path) -> None:
    drafts = drafts_in(tmp_path, 1)
    drafts.keep("note:5", {"text": "Ахметова просила перезвонить"})
    drafts.flush()
    written = drafts.path.read_bytes()
    assert not [word for word in ("Ахметова", "note", "text") if word.encode() in written]
    assert drafts_in(tmp_path, 1, key=bytes(32)).waiting() == []
    assert drafts_in(tmp_path, 1).waiting() == ["note:5"]


def test_what_an_earlier_version_left_in_the_clear_is_sealed_and_offered(tmp_path: Path) -> None:
    plain = drafts_in(tmp_path, 1).path.with_suffix(".json")
    told = {"version": 1, "user": 1, "database": "", "forms": {"note:5": {"text": "половина"}}}
    plain.write_text(json.dumps(told), "utf-8")
    assert drafts_in(tmp_path, 1).take("note:5") == {"text": "половина"}
    assert not plain.exists()
    assert drafts_in(tmp_path, 1).take("note:5") == {"text": "половина"}
    plain.write_text(json.dumps({**told, "user": 2}), "utf-8")  # another's is neither taken nor left lying in the clear
    assert drafts_in(tmp_path, 1).waiting() == ["note:5"]
    assert not plain.exists()


def test_forgetting_leaves_no_words_behind(tmp_path: Path) -> None:
    drafts = drafts_in(tmp_path, 1)
    drafts.keep("note:5", {"text": "секрет"})
    drafts.flush()
    drafts.forget("note:5")
    drafts.flush()
    assert list(tmp_path.iterdir()) == []
    drafts.keep("note:5", {"text": "секрет"})
    drafts.keep("note:5", {"text": "  "})
    drafts.flush()
    assert drafts.take("note:5") is None
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_was_writing_is_cleared_away(tmp_path: Path) -> None:
    drafts = drafts_in(tmp_path, 1)
    drafts.path.with_name(drafts.path.name + ".4711.new").write_text("секрет")
    drafts.keep("note:5", {"text": "дальше"})
    assert drafts.flush()
    assert list(tmp_path.iterdir()) == [drafts.path]


def test_only_the_account_may_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        drafts = drafts_in(tmp_path / "a" / "drafts", 1)
        drafts.keep("note:5", {"text": "секрет"})
        drafts.flush()
    finally:
        os.umask(before)
    assert drafts.path.stat().st_mode & 0o777 == 0o600
    assert drafts.path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"forms": 3}', b"\xff\xfe", b"[" * 100_000, b'{"version": 1, "user": 1}']
)
@pytest.mark.parametrize("sealed", [True, False])
def test_a_damaged_file_is_no_draft_and_no_crash(tmp_path: Path, content: bytes, sealed: bool) -> None:
    drafts = drafts_in(tmp_path, 1)
    drafts.path.write_bytes(seal(KEY, content, b"drafts") if sealed else content)
    assert drafts.waiting() == []
    drafts.keep("note:5", {"text": "дальше"})
    assert drafts.flush()
    assert drafts_in(tmp_path, 1).take("note:5") == {"text": "дальше"}


def test_a_link_is_neither_read_nor_written_through(tmp_path: Path) -> None:
    target = tmp_path / "other.json"
    drafts = drafts_in(tmp_path, 1)
    told = {"version": 1, "user": 1, "database": "", "forms": {"note:5": {"text": "чужое"}}}
    target.write_bytes(seal(KEY, json.dumps(told).encode(), b"drafts"))
    before = target.read_bytes()
    drafts.path.symlink_to(target)
    assert drafts.take("note:5") is None
    drafts.keep("note:6", {"text": "моё"})
    assert drafts.flush()
    assert target.read_bytes() == before
    assert drafts_in(tmp_path, 1).waiting() == ["note:6"]


def test_two_windows_of_one_person_do_not_wipe_each_other(tmp_path: Path) -> None:
    one, two = drafts_in(tmp_path, 1), drafts_in(tmp_path, 1)
    one.keep("note:5", {"text": "раз"})
    one.flush()
    two.keep("note:6", {"text": "два"})
    two.flush()
    one.keep("note:5", {"text": "раз и"})
    one.flush()
    assert drafts_in(tmp_path, 1).waiting() == ["note:6", "note:5"]


def test_a_full_disk_is_said_once_and_typing_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[OSError] = []
    failed = threading.Event()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    def hear(error: OSError) -> None:
        told.append(error)
        failed.set()

    drafts = Drafts(tmp_path, 1, "", KEY, failed=hear)
    monkeypatch.setattr(os, "fsync", full)
    drafts.keep("note:5", {"text": "раз"})
    wait_for(failed)
    drafts.keep("note:5", {"text": "раз два"})
    assert not drafts.flush()
    assert [error.errno for error in told] == [28]
    assert drafts.take("note:5") == {"text": "раз два"}
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    assert drafts.flush()
    assert drafts_in(tmp_path, 1).take("note:5") == {"text": "раз два"}


def test_closing_writes_what_is_left(tmp_path: Path) -> None:
    drafts = drafts_in(tmp_path, 1)
    drafts.keep("note:5", {"text": "раз"})
    drafts.close()
    assert drafts_in(tmp_path, 1).take("note:5") == {"text": "раз"}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
@pytest.mark.parametrize(("pace", "strokes"), [(0.002, 300), (0.05, 40)])
def test_a_killed_process_loses_a_second_or_fifty_strokes_at_most(tmp_path: Path, pace: float, strokes: int) -> None:
    command = [sys.executable, "-c", TYPIST, str(tmp_path), str(pace)]
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as typist:
        assert typist.stdout is not None
        lines = [typist.stdout.readline().split() for _ in range(strokes)]
        typist.send_signal(signal.SIGKILL)
        killed = time.monotonic()
        lines += [line.split() for line in typist.stdout if line.endswith("\n")]
        typist.wait()
    kept = drafts_in(tmp_path, 7, "db", bytes(32)).take("note:1")
    survived = len(kept["text"]) if kept else 0
    lost = [(int(count), float(at)) for count, at in lines if int(count) > survived]
    assert survived
    assert len(lost) <= 50 or killed - lost[0][1] <= 1.0
    assert [path.name for path in tmp_path.glob("*.draft")] == [drafts_in(tmp_path, 7, "db").path.name]


def read_in_time(folder: Path, form: str, seconds: float) -> dict[str, str] | None:
    """Return what another process would find, as soon as it is there."""
    end = time.monotonic() + seconds
    while (found := drafts_in(folder, 1).take(form)) is None and time.monotonic() < end:
        time.sleep(0.02)
    return found


def test_one_stroke_is_written_within_a_second(tmp_path: Path) -> None:
    drafts_in(tmp_path, 1).keep("note:5", {"text": "р"})
    assert read_in_time(tmp_path, "note:5", 1.0) == {"text": "р"}


def test_fifty_strokes_are_never_unwritten_however_fast_they_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant_tui.drafts.WAIT_SECONDS", 600.0)
    drafts = drafts_in(tmp_path, 1)
    for strokes in range(1, 51):
        drafts.keep("note:5", {"text": "р" * strokes})
    found = read_in_time(tmp_path, "note:5", 10.0)
    assert found is not None
    drafts._hurry.set()


def test_a_write_that_fails_leaves_what_was_kept_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts = drafts_in(tmp_path, 1)
    drafts.keep("note:5", {"text": "раз"})
    assert drafts.flush()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    drafts.keep("note:5", {"text": "раз два"})
    assert not drafts.flush()
    assert drafts_in(tmp_path, 1).take("note:5") == {"text": "раз"}


def test_two_people_at_one_computer_do_not_wipe_each_other(tmp_path: Path) -> None:
    one, two = drafts_in(tmp_path, 1), drafts_in(tmp_path, 2)
    for each in (one, two, one):
        each.keep("note:5", {"text": "раз"})
        each.flush()
    assert drafts_in(tmp_path, 2).take("note:5") == {"text": "раз"}

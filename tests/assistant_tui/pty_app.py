"""Small apps that the tests run on a terminal; the first argument says how one misbehaves."""

import assistant_tui  # noqa: F401 - as in the program: before anything of Textual

# isort: split
import os
import signal
import sys
from pathlib import Path

from textual import events
from textual.app import ComposeResult
from textual.widgets import Static

from assistant_tui.app_base import BaseApp
from assistant_tui.commands.host import CommandScreen
from assistant_tui.settings import Settings

SECRET = "КАНАРЕЙКА-ЛОКАЛЬНАЯ"
SAID = "КАНАРЕЙКА-В-ОШИБКЕ"


def fail() -> None:
    patient = SECRET
    raise RuntimeError(f"{SAID} {patient}")


async def fail_later() -> None:
    fail()


class Shown(CommandScreen[None]):
    def compose(self) -> ComposeResult:
        if sys.argv[1] == "compose":
            fail()
        yield Static("ПАЦИЕНТ-НА-ЭКРАНЕ")

    def on_mount(self) -> None:
        how = sys.argv[1]
        if how == "mount":
            fail()
        if how == "timer":
            self.set_timer(0.01, fail)
        if how == "worker":
            self.run_worker(fail_later())
        if how == "thread":
            self.run_worker(fail, thread=True)
        if how == "segfault":
            self.set_timer(0.2, lambda: os.kill(os.getpid(), signal.SIGKILL))

    def on_key(self, event: events.Key) -> None:
        if sys.argv[1] == "key":
            fail()


class Small(BaseApp):
    def on_mount(self) -> None:
        if "PID" in os.environ:
            Path(os.environ["PID"]).write_text(str(os.getpid()), encoding="utf-8")
        self.push_screen(Shown())

    def save_drafts(self) -> None:
        Path(os.environ["DRAFT"]).write_text("draft", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1] == "launch":
        from assistant_tui.launcher import run_child

        sys.exit(run_child([sys.executable, __file__, sys.argv[2]]))
    if sys.argv[1] == "fork":
        from assistant_tui.launcher import run_forked

        sys.exit(run_forked(lambda: Small(Settings(language="ru")).run_to_exit()))
    sys.exit(Small(Settings(language="ru")).run_to_exit())

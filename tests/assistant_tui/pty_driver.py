"""A program on a real terminal: start it, type, resize, kill, read every byte."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


class OnTerminal:
    """A child on a pty of 80×24; `output` keeps every byte that it wrote."""

    def __init__(self, command: Sequence[str], env: dict[str, str], *, size: tuple[int, int] = (80, 24)) -> None:
        self.output = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            os.execvpe(command[0], list(command), {**os.environ, "TERM": "xterm-256color", **env})
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def read(self, seconds: float) -> None:
        """Take what the child writes for at most ``seconds``, less when it ends."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            ready, _w, _x = select.select([self.fd], [], [], left)
            if not ready:
                return
            try:
                piece = os.read(self.fd, 65536)
            except OSError:
                return
            if not piece:
                return
            self.output += piece

    def until(self, mark: bytes, seconds: float = 20.0) -> None:
        """Read until ``mark`` was written; AssertionError when it does not come."""
        end = time.monotonic() + seconds
        while mark not in self.output:
            assert time.monotonic() < end, (mark, self.output[-600:])
            self.read(0.2)

    def press(self, keys: bytes) -> None:
        """Type."""
        os.write(self.fd, keys)

    def kill(self, number: int) -> None:
        """Send a signal to the child."""
        os.kill(self.pid, number)

    def wait(self, seconds: float = 15.0) -> int:
        """Read to the end and return the exit code (−n: died of the signal n)."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read(0.1)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.read(0.2)
                os.close(self.fd)
                return os.waitstatus_to_exitcode(status)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        raise AssertionError(f"still running after {seconds} s")

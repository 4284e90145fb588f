"""Threads for work off the event loop: one writer that is never stopped half-way, and a few readers."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TypeVar

T = TypeVar("T")
_Job = Callable[[], None]


class Lane:
    """A queue of calls that a fixed number of threads work off in order.

    The threads are daemons: a reader that hangs cannot hold up the end of the program. `close` waits for writers.
    """

    def __init__(self, name: str, threads: int = 1) -> None:
        self._name = name
        self._size = threads
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._closed = False

    def submit(self, call: Callable[[], T]) -> "Future[T]":
        """Put a call in the queue and return its future; RuntimeError once the lane is closed."""
        if self._closed:
            raise RuntimeError("lane closed")
        self._start()
        future: Future[T] = Future()

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = call()
            except BaseException as error:  # noqa: BLE001 - handed to whoever awaits the result
                future.set_exception(error)
            else:
                future.set_result(result)

        self._jobs.put(run)
        return future

    def close(self, timeout: float | None = None) -> bool:
        """Take no more calls and wait until the queued ones are done; tell whether they are, within ``timeout`` s."""
        if not self._closed:
            self._closed = True
            for _thread in self._threads:
                self._jobs.put(None)
        for thread in self._threads:
            thread.join(timeout)
        return not any(thread.is_alive() for thread in self._threads)

    def _start(self) -> None:
        while len(self._threads) < self._size:
            thread = threading.Thread(target=self._work, name=f"{self._name}-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()

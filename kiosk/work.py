"""Between threads: work is done beside the main thread, and its results come back to it as calls.

Only the main thread touches the window. Everything slow (disk, database, pictures) is handed to a Worker or to
the Reader, which post their results into the Mailbox that the main loop empties.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)

Call = Callable[[], None]


class Mailbox:
    """Calls waiting for the main thread. ``wake`` is called from other threads, to end the main loop's sleep."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[Call] = queue.SimpleQueue()
        self._wake: Call = lambda: None

    def wake_with(self, wake: Call) -> None:
        self._wake = wake

    def post(self, call: Call) -> None:
        """Have the main thread make this call soon. From any thread."""
        self._calls.put(call)
        self._wake()

    def wait(self, seconds: float) -> None:
        """Until a call waits, or for so long. Main thread only."""
        try:
            self._calls.put(self._calls.get(timeout=seconds))
        except queue.Empty:
            return

    def empty_out(self) -> None:
        """Make every waiting call, in order. Main thread only."""
        while True:
            try:
                call = self._calls.get_nowait()
            except queue.Empty:
                return
            call()


class Worker:
    """One thread that does jobs one after another."""

    def __init__(self, name: str) -> None:
        self._jobs: queue.SimpleQueue[Call | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def do(self, job: Call) -> None:
        """Queue a job; it reports its own errors."""
        self._jobs.put(job)

    def stop(self) -> None:
        """Finish the jobs that wait, then end."""
        self._jobs.put(None)
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except Exception:
                log.exception("job failed")

"""One event per line: a short fixed message, its facts as key=value, for every process.

``log.info("pull complete", extra={"units": 4})`` is written as
``2026-11-22T09:05:07Z INFO content.sync.pull pull complete units=4``.
"""

from __future__ import annotations

import logging
import sys
import time

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class FactsFormatter(logging.Formatter):
    """Message first, then the facts given as ``extra``, in the order they were given."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")

    def formatMessage(self, record: logging.LogRecord) -> str:
        facts = [f"{key}={_one_line(value)}" for key, value in vars(record).items() if key not in _STANDARD]
        return " ".join([super().formatMessage(record), *facts])


def configure(level: int = logging.INFO) -> None:
    """Send every log line of this process to standard error. Called once, by each command's main()."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FactsFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("apscheduler", "urllib3", "tuf", "PIL", "wagtail", "django_tasks", "modelsearch"):
        logging.getLogger(chatty).setLevel(max(level, logging.WARNING))


def _one_line(value: object) -> str:
    text = str(value).replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return f'"{text}"' if " " in text or not text else text

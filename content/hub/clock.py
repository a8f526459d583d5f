"""The hub's scheduler: what is due goes live, what has ended is withdrawn.

mingbai clock --config hub.toml
"""

from __future__ import annotations

import argparse
import logging
import signal
import threading
from collections.abc import Callable
from pathlib import Path

from apscheduler.schedulers.background import BackgroundScheduler

from config.load import load_hub
from config.logs import configure
from config.settings import HubSettings
from content.errors import FeedError
from content.hub.settings import setup

log = logging.getLogger(__name__)

EVERY_S = 30
OUTCOMES_EVERY_S = 60


def main(arguments: list[str]) -> int:
    """Run until SIGTERM."""
    parser = argparse.ArgumentParser(prog="mingbai clock", description="the hub's scheduler")
    parser.add_argument("--config", type=Path, required=True, metavar="hub.toml")
    hub = load_hub(parser.parse_args(arguments).config)
    configure()
    setup(hub)
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    scheduler = scheduler_of(hub)
    scheduler.start()
    log.info("clock ready", extra={"county": hub.county})
    stop.wait()
    scheduler.shutdown()
    return 0


def scheduler_of(hub: HubSettings) -> BackgroundScheduler:
    """All jobs, not started. They lie in the code, not in a store: a restart knows them again."""
    scheduler = BackgroundScheduler(
        timezone=hub.time_zone,
        # The default drops a run that is one second late, without a word.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    scheduler.add_job(quietly(publish_scheduled), "interval", seconds=EVERY_S, id="publish-scheduled")
    scheduler.add_job(quietly(withdraw_ended), "interval", seconds=EVERY_S, id="withdraw-ended")
    scheduler.add_job(quietly(finish_erasures), "interval", seconds=EVERY_S, id="finish-erasures")
    scheduler.add_job(quietly(report_waiting), "interval", seconds=OUTCOMES_EVERY_S, id="report-waiting")
    return scheduler


def publish_scheduled() -> None:
    """Wagtail's side of 定时发布: the page shows as live once its time has come (the signer releases by itself)."""
    from django.core.management import call_command

    call_command("publish_scheduled", verbosity=0)


def withdraw_ended() -> None:
    """Ask the signer to withdraw what is over, so that the feed's pages do not keep it."""
    from content.hub.release.services import withdraw_what_has_ended

    done = withdraw_what_has_ended()
    if done:
        log.info("ended and withdrawn", extra={"items": done})


def finish_erasures() -> None:
    """What an erasure leaves for later; see content.hub.erasures.services."""
    from content.hub.erasures.services import finish_erasures

    finish_erasures()


def report_waiting() -> None:
    """Say so when the signer does not answer, and what it refused since the last look."""
    from datetime import timedelta

    from django.utils import timezone

    from content.hub.release.models import ReleaseOutcome, Status
    from content.hub.release.selectors import waiting_for_signer

    since = timezone.now() - timedelta(seconds=OUTCOMES_EVERY_S)
    overdue = [request for request in waiting_for_signer() if request.created_at < since]
    if overdue:
        log.warning("requests wait for the signer", extra={"requests": len(overdue), "oldest": overdue[0].pk})
    for outcome in ReleaseOutcome.objects.filter(status=Status.REFUSED, at__gte=since):
        log.warning("signer refused", extra={"request": outcome.request_id, "reason": outcome.reason})


def quietly(job: Callable[[], None]) -> Callable[[], None]:
    """The job, with its failures logged in one line: the next run tries again."""

    def run() -> None:
        from django.db import Error as DatabaseError
        from django.db import close_old_connections

        close_old_connections()
        try:
            job()
        except (FeedError, DatabaseError, ValueError) as err:
            log.error("job failed", extra={"job": job.__name__, "reason": err})

    return run

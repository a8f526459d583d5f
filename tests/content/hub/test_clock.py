"""The hub's scheduler: its jobs, and that a failing one is tried again."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest

from tests.content.hub.conftest import Hub


def test_every_job_runs_again_and_again_and_none_is_dropped_for_being_late(hub: Hub) -> None:
    from content.hub.clock import scheduler_of

    scheduler = scheduler_of(hub.settings)
    scheduler.start(paused=True)
    try:
        jobs = {job.id: job for job in scheduler.get_jobs()}
        assert set(jobs) == {"publish-scheduled", "withdraw-ended", "finish-erasures", "report-waiting"}
        assert {(job.coalesce, job.max_instances, job.misfire_grace_time) for job in jobs.values()} == {(True, 1, None)}
        assert jobs["publish-scheduled"].trigger.interval == timedelta(seconds=30)
    finally:
        scheduler.shutdown()


def test_a_scheduled_page_goes_live_when_its_time_has_come(hub: Hub) -> None:
    from wagtail.models import Revision

    from content.hub.clock import publish_scheduled
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.review.services import approve, submit

    page = hub.draft()
    page.go_live_at = datetime.now(UTC) + timedelta(days=1)
    page.save_revision(user=hub.editor)
    submit(page=page, by=hub.editor)
    approve(page=page, by=hub.first)
    approve(page=page, by=hub.second)
    publish_scheduled()
    assert not DisclosurePage.objects.get(pk=page.pk).live

    revision = Revision.objects.get(object_id=str(page.pk))  # two days later, so to speak
    due = datetime.now(UTC) - timedelta(seconds=1)
    content = {**revision.content, "go_live_at": due.isoformat()}
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=due, content=content)
    publish_scheduled()
    assert DisclosurePage.objects.get(pk=page.pk).live


def test_a_job_that_fails_is_one_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    from content.hub.clock import quietly

    def broken() -> None:
        raise ValueError("no reason")

    with caplog.at_level(logging.ERROR):
        quietly(broken)()
    assert [(record.message, getattr(record, "job", "")) for record in caplog.records] == [("job failed", "broken")]


def test_a_signer_that_does_not_answer_is_noticed(hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    from content.hub import clock

    hub.released()
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        clock.report_waiting()
        assert caplog.records == []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(clock, "OUTCOMES_EVERY_S", 0)
            clock.report_waiting()
    assert [record.message for record in caplog.records] == ["requests wait for the signer"]

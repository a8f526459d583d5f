"""What Wagtail calls when the last step is approved (WAGTAIL_FINISH_WORKFLOW_ACTION).

A module of its own: Wagtail imports it while its own models are still being made.
"""

from __future__ import annotations

from typing import Any


def release_reviewed_revision(workflow_state: Any, user: Any = None) -> None:
    """See content.hub.review.finish."""
    from content.hub.review.finish import release

    release(workflow_state)

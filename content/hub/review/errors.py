"""What the rules of review say when they refuse."""

from __future__ import annotations


class ReviewError(Exception):
    """The rules of review do not allow this step; the message says which one, in Chinese.

    No PermissionDenied: Wagtail would say in its place that some permission is missing.
    """

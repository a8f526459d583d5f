"""What the rules of review say when they refuse."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied


class ReviewError(PermissionDenied):
    """The rules of review do not allow this step; the message says which one."""

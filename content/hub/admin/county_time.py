"""Times on the page of one row: in the county's time, as everywhere else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from wagtail.admin.views.generic.models import InspectView


class CountyTimeInspectView(InspectView):
    """Wagtail's own shows times as the database has them, in UTC."""

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        return timezone.localtime(value) if isinstance(value, datetime) else value

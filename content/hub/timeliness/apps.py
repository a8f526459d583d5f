"""Django's registration of this folder."""

from django.apps import AppConfig


class TimelinessConfig(AppConfig):
    name = "content.hub.timeliness"
    label = "timeliness"
    verbose_name = "时效"

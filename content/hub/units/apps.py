"""Django's registration of this folder."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "content.hub.units"
    label = "units"
    verbose_name = "县的单位"

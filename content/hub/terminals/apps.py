"""Django's registration of this folder."""

from django.apps import AppConfig


class TerminalsConfig(AppConfig):
    name = "content.hub.terminals"
    label = "terminals"
    verbose_name = "终端"

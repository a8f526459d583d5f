"""Django's registration of this folder."""

from django.apps import AppConfig


class ErasuresConfig(AppConfig):
    name = "content.hub.erasures"
    label = "erasures"
    verbose_name = "抹除"

"""Django's registration of this folder."""

from django.apps import AppConfig


class ReleaseConfig(AppConfig):
    name = "content.hub.release"
    label = "release"
    verbose_name = "发布"

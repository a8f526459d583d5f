"""Django's registration of this folder."""

from django.apps import AppConfig


class CheckingConfig(AppConfig):
    name = "content.hub.checking"
    label = "checking"
    verbose_name = "稿件体检"

"""Django's registration of the hub as a whole: templates, styles, our own translations. First in the list."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    name = "content.hub"
    label = "hub"
    verbose_name = "县级公开平台"

"""Django's registration of this folder."""

from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    name = "content.hub.disclosures"
    label = "disclosures"
    verbose_name = "公开事项"

"""Django's registration of this folder."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "content.hub.catalogue"
    label = "catalogue"
    verbose_name = "公开目录"

"""Django's registration of this folder."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "content.hub.review"
    label = "review"
    verbose_name = "审核审批"

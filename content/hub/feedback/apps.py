"""Django's registration of this folder."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "content.hub.feedback"
    label = "feedback"
    verbose_name = "群众意见"

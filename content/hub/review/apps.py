"""Django's registration of this folder."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "content.hub.review"
    label = "review"
    verbose_name = "审核审批"

    def ready(self) -> None:
        from content.hub.review import checks
        from content.hub.review.standing import flows

        assert checks  # registers itself
        flows()  # a pack that is wrong is told at the start, not to the first clerk

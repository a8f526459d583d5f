"""Django's registration of this folder."""

from django.apps import AppConfig
from django.db.models.signals import post_save, pre_delete


class SearchConfig(AppConfig):
    name = "content.hub.search"
    label = "search"
    verbose_name = "检索"

    def ready(self) -> None:
        from content.hub.search.models import PageWords
        from content.hub.search.services import index_saved, words_go

        # Signals, as Wagtail's own index has them: its ways to write a page are many (create, edit, copy, release,
        # go back to a revision), and every one of them ends in a save.
        for model in ("disclosures.DisclosurePage", "units.UnitPage"):
            post_save.connect(index_saved, sender=model, dispatch_uid=f"search-{model}")
        pre_delete.connect(words_go, sender=PageWords, dispatch_uid="search-words-go")

"""The words of a page, closed up; their tokens lie in the database's own kind of index, see ``index``."""

from __future__ import annotations

from django.db import models
from wagtail.models import Page


class PageWords(models.Model):
    """One page of the tree: a unit by its name and code, a disclosure by what citizens see of it and its newest draft.

    title, body: content.hub.search.words.closed_texts.
    """

    page = models.OneToOneField(
        Page, models.CASCADE, primary_key=True, verbose_name="页面", related_name="+", db_index=False
    )
    title = models.TextField("标题")
    body = models.TextField("正文")

    class Meta:
        verbose_name = verbose_name_plural = "检索用词"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.page_id}: {len(self.title)} + {len(self.body)}"

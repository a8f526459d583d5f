"""An address of the hub that names an object is open to those who hold a role over its unit, and to nobody else.

Wagtail asks for rights in each of its views, in its own way; some show a title before they ask. Here the question is
asked once, before any of them, of whatever an address names. What a view asks besides, it goes on asking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.admin.auth import permission_denied
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from content.hub.admin.own_units import rows_read_by
from content.hub.erasures.models import Erasure
from content.hub.feedback.models import Opinion, Topic, Wish
from content.hub.files.permissions import user_can_see_file
from content.hub.release.models import EmergencyTemplate, LedLineRequest, ReleaseRequest
from content.hub.review.permissions import user_can_read
from content.hub.terminals.models import Board, Heartbeat
from content.hub.units.models import UnitPage

_PAGES = ("page_id", "parent_page_id", "page_to_move_id", "page_pk", "destination_id")
# Wagtail itself leads from here to the root of what somebody may see.
_EXPLORER = {"wagtailadmin_explore", "wagtailadmin_explore_results"}
_CHOOSER = "wagtailadmin_choose_page_child"  # the names of units are public
_ROWS = {
    "opinions": Opinion,
    "wishes": Wish,
    "topics": Topic,
    "releases": ReleaseRequest,
    "led-lines": LedLineRequest,
    "boards": Board,
    "terminals": Heartbeat,
}
_ROW_PAGES = {  # name of an address: model, what the address calls its key
    "led_approval": (LedLineRequest, "number"),
    "led_approval_preview": (LedLineRequest, "number"),
    "led_approval_signature": (LedLineRequest, "number"),
    "emergency_template": (EmergencyTemplate, "number"),
    "emergency_preview": (EmergencyTemplate, "number"),
    "emergency_signature": (EmergencyTemplate, "number"),
    "emergency_fill": (EmergencyTemplate, "number"),
    "emergency_retire": (EmergencyTemplate, "number"),
    "erasure": (Erasure, "pk"),
}
_FILES: dict[str, Callable[[], Any]] = {
    "document_id": get_document_model,
    "doc_id": get_document_model,
    "image_id": get_image_model,
}
_FILE_SPACES = {"wagtaildocs_chooser": get_document_model, "wagtailimages_chooser": get_image_model}


class SubtreeDoor:
    """Django middleware."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._answer(request)

    def process_view(self, request: HttpRequest, view: Any, arguments: Any, named: Any) -> HttpResponse | None:
        user: Any = request.user
        if not user.is_authenticated or user.is_superuser:
            return None  # strangers are the views' own affair; whoever keeps the machine sees everything
        if all(_answers(user, request.resolver_match, arguments, named)):
            return None
        refusal: HttpResponse = permission_denied(request)  # a sentence on the first page; 403 to a script
        return refusal


def _answers(user: Any, match: Any, arguments: Any, named: dict[str, Any]) -> Iterator[bool]:
    """For each object that the address names, whether this person may come near it."""
    if match.url_name in _EXPLORER:
        return
    keys = [named[name] for name in _PAGES if name in named]
    if match.url_name == "revisions_compare":
        keys.append(arguments[0])
    if match.namespaces[-1:] == ["pages"]:  # Wagtail's own interface for its scripts
        keys += [named[name] for name in ("pk",) if name in named]
    for page in Page.objects.filter(pk__in=keys):
        is_unit = match.url_name == _CHOOSER and issubclass(page.specific_class or Page, UnitPage)
        yield is_unit or user_can_read(user, page)
    yield from _rows(user, match, named)
    yield from _files(user, match, arguments, named)


def _rows(user: Any, match: Any, named: dict[str, Any]) -> Iterator[bool]:
    model: Any
    model, name = _ROW_PAGES.get(match.url_name, (_ROWS.get(match.namespace), "pk"))
    if model is not None and name in named:
        key = named[name]
        row = model.objects.filter(pk=key)
        yield not row.exists() or rows_read_by(user, row).exists()


def _files(user: Any, match: Any, arguments: Any, named: dict[str, Any]) -> Iterator[bool]:
    found = [(_FILES[name](), named[name]) for name in _FILES if name in named]
    space = match.namespaces[-1] if match.namespaces else ""
    if space in _FILE_SPACES and "pk" in named:
        found.append((_FILE_SPACES[space](), named["pk"]))
    if match.url_name == "wagtaildocs_serve":
        found.append((get_document_model(), arguments[0]))
    for model, key in found:
        file = model.objects.filter(pk=key).first()
        yield file is None or user_can_see_file(user, file)

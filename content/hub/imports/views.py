"""导入稿件: the page on which a clerk hands in a Word file.

A file with an identity number in it is not kept: the page shows where the numbers stand, and takes the draft over only
with all of them masked. Until then its text travels in the form, and each time everything is asked anew.
"""

from __future__ import annotations

from typing import Any

import msgspec
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from wagtail.admin.auth import require_admin_access

from content.hub.disclosures.draft import Draft
from content.hub.disclosures.gate import certain_findings
from content.hub.disclosures.services import create_drafts
from content.hub.imports.manuscripts import certain_in_draft, draft_of, texts_of_draft, without_numbers
from content.hub.imports.word import MAX_WORD_BYTES, Manuscript, read_word_file
from content.hub.reading.parts import Unreadable
from content.hub.units.models import UnitPage
from content.hub.units.selectors import pages_written_by
from content.record import UnitCode
from content.terms import Level


class Held(msgspec.Struct, frozen=True):
    """What travels in the form while a clerk decides: the text that was read, and the file's name."""

    manuscript: Manuscript
    file: str


def _import_manuscript(request: HttpRequest) -> HttpResponse:
    units = pages_written_by(request.user)
    if not units:
        raise PermissionDenied
    chosen = request.POST.get("unit") or request.GET.get("unit") or (units[0].unit_id if len(units) == 1 else "")
    context: dict[str, Any] = {"units": units, "chosen": chosen, "max_mb": MAX_WORD_BYTES // 1_000_000}
    if request.method == "POST":
        try:
            held = _held(request)
            place = next((page for page in units if page.unit_id == chosen), None)
            if place is None:
                raise ValueError("请选择单位。")
            draft = _draft(held, place)
            if request.POST.get("step") == "mask":
                draft = without_numbers(draft, settings.HUB.office_numbers)
            elif certain_findings(texts_of_draft(draft)):
                found = certain_in_draft(draft, settings.HUB.office_numbers)
                held_text = msgspec.json.encode(held).decode()
                context |= {"found": found, "held": held_text, "draft": draft, "place": place}
                return TemplateResponse(request, "hub/import.html", context)
        except (ValueError, Unreadable) as err:
            return TemplateResponse(request, "hub/import.html", {**context, "error": str(err)})
        return _kept(request, draft, held)
    return TemplateResponse(request, "hub/import.html", context)


def _held(request: HttpRequest) -> Held:
    """What was read from the file, or came back with the form. Raises Unreadable or ValueError."""
    if request.POST.get("step") == "mask":
        try:
            return msgspec.json.decode(request.POST.get("held", ""), type=Held)
        except (ValueError, RecursionError) as err:
            raise ValueError("页面内容不完整，请重新选择文件。") from err
    file = request.FILES.get("file")
    if file is None:
        raise ValueError("请选择一个 Word 文件。")
    if file.size is None or file.size > MAX_WORD_BYTES:
        raise ValueError(f"文件超过 {MAX_WORD_BYTES // 1_000_000} MB。图片请压缩，或另作附件。")
    return Held(read_word_file(file.read()), (file.name or "")[:200])


def _draft(held: Held, place: UnitPage) -> Draft:
    unit = place.unit
    return draft_of(
        held.manuscript,
        unit=UnitCode(unit.pk),
        level=Level(unit.level),
        publisher=unit.name,
        file_name=held.file,
    )


def _kept(request: HttpRequest, draft: Draft, held: Held) -> HttpResponse:
    """Keep the draft, and go on where the clerk goes on: on its edit page."""
    (page,) = create_drafts([draft], by=request.user)
    messages.success(request, f"《{held.file}》已导入为草稿。请对照原件核对，补全归类和期限，再提交审核。")
    if pictures := len(held.manuscript.files):
        messages.info(
            request,
            f"导入图片 {pictures} 张。请逐张看过：写上文字说明，并在「稿件体检」中确认不含个人信息；"
            "在 Word 里盖在图片上的色块不会一同导入。",
        )
    for sentence in held.manuscript.left_out:
        messages.warning(request, sentence)
    answer: HttpResponse = redirect("wagtailadmin_pages:edit", page.pk)
    return answer


import_manuscript = require_admin_access(_import_manuscript)

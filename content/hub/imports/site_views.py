"""从网站导入: the page on which a clerk hands in a feed (RSS, Atom) of the unit's own site; each item becomes a draft.

The hub fetches nothing itself: whoever may name an address could let it knock at doors within the county's net.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import require_admin_access

from content.hub.disclosures.services import create_drafts
from content.hub.imports.assign import to_unit
from content.hub.imports.files import LIMITS
from content.hub.imports.known import hub_has_text, known_in_hub
from content.hub.imports.reasons import HINT_LABELS, REFUSAL_LABELS, REPAIR_LABELS
from content.hub.imports.report import ImportReport, RowReport
from content.hub.imports.run import import_files
from content.hub.review.standing import today_here
from content.hub.units.models import UnitPage
from content.hub.units.selectors import pages_written_by
from content.record import UnitCode

SUFFIXES = (".xml", ".rss", ".atom")
MAX_BYTES = LIMITS[".xml"]
MOST_SHOWN = 200  # rows of the report


def _import_site(request: HttpRequest) -> HttpResponse:
    units = pages_written_by(request.user)
    if not units:
        raise PermissionDenied
    chosen = request.POST.get("unit") or (units[0].unit_id if len(units) == 1 else "")
    context: dict[str, Any] = {"units": units, "chosen": chosen, "max_mb": MAX_BYTES // 1_000_000}
    if request.method == "POST":
        try:
            place = next((page for page in units if page.unit_id == chosen), None)
            if place is None:
                raise ValueError("请选择单位。")
            report = _imported(_file(request), place, request.user)
        except ValueError as err:
            return TemplateResponse(request, "hub/import_site.html", {**context, "error": str(err)})
        context |= {"refused": report.read - report.accepted}
        context |= {
            "report": report,
            "place": place,
            "rows": [_in_words(row) for row in sorted(report.rows, key=lambda row: row.row)[:MOST_SHOWN]],
        }
    return TemplateResponse(request, "hub/import_site.html", context)


def _file(request: HttpRequest) -> UploadedFile:
    file = request.FILES.get("file")
    if file is None:
        raise ValueError("请选择一个 RSS 或 Atom 文件。")
    if not (file.name or "").lower().endswith(SUFFIXES):
        raise ValueError(f"这不是 RSS 或 Atom 文件：文件名应以 {'、'.join(SUFFIXES)} 结尾。")
    if file.size is None or file.size > MAX_BYTES:
        raise ValueError(f"文件超过 {MAX_BYTES // 1_000_000} MB，请让网站少列几条，分几次导入。")
    return file


def _imported(file: UploadedFile, place: UnitPage, by: Any) -> ImportReport:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / _plain_name(file.name or "")
        path.write_bytes(file.read())
        return import_files(
            [path],
            lambda drafts: create_drafts(drafts, by=by),
            assign=to_unit(UnitCode(place.unit_id)),
            today=today_here(),
            known=known_in_hub(),
            has_text=hub_has_text,
        )


def _plain_name(name: str) -> str:
    """The last part of a name, as the report says it; no more than what is safe below a folder of our own."""
    last = PurePosixPath(PureWindowsPath(name).name).name
    stem, _, suffix = last.rpartition(".")
    return f"{re.sub(r'[^0-9A-Za-z一-龥_-]+', '_', stem)[:60] or 'feed'}.{suffix.lower()}"


def _in_words(row: RowReport) -> dict[str, str]:
    """One item of the report for a clerk: what came of it, and why."""
    if row.refused is not None:
        what = "没有导入"
        why = [REFUSAL_LABELS[row.refused]]
    else:
        what = "请核对" if row.hints else "已导入"
        why = [*(HINT_LABELS[hint] for hint in row.hints), *(REPAIR_LABELS[repair] for repair in row.repaired)]
    return {
        "number": f"第 {row.row} 条" if row.row else "整个文件",
        "title": row.title,
        "what": what,
        "why": "；".join(why),
        "detail": row.detail,
    }


import_site = require_admin_access(require_http_methods(["GET", "HEAD", "POST"])(_import_site))

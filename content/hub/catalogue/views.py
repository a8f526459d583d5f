"""The clerk's pages of the catalogue: what holds, an import, what a version changes and whether it is to hold."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import require_admin_access

from content.hub.catalogue.export import workbook_of
from content.hub.catalogue.item import ITEM_LABELS, Item
from content.hub.catalogue.limits import rule_of
from content.hub.catalogue.models import CatalogueVersion
from content.hub.catalogue.permissions import user_can_decide, user_can_import
from content.hub.catalogue.selectors import changes_of, current_version, items_of, nobodys
from content.hub.catalogue.services import MAX_NOTE_LENGTH, NotAllowed, decide, import_catalogue
from content.hub.catalogue.sheets import NotACatalogue
from content.hub.units.selectors import current_county

MAX_UPLOAD_BYTES = 20_000_000
MOST_FAULTS_SHOWN = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _catalogue(request: HttpRequest) -> HttpResponse:
    """The catalogue that holds, one domain at a time, and its versions."""
    version = current_version()
    items = items_of(version)
    domains = list(dict.fromkeys(item.domain for item in items))
    chosen = request.GET.get("domain", "")
    if chosen not in domains:
        chosen = domains[0] if domains else ""
    county = current_county()
    context = {
        "version": version,
        "domains": [(domain, sum(item.domain == domain for item in items)) for domain in domains],
        "chosen": chosen,
        "rows": [_row(item) for item in items if item.domain == chosen],
        "nobodys": nobodys(county.units) if county else [],
        "versions": CatalogueVersion.objects.select_related("decision").defer("items").order_by("-pk")[:20],
        "can_import": user_can_import(request.user),
    }
    return TemplateResponse(request, "hub/catalogue/list.html", context)


def _import(request: HttpRequest) -> HttpResponse:
    """导入: a file, or what is wrong in it cell by cell."""
    context: dict[str, Any] = {"can_import": user_can_import(request.user), "columns": ITEM_LABELS.values()}
    if request.method == "POST":
        try:
            version = _imported(request)
        except NotACatalogue as err:
            context |= {"faults": err.faults[:MOST_FAULTS_SHOWN], "fault_count": len(err.faults)}
        except NotAllowed as err:
            context["error"] = str(err)
        else:
            if version.passed_over:
                names = "」「".join(version.passed_over)
                messages.warning(request, f"工作表「{names}」没有目录的表头，没有导入。")
            answer: HttpResponse = redirect("catalogue_version", version.pk)
            return answer
    return TemplateResponse(request, "hub/catalogue/import.html", context, status=400 if len(context) > 2 else 200)


def _imported(request: HttpRequest) -> CatalogueVersion:
    file = request.FILES.get("file")
    if file is None or not file.size:
        raise NotAllowed("请选择一个 Excel 文件（.xlsx 或 .xls）")
    if file.size > MAX_UPLOAD_BYTES:
        raise NotAllowed(f"文件 {file.size:,} 字节，最多 {MAX_UPLOAD_BYTES:,} 字节")
    return import_catalogue(data=file.read(), file_name=file.name or "", by=request.user)


def _version(request: HttpRequest, number: int) -> HttpResponse:
    """核对: what a version changes; 启用 or 不启用 by somebody who did not import it."""
    version = get_object_or_404(CatalogueVersion.objects.select_related("decision"), pk=number)
    error = ""
    if request.method == "POST":
        try:
            if request.POST.get("decision") not in ("holds", "not"):
                raise NotAllowed("请选择启用或者不启用")
            made = decide(
                version=version,
                holds=request.POST["decision"] == "holds",
                seen=_number(request.POST.get("seen", "")),
                note=request.POST.get("note", ""),
                by=request.user,
            )
        except NotAllowed as err:
            error = str(err)
        else:
            messages.success(request, f"{version}已启用。" if made.holds else f"{version}不启用，已记录。")
            answer: HttpResponse = redirect("catalogue")
            return answer
    before, changes = changes_of(version)
    decision = getattr(version, "decision", None)
    context = {
        "version": version,
        "decision": decision,
        "before": before,
        "changes": changes,
        "can_decide": decision is None and user_can_decide(request.user, version),
        "error": error,
        "note": request.POST.get("note", ""),
        "max_note": MAX_NOTE_LENGTH,
    }
    return TemplateResponse(request, "hub/catalogue/version.html", context, status=400 if error else 200)


def _export(request: HttpRequest, number: int) -> HttpResponse:
    """导出: one version as an Excel file."""
    version = get_object_or_404(CatalogueVersion, pk=number)
    county = current_county()
    answer = HttpResponse(workbook_of(items_of(version), county.name if county else ""), content_type=XLSX)
    name = f"公开目录-第{version.pk}版.xlsx"
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


def _row(item: Item) -> dict[str, Any]:
    """An item as the page shows it."""
    texts = item.texts()
    return {**texts, "key": item.key, "has_clock": rule_of(item) is not None}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


catalogue = require_admin_access(require_safe(_catalogue))
upload = require_admin_access(require_http_methods(["GET", "HEAD", "POST"])(_import))
version = require_admin_access(require_http_methods(["GET", "HEAD", "POST"])(_version))
export = require_admin_access(require_safe(_export))

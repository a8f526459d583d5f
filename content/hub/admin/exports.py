"""Cells of exported lists that a spreadsheet would take for a formula: they begin with an apostrophe.

A citizen may write =HYPERLINK("http://…") at a touch screen, and a clerk opens the list of opinions. Wagtail writes no
formula into xlsx; its CSV has every text as it is. The characters: OWASP, CSV Injection.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from wagtail.admin.views.mixins import SpreadsheetExportMixin

_BEGIN_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain_cell(value: Any) -> str:
    """The text of a cell that no spreadsheet computes."""
    text = str(value)
    return f"'{text}" if text.startswith(_BEGIN_A_FORMULA) else text


def keep_formulas_out() -> None:
    """For every list of the admin, Wagtail's own reports included."""
    SpreadsheetExportMixin.custom_value_preprocess = {
        **SpreadsheetExportMixin.custom_value_preprocess,
        (str, Model): {SpreadsheetExportMixin.FORMAT_CSV: plain_cell},
    }

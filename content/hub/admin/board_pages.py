"""Boards and LED lines in the admin's lists and on their own pages: what stands there, and why a line does not."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.models import InspectView

from content.hub.admin.county_time import CountyTimeInspectView
from content.hub.admin.own_units import OwnIndexView
from content.hub.release.board_lines import board_page, on_boards, report_on, standing_of
from content.hub.release.models import LedLineRequest
from content.hub.terminals.abilities import class_of
from content.hub.terminals.board_view import class_told, refusal
from content.hub.terminals.models import Board
from content.hub.terminals.wording import model_label


class StandingColumn(Column):
    """The board's text, whether it is confirmed, since when and until when."""

    cell_template_name = "hub/cells/standing.html"

    def get_value(self, instance: Board) -> Any:
        return standing_of(instance, timezone.now())


class HeardColumn(StandingColumn):
    cell_template_name = "hub/cells/heard.html"


class RefusedColumn(Column):
    """How many lines the board does not show, and why not the first ones."""

    cell_template_name = "hub/cells/refused.html"

    def get_value(self, instance: Board) -> Any:
        report, _ = report_on(instance)
        return [(one.line, refusal(one.reason)) for one in report.refused] if report else []


class OnBoardsColumn(Column):
    """A line's boards, and what became of it there."""

    cell_template_name = "hub/cells/on_boards.html"

    def get_value(self, instance: LedLineRequest) -> Any:
        return on_boards(instance, timezone.now())


BOARD_COLUMNS = [
    "id",
    "unit",
    Column("model", label="型号", accessor=lambda board: model_label(board.model)),
    Column("safety_class", label="安全等级", accessor=lambda board: class_told(report_on(board)[0], class_of(board))),
    StandingColumn("standing", label="屏上现在"),
    HeardColumn("heard", label="最后联系"),
    RefusedColumn("refused", label="未显示的短讯"),
]
ON_BOARDS = OnBoardsColumn("on_boards", label="上屏情况")


class BoardIndexView(OwnIndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("unit", "state")


class LedLineIndexView(OwnIndexView):
    def get_base_queryset(self) -> Any:
        found = super().get_base_queryset().select_related("registration", "release__outcome")
        return found.prefetch_related("boards__state", "boards__unit", "signatures")


class BoardInspectView(InspectView):
    template_name = "hub/board.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "page": board_page(self.object, timezone.now())}


class LedLineInspectView(CountyTimeInspectView):
    template_name = "hub/led_line_page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "on_boards": on_boards(self.object, timezone.now())}

"""Lists of what is not a page: opinions by unit, terminals, boards, LED lines, the release log. Read-only."""

from __future__ import annotations

from typing import Any

from django.urls import path
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from content.hub.admin.board_pages import (
    BOARD_COLUMNS,
    ON_BOARDS,
    BoardIndexView,
    BoardInspectView,
    LedLineIndexView,
    LedLineInspectView,
)
from content.hub.admin.county_time import CountyTimeInspectView
from content.hub.admin.lists import (
    HeartbeatIndexView,
    OpinionIndexView,
    ReleaseIndexView,
    TopicIndexView,
    WishIndexView,
)
from content.hub.admin.own_units import OwnIndexView
from content.hub.feedback.models import Opinion, Topic, Wish
from content.hub.feedback.views import OpinionInspectView, WishInspectView, surveys
from content.hub.release.models import LedLineRequest, ReleaseRequest
from content.hub.review.permissions import user_can_handle_opinion
from content.hub.terminals.models import Board, Heartbeat

ANSWERED = Column("answer_state", label="答复", classname="hub-one-line")


class ReadOnly(ModelPermissionPolicy):
    """Whoever may see the list may see it; nobody changes it here."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and bool(user.is_active) and bool(user.has_perm("wagtailadmin.access_admin"))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class ReadOnlyViewSet(ModelViewSet):
    """A list with filters and export."""

    index_view_class = OwnIndexView

    exclude_form_fields: list[str] = []
    inspect_view_enabled = True
    inspect_view_class = CountyTimeInspectView
    list_per_page = 50

    @property
    def permission_policy(self) -> ReadOnly:
        return ReadOnly(self.model)


class OpinionViewSet(ReadOnlyViewSet):
    model = Opinion
    index_view_class = OpinionIndexView
    icon = "comment"
    menu_label = "群众意见"
    list_display = ["receipt_written", "unit", "disclosure", "rating", "text", "at", ANSWERED, "sealed_state"]
    list_filter = ["unit", "rating"]
    list_export = ["receipt", "unit", "disclosure", "rev", "rating", "text", "at", "received_at", "terminal"]
    search_fields = ["text", "disclosure", "receipt"]
    inspect_view_class = OpinionInspectView
    inspect_template_name = "hub/opinion.html"
    inspect_view_fields = [
        "receipt_written",
        "unit",
        "disclosure",
        "rev",
        "rating",
        "text",
        "at",
        "received_at",
        "terminal",
        "answer_state",
        "sealed_state",
    ]


class WishViewSet(ReadOnlyViewSet):
    model = Wish
    index_view_class = WishIndexView
    icon = "form"
    menu_label = "群众点单"
    list_display = ["__str__", "unit", "at", "terminal"]
    list_filter = ["unit", "topic"]
    list_export = ["unit", "topic", "text", "at", "received_at", "terminal"]
    search_fields = ["topic", "text"]
    inspect_view_class = WishInspectView
    inspect_template_name = "hub/wish.html"
    inspect_view_fields = ["topic", "text", "unit", "at", "received_at", "terminal"]


class ByClerks(ModelPermissionPolicy):
    """Whoever may see the list may see it; the clerks for opinions of a unit change what is their unit's."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if not user.is_active or not user.has_perm("wagtailadmin.access_admin"):
            return False
        return action == "view" or (action in {"add", "change"} and bool(user.has_perm("feedback.open_sealed")))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if action == "view":
            return self.user_has_permission(user, action)
        return action == "change" and user_can_handle_opinion(user, instance.unit.page)


class TopicViewSet(ModelViewSet):
    model = Topic
    index_view_class = TopicIndexView
    icon = "tasks"
    menu_label = "选题池"
    list_display = ["title", "unit", "state", "wished", "changed_at"]
    list_filter = ["unit", "state"]
    search_fields = ["title"]
    form_fields = ["title", "unit", "state", "note"]
    list_per_page = 50

    @property
    def permission_policy(self) -> ByClerks:
        return ByClerks(self.model)


class SurveyViewSet(ViewSet):
    icon = "list-ul"
    menu_label = "问卷结果"

    def get_urlpatterns(self) -> list[Any]:
        return [path("", surveys, name="index")]


class ReleaseViewSet(ReadOnlyViewSet):
    model = ReleaseRequest
    index_view_class = ReleaseIndexView
    icon = "upload"
    menu_label = "发布记录"
    list_display = [
        "id",
        "kind",
        "disclosure",
        "rev",
        "author_name",
        "consents",
        "created_at",
        "result",
    ]
    list_filter = ["kind", "unit"]
    search_fields = ["disclosure"]
    inspect_view_fields = [*list_display, "sha256"]


class LedLineViewSet(ReadOnlyViewSet):
    model = LedLineRequest
    icon = "bars"
    menu_label = "显示屏短讯"
    list_display = ["registration", "text", "valid_until", "proposed_by_name", "state", ON_BOARDS]
    index_view_class = LedLineIndexView
    inspect_view_class = LedLineInspectView
    inspect_template_name = LedLineInspectView.template_name
    inspect_view_fields = ["registration", "text", "valid_until", "proposed_by_name", "state"]


class BoardViewSet(ReadOnlyViewSet):
    model = Board
    icon = "desktop"
    menu_label = "显示屏"
    list_display = BOARD_COLUMNS
    list_filter = ["unit"]
    index_view_class = BoardIndexView
    inspect_view_class = BoardInspectView
    inspect_template_name = BoardInspectView.template_name
    inspect_view_fields = ["id"]


class HeartbeatViewSet(ReadOnlyViewSet):
    model = Heartbeat
    index_view_class = HeartbeatIndexView
    icon = "mobile-alt"
    menu_label = "终端状态"
    list_display = ["terminal", "received_at", "last_pull", "version", "problems"]
    inspect_view_fields = list_display


class FeedbackGroup(ViewSetGroup):
    menu_label = "意见与发布"
    menu_icon = "comment"
    menu_order = 200
    items = (
        OpinionViewSet("opinions"),
        WishViewSet("wishes"),
        TopicViewSet("topics"),
        SurveyViewSet("surveys"),
        ReleaseViewSet("releases"),
        LedLineViewSet("led-lines"),
    )


class MachineGroup(ViewSetGroup):
    menu_label = "终端与屏"
    menu_icon = "desktop"
    menu_order = 210
    items = (HeartbeatViewSet("terminals"), BoardViewSet("boards"))


FEEDBACK = FeedbackGroup()
MACHINES = MachineGroup()

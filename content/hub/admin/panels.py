"""The panels on top of a disclosure's edit page: where it stands in review, and what the checks find in it."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel


class ReleasePanel(Panel):
    """Read-only; absent until the page has been saved once."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "hub/release_panel.html"

        def is_shown(self) -> bool:
            return self.instance.pk is not None and bool(super().is_shown())

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            # Imported here: the models are not loaded yet when the page's class lists its panels.
            from content.hub.catalogue.selectors import due_of
            from content.hub.checking.selectors import clocks_of_hub
            from content.hub.release.selectors import history_of
            from content.hub.review.permissions import (
                user_can_approve,
                user_can_propose_emergency,
                user_can_propose_led_line,
                user_can_withdraw,
            )
            from content.hub.review.selectors import flow_shown

            context: dict[str, Any] = super().get_context_data(parent_context)
            history = history_of(page=self.instance)
            is_on_display = history.registration is not None and not history.registration.is_withdrawn
            context["history"] = history
            context["shown"] = flow_shown(self.instance)
            context["catalogue"] = due_of(self.instance.catalogue_item, self.instance.formed_on, clocks_of_hub().work)
            context["is_mine"] = self.instance.workflow_in_progress and user_can_approve(
                self.request.user, self.instance
            )
            context["can_withdraw"] = is_on_display and user_can_withdraw(self.request.user, self.instance)
            context["can_propose_line"] = is_on_display and user_can_propose_led_line(self.request.user, self.instance)
            context["can_propose_template"] = is_on_display and user_can_propose_emergency(
                self.request.user, self.instance
            )
            return context


class CheckPanel(Panel):
    """稿件体检 of the page as it is shown: text, accounts, personal data, scanned pages. Absent until first saved."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "hub/check_panel.html"

        def is_shown(self) -> bool:
            return self.instance.pk is not None and bool(super().is_shown())

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from content.hub.checking.view import shown

            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, **shown(self.instance)}

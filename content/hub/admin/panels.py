"""The panel on top of a disclosure's edit page: where it stands in review and what became of its releases."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel


class ReleasePanel(Panel):
    """Read-only; empty until the page has been saved once."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "hub/release_panel.html"

        def is_shown(self) -> bool:
            return self.instance.pk is not None and bool(super().is_shown())

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            # Imported here: the models of this panel's page are not loaded when the page's panels are listed.
            from content.hub.release.selectors import history_of

            context: dict[str, Any] = super().get_context_data(parent_context)
            context["history"] = history_of(page=self.instance)
            return context

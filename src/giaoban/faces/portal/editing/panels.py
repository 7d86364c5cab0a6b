"""What stands on the editing side beside the forms: what is due, and what the checker says of the article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.admin.ui.components import Component

from giaoban.faces.portal import clock


class FindingsPanel(Panel):
    """What is to be mended or looked at before publication, as of the draft that the page was opened with."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"heading": _("Before publication")} | kwargs))

    class BoundPanel(Panel.BoundPanel):
        template_name = "portal/admin/findings.html"

        def is_shown(self) -> bool:
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            from giaoban.faces.portal.wording.articles import findings_in

            return super().get_context_data(parent_context) | {"findings": findings_in(self.instance)}


class DuePanel(Component):
    """What waits for the person who signed in, late first, each with its day and where it is done."""

    name = "due"
    order = 10
    template_name = "portal/admin/due.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        from giaoban.faces.portal.editing.due import due_for

        account = parent_context["request"].user if parent_context else None
        return {"due": due_for(account, today=clock.today())}

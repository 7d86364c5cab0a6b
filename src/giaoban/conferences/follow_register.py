"""The act by which those in charge are asked how far things are, and the part of the page that says who has told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.conferences import follow_ups
from giaoban.conferences.models import Conference, ConferencePoint, PointReport
from giaoban.ground.journal.clock import today
from giaoban.ground.regulations.queries import rule
from giaoban.kit.register import Act, Ask, RecordPart

OF_CONFERENCE = (
    Act("ask_follow_up", follow_ups.ask_follow_up, _("Ask how far everything is"), (
        Ask("until", pgettext_lazy("follow-up", "Answer until"), "day", initial=lambda actor, record: follow_ups.usual_until(record)),
        Ask("note", _("A word to all"), required=False, most=400),
    ), on_record=True, icon="list-checks",
        open_for=lambda record: record.state in {"held", "concluded"}
        and record.points.filter(state="assigned").exists(),
        about=_("Whoever is in charge of a proposal or a conclusion finds the form on its page and by its account; of a body that "
                "ended its successors do. Who has not answered can be reminded.")),
)  # fmt: skip
"""The act by which a round begins."""
ON_POINT = (
    Act("tell", follow_ups.tell, _("Note how far it is"), (
        Ask("progress", pgettext_lazy("point", "How far"), "choice", choices=PointReport.Progress.choices),
        Ask("text", _("What was done, what is in the way, when it will be finished"), "long"),
        Ask("told_by", _("Who said so, and how"), most=200),
    ), on_record=True, open_for=lambda record: record.state == "assigned", icon="pencil"),
)  # fmt: skip
"""The act by which the host notes what it was told."""


def of_follow_up(record: Conference, acts: list[dict[str, Any]]) -> list[RecordPart]:
    """The last round, who was asked and who has told; and when the next is usual."""
    follow_up = follow_ups.round_of(record)
    if follow_up is None and not acts:
        return []
    rows = follow_ups.wanted_in(follow_up, on=today()) if follow_up else []
    over = follow_up is not None and follow_up.until < today()
    days = rule("conferences.follow_up_days", on=record.held_on)
    usual = record.held_on + timedelta(days=int(days.value)) if days and follow_up is None else None
    context = {"asked": follow_up, "rows": rows, "over": over, "usual": usual, "acts": acts}
    return [RecordPart(_("How far everything is"), "conferences/follow_up.html", context)]


def of_point(actor: Any, record: ConferencePoint) -> list[RecordPart]:
    """What was told of the point, the last first."""
    reports = list(record.reports.order_by("-told_on", "-pk"))
    return [RecordPart(_("How far it was"), "conferences/point_reports.html", {"reports": reports})] if reports else []

"""The act by which delegations are asked what they thought of the day, and the part of the page that tells the numbers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.conferences import feedback, feedback_rules
from giaoban.conferences.models import Conference
from giaoban.kit.register import Act, Ask, RecordPart


def _questions(actor: Any, record: Conference) -> str:
    row = feedback.feedback_of(record)
    return "\n".join(row.questions) if row else feedback_rules.USUAL


OF_CONFERENCE = (
    Act("ask_feedback", feedback.ask_feedback, _("Ask the delegations what they thought of it"), (
        Ask("questions", pgettext_lazy("feedback", "What is asked"), "long", initial=_questions,
            help=_("One a line; each is answered by one of four marks.")),
        Ask("until", pgettext_lazy("feedback", "Until"), "day", initial=lambda actor, record: feedback.usual_until(record)),
    ), on_record=True, open_for=lambda record: record.state in {"held", "concluded"}, icon="notebook-pen",
        about=_("Each delegation that came answers on its own page, without its name; the numbers are told after that day.")),
)  # fmt: skip
"""The act by which delegations are asked."""


def of_feedback(record: Conference, acts: list[dict[str, Any]]) -> list[RecordPart]:
    """What delegations said, as far as it is told."""
    row = feedback.feedback_of(record)
    if row is None and not acts:
        return []
    sentence, rows = feedback.told_of(row) if row else ("", [])
    context = {"row": row, "sentence": sentence, "rows": rows, "acts": acts}
    return [RecordPart(_("What the delegations thought of it"), "conferences/feedback.html", context)]

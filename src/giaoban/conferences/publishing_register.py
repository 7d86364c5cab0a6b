"""The acts by which a conference is made public, and the part of its page that says what the public reads."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from giaoban.conferences import publishing
from giaoban.conferences.models import Conference
from giaoban.kit.register import REASON, Act, Ask, RecordPart


def _parts(actor: Any, record: Conference) -> list[tuple[str, Any]]:
    early = publishing.ONCE_HELD if record.state == "preparing" else ()
    return [(name, label) for name, label in publishing.PARTS if name not in early]


def _points(actor: Any, record: Conference) -> list[tuple[str, str]]:
    points = publishing.public_points(record) if record.state == "concluded" else ()
    return [(str(point.pk), str(point)) for point in points]


def _chosen(name: str) -> Any:
    def opens_with(actor: Any, record: Conference) -> list[str]:
        row = publishing.publication_of(record)
        return [str(one) for one in row.chosen[name]] if row else []

    return opens_with


OF_CONFERENCE = (
    Act("publish", publishing.publish, _("Let the public read of it"), (
        Ask("parts", _("What the public reads beside host, day, place and theme"), "several", required=False,
            choices=_parts, initial=_chosen("parts")),
        Ask("points", _("Which conclusions the public reads"), "several", required=False, choices=_points,
            initial=_chosen("points")),
    ), on_record=True, icon="eye", open_for=lambda record: record.state in {"preparing", "held", "concluded"},
        about=_("It stands on the portal at once, and what an article is drafted from is this and nothing else.")),
    Act("withdraw_publication", publishing.withdraw_publication, _("Take it off the portal"), (REASON,), on_record=True,
        danger=True, open_for=lambda record: publishing.publication_of(record) is not None,
        about=_("Articles about the conference stay; their editors withdraw them.")),
)  # fmt: skip
"""The acts by which a conference is made public and taken back."""


def of_public(record: Conference, acts: list[dict[str, Any]]) -> list[RecordPart]:
    """What the public reads of the conference now, with the way to a draft article once it is concluded."""
    row = publishing.publication_of(record)
    if row is None and not acts:
        return []
    labels = dict(publishing.PARTS)
    context: dict[str, Any] = {"acts": acts, "row": row}
    if row is not None:
        context |= {
            "parts": [labels[name] for name in row.chosen["parts"]],
            "points": len(row.content["conclusions"]),
            "changed": publishing.has_changed(row),
            "address": f"{settings.SITE_ADDRESS.rstrip('/')}{reverse('portal_conference', args=[row.slug])}",
            "draft": f"{reverse('portal_draft_conference')}?hoi-nghi={row.slug}"
            if record.state == Conference.State.CONCLUDED
            else "",
        }
    return [RecordPart(_("What the public reads"), "conferences/public.html", context)]

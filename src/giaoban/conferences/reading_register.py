"""The acts by which minutes are read back and adopted, objections at a glance, and the part of a conference's page."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.conferences import reading
from giaoban.conferences.models import Conference, MinutesObjection
from giaoban.ground.journal.clock import today
from giaoban.kit.acts import acts_on
from giaoban.kit.register import REASON, Act, Ask, Column, RecordPart, Register, by_state


def _coming(actor: Any, record: Conference) -> list[tuple[Any, str]]:
    return [(row, row.name) for row in record.delegations.filter(state="comes").order_by("name")]


def _is_read(record: Conference) -> bool:
    standing = reading.reading_of(record)
    return standing is not None and standing.state == "read"


def _can_be_read(record: Conference) -> bool:
    return record.state in reading.TAKEN and record.held_on <= today() and reading.adopted_of(record) is None


ASKED = (
    Ask("text", _("What is not right, and what it should say"), "long"),
    Ask("delegation", _("Delegation"), "record", required=False, choices=_coming),
    Ask("voiced_by", _("Who says so: name and post"), required=False, most=300, help=_("Left empty: the delegation.")),
)
OF_CONFERENCE = (
    Act("read_back", reading.read_back, _("Read the minutes back"), on_record=True, icon="megaphone",
        open_for=lambda record: _can_be_read(record) and record.notes.exists(),
        about=_("The minutes stand on a page of their own to be read out; delegations read along and object from their pages.")),
    Act("object_to_minutes", reading.object_to_minutes, _("Note an objection to the minutes"), ASKED, on_record=True,
        open_for=_is_read),
    Act("adopt_minutes", reading.adopt_minutes, _("The minutes are adopted"), (
        Ask("adopted_by", _("Chair"), initial=lambda actor, record: record.chair, most=160),
    ), on_record=True, icon="check", open_for=_is_read,
        about=_("Their text is this from now on; every objection is settled and stands in them with what was done.")),
    Act("reopen_minutes", reading.reopen_minutes, _("Open the minutes again"), (REASON,), on_record=True, danger=True,
        open_for=lambda record: reading.adopted_of(record) is not None),
)  # fmt: skip
"""The acts by which the minutes of a conference are read back and adopted."""
NAMES = ("read_back", "object_to_minutes", "adopt_minutes", "reopen_minutes")

OBJECTIONS = Register(
    name="objections",
    area="conferences",
    label=_("Objections to minutes"),
    record=MinutesObjection,
    icon="pencil",
    order="pk",
    rows=lambda day: MinutesObjection.objects.select_related("conference", "delegation"),
    columns=(
        Column("text"),
        Column("voiced_by"),
        Column("conference"),
        Column("delegation", listed=False),
        Column("noted_at", listed=False),
        Column("state"),
        Column("settled", listed=False),
        Column("unit", listed=False),
    ),
    acts=(
        Act("correct", reading.correct, _("The minutes were corrected"), (
            Ask("settled", _("What was corrected"), "long", required=False),
        ), on_record=True, open_for=lambda record: record.state == "open", icon="check"),
        Act("keep", reading.keep, _("They stay as they are"), (Ask("settled", _("Reason"), "long"),), on_record=True,
            open_for=lambda record: record.state == "open"),
    ),
    search=lambda text: Q(text__icontains=text) | Q(voiced_by__icontains=text),
    filters=(by_state(MinutesObjection.State.choices),),
)  # fmt: skip


def of_reading(actor: Any, record: Conference, acts: list[dict[str, Any]]) -> list[RecordPart]:
    """How far the minutes are: read back, objected to, adopted."""
    standing = reading.reading_of(record)
    if standing is None and not acts:
        return []
    context = {
        "standing": standing, "rows": objections_of(actor, record), "acts": acts,
        "page": reverse("conferences:minutes", args=[record.pk]),
    }  # fmt: skip
    return [RecordPart(pgettext_lazy("conference", "Reading back the minutes"), "conferences/reading.html", context)]


def objections_of(actor: Any, record: Conference) -> list[dict[str, Any]]:
    """What was objected when the minutes were read last, each with what may be done about it."""
    standing = reading.reading_of(record)
    tones = {"corrected": "accepted", "kept": "", "open": "waits"}
    return [
        {
            "objection": objection,
            "badge": {"text": objection.get_state_display(), "tone": tones[objection.state]},
            "acts": acts_on(actor, OBJECTIONS, objection, on=today(), names=("correct", "keep")),
        }
        for objection in (standing.objections.all() if standing else [])
    ]

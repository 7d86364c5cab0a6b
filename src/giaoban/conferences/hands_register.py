"""Requests to speak at a glance: of whom, on what, how they stand; what the chair does with them is done in the room."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.conferences import floor, hands
from giaoban.conferences.models import Hand, ProgrammeItem
from giaoban.kit.register import REASON, Act, Ask, Column, Register, by_state


def _in(*states: str) -> Any:
    return lambda record: record.state in states and hands.sits(record.conference)


def _takes(record: ProgrammeItem) -> bool:
    open_item = record.kind in floor.TAKES_HANDS and record.state in {"planned", "running"}
    return open_item and hands.sits(record.conference)


def _coming(actor: Any, record: ProgrammeItem) -> list[tuple[Any, str]]:
    return [
        (delegation, delegation.name)
        for delegation in record.conference.delegations.filter(state="comes").order_by("name")
    ]


def _asked(record: Hand) -> str:
    return f"{localtime(record.asked_at):%H:%M %d/%m/%Y}"


ON_ITEM = (
    Act("raise_hand", hands.raise_hand, _("Note who asks to speak"), (
        Ask("delegation", _("Delegation"), "record", choices=_coming),
        Ask("speaker", _("Who speaks: name and post"), most=300),
        Ask("about", pgettext_lazy("hand", "On what"), required=False, most=200),
    ), on_record=True, open_for=_takes, icon="megaphone",
        about=_("For those who have no telephone at hand; delegations ask on their own page.")),
)  # fmt: skip
"""The act by which the secretary notes a raised arm."""

HANDS = Register(
    name="hands",
    area="conferences",
    label=_("Requests to speak"),
    record=Hand,
    icon="megaphone",
    order="asked_at",
    rows=lambda day: Hand.objects.select_related("conference", "delegation", "item"),
    columns=(
        Column("asked_at", show=_asked, sort="asked_at"),
        Column("delegation"),
        Column("speaker"),
        Column("item"),
        Column("about", listed=False),
        Column("state"),
        Column("reason", listed=False),
        Column("conference", listed=False),
        Column("unit", listed=False),
    ),
    acts=(
        Act("give_floor", hands.give_floor, _("Give the floor"), on_record=True, open_for=_in("waiting", "passed"), icon="check"),
        Act("end_speech", hands.end_speech, _("The speech is over"), on_record=True, open_for=_in("called")),
        Act("pass_over", hands.pass_over, _("Pass over"), (REASON,), on_record=True, open_for=_in("waiting"), danger=True),
        Act("put_back", hands.put_back, _("Put back on the list"), on_record=True, open_for=_in("called", "passed", "spoke"),
            icon="undo-2"),
        Act("lower", hands.lower, _("Take off the list"), on_record=True, open_for=_in("waiting"),
            about=_("Where the delegation itself says that it does not speak after all.")),
    ),
    search=lambda text: Q(speaker__icontains=text) | Q(delegation__name__icontains=text),
    filters=(by_state(Hand.State.choices),),
)  # fmt: skip

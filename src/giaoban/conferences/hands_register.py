"""Requests to speak at a glance: of whom, on what, how they stand; what the chair does with them is done in the room."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.conferences import hands
from giaoban.conferences.models import Delegation, Hand, ProgrammeItem
from giaoban.ground.access import second_lock
from giaoban.kit.register import REASON, Act, Ask, Column, Due, Register, by_state


def _in(*states: str) -> Any:
    return lambda record: record.state in states and hands.sits(record.conference)


def _takes(record: ProgrammeItem) -> bool:
    return hands.takes_hands(record) and record.hands_closed_at is None


def coming(actor: Any, record: ProgrammeItem) -> list[tuple[Any, str]]:
    """The delegations that come, for who speaks on that item."""
    return [
        (delegation, delegation.name)
        for delegation in record.conference.delegations.filter(state="comes").order_by("name")
    ]


def _asked(record: Hand) -> str:
    return f"{localtime(record.asked_at):%H:%M %d/%m/%Y}"


def _asked_today(units: Collection[int], day: date) -> list[Due]:
    """On the day of a conference, where those ask to speak whose body has a delegation there."""
    with transaction.atomic(), second_lock.whole_tree():
        coming = Delegation.objects.filter(
            body__among=units, state="comes", conference__state="preparing", conference__held_on=day
        )
        return [
            Due(f"Đăng ký phát biểu: {delegation.conference}", day,
                reverse_lazy("conferences:ask_by_account", args=[delegation.pk]), delegation.body_id)
            for delegation in coming.select_related("conference").order_by("pk")
        ]  # fmt: skip


ON_ITEM = (
    Act("raise_hand", hands.raise_hand, _("Note who asks to speak"), (
        Ask("delegation", _("Delegation"), "record", choices=coming),
        Ask("speaker", pgettext_lazy("hand", "Who speaks: name and post"), most=300),
        Ask("about", pgettext_lazy("hand", "On what"), required=False, most=200),
    ), on_record=True, open_for=_takes, icon="megaphone",
        about=_("For those who have no telephone at hand; delegations ask on their own page.")),
    Act("close_hands", hands.close_hands, _("Close the list of speakers"), on_record=True, open_for=_takes, icon="check",
        about=_("Nobody more gets on the list of this item; who stands on it is called as before.")),
    Act("open_hands", hands.open_hands, _("Open the list of speakers again"), on_record=True, icon="undo-2",
        open_for=lambda record: hands.takes_hands(record) and record.hands_closed_at is not None),
)  # fmt: skip
"""The acts by which the secretary notes a raised arm, and the chair closes the list and opens it."""

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
    due=_asked_today,
    search=lambda text: Q(speaker__icontains=text) | Q(delegation__name__icontains=text),
    filters=(by_state(Hand.State.choices),),
)  # fmt: skip

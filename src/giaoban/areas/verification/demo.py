"""A few cases in today's cells, open, waiting and concluded; who they are about was invented with the register."""

from __future__ import annotations

from datetime import date, timedelta

from giaoban.areas.verification import operations
from giaoban.areas.verification.models import Verification
from giaoban.ground.access.policy import Actor
from giaoban.ground.people.queries import members_on

STEPS = ("open", "waiting", "answered", "concluded")


def load(actor: Actor, *, today: date) -> None:
    """Forty members have a case each, ten at every step; nothing changes afterwards."""
    if Verification.objects.exists():
        return
    requested = today - timedelta(days=60)
    members = members_on(requested).filter(valid__contains=today).select_related("person", "unit").order_by("pk")[:40]
    for number, membership in enumerate(members, start=1):
        step = STEPS[number % len(STEPS)]
        record = operations.open_case(
            actor=actor, unit=membership.unit, person=membership.person, purpose="planning", requested_on=requested,
            request=f"{number}-CV/ĐU (mẫu)",
        )  # fmt: skip
        if step == "open":
            continue
        inquiry = operations.ask(
            actor=actor, record=record, number=f"{number}-CV/BTC (mẫu)", place="Đảng ủy nơi cư trú", abroad=False,
            sent_on=requested + timedelta(days=3),
        )  # fmt: skip
        if step == "waiting":
            continue
        operations.answer(
            actor=actor,
            record=record,
            inquiry=inquiry,
            number=f"{number}-CV/ĐU",
            answered_on=requested + timedelta(days=30),
        )
        if step == "concluded":
            operations.conclude(
                actor=actor, record=record, outcome="meets", conclusion=f"{number}-KL/BTV (mẫu)",
                concluded_on=requested + timedelta(days=40),
            )  # fmt: skip

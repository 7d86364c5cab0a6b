"""Roles that were asked for and wait for a second person, so that the demonstration shows how one is given."""

from __future__ import annotations

from datetime import date
from typing import Any

from giaoban.areas.accounts.operations import grant
from giaoban.ground.access.models import Account, Proposal
from giaoban.ground.units.models import Unit

ASKED = (
    # username, role, decision
    ("kiemsoat", "inspection_commission", "Quyết định phân công của Ban Thường vụ"),
    ("tuyengiao", "office", "Quyết định biệt phái 06 tháng"),
)


def load_proposals(unit: Unit, *, today: date) -> list[Any]:
    """The administrator has asked for these roles over the unit; another officer may confirm them."""
    asker = Account.objects.get(username="quantri")
    if Proposal.objects.filter(asked_by=asker).exists():
        return []
    return [
        grant(
            actor=asker, account=Account.objects.get(username=username), role=role, unit=unit, from_on=today,
            decision=decision,
        )
        for username, role, decision in ASKED
    ]  # fmt: skip

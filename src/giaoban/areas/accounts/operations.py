"""Granting roles: who may do what, over which unit, from when to when."""

from __future__ import annotations

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.ground.access.models import Account, Grant
from giaoban.ground.access.policy import Actor
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import writing


def grant(
    *, actor: Actor, account: Account, role: str, unit: Unit | None, from_on: date, until_on: date | None = None
) -> Grant:
    """The account has that role over the unit and all below it from that day; over the whole tree without a unit."""
    with writing(actor, "access.grant", unit=unit, on=from_on, past_lock=True):
        return Grant.objects.create(
            account=account, role=role, unit=unit, valid=DateRange(from_on, until_on), granted_by=actor
        )

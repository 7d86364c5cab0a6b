"""Accounts, and the roles that they are granted."""

from __future__ import annotations

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.ground.access.models import Account, Grant
from giaoban.ground.access.policy import Actor
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import writing


def program(name: str) -> Account:
    """The account of a part of the program, which has every power and no password; made when it is not there yet."""
    account = Account.objects.filter(username=f"chuong-trinh:{name}").first()
    if account is None:
        account = Account(username=f"chuong-trinh:{name}", name=name, kind=Account.Kind.PROGRAM)
        account.set_unusable_password()
        account.save()
    return account


def grant(
    *, actor: Actor, account: Account, role: str, unit: Unit | None, from_on: date, until_on: date | None = None
) -> Grant:
    """The account has that role over the unit and all below it from that day; over the whole tree without a unit."""
    with writing(actor, "access.grant", unit=unit, on=from_on, past_lock=True):
        return Grant.objects.create(
            account=account, role=role, unit=unit, valid=DateRange(from_on, until_on), granted_by=actor
        )

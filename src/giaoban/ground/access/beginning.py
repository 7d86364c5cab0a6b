"""Since when the program is in use here: what was before it, nobody could record in it."""

from __future__ import annotations

from datetime import date

from django.db.models import Min
from django.utils.timezone import localtime

from giaoban.ground.access.models import Account


def began_on() -> date | None:
    """The day on which the first person got an account; None while nobody has one."""
    first = Account.objects.filter(kind=Account.Kind.HUMAN).aggregate(at=Min("date_joined"))["at"]
    return localtime(first).date() if first else None

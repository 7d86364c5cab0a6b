"""Whom an officer looks after, and how what was done to an account is told to its owner."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from giaoban.ground.access.models import Account, AccountChange, Grant
from giaoban.ground.access.policy import Actor, grants_of
from giaoban.ground.journal.clock import today
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import ids_above, names_of


def tell(account: Account, by: Actor, said: str) -> None:
    """The owner of the account reads it on their own page."""
    AccountChange.objects.create(account=account, by=by, on=today(), said=said[:500])


def over(unit: Unit | None) -> str:
    """Over what, as the end of a sentence."""
    if unit is None:
        return " trên toàn hệ thống"
    return f" đối với {names_of([unit.pk], on=today()).get(unit.pk, unit.slug)}"


def days(from_on: date, until_on: date | None) -> str:
    """From when to when, as the end of a sentence."""
    start = f"từ {from_on:%d/%m/%Y}"
    return f"{start}, hết hiệu lực ngày {until_on:%d/%m/%Y}" if until_on else start


def why_not_look_after(actor: Actor, account: Account) -> list[str]:
    """An officer looks after accounts whose every role lies in units that the officer looks after, no wider."""
    if actor.kind == Account.Kind.PROGRAM or holds_whole_tree(actor, "access.grant"):
        return []
    day = today()
    mine = {own.unit_id for own in grants_of(actor, "access.grant", on=day)}
    theirs = not_ended(account)
    inside = all(given.unit_id and mine & set(ids_above(given.unit_id, on=day)) for given in theirs)
    return [] if inside and theirs else ["Tài khoản này có quyền ngoài phạm vi đồng chí phụ trách."]


def not_ended(account: Account) -> list[Grant]:
    """The account's grants that hold today or will hold later."""
    lasting = Q(valid__endswith__isnull=True) | Q(valid__endswith__gt=today())
    return list(
        Grant.objects.filter(lasting, account=account, valid__isempty=False).select_related("unit").order_by("pk")
    )


def unit_of(account: Account) -> Unit | None:
    """The first unit over which the account has a role; None where it has none or one over the whole tree."""
    return next((given.unit for given in not_ended(account) if given.unit is not None), None)


def holds_whole_tree(actor: Actor, power: str) -> bool:
    """Whether the actor holds the power over the whole tree."""
    return any(one.unit_id is None for one in grants_of(actor, power, on=today()))

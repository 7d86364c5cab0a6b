"""The one definition of who may do what where; every list, page, search, form, export and API asks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet

from giaoban.ground.access.models import Account, Grant
from giaoban.ground.access.roles import roles
from giaoban.ground.units.models import PlaceSpell, Unit
from giaoban.ground.units.queries import ids_above, ids_under

Actor = Account
"""Somebody who acts: a person's account, or the program's own."""


_Answer = TypeVar("_Answer")
_remembered: ContextVar[dict[Any, Any] | None] = ContextVar("remembered", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Inside, what was asked of grants and tree is remembered until the next act: one page asks the same many times."""
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


def forget() -> None:
    """The next question is asked of the database: each act looks anew at who may do it."""
    if (answers := _remembered.get()) is not None:
        answers.clear()


def once(key: tuple[Any, ...], ask: Callable[[], _Answer]) -> _Answer:
    """What ``ask`` answers, remembered under that key until the next act where a page is being made; else asked anew."""
    answers = _remembered.get()
    if answers is None:
        return ask()
    if key not in answers:
        answers[key] = ask()
    return answers[key]  # type: ignore[no-any-return]


def grants_of(actor: Actor, power: str, *, on: date) -> list[Grant]:
    """The actor's grants that give that power on that day; none for an account that is switched off."""
    if not actor.is_active:
        return []
    if actor.kind == Account.Kind.PROGRAM:
        return [Grant(account=actor, role="program")]
    return [grant for grant in grants_held(actor, on=on) if grant.gives(power)]


def grants_held(actor: Actor, *, on: date) -> list[Grant]:
    """All grants of the actor that are in force on that day."""
    return once(("grants", actor.pk, on), lambda: list(Grant.objects.in_force(on).filter(account=actor)))


def unit_ids_where(actor: Actor, power: str, *, on: date, tree_on: date | None = None) -> set[int]:
    """The ids of the units over which the actor has that power on that day.

    A grant reaches what stands under its unit on that day, and what stood there on ``tree_on`` where it is given: who
    looks after a committee today also answers for the cells that it had in the half-year that is asked about. A tree that
    is to come gives no power before its day; only a unit that is yet to begin is already whose it will be on its first.
    """
    grants = grants_of(actor, power, on=on)
    if any(grant.unit_id is None for grant in grants):
        return set(Unit.objects.values_list("pk", flat=True))
    roots = {grant.unit_id for grant in grants if grant.unit_id is not None}
    if not roots:
        return set()
    reached = _under(roots, on, founded_later=True) | roots
    return reached | _under(roots, tree_on) if tree_on and tree_on < on else reached


def _under(roots: set[int], day: date, *, founded_later: bool = False) -> set[int]:
    key = ("under", frozenset(roots), day, founded_later)
    return once(key, lambda: ids_under(roots, on=day, founded_later=founded_later))


def reach(actor: Actor, power: str, *, on: date, tree_on: date | None = None) -> set[int] | None:
    """`unit_ids_where` for a list to filter by; None where the actor has the power over the whole tree."""
    if any(grant.unit_id is None for grant in grants_of(actor, power, on=on)):
        return None
    return unit_ids_where(actor, power, on=on, tree_on=tree_on)


def units_where(actor: Actor, power: str, *, on: date, tree_on: date | None = None) -> QuerySet[Unit]:
    """The units over which the actor has that power on that day."""
    return Unit.objects.filter(pk__among=unit_ids_where(actor, power, on=on, tree_on=tree_on))


def may(actor: Actor, power: str, unit: Unit | int, *, on: date, tree_on: date | None = None) -> bool:
    """Whether that unit is among `units_where`, asked from the unit upward."""
    roots = {grant.unit_id for grant in grants_of(actor, power, on=on)}
    if not roots:
        return False
    if None in roots or not roots.isdisjoint(_above(unit, on, founded_later=True)):
        return True
    return tree_on is not None and tree_on < on and not roots.isdisjoint(_above(unit, tree_on))


def _above(unit: Unit | int, day: date, *, founded_later: bool = False) -> list[int]:
    key = unit if isinstance(unit, int) else unit.pk
    asked = ("above", key, day, founded_later)
    return once(asked, lambda: ids_above(key, on=day, founded_later=founded_later))


def may_anywhere(actor: Actor, power: str, *, on: date) -> bool:
    """Whether the actor has that power over any unit."""
    return bool(grants_of(actor, power, on=on))


def may_everywhere(actor: Actor, power: str, *, on: date) -> bool:
    """Whether the actor has that power over the whole tree: without a unit, or over every unit that stands at its top."""
    roots = {grant.unit_id for grant in grants_of(actor, power, on=on)}
    if not roots or None in roots:
        return bool(roots)
    tops = once(("tops", on), lambda: set(_tops(on)))
    return bool(tops) and tops <= roots


def _tops(day: date) -> QuerySet[PlaceSpell, int]:
    return PlaceSpell.objects.filter(valid__contains=day, parent=None).values_list("unit", flat=True)


def roles_held(actor: Actor, *, on: date) -> list[str]:
    """The codes of the roles that the actor holds on that day."""
    return list(Grant.objects.in_force(on).filter(account=actor).values_list("role", flat=True))


def needs_second_factor(actor: Actor, *, on: date) -> bool:
    """Whether any of the actor's roles lets them see others' data, which asks for two steps at sign-in."""
    known = roles()
    granted = Grant.objects.in_force(on).filter(account=actor).values_list("role", flat=True)
    return any(known[role].second_factor for role in granted if role in known)

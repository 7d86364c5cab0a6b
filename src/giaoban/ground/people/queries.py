"""Who belonged where on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from giaoban.core.text import fold
from giaoban.ground.people.models import Exemption, Membership, Person, Position
from giaoban.ground.units.models import Unit


def members_on(day: date, *, units: Iterable[int] | None = None) -> QuerySet[Membership]:
    """The membership spells alive on that day: each person once."""
    found = Membership.objects.filter(valid__contains=day)
    return found if units is None else found.filter(unit__in=list(units))


def official_members_on(day: date, *, unit: Unit | int) -> QuerySet[Membership]:
    """The official members of one cell on that day: the roll that votes are counted against."""
    return members_on(day).filter(unit=unit, grade=Membership.Grade.OFFICIAL)


def membership_of(person: Person | int, *, on: date) -> Membership | None:
    """The person's membership on that day, or None."""
    return Membership.objects.filter(person=person, valid__contains=on).first()


def is_exempt(person: Person | int, *, on: date) -> bool:
    """Whether the person was exempt from work and meetings on that day."""
    return Exemption.objects.filter(person=person, valid__contains=on).exists()


def positions_on(day: date, *, unit: Unit | int) -> QuerySet[Position]:
    """The posts held in the unit on that day."""
    return Position.objects.filter(unit=unit, valid__contains=day).select_related("person")


def found_by(text: str, prefix: str = "") -> Q:
    """The condition for people whom this text names: part of a name without accents, a card or identity number.

    ``prefix`` is the way from the asked table to the person, such as ``person__``.
    """
    key = fold(text)
    digits = "".join(sign for sign in text if sign.isdigit())
    if digits and len(digits) >= 4 and not any(sign.isalpha() for sign in text):
        return Q(**{f"{prefix}card_number__startswith": digits}) | Q(**{f"{prefix}identity_number": digits})
    condition = Q()
    for word in key.split():
        condition &= Q(**{f"{prefix}name_fold__contains": word})
    return condition

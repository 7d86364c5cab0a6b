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


def cell_of(person: Person, *, on: date) -> Unit:
    """The cell in which the person is a member on that day; where they are none, the one that keeps their record today."""
    membership = Membership.objects.filter(person=person, valid__contains=on).select_related("unit").first()
    return membership.unit if membership else person.unit


def is_exempt(person: Person | int, *, on: date) -> bool:
    """Whether the person was exempt from work and meetings on that day."""
    return Exemption.objects.filter(person=person, valid__contains=on).exists()


def is_exempt_from(person: Person | int, *, on: date) -> bool:
    """Whether the person is exempt on that day, or is to be from a later one."""
    return Exemption.objects.filter(person=person, valid__overlap=(on, None)).exists()


def positions_on(day: date, *, unit: Unit | int) -> QuerySet[Position]:
    """The posts held in the unit on that day."""
    return Position.objects.filter(unit=unit, valid__contains=day).select_related("person")


def found_by(text: str, prefix: str = "") -> Q:
    """The condition for people whom this text names: part of a name without accents, or a card number.

    Nobody is found by their identity number: whoever may not see it could otherwise ask whether it is somebody's.
    ``prefix`` is the way from the asked table to the person, such as ``person__``.
    """
    key = fold(text)
    if digits := number_typed(text):
        return by_card(digits, prefix)
    condition = Q()
    for word in key.split():
        condition &= Q(**{f"{prefix}name_fold__contains": word})
    return condition


def why_not_twice(unit: Unit, name: str, born_on: date, *, on: date) -> list[str]:
    """Why a person of that name and birthday is not put on the roll of the cell again: they stand there on that day."""
    on_roll = members_on(on, units=[unit.pk]).select_related("person")
    same = on_roll.filter(person__name__iexact=name, person__born_on=born_on)[:1]
    return [f"Chi bộ đã có đảng viên {same[0].person.name} sinh ngày {born_on:%d/%m/%Y}."] if same else []


def number_typed(text: str) -> str:
    """The digits of a card or telephone number that was typed, dots and spaces aside; nothing where it is none."""
    digits = "".join(sign for sign in text if sign in "0123456789")
    return digits if len(digits) >= 4 and not any(sign.isalpha() for sign in text) else ""


def by_card(digits: str, prefix: str = "") -> Q:
    """The condition for people whose card number begins so, written with dots (31.006578, 31.006.578) or without."""
    written = {digits, f"{digits[:2]}.{digits[2:]}", ".".join(filter(None, (digits[:2], digits[2:5], digits[5:])))}
    condition = Q()
    for number in sorted(written):
        condition |= Q(**{f"{prefix}card_number__startswith": number})
    return condition

"""Members as evidence: who belonged where at which grade on a day, who is exempt, who may be one person twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value

from giaoban.areas.members.rules import RegisterLimits, why_not_merge
from giaoban.core.spans import add_months
from giaoban.core.text import fold
from giaoban.ground.people.models import Exemption, Membership, Person, Position, Stay
from giaoban.ground.people.queries import found_by, members_on
from giaoban.ground.regulations.queries import rule
from giaoban.ground.units.models import KindSpell, NameSpell, PlaceSpell


def limits_on(day: date) -> RegisterLimits:
    """The thresholds in force on that day; what no regulation says is not asked."""
    age, months = rule("admission.age", on=day), rule("probation.months", on=day)
    return RegisterLimits(
        youngest=replace(age, value=int(age.value["from"])) if age else None,
        oldest=replace(age, value=int(age.value["to"])) if age else None,
        probation_months=replace(months, value=int(months.value)) if months else None,
    )


# -- the register -----------------------------------------------------------------------------------------------------


def people_as_of(day: date) -> QuerySet[Person]:
    """Everybody on record, with ``grade`` and ``is_exempt`` as of that day; ``grade`` is null for who is no member."""
    alive = Membership.objects.filter(person=OuterRef("pk"), valid__contains=day)
    exempt = Exemption.objects.filter(person=OuterRef("pk"), valid__contains=day)
    return Person.objects.annotate(  # both are looked up for the rows of a page: `Exists` would read the whole table
        grade=Subquery(alive.values("grade")[:1]),
        is_exempt=Subquery(exempt.values(alive=Value(True))[:1]),
    )


def in_standing(people: QuerySet[Person], standing: str, day: date) -> QuerySet[Person]:
    """Those who are members on that day, were members before it, or were not yet."""
    alive = Membership.objects.filter(person=OuterRef("pk"), valid__contains=day)
    if standing == "member":
        return people.filter(Exists(alive))
    before = Membership.objects.filter(person=OuterRef("pk"), valid__endswith__lte=day)
    return people.filter(~Exists(alive) & (Exists(before) if standing == "former" else ~Exists(before)))


def of_grade(people: QuerySet[Person], grade: str, day: date) -> QuerySet[Person]:
    """Those who are members of that grade on that day."""
    return people.filter(Exists(Membership.objects.filter(person=OuterRef("pk"), grade=grade, valid__contains=day)))


def exempt_or_not(people: QuerySet[Person], answer: str, day: date) -> QuerySet[Person]:
    """Those who are exempt on that day (``yes``), or those who are not."""
    exempt = Exists(Exemption.objects.filter(person=OuterRef("pk"), valid__contains=day))
    return people.filter(exempt if answer == "yes" else ~exempt)


def aged(people: QuerySet[Person], years: str, day: date) -> QuerySet[Person]:
    """Those whose age on that day lies in the span ``30-45`` (from, up to but not including), either end open; ``unknown``."""
    return _years_since("born_on", people, years, day)


def of_party_age(people: QuerySet[Person], years: str, day: date) -> QuerySet[Person]:
    """Those who were admitted as long before that day as the span says, as `aged` reads it."""
    return _years_since("admitted_on", people, years, day)


def _years_since(column: str, people: QuerySet[Person], years: str, day: date) -> QuerySet[Person]:
    if years == "unknown":
        return people.filter(**{f"{column}__isnull": True})
    low, _dash, high = years.partition("-")
    if low:
        people = people.filter(**{f"{column}__lte": add_months(day, -12 * int(low))})
    return people.filter(**{f"{column}__gt": add_months(day, -12 * int(high))}) if high else people


def of_sex(people: QuerySet[Person], sex: str, day: date) -> QuerySet[Person]:
    """Those of that sex; ``unknown`` where none is on record."""
    return people.filter(sex="" if sex == "unknown" else sex)


def searched(text: str, *, on: date) -> Q:
    """People by part of their name, or card number; all of a cell or organisation where the text names one.

    Units are found by what they are called on that day or were before, with those that stand or stood below them.
    """
    key = fold(text)
    if not key.startswith(("chi bo ", "dang bo ")):
        return found_by(text)
    units = NameSpell.objects.filter(name_fold__contains=key, valid__startswith__lte=on).values("unit")
    below = PlaceSpell.objects.filter(parent__in=units, valid__startswith__lte=on).values("unit")
    return Q(unit__in=units) | Q(unit__in=below)


# -- figures ----------------------------------------------------------------------------------------------------------


def members(day: date) -> QuerySet[Membership]:
    """The memberships alive on that day: each member once."""
    return members_on(day)


def probationary(day: date) -> QuerySet[Membership]:
    """The probationary memberships alive on that day."""
    return members_on(day).filter(grade=Membership.Grade.PROBATIONARY)


def exempt(day: date) -> QuerySet[Exemption]:
    """The exemptions alive on that day, of members."""
    alive = Membership.objects.filter(person=OuterRef("person"), valid__contains=day)
    return Exemption.objects.filter(Exists(alive), valid__contains=day)


def units_of_kind(*kinds: str) -> Callable[[date], QuerySet[KindSpell]]:
    """The query for the organisations of these kinds that stand on a day: one spell of kind for each."""

    def standing(day: date) -> QuerySet[KindSpell]:
        places = PlaceSpell.objects.filter(unit=OuterRef("unit"), valid__contains=day)
        return KindSpell.objects.filter(Exists(places), kind__in=kinds, valid__contains=day)

    return standing


# -- one person -------------------------------------------------------------------------------------------------------


def spells_of(person: Person, *, on: date) -> dict[str, list[Any]]:
    """The person's memberships, exemptions, stays and posts, oldest first, each with ``place``, what the unit is called.

    ``to_come`` says of each whether it is yet to begin on that day.
    """
    by_kind: dict[str, list[Any]] = {
        "memberships": list(Membership.objects.filter(person=person).order_by("valid")),
        "exemptions": list(Exemption.objects.filter(person=person).order_by("valid")),
        "stays": list(Stay.objects.filter(person=person).order_by("valid")),
        "posts": list(Position.objects.filter(person=person).order_by("valid")),
    }
    names: dict[int, list[NameSpell]] = {}
    units = {spell.unit_id for spells in by_kind.values() for spell in spells}
    for name in NameSpell.objects.filter(unit__in=units).order_by("valid"):
        names.setdefault(name.unit_id, []).append(name)
    for spells in by_kind.values():
        for spell in spells:
            called = names.get(spell.unit_id, [])
            # By its last name up to the end of the spell: what stood on the papers then.
            begun = max(on, spell.valid.lower or on)
            until = min(spell.valid.upper or date.max, begun + timedelta(days=1))
            fitting = [
                name_spell for name_spell in called if name_spell.valid.lower is None or name_spell.valid.lower < until
            ]
            spell.place = (fitting or called)[-1].name if called else ""
            spell.to_come = spell.valid.lower is not None and spell.valid.lower > on
    return by_kind


def doubles_of(person: Person, *, people: QuerySet[Person]) -> list[Person]:
    """Who among these people may be the same person: the same name and birthday, and no number that differs."""
    found = people.filter(name_fold=person.name_fold, born_on=person.born_on).exclude(pk=person.pk)
    return [one for one in found[:20] if not why_not_merge(kept=vars(person), other=vars(one))]


def doubles(*, people: QuerySet[Person]) -> QuerySet[Person]:
    """Among these people, those who share name and birthday with another, side by side."""
    twins = people.filter(name_fold=OuterRef("name_fold"), born_on=OuterRef("born_on")).exclude(pk=OuterRef("pk"))
    return people.filter(Exists(twins)).order_by("name_key", "born_on", "pk")

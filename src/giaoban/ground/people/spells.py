"""Writes of one person's spells without checks of their own: the calling operation has asked the rules and opened ``writing()``."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Q

from giaoban.ground.people import keeping
from giaoban.ground.people.models import Exemption, HandingOver, Membership, Person, Position, Stay
from giaoban.ground.units.models import Unit


def end_spell(spell: Any, *, on: date, **fields: Any) -> None:
    """The spell no longer holds from that day; one that was to begin then or later goes."""
    if spell.valid.lower is not None and spell.valid.lower >= on:
        spell.delete()
        return
    spell.valid = DateRange(spell.valid.lower, on)
    for name, value in fields.items():
        setattr(spell, name, value)
    spell.save()


def end_all(person: Person, *, on: date, by: str) -> None:
    """From that day the person is no member, exempt from nothing, nobody's guest and holds no post; ``by`` says why.

    What was to begin later does not begin.
    """
    lasting = Q(valid__endswith__gt=on) | Q(valid__endswith__isnull=True)
    for spell in Membership.objects.filter(lasting, person=person):
        end_spell(spell, on=on, ended_by=by)
    for table in (Exemption, Stay, Position):
        for held in table._default_manager.filter(lasting, person=person):
            end_spell(held, on=on)


def go_over(person: Person, unit: Unit, *, on: date) -> None:
    """From that day the person is a member in that cell, at the grades that they have then; it keeps their record."""
    for spell in Membership.objects.filter(person=person, valid__contains=on):
        end = spell.valid.upper
        end_spell(spell, on=on, ended_by=Membership.End.TRANSFERRED)
        Membership.objects.create(person=person, unit=unit, grade=spell.grade, valid=DateRange(on, end))
    Membership.objects.filter(person=person, valid__startswith__gt=on).update(unit=unit)
    keep(person, unit, on=on)


def keep(person: Person, unit: Unit, *, on: date) -> None:
    """From that day the unit keeps the person's record, whatever was to become of it later."""
    HandingOver.objects.filter(person=person, on__gt=on).delete()
    keeping.hand_over(Person.objects.filter(pk=person.pk), to=unit, on=on)
    person.refresh_from_db(fields=["unit"])


def touch(person: Person) -> None:
    """The person's record counts one more act: its history shows it, and who read an older version cannot overwrite it (optimistic locking)."""
    Person.objects.filter(pk=person.pk).update(version=F("version") + 1)
    person.refresh_from_db(fields=["version"])

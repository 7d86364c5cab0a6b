"""Plain writes of one person's spells, for use inside somebody's ``writing()``; whether they may be done is asked before."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F

from giaoban.ground.people.models import Exemption, Membership, Person, Position, Stay


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
    """From that day the person is no member, exempt from nothing, nobody's guest and holds no post; ``by`` says why."""
    for spell in Membership.objects.filter(person=person, valid__contains=on):
        end_spell(spell, on=on, ended_by=by)
    for table in (Exemption, Stay, Position):
        for spell in table.objects.filter(person=person, valid__contains=on):  # type: ignore[attr-defined]
            end_spell(spell, on=on)


def touch(person: Person) -> None:
    """The person's record counts one more act, so that its history shows it and an older reading cannot overwrite it."""
    Person.objects.filter(pk=person.pk).update(version=F("version") + 1)
    person.refresh_from_db(fields=["version"])

"""People follow their unit when it changes: memberships, exemptions and stays run on in another unit, posts end.

Writes without checks of their own, inside the calling operation's ``writing()``; a fixed number of statements whatever the number of people.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet

from giaoban.ground.people import keeping
from giaoban.ground.people.models import Exemption, Membership, Person, Position, Stay
from giaoban.ground.units.models import Unit

BATCH = 5000
S = TypeVar("S", Membership, Exemption, Stay)


def carry(*, source: Unit, target: Unit, on: date, people: Iterable[int] | None = None) -> None:
    """From that day the people of ``source`` (all, or those named) belong to ``target``; what was before stays.

    Their records are kept by ``target`` from then on; a spell that begins on that day or later simply begins there.
    """
    chosen = None if people is None else list(people)

    def of(table: type[S]) -> QuerySet[S]:
        spells = table._default_manager.filter(unit=source)
        return spells if chosen is None else spells.filter(person__in=chosen)

    _run_on(of(Membership), target, on, ended_by=Membership.End.UNIT_CHANGED)
    _run_on(of(Exemption), target, on)
    _run_on(of(Stay), target, on)
    kept = keeping.kept_by(source, on=on)
    keeping.hand_over(kept if chosen is None else kept.filter(pk__in=chosen), to=target, on=on)


def end_posts(units: Iterable[int], *, on: date, people: Iterable[int] | None = None) -> None:
    """No post in these units (of all, or of those people) lasts to that day; posts that were to begin later are struck out."""
    posts = Position.objects.filter(unit__in=list(units))
    if people is not None:
        posts = posts.filter(person__in=list(people))
    posts.filter(valid__startswith__gte=on).delete()
    ending = list(posts.filter(_lasting(on)))
    for post in ending:
        post.valid = DateRange(post.valid.lower, on)
    Position.objects.bulk_update(ending, ["valid"], batch_size=BATCH)


def _lasting(on: date) -> Q:
    """Spells that began before that day and would last to it."""
    return (Q(valid__startswith__lt=on) | Q(valid__startswith__isnull=True)) & (
        Q(valid__endswith__gt=on) | Q(valid__endswith__isnull=True)
    )


def _run_on(spells: QuerySet[S], target: Unit, on: date, *, ended_by: str = "") -> None:
    """The spells that last to that day end there and run on in ``target``; later ones are of ``target``."""
    table = spells.model
    lasting = list(spells.filter(_lasting(on)))
    spells.filter(valid__startswith__gte=on).update(unit=target)
    running = []
    for spell in lasting:
        fields = {
            field.attname: getattr(spell, field.attname)
            for field in table._meta.concrete_fields
            if not field.primary_key
        }
        running.append(table(**fields | {"unit_id": target.pk, "valid": DateRange(on, spell.valid.upper)}))
        spell.valid = DateRange(spell.valid.lower, on)
        if isinstance(spell, Membership) and ended_by:
            spell.ended_by = ended_by
    table._default_manager.bulk_update(lasting, ["valid", "ended_by"] if ended_by else ["valid"], batch_size=BATCH)
    table._default_manager.bulk_create(running, batch_size=BATCH)


def people_of(unit: Unit | int, *, on: date) -> QuerySet[Person]:
    """Whoever is a member of the unit on that day or will be later."""
    return Person.objects.filter(
        pk__in=Membership.objects.filter(unit=unit)
        .filter(Q(valid__endswith__gt=on) | Q(valid__endswith__isnull=True))
        .values("person")
    )

"""Which cell keeps a person's record: stored as it is today, because lists and the second lock are cut by it, and kept by the day.

What is to come is written down beside it and changes nothing; ``ground.coming`` carries it out when its day has come. Writes
without checks of their own, inside the calling operation's ``writing()``.
"""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.people.models import HandingOver, Person
from giaoban.ground.units.models import DayReached, Unit


def kept_by(unit: Unit, *, on: date) -> QuerySet[Person]:
    """The people whose records the unit keeps on that day, today's as it is and a later one as it is to be."""
    coming = HandingOver.objects.filter(receiver=unit, on__gt=today(), on__lte=on).values("person")
    people = Person.objects.filter(Q(unit=unit) | Q(pk__in=coming))
    return people.annotate(keeper=_keeper(on)).filter(keeper=unit.pk)


def hand_over(people: QuerySet[Person], *, to: Unit, on: date) -> None:
    """From that day ``to`` keeps the records of these people: at once when the day has come, else when it comes."""
    if on <= today():
        keys = list(people.values_list("pk", flat=True))
        HandingOver.objects.filter(person__in=keys, on__gt=today()).update(unit=to)
        Person.objects.filter(pk__in=keys).update(unit=to)
        return
    DayReached.objects.get_or_create(pk=1, defaults={"day": today()})
    rows = list(people.annotate(before=_keeper(on)).values_list("pk", "before"))
    keys = [key for key, _before in rows]
    HandingOver.objects.filter(person__in=keys, on=on).delete()
    HandingOver.objects.filter(person__in=keys, on__gt=on).update(unit=to)
    HandingOver.objects.bulk_create(
        [HandingOver(person_id=key, unit_id=before, receiver=to, on=on) for key, before in rows], batch_size=5000
    )


def _keeper(on: date) -> Coalesce:
    """The unit that keeps the record on that day, as it is to be."""
    coming = HandingOver.objects.filter(person=OuterRef("pk"), on__gt=today(), on__lte=on).order_by("-on")
    return Coalesce(Subquery(coming.values("receiver_id")[:1]), F("unit_id"), output_field=BigIntegerField())


def carry_out(receiver: int, *, on: date) -> None:
    """The records that were to go to that unit on that day are there, where they still lay with who was to give them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE people_person p SET unit_id = h.receiver_id FROM people_handingover h
            WHERE h.receiver_id = %s AND h."on" = %s AND p.id = h.person_id AND p.unit_id = h.unit_id""",
            [receiver, on],
        )


def put_right(entry: Entry) -> None:
    """After the act was undone, inside the undoing: a handing over that had come and is no longer on record is taken back,
    and one that is on record again is carried out."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH was AS (
                SELECT coalesce(c.after, c.before) AS row, c.after IS NULL AS gone FROM journal_change c
                WHERE c.entry_id = %s AND c."table" = 'people_handingover' AND (c.before IS NULL) <> (c.after IS NULL)
            )
            UPDATE people_person p
            SET unit_id = (CASE WHEN gone THEN row ->> 'unit_id' ELSE row ->> 'receiver_id' END)::bigint
            FROM was WHERE p.id = (row ->> 'person_id')::bigint AND (row ->> 'on')::date <= %s
            AND p.unit_id = (CASE WHEN gone THEN row ->> 'receiver_id' ELSE row ->> 'unit_id' END)::bigint""",
            [entry.pk, today()],
        )

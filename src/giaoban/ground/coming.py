"""What was to come has come: the present that is stored is brought up to the day before anybody looks at it.

Lists, figures, permission and search ask the spells of the day and need nothing of this. Only the cell that keeps a person's
record is stored as it is today. Each request asks first whether the day has been reached, which is one row, and so does a job
at midnight; so what is read is right whether or not the job has run.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from giaoban.ground.access.operations import program
from giaoban.ground.access.second_lock import whole_tree
from giaoban.ground.people import carrying, keeping
from giaoban.ground.people.models import HandingOver, Person
from giaoban.ground.units.models import DayReached, PlaceSpell, Succession, Unit
from giaoban.ground.units.spells import hold_tree
from giaoban.ground.writing import writing

ACT = "journal.come_into_force"
"""What the journal calls it when records go to another cell because the day has come."""


def bring_up_to(day: date) -> None:
    """The records are with the cells that keep them on that day, in the order in which the changes came into force."""
    if DayReached.objects.filter(day=day).exists():
        return
    with transaction.atomic(), whole_tree():
        hold_tree()
        reached = DayReached.objects.filter(pk=1).values_list("day", flat=True).first()
        if reached == day:
            return
        if reached is not None and reached < day:
            _come(since=reached, until=day)
        DayReached.objects.update_or_create(pk=1, defaults={"day": day})


def _come(*, since: date, until: date) -> None:
    """What lies after ``since``, up to and with ``until``, is carried out; each unit's under an entry of its own."""
    coming = HandingOver.objects.filter(on__gt=since, on__lte=until)
    steps = Succession.objects.filter(on__gt=since, on__lte=until, before__isnull=False, after__isnull=False)
    days = {*coming.values_list("on", flat=True), *steps.values_list("on", flat=True)}
    actor = program("Đến ngày có hiệu lực")
    for on in sorted(days):
        receivers = coming.filter(on=on).values("receiver")
        for receiver in Unit.objects.filter(pk__in=receivers).order_by("pk"):
            with writing(actor, ACT, unit=receiver, on=on, past_lock=True):
                keeping.carry_out(receiver.pk, on=on)
        for source, heir in _left_behind(on):
            with writing(actor, ACT, unit=heir, on=on, past_lock=True):
                carrying.carry(source=source, target=heir, on=on)


def _left_behind(on: date) -> list[tuple[Unit, Unit]]:
    """The units that end that day and still keep people who came after the act was recorded, with the first unit that carries each on."""
    ending = PlaceSpell.objects.filter(valid__endswith=on, unit__in=Person.objects.values("unit")).values("unit")
    standing = PlaceSpell.objects.filter(valid__contains=on).values("unit")
    steps = Succession.objects.filter(on=on, before__in=ending, after__in=standing).exclude(before__in=standing)
    heirs: dict[int, tuple[Unit, Unit]] = {}
    for step in steps.select_related("before", "after").order_by("pk"):
        assert step.before is not None
        assert step.after is not None
        heirs.setdefault(step.before.pk, (step.before, step.after))
    return list(heirs.values())

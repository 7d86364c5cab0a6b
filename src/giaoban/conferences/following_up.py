"""What became of what was said and given out at conferences: who is in charge today, what each delegation said, what is due."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse_lazy

from giaoban.conferences.models import Conference, ConferencePoint, Delegation
from giaoban.ground.access import second_lock
from giaoban.ground.units.queries import successors
from giaoban.kit.register import Due

State = ConferencePoint.State


def in_charge(point: ConferencePoint, *, on: date) -> set[int]:
    """The units that answer for the point on that day: its owner, or those that succeeded it since the conference."""
    if point.owner_id is None:
        return set()
    return set(successors(point.owner_id, since=point.conference.held_on, until=on)) or {point.owner_id}


def owed_by(delegation: Delegation, *, on: date) -> list[ConferencePoint]:
    """What the delegation's body is in charge of today and has not answered, of this conference and of those before it."""
    conference = delegation.conference
    same = Q(cluster=conference.cluster_id) if conference.cluster_id else Q(unit=conference.unit_id, cluster=None)
    until_then = Conference.objects.filter(same, half__lte=conference.half)
    given_out = ConferencePoint.objects.filter(conference__in=until_then, state=State.ASSIGNED, owner__isnull=False)
    return _charged(given_out, {delegation.body_id} - {None}, on=on)


def said_by(delegation: Delegation) -> QuerySet[ConferencePoint]:
    """What the delegation voiced, or its body was given to do, whatever became of it; another of its name says nothing here."""
    its_own = Q(delegation=delegation) | Q(owner=delegation.body_id, owner__isnull=False)
    return delegation.conference.points.filter(its_own).select_related("folded_into").order_by("pk")


def is_told(point: ConferencePoint) -> bool:
    """Whether nothing more is to be read of the point, or of that into which it was folded."""
    return (point.folded_into or point).state == State.CLOSED


def due(units: Collection[int], day: date) -> list[Due]:
    """Points whose answer is awaited by a day: from the host that follows them, and from whoever is in charge of them today,
    whose the record is not: a page of its own takes their answer."""
    with transaction.atomic(), second_lock.whole_tree():
        awaited = ConferencePoint.objects.filter(state=State.ASSIGNED, due_on__isnull=False)
        followed = [
            _due(point, "desk:page", ["points", point.pk], point.unit_id)
            for point in _in_order(awaited.filter(unit__among=units))
        ]
        own = [
            point
            for point in _charged(awaited.filter(owner__isnull=False), units, on=day)
            if point.unit_id not in units
        ]
        return followed + [
            _due(point, "conferences:answer_by_account", [point.pk], heir)
            for point in own
            for heir in sorted(in_charge(point, on=day) & set(units))
        ]


def _due(point: ConferencePoint, page: str, where: list[object], unit: int) -> Due:
    assert point.due_on is not None
    return Due(f"Báo cáo kết quả: {point}", point.due_on, reverse_lazy(page, args=where), unit)


def _charged(points: QuerySet[ConferencePoint], units: Iterable[int | None], *, on: date) -> list[ConferencePoint]:
    wanted = set(units)
    return [point for point in _in_order(points) if in_charge(point, on=on) & wanted]


def _in_order(points: QuerySet[ConferencePoint]) -> QuerySet[ConferencePoint]:
    return points.select_related("conference").order_by("due_on", "pk")

"""Cases as evidence, and what was asked of other places."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from giaoban.areas.verification.models import Inquiry, Verification
from giaoban.ground.people.models import Person


def concluded() -> QuerySet[Verification]:
    """The cases with a conclusion, dated by it; where none could be reached there is none to count."""
    return Verification.objects.filter(state=Verification.State.CONCLUDED).exclude(outcome=Verification.Outcome.NONE)


def waiting_of(record: Verification) -> QuerySet[Inquiry]:
    """The letters of the case that are not answered yet."""
    return record.inquiries.filter(answered_on=None).order_by("sent_on", "pk")


def last_day_of(record: Verification) -> date:
    """The latest day that the case tells of."""
    days = record.inquiries.values_list("sent_on", "answered_on")
    return max([record.requested_on, *(day for pair in days for day in pair if day)])


def of_person(person: Person) -> QuerySet[Verification]:
    """The cases about one person, the newest first."""
    return Verification.objects.filter(person=person).order_by("-requested_on", "-pk")

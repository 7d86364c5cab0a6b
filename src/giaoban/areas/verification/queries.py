"""Cases and trips as evidence, what was asked of other places, and what is due."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse_lazy

from giaoban.areas.verification.models import Inquiry, Trip, Verification
from giaoban.core.limits import Limit
from giaoban.ground.people.models import Person
from giaoban.ground.regulations.calendar import WorkingDays
from giaoban.ground.regulations.queries import rule, rules_on
from giaoban.kit.register import Due

AT_WORK = (Verification.State.OPEN, Verification.State.RETURNED)
ENDED = (Verification.State.CONCLUDED, Verification.State.NOTIFIED)
HOME, ABROAD = "verification.answer_wd.home", "verification.answer_wd.abroad"


# Figures


def concluded() -> QuerySet[Verification]:
    """The cases with a conclusion, dated by it; where none could be reached there is none to count."""
    return Verification.objects.filter(state__in=ENDED).exclude(outcome=Verification.Outcome.NONE)


def concluded_for(purpose: str) -> Callable[[], QuerySet[Verification]]:
    """The query of the cases concluded for that purpose."""
    return lambda: concluded().filter(purpose=purpose)


def trips() -> QuerySet[Trip]:
    """Every trip, dated by the day of leaving."""
    return Trip.objects.all()


# One case


def waiting_of(record: Verification) -> QuerySet[Inquiry]:
    """The letters of the case that are not answered yet."""
    return record.inquiries.filter(answered_on=None).order_by("sent_on", "pk")


def last_day_of(record: Verification) -> date:
    """The latest day that the case tells of."""
    days = [day for pair in record.inquiries.values_list("sent_on", "answered_on") for day in pair]
    days += [record.submitted_on, record.concluded_on]
    return max([record.requested_on, *(day for day in days if day)])


def undecided(person: Person, purpose: str) -> QuerySet[Verification]:
    """The person's cases for that purpose that have no conclusion yet."""
    return Verification.objects.filter(person=person, purpose=purpose).exclude(state__in=ENDED)


def answers_of(record: Verification) -> list[tuple[Inquiry, date | None]]:
    """The letters of the case, each with the last day of its term where a term is on record."""
    return list(_with_terms(record.inquiries.order_by("sent_on", "pk")))


def max_age(day: date) -> Limit[int] | None:
    """How many months a conclusion may be used for, where the office has set it."""
    return rule("verification.max_age_months", on=day)


# One person


def of_person(person: Person) -> QuerySet[Verification]:
    """The cases about one person, the newest first."""
    return Verification.objects.filter(person=person).order_by("-requested_on", "-pk")


def trips_of(person: Person) -> QuerySet[Trip]:
    """The trips of one person, the newest first."""
    return Trip.objects.filter(person=person).order_by("-leaves_on", "-pk")


# Lists


def standing(rows: QuerySet[Verification], value: str) -> QuerySet[Verification]:
    """Those of the cases that wait for a place's answer (``waiting``), or are at work and wait for none."""
    unanswered = Exists(Inquiry.objects.filter(verification=OuterRef("pk"), answered_on=None))
    rows = rows.filter(state__in=AT_WORK)
    return rows.filter(unanswered) if value == "waiting" else rows.exclude(unanswered)


def unfinished(rows: QuerySet[Trip], day: date) -> QuerySet[Trip]:
    """Those of the trips that are over, with a report or an official passport still to come."""
    owed = Q(reported_on=None) | Q(on_official_passport=True, passport_returned_on=None)
    return rows.filter(owed, returns_on__lt=day)


# What is due


def due(units: Collection[int], on: date) -> list[Due]:
    """The letters without an answer, each by the last day of its term; no sentence names the person."""
    letters = Inquiry.objects.filter(verification__unit__among=units, verification__state__in=AT_WORK, answered_on=None)
    return [
        Due(
            f"Hồ sơ thẩm tra số {letter.verification_id}: {letter.place} phải trả lời công văn {letter.number}"
            f" trước {by:%d/%m/%Y}",
            by, reverse_lazy("desk:act_on", args=["verification", letter.verification_id, "answer"]),
            letter.verification.unit_id,
        )
        for letter, by in _with_terms(letters.select_related("verification").order_by("sent_on", "pk"))
        if by is not None
    ]  # fmt: skip


def due_of_trips(units: Collection[int], on: date) -> list[Due]:
    """Reports and official passports still to be handed in after trips that are over; no sentence names the person."""
    level = rule("verification.trip_report_days", on=on)
    if level is None:
        return []
    owed = []
    for trip in unfinished(Trip.objects.filter(unit__among=units), on).order_by("returns_on", "pk"):
        by, steps = trip.returns_on + timedelta(days=int(level.value)), []
        if trip.reported_on is None:
            steps.append(("hand_in_report", "nộp báo cáo kết quả"))
        if trip.on_official_passport and trip.passport_returned_on is None:
            steps.append(("return_passport", "trả hộ chiếu công vụ"))
        owed += [
            Due(
                f"Chuyến đi nước ngoài số {trip.pk}: phải {what} trước {by:%d/%m/%Y}",
                by, reverse_lazy("desk:act_on", args=["trips", trip.pk, act]), trip.unit_id,
            )
            for act, what in steps
        ]  # fmt: skip
    return owed


def _with_terms(letters: QuerySet[Inquiry]) -> Iterator[tuple[Inquiry, date | None]]:
    """Each letter with the last day on which its answer is in time, by the term in force on the day it was sent."""
    calendar, terms = WorkingDays(), dict[date, dict[str, Limit[int]]]()
    for letter in letters:
        levels = terms.setdefault(letter.sent_on, {}) or rules_on((HOME, ABROAD), on=letter.sent_on)
        terms[letter.sent_on] = levels
        level = levels.get(ABROAD if letter.abroad else HOME)
        yield letter, calendar.after(letter.sent_on, int(level.value)) if level else None

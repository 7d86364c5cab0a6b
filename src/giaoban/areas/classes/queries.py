"""Classes as evidence: what was closed, who learnt, who still has to, and what is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse_lazy

from giaoban.areas.classes import rules
from giaoban.areas.classes.models import (
    ClassCertificate,
    Learner,
    Lesson,
    Presence,
    Programme,
    Prospect,
    Sitting,
    TheoryClass,
)
from giaoban.core.limits import Limit
from giaoban.core.numbers import write_number
from giaoban.core.spans import add_months
from giaoban.ground.certified import certifies, newest
from giaoban.ground.people.models import Membership, Person
from giaoban.ground.regulations.queries import rule, rules_on
from giaoban.ground.units.queries import ids_above, names_of
from giaoban.kit.register import Due

NEAR = timedelta(days=60)
"""What falls due within so many days is told."""
TAUGHT = (TheoryClass.State.RUNNING, TheoryClass.State.RECOGNISED, TheoryClass.State.CLOSED)


# Figures


def closed(programme: str = "") -> QuerySet[TheoryClass]:
    """The classes that were closed (of one programme), dated by the day on which they were."""
    classes = with_counts().filter(state=TheoryClass.State.CLOSED)
    return classes.filter(programme=programme) if programme else classes


def learnt(programme: str = "") -> QuerySet[Learner]:
    """The places on the lists of closed classes, dated by the class; who was struck off before it opened is on none."""
    learners = with_certificates().filter(course__state=TheoryClass.State.CLOSED)
    return learners.filter(course__programme=programme) if programme else learners


def passed(programme: str) -> QuerySet[Learner]:
    """The places on these lists whose learner passed."""
    return learnt(programme).filter(state=Learner.State.PASSED)


# Levels


def limits_on(day: date, programme: str) -> rules.ClassLimits:
    """The levels of a class of that programme as in force on that day."""
    keys = (f"class.periods.{programme}", "class.pass_mark", "class.attended_percent")
    levels = rules_on(keys, on=day)
    return rules.ClassLimits(
        periods=levels.get(keys[0]), pass_mark=levels.get(keys[1]), attended_percent=levels.get(keys[2])
    )


def months_valid(day: date) -> Limit[int] | None:
    """How many months a certificate of awareness holds."""
    return rule("awareness.valid_months", on=day)


def valid_until(person: int, programme: str, *, by: date) -> date | None:
    """Until when the person's newest certificate of that programme holds (``date.max`` for good); None without one."""
    issued = newest([person], programme, by=by).get(person)
    if issued is None:
        return None
    level = months_valid(by) if programme == Programme.AWARENESS else None
    return add_months(issued, int(level.value)) if level else date.max


@certifies
def _issued_here(people: Collection[int], kind: str, by: date) -> Mapping[int, date]:
    issued = ClassCertificate.objects.filter(person__among=people, programme=kind, issued_on__lte=by, replaced_by=None)
    first = [
        (certificate.person_id, _first_day(certificate))
        for certificate in issued.select_related("replaces").order_by("issued_on", "pk")
    ]
    return dict(first)


def _first_day(certificate: ClassCertificate) -> date:
    """The day from which it counts: that of the one which it replaces, as far back as that goes."""
    while certificate.replaces is not None:
        certificate = certificate.replaces
    return certificate.issued_on


# One class


def results_of(course: TheoryClass) -> dict[int, rules.Attainment]:
    """By learner, what they did in the class."""
    lessons = list(course.lessons.values_list("pk", "topic", "periods", "make_up"))
    held = [(pk, topic, periods) for pk, topic, periods, make_up in lessons if not make_up]
    made_up = [(pk, topic) for pk, topic, _periods, make_up in lessons if make_up]
    present: dict[int, set[int]] = defaultdict(set)
    for learner, lesson in Presence.objects.filter(lesson__course=course, present=True).values_list(
        "learner", "lesson"
    ):
        present[learner].add(lesson)
    marks = dict(Sitting.objects.filter(learner__course=course).order_by("sat_on").values_list("learner", "mark"))
    return {
        learner: rules.Attainment(*rules.attended_of(held, made_up, present[learner]), marks.get(learner))
        for learner in course.learners.values_list("pk", flat=True)
    }


def learners_of(course: TheoryClass) -> QuerySet[Learner]:
    """The list of the class in its order."""
    return course.learners.select_related("person").order_by("person__name_key", "pk")


def absent_from(course: TheoryClass, topic: str) -> set[int]:
    """The learners who missed the topic and have not made it up."""
    there = Presence.objects.filter(lesson__course=course, lesson__topic=topic, present=True).values("learner")
    return set(course.learners.exclude(pk__in=there).values_list("pk", flat=True))


def last_day_of(course: TheoryClass) -> date | None:
    """The latest day on which something was taught or written in the class."""
    days = [*course.lessons.values_list("held_on", flat=True)]
    days += Sitting.objects.filter(learner__course=course).values_list("sat_on", flat=True)
    return max(days, default=None)


def lessons_of(course: TheoryClass) -> list[tuple[Lesson, str, int, int]]:
    """The lessons, each with what its topic is called, how many were there, and how many were called."""
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for lesson, present in Presence.objects.filter(lesson__course=course).values_list("lesson", "present"):
        counts[lesson][0] += present
        counts[lesson][1] += 1
    topics = rules.TOPICS[course.programme]
    lessons = course.lessons.order_by("held_on", "pk")
    return [
        (lesson, topics.get(lesson.topic, lesson.topic), counts[lesson.pk][0], counts[lesson.pk][1])
        for lesson in lessons
    ]


def with_counts() -> QuerySet[TheoryClass]:
    """Every class, each with how many are on its list (``learner_count``)."""
    lists = Learner.objects.filter(course=OuterRef("pk")).order_by().values("course").annotate(count=Count("pk"))
    counted = Subquery(lists.values("count"), output_field=IntegerField())
    return TheoryClass.objects.annotate(learner_count=Coalesce(counted, 0))


def with_certificates() -> QuerySet[Learner]:
    """Every learner, with number and year of the certificate that holds, where there is one."""
    holding = ClassCertificate.objects.filter(learner=OuterRef("pk"), replaced_by=None).order_by("-pk")
    return Learner.objects.select_related("course", "person").annotate(
        certificate_number=Subquery(holding.values("number")[:1]), certificate_year=Subquery(holding.values("year")[:1])
    )


def standing_of(learner: Learner) -> ClassCertificate | None:
    """The learner's certificate that holds: the newest of those that were issued."""
    return learner.certificates.filter(replaced_by=None).order_by("-pk").first()


def without_certificate(course: TheoryClass) -> QuerySet[Learner]:
    """Who passed and has no certificate yet, in the order in which they are numbered."""
    return learners_of(course).filter(state=Learner.State.PASSED, certificates=None)


def serial(certificate: ClassCertificate) -> str:
    """How the certificate is numbered."""
    return rules.serial_of(certificate.programme, certificate.year, certificate.number)


def taking_lists(programme: str) -> QuerySet[TheoryClass]:
    """The classes of that programme that take lists in; a cell sees the heads of those that bodies above it hold."""
    waiting = (TheoryClass.State.PLANNED, TheoryClass.State.CALLED)
    return TheoryClass.objects.filter(programme=programme, state__in=waiting).order_by("from_on", "pk")


def is_for(course: TheoryClass, unit: int, on: date) -> bool:
    """Whether the class is held by that cell or a body above it."""
    return course.unit_id == unit or course.unit_id in ids_above(unit, on=on)


# Who has to learn


def followed_on(person: Person | int, day: date) -> Prospect | None:
    """The line of a source list on which the person stands that day."""
    lines = Prospect.objects.filter(person=person, recognised_on__lte=day)
    return lines.filter(Q(ended_on=None) | Q(ended_on__gt=day)).select_related("unit").first()


def awaiting(day: date) -> QuerySet[Membership]:
    """The probationary members of that day who have no certificate of the new members' class, wherever it was issued."""
    rows = Membership.objects.filter(grade=Membership.Grade.PROBATIONARY, valid__contains=day)
    done = newest(list(rows.values_list("person", flat=True)), Programme.NEW_MEMBER, by=day)
    return rows.exclude(person__among=list(done)).select_related("person")


def awaiting_listed(day: date) -> QuerySet[Membership]:
    """The same, each with the month of the level (``class_month``) and whether they are on a list already (``is_listed``)."""
    level = month_of_class(day)
    ended = (TheoryClass.State.CLOSED, TheoryClass.State.CANCELLED)
    waiting = Learner.objects.filter(person=OuterRef("person"), course__programme=Programme.NEW_MEMBER)
    month = Value(int(level.value) if level else None, output_field=IntegerField())
    return awaiting(day).annotate(class_month=month, is_listed=Exists(waiting.exclude(course__state__in=ended)))


def learn_by(membership: Membership, months: int | None) -> date | None:
    """The day by which the probationary member should have been to the class; None where no level is on record."""
    begun = membership.person.admitted_on or membership.valid.lower
    return add_months(begun, months) if months and begun else None


def month_of_class(day: date) -> Limit[int] | None:
    """Before which month of the probation the class is to be attended."""
    return rule("class.new_member_by_month", on=day)


def listed_now(people: Collection[int], programme: str) -> set[int]:
    """Those of the people who are on the list of a class of that programme that is not closed yet."""
    ended = (TheoryClass.State.CLOSED, TheoryClass.State.CANCELLED)
    waiting = Learner.objects.filter(person__among=people, course__programme=programme).exclude(course__state__in=ended)
    return set(waiting.values_list("person", flat=True))


def by_certificate(rows: QuerySet[Prospect], value: str, day: date) -> QuerySet[Prospect]:
    """The lines whose person has no certificate of awareness, one that ends soon or has ended, or one that holds."""
    people = list(rows.filter(ended_on=None).values_list("person", flat=True))
    level, warned = months_valid(day), rule("class.awareness_warn_months", on=day)
    soon = add_months(day, int(warned.value)) if warned else day
    ends = {
        person: add_months(issued, int(level.value)) if level else date.max
        for person, issued in newest(people, Programme.AWARENESS, by=day).items()
    }
    chosen = {
        "none": [person for person in people if person not in ends],
        "ending": [person for person, until in ends.items() if until <= soon],
        "valid": [person for person, until in ends.items() if until > soon],
    }
    return rows.filter(ended_on=None, person__among=chosen[value])


def of_person(person: Person) -> QuerySet[Learner]:
    """The classes of one person, the newest first."""
    return Learner.objects.filter(person=person).select_related("course").order_by("-course__from_on", "-pk")


# What is due


def due_of_classes(units: Collection[int], on: date) -> list[Due]:
    """The classes that are over and whose results are not recognised, and those recognised and not closed."""
    steps = {"running": ("recognise", "công nhận kết quả"), "recognised": ("close", "báo cáo kết quả, kết thúc lớp")}
    waiting = TheoryClass.objects.filter(unit__among=units, state__in=steps, until_on__lt=on).order_by("until_on", "pk")
    return [
        Due(f"Lớp “{course}” đã học xong: {steps[course.state][1]}", course.until_on,
            reverse_lazy("desk:act_on", args=["classes", course.pk, steps[course.state][0]]), course.unit_id)
        for course in waiting
    ]  # fmt: skip


def due_of_awaiting(units: Collection[int], on: date) -> list[Due]:
    """Cells with probationary members who should be at the new members' class by then, one sentence a cell; nobody is named."""
    level = month_of_class(on)
    rows: list[Any] = list(awaiting(on).filter(unit__among=units)) if level else []
    going = listed_now([row.person_id for row in rows], Programme.NEW_MEMBER)
    by_cell: dict[int, list[date]] = defaultdict(list)
    for row in rows:
        by = learn_by(row, int(level.value) if level else None)
        if by is not None and by <= on + NEAR and row.person_id not in going:
            by_cell[row.unit_id].append(by)
    names = names_of(by_cell, on=on)
    return [
        Due(f"{names.get(cell, 'Chi bộ')} cử {write_number(len(days))} đảng viên dự bị học lớp đảng viên mới",
            min(days), reverse_lazy("desk:list", args=["awaiting"]), cell)
        for cell, days in by_cell.items()
    ]  # fmt: skip

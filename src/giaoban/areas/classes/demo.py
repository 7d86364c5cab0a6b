"""Classes of the last months in one bloc's heirs, at every step, with their source lists; everybody on them is invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from giaoban.areas.classes import certifying, listing, operations, rules
from giaoban.areas.classes.models import Learner, Programme, Prospect, TheoryClass
from giaoban.areas.classes.queries import absent_from, awaiting, learners_of
from giaoban.ground.access.policy import Actor
from giaoban.ground.people.queries import members_on
from giaoban.ground.units.models import MEETS, Unit
from giaoban.ground.units.queries import ids_under, kind_of, named, standing, successors

ASKED = date(2023, 6, 30)
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Hoàng", "Đỗ", "Bùi", "Ngô", "Dương")
MIDDLE = (("F", "Thị"), ("M", "Văn"), ("F", "Thu"), ("M", "Đức"))
GIVEN = ("An", "Bách", "Chi", "Duyên", "Giang", "Hiền", "Khôi", "Lam", "My", "Nam", "Oanh", "Phúc", "Quân")
BODIES = ("Đoàn Thanh niên (mẫu)", "Công đoàn (mẫu)", "Hội Liên hiệp Phụ nữ (mẫu)")
PER_CELL = 6
PLAN = (
    # programme, days before today on which it begins, how far it has come
    ("awareness", 255, "closed"),
    ("new_member", 235, "closed"),
    ("awareness", 205, "closed"),
    ("awareness", 120, "closed"),
    ("new_member", 100, "closed"),
    ("awareness", 60, "issued"),
    ("awareness", 40, "recognised"),
    ("awareness", 12, "running"),
    ("awareness", -9, "called"),
    ("new_member", -20, "called"),
    ("awareness", -45, "planned"),
)
EACH = 18
"""So many are on the list of a class, where there are so many to send."""


def load(actor: Actor, *, today: date) -> None:
    """The source lists and the classes are there, the same ones each time; nothing changes afterwards."""
    if TheoryClass.objects.exists():
        return
    (bloc,) = named("Quảng Ninh", on=ASKED)
    heirs = sorted(set(successors(bloc, since=ASKED, until=today)) - {bloc.pk}) or [bloc.pk]
    hosts = list(Unit.objects.filter(pk__in=heirs).order_by("pk"))
    lists = {host.pk: _source_list(actor, host, place, today) for place, host in enumerate(hosts)}
    for number, (programme, before, step) in enumerate(PLAN):
        host = hosts[number % len(hosts)]
        _course(actor, host, programme, today - timedelta(days=before), step, lists[host.pk], today)


def _source_list(actor: Actor, host: Unit, place: int, today: date) -> list[Prospect]:
    """People whom the first cells of the body follow."""
    recognised = today - timedelta(days=300)
    under = ids_under(host, on=today)
    kept = set(members_on(today).filter(unit__among=under).values_list("unit", flat=True))
    cells = list(standing(on=recognised, kinds=MEETS).filter(pk__in=kept).order_by("pk"))
    lines = []
    for number in range(len(cells[:20]) * PER_CELL):
        sex, middle = MIDDLE[number % 4]
        name = f"{FAMILY[(number + place) % 10]} {middle} {GIVEN[(number * 7 + place * 3) % 13]}"
        lines.append(
            listing.follow(
                actor=actor, unit=cells[number // PER_CELL], name=name, sex=sex,
                born_on=date(1990 + number % 14, 1 + number % 12, 1 + (number * 5 + place) % 28),
                recognised_on=recognised, recognised_by=BODIES[number % 3],
            )
        )  # fmt: skip
    return lines


def _course(
    actor: Actor, host: Unit, programme: str, begins: date, step: str, source: list[Prospect], today: date
) -> None:
    """One class of that body has come as far as ``step``."""
    days = 5 if programme == Programme.AWARENESS else 6
    course = operations.plan(
        actor=actor, unit=host, programme=programme, from_on=begins, until_on=begins + timedelta(days=days),
        place="Hội trường cơ quan (mẫu)",
    )  # fmt: skip
    if step == "planned":
        return
    called = min(begins - timedelta(days=25), today)
    operations.call_lists(
        actor=actor,
        record=course,
        call=f"{course.pk}-TB/ĐU (mẫu)",
        called_on=called,
        answer_by=begins - timedelta(days=5),
    )
    _lists(actor, course, host, min(begins - timedelta(days=6), today), source)
    if step == "called" or not course.learners.exists():
        return
    operations.open_class(
        actor=actor, record=course, decision=f"{course.pk}-QĐ/ĐU (mẫu)", opened_on=begins - timedelta(days=2)
    )
    _teach(actor, course, begins, whole=step != "running")
    if step != "running":
        _end(actor, course, begins + timedelta(days=days), step)


def _lists(actor: Actor, course: TheoryClass, host: Unit, on: date, source: list[Prospect]) -> None:
    """The cells have sent whom they follow, or their probationary members."""
    letter = "Công văn cử học viên (mẫu)"
    if course.programme == Programme.AWARENESS:
        for line in [source.pop(0) for _ in range(min(EACH, len(source)))]:
            listing.send(actor=actor, record=line, course=course, listed_on=on, letter=letter)
        return
    waiting = awaiting(on).filter(unit__among=ids_under(host, on=on), person__admitted_on__gte=on - timedelta(days=400))
    for membership in waiting.order_by("pk")[:EACH]:
        if kind_of(membership.unit, on=on) in MEETS:
            listing.send_member(actor=actor, record=membership, course=course, listed_on=on, letter=letter)


def _teach(actor: Actor, course: TheoryClass, begins: date, *, whole: bool) -> None:
    """The topics are taught, two a day; of a class that still runs the first few. Some were absent, most of them made it up."""
    learners = list(learners_of(course))
    topics = list(rules.TOPICS[course.programme])
    for number, topic in enumerate(topics if whole else topics[:4]):
        absent = [learner.pk for place, learner in enumerate(learners) if number == 2 and place % 7 == 3]
        operations.hold_lesson(
            actor=actor, record=course, held_on=begins + timedelta(days=number // 2), topic=topic,
            lecturer="Giảng viên kiêm chức (mẫu)", absent=absent,
        )  # fmt: skip
    missed = sorted(absent_from(course, topics[2]))[1:]
    if whole and missed:
        operations.make_up(
            actor=actor, record=course, held_on=begins + timedelta(days=5), topic=topics[2], present=missed
        )
        _marks(actor, course, learners, begins + timedelta(days=5))


def _marks(actor: Actor, course: TheoryClass, learners: Sequence[Learner], on: date) -> None:
    """Everybody sat; who did not reach the mark sat again."""
    marks = {learner.pk: Decimal(4 if place % 9 == 5 else 6 + place % 4) for place, learner in enumerate(learners)}
    operations.enter_marks(actor=actor, record=course, sat_on=on, marks=marks)
    again = {learner: Decimal("6.5") for learner, mark in marks.items() if mark == 4}
    if again:
        operations.enter_marks(actor=actor, record=course, sat_on=on + timedelta(days=3), marks=again)


def _end(actor: Actor, course: TheoryClass, over: date, step: str) -> None:
    if not course.lessons.filter(make_up=True).exists():
        _marks(actor, course, list(learners_of(course)), over)
    settled = over + timedelta(days=7)
    operations.recognise(
        actor=actor, record=course, recognition=f"{course.pk + 100}-QĐ/ĐU (mẫu)", recognised_on=settled
    )
    if step == "recognised":
        return
    certifying.issue(
        actor=actor, record=course, issued_on=settled + timedelta(days=2), signed_by="Trưởng Ban Tuyên giáo (mẫu)"
    )
    if step == "closed":
        operations.close(
            actor=actor, record=course, report=f"{course.pk}-BC/ĐU (mẫu)", closed_on=settled + timedelta(days=4)
        )

"""A class from the plan to the report, who may be on its list, the figures, and certificates that can be checked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from giaoban.areas.admissions import operations as admissions
from giaoban.areas.admissions.queries import certified_on
from giaoban.areas.classes import certifying, listing, operations, queries
from giaoban.areas.classes.models import Learner, Lesson, TheoryClass
from giaoban.areas.classes.own import own_tables
from giaoban.core.refusal import Refused
from giaoban.core.spans import Period
from giaoban.ground.access import second_lock
from giaoban.ground.people.models import Membership
from giaoban.reporting.figures import figure
from tests.world import World

from .conftest import BEGINS, CELL, OTHER, called, ended, followed, marked, running, sent, taught

H1, H2 = Period.parse("2023-H1"), Period.parse("2023-H2")
CLOSED = BEGINS + timedelta(days=30)


@pytest.fixture
def course(world: World) -> TheoryClass:
    """Two learners of two cells; the first missed a topic and made it up, the second sat twice."""
    first, second = followed(world), followed(world, "Phạm Văn Thử", OTHER)
    course = called(world)
    sent(world, course, first)
    sent(world, course, second)
    running(world, course)
    learners = {learner.person: learner for learner in course.learners.all()}
    taught(world, course, absent=[learners[first.person].pk])
    operations.make_up(
        actor=world.officers["tuyen-giao"], record=course, held_on=BEGINS + timedelta(days=10), topic="t01",
        present=[learners[first.person].pk],
    )  # fmt: skip
    marked(world, course, {first.person: "7.5", second.person: "4"})
    marked(world, course, {second.person: "5"}, days=14)
    return course


def test_a_class_counts_when_it_is_closed_and_its_learners_where_they_were_sent_from(
    world: World, course: TheoryClass
) -> None:
    bloc = world.units["Khối A"]
    assert figure("classes_closed", bloc, H1).value == 0
    ended(world, course, CLOSED)
    names = ("classes_closed", "awareness_classes_closed", "new_member_classes_closed")
    assert [figure(name, bloc, H1).value for name in names] == [1, 1, 0]
    names = ("class_learners", "awareness_learners", "new_member_learners", "awareness_passed")
    assert [figure(name, bloc, H1).value for name in names] == [2, 2, 0, 2]
    assert [figure("class_learners", world.units[cell], H1).value for cell in (CELL, OTHER)] == [1, 1]
    assert figure("classes_closed", bloc, H2).value == 0


def test_who_neither_came_nor_made_it_up_has_not_passed_and_gets_no_certificate(world: World) -> None:
    line = followed(world)
    course = called(world)
    sent(world, course, line)
    running(world, course)
    learner = course.learners.get()
    taught(world, course, absent=[learner.pk])
    marked(world, course, {line.person: "9"})
    actor = world.officers["tuyen-giao"]
    told = operations.foretell_results(actor=actor, record=course, recognition="6", recognised_on=CLOSED)
    assert told[0] == "Đạt: 0/1 học viên."
    assert "dự 45/50 tiết" in told[1]
    operations.recognise(actor=actor, record=course, recognition="6", recognised_on=CLOSED)
    with pytest.raises(Refused, match="Không có học viên nào đạt"):
        certifying.issue(actor=actor, record=course, issued_on=CLOSED, signed_by="A")
    operations.close(actor=actor, record=course, report="7", closed_on=CLOSED)
    assert figure("awareness_learners", world.units["Khối A"], H1).value == 1
    assert figure("awareness_passed", world.units["Khối A"], H1).value == 0


def test_the_certificate_of_a_class_is_one_for_admission_too(world: World, course: TheoryClass) -> None:
    ended(world, course, CLOSED)
    person = course.learners.get(unit=world.units[CELL]).person
    assert certified_on(person.pk, "awareness", by=CLOSED) == CLOSED
    assert certified_on(person.pk, "awareness", by=CLOSED - timedelta(days=1)) is None
    dossier = admissions.open_dossier(
        actor=world.officers["bi-thu-1"], unit=world.units[CELL], name="Trần Thị  Mẫu", born_on=date(1999, 5, 5), sex="F",
        opened_on=CLOSED,
    )  # fmt: skip
    assert dossier.person == person


def test_certificates_are_numbered_through_the_year_and_one_that_was_lost_is_replaced(
    world: World, course: TheoryClass
) -> None:
    ended(world, course, CLOSED)
    learner = course.learners.get(unit=world.units[CELL])
    old = queries.standing_of(learner)
    assert old is not None
    with pytest.raises(Refused, match="trước ngày cấp giấy đang có"):
        certifying.reissue(
            actor=world.officers["tuyen-giao"], record=learner, issued_on=BEGINS, signed_by="A", reason="Mất."
        )
    new = certifying.reissue(
        actor=world.officers["tuyen-giao"],
        record=learner,
        issued_on=CLOSED + timedelta(days=9),
        signed_by="A",
        reason="Mất.",
    )
    assert [queries.serial(one) for one in (old, new)] == ["001/2023/NTVĐ", "003/2023/NTVĐ"]
    assert queries.standing_of(learner) == new
    assert certified_on(learner.person_id, "awareness", by=CLOSED + timedelta(days=30)) == CLOSED


def test_a_code_fits_what_is_printed_and_nothing_else(world: World, course: TheoryClass) -> None:
    ended(world, course, CLOSED)
    certificate = queries.standing_of(course.learners.get(unit=world.units[CELL]))
    assert certificate is not None
    printed = {"number": "001/2023/NTVĐ", "name": "Trần Thị Mẫu", "issued_on": CLOSED}
    code = certifying.code_of(certificate)
    assert certifying.is_genuine(**printed, code=f"{code[:4]}-{code[4:].lower()}")
    for change in ({"number": "003/2023/NTVĐ"}, {"name": "Trần Thị Mậu"}, {"issued_on": BEGINS}):
        assert not certifying.is_genuine(**printed | change, code=code)
    assert not certifying.is_genuine(**printed, code="")


def test_a_cell_sends_whom_it_follows_to_classes_of_those_above_it_alone(world: World) -> None:
    line, course = followed(world), called(world)
    sent(world, course, line)
    with pytest.raises(Refused, match="một lớp khác"):
        sent(world, called(world, begins=BEGINS + timedelta(days=60)), line)
    other = operations.plan(
        actor=world.officers["to-chuc-b"], unit=world.units["Khối B"], programme="awareness", from_on=BEGINS,
        until_on=BEGINS,
    )  # fmt: skip
    with pytest.raises(Refused, match="không do chi bộ hoặc cấp trên"):
        sent(world, other, followed(world, "Ngô Thị Khác"))


def test_new_members_wait_until_they_hold_the_certificate(world: World) -> None:
    course, secretary = called(world, "new_member"), world.officers["bi-thu-1"]
    waiting = list(queries.awaiting(BEGINS).order_by("person__name_key"))
    assert [row.person for row in waiting] == world.people["dự bị"]
    (due,) = queries.due_of_awaiting({world.units[CELL].pk}, BEGINS)
    assert due.by == date(2023, 4, 1)
    assert "cử 2 đảng viên dự bị" in due.sentence
    listing.send_member(actor=secretary, record=waiting[0], course=course, listed_on=BEGINS - timedelta(days=7))
    assert "cử 1 đảng viên dự bị" in queries.due_of_awaiting({world.units[CELL].pk}, BEGINS)[0].sentence
    running(world, course)
    taught(world, course)
    marked(world, course, {waiting[0].person: "8"})
    ended(world, course, CLOSED)
    assert list(queries.awaiting(CLOSED)) == [waiting[1]]
    assert figure("new_member_learners", world.units["Khối A"], H1).value == 1


def test_results_are_recognised_when_everything_was_taught_and_taken_back_before_a_certificate(
    world: World, course: TheoryClass
) -> None:
    actor = world.officers["tuyen-giao"]
    lesson = Lesson.objects.get(course=course, topic="t02")
    operations.strike_lesson(actor=actor, record=course, lesson=lesson, reason="Ghi nhầm.")
    with pytest.raises(Refused, match="còn 1 nội dung chưa học: Bài 2"):
        operations.recognise(actor=actor, record=course, recognition="6", recognised_on=CLOSED)
    operations.hold_lesson(actor=actor, record=course, held_on=BEGINS + timedelta(days=9), topic="t02")
    operations.recognise(actor=actor, record=course, recognition="6", recognised_on=CLOSED)
    operations.take_back(actor=actor, record=course, reason="Nhầm số quyết định.")
    assert set(course.learners.values_list("state", flat=True)) == {Learner.State.LISTED}
    ended(world, course, CLOSED)
    with pytest.raises(Refused, match="lớp đã kết thúc"):
        operations.take_back(actor=actor, record=course, reason="Nhầm.")


def test_a_cell_sees_the_head_of_the_class_above_it_and_no_learner_of_another(
    world: World, course: TheoryClass
) -> None:
    with transaction.atomic(), second_lock.seen_by(world.officers["bi-thu-1"], on=CLOSED):
        assert TheoryClass.objects.count() == 1
        assert [learner.unit for learner in Learner.objects.select_related("unit")] == [world.units[CELL]]


def test_somebody_sees_the_classes_that_they_were_sent_to(world: World, course: TheoryClass) -> None:
    ended(world, course, CLOSED)
    learner = course.learners.get(unit=world.units[OTHER])
    (table,) = own_tables(learner.person, CLOSED)
    assert [row[3:5] for row in table.rows] == [("Đạt", "002/2023/NTVĐ")]
    official = Membership.objects.filter(unit=world.units[CELL]).first()
    assert official is not None
    assert not own_tables(official.person, CLOSED)[0].rows


def test_a_class_is_held_through_the_pages(world: World) -> None:
    line, course = followed(world), called(world)
    sent(world, course, line)
    client = Client()
    client.force_login(world.officers["tuyen-giao"])

    def act(name: str, **answers: str) -> None:
        where = reverse("desk:act_on", args=["classes", course.pk, name])
        answer = client.post(where, answers)
        if answer.status_code == 200 and b'name="seen"' in answer.content:  # shown first
            seen = answer.content.decode().split('name="seen"')[1].split('value="')[1].split('"')[0]
            answer = client.post(where, answers | {"seen": seen})
        assert answer.status_code == 302, answer.content.decode()[:3000]

    act("open_class", decision="5-QĐ/ĐU", opened_on="06/03/2023")
    for number, topic in enumerate(("t01", "t02", "t03", "t04", "t05", "discussion", "visit", "questions", "paper")):
        act("hold_lesson", held_on=f"{6 + number:02}/03/2023", topic=topic)
    marks = reverse("classes:marks", args=[course.pk])
    learner = course.learners.get()
    wrong = client.post(marks, {"sat_on": "20/03/2023", f"mark-{learner.pk}": "mười"})
    assert wrong.status_code == 422
    assert "không phải là điểm" in wrong.content.decode()
    assert client.post(marks, {"sat_on": "20/03/2023", f"mark-{learner.pk}": "7,5"}).status_code == 302
    act("recognise", recognition="6-QĐ/ĐU", recognised_on="25/03/2023")
    act("issue", issued_on="26/03/2023", signed_by="Trưởng ban")
    act("close", report="7-BC/ĐU", closed_on="27/03/2023")
    course.refresh_from_db()
    assert course.state == TheoryClass.State.CLOSED
    certificate = queries.standing_of(learner)
    assert certificate is not None
    code = certifying.code_of(certificate)
    assert code in client.get(reverse("desk:page", args=["classes", course.pk])).content.decode()
    printed = {"number": queries.serial(certificate), "name": line.person.name, "issued_on": "26/03/2023"}
    assert "Mã khớp" in client.post(reverse("classes:verify"), printed | {"code": code}).content.decode()
    assert "Mã không khớp" in client.post(reverse("classes:verify"), printed | {"code": "SAI"}).content.decode()

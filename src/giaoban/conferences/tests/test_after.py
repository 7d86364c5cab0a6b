"""After the day: what delegations thought of it, told as numbers only; what their bodies are in charge of is reported by link."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from giaoban.conferences import feedback, feedback_rules, operations
from giaoban.conferences.models import Conference, ConferencePoint, Feedback, FeedbackCount, FeedbackGiven
from giaoban.conferences.tests.stage import act, by_link, moved, prepared
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Change
from giaoban.ground.writing import writing
from tests.world import World

DAY = date(2026, 7, 10)
ALL_GOOD = {"question-0": "0", "question-1": "0"}


@pytest.mark.parametrize(
    ("given", "on", "said"),
    [
        (9, DAY, "kết quả hiện sau ngày 10/07/2026"),
        (4, DAY + timedelta(days=1), "dưới mức 5"),
        (5, DAY + timedelta(days=1), "5 đoàn đã góp ý."),
    ],
)
def test_numbers_are_told_when_nobody_can_answer_any_more_and_enough_have(given: int, on: date, said: str) -> None:
    counts = {(0, 0): given}
    sentence, rows = feedback_rules.told(["Nội dung"], counts, given=given, least=5, on=on, until=DAY)
    assert said in sentence
    assert bool(rows) == sentence.startswith("5")


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({}, ""), ({"on": DAY + timedelta(days=1)}, "hết hạn"), ({"came": False}, "đã dự"), ({"given": True}, "đã góp ý"),
        ({"marks": [0]}, "mỗi nội dung"), ({"marks": [0, None]}, "mỗi nội dung"), ({"marks": [0, 4]}, "mỗi nội dung"),
    ],
)  # fmt: skip
def test_an_answer_is_taken_whole_or_not_at_all(more: dict[str, object], reason: str) -> None:
    answer: dict[str, object] = {"on": DAY, "until": DAY, "came": True, "given": False, "marks": [0, 3], "questions": 2}
    assert reason in " ".join(feedback_rules.why_not_answer(**answer | more))  # type: ignore[arg-type]
    assert bool(reason) == bool(feedback_rules.why_not_answer(**answer | more))  # type: ignore[arg-type]


@pytest.fixture
def conference(world: World, office: Client, monkeypatch: pytest.MonkeyPatch) -> Conference:
    """Held three days ago with both of the cluster in the hall, who are asked two things until in a week."""
    monkeypatch.setattr(feedback, "LEAST", 2)
    conference = prepared(world, office)
    for delegation in conference.delegations.all():
        people = {"delegates": f"Người của {delegation}, Bí thư", "answered_by": "Văn phòng"}
        assert act(office, "invitations", "answer", delegation, comes="yes", **people) == 302
        assert act(office, "delegates", "arrive", delegation.delegates.get()) == 302
    moved(conference, -3)
    operations.hold(actor=program("Kiểm thử"), record=conference, on=today() - timedelta(days=3), chair="Chủ trì")
    until = f"{today() + timedelta(days=7):%Y-%m-%d}"
    assert act(office, "conferences", "ask_feedback", conference, questions="Nội dung\nCách làm", until=until) == 302
    return conference


def given(conference: Conference, name: str, **marks: str) -> int:
    delegation = conference.delegations.get(name=name)
    return Client().post(by_link(delegation, "give_feedback"), ALL_GOOD | marks).status_code


@pytest.mark.django_db
def test_delegations_answer_once_by_their_link_and_the_host_reads_numbers_after_the_last_day(
    office: Client, conference: Conference
) -> None:
    guest = conference.delegations.get(name="Khối B")
    assert Client().get(by_link(guest))["Location"] == by_link(guest, "after"), "the invitation itself is over"
    assert "Cách làm" in Client().get(by_link(guest, "after")).content.decode()
    assert given(conference, "Khối B", **{"question-1": "9"}) == 422
    assert given(conference, "Khối B", **{"question-1": "3"}) == 302
    assert given(conference, "Khối B") == 422, "once"
    assert given(conference, "Khối A") == 302
    page = reverse("desk:page", args=["conferences", conference.pk])
    assert "Đã có 2 đoàn góp ý; kết quả hiện sau ngày" in office.get(page).content.decode()
    assert "Số đoàn chọn từng mức" not in office.get(page).content.decode()
    assert act(office, "conferences", "ask_feedback", conference, questions="Khác", until=f"{today():%Y-%m-%d}") == 422
    with writing(program("Kiểm thử"), "conferences.ask_feedback", unit=conference.unit, on=today()):
        Feedback.objects.update(until=today() - timedelta(days=1))
    assert "Số đoàn chọn từng mức" in office.get(page).content.decode()
    _sentence, rows = feedback.told_of(Feedback.objects.get())
    assert [dict(row.counts) for row in rows] == [
        {"Tốt": 2, "Khá": 0, "Đạt": 0, "Chưa đạt": 0}, {"Tốt": 1, "Khá": 0, "Đạt": 0, "Chưa đạt": 1},
    ]  # fmt: skip
    assert given(conference, "Khối A") in {404, 422}, "nothing is taken after the last day"


@pytest.mark.django_db
def test_nothing_that_is_kept_ties_a_delegation_to_its_marks(conference: Conference) -> None:
    assert given(conference, "Khối B", **{"question-0": "3"}) == 302
    assert FeedbackGiven.objects.count() == 1
    assert not Change.objects.filter(table=FeedbackCount._meta.db_table).exists()
    with connection.cursor() as cursor:
        cursor.execute("select count(distinct xmin::text) from conferences_feedback_count")
        assert cursor.fetchone()[0] == 1, "every count was written with this answer"


@pytest.mark.django_db
def test_the_body_in_charge_reports_by_its_link_and_reads_what_became_of_what_it_said(
    world: World, office: Client, conference: Conference
) -> None:
    said = {"kind": "proposal", "text": "Thống nhất biểu mẫu", "voiced_by": "Khối B"}
    assert act(office, "conferences", "raise_point", conference, **said) == 302
    point = ConferencePoint.objects.get()
    due = f"{today() + timedelta(days=30):%Y-%m-%d}"
    assert act(office, "points", "assign", point, owner=world.units["Khối B"].pk, due_on=due) == 302
    own, other = conference.delegations.get(name="Khối B"), conference.delegations.get(name="Khối A")
    assert "Thống nhất biểu mẫu" not in Client().get(by_link(other, "after")).content.decode()
    assert Client().post(by_link(other, "answer_point", point.pk), {"answer": "x"}).status_code == 404
    assert Client().post(by_link(own, "answer_point", point.pk), {"answer": " "}).status_code == 422
    assert Client().post(by_link(own, "answer_point", point.pk), {"answer": "Đã ban hành"}).status_code == 302
    point.refresh_from_db()
    assert (point.state, point.answer, point.answered_on) == ("answered", "Đã ban hành", today())
    assert "Đã ban hành" in Client().get(by_link(own, "after")).content.decode()


@pytest.mark.django_db
def test_a_link_leads_nowhere_once_nothing_is_asked_and_nothing_is_open(conference: Conference) -> None:
    guest = conference.delegations.get(name="Khối B")
    with writing(program("Kiểm thử"), "conferences.ask_feedback", unit=conference.unit, on=today()):
        Feedback.objects.update(until=today() - timedelta(days=1))
    for name in ("answer", "after", "hall", "hands", "votes"):
        assert Client().get(by_link(guest, name)).status_code == 404, name

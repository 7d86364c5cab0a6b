"""What was said and given out: whose it is, what says the same, and who answers for a body that has ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.areas.units import operations as tree
from giaoban.areas.units.operations import Ruling
from giaoban.conferences import delegations, documents, folding, following_up, operations, points
from giaoban.conferences.models import Conference, ConferencePoint, Delegation
from giaoban.conferences.tests.stage import act, by_link, moved, other_office, prepared
from giaoban.core.refusal import Refused
from giaoban.core.spans import add_months
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from giaoban.ground.units.models import Kind
from giaoban.ground.units.spells import Founding, found
from giaoban.ground.writing import writing
from tests.world import FOUNDED, World


@pytest.mark.parametrize(
    ("text", "other", "same"),
    [
        (
            "Đề nghị thống nhất mẫu biểu chuyển sinh hoạt tạm thời",
            "Cần có mẫu biểu chuyển sinh hoạt tạm thời chung",
            True,
        ),
        ("ĐỀ NGHỊ THỐNG NHẤT MẪU BIỂU", "đề nghị, thống nhất: mẫu biểu.", True),
        ("Đề nghị thống nhất mẫu biểu", "Đề nghị tăng kinh phí cho chi bộ ít người", False),
        ("Đề nghị", "Đề nghị", False),  # too short to say
        ("", "Đề nghị thống nhất mẫu biểu", False),
    ],
)
def test_two_proposals_say_nearly_the_same_or_not(text: str, other: str, same: bool) -> None:
    assert (folding.alike(text, {1: other}) == [1]) is same
    assert (folding.alike(other, {1: text}) == [1]) is same


def test_a_proposal_is_folded_or_every_reason_against_it_is_said() -> None:
    stands = {"same": True, "proposals": True, "itself": False, "folded": False, "state": "raised"}
    assert folding.why_not_fold(**stands) == []  # type: ignore[arg-type]
    for one in ({"same": False}, {"proposals": False}, {"itself": True}, {"folded": True}, {"state": "answered"}):
        assert len(folding.why_not_fold(**stands | one)) == 1  # type: ignore[arg-type]


@pytest.fixture
def conference(world: World, office: Client) -> Conference:
    conference = prepared(world, office)
    for delegation in conference.delegations.all():
        delegations.answer(
            actor=program("Kiểm thử"), record=delegation, comes="yes", answered_by="Văn phòng",
            delegates=f"Nguyễn Văn An, Bí thư {delegation}",
        )  # fmt: skip
    return conference


def raised(conference: Conference, text: str, of: Delegation | None = None, kind: str = "proposal") -> ConferencePoint:
    return points.raise_point(actor=program("Kiểm thử"), record=conference, kind=kind, text=text, delegation=of)


@pytest.mark.django_db
def test_what_a_delegation_said_is_its_own_and_not_another_s_of_nearly_its_name(
    office: Client, conference: Conference
) -> None:
    own = conference.delegations.get(name="Khối A")
    assert act(office, "conferences", "invite", conference, name="Khối A mở rộng", category="guest", quota="2") == 302
    other = conference.delegations.get(name="Khối A mở rộng")
    said = raised(conference, "Ý của đoàn khách", other)
    assert said.voiced_by == "Khối A mở rộng"
    assert (list(following_up.said_by(own)), list(following_up.said_by(other))) == ([], [said])


@pytest.mark.django_db
def test_folded_proposals_keep_their_words_and_voices_and_are_answered_together(
    office: Client, conference: Conference
) -> None:
    first, second = conference.delegations.order_by("name")
    one = raised(conference, "Thống nhất mẫu biểu chuyển sinh hoạt tạm thời", first)
    two = raised(conference, "Đề nghị có mẫu biểu chuyển sinh hoạt tạm thời", second)
    page = reverse("desk:page", args=["conferences", conference.pk])
    assert "Gần giống" in office.get(page).content.decode()
    assert act(office, "points", "fold", two, into=one.pk) == 302
    two.refresh_from_db()
    assert (two.state, two.folded_into, two.text) == ("folded", one, "Đề nghị có mẫu biểu chuyển sinh hoạt tạm thời")
    assert [(said.text, said.voiced_by) for said in documents.minutes_of(conference).proposals] == [
        (one.text, f"{first}; {second}")
    ]
    actor, due = program("Kiểm thử"), today() + timedelta(days=60)
    points.assign(actor=actor, record=one, owner=first.body, due_on=due)
    points.answer(actor=actor, record=one, answer="Đã ban hành mẫu", answered_on=today())
    with pytest.raises(Refused, match="Đã gộp"):
        points.answer(actor=actor, record=two, answer="Khác", answered_on=today())
    operations.hold(actor=actor, record=conference, on=today(), chair="Cụm trưởng")
    assert "Đã ban hành mẫu" in Client().get(by_link(second, "after")).content.decode()
    assert act(office, "points", "unfold", two) == 302
    assert act(office, "conferences", "conclude", conference, on=f"{today():%Y-%m-%d}") == 422, (
        "it wants its own fate again"
    )


@pytest.mark.django_db
def test_a_proposal_is_not_folded_into_one_of_another_conference(conference: Conference, world: World) -> None:
    actor, half = program("Kiểm thử"), add_months(conference.half, 6)
    other = operations.claim(actor=actor, unit=world.units["Khối B"], half=half, held_on=half)
    operations.agree(actor=actor, record=other, decision="02-TB/CTĐ")
    strange, own = raised(other, "Ý khác"), raised(conference, "Ý này")
    for into, said in ((strange, "của cùng hội nghị"), (own, "chính nó")):
        with pytest.raises(Refused, match=said):
            points.fold(actor=actor, record=own, into=into)


@pytest.mark.django_db
def test_the_office_in_charge_finds_its_task_among_its_work_and_answers_by_its_account(
    world: World, office: Client, conference: Conference
) -> None:
    point = raised(conference, "Chọn ba chi bộ điểm", kind="conclusion")
    points.assign(
        actor=program("Kiểm thử"),
        record=point,
        owner=world.units["Khối B"],
        due_on=conference.held_on + timedelta(days=9),
    )
    own, address = other_office(world), reverse("conferences:answer_by_account", args=[point.pk])
    assert address in own.get(reverse("desk:home")).content.decode()
    assert "Chọn ba chi bộ điểm" in own.get(address).content.decode()
    assert own.post(address, {"answer": " "}).status_code == 422
    assert own.post(address, {"answer": "Đã chọn"}).status_code == 302
    point.refresh_from_db()
    assert (point.state, point.answer) == ("answered", "Đã chọn")
    assert own.post(address, {"answer": "Sửa lại"}).status_code == 422, "what was answered is the host's to open again"
    assert office.get(address).status_code == 404, "the host has the record itself"


@pytest.mark.django_db
def test_the_tasks_of_a_body_that_ended_are_its_successor_s(
    world: World, office: Client, conference: Conference
) -> None:
    actor, ended = program("Kiểm thử"), world.units["Khối B"]
    moved(conference, -5)
    conference.refresh_from_db()
    point = raised(conference, "Chọn ba chi bộ điểm", kind="conclusion")
    points.assign(actor=actor, record=point, owner=ended, due_on=today() + timedelta(days=9))
    on = today() - timedelta(days=2)
    with writing(actor, "units.establish", unit=None, on=FOUNDED):
        other = found(Founding(Kind.UPPER, "Đảng bộ Khối C", "Khối C"), parent=conference.cluster, on=FOUNDED)
    heir = tree.merge(
        actor=actor, units=[ended, other], into=Founding(Kind.UPPER, "Đảng bộ Khối mới", "Khối mới"), on=on,
        decision=Ruling("Ban Bí thư", "01-QĐ/TW", on),
    )  # fmt: skip
    assert following_up.in_charge(point, on=on - timedelta(days=1)) == {ended.pk}
    assert following_up.in_charge(point, on=today()) == {heir.pk}
    assert [due.unit_id for due in following_up.due({heir.pk}, today())] == [heir.pk]
    page = office.get(reverse("desk:page", args=["conferences", conference.pk])).content.decode()
    assert "phụ trách: Khối mới" in page
    point.refresh_from_db()
    assert point.owner == ended, "the record keeps the body that was given it"

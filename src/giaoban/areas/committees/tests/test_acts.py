"""A body's seats change by the two paths, each decision counts once, vacancies follow from dated facts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.areas.committees import consolidating, operations, queries
from giaoban.areas.committees.models import BodyTerm, Consolidation
from giaoban.areas.committees.own import own_tables
from giaoban.areas.members import standing
from giaoban.core.refusal import Refused
from giaoban.core.spans import Period
from giaoban.ground.people.models import Position
from giaoban.reporting.figures import evidence, figure
from tests.world import World

from .conftest import BASE, CELL, DAY, FIGURES, OTHER, appointed, consented, decided, proposed, voted

H1, H2 = Period.parse("2023-H1"), Period.parse("2023-H2")


def test_one_decision_is_one_consolidation_however_many_persons_it_names(world: World, term: BodyTerm) -> None:
    people = world.people[CELL][1:3]
    record = appointed(world, term, *people)
    bloc = world.units["Khối A"]
    names = ("consolidations", "committee_consolidations", "commission_consolidations", "seats_taken", "seats_left")
    assert [figure(name, bloc, H1).value for name in names] == [1, 1, 0, 2, 0]
    assert list(evidence("consolidations", bloc, H1)) == [record]
    assert figure("consolidations", bloc, H2).value == 0
    assert {post.person for post in queries.sitting(term, DAY)} == set(people)
    assert {post.decision for post in queries.sitting(term, DAY)} == {"9-QĐ/ĐU"}


def test_more_seats_than_were_agreed_are_refused(world: World, term: BodyTerm) -> None:
    with pytest.raises(Refused, match="Sau thay đổi sẽ có 3 người, số lượng được duyệt là 2"):
        appointed(world, term, *world.people[CELL][1:4])
    assert not Position.objects.filter(unit=term.unit).exists()


def test_an_elected_body_works_at_once_and_counts_when_it_is_ratified(world: World, term: BodyTerm) -> None:
    record = consented(world, proposed(world, term, "elect", world.people[CELL][1]))
    with pytest.raises(Refused, match="Chưa ghi kết quả bỏ phiếu"):
        consolidating.elect(actor=world.officers["to-chuc-a"], record=record, elected_on=DAY)
    voted(world, record, "election")
    with pytest.raises(Refused, match="Chưa ghi ngày bầu"):
        decided(world, record)
    consolidating.elect(actor=world.officers["to-chuc-a"], record=record, elected_on=DAY)
    assert queries.filled(term, DAY) == 1
    assert figure("consolidations", world.units["Khối A"], H1).value == 0
    decided(world, record, date(2023, 7, 3))
    assert [figure("consolidations", world.units["Khối A"], period).value for period in (H1, H2)] == [0, 1]


def test_of_an_election_that_is_not_ratified_the_seats_end(world: World, term: BodyTerm) -> None:
    record = consented(world, proposed(world, term, "elect", world.people[CELL][1]))
    voted(world, record, "election")
    consolidating.elect(actor=world.officers["to-chuc-a"], record=record, elected_on=DAY)
    later = DAY + timedelta(days=30)
    consolidating.refuse(actor=world.officers["to-chuc-a"], record=record, on=later, reason="Chưa đủ hồ sơ.")
    assert [queries.filled(term, day) for day in (DAY, later)] == [1, 0]


def test_whoever_has_half_of_the_votes_is_not_carried(world: World, term: BodyTerm) -> None:
    record = consented(world, proposed(world, term, "appoint", world.people[CELL][1]))
    voted(world, record, "confidence", convened=6, in_favour=3, against=2)
    with pytest.raises(Refused, match="không được quá một nửa"):
        decided(world, record)


def test_no_ballot_settles_anything_before_the_superior_consents(world: World, term: BodyTerm) -> None:
    record = proposed(world, term, "appoint", world.people[CELL][1])
    voted(world, record, "introduction")
    with pytest.raises(Refused, match="Chưa có văn bản đồng ý"):
        voted(world, record, "confidence")


def test_a_departure_makes_a_seat_vacant_on_its_day_and_is_told_before(world: World, term: BodyTerm) -> None:
    leaving, staying = world.people[CELL][1:3]
    appointed(world, term, leaving, staying)
    operations.announce(
        actor=world.officers["to-chuc-a"], unit=world.units[CELL], person=leaving, leaves_on=date(2023, 5, 1),
        why="retirement", notice="5-TB",
    )  # fmt: skip
    assert queries.vacancies(term, DAY) == []
    (coming,) = queries.vacancies(term, DAY, until=queries.warned_until(DAY))
    assert (coming.position.person, coming.on) == (leaving, date(2023, 5, 1))
    day = date(2023, 5, 2)
    told = operations.foretell_vacancies(actor=world.officers["to-chuc-a"], record=term, proposed_on=day)
    assert told == [f"{leaving.name}, Ủy viên: Nghỉ hưu (01/05/2023)."]
    record = operations.propose_vacancies(actor=world.officers["to-chuc-a"], record=term, proposed_on=day)
    consented(world, record, day)
    decided(world, record, day)
    assert [post.person for post in queries.sitting(term, day)] == [staying]
    assert figure("seats_left", world.units["Khối A"], H1).value == 1


def test_the_dead_hold_no_seat(world: World, term: BodyTerm) -> None:
    gone, staying = world.people[CELL][1:3]
    appointed(world, term, gone, staying)
    standing.record_death(actor=world.officers["to-chuc-a"], record=gone, on=date(2023, 4, 1))
    assert queries.filled(term, date(2023, 4, 1)) == 1
    assert "Khuyết 1 so với số lượng được duyệt (2)." in queries.remarks_on(term, date(2023, 4, 1))


def test_nobody_of_another_organisation_is_named(world: World, term: BodyTerm) -> None:
    with pytest.raises(Refused, match="không sinh hoạt ở tổ chức này"):
        proposed(world, term, "appoint", world.people["Chi bộ 1 Khối B"][1])


def test_a_post_that_was_entered_by_mistake_is_struck_out(world: World, term: BodyTerm) -> None:
    person, actor = world.people[OTHER][1], world.officers["to-chuc-a"]
    post = standing.hold_post(actor=actor, record=person, body="executive", post="member", on=DAY)
    assert queries.filled(term, DAY) == 1
    standing.strike_post(actor=actor, record=person, position=post, reason="Ghi nhầm người.")
    assert queries.filled(term, DAY) == 0


def test_a_member_reads_the_decisions_about_themselves(world: World, term: BodyTerm) -> None:
    person = world.people[CELL][1]
    appointed(world, term, person)
    (table,) = own_tables(person, DAY)
    assert list(table.rows) == [("Ban Chấp hành", "Ủy viên", "Tham gia", "9-QĐ/ĐU", "01/02/2023")]


def test_a_consolidation_is_taken_through_the_pages(world: World, term: BodyTerm) -> None:
    person, client = world.people[CELL][1], Client()
    client.force_login(world.officers["to-chuc-a"])

    def act(register: str, pk: int, name: str, **answers: object) -> None:
        where = reverse("desk:act_on", args=[register, pk, name])
        answer = client.post(where, answers)
        if answer.status_code == 200 and b'name="seen"' in answer.content:
            seen = answer.content.decode().split('name="seen"')[1].split('value="')[1].split('"')[0]
            answer = client.post(where, answers | {"seen": seen})
        assert answer.status_code == 302, answer.content.decode()[:3000]

    act(
        "committees",
        term.pk,
        "propose",
        path="appoint",
        why="strengthen",
        proposed_on="01/02/2023",
        proposal="1-TTr/ĐU",
    )
    record = Consolidation.objects.get()
    act("consolidations", record.pk, "name_person", person=person.pk, post="secretary")
    act("consolidations", record.pk, "consent_to", consent="2-CV/ĐU", consented_on="01/02/2023")
    change = record.changes.get()
    act("consolidations", record.pk, "ballot", change=change.pk, round="confidence", held_on="02/02/2023", **FIGURES)
    act("consolidations", record.pk, "decide", decision="9-QĐ/ĐU", decided_on="03/02/2023")
    page = client.get(reverse("desk:page", args=["committees", term.pk])).content.decode()
    assert person.name in page
    assert "có 1/2 người" in page
    assert BASE in client.get(reverse("desk:list", args=["consolidations"])).content.decode()

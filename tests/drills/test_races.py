"""Two people on one record at the same moment, on connections of their own: one does it, the other is told."""

from __future__ import annotations

import inspect
import json
import os
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from conftest import _copy, _drop, use_database
from giaoban.areas.accounts import ending
from giaoban.areas.accounts import operations as accounts
from giaoban.areas.admissions import operations as admissions
from giaoban.areas.admissions.models import Admission, Certificate, Vote
from giaoban.areas.discipline import operations as discipline
from giaoban.areas.members import operations as members
from giaoban.areas.members import standing
from giaoban.areas.privacy import operations as privacy
from giaoban.areas.regulations.operations import load_start_data, set_parameter
from giaoban.areas.transfers import operations as transfers
from giaoban.areas.transfers.models import Leg, Transfer
from giaoban.areas.units import operations as units
from giaoban.areas.units.operations import Ruling
from giaoban.catalogue import registers
from giaoban.core.refusal import Refused
from giaoban.faces.models import Received
from giaoban.ground import seconding
from giaoban.ground.access.models import Account, Grant, Proposal
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import now, today
from giaoban.ground.people.models import Exemption, Membership, Person
from giaoban.ground.seconding import TAKEN_OUT_ALONE
from giaoban.ground.units.models import Kind
from giaoban.ground.units.spells import Founding, found
from giaoban.ground.writing import writing
from tests.world import FOUNDED, World, build, new_account

DAY = date(2023, 5, 4)


@pytest.fixture(scope="module")
def world(template_database: str, django_db_blocker: Any) -> Iterator[World]:
    """A database of its own, in which everything is committed."""
    from giaoban.ground.access import second_lock

    name, before = f"giaoban_races_{os.getpid()}", str(connection.settings_dict["NAME"])
    second_lock.see_everything()
    _drop(name)
    _copy(template_database, name)
    with django_db_blocker.unblock():
        use_database(name)
        try:
            yield build(members=9)
        finally:
            use_database(before)
            _drop(name)


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """What came of the acts, begun together, each on a connection of its own: “done”, or the sentence of the refusal."""
    barrier, answers = threading.Barrier(len(acts), timeout=60), [""] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            barrier.wait()
            act()
            answers[place] = "done"
        except Refused as refused:
            answers[place] = str(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def pairs(world: World, place: int) -> Iterator[tuple[str, Any, list[tuple[Any, dict[str, Any]]]]]:
    """Records as they stand before a step, each with two acts of which one must lose; made anew for each pair."""
    actor, here = program("Kiểm thử"), world.units["Chi bộ 1 Khối A"]
    person = world.people["Chi bộ 1 Khối A"][place]
    match place:
        case 1 | 2:
            paper = transfers.send(
                actor=actor, unit=here, person=person, issued_on=DAY, receiver=world.units["Chi bộ 2 Khối A"]
            )
            second = (
                (transfers.receive, {"on": date(2023, 5, 9)})
                if place == 1
                else (transfers.withdraw, {"on": date(2023, 5, 9), "reason": "không đi"})
            )
            yield "received", paper, [(transfers.receive, {"on": date(2023, 5, 8)}), second]
        case 3 | 4:
            case = discipline.open_case(
                actor=actor, unit=here, person=person, kind="other", grounds="Căn cứ", violated_on=date(2023, 3, 1),
                opened_on=DAY,
            )  # fmt: skip
            ends = (discipline.close, {"on": DAY, "reason": "Không đủ căn cứ"})
            yield "closed", case, [ends, ends if place == 3 else (discipline.void, {"on": DAY, "reason": "mở nhầm"})]
        case _:
            asked = privacy.receive(
                actor=actor, person=person, kind="access", what="Xem", received_on=DAY, form="paper"
            )
            words = {"on": date(2023, 5, 8), "outcome": "granted", "answer": "Đã gửi"}
            yield "answered", asked, [(privacy.answer, words), (privacy.answer, words)]


@pytest.mark.parametrize("place", range(1, 6))
def test_of_two_at_once_one_wins_and_the_other_reads_a_sentence(world: World, place: int) -> None:
    for what, record, acts in pairs(world, place):
        model = type(record)
        stale = [model.objects.get(pk=record.pk) for _act in acts]  # both pages were opened before either act
        answers = at_once(
            *(
                lambda act=act, words=words, held=held: act(actor=program("Kiểm thử"), record=held, **words)
                for (act, words), held in zip(acts, stale, strict=True)
            )
        )
        assert answers.count("done") == 1, (what, answers)
        assert all(answer.endswith(".") for answer in answers if answer != "done"), answers


def test_a_member_who_was_received_twice_is_in_one_cell_since_one_day(world: World) -> None:
    paper = Transfer.objects.filter(state="received").latest("pk")
    assert paper.received_on is not None
    spells = list(Membership.objects.filter(person=paper.person).order_by("valid"))
    assert [spell.valid.lower for spell in spells][1:] == [paper.received_on]
    assert Leg.objects.filter(transfer=paper).count() == 2


def test_a_dossier_is_voted_on_once_and_either_decided_or_refused(world: World) -> None:
    actor, cell = program("Kiểm thử"), world.units["Chi bộ 2 Khối A"]
    on, dossiers = date(2023, 5, 20), []
    for number in range(2):
        dossier = admissions.open_dossier(
            actor=actor, unit=cell, name=f"Lê Văn {'AB'[number]}", born_on=date(1990, 1, 1), sex="M", opened_on=DAY
        )
        admissions.record_certificate(actor=actor, record=dossier, kind=Certificate.Kind.AWARENESS, issued_on=DAY)
        for sponsor in world.people["Chi bộ 2 Khối A"][:2]:
            admissions.name_sponsor(
                actor=actor, record=dossier, on=DAY, person=sponsor, together_since=date(2020, 1, 1)
            )
        admissions.vote_in_cell(actor=actor, record=dossier, on=on, present=9, in_favour=9)
        dossiers.append(dossier)

    def act(operation: Any, number: int, **words: Any) -> Callable[[], Any]:
        held = Admission.objects.get(pk=dossiers[number].pk)
        return lambda: operation(actor=program("Kiểm thử"), record=held, **words)

    counts = {"on": date(2023, 5, 25), "roll": 15, "present": 15}
    answers = at_once(
        act(admissions.vote_in_committee, 0, in_favour=15, **counts),
        act(admissions.vote_in_committee, 0, in_favour=9, **counts),
    )
    assert answers.count("done") == 1, answers
    assert Vote.objects.filter(admission=dossiers[0], question=Vote.On.COMMITTEE_ADMISSION).count() == 1
    answers = at_once(
        act(admissions.decide, 0, decision="1", decided_on=date(2023, 6, 1)),
        act(admissions.refuse, 0, on=date(2023, 6, 1), reason="không đủ"),
    )
    assert answers.count("done") == 1, answers


def _of_members(world: World) -> Iterator[tuple[str, list[Callable[[], Any]]]]:
    """Acts on where somebody stands, of which one must lose."""
    actor, here, there = program("Kiểm thử"), world.units["Chi bộ 1 Khối B"], world.units["Chi bộ 2 Khối B"]
    first, second, third, fourth, *_rest = world.people["Chi bộ 1 Khối B"]
    other = world.people["Chi bộ 2 Khối B"][0]

    def held(person: Person) -> Person:
        return Person.objects.get(pk=person.pk)  # each page was opened before either act

    def ends(operation: Any, person: Person, on: date, **words: Any) -> Callable[[], Any]:
        read = held(person)
        return lambda: operation(actor=actor, record=read, on=on, **words)

    def merged(kept: Person, gone: Person) -> Callable[[], Any]:
        stays, goes = held(kept), held(gone)
        return lambda: members.merge_persons(actor=actor, record=stays, other=goes, reason="Trùng", on=today())

    yield (
        "left and removed",
        [
            ends(standing.permit_leave, first, DAY, reason="Xin ra"),
            ends(standing.remove_name, first, DAY + timedelta(days=1), reason="Xóa tên"),
        ],
    )
    yield (
        "left and exempt",
        [
            ends(standing.permit_leave, second, DAY, reason="Xin ra"),
            ends(standing.exempt, second, DAY + timedelta(days=8)),
        ],
    )
    yield "exempt twice", [ends(standing.exempt, third, DAY), ends(standing.exempt, third, DAY)]
    post = {"body": "cell", "post": "deputy"}
    yield "a post twice", [ends(standing.hold_post, third, DAY, **post), ends(standing.hold_post, third, DAY, **post)]
    read = held(fourth)
    yield (
        "sent thrice",
        [lambda: transfers.send(actor=actor, unit=here, person=read, issued_on=DAY, receiver=there)] * 3,
    )
    new = {"name": "Tô Thị Mới", "born_on": date(1990, 2, 3), "sex": "F", "grade": "official", "on": DAY,
           "admitted_on": date(2021, 5, 4), "official_on": date(2022, 5, 4)}  # fmt: skip
    yield "recorded thrice", [lambda: members.record(actor=actor, unit=here, **new)] * 3
    yield "merged crosswise", [merged(third, other), merged(other, third)]


def test_of_acts_on_where_a_member_stands_one_is_done_and_the_others_read_a_sentence(world: World) -> None:
    load_start_data(program("Kiểm thử"))
    twins = Person.objects.filter(pk__in=[world.people["Chi bộ 1 Khối B"][2].pk, world.people["Chi bộ 2 Khối B"][0].pk])
    with writing(program("Kiểm thử"), "members.correct", unit=None, on=DAY):
        twins.update(name="Một Người", name_fold="mot nguoi", born_on=date(1980, 1, 1), card_number="")
    tried = []
    for what, acts in _of_members(world):
        answers = at_once(*acts)
        assert answers.count("done") == 1 or (what == "left and exempt" and "" not in answers), (what, answers)
        assert all(answer.endswith(".") for answer in answers if answer != "done"), (what, answers)
        tried.append(what)
    assert len(tried) == 7
    left = world.people["Chi bộ 1 Khối B"][1]
    assert not Exemption.objects.filter(person=left).exists(), "what was to begin later went with the membership"
    assert Person.objects.filter(name="Tô Thị Mới").count() == 1


def test_who_is_put_into_a_cell_while_it_ends_is_carried_on_or_refused(world: World) -> None:
    actor, heir, day = program("Kiểm thử"), world.units["Chi bộ 1 Khối B"], date(2023, 6, 1)
    with writing(actor, "units.establish", unit=None, on=FOUNDED):
        cells = [
            found(Founding(Kind.CELL, f"Chi bộ đua {number}"), parent=world.units["Sở Khối B"], on=FOUNDED)
            for number in range(6)
        ]
    for number, cell in enumerate(cells):
        came = at_once(
            lambda cell=cell, number=number: members.record(
                actor=actor, unit=cell, name=f"Người Đua {number}", born_on=date(1980, 1, 1), sex="M", grade="official",
                admitted_on=date(2010, 5, 3), official_on=date(2011, 5, 3), on=day,
            ),
            lambda cell=cell, number=number: units.dissolve(
                actor=actor, unit=cell, heir=heir, on=day, decision=Ruling("Đảng ủy", f"{number}-QĐ/ĐU", day)
            ),
        )  # fmt: skip
        assert came[1] == "done"
        stays = Membership.objects.filter(unit=cell, valid__contains=day)
        assert not stays.exists(), came
        followed = Membership.objects.filter(unit=heir, person__name=f"Người Đua {number}", valid__contains=day)
        assert followed.exists() is (came[0] == "done"), came


def officers(world: World, *names: str) -> list[Account]:
    """Two who run the program and may give roles everywhere; made once for all tests of this world."""
    for name in names:
        if name not in world.officers:
            world.officers[name] = new_account(name, name=name)
            accounts.grant(
                actor=program("Kiểm thử"), account=world.officers[name], role="administrator", unit=None, from_on=DAY
            )
    return [world.officers[name] for name in names]


@pytest.mark.parametrize("where", ["Chi bộ 1 Khối A", ""])
def test_what_is_asked_for_several_times_at_once_waits_once(world: World, where: str) -> None:
    asker, _second = officers(world, "quan-tri-1", "quan-tri-2")
    unit, account = world.units[where] if where else None, world.officers["kiem-soat"]
    asked = {"actor": asker, "account": account, "role": "editor", "unit": unit, "from_on": today(), "decision": "QĐ 1"}
    answers = at_once(*[lambda: accounts.grant(**asked)] * 5)
    assert answers.count("done") == 1, answers
    assert sum("đang chờ người thứ hai" in answer for answer in answers) == 4, answers
    assert Proposal.objects.filter(account=account, unit=unit, words__role="editor").count() == 1


@pytest.mark.parametrize("where", ["Chi bộ 1 Khối A", ""])
@pytest.mark.parametrize("later", [0, 3])
def test_a_role_that_was_asked_for_twice_is_given_once_and_gone_when_it_is_taken_back(
    world: World, where: str, later: int
) -> None:
    asker, second = officers(world, "quan-tri-1", "quan-tri-2")
    unit, account = world.units[where] if where else None, world.officers["bi-thu-2"]
    papers = [
        accounts.grant(
            actor=asker, account=account, role="editor", unit=unit, from_on=today() + timedelta(days=days),
            decision=f"QĐ {number}",
        )
        for number, days in enumerate((later, 0))
    ]  # fmt: skip
    answers = at_once(*[lambda paper=paper: seconding.confirm(actor=second, record=paper) for paper in papers])
    assert answers.count("done") == 1, answers
    held = Grant.objects.get(account=account, role="editor", unit=unit, valid__isempty=False)
    ending.revoke(actor=asker, record=held, reason="thôi nhiệm vụ")
    for paper in Proposal.objects.filter(pk__in=[paper.pk for paper in papers], state="waiting"):
        seconding.withdraw(actor=asker, record=paper)
    assert not Grant.objects.filter(account=account, role="editor", valid__overlap=(today(), None)).exists()


def functions_of(operation: Any) -> Iterator[Any]:
    """The operation itself, what it closes over where a register wraps it, and what of its own file it leaves the work to."""
    yield operation
    for cell in getattr(operation, "__closure__", None) or ():
        if inspect.isfunction(cell.cell_contents):
            yield from functions_of(cell.cell_contents)
    for name in operation.__code__.co_names:
        called = operation.__globals__.get(name)
        if inspect.isfunction(called) and called.__module__ == operation.__module__:
            yield called


LOCKED_OTHERWISE = {
    "units": "the tree is held while any of them is done",
    "returns": "the return's row, and all above it, are locked by the way of a return",
}
"""Registers whose acts lock something else than their record, and what; a new area is not among them."""
LOCKS = ("record=record", "record=account", "record=person", "hold(", "select_for_update", "writing_on(", "propose(")


@pytest.mark.parametrize(
    ("name", "operation"),
    [
        pytest.param(f"{register.name}.{act.name}", act.operation, id=f"{register.name}.{act.name}")
        for register in registers().values()
        if register.name not in LOCKED_OTHERWISE
        for act in register.acts
        if act.on_record
    ],
)
def test_every_act_on_a_record_locks_it_before_it_judges_it(name: str, operation: Any) -> None:
    written = "".join(inspect.getsource(function) for function in functions_of(operation))
    assert any(lock in written for lock in LOCKS), f"{name} judges a record as the page showed it"


def test_lists_asked_for_at_once_take_out_no_more_than_one_after_another(world: World) -> None:
    load_start_data(program("Kiểm thử"))
    set_parameter(
        actor=program("Kiểm thử"), key=TAKEN_OUT_ALONE, value=10, from_on=today(), regulation=None, reason="thử"
    )
    signed = Client()
    signed.force_login(world.officers["to-chuc-a"])
    went: list[str] = []

    def take(cell: str) -> Callable[[], None]:
        def asked() -> None:
            client = Client()
            client.cookies = signed.cookies
            where = reverse("desk:export", args=["members", "csv"])
            if client.get(where, {"under": world.units[cell].pk}).streaming:
                went.append(cell)

        return asked

    at_once(*(take(f"Chi bộ {number} Khối A") for number in (1, 2, 1, 2)))
    assert len(set(went)) == 1, "nine people of one cell and nine of the other are more than ten"


def test_the_account_of_a_part_of_the_program_is_made_once(world: World) -> None:
    assert at_once(*[lambda: program("Một phần mới")] * 6) == ["done"] * 6
    assert Account.objects.filter(username="chuong-trinh:Một phần mới").count() == 1


def test_what_a_telephone_sends_several_times_at_once_is_taken_once(world: World) -> None:
    person = world.people["Chi bộ 1 Khối A"][3]
    account = new_account("nguoi-co-may", name=person.name)
    account.person = person
    account.save()
    accounts.grant(actor=program("Kiểm thử"), account=account, role="member", unit=person.unit, from_on=DAY)
    signed, answered = Client(), []
    signed.force_login(account)
    sent = {"key": "a" * 32, "act": "own.ask_to_speak", "on": 10**9, "at": now().timestamp() * 1000, "skew": 0}
    body = json.dumps({"now": now().timestamp() * 1000, "records": [sent]})

    def send() -> None:
        client = Client(raise_request_exception=False)
        client.cookies = signed.cookies
        answered.append(client.post("/so-tay/gui", body, content_type="application/json").status_code)

    assert at_once(*[send] * 6) == ["done"] * 6
    assert answered == [200] * 6
    assert Received.objects.filter(account=account).count() == 1

"""Study through its pages, as the board and a cell's secretary press them."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.areas.study import operations as acts
from giaoban.areas.study import queries
from giaoban.areas.study.models import Plan, Session
from giaoban.areas.study.tests.conftest import Bloc
from giaoban.areas.study.tests.test_acts import planned, studied_at
from giaoban.ground.access.models import Account
from tests.world import granted

pytestmark = pytest.mark.django_db


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_the_board_plans_a_cell_holds_a_session_and_coverage_says_so(
    board: Account, secretary: Account, bloc: Bloc
) -> None:
    answer = signed_in(board).post(reverse("desk:act", args=["study", "plan"]), {
        "unit": bloc.bloc.pk, "issuer": "Ban Chấp hành Trung ương", "number": "21-NQ/TW", "issued_on": "2022-06-16",
        "title": "Tăng cường củng cố, xây dựng tổ chức cơ sở đảng", "audience": "members", "from_on": "2023-02-01",
        "until_on": "2023-04-30", "counted_on": "2023-02-01",
    })  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    plan = Plan.objects.get()
    desk = signed_in(secretary)
    page = desk.get(reverse("study:plan", args=[plan.pk])).content.decode()
    assert "Chi bộ 1" in page
    assert "Sở Hai" not in page
    hold = f"{reverse('study:hold', args=[plan.pk])}?unit={bloc.one.pk}"
    assert desk.get(hold).status_code == 200
    assert desk.post(hold, {"held_on": "2023-03-03", "form": "cell_meeting"}).status_code == 302
    session = Session.objects.get()
    duty = queries.duties_of(session)[0]
    answer = desk.post(reverse("study:roll", args=[session.pk]), {f"status-{duty.pk}": "excused", "rest": "present"})
    assert answer.status_code == 302
    page = desk.get(reverse("study:plan", args=[plan.pk])).content.decode()
    assert "66,67%" in page
    assert duty.person.name in page
    home = desk.get(reverse("study:home"), {"period": "2023-H1"}).content.decode()
    assert "66,67%" in home
    assert "Mỗi đảng viên tính một lần trong nửa năm" in home
    above = signed_in(board).get(reverse("study:home"), {"period": "2023-H1"}).content.decode()
    assert "22,22%" in above
    for address in (
        reverse("desk:list", args=["study"]),
        reverse("desk:page", args=["study", plan.pk]),
        reverse("desk:list", args=["learners"]),
    ):
        assert signed_in(board).get(address).status_code == 200
    listed = signed_in(board).get(reverse("desk:list", args=["learners"]), {"studied": "no"}).content.decode()
    assert duty.person.name in listed
    assert signed_in(board).get(reverse("desk:page", args=["learners", duty.pk])).status_code == 200


def test_a_session_outside_its_plan_is_refused_on_the_page(board: Account, bloc: Bloc) -> None:
    plan = planned(board, bloc.bloc)
    answer = signed_in(board).post(
        f"{reverse('study:hold', args=[plan.pk])}?unit={bloc.one.pk}", {"held_on": "2023-05-20", "form": "direct"}
    )
    assert answer.status_code == 422
    assert "học bù" in answer.content.decode()


def test_a_session_is_struck_out_with_a_reason(board: Account, bloc: Bloc) -> None:
    session = studied_at(board, bloc.one, planned(board, bloc.one), [bloc.people[0].pk])
    address = reverse("study:cancel", args=[session.pk])
    assert signed_in(board).post(address, {"reason": ""}).status_code == 422
    assert signed_in(board).post(address, {"reason": "Ghi nhầm"}).status_code == 302
    assert not Session.objects.exists()


def test_out_of_sight_is_not_there(program: Account, board: Account, secretary: Account, bloc: Bloc) -> None:
    other = planned(board, bloc.two)
    common = planned(board, bloc.bloc, number="35-NQ/TW")
    session = studied_at(board, bloc.two, other, [bloc.people[4].pk])
    desk = signed_in(secretary)
    addresses = [
        reverse("study:plan", args=[other.pk]),
        reverse("study:hold", args=[other.pk]) + f"?unit={bloc.one.pk}",
        f"{reverse('study:hold', args=[common.pk])}?unit={bloc.two.pk}",
        f"{reverse('study:plan', args=[common.pk])}?unit={bloc.two.pk}",
        reverse("study:roll", args=[session.pk]),
        reverse("study:cancel", args=[session.pk]),
        reverse("desk:page", args=["study", other.pk]),
        reverse("desk:page", args=["learners", other.duties.all()[0].pk]),
    ]
    assert [desk.get(address).status_code for address in addresses] == [404] * len(addresses)
    nobody = signed_in(granted(program, "thu-ky-cum", "cluster_secretariat", bloc.bloc))
    assert nobody.get(reverse("study:home")).status_code == 404
    assert Client().get(reverse("study:home")).status_code == 302


def test_a_large_session_is_called_cell_by_cell(board: Account, bloc: Bloc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("giaoban.areas.study.views.PAGE", 5)
    session = acts.hold(
        actor=board, unit=bloc.bloc, plan=planned(board, bloc.bloc), held_on=date(2023, 3, 3), form="direct"
    )
    desk, address = signed_in(board), reverse("study:roll", args=[session.pk])
    cells = sorted({bloc.one.pk, bloc.two.pk, bloc.three.pk})
    for cell, after in zip(cells, [*cells[1:], None], strict=True):
        answer = desk.post(f"{address}?cell={cell}", {"rest": "present"})
        assert (f"cell={after}" in answer["Location"]) is bool(after)
    assert session.attendances.filter(status="present").count() == 9

"""A case of an organisation from its opening to the decision by a second person, and what it is counted as."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.areas.discipline import organisations, rules
from giaoban.areas.discipline.models import OrganisationCase
from giaoban.areas.discipline.tests.conftest import CELL, OPENED
from giaoban.core.refusal import Refused
from giaoban.core.spans import Period
from giaoban.reporting.figures import evidence, figure, recorded_lines
from giaoban.reporting.models import form_on
from tests.world import World

pytestmark = pytest.mark.django_db
SECRET = "Buông lỏng việc thu đảng phí"
H1 = Period.parse("2023-H1")
DECISION: dict[str, Any] = {"decided_measure": "reprimand", "decision": "7-QĐ/ĐU", "roll": 9, "in_favour": 6}


@pytest.fixture
def proposed(world: World) -> OrganisationCase:
    """About a cell, proposed by the first inspector."""
    record = organisations.open_case(
        actor=world.officers["kiem-tra-1"], unit=world.units[CELL], grounds=SECRET, violated_on=date(2022, 11, 3),
        opened_on=OPENED, conclusion="4-KL",
    )  # fmt: skip
    return organisations.propose(
        actor=world.officers["kiem-tra-1"], record=record, measure="reprimand", proposed_on=OPENED
    )


def test_who_proposes_does_not_decide_and_the_line_counts_the_decision(
    world: World, proposed: OrganisationCase
) -> None:
    day = OPENED + timedelta(days=10)
    with pytest.raises(Refused, match="Người đề nghị không tự quyết định"):
        organisations.decide(actor=world.officers["kiem-tra-1"], record=proposed, decided_on=day, **DECISION)
    with pytest.raises(Refused, match="trước ngày đề nghị 01/03/2023"):
        organisations.decide(
            actor=world.officers["kiem-tra-2"], record=proposed, decided_on=OPENED - timedelta(days=1), **DECISION
        )
    organisations.decide(actor=world.officers["kiem-tra-2"], record=proposed, decided_on=day, **DECISION)
    bloc = world.units["Khối A"]
    assert recorded_lines(form_on("BC-6T", date(2026, 6, 30)), bloc, H1)["5.2"].value == 1
    assert list(evidence("organisations_disciplined", bloc, H1)) == [proposed]
    assert figure("organisations_disciplined_by_warning", bloc, H1).value == 0
    assert figure("members_disciplined", bloc, H1).value == 0, "members are counted apart"


def test_a_case_that_ends_without_discipline_counts_nowhere(world: World, proposed: OrganisationCase) -> None:
    organisations.close(actor=world.officers["kiem-tra-2"], record=proposed, on=OPENED, reason="Chưa đến mức.")
    assert figure("organisations_disciplined", world.units["Khối A"], H1).value == 0


def test_the_list_names_no_organisation_and_a_case_is_opened_with_a_reason(
    world: World, proposed: OrganisationCase
) -> None:
    client = Client()
    client.force_login(world.officers["kiem-tra-1"])
    where = reverse("desk:page", args=["organisation_discipline", proposed.pk])
    for address in (reverse("desk:list", args=["organisation_discipline"]), where):
        told = client.get(address).content.decode()
        assert SECRET not in told
    assert SECRET in client.post(where, {"reason": "Chuẩn bị họp Ủy ban Kiểm tra"}).content.decode()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, None),
        ({"stands": False}, "tổ chức này không hoạt động"),
        ({"grounds": " "}, "tóm tắt nội dung vi phạm"),
        ({"violated_on": date(2023, 3, 2)}, "sau ngày mở vụ việc"),
    ],
)
def test_a_case_is_opened_about_an_organisation_that_stands(changed: dict[str, Any], sentence: str | None) -> None:
    given = {"stands": True, "grounds": "Vi phạm", "violated_on": OPENED, "opened_on": OPENED} | changed
    reasons = rules.why_not_open_of_organisation(**given)
    assert reasons == [] if sentence is None else any(sentence in reason for reason in reasons)

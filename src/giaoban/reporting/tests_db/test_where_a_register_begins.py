"""A register that began here inside or after a period says no zero of it: an accepted return says the figure, or nobody."""

from __future__ import annotations

import html
import re
from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from giaoban.areas.admissions.models import Admission
from giaoban.areas.meetings.models import Meeting
from giaoban.core.spans import Period
from giaoban.ground.access.models import Account
from giaoban.ground.people.models import Membership, Person
from giaoban.ground.units import spells
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.spells import Founding
from giaoban.ground.writing import writing
from giaoban.reporting import figures, returns
from giaoban.reporting.models import Campaign, Return
from giaoban.reporting.queries import told_figures
from tests.world import granted

pytestmark = pytest.mark.django_db

ADMITTED_ON = date(2010, 3, 1)
H1 = Period.parse("2023-H1")


@pytest.fixture
def bloc(campaign: Campaign) -> Return:
    return campaign.returns.select_related("campaign", "unit", "above").get(name="Quảng Ninh")


def written_down(program: Account, bloc: Unit, *, on: date, since: date = date(2021, 1, 1)) -> Person:
    """The bloc's one member is written into the register by an act of that day, as a list of members is taken in."""
    with writing(program, "units.establish", unit=bloc, on=since):
        cell = spells.found(Founding(Kind.GRASSROOTS_CELL, "Chi bộ Thử"), parent=bloc, on=since)
    with writing(program, "members.test", unit=bloc, on=on):
        person = Person.objects.create(unit=cell, name="Nguyễn Văn Thử")
        Membership.objects.create(person=person, unit=cell, grade="official", valid=DateRange(ADMITTED_ON, None))
    return person


@pytest.mark.parametrize(
    ("began", "flow", "stock"),
    [
        (date(2022, 12, 31), 0, 1),
        (date(2023, 1, 1), 0, 1),
        (date(2023, 1, 2), None, 1),
        (date(2023, 6, 30), None, 1),
        (date(2023, 7, 2), None, None),
        (date(2024, 5, 1), None, None),
    ],
)
def test_nothing_found_is_zero_from_the_registers_first_day_only(
    program: Account, bloc: Return, began: date, flow: int | None, stock: int | None
) -> None:
    written_down(program, bloc.unit, on=began)
    said = figures.kept_figures(["members_admitted", "transferred_out", "members", "members_exempt"], bloc.unit, H1)
    assert [kept.whole.value for kept in said.values()] == [flow, flow, stock, None if stock is None else 0]
    assert [figures.recorded_by_then(name, bloc.unit, H1).value for name in said] == [
        kept.whole.value for kept in said.values()
    ]
    recorded = returns.recorded_values(bloc)
    assert (recorded.get("4.4"), recorded.get("1.3")) == (flow, stock)


def test_a_unit_founded_inside_the_period_with_its_register_is_kept_from_its_own_first_day(
    program: Account, bloc: Return
) -> None:
    written_down(program, bloc.unit, on=date(2022, 5, 1))
    with writing(program, "units.establish", unit=bloc.unit, on=date(2023, 3, 1)):
        young = spells.found(Founding(Kind.GRASSROOTS_CELL, "Chi bộ Trẻ"), parent=bloc.unit, on=date(2023, 3, 1))
    with writing(program, "members.test", unit=young, on=date(2023, 3, 1)):
        person = Person.objects.create(unit=young, name="Trần Thị Trẻ")
        Membership.objects.create(person=person, unit=young, grade="official", valid=DateRange(date(2023, 3, 1), None))
    assert figures.kept_figures(["members_admitted"], bloc.unit, H1)["members_admitted"].by_child[young.pk].value == 0


def test_what_was_found_is_told_though_the_register_began_later(program: Account, bloc: Return) -> None:
    person = written_down(program, bloc.unit, on=date(2023, 6, 30))
    with writing(program, "admissions.test", unit=bloc.unit, on=date(2023, 6, 30)):
        Admission.objects.create(
            unit=person.unit, person=person, opened_on=date(2022, 1, 1), admitted_on=date(2023, 2, 3)
        )
    assert figures.recorded_by_then("members_admitted", bloc.unit, H1).value == 1
    assert figures.recorded_by_then("members_admitted", bloc.unit, H1.following()).value == 0
    assert figures.recorded_by_then("members_admitted", bloc.unit, H1.preceding()).value is None


def test_a_flow_of_its_own_register_is_kept_once_something_of_it_happened(program: Account, bloc: Return) -> None:
    person = written_down(program, bloc.unit, on=date(2015, 1, 1))
    with writing(program, "meetings.test", unit=bloc.unit, on=date(2024, 3, 5)):
        Meeting.objects.create(
            unit=person.unit, kind="regular", state="closed", held_on=date(2024, 3, 5), closed_on=date(2024, 3, 5)
        )
    asked = [Period.parse(text) for text in ("2023-H1", "2024-H1", "2024-H2")]
    assert [figures.recorded_by_then("regular_meetings", bloc.unit, period).value for period in asked] == [None, 1, 0]
    assert "4.2" not in returns.recorded_values(bloc)


def accepted(program: Account, take, eight, bloc: Return) -> Return:
    take(*eight[0])
    bloc.refresh_from_db()
    with writing(program, "returns.test", unit=bloc.unit, on=date(2023, 6, 20)):
        Return.objects.filter(pk=bloc.pk).update(state=Return.State.ACCEPTED)
    return bloc


def test_what_no_register_says_the_accepted_return_says_and_its_line_is_the_door(
    program: Account, campaign: Campaign, bloc: Return, take, eight
) -> None:
    written_down(program, bloc.unit, on=date(2023, 6, 30))
    officer = granted(program, "van-phong", "office", bloc.unit)
    client = Client()
    client.force_login(officer)
    where = reverse("board:page") + f"?unit={bloc.unit_id}&period=2023-H1"
    page = html.unescape(client.get(where).content.decode())
    assert "sổ chưa được giữ ở đây trong kỳ này" in page  # submitted is not accepted: nobody says the figure
    assert "534" not in page
    accepted(program, take, eight, bloc)
    page = html.unescape(client.get(where).content.decode())
    door = reverse("reports:line", args=[bloc.pk, "4.4"])
    assert re.search(rf'<a class="figure value" href="{door}"[^>]*>.*?534</a>', page)
    assert "theo báo cáo đã chấp nhận, dòng 4.4" in page
    assert client.get(door).status_code == 200
    for name, query in (("list", []), ("page", ["members_admitted"])):
        asked = reverse(f"indicators:{name}", args=query) + f"?unit={bloc.unit_id}&period=2023-H1"
        told = html.unescape(client.get(asked).content.decode())
        assert f'href="{door}"' in told
        assert "theo báo cáo đã chấp nhận, dòng 4.4" in told


def test_above_the_accepted_returns_stand_beside_what_is_kept_and_who_may_not_read_them_is_not_told(
    program: Account, campaign: Campaign, bloc: Return, take, eight
) -> None:
    written_down(program, bloc.unit, on=date(2022, 5, 1))
    other = campaign.returns.select_related("unit").get(name="Hà Giang")
    take(*next(pair for pair in eight if pair[0].province == "Hà Giang"))
    with writing(program, "returns.test", unit=other.unit, on=date(2023, 6, 20)):
        Return.objects.filter(pk=other.pk).update(state=Return.State.ACCEPTED)
    admitted = other.values.get(code="4.4").declared
    told = told_figures(["members_admitted"], campaign.unit_id, H1, actor=program)["members_admitted"]
    assert told.whole.value == 0  # of the one that keeps it, and said to be so
    assert told.is_partial
    assert {unit: figure.value for unit, figure in told.by_child.items()} == {bloc.unit_id: Decimal(0)}
    assert {unit: (figure.value, figure.returned) for unit, figure in told.returned.items()} == {
        other.unit_id: (admitted, (other.pk, "4.4"))
    }
    stranger = granted(program, "nguoi-la", "office", bloc.unit)
    assert told_figures(["members_admitted"], campaign.unit_id, H1, actor=stranger)["members_admitted"].returned == {}

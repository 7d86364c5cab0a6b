"""Who studied is asked once, of the whole tree, as the figure is; the second lock has a part in showing the records only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from giaoban.areas.study import operations as study
from giaoban.areas.study.models import Attendance, Plan, Session
from giaoban.ground.access.models import Account
from giaoban.ground.people.models import Membership, Person
from giaoban.ground.units import spells
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.spells import Founding
from giaoban.ground.writing import writing
from giaoban.reporting.models import Campaign, Return
from tests.world import granted

pytestmark = pytest.mark.django_db

CELLS, IN_CELL, MISSING = 4, 100, 3
FROM, HELD, UNTIL = date(2020, 1, 1), date(2023, 3, 6), date(2023, 6, 15)
FEW = 90
"""So many statements at most make a page of fifty records; with one or more for each record there would be more."""


class Eyes:
    """The role under which each statement of a page asks who studied in all halves, and how many statements there are."""

    def __init__(self) -> None:
        self.roles: list[str] = []
        self.statements = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements += 1
        if "HAVING" in sql and '"study_attendance"' in sql:
            with context["connection"].connection.cursor() as cursor:
                self.roles.append(cursor.execute("SELECT current_setting('role')").fetchone()[0])
        return execute(sql, params, many, context)


@pytest.fixture
def bloc(program: Account, campaign: Campaign) -> Return:
    """A bloc whose four cells studied a resolution; of each cell three never came."""
    own = campaign.returns.exclude(above=None).order_by("pk").select_related("unit")[0]
    with writing(program, "units.establish", unit=own.unit, on=FROM):
        cells = [
            spells.found(Founding(Kind.GRASSROOTS_CELL, f"Chi bộ {at}"), parent=own.unit, on=FROM)
            for at in range(CELLS)
        ]
    with writing(program, "members.test", unit=own.unit, on=FROM):
        _members(cells)
    plan = study.plan(
        actor=program, unit=own.unit, issuer="Ban Chấp hành Trung ương", number="21-NQ/TW", issued_on=date(2022, 6, 16),
        title="Tăng cường củng cố tổ chức đảng", audience="members", from_on=date(2023, 2, 1), until_on=UNTIL,
        counted_on=UNTIL,
    )  # fmt: skip
    with writing(program, "study.test", unit=own.unit, on=HELD):
        _sessions(plan, cells)
    return own


def _members(cells: list[Unit]) -> None:
    people = [Person(unit=cell, name=f"Nguyễn Văn {at:03}") for cell in cells for at in range(IN_CELL)]
    for person in people:
        person.key_name()
    for person in Person.objects.bulk_create(people):
        person.refresh_from_db(fields=["id"])
    Membership.objects.bulk_create(
        Membership(person=person, unit_id=person.unit_id, grade="official", valid=DateRange(FROM, None))
        for person in people
    )


def _sessions(plan: Plan, cells: list[Unit]) -> None:
    for cell in cells:
        session = Session.objects.create(plan=plan, unit=cell, held_on=HELD, form=Session.Form.CELL_MEETING)
        Attendance.objects.bulk_create(
            Attendance(session=session, duty=duty, status=Attendance.Status.PRESENT)
            for duty in plan.duties.filter(unit=cell).order_by("pk")[MISSING:]
        )


@pytest.fixture
def desk(program: Account, bloc: Return) -> Client:
    client = Client()
    client.force_login(granted(program, "to-chuc", "organisation_board", bloc.unit))
    return client


@pytest.mark.parametrize("code", ["2.1", "2.1.a"])
def test_who_studied_is_asked_as_the_figure_is_and_the_records_are_read_by_their_keys(
    bloc: Return, desk: Client, code: str
) -> None:
    eyes = Eyes()
    with connection.execute_wrapper(eyes):
        answer = desk.get(reverse("reports:records", args=[bloc.pk, code]), {"page": 7})
    assert answer.context["total"] == answer.context["readable"] == str(CELLS * (IN_CELL - MISSING))
    assert len(answer.context["table"]["rows"]) == 50
    assert eyes.roles
    assert all(role.endswith("_whole") for role in eyes.roles)
    assert eyes.statements <= FEW


def test_the_page_of_study_counts_its_persons_as_the_report_does(bloc: Return, desk: Client) -> None:
    eyes = Eyes()
    with connection.execute_wrapper(eyes):
        answer = desk.get(reverse("study:home"), {"period": "2023-H1"})
    persons = answer.context["persons"]
    assert (persons.studied, persons.had_to) == (CELLS * (IN_CELL - MISSING), CELLS * IN_CELL)
    assert len(eyes.roles) == 1
    assert eyes.roles[0].endswith("_whole")

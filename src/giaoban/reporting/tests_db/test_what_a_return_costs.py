"""What a return costs is counted in statements, which are the same on every machine: typed into, pasted into, compiled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from giaoban.ground.access.models import Account
from giaoban.reporting import figures, returns
from giaoban.reporting.models import Campaign, Return
from giaoban.reporting.returns import Row
from giaoban.reporting.tests_db.test_where_a_register_begins import written_down
from tests.world import granted

pytestmark = pytest.mark.django_db

SHEET, TYPED, COMPILED_BESIDE = 40, 62, 40
"""So many statements at most show a sheet, answer a typed cell, and compile a return beside a few for each line that records say."""


@pytest.fixture
def own(campaign: Campaign) -> Return:
    return campaign.returns.select_related("campaign", "unit", "above").get(name="Quảng Ninh")


@pytest.fixture
def client(program: Account, own: Return) -> Client:
    browser = Client()
    browser.force_login(granted(program, "vanphong", "office", own.unit))
    return browser


def statements(work: Callable[[], Any]) -> list[str]:
    log: list[str] = []

    def kept(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        log.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(kept):
        work()
    return log


def test_the_sheet_works_out_its_report_once(own: Return, client: Client) -> None:
    address = reverse("reports:page", args=[own.pk])
    client.get(address)
    log = statements(lambda: client.get(address))
    assert len(log) <= SHEET
    assert sum('FROM "reporting_returnparagraph"' in sql for sql in log) == 1


def test_a_block_costs_what_a_cell_costs(own: Return, client: Client) -> None:
    def types(number: int, *codes: str) -> Callable[[], Any]:
        marks = {code: returns.row_of(own.values.filter(code=code).first()).mark for code in codes}
        fields = {f"m-{code}": marks[code] for code in codes} | {f"v-{code}": str(number) for code in codes}
        return lambda: client.post(reverse("reports:fill", args=[own.pk]), fields, HTTP_ACCEPT="application/json")

    whole = [line.code for line in own.campaign.form_used.lines if line.unit_of_count != "%"]
    types(3, "4.4")()  # the first page of a session asks more
    one = statements(types(4, "4.4"))
    assert len(one) <= TYPED
    assert len(statements(types(5, *whole))) <= len(one) + 2
    assert len(statements(types(6, *whole))) <= len(one) + 2
    assert {row.declared for row in own.values.filter(code__in=whole)} == {6}


def test_compiling_writes_all_lines_in_two_statements(program: Account, own: Return) -> None:
    written_down(program, own.unit, on=date(2020, 1, 1), since=date(2019, 1, 1))
    returns.fill(actor=program, record=own, typed=[returns.Typed("4.2", Row(declared=None, note="đợi sổ"), Row().mark)])
    form = own.campaign.form_used
    said = [line for line in form.lines if figures.indicator_of(form, line.code)]
    log = statements(lambda: returns.compile(actor=program, record=own, on=date(2023, 7, 5)))
    assert sum(sql.startswith(("INSERT INTO", "UPDATE")) and "reporting_returnvalue" in sql for sql in log) == 2
    assert len(log) <= 2 * len(said) + COMPILED_BESIDE
    own.refresh_from_db()
    assert own.values.count() == len(form.lines)
    assert own.values.get(code="1.3").declared == 1

"""What a return says and closes: no more than it counted, nobody left out in silence, and each act on its own day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from giaoban.core.refusal import Refused
from giaoban.ground.locks.queries import why_closed
from giaoban.ground.units import spells
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.spells import Founding
from giaoban.ground.writing import writing
from giaoban.reporting import returns
from giaoban.reporting.models import Campaign, Return, ReturnValue
from giaoban.reporting.queries import open_findings, report_of, top_of

pytestmark = pytest.mark.django_db

FOUNDED = date(2020, 1, 1)


def found_cells(program, above: Unit, *names: str) -> None:
    with writing(program, "units.establish", unit=above, on=FOUNDED):
        for name in names:
            spells.found(Founding(Kind.GRASSROOTS_CELL, name), parent=above, on=FOUNDED)


@pytest.fixture
def own(program, cluster: Unit) -> Return:
    """The year's return of a bloc that keeps its records here and asks nobody below."""
    bloc = Unit.objects.get(names__short_name="Khối Hà Giang")
    found_cells(program, bloc, "Chi bộ Một", "Chi bộ Hai")
    campaign = returns.open_campaign(
        actor=program, unit=bloc, form="BC-6T", period="2026-H2", due_on=date(2026, 11, 30),
        opened_on=date(2026, 11, 1), levels=0,
    )  # fmt: skip
    return top_of(campaign)


def submitted(program, own: Return, on: date) -> Return:
    returns.compile(actor=program, record=own, on=on)
    for finding in open_findings(report_of(own), "error"):
        returns.explain(actor=program, record=own, finding=finding, reason="không giữ sổ này", on=on)
    returns.submit(actor=program, record=own, on=on)
    return own


def test_a_body_compiles_its_own_return_though_nobody_below_returns(program, own: Return) -> None:
    returns.compile(actor=program, record=own, on=date(2027, 1, 2))
    declared = dict(ReturnValue.objects.filter(belongs_to=own).values_list("code", "declared"))
    assert (declared["1.1"], declared["1.1.2"]) == (2, 2)
    assert (declared["1.1.1"], declared["1.2"]) == (0, 0), "zero is zero where the tree is kept here"
    assert declared["1.3"] is None, "no member is kept here"


@pytest.mark.parametrize(("on", "open_from"), [(date(2026, 11, 29), date(2026, 11, 30)), (date(2027, 1, 5), None)])
def test_submitting_closes_up_to_the_cut_off_and_not_to_the_periods_end(program, own: Return, on, open_from) -> None:
    submitted(program, own, on)
    assert why_closed(own.unit, on=date(2026, 7, 1))
    assert why_closed(own.unit, on=min(on, date(2026, 12, 31)))
    assert not why_closed(own.unit, on=open_from or date(2027, 1, 1))
    returns.send_back(actor=program, record=own, comment="bổ sung tháng 12", on=on)
    assert not why_closed(own.unit, on=date(2026, 7, 1))


def test_what_is_compiled_before_the_period_is_over_says_up_to_when_and_that_it_is_estimated(program, own) -> None:
    returns.compile(actor=program, record=own, on=date(2026, 11, 29))
    report = report_of(own)
    assert (report.cut_off_on, report.estimated) == (date(2026, 11, 29), True)
    returns.compile(actor=program, record=own, on=date(2027, 1, 2))
    report = report_of(own)
    assert (report.cut_off_on, report.estimated) == (None, False)


def test_a_reason_stands_with_the_day_on_which_it_was_given(program, own: Return) -> None:
    returns.compile(actor=program, record=own, on=date(2026, 11, 29))
    finding = open_findings(report_of(own), "error")[0]
    given = returns.explain(
        actor=program, record=own, finding=finding, reason="không giữ sổ này", on=date(2026, 11, 30)
    )
    assert given.on == date(2026, 11, 30)


def test_an_accepted_return_is_sent_back_unless_what_it_went_into_is_submitted(program, filled: Return) -> None:
    below = filled.campaign.returns.get(name="Quảng Ninh")
    returns.submit(actor=program, record=below, on=date(2023, 6, 19))
    returns.accept(actor=program, record=below)
    with writing(program, "returns.test", unit=filled.unit, on=date(2023, 6, 30)):
        Return.objects.filter(pk=filled.pk).update(state="submitted")
    below = Return.objects.get(pk=below.pk)
    with pytest.raises(Refused, match="mở lại báo cáo đó trước"):
        returns.send_back(actor=program, record=below, comment="xem lại 4.4", on=date(2023, 7, 1))
    with writing(program, "returns.test", unit=filled.unit, on=date(2023, 6, 30)):
        Return.objects.filter(pk=filled.pk).update(state="draft")
    below = Return.objects.get(pk=below.pk)
    returns.send_back(actor=program, record=below, comment="xem lại 4.4", on=date(2023, 7, 1))
    assert below.state == "sent_back"


def declared(program, campaign: Campaign, name: str, **values: int) -> None:
    for code, amount in values.items():
        row = campaign.returns.get(name=name)
        returns.declare(actor=program, record=row, code=code[1:].replace("_", "."), amount=Decimal(amount), reason="")


def test_who_is_excused_is_said_and_the_lines_are_held_against_the_register(program, campaign: Campaign) -> None:
    top = top_of(campaign)
    declared(program, campaign, "Quảng Ninh", _1_1=1, _1_3=30)
    found_cells(program, campaign.returns.get(name="Bắc Kạn").unit, "Chi bộ Một", "Chi bộ Hai")
    for other in campaign.returns.exclude(above=None).exclude(name="Quảng Ninh"):
        returns.excuse(actor=program, record=other, reason="mới thành lập")
    returns.compile(actor=program, record=top, on=date(2023, 7, 5))
    report = report_of(top)
    assert len(report.excused) == 7
    assert "Bắc Kạn" in report.excused
    (excused,) = [finding for finding in report.findings if finding.check == "excused"]
    assert all(name in excused.message for name in report.excused)
    (more,) = [finding for finding in report.findings if finding.check == "register_has_more"]
    assert (more.line, more.values) == ("1.1", {"1.1": "1", "trong sổ": "2"})


def test_a_report_of_which_all_below_are_excused_is_empty_and_says_so(program, campaign: Campaign) -> None:
    for other in campaign.returns.exclude(above=None):
        returns.excuse(actor=program, record=other, reason="mới thành lập")
    top = top_of(campaign)
    returns.compile(actor=program, record=top, on=date(2023, 7, 5))
    report = report_of(top)
    assert len(report.excused) == 8
    assert all(line.value is None for line in report.lines)


@pytest.mark.parametrize(("organisations", "doubted"), [(1, False), (9, False), (20, True)])
def test_an_average_of_large_units_says_nothing_of_a_small_one(program, campaign, organisations, doubted) -> None:
    declared(program, campaign, "Hà Giang", _1_1=organisations, _1_3=16 * organisations)
    findings = report_of(campaign.returns.get(name="Hà Giang")).findings
    assert ("members_per_organisation" in {finding.check for finding in findings}) is doubted

"""What happens after the cut-off goes into a final version; a reason that was given can be taken back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.core.refusal import Refused
from giaoban.ground.access.models import Account
from giaoban.ground.journal.models import Entry
from giaoban.ground.locks.queries import why_closed
from giaoban.ground.units import spells
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.spells import Founding
from giaoban.ground.writing import writing
from giaoban.reporting import returns
from giaoban.reporting.models import Return
from giaoban.reporting.queries import difference_between, open_findings, report_of, top_of, verified
from giaoban.reporting.register import RETURNS
from giaoban.reporting.returns import Row, Typed, row_of
from giaoban.reporting.tests_db.test_pages import account
from tests.world import person

pytestmark = pytest.mark.django_db

FOUNDED, CUT_OFF, OVER = date(2015, 1, 1), date(2023, 6, 15), date(2023, 7, 3)


@pytest.fixture
def body(program: Account) -> Unit:
    """A committee with two organisations, each with a cell and three members."""
    with writing(program, "units.establish", unit=None, on=FOUNDED):
        made = spells.found_many(
            [
                (Founding(Kind.UPPER, "Đảng bộ Khối thử", "Khối thử"), None),
                *((Founding(Kind.GRASSROOTS_CELL, f"Chi bộ cơ sở {name}", name), 0) for name in ("Một", "Hai")),
            ],
            on=FOUNDED,
        )
    for unit in made[1:]:
        admit(program, unit, date(2020, 1, 1), 3)
    return made[0]


def admit(program: Account, unit: Unit, on: date, count: int) -> None:
    with writing(program, "members.record", unit=unit, on=on):
        for number in range(count):
            person(unit, f"Nguyễn Văn {on:%m%d}{number}", since=on, born_on=date(1980, 1, 1 + number), sex="M")


def fill_the_rest(program: Account, record: Return) -> None:
    """What no record says is typed, so that no line is missing."""
    kept = {value.code: value for value in record.values.all()}
    blank = [line for line in record.campaign.form_used.lines if kept[line.code].declared is None]
    amounts = {"%": Decimal(100)}
    typed = [
        Typed(
            line.code,
            Row(declared=amounts.get(line.unit_of_count, Decimal(0)), note="theo sổ của đơn vị"),
            row_of(kept[line.code]).mark,
        )
        for line in blank
    ]
    assert not returns.fill(actor=program, record=record, typed=typed)


@pytest.fixture
def officer(program: Account, body: Unit) -> Client:
    """The office's desk; the role is given before the period is closed."""
    client = Client()
    client.force_login(account(program, "vanphong", "office", body))
    return client


@pytest.fixture
def submitted(program: Account, body: Unit) -> Return:
    """The body's report, sent on the cut-off day with all below it accepted."""
    campaign = returns.open_campaign(
        actor=program, unit=body, form="BC-6T", period="2023-H1", due_on=date(2023, 6, 20), opened_on=date(2023, 6, 1),
        cut_off_on=CUT_OFF,
    )  # fmt: skip
    for record in campaign.returns.exclude(above=None).select_related("campaign", "unit", "above"):
        returns.compile(actor=program, record=record, on=CUT_OFF)
        fill_the_rest(program, record)
        send(program, record)
        returns.accept(actor=program, record=record)
    top = top_of(campaign)
    returns.compile(actor=program, record=top, on=CUT_OFF)
    send(program, top)
    return top


def send(program: Account, record: Return) -> None:
    for finding in open_findings(report_of(record), "error"):
        returns.explain(actor=program, record=record, finding=finding, reason="số của đơn vị nhỏ", on=CUT_OFF)
    returns.submit(actor=program, record=record, on=CUT_OFF)


def test_who_came_after_the_cut_off_is_in_the_final_version_and_the_difference_is_shown(
    program: Account, body: Unit, submitted: Return
) -> None:
    below = submitted.below.select_related("unit").first()
    admit(program, below.unit, date(2023, 6, 25), 2)
    states = list(submitted.campaign.returns.order_by("pk").values_list("state", flat=True))
    version = returns.finalise(actor=program, record=submitted, on=OVER)
    assert (version.number, version.final, verified(version)) == (2, True, True)
    changed = {
        change.code: (change.then, change.now)
        for change in difference_between(submitted.versions.get(number=1), version)
    }
    assert changed["1.3"] == (6, 8)
    assert {row.versions.count() for row in submitted.below.all()} == {2}
    assert list(submitted.campaign.returns.order_by("pk").values_list("state", flat=True)) == states
    assert Entry.objects.filter(act="returns.finalise").count() == 1
    assert why_closed(below.unit, on=date(2023, 6, 28))
    assert not report_of(Return.objects.get(pk=submitted.pk)).estimated
    with pytest.raises(Refused, match="đã tính đến hết kỳ"):
        returns.finalise(actor=program, record=submitted, on=OVER)


def test_there_is_no_final_version_before_the_period_is_over(program: Account, submitted: Return) -> None:
    with pytest.raises(Refused, match="từ hôm sau mới lập được"):
        returns.finalise(actor=program, record=submitted, on=date(2023, 6, 30))
    assert not Entry.objects.filter(act="returns.finalise").exists()


def test_a_final_version_leaves_what_was_typed_with_a_reason(program: Account, submitted: Return) -> None:
    kept = {value.pk: value.declared for row in submitted.below.all() for value in row.values.exclude(reason="")}
    assert kept
    returns.finalise(actor=program, record=submitted, on=OVER)
    now = {value.pk: value.declared for row in submitted.below.all() for value in row.values.exclude(reason="")}
    assert now == kept


def test_the_page_says_first_what_the_final_version_changes(
    program: Account, officer: Client, submitted: Return
) -> None:
    admit(program, submitted.below.first().unit, date(2023, 6, 25), 2)
    where = reverse("desk:act_on", args=["returns", submitted.pk, "finalise"])
    shown = officer.post(where, {})
    assert any(sentence.startswith("1.3 ") and "6 → 8" in sentence for sentence in shown.context["preview"])
    assert submitted.versions.count() == 1
    officer.post(where, {"seen": dict(shown.context["act"]["hidden"])["seen"]})
    assert submitted.versions.count() == 2
    page = officer.get(reverse("reports:versions", args=[submitted.pk])).content.decode()
    assert "6 → 8" in page
    assert not RETURNS.act("finalise").open_for(Return.objects.get(pk=submitted.pk))


def test_compiling_again_keeps_what_no_record_says(program: Account, body: Unit) -> None:
    campaign = returns.open_campaign(
        actor=program, unit=body, form="BC-6T", period="2023-H1", due_on=date(2023, 6, 20), opened_on=date(2023, 6, 1),
        levels=0,
    )  # fmt: skip
    record = top_of(campaign)
    returns.compile(actor=program, record=record, on=CUT_OFF)
    asked = next(value for value in record.values.all() if value.recorded is None)
    returns.fill(actor=program, record=record, typed=[Typed(asked.code, Row(declared=Decimal(7)), row_of(asked).mark)])
    returns.compile(actor=program, record=record, on=CUT_OFF)
    assert record.values.get(code=asked.code).declared == 7


def test_a_reason_is_taken_back_and_both_stay(program: Account, officer: Client, submitted: Return) -> None:
    row = submitted.explanations.first() or submitted.below.first().explanations.first()
    record = row.belongs_to
    with pytest.raises(Refused, match="mở lại báo cáo trước"):
        returns.take_back(actor=program, explanation=row, reason="nhầm dòng rồi", on=OVER)
    returns.reopen(actor=program, record=submitted, reason="sửa lời giải trình")
    record = Return.objects.get(pk=record.pk)
    if record.pk != submitted.pk:
        returns.reopen(actor=program, record=record, reason="sửa lời giải trình")
    before = len(open_findings(report_of(record), "error"))
    returns.take_back(actor=program, explanation=row, reason="nhầm dòng rồi", on=OVER)
    assert len(open_findings(report_of(record), "error")) == before + 1
    with pytest.raises(Refused, match="đã được rút lại ngày 03/07/2023"):
        returns.take_back(actor=program, explanation=row, reason="nhầm dòng rồi", on=OVER)
    page = officer.get(reverse("reports:page", args=[record.pk])).content.decode()
    assert "số của đơn vị nhỏ" in page
    assert "nhầm dòng rồi" in page

"""A return typed into as a sheet: how numbers are read, what is refused, two people at once, what stands beside a cell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from giaoban.core.refusal import Refused
from giaoban.ground.access.models import Account
from giaoban.ground.journal.models import Entry
from giaoban.ground.writing import writing
from giaoban.reporting import returns
from giaoban.reporting.models import Campaign, Return, ReturnValue
from giaoban.reporting.queries import report_of, top_of
from giaoban.reporting.returns import Row, Typed, row_of
from giaoban.reporting.tests_db.test_pages import account

pytestmark = pytest.mark.django_db

DAY = date(2023, 6, 19)
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def own(campaign: Campaign) -> Return:
    return campaign.returns.select_related("campaign", "unit", "above").get(name="Quảng Ninh")


@pytest.fixture
def client(program: Account, own: Return) -> Client:
    browser = Client()
    browser.force_login(account(program, "vanphong", "office", own.unit))
    return browser


def value(own: Return, code: str) -> ReturnValue | None:
    return own.values.filter(code=code).first()


def sent(own: Return, code: str, v: str = "", *, read: str | None = None, **more: str) -> dict[str, str]:
    """The fields of one row, as the page sends them."""
    mark = row_of(value(own, code)).mark if read is None else read
    return {f"m-{code}": mark, f"v-{code}": v} | {f"{name}-{code}": text for name, text in more.items()}


def typed(client: Client, own: Return, *rows: dict[str, str]) -> dict:
    fields = {name: text for row in rows for name, text in row.items()}
    answer = client.post(reverse("reports:fill", args=[own.pk]), fields, **JSON)
    assert answer.status_code == 200
    return answer.json()


def row_in(told: dict, code: str) -> dict:
    return next(row for row in told["rows"] if row["code"] == code)


@pytest.mark.parametrize(
    ("text", "code", "amount", "shown"),
    [
        ("95.000", "1.3", "95000", "95.000"),
        ("95 000", "1.3", "95000", "95.000"),
        ("95000", "1.3", "95000", "95.000"),
        ("0", "4.7", "0", "0"),
        ("-", "4.7", "0", "0"),
        ("không", "4.7", "0", "0"),
        ("99,55", "2.1", "99.55", "99,55"),
        ("99,55%", "2.1", "99.55", "99,55"),
        ("", "1.3", None, ""),
    ],
)
def test_a_number_is_read_as_offices_write_it(client: Client, own: Return, text, code, amount, shown) -> None:
    if not text:
        typed(client, own, sent(own, code, "12"))
    told = typed(client, own, sent(own, code, text))
    kept = value(own, code)
    assert kept is not None
    assert kept.declared == (None if amount is None else Decimal(amount))
    assert kept.state == ("blank" if amount is None else "given")
    assert row_in(told, code)["v"] == shown


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("mười hai", "không phải là số"),
        ("12,5", "phải là số nguyên"),
        ("-3", "không thể là số âm"),
        ("12 13 14x", "không phải là số"),
    ],
)
def test_what_is_no_number_of_the_line_is_said_and_not_kept(client: Client, own: Return, text, reason) -> None:
    told = typed(client, own, sent(own, "1.3", "40"), sent(own, "4.4", text))
    assert reason in " ".join(row_in(told, "4.4")["refusals"])
    assert value(own, "4.4") is None
    assert value(own, "1.3").declared == 40  # what is right in the same block is kept


def test_nothing_typed_is_no_act(client: Client, own: Return) -> None:
    typed(client, own, sent(own, "1.3", "40"))
    entries = Entry.objects.count()
    typed(client, own, sent(own, "1.3", "40"), sent(own, "4.4", ""))
    typed(client, own, sent(own, "4.4", "x"))
    assert Entry.objects.count() == entries


def test_a_pasted_block_is_one_act(client: Client, own: Return) -> None:
    typed(client, own, *(sent(own, code, "7", p="6", t="8") for code in ("4.1", "4.2", "4.3")))
    (entry,) = Entry.objects.filter(act="returns.declare")
    assert entry.detail["lines"] == ["4.1", "4.2", "4.3"]
    line = report_of(Return.objects.get(pk=own.pk)).line("4.2")
    assert (line.value, line.previous, line.target) == (7, 6, 8)


def test_of_two_who_type_into_one_cell_the_second_is_told_and_nothing_is_lost(client: Client, own: Return) -> None:
    typed(client, own, sent(own, "1.3", "40"))
    read = row_of(value(own, "1.3")).mark
    typed(client, own, sent(own, "1.3", "41", read=read))
    told = row_in(typed(client, own, sent(own, "1.3", "42", read=read)), "1.3")
    assert "41" in told["refusals"][0]
    assert value(own, "1.3").declared == 41
    typed(client, own, sent(own, "1.3", "42", read=told["mark"]))  # who has seen the other's may write over it
    assert value(own, "1.3").declared == 42


def test_two_who_type_into_different_cells_both_write_and_see_the_other(client: Client, own: Return) -> None:
    blank = row_of(None).mark
    typed(client, own, sent(own, "1.3", "40", read=blank))
    told = typed(client, own, sent(own, "4.4", "2", read=blank))
    assert [row_in(told, code)["v"] for code in ("1.3", "4.4")] == ["40", "2"]
    untouched = sent(own, "1.3", "", read=blank)  # a form opened before: this row was not touched
    typed(client, own, untouched, sent(own, "4.5", "1", read=blank))
    assert value(own, "1.3").declared == 40


CELLS = st.lists(
    st.tuples(st.sampled_from([0, 1]), st.sampled_from(["1.3", "4.4"]), st.integers(0, 3), st.booleans()), max_size=14
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(CELLS)
def test_no_write_is_lost_whatever_two_people_do(program: Account, own: Return, acts) -> None:
    """Each has a page of their own, read at some time; what is kept last was typed over a row that its writer had seen."""
    with writing(program, "returns.test", unit=own.unit, on=DAY):
        ReturnValue.objects.filter(belongs_to=own).delete()
    pages = [{"1.3": Row(), "4.4": Row()}, {"1.3": Row(), "4.4": Row()}]
    truth = {"1.3": Row(), "4.4": Row()}
    for who, code, amount, reads_first in acts:
        own.refresh_from_db()
        if reads_first:
            pages[who][code] = truth[code]
        row = Row(declared=Decimal(amount))
        refused = returns.fill(actor=program, record=own, typed=[Typed(code, row, pages[who][code].mark)])
        stale = pages[who][code] != truth[code]
        untouched = row == pages[who][code]
        assert bool(refused) == (stale and not untouched and row != truth[code])
        if not refused and not untouched:
            truth[code] = pages[who][code] = row
        assert row_of(value(own, code)) == truth[code]


def test_a_number_read_from_a_workbook_is_changed_with_a_reason_only(program, own, eight, take, client) -> None:
    take(*eight[0])
    own.refresh_from_db()
    told = row_in(typed(client, own, sent(own, "4.4", "60")), "4.4")
    assert "đọc từ tệp" in told["refusals"][0]
    assert value(own, "4.4").declared == 534
    typed(client, own, sent(own, "4.4", "60", n="chép nhầm dòng 4.1", read=told["mark"]))
    kept = value(own, "4.4")
    assert (kept.declared, kept.reason) == (60, "chép nhầm dòng 4.1")
    assert kept.cell  # where it was read from stays to be seen


def test_what_differs_from_the_records_stands_with_its_finding_and_is_not_submitted_without_a_reason(
    program, own: Return, client: Client
) -> None:
    with writing(program, "returns.test", unit=own.unit, on=DAY):
        ReturnValue.objects.create(belongs_to=own, code="1.3", declared=40, recorded=40, state="given")
    told = row_in(typed(client, own, sent(own, "1.3", "45")), "1.3")
    assert told["difference"] == "+5"
    assert "khai 45" in told["findings"]
    own.refresh_from_db()
    with pytest.raises(Refused, match=r"1\.3"):
        returns.submit(actor=program, record=own, on=DAY)
    told = row_in(typed(client, own, sent(own, "1.3", "45", n="năm đồng chí mới chuyển đến")), "1.3")
    assert "khai 45" not in told["findings"]


def test_sums_shares_and_findings_come_with_the_answer(client: Client, own: Return) -> None:
    told = typed(
        client,
        own,
        sent(own, "1.1.1", "41"),
        sent(own, "1.1.2", "41"),
        sent(own, "2.1.a", "9"),
        sent(own, "2.1.b", "10"),
    )
    assert row_in(told, "1.1")["sum"] == "82"
    assert row_in(told, "2.1")["computed"] == "90"
    told = typed(client, own, sent(own, "1.1", "83"), sent(own, "4.4", "45", t="90"))
    assert "83" in row_in(told, "1.1")["findings"]
    assert row_in(told, "4.4")["reached"] == "50,00%"


def test_without_scripts_the_page_is_a_form_that_keeps_what_was_typed(client: Client, own: Return) -> None:
    page = client.get(reverse("reports:page", args=[own.pk]))
    fields = {}
    for group in page.context["sheet"]["groups"]:
        for row in group["rows"]:
            fields |= {f"m-{row['code']}": row["mark"], **{f"{name}-{row['code']}": row[name] for name in "vptn"}}
    where = reverse("reports:fill", args=[own.pk])
    assert client.post(where, fields | {"v-1.3": "1.234", "e-4.4": "1", "v-4.4": "20"}).status_code == 302
    assert (value(own, "1.3").declared, value(own, "4.4").estimate) == (1234, True)
    again = client.post(where, fields | {"v-4.1": "nhiều", "v-4.2": "9"})
    assert again.status_code == 422
    assert "nhiều" in again.content.decode()
    assert value(own, "4.2").declared == 9


@pytest.mark.parametrize("state", ["submitted", "accepted", "excused", "cancelled"])
def test_a_closed_return_is_read_and_not_typed_into(program, client: Client, own: Return, state: str) -> None:
    with writing(program, "returns.test", unit=own.unit, on=DAY):
        Return.objects.filter(pk=own.pk).update(state=state)
    assert "sheet" not in client.get(reverse("reports:page", args=[own.pk])).context
    answer = client.post(reverse("reports:fill", args=[own.pk]), sent(own, "1.3", "1"), **JSON)
    assert answer.status_code == 409
    assert value(own, "1.3") is None


def test_whoever_may_not_declare_types_nothing(
    program: Account, campaign: Campaign, own: Return, client: Client
) -> None:
    reader = Client()
    reader.force_login(account(program, "docgia", "inspection_commission", own.unit))
    assert "sheet" not in reader.get(reverse("reports:page", args=[own.pk])).context
    assert reader.post(reverse("reports:fill", args=[own.pk]), sent(own, "1.3", "1"), **JSON).status_code == 404
    top = top_of(campaign)
    assert client.post(reverse("reports:fill", args=[top.pk]), sent(top, "1.3", "1"), **JSON).status_code == 404

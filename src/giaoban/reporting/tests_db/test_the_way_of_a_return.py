"""Submitting, accepting, sending back, opening again: in which state, in which order, and what each closes."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from giaoban.areas.accounts.operations import grant
from giaoban.core.refusal import Refused
from giaoban.ground import seconding
from giaoban.ground.access.models import Account
from giaoban.ground.journal.models import Entry
from giaoban.ground.locks.queries import why_closed
from giaoban.ground.regulations.models import Parameter
from giaoban.ground.undoing import undo
from giaoban.ground.units import spells
from giaoban.ground.units.models import Kind
from giaoban.ground.units.spells import Founding
from giaoban.ground.writing import writing
from giaoban.reporting import reminders, returns
from giaoban.reporting.models import Return
from giaoban.reporting.queries import difference_since, open_findings, report_of, verified
from giaoban.reporting.returns.answering import OPENED_BY_TWO
from giaoban.reporting.rules import ACTS, NEXT, STATES, why_not, why_not_reopen, why_not_submit

pytestmark = pytest.mark.django_db

DAY = date(2023, 6, 19)
LAST = date(2023, 6, 30)

ALLOWED = {
    "not_started": {"take_in", "compile", "declare", "narrate", "excuse"},
    "draft": {"take_in", "compile", "declare", "narrate", "submit", "excuse"},
    "submitted": {"accept", "send_back", "reopen", "finalise"},
    "sent_back": {"take_in", "compile", "declare", "narrate", "excuse"},
    "accepted": {"send_back", "reopen", "finalise"},
    "excused": {"reopen"},
    "cancelled": set(),
}


@pytest.mark.parametrize(("state", "act"), list(product(STATES, ACTS)))
def test_an_act_is_done_only_in_the_states_of_the_table(state: str, act: str) -> None:
    assert (why_not(act, state) == []) is (act in ALLOWED[state])
    assert ((state, act) in NEXT) is (act in ALLOWED[state])


def do(program, one: Return, act: str) -> None:
    match act:
        case "compile":
            returns.compile(actor=program, record=one, on=DAY)
        case "declare":
            returns.declare(actor=program, record=one, code="1.3", amount=Decimal(1), reason="theo biên bản")
        case "narrate":
            returns.narrate(actor=program, record=one, section="Kết quả", text="Đã làm xong việc được giao.")
        case "submit":
            returns.submit(actor=program, record=one, on=DAY)
        case "accept":
            returns.accept(actor=program, record=one)
        case "send_back":
            returns.send_back(actor=program, record=one, comment="cần sửa lại", on=DAY)
        case "reopen":
            returns.reopen(actor=program, record=one, reason="sửa số liệu")
        case "finalise":
            returns.finalise(actor=program, record=one, on=DAY)
        case "excuse":
            returns.excuse(actor=program, record=one, reason="mới thành lập")


def put(one: Return, state: str, program) -> None:
    with writing(program, "returns.test", unit=one.unit, on=LAST):
        Return.objects.filter(pk=one.pk).update(state=state)
    one.refresh_from_db()


@pytest.mark.parametrize(
    ("state", "act"),
    [(state, act) for state, act in product(STATES, ACTS) if act not in ALLOWED[state] and act != "take_in"],
)
def test_what_the_table_does_not_allow_is_refused_and_leaves_nothing(
    program, campaign, eight, take, state, act
) -> None:
    one, _ = take(*eight[0])
    put(one, state, program)
    before = Entry.objects.count()
    with pytest.raises(Refused):
        do(program, one, act)
    one.refresh_from_db()
    assert one.state == state
    assert Entry.objects.count() == before


@pytest.mark.parametrize("state", [state for state in STATES if "take_in" not in ALLOWED[state]])
def test_a_workbook_is_not_taken_into_a_closed_return(program, campaign, eight, take, state) -> None:
    one = campaign.returns.get(name="Quảng Ninh")
    put(one, state, program)
    with pytest.raises(Refused, match="trạng thái"):
        take(*eight[0])


def test_submitting_seals_and_closes_the_period_for_the_unit_and_all_below(program, campaign, eight, take) -> None:
    one, _ = take(*eight[0])
    with writing(program, "units.establish", unit=one.unit, on=date(2020, 1, 1)):
        cell = spells.found(Founding(Kind.GRASSROOTS_CELL, "Chi bộ thử"), parent=one.unit, on=date(2020, 1, 1))
    version = returns.submit(actor=program, record=one, on=DAY)
    assert verified(version)
    assert json.loads(version.content)["unit"] == "Quảng Ninh"
    assert why_closed(cell, on=date(2023, 3, 1))
    assert not why_closed(cell, on=date(2023, 7, 1))
    with pytest.raises(Refused, match="đã khóa"), writing(program, "test.act", unit=cell, on=date(2023, 3, 1)):
        pass
    returns.send_back(actor=program, record=one, comment="xem lại 4.4", line="4.4", on=DAY)
    assert not why_closed(cell, on=date(2023, 3, 1))
    returns.declare(actor=program, record=one, code="4.4", amount=Decimal(60), reason="chép nhầm dòng 4.1")
    found = {(each.code, each.then, each.now) for each in difference_since(version, report_of(one)) if not each.unit}
    assert found == {("4.4", Decimal(534), Decimal(60))}
    (error,) = open_findings(report_of(one), "error")  # the total is no longer that of its detail
    returns.explain(actor=program, record=one, finding=error, reason="biểu chi tiết chưa kịp sửa", on=DAY)
    assert returns.submit(actor=program, record=one, on=DAY).number == 2
    assert verified(one.versions.get(number=1))


def test_two_equal_reports_are_sealed_with_equal_bytes(program, campaign, eight, take) -> None:
    one, _ = take(*eight[0])
    first = returns.submit(actor=program, record=one, on=DAY)
    returns.send_back(actor=program, record=one, comment="nộp lại giúp", on=DAY)
    returns.declare(actor=program, record=one, code="4.4", amount=Decimal(60), reason="thử một lần")
    returns.declare(actor=program, record=one, code="4.4", amount=Decimal(534), reason="như lần đầu")
    second = returns.submit(actor=program, record=one, on=DAY)
    then, now = json.loads(first.content), json.loads(second.content)
    assert then["lines"] == now["lines"]
    assert difference_since(first, report_of(one)) == []


def test_a_level_submits_only_when_all_below_are_accepted_or_excused(program, campaign, eight, take) -> None:
    top = campaign.returns.get(above=None)
    for read, sheets in eight[:2]:
        one, _ = take(read, sheets)
        returns.submit(actor=program, record=one, on=DAY)
        returns.accept(actor=program, record=one)
    returns.compile(actor=program, record=top, on=DAY)
    with pytest.raises(Refused, match="Còn 6 trên 8"):
        returns.submit(actor=program, record=top, on=DAY)
    for one in campaign.returns.filter(state="not_started").exclude(above=None):
        returns.excuse(actor=program, record=one, reason="không tổ chức kỳ này")
    top.refresh_from_db()
    returns.submit(actor=program, record=top, on=DAY)
    assert top.state == "submitted"
    below = campaign.returns.get(name="Quảng Ninh")
    with pytest.raises(Refused, match="mở lại báo cáo đó trước"):
        returns.reopen(actor=program, record=below, reason="sửa số liệu")
    returns.accept(actor=program, record=top)
    returns.reopen(actor=program, record=top, reason="sửa số liệu")
    below.refresh_from_db()
    returns.reopen(actor=program, record=below, reason="sửa số liệu")
    assert below.state == "draft"
    assert not why_closed(below.unit, on=LAST)


def test_an_error_stops_the_submission_until_it_is_explained_and_the_reason_stays(
    program, campaign, eight, take
) -> None:
    one, _ = take(*eight[2])
    assert one.name == "Tuyên Quang"
    with pytest.raises(Refused, match="Còn 1 lỗi"):
        returns.submit(actor=program, record=one, on=DAY)
    (error,) = open_findings(report_of(one), "error")
    with pytest.raises(Refused, match="lý do"):
        returns.explain(actor=program, record=one, finding=error, reason=" ", on=DAY)
    returns.explain(actor=program, record=one, finding=error, reason="17 cuộc do đảng ủy khối tổ chức", on=DAY)
    assert open_findings(report_of(one), "error") == []
    returns.submit(actor=program, record=one, on=DAY)
    told = [each.accepted_reason for each in report_of(one).findings if each.check == "detail_total"]
    assert told == ["17 cuộc do đảng ủy khối tổ chức"]
    top = campaign.returns.get(above=None)
    whole = [each for each in report_of(top).findings if each.check == "detail_total"]
    assert [each.accepted_reason for each in whole] == told


def test_an_explanation_falls_when_a_value_changes(program, campaign, eight, take) -> None:
    one, _ = take(*eight[2])
    (error,) = open_findings(report_of(one), "error")
    returns.explain(actor=program, record=one, finding=error, reason="đã kiểm tra lại", on=DAY)
    returns.declare(actor=program, record=one, code="4.2", amount=Decimal(1930), reason="thêm bốn cuộc")
    (again,) = open_findings(report_of(one), "error")
    assert again.values["4.2"] == "1.930"


def test_what_was_changed_meanwhile_is_not_overwritten(program, campaign, eight, take) -> None:
    one, _ = take(*eight[0])
    stale = Return.objects.select_related("campaign", "unit", "above", "file").get(pk=one.pk)
    returns.declare(actor=program, record=one, code="4.4", amount=Decimal(60), reason="chép nhầm dòng")
    with pytest.raises(Refused, match="người khác thay đổi"):
        returns.submit(actor=program, record=stale, on=DAY)


@pytest.mark.parametrize(
    ("code", "amount", "reason", "said"),
    [
        ("4.4", Decimal(60), "", "Cần ghi lý do"),
        ("4.4", Decimal(-1), "sửa số liệu", "số âm"),
        ("4.4", Decimal("1.5"), "sửa số liệu", "số nguyên"),
    ],
)
def test_a_correction_is_refused_with_the_limit_and_the_value(
    program, campaign, eight, take, code, amount, reason, said
):
    one, _ = take(*eight[0])
    with pytest.raises(Refused, match=said):
        returns.declare(actor=program, record=one, code=code, amount=amount, reason=reason)


def test_a_sum_is_corrected_where_it_is_wrong_not_at_the_top(program, filled: Return) -> None:
    with pytest.raises(Refused, match="cấp dưới cộng lên"):
        returns.declare(actor=program, record=filled, code="4.4", amount=Decimal(1), reason="sửa số liệu")


def test_who_is_expected_was_frozen_when_the_campaign_opened(program, campaign, cluster) -> None:
    with writing(program, "units.establish", unit=cluster, on=date(2023, 1, 1)):
        spells.found(Founding(Kind.UPPER, "Khối mới", place="Hà Nam"), parent=cluster, on=date(2023, 1, 1))
    assert campaign.returns.filter(above__isnull=False).count() == 8
    with pytest.raises(Refused, match="đã mở"):
        returns.open_campaign(
            actor=program, unit=cluster, form="BC-6T", period="2023-H1", due_on=DAY, opened_on=date(2023, 6, 1)
        )


def test_edited_paragraphs_survive_joining_again(program, filled: Return, eight, take) -> None:
    returns.compile(actor=program, record=filled, on=DAY)
    first = filled.paragraphs.order_by("order").first()
    assert first.units
    returns.narrate(
        actor=program, record=filled, paragraph=first, text="Đoạn đã biên tập.", owner="Ban Tổ chức", due_on=LAST
    )
    count = filled.paragraphs.count()
    returns.compile(actor=program, record=filled, on=DAY)
    assert filled.paragraphs.count() == count
    kept = filled.paragraphs.get(pk=first.pk)
    assert (kept.text, kept.owner, kept.due_on) == ("Đoạn đã biên tập.", "Ban Tổ chức", LAST)
    assert "Đoạn đã biên tập." in {each.text for each in report_of(filled).narrative}


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2023, 6, 5), "Lập và nộp báo cáo 6 tháng đầu năm 2023 của Quảng Ninh"),
        (date(2023, 6, 14), "(nhắc trước một tuần)"),
        (date(2023, 6, 21), "(quá hạn)"),
        (date(2023, 6, 30), "(báo cấp trên)"),
    ],
)
def test_the_ladder_of_reminders_says_what_is_due(program, campaign, on, said) -> None:
    found = [
        each.sentence
        for each in reminders.due(program, on=on, url=lambda one: f"/{one.pk}")
        if "Quảng Ninh" in each.sentence
    ]
    assert len(found) == 1
    assert said in found[0]


def test_nothing_is_due_before_the_campaign_opens_nor_after_acceptance(program, campaign) -> None:
    assert reminders.due(program, on=date(2023, 5, 1), url=str) == []
    for one in campaign.returns.exclude(above=None):
        returns.excuse(actor=program, record=one, reason="không tổ chức kỳ này")
    assert [each.unit_id for each in reminders.due(program, on=DAY, url=str)] == [campaign.unit_id]


def test_every_reason_against_submitting_is_told_at_once() -> None:
    told = why_not_submit(below=[("Hà Giang", "draft"), ("Cao Bằng", "accepted")], errors=2, values=0)
    assert len(told) == 3
    assert "Hà Giang (đang lập)" in told[0]


def test_opening_again_goes_from_the_top_down() -> None:
    assert why_not_reopen(above="Cụm Đông Bắc", above_state="accepted")
    assert not why_not_reopen(above="Cụm Đông Bắc", above_state="draft")
    assert not why_not_reopen(above=None, above_state=None)


# -- what was accepted is opened by two ---------------------------------------------------------------------------------


@pytest.fixture
def officers(program, cluster) -> tuple[Account, Account]:
    made = []
    for name in ("thu-ky-1", "thu-ky-2"):
        account = Account.objects.create_user(name, None, name=f"Thư ký {name}")
        grant(actor=program, account=account, role="cluster_secretariat", unit=cluster, from_on=date(2020, 1, 1))
        made.append(account)
    with writing(program, "parameters.set_parameter", unit=None, on=LAST):
        Parameter.objects.filter(key=OPENED_BY_TWO).delete()
        Parameter.objects.create(key=OPENED_BY_TWO, value=1, valid=DateRange(date(2020, 1, 1), None), mark="M")
    return made[0], made[1]


ASKED = {"reopen": {"reason": "sửa số liệu"}, "send_back": {"comment": "cần sửa lại", "line": "", "on": DAY}}


@pytest.mark.parametrize(("act", "then"), [("reopen", "draft"), ("send_back", "sent_back")])
def test_what_was_accepted_is_opened_when_a_second_person_has_confirmed_it(
    program, campaign, eight, take, officers, act, then
) -> None:
    first, second = officers
    one, _ = take(*eight[0])
    returns.submit(actor=program, record=one, on=DAY)
    getattr(returns, act)(actor=first, record=one, **ASKED[act])
    assert one.state == then, "what only waits for its acceptance goes back by one"
    put(one, "accepted", program)
    proposal = getattr(returns, act)(actor=first, record=one, **ASKED[act])
    one.refresh_from_db()
    assert one.state == "accepted"
    with pytest.raises(Refused, match="không tự xác nhận"):
        seconding.confirm(actor=first, record=proposal)
    seconding.confirm(actor=second, record=proposal)
    one.refresh_from_db()
    assert one.state == then


def test_what_has_changed_since_it_was_proposed_is_not_opened(program, campaign, eight, take, officers) -> None:
    first, second = officers
    one, _ = take(*eight[0])
    put(one, "accepted", program)
    proposal = returns.reopen(actor=first, record=one, reason="sửa số liệu")
    with writing(program, "returns.test", unit=one.unit, on=LAST):
        Return.objects.filter(pk=one.pk).update(mark=one.mark + 1)
    with pytest.raises(Refused, match="đã thay đổi"):
        seconding.confirm(actor=second, record=proposal)


def test_an_office_of_one_person_sets_the_rule_to_nought(program, campaign, eight, take, officers) -> None:
    with writing(program, "parameters.set_parameter", unit=None, on=LAST):
        Parameter.objects.filter(key=OPENED_BY_TWO).update(value=0)
    one, _ = take(*eight[0])
    put(one, "accepted", program)
    returns.reopen(actor=officers[0], record=one, reason="sửa số liệu")
    assert one.state == "draft"


@pytest.mark.parametrize("act", ["submit", "accept", "send_back", "reopen", "excuse", "declare", "narrate"])
def test_no_door_of_undoing_goes_round_the_act_that_leads_back(
    program, campaign, eight, take, officers, client, act
) -> None:
    """Opening what was accepted takes two; taking back the acceptance through the journal would take one."""
    one, _ = take(*eight[0])
    steps = {"accept": ["submit"], "send_back": ["submit"], "reopen": ["submit"]}.get(act, [])
    if act == "excuse":
        put(one, "not_started", program)
    for step in [*steps, act]:
        do(program, one, step)
        one.refresh_from_db()
    entry = Entry.objects.filter(act=f"returns.{act}").latest("pk")
    client.force_login(officers[0])
    standing = Return.objects.get(pk=one.pk).state
    answer = client.post(reverse("reports:undo", args=[one.pk, entry.pk]), {"reason": "rút lại"})
    assert (answer.status_code, Return.objects.get(pk=one.pk).state) == (404, standing)


def test_what_was_sealed_is_taken_away_by_no_undoing(program, campaign, eight, take) -> None:
    one, _ = take(*eight[0])
    returns.submit(actor=program, record=one, on=DAY)
    with pytest.raises(Refused, match="niêm phong"):
        undo(actor=program, entry=Entry.objects.get(act="returns.submit"), reason="rút lại")
    assert one.versions.count() == 1
    assert Return.objects.get(pk=one.pk).state == "submitted"

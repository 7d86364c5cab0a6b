"""What is to be paid, by row: group, basis, what is in force, party age, waiver."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.areas.dues import rules
from giaoban.areas.dues.rules import BasisValues, DuesTerms, Purse
from giaoban.core.limits import Limit

TERMS = DuesTerms(
    rates={"insured": Limit(10), "pension": Limit(5), "uninsured": Limit(3), "uninsured_retired": Limit(2)},
    wages={1: Limit(5_310_000), 2: Limit(4_730_000), 3: Limit(4_140_000), 4: Limit(3_700_000)},
    pupil=Limit(5_000),
    exempt_years=Limit(50, "01-QĐ/TW"),
)
MONTH = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("basis", "years", "waived", "amount"),
    [
        (BasisValues("insured", 7_820_000), 10, 0, 78_200),
        (BasisValues("insured", 7_823_450), 10, 0, 78_235),  # half a đồng is a whole one
        (BasisValues("pension", 4_736_625), 30, 0, 23_683),
        (BasisValues("uninsured", region=1), 10, 0, 15_930),
        (BasisValues("uninsured", region=2), 10, 0, 14_190),
        (BasisValues("uninsured", region=3), 10, 0, 12_420),
        (BasisValues("uninsured", region=4), 10, 0, 11_100),
        (BasisValues("uninsured_retired", region=1), 10, 0, 10_620),
        (BasisValues("uninsured_retired", region=4), 10, 0, 7_400),
        (BasisValues("pupil"), 1, 0, 5_000),
        (BasisValues("agreed", 50_000), 10, 0, 50_000),
        (BasisValues("insured", 7_820_000), 49, 0, 78_200),
        (BasisValues("insured", 7_820_000), 50, 0, 0),
        (BasisValues("insured", 7_820_000), None, 0, 78_200),  # whose day of admission nobody has written down
        (BasisValues("insured", 7_820_000), 10, 30, 54_740),
        (BasisValues("pension", 4_736_625), 10, 50, 11_842),
        (BasisValues("pupil"), 1, 100, 0),
        (None, 10, 0, None),
        (None, 10, 50, None),
        (None, 10, 100, 0),
        (None, 50, 0, 0),
    ],
)
def test_a_member_pays_so_much(basis: BasisValues | None, years: int | None, waived: int, amount: int | None) -> None:
    assert rules.reckon(basis, TERMS, party_years=years, waived=waived).amount == amount


@pytest.mark.parametrize(
    ("basis", "why"),
    [
        (BasisValues("insured", 7_000_000), "chưa có mức của nhóm này"),
        (BasisValues("uninsured", region=1), "chưa có mức của nhóm này"),
        (BasisValues("pupil"), "chưa có mức của học sinh"),
    ],
)
def test_where_no_rate_is_on_record_nothing_is_invented(basis: BasisValues, why: str) -> None:
    reckoned = rules.reckon(basis, DuesTerms(), party_years=10)
    assert reckoned.amount is None
    assert why in reckoned.how


def test_a_rate_that_nobody_compared_with_its_text_says_so_on_the_line() -> None:
    terms = DuesTerms(rates={"insured": Limit(10, "01-QĐ/TW (chưa đối chiếu văn bản)", confirmed=False)})
    reckoned = rules.reckon(BasisValues("insured", 7_820_000), terms, party_years=10)
    assert reckoned.how == "1% tiền lương 7.820.000 đồng"
    assert reckoned.source == "01-QĐ/TW (chưa đối chiếu văn bản)"


@given(
    st.builds(
        BasisValues,
        st.sampled_from([*TERMS.rates, "pupil", "agreed"]),
        st.integers(0, 2_000_000_000),
        st.integers(1, 4),
    ),
    st.integers(0, 80) | st.none(),
    st.sampled_from((0, *rules.PERCENTS)),
)
def test_nobody_pays_less_than_nothing_and_a_waiver_never_makes_dearer(
    basis: BasisValues, years: int | None, waived: int
) -> None:
    whole = rules.reckon(basis, TERMS, party_years=years).amount
    less = rules.reckon(basis, TERMS, party_years=years, waived=waived).amount
    assert whole is not None
    assert less is not None
    assert 0 <= less <= whole


@pytest.mark.parametrize(
    ("admitted_on", "on", "years"),
    [
        (date(1976, 7, 1), MONTH, 50),
        (date(1976, 7, 2), MONTH, 49),
        (date(1976, 2, 29), date(2026, 2, 28), 49),
        (date(1976, 2, 29), date(2026, 3, 1), 50),
        (None, MONTH, None),
    ],
)
def test_party_age_is_full_years(admitted_on: date | None, on: date, years: int | None) -> None:
    assert rules.party_years(admitted_on, on=on) == years


@pytest.mark.parametrize(
    ("basis", "refused"),
    [
        (BasisValues("insured", 1), False),
        (BasisValues("insured"), True),
        (BasisValues("pension"), True),
        (BasisValues("uninsured"), True),
        (BasisValues("uninsured", region=5), True),
        (BasisValues("uninsured_retired", region=4), False),
        (BasisValues("agreed"), True),
        (BasisValues("pupil"), False),
    ],
)
def test_a_basis_says_what_its_group_is_reckoned_from(basis: BasisValues, refused: bool) -> None:
    assert bool(rules.why_not_base_on(basis)) is refused


@pytest.mark.parametrize(
    ("last_month", "overlaps", "count"),
    [
        (date(2027, 6, 1), None, 0),
        (date(2027, 7, 1), None, 1),
        (date(2026, 6, 1), None, 1),
        (MONTH, (MONTH, MONTH), 1),
        (date(2027, 7, 1), (MONTH, MONTH), 2),
    ],
)
def test_a_waiver_runs_forward_for_a_year_at_most_beside_no_other(
    last_month: date, overlaps: tuple[date, date] | None, count: int
) -> None:
    most = Limit(12, "01-QĐ/TW")
    reasons = rules.why_not_waive(from_month=MONTH, last_month=last_month, most=most, overlaps=overlaps)
    assert len(reasons) == count


@pytest.mark.parametrize(
    ("due", "paid", "amount", "why"),
    [
        (78_200, 0, 78_200, ""),
        (78_200, 0, 1, ""),
        (78_200, 50_000, 28_200, ""),
        (78_200, 50_000, 28_201, "còn phải nộp 28.200 đồng"),
        (78_200, 78_200, 1, "đã nộp đủ 78.200 đồng"),
        (78_200, 0, 0, "ít nhất là 1 đồng"),
        (0, 0, 5_000, "được miễn"),
        (None, 0, 5_000, "chưa tính được số phải nộp"),
    ],
)
def test_a_month_is_paid_once_and_no_more_than_is_due(due: int | None, paid: int, amount: int, why: str) -> None:
    reasons = rules.why_not_pay(name="Lê Văn An", month=MONTH, due=due, paid=paid, amount=amount)
    assert bool(reasons) is bool(why)
    assert all(why in reason for reason in reasons)


@pytest.mark.parametrize(
    ("purse", "explanation", "why"),
    [
        (Purse(1_000_000, 0, 300_000, 700_000), "", ""),
        (Purse(400_000, 600_000, 300_000, 700_000), "", ""),
        (Purse(1_000_000, 0, 300_000, 600_000), "", "còn thiếu 100.000 đồng"),
        (Purse(1_000_000, 0, 300_000, 800_000), "", "thừa 100.000 đồng"),
        (Purse(1_000_000, 0, 300_000, 600_000), "Nộp bù tháng sau.", ""),
        (Purse(1_000_000, 0, 300_000, 600_000), "  ", "còn thiếu 100.000 đồng"),
        (Purse(0, 0, 0, 0), "", "chưa ghi khoản thu nào"),
    ],
)
def test_what_came_in_is_kept_or_handed_on_or_explained(purse: Purse, explanation: str, why: str) -> None:
    reasons = rules.why_not_hand_on(purse, month=MONTH, explanation=explanation)
    assert bool(reasons) is bool(why)
    assert all(why in reason for reason in reasons)


def test_the_share_that_is_handed_on_is_said_with_its_source_or_said_to_be_missing() -> None:
    assert rules.advised(Purse(1_285_000, 0, 0, 0), Limit(70, "342-QĐ/TW")) == (
        "Theo mức 70% (theo 342-QĐ/TW) thì nộp lên 899.500 đồng."
    )
    assert "Chưa có mức trích nộp" in rules.advised(Purse(1_285_000, 0, 0, 0), None)


@pytest.mark.parametrize(("months", "step"), [(0, 0), (1, 1), (2, 2), (3, 3), (7, 3)])
def test_the_ladder_has_three_steps(months: int, step: int) -> None:
    assert rules.step_of(months, behind=Limit(3)) == step


def test_the_last_step_asks_the_cell_and_strikes_nobody_off() -> None:
    assert rules.step_of(5, behind=None) == 2
    assert "chi bộ hỏi rõ lý do và xem xét" in rules.step_said(3, behind=Limit(3, "01-QĐ/TW"))
    assert "không tự xóa tên" in rules.step_said(3, behind=Limit(3, "01-QĐ/TW"))


@pytest.mark.parametrize(
    ("text", "rows", "refused"),
    [
        ("Lê Văn An\t78.200\t05/07/2026", [("Lê Văn An", 78_200, date(2026, 7, 5))], []),
        ("Họ tên\tSố tiền\tNgày\n\nLê Văn An\t78 200 đ\t", [("Lê Văn An", 78_200, None)], []),
        ("01000002;5000", [("01000002", 5_000, None)], []),
        ("Lê Văn An\t78.200\t31/02/2026", [], ["Dòng 1 (Lê Văn An): không đọc được ngày “31/02/2026”"]),
        ("An\t1.000\nBình\tđủ\nChi\t0", [("An", 1_000, None)], ["Dòng 2 (Bình)", "Dòng 3 (Chi)"]),
        ("An\t-5", [], ["Dòng 1 (An)"]),
        ("\n \n", [], ["Chưa có dòng nào"]),
    ],
)
def test_a_pasted_sheet_is_read_row_by_row(
    text: str, rows: list[tuple[str, int, date | None]], refused: list[str]
) -> None:
    read, reasons = rules.pasted(text)
    assert [(row.who, row.amount, row.paid_on) for row in read] == rows
    assert len(reasons) == len(refused)
    assert all(reason.startswith(begin) for reason, begin in zip(reasons, refused, strict=True))

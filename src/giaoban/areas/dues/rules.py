"""What a member has to pay for a month, what a cell hands on, and every reason why something of it cannot be recorded. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from giaoban.core.limits import Limit
from giaoban.core.numbers import read_number, write_number
from giaoban.core.spans import day_in

OF_OWN_INCOME = ("insured", "pension")
OF_MINIMUM_WAGE = ("uninsured", "uninsured_retired")
REGIONS = (1, 2, 3, 4)
PERCENTS = (30, 50, 70, 100)
"""A waiver takes off one of these; 100 takes off all."""


@dataclass(frozen=True)
class DuesTerms:
    """What was in force for a month, as far as it is on record."""

    rates: Mapping[str, Limit[int]] = field(default_factory=dict)  # by group, in parts of a thousand
    wages: Mapping[int, Limit[int]] = field(default_factory=dict)  # minimum wage by region, đồng
    pupil: Limit[int] | None = None  # đồng
    exempt_years: Limit[int] | None = None  # of party age


@dataclass(frozen=True)
class BasisValues:
    """What a member's dues are reckoned from."""

    group: str
    amount: int = 0  # wage, pension, or the dues agreed on; đồng a month
    region: int | None = None


@dataclass(frozen=True)
class Reckoned:
    """What is to be paid, in đồng, None where it cannot be said yet; how that came, as a person reads it; and by which text."""

    amount: int | None
    how: str
    source: str = ""


def reckon(basis: BasisValues | None, terms: DuesTerms, *, party_years: int | None, waived: int = 0) -> Reckoned:
    """What the member has to pay for the month: nobody has to pay less than nothing, or a part of a đồng."""
    if terms.exempt_years is not None and party_years is not None and party_years >= terms.exempt_years.value:
        return Reckoned(0, f"miễn: {party_years} năm tuổi đảng", terms.exempt_years.source)
    whole = _whole(basis, terms)
    if not waived or whole.amount is None:
        return Reckoned(0, "được miễn") if waived == 100 else whole
    less = _rounded(Decimal(whole.amount * (100 - waived)) / 100)
    return Reckoned(less, f"{whole.how}; giảm {waived}%", whole.source)


def _whole(basis: BasisValues | None, terms: DuesTerms) -> Reckoned:
    if basis is None:
        return Reckoned(None, "chưa ghi căn cứ đóng")
    if basis.group == "agreed":
        return Reckoned(basis.amount, "mức riêng đã được quyết định")
    if basis.group == "pupil":
        if terms.pupil is None:
            return Reckoned(None, "chưa có mức của học sinh, sinh viên cho tháng này")
        return Reckoned(terms.pupil.value, "mức cố định", terms.pupil.source)
    rate = terms.rates.get(basis.group)
    wage = terms.wages.get(basis.region or 0)
    if rate is None:
        return Reckoned(None, "chưa có mức của nhóm này cho tháng này")
    if basis.group in OF_MINIMUM_WAGE:
        if wage is None:
            return Reckoned(None, "chưa có lương tối thiểu vùng cho tháng này")
        base, of = wage.value, f"lương tối thiểu vùng {_roman(basis.region)}"
    else:
        base, of = basis.amount, "lương hưu" if basis.group == "pension" else "tiền lương"
    percent = write_number(Decimal(rate.value) / 10)
    how = f"{percent}% {of} {write_number(base)} đồng"
    return Reckoned(_rounded(Decimal(base * rate.value) / 1000), how, rate.source)


def _rounded(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def _roman(region: int | None) -> str:
    return ("", "I", "II", "III", "IV")[region or 0]


def party_years(admitted_on: date | None, *, on: date) -> int | None:
    """The full years since the day of admission; None where that is not on record."""
    if admitted_on is None:
        return None
    return on.year - admitted_on.year - ((on.month, on.day) < (admitted_on.month, admitted_on.day))


def why_not_base_on(basis: BasisValues) -> list[str]:
    """Every reason why dues cannot be reckoned from that; none means that they can."""
    if basis.group in OF_MINIMUM_WAGE and basis.region not in REGIONS:
        return ["Nhóm này đóng theo lương tối thiểu vùng: đồng chí chọn vùng I, II, III hoặc IV."]
    if basis.group in OF_OWN_INCOME and not basis.amount:
        return ["Nhóm này đóng theo tiền lương hoặc lương hưu: đồng chí ghi số tiền một tháng."]
    if basis.group == "agreed" and not basis.amount:
        return ["Mức riêng phải ghi số tiền đóng một tháng; được miễn thì ghi ở mục miễn, giảm."]
    return []


def why_not_waive(
    *, from_month: date, last_month: date, most: Limit[int] | None, overlaps: tuple[date, date] | None
) -> list[str]:
    """Every reason why dues cannot be waived for these months, first and last included."""
    months = (last_month.year - from_month.year) * 12 + last_month.month - from_month.month + 1
    reasons = []
    if months < 1:
        reasons.append(f"Tháng cuối ({last_month:%m/%Y}) trước tháng đầu ({from_month:%m/%Y}).")
    elif most is not None and months > most.value:
        reasons.append(
            f"Một lần miễn, giảm nhiều nhất {most.value} tháng{most.cited('theo')}; "
            f"từ {from_month:%m/%Y} đến {last_month:%m/%Y} là {months} tháng."
        )
    if overlaps is not None:
        reasons.append(
            f"Đảng viên này đã được miễn, giảm từ {overlaps[0]:%m/%Y} đến {overlaps[1]:%m/%Y}; "
            "đồng chí sửa lần đó, hoặc ghi từ tháng sau."
        )
    return reasons


def why_not_pay(*, name: str, month: date, due: int | None, paid: int, amount: int) -> list[str]:
    """Every reason why the member cannot pay that much for the month: no month is paid twice, none more than is due."""
    if due is None:
        return [f"{name}, tháng {month:%m/%Y}: chưa tính được số phải nộp; đồng chí ghi căn cứ đóng rồi tính lại bảng."]
    if amount < 1:
        return [f"{name}, tháng {month:%m/%Y}: số nộp ít nhất là 1 đồng."]
    if paid >= due:
        what = "được miễn" if not due else f"đã nộp đủ {write_number(due)} đồng"
        return [f"{name}, tháng {month:%m/%Y}: {what}, không thu thêm."]
    if paid + amount > due:
        left = write_number(due - paid)
        return [f"{name}, tháng {month:%m/%Y}: còn phải nộp {left} đồng, không thu {write_number(amount)} đồng."]
    return []


@dataclass(frozen=True)
class Purse:
    """What a unit had of dues in a month and what became of it, in đồng: all that came in is kept or handed on."""

    collected: int  # from its own members
    received: int  # from the units below
    kept: int
    handed_on: int

    @property
    def difference(self) -> int:
        """What came in and was neither kept nor handed on; below nought, what is too much."""
        return self.collected + self.received - self.kept - self.handed_on

    def said(self) -> str:
        """The sentence that does not add up, or the one that does."""
        came = f"thu {write_number(self.collected)}"
        came += f" + cấp dưới nộp {write_number(self.received)}" if self.received else ""
        went = f"giữ lại {write_number(self.kept)} + nộp lên {write_number(self.handed_on)}"
        if not self.difference:
            return f"{came} = {went} (đồng)"
        side = "còn thiếu" if self.difference > 0 else "thừa"
        return f"{came} ≠ {went} (đồng): {side} {write_number(abs(self.difference))} đồng"


def why_not_hand_on(purse: Purse, *, month: date, explanation: str) -> list[str]:
    """Why the month cannot be handed on so: what does not add up is explained, or is not recorded."""
    if not purse.collected + purse.received:
        return [f"Tháng {month:%m/%Y} chưa ghi khoản thu nào nên chưa có gì để nộp lên."]
    if purse.difference and not explanation.strip():
        return [f"Tháng {month:%m/%Y}: {purse.said()}. Đồng chí sửa số, hoặc ghi giải trình."]
    return []


def advised(purse: Purse, share: Limit[int] | None) -> str:
    """What would be handed on by the share in force; that none is on record is said too."""
    came_in = purse.collected + purse.received
    if share is None:
        return "Chưa có mức trích nộp trên hồ sơ cho tháng này: số nộp lên do đơn vị ghi theo hướng dẫn của cấp trên."
    part = _rounded(Decimal(came_in * share.value) / 100)
    return f"Theo mức {share.value}%{share.cited('theo')} thì nộp lên {write_number(part)} đồng."


@dataclass(frozen=True)
class PastedRow:
    """One row of a sheet that was pasted: who, how much, on which day where it says one."""

    place: int
    who: str
    amount: int
    paid_on: date | None


def pasted(text: str) -> tuple[list[PastedRow], list[str]]:
    """The rows of a sheet copied out of a spreadsheet (who, đồng, day), and every reason why one cannot be read.

    A heading without a number in its second column, and rows that are empty, are passed over.
    """
    rows, reasons = list[PastedRow](), list[str]()
    for place, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in (line.split("\t") if "\t" in line else line.split(";"))]
        if not any(cells):
            continue
        who, paid, day, *_more = [*cells, "", ""]
        amount = read_number(paid.rstrip("đ₫ "), unit="đồng").amount if paid else None
        if not rows and not any(sign.isdigit() for sign in paid) and len(cells) > 1:
            continue
        if amount is None or amount != int(amount) or amount < 1:
            reasons.append(
                f"Dòng {place} ({who or 'không tên'}): không đọc được số tiền “{paid}”; đồng chí ghi như 78.200."
            )
            continue
        paid_on = day_written(day) if day else None
        if day and paid_on is None:
            reasons.append(f"Dòng {place} ({who}): không đọc được ngày “{day}”; đồng chí ghi như 05/07/2026.")
            continue
        rows.append(PastedRow(place, who, int(amount), paid_on))
    if not rows and not reasons:
        reasons.append("Chưa có dòng nào: đồng chí chép từ bảng tính các cột họ tên, số tiền, ngày nộp rồi dán vào.")
    return rows, reasons


def day_written(text: str) -> date | None:
    """The day written as 05/07/2026; None for whatever else stands there."""
    day, month, year, *more = [*text.replace("-", "/").replace(".", "/").split("/"), "", "", ""]
    if any(more) or not (day.isdecimal() and month.isdecimal() and year.isdecimal() and len(year) == 4):
        return None
    return day_in(f"{year}-{month:0>2}-{day:0>2}")


def step_of(months: int, *, behind: Limit[Any] | None) -> int:
    """On which step of the ladder a member stands who is that many months behind: 0 none, 1 or 2 remind, 3 the cell considers."""
    if behind is not None and months >= behind.value:
        return 3
    return min(months, 2)


def step_said(step: int, *, behind: Limit[Any] | None) -> str:
    """What is to be done on that step; the program strikes nobody off."""
    if step == 3 and behind is not None:
        return (
            f"thiếu đảng phí từ {behind.value} tháng trong năm: chi bộ hỏi rõ lý do và xem xét{behind.cited('theo')}; "
            "chương trình không tự xóa tên ai"
        )
    return f"thiếu đảng phí {step} tháng: nhắc nộp"


def in_words(months: Collection[date]) -> str:
    """Months as one names them: 05/2026, 06/2026."""
    return ", ".join(f"{month:%m/%Y}" for month in sorted(months))

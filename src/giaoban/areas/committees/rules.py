"""How the composition of a body is changed: the two paths, the ballots, the seats. Pure: levels come in as on their day.

A body that is newly elected works at once, ratification follows; an appointed seat begins with the decision. A result needs more than
half of all members of the body, not of those present. Levels of age, women and shares are shown and refuse nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from giaoban.core.limits import Limit
from giaoban.core.numbers import write_number

ORDER: Mapping[str, tuple[str, ...]] = {
    "name_person": ("proposed", "consented"),
    "release": ("proposed", "consented"),
    "drop": ("proposed", "consented"),
    "consent_to": ("proposed",),
    "ballot": ("proposed", "consented"),
    "elect": ("consented",),
    "decide": ("consented", "elected"),
    "refuse": ("proposed", "consented", "elected"),
    "withdraw": ("proposed", "consented"),
    "void": ("proposed",),
}
"""Each act on a consolidation, and the states that it can be done from."""
STATES: Mapping[str, str] = {
    "proposed": "mới có tờ trình",
    "consented": "đã được cấp trên đồng ý chủ trương",
    "elected": "đã bầu, chờ chuẩn y",
    "decided": "đã có quyết định",
    "refused": "không được đồng ý",
    "withdrawn": "đã rút",
}
SEPARATE = ("inspection",)
"""Bodies that are counted beside the committees."""
YOUNG = 40


@dataclass(frozen=True)
class Figures:
    """The figures of a ballot as they are counted."""

    convened: int
    present: int
    issued: int
    returned: int
    valid: int
    in_favour: int
    against: int

    @property
    def carried(self) -> bool:
        """Whether more than half of all members of the body are for it."""
        return 2 * self.in_favour > self.convened


@dataclass(frozen=True)
class Seat:
    """A seat that is held: who, and what of them is counted."""

    woman: bool = False
    born_on: date | None = None
    minority: bool = False


@dataclass(frozen=True)
class Composition:
    """Of the seats held on a day: how many, women, under forty, of a minority; ``unknown_age`` have no birthday on record."""

    filled: int
    women: int
    young: int
    minority: int
    unknown_age: int


def composition(seats: Collection[Seat], on: date) -> Composition:
    """The seats as they are counted on that day."""
    ages = [_age(seat.born_on, on) for seat in seats if seat.born_on is not None]
    return Composition(
        filled=len(seats),
        women=sum(seat.woman for seat in seats),
        young=sum(age < YOUNG for age in ages),
        minority=sum(seat.minority for seat in seats),
        unknown_age=len(seats) - len(ages),
    )


def _age(born_on: date, on: date) -> int:
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def remarks_on(
    counted: Composition,
    *,
    agreed: int,
    young: Limit[int] | None,
    women: Limit[int] | None,
    executive: int | None,
    share: Limit[Fraction] | None,
) -> list[str]:
    """What is to be looked at: too many seats, shares below a level. ``executive`` is the size of the whole committee, of a standing one."""
    remarks = []
    if counted.filled > agreed:
        remarks.append(f"Đang có {counted.filled} người, số lượng được duyệt là {agreed}.")
    if counted.filled < agreed:
        remarks.append(f"Khuyết {agreed - counted.filled} so với số lượng được duyệt ({agreed}).")
    for level, count, what in ((young, counted.young, "dưới 40 tuổi"), (women, counted.women, "nữ")):
        if level is not None and counted.filled and count * 100 < counted.filled * level.value:
            remarks.append(f"{what.capitalize()}: {count}/{counted.filled}, mức từ {level.value}%{level.cited()}.")
    if executive and share is not None and counted.filled > executive * share.value:
        most = int(executive * share.value)
        remarks.append(f"Ban Thường vụ {counted.filled}/{executive} ủy viên, nhiều nhất {most}{share.cited()}.")
    return remarks


# -- a term --------------------------------------------------------------------------------------------------------------


def why_not_term(*, from_on: date, until_on: date, agreed: int, filled: int, overlaps: bool) -> list[str]:
    """Every reason why the body has no such term; none means yes. ``filled`` is how many sit there now."""
    reasons = []
    if until_on <= from_on:
        reasons.append(f"Ngày hết nhiệm kỳ {until_on:%d/%m/%Y} không sau ngày bắt đầu {from_on:%d/%m/%Y}.")
    if agreed < 1:
        reasons.append("Số lượng được duyệt ít nhất là 1.")
    if overlaps:
        reasons.append("Cơ quan này đã có nhiệm kỳ trong thời gian đó.")
    if filled > agreed:
        reasons.append(f"Đang có {filled} người giữ chức vụ, nhiều hơn số lượng được duyệt {agreed}.")
    return reasons


# -- a consolidation -----------------------------------------------------------------------------------------------------


def why_not_now(act: str, state: str) -> list[str]:
    """Why the act does not fit where the consolidation stands."""
    return [] if state in ORDER[act] else [f"Không làm được việc này: việc kiện toàn {STATES[state]}."]


def why_not_after(*, day: date, earlier: date | None, what: str) -> list[str]:
    """Why an act of that day cannot follow ``what``, which is of ``earlier``."""
    if earlier is None or day >= earlier:
        return []
    return [f"Ngày {day:%d/%m/%Y} trước {what} ({earlier:%d/%m/%Y})."]


def why_not_within(*, on: date, from_on: date, until_on: date) -> list[str]:
    """Why the day is none of the term."""
    if from_on <= on <= until_on:
        return []
    return [
        f"Ngày {on:%d/%m/%Y} ngoài nhiệm kỳ {from_on:%d/%m/%Y} – {until_on:%d/%m/%Y}; hãy ghi nhiệm kỳ hoặc gia hạn trước."
    ]


def why_not_named(*, name: str, grade: str, under: bool, sits: bool, named: bool, on: date) -> list[str]:
    """Every reason why this person is not proposed for the seat; none means yes."""
    reasons = []
    if grade != "official":
        reasons.append(f"Ngày {on:%d/%m/%Y} {name} không phải là đảng viên chính thức.")
    elif not under:
        reasons.append(f"Ngày {on:%d/%m/%Y} {name} không sinh hoạt ở tổ chức này.")
    if sits:
        reasons.append(f"{name} đang giữ chức vụ đó.")
    if named:
        reasons.append(f"{name} đã có trong tờ trình này với chức vụ đó.")
    return reasons


def why_not_counted(figures: Figures) -> list[str]:
    """Every reason why the figures of a ballot cannot be; none means yes."""
    names = (
        ("có mặt", figures.present, "triệu tập", figures.convened),
        ("phát ra", figures.issued, "có mặt", figures.present),
        ("thu về", figures.returned, "phát ra", figures.issued),
        ("hợp lệ", figures.valid, "thu về", figures.returned),
    )
    reasons = [
        f"Số {part} {write_number(less)} lớn hơn số {whole} {write_number(more)}."
        for part, less, whole, more in names
        if less > more
    ]
    if figures.in_favour + figures.against != figures.valid:
        reasons.append(
            f"Đồng ý {figures.in_favour} và không đồng ý {figures.against} cộng lại phải bằng số phiếu hợp lệ {figures.valid}."
        )
    return reasons


def why_not_settled(*, path: str, ins: int, outs: int, unballoted: Collection[str], lost: Collection[str]) -> list[str]:
    """Every reason why the changes cannot be decided or elected as they stand; none means yes."""
    reasons = []
    if path == "release" and ins:
        reasons.append("Tờ trình thôi tham gia không kèm người vào; người vào đi theo tờ trình khác.")
    if path != "release" and not ins:
        reasons.append("Tờ trình chưa có tên người được giới thiệu.")
    if path == "release" and not outs:
        reasons.append("Tờ trình chưa có tên người thôi tham gia.")
    reasons += [f"Chưa ghi kết quả bỏ phiếu đối với {name}." for name in unballoted]
    reasons += [f"{name} không được quá một nửa tổng số thành viên đồng ý." for name in lost]
    return reasons


def why_not_seats(*, filled: int, ins: int, outs: int, agreed: int) -> list[str]:
    """Why the body would have more members than were agreed."""
    after = filled + ins - outs
    if after <= agreed:
        return []
    return [f"Sau thay đổi sẽ có {after} người, số lượng được duyệt là {agreed}; hãy xin thêm số lượng hoặc bớt người."]


def needed_round(path: str) -> str:
    """The ballot that settles a person on that path."""
    return {"appoint": "confidence", "elect": "election"}.get(path, "")

"""Who has to study, what counts as having studied, and how coverage is said; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from giaoban.core.numbers import write_number
from giaoban.core.text import squeeze

HOW_COUNTED = (
    "Mỗi đảng viên tính một lần trong nửa năm: thuộc diện phải học nếu có tên trong ít nhất một kế hoạch có hạn học trong "
    "nửa năm đó; đã học nếu có mặt ở ít nhất một buổi (kể cả học bù) tổ chức trước khi hết nửa năm cho từng văn bản mà mình "
    "phải học."
)
"""The definition of lines 2.1.a and 2.1.b as users read it (decision record 0020)."""


@dataclass(frozen=True)
class Candidate:
    """A member as the audience rule looks at one: the cell, and what could leave them out."""

    person_id: int
    unit_id: int
    exempt: bool = False
    holds_post: bool = False


def half_of(day: date) -> date:
    """The first day of the half-year of that day."""
    return date(day.year, 1 if day.month <= 6 else 7, 1)


def half_after(half: date) -> date:
    """The first day of the half-year after the one that begins on ``half``."""
    return date(half.year, 7, 1) if half.month == 1 else date(half.year + 1, 1, 1)


def audience_of(
    candidates: Iterable[Candidate], *, audience: str, exempt_counted: bool, bound: Iterable[int] = ()
) -> list[Candidate]:
    """Those who have to study: of the audience, exempt ones only where the plan counts them, nobody ``bound`` already."""
    already = set(bound)
    chosen = []
    for candidate in candidates:
        wanted = (audience == "members" or candidate.holds_post) and (exempt_counted or not candidate.exempt)
        if wanted and candidate.person_id not in already:
            already.add(candidate.person_id)
            chosen.append(candidate)
    return chosen


def denominator_rule(*, audience: str, exempt_counted: bool, counted_on: date) -> str:
    """The sentence that stands beside every coverage of a plan: who is in its denominator."""
    who = "đảng viên" if audience == "members" else "cán bộ giữ chức vụ trong cấp ủy, chi bộ, ủy ban kiểm tra"
    exempt = "kể cả" if exempt_counted else "không kể"
    return (
        f"Mẫu số: {who} trong danh sách ngày {counted_on:%d/%m/%Y}, {exempt} đảng viên được miễn sinh hoạt; "
        "mỗi người tính một lần cho một văn bản."
    )


def why_not_plan(
    *,
    issuer: str,
    number: str,
    title: str,
    issued_on: date,
    from_on: date,
    until_on: date,
    counted_on: date,
    learners: int,
) -> list[str]:
    """Every reason why this plan cannot be made; ``learners`` is how many have to study by it."""
    reasons = []
    if not (squeeze(issuer) and squeeze(number)):
        reasons.append("Văn bản phải ghi cơ quan ban hành và số hiệu; cùng một số có thể dùng cho nhiều văn bản.")
    if not squeeze(title):
        reasons.append("Văn bản phải ghi trích yếu.")
    if from_on > until_on:
        reasons.append(f"Ngày bắt đầu {from_on:%d/%m/%Y} sau hạn học {until_on:%d/%m/%Y}.")
    if issued_on > until_on:
        reasons.append(f"Văn bản ban hành ngày {issued_on:%d/%m/%Y}, sau hạn học {until_on:%d/%m/%Y}.")
    if counted_on > until_on:
        reasons.append(f"Ngày lập danh sách {counted_on:%d/%m/%Y} sau hạn học {until_on:%d/%m/%Y}.")
    if not reasons and learners == 0:
        reasons.append("Không có ai thuộc diện phải học theo kế hoạch này, hoặc mọi người đã có trong kế hoạch khác.")
    return reasons


def why_not_hold(*, held_on: date, from_on: date, until_on: date, make_up: bool, learners: int) -> list[str]:
    """Every reason why this session cannot stand under the plan; a make-up session may follow the plan's last day."""
    reasons = []
    if held_on < from_on:
        reasons.append(f"Buổi học ngày {held_on:%d/%m/%Y} trước khi kế hoạch bắt đầu ({from_on:%d/%m/%Y}).")
    if held_on > until_on and not make_up:
        reasons.append(
            f"Buổi học ngày {held_on:%d/%m/%Y} sau hạn của kế hoạch ({until_on:%d/%m/%Y}); nếu là học bù, hãy đánh dấu."
        )
    if learners == 0:
        reasons.append("Tổ chức này không có đảng viên nào trong danh sách phải học của kế hoạch.")
    return reasons


@dataclass(frozen=True)
class Coverage:
    """How many had to study and how many did; sums add part by part, the share is always that of the sums."""

    studied: int = 0
    had_to: int = 0

    def __add__(self, other: Coverage) -> Coverage:
        return Coverage(self.studied + other.studied, self.had_to + other.had_to)

    @property
    def share(self) -> Fraction | None:
        """Studied of had-to; None where nobody had to."""
        return Fraction(self.studied, self.had_to) if self.had_to else None

    @property
    def percent(self) -> str:
        """The share as an office writes it: 99,16%; a dash where nobody had to study."""
        return write_number(Decimal(100 * self.studied) / self.had_to, "%") if self.had_to else "–"

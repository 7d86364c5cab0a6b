"""Figures that cannot be as they are said: rates, roundings, targets that fit no number, first number for two things."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, islice
from typing import TYPE_CHECKING

from giaoban.reporting.prose.findings.finding import ProseFinding, written
from giaoban.reporting.prose.heads import months_of

if TYPE_CHECKING:
    from giaoban.reporting.prose.report import ProseReport
    from giaoban.reporting.prose.said import WrittenFigure

MOST_ADMITTED = 3.0
"""Per cent of the members in half a year; a value of experience: targets are three to four per cent a year."""
_KEPT_RATE = re.compile(
    r"kết nạp[^.;]{0,60}?từ\s+(\d+(?:,\d+)?)\s*%(?:\s*/năm)?\s+trở lên|kết nạp[^.;]{0,60}?trên\s+(\d+(?:,\d+)?)\s*%\s*(?:/\s*năm|mỗi năm|hằng năm)"
)
_ROUND_AT = 10
_MAY_BE_EQUAL = ({"2.1.a", "2.1.b", "1.3"}, {"1.1", "1.1.1", "1.1.2", "1.2"})


def _decimals(text: str) -> int:
    _, _, tail = text.rstrip("% ").partition(",")
    return len(tail)


def fits(text: str, stated: float, exact: float) -> str:
    """How the stated per cent agrees with the exact first: "right", "truncated" or "wrong"."""
    step = 10 ** -_decimals(text)
    if abs(stated - exact) <= step / 2 + 1e-9:
        return "right"
    if abs(math.floor(exact / step + 1e-9) * step - stated) < step / 1000:
        return "truncated"
    return "wrong"


def study_rate(report: ProseReport) -> Iterator[ProseFinding]:
    """The rate of study is the quotient of its two parts, and has them."""
    rate, did, due = (report.value(code) for code in ("2.1", "2.1.a", "2.1.b"))
    if rate is None:
        return
    if did is None or due is None or not due.value:
        yield ProseFinding(
            "percent_without_base", ("2.1",), "warning",
            f"Tỷ lệ học tập, quán triệt {rate.text} không có tử số và mẫu số nên không kiểm tra được.", rate.place.words,
        )  # fmt: skip
        return
    exact = did.value / due.value * 100
    agreement = fits(rate.text, rate.value, exact)
    if agreement != "right" and not rate.approximate:
        kind, verdict = (
            ("truncated_percent", "bị cắt bớt thay vì làm tròn") if agreement == "truncated" else ("rate", "không khớp")
        )
        yield ProseFinding(
            kind, ("2.1", "2.1.a", "2.1.b"), "error" if kind == "rate" else "note",
            f"{written(did.value)} / {written(due.value)} = {written(round(exact, 3))}%, văn bản ghi {rate.text}: {verdict}.", rate.place.words,
        )  # fmt: skip


def of_targets(report: ProseReport) -> Iterator[ProseFinding]:
    """A share of the target is the quotient, or there is at least a whole target that gives it."""
    for share in report.figures:
        value = report.value(share.code, unit=share.unit) if share.role == "percent_of_target" else None
        if value is None or value.approximate or share.approximate or not share.value:
            continue
        target = report.value(share.code, role="target", unit=share.unit)
        if target is not None and target.value:
            exact = value.value / target.value * 100
            if fits(share.text, share.value, exact) == "wrong":
                yield ProseFinding(
                    "rate", (share.code,), "error",
                    f"{written(value.value)} / {written(target.value)} = {written(round(exact, 2))}% chỉ tiêu, văn bản ghi {share.text}.",
                    share.place.words,
                )  # fmt: skip
        elif target is None and not _has_whole_target(share, value.value):
            yield ProseFinding(
                "implied_base", (share.code,), "warning",
                f"Không có chỉ tiêu nguyên nào để {written(value.value)} bằng {share.text}: {written(value.value)} / {share.text} = "
                f"{written(round(value.value / share.value * 100, 2))}.", share.place.words,
            )  # fmt: skip


def _has_whole_target(share: WrittenFigure, value: float) -> bool:
    near = value / share.value * 100
    return any(
        base > 0 and fits(share.text, share.value, value / base * 100) != "wrong"
        for base in (math.floor(near), math.ceil(near))
    )


def growth(report: ProseReport) -> Iterator[ProseFinding]:
    """Growth over the same period is what the two values say."""
    for same in report.figures:
        value = report.value(same.code) if same.role == "same_period" else None
        if value is None or not same.value or value.approximate or same.approximate or same.from_table:
            continue
        for rest in report.rest:
            if (
                rest.what != "change"
                or not rest.percent
                or rest.place.block != same.place.block
                or abs(rest.place.start - same.place.start) > 80
            ):
                continue
            exact = abs(value.value / same.value - 1) * 100
            if fits(rest.text, rest.value, exact) == "wrong":
                yield ProseFinding(
                    "rate", (same.code,), "error",
                    f"Từ {written(same.value)} đến {written(value.value)} là {written(round(exact, 2))}%, văn bản ghi {rest.text}.",
                    rest.place.words,
                )  # fmt: skip


def admissions(report: ProseReport) -> Iterator[ProseFinding]:
    """Admissions against members and against what the text itself says is kept to; admissions against learners."""
    admitted, members = report.value("4.4"), report.value("1.3")
    months = months_of(report.head.period)
    base = members or next((figure for figure in report.figures if figure.code == "1.3" and not figure.unit), None)
    if admitted and base and base.value:
        rate = admitted.value / base.value * 100
        if rate > MOST_ADMITTED * months / 6:
            yield ProseFinding(
                "rate", ("4.4", "1.3"), "warning",
                f"Kết nạp {written(admitted.value)} trên {written(base.value)} đảng viên là {written(round(rate, 2))}% trong {months} tháng, vượt xa mức "
                f"thường gặp (dưới {written(MOST_ADMITTED * months / 6)}%).", admitted.place.words,
            )  # fmt: skip
        for block in report.words.running():
            if match := _KEPT_RATE.search(block.text):
                kept = float((match[1] or match[2]).replace(",", "."))
                if rate < kept * months / 12 * 0.85:
                    yield ProseFinding(
                        "rate", ("4.4",), "warning",
                        f"Kết nạp {written(admitted.value)} trên {written(base.value)} đảng viên là {written(round(rate, 2))}% trong {months} tháng, không đạt "
                        f"mức {written(kept)}% một năm mà văn bản nói là giữ vững.", block.place,
                    )  # fmt: skip
    learners = report.value("2.3")
    if admitted and learners and admitted.value > 1.2 * learners.value:
        yield ProseFinding(
            "rate", ("2.3", "4.4"), "note",
            f"Kết nạp {written(admitted.value)} người, nhiều hơn số học viên các lớp trong kỳ ({written(learners.value)}).", admitted.place.words,
        )  # fmt: skip


def discipline(report: ProseReport) -> Iterator[ProseFinding]:
    """No more disciplined than inspected, and organisations not many times as often as members."""
    bodies, members, activity = (report.value(code) for code in ("5.2", "5.3", "5.1"))
    outcome = (bodies.value if bodies else 0) + (members.value if members else 0)
    if activity and outcome > activity.value:
        yield ProseFinding(
            "outcome_above_activity", ("5.1", "5.2", "5.3"), "warning",
            f"Kỷ luật {written(outcome)} tổ chức và đảng viên, nhiều hơn {written(activity.value)} cuộc kiểm tra, giám sát: có thể chỉ mới tính một cấp.",
            activity.place.words,
        )  # fmt: skip
    all_bodies, all_members = report.value("1.1"), report.value("1.3")
    if bodies and members and all_bodies and all_members and members.value and all_bodies.value:
        first, second = bodies.value / all_bodies.value, members.value / all_members.value
        if (report.head.is_cluster or bodies.value >= 5) and first > 5 * second:
            yield ProseFinding(
                "rate", ("5.2", "5.3"), "note",
                f"Tổ chức bị kỷ luật {written(round(first * 100, 2))}% nhưng đảng viên chỉ {written(round(second * 100, 2))}%: tỷ lệ chênh nhau bất thường.",
                bodies.place.words,
            )  # fmt: skip


def equal_values(report: ProseReport) -> Iterator[ProseFinding]:
    """Two different lines of the body with first and the same number of a hundred or more."""
    own = [
        figure
        for figure in report.figures
        if figure.role == "value" and not figure.unit and figure.value >= 100 and figure.code != "2.1"
    ]
    for first, second in combinations({figure.code: figure for figure in own}.values(), 2):
        kin = first.code.startswith(second.code) or second.code.startswith(first.code)
        if (
            first.value == second.value
            and not kin
            and not any({first.code, second.code} <= group for group in _MAY_BE_EQUAL)
        ):
            yield ProseFinding(
                "equal_values", (first.code, second.code), "warning",
                f"Chỉ tiêu {first.code} và {second.code} cùng một số {first.text}: có thể chép nhầm.", second.place.words,
            )  # fmt: skip


def exact_with_over(report: ProseReport) -> Iterator[ProseFinding]:
    """An exact number behind "trên", "gần", "khoảng"."""
    for figure in report.figures:
        whole = figure.value == int(figure.value) and "%" not in figure.text
        if (
            figure.approximate
            and whole
            and figure.value > 20
            and figure.value % (5 if figure.value < 100 else _ROUND_AT)
        ):
            yield ProseFinding(
                "exact_with_over", (figure.code,), "note", f"“{figure.text}” là số chính xác nhưng đi sau từ chỉ ước lượng (trên, gần, khoảng).",
                figure.place.words,
            )  # fmt: skip


CONFLICTS_TOLD = 10
"""So many contradictions of one line are told one by one."""


def conflicts(report: ProseReport) -> Iterator[ProseFinding]:
    """Each value of a line of one body at one time that cannot hold beside an earlier one; of very many the first."""
    lines: dict[tuple[str, str, str, str], list[WrittenFigure]] = {}
    for figure in report.figures:
        if figure.sure and figure.role != "other_period":
            lines.setdefault((figure.code, figure.role, figure.unit, figure.period), []).append(figure)
    for figures in lines.values():
        yield from islice(_contradicting(figures), CONFLICTS_TOLD)


def _contradicting(figures: Sequence[WrittenFigure]) -> Iterator[ProseFinding]:
    for at, second in enumerate(figures):
        first = next((earlier for earlier in figures[:at] if not _can_both_hold(earlier, second)), None)
        if first is not None:
            yield ProseFinding(
                "conflict", (first.code,), "error",
                f"Chỉ tiêu {first.code} có hai giá trị: {_said(first)} ({first.place.words}) và {_said(second)} ({second.place.words}).", second.place.words,
            )  # fmt: skip


def _said(figure: WrittenFigure) -> str:
    words = {"over": "trên ", "under": "gần ", "about": "khoảng "}
    return f"{words.get(figure.approximate or '', '')}{figure.text}"


def _can_both_hold(first: WrittenFigure, second: WrittenFigure) -> bool:
    if first.value == second.value:
        return {first.approximate, second.approximate} != {"over", "under"}
    for rough, exact in ((first, second), (second, first)):
        near = abs(rough.value - exact.value) <= 0.1 * rough.value
        if rough.approximate == "over" and exact.value > rough.value and near and exact.approximate != "under":
            return True
        if rough.approximate == "under" and exact.value < rough.value and near and exact.approximate != "over":
            return True
        if rough.approximate == "about" and near:
            return True
    return False


def missing_breakdown(report: ProseReport) -> Iterator[ProseFinding]:
    """Classes and learners without their kinds; inspections without inspection and supervision apart."""
    have = {figure.code for figure in report.figures if not figure.unit and figure.role == "value"}
    whole = [code for code in ("2.2", "2.3") if code in have]
    if whole and not {"2.2.1", "2.2.2"} & have and not {"2.3.1", "2.3.2"} & have:
        figure = report.value(whole[0])
        yield ProseFinding(
            "missing_breakdown", tuple(whole), "warning",
            "Số lớp, số học viên không tách lớp nhận thức về Đảng và lớp đảng viên mới.", figure.place.words if figure else "",
        )  # fmt: skip
    activity = report.value("5.1")
    kinds = {rest.kind for rest in report.rest if rest.of == "5.1"}
    if activity and activity.sure and not {"inspected", "supervised"} <= kinds:
        yield ProseFinding(
            "missing_breakdown",
            ("5.1",),
            "warning",
            f"{activity.text} cuộc không tách kiểm tra và giám sát.",
            activity.place.words,
        )


def total_without_parts(report: ProseReport) -> Iterator[ProseFinding]:
    """A cluster's totals without the committees that it is made of."""
    if not report.head.is_cluster:
        return
    for_codes = [code for code in ("1.1", "1.3") if report.value(code)]
    shown = {figure.unit for figure in report.figures if figure.unit and figure.code in for_codes}
    if for_codes and len(shown) < 3:
        figure = report.value(for_codes[0])
        yield ProseFinding(
            "total_without_parts", tuple(for_codes), "warning",
            f"Tổng của cả Cụm không kiểm tra được: chỉ nêu riêng {len(shown)} đơn vị thành viên.", figure.place.words if figure else "",
        )  # fmt: skip


LOOKS: tuple[Callable[[ProseReport], Iterator[ProseFinding]], ...] = (
    study_rate, of_targets, growth, admissions, discipline, equal_values, exact_with_over, conflicts, missing_breakdown, total_without_parts,
)  # fmt: skip

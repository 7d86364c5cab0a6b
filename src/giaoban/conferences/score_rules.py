"""How a score sheet is written down, which points a figure suggests, and who stands first. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

USUAL = (
    "Học tập, quán triệt nghị quyết (tỷ lệ đảng viên) | 25 | 2.1 | 95\n"
    "Chi bộ được công nhận “Chi bộ 4 tốt” (tỷ lệ chi bộ) | 25 | 3.2/1.2 | 20\n"
    "Sinh hoạt chuyên đề (số cuộc trên số chi bộ) | 20 | 4.3/1.2 | 100\n"
    "Chế độ thông tin, báo cáo | 15\n"
    "Mô hình, sáng kiến mới | 15"
)
"""Lines to begin with: an aid that each cluster replaces by what it has agreed, seen in no binding text."""
MOST_LINES, MOST_POINTS = 40, 1000
_CODE = re.compile(r"(\d+(?:\.\d+)*(?:\.[a-z])?)(?:\s*/\s*(\d+(?:\.\d+)*(?:\.[a-z])?))?")


class ScoredLine(NamedTuple):
    """A line of the sheet: points at most; the line of a form, the line that it is a share of, percent for all points."""

    title: str
    points: int
    code: str = ""
    base: str = ""
    target: int = 0


def lines_in(text: str) -> tuple[list[ScoredLine], list[str]]:
    """The lines that were typed, and a sentence for each that cannot be read."""
    lines, reasons = [], []
    for number, typed in enumerate(text.splitlines(), start=1):
        if not typed.strip():
            continue
        parts = [" ".join(part.split()) for part in typed.split("|")]
        line = _read(parts)
        if line is None:
            reasons.append(
                f"Dòng {number} “{typed.strip()[:60]}”: hãy ghi nội dung | điểm, hoặc nội dung | điểm | dòng của biểu | mức % "
                "được điểm tối đa; điểm là số nguyên từ 1 đến 1.000."
            )
        else:
            lines.append(line)
    if not lines and not reasons:
        reasons.append("Bảng chấm điểm chưa có nội dung nào.")
    if len(lines) > MOST_LINES:
        reasons.append(f"Bảng chấm điểm có {len(lines)} nội dung; nhiều nhất {MOST_LINES}.")
    titles = [line.title.casefold() for line in lines]
    if twice := next((line.title for line in lines if titles.count(line.title.casefold()) > 1), ""):
        reasons.append(f"“{twice}” ghi hai lần.")
    return lines, reasons


def written(lines: Iterable[ScoredLine]) -> str:
    """The lines as they are typed."""
    return "\n".join(
        " | ".join(
            [line.title, str(line.points)]
            + ([line.code + (f"/{line.base}" if line.base else ""), str(line.target)] if line.code else [])
        )
        for line in lines
    )


def suggested(line: ScoredLine, values: Mapping[str, Decimal]) -> int | None:
    """The points that the figures suggest, in proportion up to full marks; None where no figure says it."""
    value, base = values.get(line.code), values.get(line.base)
    if not line.code or value is None or (line.base and not base):
        return None
    share = value * 100 / base if line.base and base else value
    reached = min(Decimal(1), max(Decimal(0), share / line.target))
    return int((line.points * reached).quantize(Decimal(1), ROUND_HALF_UP))


def why_not_points(points: int, *, most: int) -> list[str]:
    """Why so many points cannot be given on a line of ``most``."""
    return [] if 0 <= points <= most else [f"Nội dung này tối đa {most} điểm; {points} là quá."]


def ranked(totals: Mapping[str, int]) -> list[tuple[int, str, int]]:
    """Place, name and points, the best first; who has as many points has the same place."""
    ordered = sorted(totals.items(), key=lambda total: (-total[1], total[0]))
    points: Sequence[int] = [total for _name, total in ordered]
    return [(points.index(total) + 1, name, total) for name, total in ordered]


def _read(parts: Sequence[str]) -> ScoredLine | None:
    """The line that these parts say; None where they say none."""
    if len(parts) not in {2, 4} or not 0 < len(parts[0]) <= 200 or not _whole(parts[1]):
        return None
    points = int(parts[1])
    if not 1 <= points <= MOST_POINTS:
        return None
    if len(parts) == 2:
        return ScoredLine(parts[0], points)
    code, target = _CODE.fullmatch(parts[2]), parts[3].rstrip("% ")
    if code is None or max(map(len, code.groups(""))) > 12 or not _whole(target) or not 1 <= int(target) <= MOST_POINTS:
        return None
    return ScoredLine(parts[0], points, code[1], code[2] or "", int(target))


def _whole(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 5

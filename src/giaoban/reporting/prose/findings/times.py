"""Running totals, dates and bodies that cannot be of that time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from giaoban.core.text import respell
from giaoban.reporting.prose.findings.finding import ProseFinding, written
from giaoban.reporting.prose.heads import BLOCS_UNTIL, FULL_DATE, PROVINCE, PROVINCES_UNTIL, last_day, months_of

if TYPE_CHECKING:
    from giaoban.reporting.prose.report import ProseReport

_LEAST_GROWTH = 0.25
"""Of what the first quarter alone lets expect."""
_DATE = re.compile(
    r"\b(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*((?:19|20)\d\d)\b|ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s+năm\s+(\d{4}))?",
    re.IGNORECASE,
)
_MERGED_NAME = re.compile(r"(?:tỉnh ủy|đảng bộ tỉnh|đảng ủy|đảng bộ)", re.IGNORECASE)


def running_total(report: ProseReport) -> Iterator[ProseFinding]:
    """What has run since the term or the year began is never below a part of it, and goes on growing."""
    for figure in report.figures:
        value = report.value(figure.code)
        if value is None or figure.unit or figure is value:
            continue
        if figure.role == "cumulative" and figure.value < value.value:
            yield ProseFinding(
                "running_total", (figure.code,), "error",
                f"Lũy kế từ đầu nhiệm kỳ {written(figure.value)} lại ít hơn riêng kỳ này {written(value.value)}.", figure.place.words,
            )  # fmt: skip
        if figure.role != "other_period" or "-Q" not in figure.period or figure.period[:4] != report.head.period[:4]:
            continue
        if figure.value > value.value and months_of(report.head.period) > 3:
            yield ProseFinding(
                "running_total", (figure.code,), "error",
                f"Riêng một quý {written(figure.value)}, nhiều hơn cả kỳ {written(value.value)}.", figure.place.words,
            )  # fmt: skip
        elif figure.period.endswith("Q1") and (left := months_of(report.head.period) - 3) > 0:
            expected = figure.value / 3 * left
            if value.value - figure.value < _LEAST_GROWTH * expected:
                yield ProseFinding(
                    "running_total", (figure.code,), "warning",
                    f"Quý I đã có {written(figure.value)}, cả kỳ {written(value.value)}: {left} tháng sau chỉ thêm {written(value.value - figure.value)}.",
                    value.place.words,
                )  # fmt: skip


def dates(report: ProseReport) -> Iterator[ProseFinding]:
    """The text or its figures can be dated, and every date exists."""
    texts = [block for block in report.words.blocks if block.kind != "aside"]
    if not any(FULL_DATE.search(block.text) for block in texts):
        yield ProseFinding(
            "date_missing", (), "warning", "Văn bản không ghi ngày tháng nào và không nêu thời điểm chốt số liệu."
        )
    for block in texts:
        for match in _DATE.finditer(block.text):
            day, month, year = (
                int(part) if part else 2000 for part in (match.groups()[:3] if match[1] else match.groups()[3:])
            )
            try:
                date(year, month, day)
            except ValueError:
                yield ProseFinding("date_impossible", (), "error", f"Không có ngày “{match[0]}”.", block.place)


def obsolete_unit(report: ProseReport) -> Iterator[ProseFinding]:
    """The body still existed in the period of its report."""
    end = last_day(report.head.period)
    if end is None:
        return
    if "Khối" in report.head.unit and end > BLOCS_UNTIL and report.head.year >= BLOCS_UNTIL.year:
        yield ProseFinding(
            "obsolete_unit", (), "error",
            f"{report.head.unit} đã kết thúc hoạt động đầu năm 2025, trước khi hết kỳ báo cáo ({report.head.period}).",
        )  # fmt: skip
    elif end > PROVINCES_UNTIL.replace(month=12) and report.head.province and _has_merged(report.head.province):
        yield ProseFinding(
            "obsolete_unit", (), "warning", f"Tỉnh {report.head.province} không còn tên này từ ngày 01/7/2025."
        )


_MERGED_AWAY = frozenset(
    respell(
        "Hà Giang|Bắc Kạn|Yên Bái|Hòa Bình|Vĩnh Phúc|Bắc Giang|Thái Bình|Hải Dương|Hà Nam|Nam Định|Quảng Bình|Quảng Nam|Kon Tum|Bình Định|"
        "Ninh Thuận|Phú Yên|Đắk Nông|Bình Thuận|Bình Dương|Bà Rịa - Vũng Tàu|Bình Phước|Long An|Tiền Giang|Bến Tre|Trà Vinh|Hậu Giang|"
        "Sóc Trăng|Bạc Liêu|Kiên Giang"
    ).split("|")
)


def _has_merged(province: str) -> bool:
    return respell(province) in _MERGED_AWAY and PROVINCE.fullmatch(province) is not None


LOOKS: tuple[Callable[[ProseReport], Iterator[ProseFinding]], ...] = (running_total, dates, obsolete_unit)

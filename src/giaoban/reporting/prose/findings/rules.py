"""What cannot be of its time or of its whole: replaced texts, old data, more accounts than members, groups that overlap."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from giaoban.core.spans import add_months
from giaoban.ground.regulations.texts import start_data
from giaoban.reporting.prose.findings.finding import ProseFinding, written
from giaoban.reporting.prose.heads import last_day, months_of

if TYPE_CHECKING:
    from giaoban.reporting.prose.report import ProseReport

_CITED = re.compile(
    r"\b(\d{1,4})\s*-\s*(QĐ|QĐi|HD)\s*/\s*(TW|BTCTW)\b(?:\s*,?\s*ngày\s+(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}))?"
)
_DATA_OF = re.compile(
    r"(?:tính đến|tính tới|thời điểm|số liệu đến)\s+(?:hết\s+)?(?:ngày\s+)?(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"(\d{1,3}(?:\.\d{3})+|\d+)\s+(?:đồng chí\s+|đảng viên\s+|người\s+|quần chúng\s+)?(?:là\s+)?(?:người\s+)?"
    r"(nữ|dân tộc(?: thiểu số)?|đoàn viên|tôn giáo|theo đạo|có đạo|trong doanh nghiệp)\b",
    re.IGNORECASE,
)
"""A group of people that overlaps with the others of its kind: women, minorities, youth, religion."""


@cache
def _texts() -> dict[str, list[dict[str, Any]]]:
    """The texts on record, by number: one number may have been given twice."""
    texts: dict[str, list[dict[str, Any]]] = {}
    for row in start_data()["regulations"]:
        texts.setdefault(row["number"], []).append(row)
    return texts


def replaced_text(report: ProseReport) -> Iterator[ProseFinding]:
    """A text that had been replaced before the period of the report began judges nothing in it."""
    end = last_day(report.head.period)
    if end is None:
        return
    began = add_months(end, -months_of(report.head.period))
    for block in report.words.blocks:
        for match in _CITED.finditer(block.text):
            number = f"{match[1]}-{match[2]}/{match[3]}"
            texts = [row for row in _texts().get(number, []) if match[6] is None or _is_of(row, match)]
            if not texts or any("to" not in row or row["to"] >= began for row in texts):
                continue
            last = max(texts, key=lambda row: row["to"])
            yield ProseFinding(
                "replaced_text", (), "warning",
                f"{number} hết hiệu lực từ ngày {last['to'] + timedelta(days=1):%d/%m/%Y}, trước kỳ báo cáo"
                f" ({report.head.period}){_instead(last, end)}.", block.place,
            )  # fmt: skip


def _is_of(row: dict[str, Any], match: re.Match[str]) -> bool:
    issued: date | None = row.get("issued_on")
    return issued is None or (issued.day, issued.month, issued.year) == (int(match[4]), int(match[5]), int(match[6]))


def _instead(old: dict[str, Any], end: date) -> str:
    """The text on the same matter that holds at the end of the period, as far as it is known."""
    holding = [
        row
        for row in start_data()["regulations"]
        if row["topic"] == old["topic"]
        and row["from"] < end
        and ("to" not in row or row["to"] >= end - timedelta(days=1))
    ]
    return f"; nay là {max(holding, key=lambda row: row['from'])['number']}" if holding else ""


def accounts(report: ProseReport) -> Iterator[ProseFinding]:
    """Nobody has an account who is no member: accounts of the handbook are at most as many as the members."""
    members = report.value("1.3")
    if members is None or members.approximate is not None:
        return
    for rest in report.rest:
        after = report.words.blocks[rest.place.block].text[rest.place.end : rest.place.end + 30].lower()
        if "tài khoản" in after and not rest.percent and rest.value > members.value:
            yield ProseFinding(
                "accounts_above_members", ("1.3",), "warning",
                f"{written(rest.value)} tài khoản, nhiều hơn {written(members.value)} đảng viên cùng thời điểm.", rest.place.words,
            )  # fmt: skip


def old_data(report: ProseReport) -> Iterator[ProseFinding]:
    """The data is of no day more than a year before the period of the report."""
    end = last_day(report.head.period)
    if end is None:
        return
    earliest = add_months(end, -months_of(report.head.period) - 12)
    for block in report.words.blocks:
        for match in _DATA_OF.finditer(block.text):
            try:
                day = date(int(match[3]), int(match[2]), int(match[1]))
            except ValueError:
                continue  # said by the dates that do not exist
            if day < earliest:
                yield ProseFinding(
                    "old_data", (), "warning",
                    f"Số liệu “{match[0]}” cũ hơn kỳ báo cáo ({report.head.period}) trên một năm.", block.place,
                )  # fmt: skip


def groups(report: ProseReport) -> Iterator[ProseFinding]:
    """Women, minorities, youth are each at most the whole, and since they overlap they do not add up to it."""
    for figure in report.figures:
        if figure.role != "value" or figure.from_table or figure.approximate is not None:
            continue
        rest = report.words.blocks[figure.place.block].text[figure.place.end :]
        told, cut, listed = rest.partition("trong đó")
        if not cut or re.search(r"[.;]\s|\d", told):
            continue  # said of another figure
        parts = [
            (float(match[1].replace(".", "")), match[2].lower())
            for match in _GROUP.finditer(listed.split(". ")[0].split(";")[0])
        ]
        for value, group in parts:
            if value > figure.value:
                yield ProseFinding(
                    "group_above_whole", (figure.code,), "error",
                    f"“Trong đó” {written(value)} {group}, nhiều hơn tổng số {written(figure.value)}.", figure.place.words,
                )  # fmt: skip
        if len(parts) > 1 and sum(value for value, _group in parts) == figure.value:
            added = " + ".join(f"{written(value)} {group}" for value, group in parts)
            yield ProseFinding(
                "groups_added", (figure.code,), "warning",
                f"{added} = {written(figure.value)}: các nhóm này trùng nhau (một người có thể thuộc nhiều nhóm), không cộng thành tổng số được.",
                figure.place.words,
            )  # fmt: skip


LOOKS: tuple[Callable[[ProseReport], Iterator[ProseFinding]], ...] = (replaced_text, accounts, old_data, groups)

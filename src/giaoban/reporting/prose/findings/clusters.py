"""What only the text of a cluster can get wrong: whose the figures and the tasks are, and what is praised without a figure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from giaoban.core.text import fold, respell
from giaoban.reporting.prose.findings.finding import ProseFinding

if TYPE_CHECKING:
    from giaoban.reporting.prose.report import ProseReport

_CUT_OFF = re.compile(
    r"(?:tính|số liệu|chốt|đến|tại thời điểm)[^.;]{0,40}?(?:ngày\s+)?\d{1,2}/\d{1,2}(?:/\d{4})?|(?:hết|đến)\s+tháng\s+\d",
    re.IGNORECASE,
)
_GIVES_TASK = re.compile(
    r"(?:giao|yêu cầu|đề nghị|nhiệm vụ)[^.;]{0,80}(?:ban thường vụ|btv|đảng ủy khối)[^.;]{0,60}\btỉnh\b(?!\s*,)"
)
_FLAG = re.compile(r"(?:trao|nhận|chuyển|bàn giao)[^.;]{0,30}cờ (?:luân lưu|đăng cai)")
_PRAISED = (
    ("3.2", "mô hình “4 tốt”", re.compile(r"(?:4|bốn) tốt")),
    ("4.2", "sinh hoạt chi bộ", re.compile(r"sinh hoạt (?:chi bộ|chuyên đề|định kỳ)")),
    ("4.6", "quản lý đảng viên", re.compile(r"quản lý đảng viên|chuyển sinh hoạt")),
)
_WELL = re.compile(
    r"hưởng ứng|nâng (?:lên|cao)|chú trọng|quan tâm|nghiêm túc|tích cực|hiệu quả|chuyển biến|đẩy mạnh|duy trì|nề nếp|đổi mới"
)
_DELEGATIONS = re.compile(
    r"(\d+)\s+đoàn(?:\s+đại biểu)?[^.;]{0,120}?(\d+|[a-zà-ỹ]+)\s+(?:đảng ủy khối|đoàn)[^.;]{0,80}?(\d+)\s+(?:đơn vị|đoàn|chi bộ|đại diện)"
)


def cut_off(report: ProseReport) -> Iterator[ProseFinding]:
    """Totals of a cluster are of some day, and the text says of which."""
    figure = report.value("1.3") or report.value("1.1")
    if report.head.is_cluster and figure and not any(_CUT_OFF.search(block.text) for block in report.words.running()):
        yield ProseFinding(
            "date_missing",
            (figure.code,),
            "note",
            "Số tổng hợp của Cụm không nêu thời điểm chốt số liệu.",
            figure.place.words,
        )


def owners(report: ProseReport) -> Iterator[ProseFinding]:
    """A cluster's results do not end in tasks of one of its committees."""
    if report.head.is_cluster:
        for block in report.words.running():
            if match := _GIVES_TASK.search(respell(block.text).lower()):
                yield ProseFinding(
                    "owner_mixed", (), "warning",
                    f"Kết quả là của cả Cụm nhưng nhiệm vụ lại giao cho một đơn vị: “{block.text[match.start() : match.start() + 70].strip()}…”.",
                    block.place,
                )  # fmt: skip
                return


def same_event(report: ProseReport) -> Iterator[ProseFinding]:
    """The flag is handed over once."""
    told = [block for block in report.words.running() for _ in _FLAG.finditer(respell(block.text).lower())]
    if len(told) > 1:
        yield ProseFinding("near_duplicate", (), "note", "Việc trao cờ luân lưu được kể hai lần.", told[1].place)


def praise(report: ProseReport) -> Iterator[ProseFinding]:
    """What a cluster's text praises has a figure."""
    if not report.head.is_cluster:
        return
    have = {figure.code[:3] for figure in report.figures}
    for code, name, pattern in _PRAISED:
        for block in report.words.running():
            text = respell(block.text).lower()
            if code not in have and pattern.search(text) and _WELL.search(text):
                yield ProseFinding(
                    "figure_missing", (code,), "note", f"Nói tốt về {name} nhưng không có số liệu nào.", block.place
                )
                break


def occasions(report: ProseReport) -> Iterator[ProseFinding]:
    """Occasions of consolidation say how many organisations they touched, and are told apart."""
    figure = report.value("3.1")
    if report.head.is_cluster and figure and not any(rest.of == "3.1" for rest in report.rest):
        yield ProseFinding(
            "missing_breakdown", ("3.1",), "note",
            f"{figure.text} lượt gộp cấp ủy với ủy ban kiểm tra, không nêu ở bao nhiêu tổ chức.", figure.place.words,
        )  # fmt: skip


def delegations(report: ProseReport) -> Iterator[ProseFinding]:
    """Delegations of one kind are counted together, not committees with cells."""
    for block in report.words.running():
        if match := _DELEGATIONS.search(
            fold(block.text).replace("dang uy khoi", "đảng ủy khối").replace("doan", "đoàn").replace("don vi", "đơn vị")
        ):
            yield ProseFinding(
                "unit_mixed", (), "note", f"{match[1]} đoàn được cộng từ những loại đoàn khác nhau.", block.place
            )
            return


LOOKS: tuple[Callable[[ProseReport], Iterator[ProseFinding]], ...] = (
    cut_off,
    owners,
    same_event,
    praise,
    occasions,
    delegations,
)

"""A small report and small papers with everything in them, for the tests of this folder."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from giaoban.reporting.documents.heading import PartyDocument
from giaoban.reporting.documents.papers import (
    Absence,
    AgendaItem,
    AttendanceList,
    Attendee,
    Dossier,
    Minutes,
    Roll,
    SpokenPoints,
    Vote,
    WrittenPaper,
)
from giaoban.reporting.report import Cell, Finding, LineFigure, Paragraph, Report, Value

UNITS = ("Quảng Ninh", "Hà Giang", "Bắc Kạn")

LINES: tuple[tuple[str, str, str, str, tuple[int | None, ...], int | None, int | None], ...] = (
    ("1.1", "Tổng số tổ chức cơ sở đảng", "tổ chức", "stock", (82, 58, 62), None, None),
    ("1.1.1", "Đảng bộ cơ sở", "tổ chức", "stock", (33, 58, 22), None, None),
    ("1.1.2", "Chi bộ cơ sở", "tổ chức", "stock", (49, 0, 40), None, None),
    ("1.3", "Tổng số đảng viên", "người", "stock", (31405, 3310, 4001), None, None),
    ("1.3.1", "Đảng viên dự bị", "người", "stock", (437, 92, 154), None, None),
    ("2.1.a", "Số đảng viên đã học tập", "người", "flow", (31000, 3233, 3839), None, None),
    ("2.1.b", "Số đảng viên phải học tập", "người", "flow", (31050, 3252, 3941), None, None),
    ("2.2", "Số lớp bồi dưỡng", "lớp", "flow", (5, 3, 0), 7, None),
    ("2.3", "Số học viên", "người", "flow", (293, 166, 0), 440, None),
    ("3.1", "Kiện toàn cấp ủy, ủy ban kiểm tra", "lượt", "flow", (20, 10, None), 40, None),
    ("4.1", "Thẩm định, kết luận tiêu chuẩn chính trị", "người", "flow", (1429, 443, 519), 2300, None),
    ("4.4", "Kết nạp đảng viên mới", "người", "flow", (1534, 407, 450), 2206, 4000),
    ("5.1", "Số cuộc kiểm tra, giám sát", "cuộc", "flow", (5, 2, 2), 9, None),
    ("5.2", "Số tổ chức đảng bị kỷ luật", "tổ chức", "flow", (0, 0, 0), 1, None),
    ("5.3", "Số đảng viên bị kỷ luật", "người", "flow", (0, 0, 0), 3, None),
)


def report(**changes: object) -> Report:
    """A report of three units; the keyword arguments replace its fields."""
    lines = [_line(*given) for given in LINES]
    studied, due = (next(line for line in lines if line.code == code) for code in ("2.1.a", "2.1.b"))
    assert studied.value is not None
    assert due.value is not None
    lines.append(
        LineFigure(
            code="2.1",
            label="Tỷ lệ học tập, quán triệt nghị quyết",
            unit_of_count="%",
            adds_as="ratio",
            level=1,
            value=studied.value / due.value * 100,
            by_unit={unit: _share(studied.by_unit[unit], due.by_unit[unit]) for unit in UNITS},
            previous=Decimal("98.5"),
            numerator=studied.value,
            denominator=due.value,
        )
    )
    made = Report(
        unit="Cụm Đông Bắc",
        period="2023-H1",
        form="BC-6T",
        lines=tuple(sorted(lines, key=lambda line: line.code)),
        units=UNITS,
        narrative=(
            Paragraph("Kết quả", "Nền nếp sinh hoạt chi bộ được giữ vững.", UNITS),
            Paragraph("Kết quả", "Chuyển đổi số trong văn phòng cấp ủy có tiến bộ.", ("Hà Giang",)),
            Paragraph("Hạn chế", "Một số đơn vị báo cáo chậm.", ("Quảng Ninh",)),
            Paragraph("Nguyên nhân", "Cấp ủy viên hầu hết kiêm nhiệm", UNITS),
            Paragraph("Nhiệm vụ", "Giao chỉ tiêu cho từng đơn vị.", UNITS, "Ban Tổ chức", date(2023, 9, 5)),
            Paragraph("Kiến nghị", "Đề nghị thống nhất biểu mẫu báo cáo.", ("Quảng Ninh", "Hà Giang")),
        ),
        cut_off_on=date(2023, 6, 15),
        estimated=True,
        superior="Các Tỉnh ủy trong Cụm",
        issuer="Cụm Đông Bắc",
        number="05-BC/CĐB",
        place="Hạ Long",
        issued_on=date(2023, 7, 5),
        signed_for="T/M Cụm Đông Bắc",
        signer_post="Cụm trưởng",
        signer="Nguyễn Văn Mẫu",
        recipients=("Các đảng ủy khối trong Cụm", "Lưu Văn phòng."),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


EQUAL_VALUES = Finding(
    check="same_value",
    severity="warning",
    unit="Cụm Đông Bắc",
    line="4.4",
    message="Dòng 4.1 và dòng 4.4 cùng ghi 2.391.",
    values={"4.1": "2.391", "4.4": "2.391", "1.3": "38.716"},
)
DETAIL = Finding("detail_total", "error", "Hà Giang", "2.3", "Chi tiết cộng lại là 149, thiếu 17.", {"2.3": "166"})


def document(genre: str, summary: str, **more: object) -> PartyDocument:
    return PartyDocument(
        genre=genre,
        summary=summary,
        superior="Đảng bộ Sở Nội vụ",
        issuer="Chi bộ Văn phòng",
        place="Hạ Long",
        issued_on=date(2023, 2, 5),
        **more,  # type: ignore[arg-type]
    )


def minutes(**changes: object) -> Minutes:
    made = Minutes(
        document=document("Biên bản", "sinh hoạt chi bộ định kỳ tháng 02 năm 2023", number="02-BB/CB"),
        opened_at=datetime(2023, 2, 5, 14, 0),
        held_at="phòng họp tầng 2",
        chair="Trần Văn Minh",
        secretary="Lê Thị Thu Hà",
        roll=Roll(15, 2, 1, None, 1, 15, (Absence("Phạm Văn Dũng", "đi công tác"), Absence("Hoàng Thị Lan"))),
        items=(
            AgendaItem("Học tập và làm theo Hồ Chí Minh"),
            AgendaItem("Phương hướng tháng 3", "Phân công.\nChuẩn bị tài liệu."),
        ),
        speeches=(SpokenPoints("Vũ Đức Long", "Nhất trí với dự thảo."),),
        conclusion="Chi ủy tiếp thu các ý kiến.",
        votes=(Vote("Thông qua nghị quyết", entitled=15, in_favour=13, against=1, abstained=1),),
        resolution="Hoàn thành hồ sơ trong tháng.",
        dues_collected=Decimal(1285000),
        dues_payers=16,
        closed_at=datetime(2023, 2, 5, 15, 45),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def attendance(**changes: object) -> AttendanceList:
    made = AttendanceList(
        document=document("Danh sách", "đảng viên dự sinh hoạt chi bộ"),
        held_on=date(2023, 2, 5),
        held_at="phòng họp tầng 2",
        attendees=(
            Attendee("Trần Văn Minh", "Bí thư", "official", "present"),
            Attendee("Phạm Văn Dũng", "", "official", "excused", "đi công tác"),
            Attendee("Hoàng Thị Lan", "", "probationary", "absent"),
            Attendee("Bùi Thị Hạnh", "", "official", "exempt"),
        ),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def dossier(**changes: object) -> Dossier:
    made = Dossier(
        document=document("Danh mục", "hồ sơ kết nạp đảng viên", recipients=("Đảng ủy Sở Nội vụ",)),
        person="Đinh Thị Ngọc Ánh",
        papers=(
            WrittenPaper("Đơn xin vào Đảng", "1-KNĐ", date(2023, 2, 3), "", 2, True),
            WrittenPaper("Lý lịch của người xin vào Đảng", "2-KNĐ", date(2023, 2, 1), "Chi bộ", 8, True),
            WrittenPaper("Giấy giới thiệu của đảng viên chính thức", "3-KNĐ"),
        ),
        born_on=date(1998, 7, 21),
        cell="Chi bộ Văn phòng",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def _line(
    code: str,
    label: str,
    unit_of_count: str,
    adds_as: str,
    amounts: tuple[int | None, ...],
    previous: int | None,
    target: int | None,
) -> LineFigure:
    values = {
        unit: Value(None, "blank") if amount is None
        else Value(Decimal(amount), "given", Cell(f"{unit}.xlsx", "Biểu", "D11", str(amount)))
        for unit, amount in zip(UNITS, amounts, strict=True)
    }  # fmt: skip
    given = [Decimal(amount) for amount in amounts if amount is not None]
    return LineFigure(
        code=code,
        label=label,
        unit_of_count=unit_of_count,
        adds_as=adds_as,
        level=code.count(".") if code[-1].isdigit() else 1,
        value=sum(given, Decimal(0)) if given else None,
        by_unit=values,
        previous=None if previous is None else Decimal(previous),
        target=None if target is None else Decimal(target),
    )


def _share(part: Value, whole: Value) -> Value:
    assert part.amount is not None
    assert whole.amount is not None
    return Value(part.amount / whole.amount * 100, "given")

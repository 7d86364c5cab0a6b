"""Ugly returns come home right, or with a question: never with a wrong number in silence."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from giaoban.core.workbook import Unreadable
from giaoban.reporting.consolidate import report_of
from giaoban.reporting.intake.door import read_return_safely
from giaoban.reporting.intake.reading import read_return
from giaoban.reporting.intake.returned import ReturnRead
from giaoban.reporting.tests.offices import PROVINCES, clean_return, grids, write_xlsx

UGLY = Path(__file__).parents[1] / "data" / "ugly"
BASE = {
    "1.2": 498, "1.3": 7405, "2.3": 293, "2.3.2": 118, "3.1": 20, "4.1": 429, "4.2": 3275, "4.4": 534, "4.5": 225,
    "4.6": 69, "4.7": 86, "5.2": 1, "5.3": 16,
}  # fmt: skip
"""What the office meant in every file."""
MEANT_OTHERWISE = {"R002": {"4.4": 540}, "R023": {"5.2": 0}, "R025": {"5.2": 0}, "R027": {"5.2": 0}, "R516": {"1.3": 7}}
NOT_READ = {
    "R004": {"4.4"}, "R035": {"1.3"}, "R045": {"4.4"}, "R119": {"4.4"}, "R121": {"5.3"}, "R123": {"1.3", "2.3"},
    "R124": {"1.2", "1.3"}, "R158": {"4.5"}, "R516": {"4.2"},
}  # fmt: skip
REFUSED = {
    "R116": "hai bảng số liệu khác nhau", "R220": "thành dấu “?”", "R329": "hai cột cùng có thể là số liệu của kỳ",
}  # fmt: skip
SAID = {
    "R119": "ô lỗi #REF!", "R121": "ô lỗi #N/A", "R123": "công thức chưa được tính", "R124": "ô gộp qua nhiều dòng",
    "R004": "trong ô có hai số", "R045": "mức tăng, giảm", "R035": "7,405", "R143": "ghi mã 5.2; theo tên là chỉ tiêu 5.3",
    "R128": "dòng cộng nhóm", "R217": "đã khôi phục", "R516": "thiếu 7.398",
}  # fmt: skip


def returns() -> list[Path]:
    return sorted(path for path in UGLY.iterdir() if path.name.startswith("R") and path.suffix != ".md")


@pytest.mark.parametrize("path", returns(), ids=lambda path: path.name)
def test_an_ugly_return_gives_the_right_values_or_a_question(path: Path) -> None:
    kind = path.name[:4]
    if kind in REFUSED:
        with pytest.raises(Unreadable, match=re.escape(REFUSED[kind])):
            read_return_safely(path)
        return
    read = read_return_safely(path)
    report = report_of([(path, read)], unit="Cụm Đông Bắc", period="2023-H1", expected=PROVINCES)
    wanted: dict[str, Any] = {**BASE, **MEANT_OTHERWISE.get(kind, {}), **dict.fromkeys(NOT_READ.get(kind, ()))}
    of_this = {line.code: line.by_unit["Quảng Ninh"].amount for line in report.lines}
    assert {code: of_this[code] for code in wanted} == wanted
    if kind in SAID:
        assert any(SAID[kind] in finding.message for finding in report.findings)


def test_figures_of_the_year_before_come_from_their_column_and_never_from_a_comparison() -> None:
    for kind, before in (("R501", 427), ("R109", 427)):
        path = next(UGLY.glob(f"{kind}-*"))
        previous = read_return_safely(path).previous
        assert previous is not None
        assert previous["4.4"].amount == before


# Headings of columns, however they are laid out

CLEAN = clean_return("Hà Giang", organisations=12)
TABLE, DETAIL, _TOLD = grids(CLEAN)
HEADER = 9

Row = list[Any]


def with_columns(*columns: tuple[str | tuple[str, ...], Callable[[Any], Any]], above: str = "") -> list[Row]:
    """The table with these columns of figures, each made of the true one; a heading of several rows stands in as many."""
    rows = [list(row) for row in grids(CLEAN)[TABLE]]
    if above:
        rows[6] = [above]
    headings = [(heading,) if isinstance(heading, str) else heading for heading, _make in columns]
    depth = max(map(len, headings))
    header = [
        [*(rows[HEADER][:3] if at == 0 else ["", "", ""]), *(each[at] if at < len(each) else "" for each in headings)]
        for at in range(depth)
    ]
    lines = [[*row[:3], *(make(row[3]) for _heading, make in columns)] for row in rows[HEADER + 1 :]]
    return [*rows[:HEADER], *header, *lines]


def true(value: Any) -> Any:
    return value


def other(value: Any) -> Any:
    return value * 2 + 3 if isinstance(value, int) else value


LAYOUTS = {
    "quarters before the half-year": [("Quý I", other), ("Quý II", other), ("6 tháng", true)],
    "quarters with their year": [("Quý I/2023", other), ("Quý II/2023", other), ("6 tháng đầu năm 2023", true)],
    "months before the sum": [*((f"Tháng {month}", other) for month in range(1, 7)), ("Cộng 6 tháng", true)],
    "last year first": [("Năm 2022", other), ("Năm 2023", true)],
    "same period before this one": [("Cùng kỳ 2022", other), ("Thực hiện 6 tháng 2023", true)],
    "plan, done, percent": [("Kế hoạch năm", other), ("Thực hiện", true), ("Đạt %", other)],
    "opening and closing": [("Số đầu kỳ", other), ("Số cuối kỳ", true)],
    "month and cumulative": [("Thực hiện tháng 6", other), ("Lũy kế 6 tháng", true)],
    "in the month and since the beginning of the year": [("Trong tháng", other), ("Từ đầu năm", true)],
    "in the month and added up": [("Trong tháng 6/2023", other), ("Cộng dồn từ đầu năm", true)],
    "the month and since the beginning of the period": [("Trong tháng 6", other), ("Lũy kế từ đầu kỳ", true)],
    "since the term began": [("Kết quả", true), ("Lũy kế từ đầu nhiệm kỳ", other)],
    "what was set and what was reached": [("Giao", other), ("Thực hiện", true)],
    "a comparison first": [("So sánh (%)", other), ("Thực hiện kỳ báo cáo", true), ("Tăng, giảm", other)],
    "two rows": [(("6 tháng đầu năm 2022", "Thực hiện"), other), (("6 tháng đầu năm 2023", "Thực hiện"), true)],
    "plan and done of two years": [
        (("Năm 2022", "Thực hiện"), other), (("Năm 2023", "Kế hoạch"), other), (("Năm 2023", "Thực hiện"), true),
    ],
    "the whole and a part of it": [("Tổng số", true), ("Trong đó: nữ", other)],
    "the second half as a plan": [("Thực hiện 6 tháng đầu năm", true), ("Kế hoạch 6 tháng cuối năm", other)],
    "a heading nobody knows": [("Ghi nhận tại đơn vị", true)],
}  # fmt: skip


@pytest.mark.parametrize("columns", LAYOUTS.values(), ids=LAYOUTS)
def test_the_column_of_the_period_is_found_among_others(columns: list[Any], tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", {**grids(CLEAN), TABLE: with_columns(*columns)})
    read = read_return(path.read_bytes(), path.name)
    assert {code: value.amount for code, value in read.values.items()} == {
        code: value.amount for code, value in CLEAN.values.items()
    }


@pytest.mark.parametrize(
    "columns",
    [
        [("Kết quả", true), ("Kết quả", other)],
        [("Thực hiện kỳ báo cáo", true), ("Số liệu kỳ báo cáo", other)],
        [("6 tháng đầu năm 2023", true), ("Thực hiện 6 tháng đầu năm 2023", other)],
        [("", true), ("", other)],
        [("Trước điều chỉnh", other), ("Sau điều chỉnh", true)],
    ],
)
def test_two_columns_that_both_may_be_it_are_asked_about(columns: list[Any], tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", {**grids(CLEAN), TABLE: with_columns(*columns)})
    with pytest.raises(Unreadable, match="hai cột"):
        read_return(path.read_bytes(), path.name)


@pytest.mark.parametrize(
    "columns", [[("Quý I/2023", other), ("Quý II/2023", other)], [("Năm 2021", other), ("Năm 2022", other)]]
)
def test_a_table_without_the_period_is_not_read(columns: list[Any], tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", {**grids(CLEAN), TABLE: with_columns(*columns)})
    with pytest.raises(Unreadable, match="cột nào là số liệu của kỳ 2023-H1"):
        read_return(path.read_bytes(), path.name)


SECOND_HALF = "Kết quả công tác 6 tháng cuối năm 2023"


@pytest.mark.parametrize(
    "columns",
    [
        [("6 tháng cuối năm", true), ("Lũy kế từ đầu năm", other)],
        [("Thực hiện kỳ báo cáo", true), ("Cộng dồn cả năm 2023", other)],
        [("Trong tháng 12", other), ("Lũy kế 6 tháng cuối năm", true)],
        [("Trong tháng 12", other), ("Lũy kế từ đầu kỳ", true)],
        [("6 tháng cuối năm", true), ("Cả năm", other)],
    ],
)
def test_what_has_run_since_january_is_not_the_second_half_of_the_year(columns: list[Any], tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", {**grids(CLEAN), TABLE: with_columns(*columns, above=SECOND_HALF)})
    read = read_return(path.read_bytes(), path.name)
    assert (read.period, read.amount("1.3")) == ("2023-H2", CLEAN.amount("1.3"))


@pytest.mark.parametrize(
    "columns",
    [
        [("Trong tháng 12", other), ("Lũy kế từ đầu năm", other)],
        [("6 tháng đầu năm", other), ("Cả năm 2023", other)],
        [("Năm 2022", other), ("Năm 2023", other)],
    ],
)
def test_the_whole_year_alone_is_asked_about_in_its_second_half(columns: list[Any], tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", {**grids(CLEAN), TABLE: with_columns(*columns, above=SECOND_HALF)})
    with pytest.raises(Unreadable, match="cột nào là số liệu của kỳ 2023-H2"):
        read_return(path.read_bytes(), path.name)


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Báo cáo kết quả 06 tháng đầu năm 2023", "2023-H1"),
        ("SƠ KẾT CÔNG TÁC 6 THÁNG ĐẦU NĂM, PHƯƠNG HƯỚNG 6 THÁNG CUỐI NĂM 2023", "2023-H1"),
        ("Kết quả 6 tháng đầu năm (2023)", "2023-H1"),
        ("Kết quả công tác sáu tháng cuối năm 2024", "2024-H2"),
        ("So với 6 tháng đầu năm 2022, kết quả thực hiện 6 tháng đầu năm 2023", "2023-H1"),
        ("Số liệu từ ngày 01/7/2025 đến ngày 31/12/2025", "2025-H2"),
        ("Tổng kết công tác năm 2023, nhiệm vụ năm 2024", "2023"),
        ("Báo cáo quý III năm 2023", "2023-Q3"),
    ],
)
def test_the_period_is_found_in_the_whole_heading(title: str, period: str, tmp_path: Path) -> None:
    sheets = {**grids(CLEAN), TABLE: with_columns(("Thực hiện kỳ báo cáo", true), above=title)}
    path = write_xlsx(tmp_path / "x.xlsx", sheets)
    assert read_return(path.read_bytes(), path.name).period == period


# What a sheet shows of a cell beside its value


def changed(tmp_path: Path, change: Callable[[openpyxl.Workbook], None]) -> ReturnRead:
    path = write_xlsx(tmp_path / "x.xlsx", grids(CLEAN))
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return read_return(path.read_bytes(), path.name)


def row_of(book: openpyxl.Workbook, code: str) -> int:
    return next(row[0].row for row in book[TABLE].iter_rows() if str(row[0].value) == code)


def test_a_value_that_is_struck_out_is_not_taken(tmp_path: Path) -> None:
    def strike(book: openpyxl.Workbook) -> None:
        book[TABLE].cell(row_of(book, "4.4"), 4).font = openpyxl.styles.Font(strike=True)

    read = changed(tmp_path, strike)
    assert read.amount("4.4") is None
    assert any("gạch ngang" in oddity.message for oddity in read.oddities)


def test_a_hidden_row_gives_way_to_one_that_can_be_seen(tmp_path: Path) -> None:
    def hide(book: openpyxl.Workbook) -> None:
        row = row_of(book, "4.4")
        sheet = book[TABLE]
        sheet.insert_rows(row)
        for column in range(1, 6):
            sheet.cell(row, column).value = sheet.cell(row + 1, column).value
        sheet.cell(row, 4).value = 9999
        sheet.row_dimensions[row].hidden = True

    assert changed(tmp_path, hide).amount("4.4") == CLEAN.amount("4.4")


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?"])
def test_an_error_is_called_an_error_and_never_empty(error: str, tmp_path: Path) -> None:
    def fail(book: openpyxl.Workbook) -> None:
        book[TABLE].cell(row_of(book, "5.3"), 4).value = error

    read = changed(tmp_path, fail)
    assert read.values["5.3"].state == "unreadable"
    assert any(f"ô lỗi {error}" in oddity.message for oddity in read.oddities)


def test_subtotals_above_or_below_their_group_are_no_organisations(tmp_path: Path) -> None:
    for below in (False, True):
        sheets = grids(CLEAN)
        rows = sheets[DETAIL]
        group = rows[3:8]
        total = ["", "Cụm 1", *(sum(column) for column in zip(*(row[2:] for row in group), strict=True))]
        sheets[DETAIL] = [*rows[:3], *([*group, total] if below else [total, *group]), *rows[8:]]
        read = read_return(write_xlsx(tmp_path / "x.xlsx", sheets).read_bytes(), "x.xlsx")
        assert read.organisations is not None
        assert [each.name for each in read.organisations] == [each.name for each in CLEAN.organisations or ()]


def test_a_value_typed_with_the_words_of_another_unit_is_asked_about(tmp_path: Path) -> None:
    def type_words(book: openpyxl.Workbook) -> None:
        book[TABLE].cell(row_of(book, "4.4"), 4).value = "12 cuộc"
        book[TABLE].cell(row_of(book, "4.5"), 4).value = "225 đồng chí"

    read = changed(tmp_path, type_words)
    assert read.values["4.4"].state == "unreadable"
    assert read.amount("4.5") == Decimal(225)

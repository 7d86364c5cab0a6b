"""Whatever an office sends, the same return is read; and it is said what was odd."""

from __future__ import annotations

import csv
import io
import json
import random
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from giaoban.core.tests.test_legacy import as_tcvn3, as_vni
from giaoban.core.workbook import Sheet, Unreadable, Workbook
from giaoban.reporting.intake.reading import read_return, read_sheets
from giaoban.reporting.intake.returned import ReturnRead
from giaoban.reporting.report import Value
from giaoban.reporting.tests.offices import EIGHT, PROVINCES, clean_return, grids, write_xlsx

Grids = dict[str, list[list[Any]]]
CLEAN = clean_return("Hà Giang", organisations=12)
TABLE, DETAIL, TOLD = grids(CLEAN)
HEADER = 9  # of the table, from 0


def texts_as(change: Callable[[str], str]) -> Callable[[Grids], Grids]:
    """Every text of the workbook typed in another way."""
    return lambda sheets: {
        name: [[change(typed) if isinstance(typed, str) else typed for typed in row] for row in rows]
        for name, rows in sheets.items()
    }


def table_as(change: Callable[[list[list[Any]]], list[list[Any]]]) -> Callable[[Grids], Grids]:
    """Only the table changed."""
    return lambda sheets: {**sheets, TABLE: change(sheets[TABLE])}


def values_as(change: Callable[[Any], Any]) -> Callable[[Grids], Grids]:
    """Every value of the period typed in another way."""
    return table_as(
        lambda rows: [row if at <= HEADER else [*row[:3], change(row[3]), *row[4:]] for at, row in enumerate(rows)]
    )


def with_points(value: float) -> str:
    return f"{value:,}".replace(",", " ").replace(".", ",").replace(" ", ".")


def shuffled(rows: list[list[Any]]) -> list[list[Any]]:
    lines = rows[HEADER + 1 :]
    random.Random(3).shuffle(lines)
    return [*rows[: HEADER + 1], *lines]


def columns_moved(rows: list[list[Any]]) -> list[list[Any]]:
    """Code last, previous year before this year, two columns that no other office has."""
    moved = rows[:HEADER]
    for at, row in enumerate(rows[HEADER:]):
        first = at == 0
        moved.append([
            row[1], row[4], "Chỉ tiêu năm" if first else 10, row[2], row[3], "% so với chỉ tiêu năm" if first else 55.5,
            row[5], "Mã số" if first else row[0],
        ])  # fmt: skip
    return moved


WAYS: list[tuple[str, Callable[[Grids], Grids], set[str]]] = [
    ("as the form has it", lambda sheets: sheets, set()),
    ("in TCVN3", texts_as(as_tcvn3), {"encoding_tcvn3"}),
    ("in VNI", texts_as(as_vni), {"encoding_vni"}),
    ("in decomposed letters", texts_as(lambda text: unicodedata.normalize("NFD", text)), {"decomposed"}),
    ("in capitals", texts_as(str.upper), set()),
    ("with points between thousands", values_as(with_points), {"number_as_text"}),
    ("with thin spaces", values_as(lambda value: f" {value:,}\u2009".replace(",", "\u2009")), {"number_as_text"}),
    ("with English commas", values_as(lambda value: f"{value:,}"), {"number_as_text"}),
    ("with a header three rows lower", table_as(lambda rows: [*rows[:9], [], [], [], *rows[9:]]), {"header_lower"}),
    ("with the table further right", texts_as(lambda text: text), set()),
    ("with other sheet names and order", lambda sheets: dict(zip(["Sheet1", "Sheet2", "Sheet3"], [*sheets.values()][::-1], strict=True)), {"sheet_name"}),
    ("with the lines in another order", table_as(shuffled), set()),
    ("with other columns", table_as(columns_moved), set()),
    ("without codes", table_as(lambda rows: [row if at <= HEADER else [at, *row[1:]] for at, row in enumerate(rows)]), set()),
    ("with codes kept as numbers", table_as(lambda rows: [[float(row[0]), *row[1:]] if row and str(row[0]).count(".") == 1 and str(row[0]).replace(".", "").isdigit() else row for row in rows]), set()),
    ("with a total under the detail", lambda sheets: {**sheets, DETAIL: [*sheets[DETAIL], ["", "Tổng cộng", *[9] * 27]]}, set()),
    ("with the percentage kept as a fraction", values_as(lambda value: value / 100 if isinstance(value, float) else value), {"percent_as_fraction"}),
    ("with codes and no labels", table_as(lambda rows: [*rows[:HEADER], *([row[0], *row[3:5]] for row in rows[HEADER:])]), set()),
    ("without the notes column", table_as(lambda rows: [row[:5] for row in rows]), set()),
]  # fmt: skip


@pytest.mark.parametrize(("change", "odd"), [way[1:] for way in WAYS], ids=[way[0] for way in WAYS])
def test_the_same_return_comes_out_however_it_is_typed(
    change: Callable[[Grids], Grids], odd: set[str], tmp_path: Path
) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", change(grids(CLEAN)))
    read = read_return(path.read_bytes(), path.name)
    assert_same_return(read)
    assert {oddity.kind for oddity in read.oddities} == odd


def assert_same_return(read: ReturnRead) -> None:
    tolerance = Decimal("0.01")  # of a percentage that was kept as a fraction
    for code, value in CLEAN.values.items():
        amount = read.amount(code)
        assert amount is not None
        assert value.amount is not None
        assert abs(amount - value.amount) < tolerance
        assert read.previous
        assert read.previous[code].amount == (CLEAN.previous or {})[code].amount
    assert (read.province, read.period, read.number) == ("Hà Giang", "2023-H1", "1-BC/ĐUK")
    assert (read.issued_on, read.cut_off_on, read.estimated) == (date(2023, 6, 21), date(2023, 6, 15), True)
    assert read.organisations
    assert CLEAN.organisations
    assert len(read.organisations) == len(CLEAN.organisations)
    for one, other in zip(read.organisations, CLEAN.organisations, strict=True):
        assert one.name.lower() == other.name.lower()
        assert {code: value.amount for code, value in one.values.items()} == {
            code: value.amount for code, value in other.values.items() if code in one.values
        }
    assert [told.section for told in read.narrative] == ["Kết quả", "Kiến nghị"]


def test_an_old_xls_and_an_ods_are_read_the_same(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    ods = OpenDocumentSpreadsheet()
    for name, rows in grids(CLEAN).items():
        sheet, table = book.add_sheet(name), Table(name=name)
        for at, row in enumerate(rows):
            line = TableRow()
            for column, typed in enumerate(row):
                if typed is not None:
                    sheet.write(at, column, typed)
                if isinstance(typed, (int, float)):
                    cell = TableCell(valuetype="float", value=typed)
                else:
                    cell = TableCell(valuetype="string")
                    cell.addElement(P(text=typed or ""))
                line.addElement(cell)
            table.addElement(line)
        ods.spreadsheet.addElement(table)
    book.save(str(tmp_path / "x.xls"))
    ods.save(str(tmp_path / "x.ods"))
    for name, odd in (("x.xls", {"old_format"}), ("x.ods", set())):
        read = read_return((tmp_path / name).read_bytes(), name)
        assert_same_return(read)
        assert {oddity.kind for oddity in read.oddities} == odd


def _cp1258(text: str) -> bytes:
    """As Windows' Vietnamese code page has it: base letters ready-made, tones as marks behind them."""
    out = b""
    for char in text:
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            apart = unicodedata.normalize("NFD", char)
            tone = next(mark for mark in apart if mark in "\u0300\u0301\u0303\u0309\u0323")
            out += unicodedata.normalize("NFC", apart.replace(tone, "")).encode("cp1258") + tone.encode("cp1258")
    return out


@pytest.mark.parametrize(
    ("delimiter", "encode"),
    [
        (",", lambda text: text.encode("utf-8-sig")),
        (";", lambda text: text.encode("utf-8")),
        ("\t", lambda text: text.encode("utf-16")),
        (";", _cp1258),
        (";", lambda text: as_tcvn3(text.translate({0x201C: '"', 0x201D: '"'})).encode("latin-1")),
    ],
    ids=["utf-8 with mark", "utf-8", "utf-16", "cp1258", "TCVN3"],
)
def test_a_csv_of_the_table_is_read_in_any_encoding(delimiter: str, encode: Callable[[str], bytes]) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(grids(CLEAN)[TABLE])
    read = read_return(encode(out.getvalue()), "x.csv")
    assert {code: value.amount for code, value in read.values.items()} == {
        code: value.amount for code, value in CLEAN.values.items()
    }
    assert (read.province, read.period, read.organisations) == ("Hà Giang", "2023-H1", None)


def edited(tmp_path: Path, **typed: Any) -> ReturnRead:
    """The clean return with other things typed in the cells of some lines; None leaves the cell empty."""
    sheets = grids(CLEAN)
    for row in sheets[TABLE][HEADER + 1 :]:
        key = "_" + row[0].replace(".", "_")
        if key in typed:
            row[3] = typed[key]
    return read_return(write_xlsx(tmp_path / "x.xlsx", sheets).read_bytes(), "x.xlsx")


def test_zero_dash_blank_missing_and_nonsense_are_five_things(tmp_path: Path) -> None:
    sheets = grids(CLEAN)
    del sheets[TABLE][-1]  # line 5.3
    for row in sheets[TABLE]:
        if row and row[0] in {"5.2", "4.6", "4.7", "3.3"}:
            row[3] = {"5.2": 0, "4.6": "–", "4.7": None, "3.3": "xem ghi chú"}[row[0]]
    read = read_return(write_xlsx(tmp_path / "x.xlsx", sheets).read_bytes(), "x.xlsx")
    assert {
        code: (read.values[code].amount, read.values[code].state) for code in ("5.2", "4.6", "4.7", "3.3", "5.3")
    } == {
        "5.2": (Decimal(0), "given"),
        "4.6": (Decimal(0), "zero_dash"),
        "4.7": (None, "blank"),
        "3.3": (None, "unreadable"),
        "5.3": (None, "missing"),
    }
    assert {(oddity.kind, oddity.line) for oddity in read.oddities} == {
        ("dash_for_zero", "4.6"),
        ("unreadable_value", "3.3"),
    }


@pytest.mark.parametrize("typed", [3.31, "3,5", -4, "-4"])
def test_a_count_with_decimals_or_below_zero_is_never_taken(typed: Any, tmp_path: Path) -> None:
    read = edited(tmp_path, _1_3=typed)
    assert read.values["1.3"].state == "unreadable"
    assert [oddity.line for oddity in read.oddities if oddity.kind == "unreadable_value"] == ["1.3"]


def test_a_thousand_that_a_sheet_took_for_a_decimal_is_suggested_but_not_assumed(tmp_path: Path) -> None:
    read = edited(tmp_path, _1_3=3.31)
    assert read.amount("1.3") is None
    assert "3.310" in read.oddities[0].message


def test_a_rounded_figure_is_taken_with_a_doubt(tmp_path: Path) -> None:
    read = edited(tmp_path, _2_3="trên 1.647")
    assert read.amount("2.3") == 1647
    assert ("approximate", "2.3") in {(oddity.kind, oddity.line) for oddity in read.oddities}


def test_a_line_twice_counts_once_and_an_unknown_line_is_said(tmp_path: Path) -> None:
    sheets = grids(CLEAN)
    sheets[TABLE].append(["4.4", "Kết nạp đảng viên mới", "người", 999, None, None])
    sheets[TABLE].append(["9.9", "Số cuộc giao lưu văn nghệ", "cuộc", 7, None, None])
    read = read_return(write_xlsx(tmp_path / "x.xlsx", sheets).read_bytes(), "x.xlsx")
    assert read.amount("4.4") == CLEAN.amount("4.4")
    assert {oddity.kind for oddity in read.oddities} == {"line_twice", "unknown_line"}


def test_a_label_that_is_another_line_wins_over_a_wrong_code(tmp_path: Path) -> None:
    sheets = grids(CLEAN)
    for row in sheets[TABLE]:
        if row and row[0] in {"4.4", "4.5"}:
            row[0] = {"4.4": "4.5", "4.5": "4.4"}[row[0]]
    read = read_return(write_xlsx(tmp_path / "x.xlsx", sheets).read_bytes(), "x.xlsx")
    assert (read.amount("4.4"), read.amount("4.5")) == (CLEAN.amount("4.4"), CLEAN.amount("4.5"))
    assert [oddity.kind for oddity in read.oddities] == ["code_differs", "code_differs"]


def test_every_value_remembers_its_cell(tmp_path: Path) -> None:
    read = edited(tmp_path, _1_3="\u20091 234 ")
    cell = read.values["1.3"].cell
    assert cell is not None
    assert (cell.file, cell.sheet, cell.address, cell.typed) == ("x.xlsx", TABLE, "D15", "\u20091 234 ")
    assert read.organisations
    assert read.organisations[0].values["1.3"].cell is not None
    assert read.organisations[0].values["1.3"].cell.address == "F4"


@pytest.mark.parametrize(
    ("heading", "period"),
    [
        ("Kết quả 6 tháng cuối năm 2024", "2024-H2"),
        ("SÁU THÁNG ĐẦU NĂM 2023", "2023-H1"),
        ("Báo cáo quý III năm 2023", "2023-Q3"),
        ("Tổng kết công tác năm 2022", "2022"),
    ],
)
def test_the_period_is_read_from_the_heading(heading: str, period: str, tmp_path: Path) -> None:
    sheets = grids(CLEAN)
    sheets[TABLE][6] = [heading]
    assert read_return(write_xlsx(tmp_path / "x.xlsx", sheets).read_bytes(), "x").period == period


def test_without_a_period_or_a_table_it_is_no_return(tmp_path: Path) -> None:
    sheets = grids(CLEAN)
    sheets[TABLE][6] = ["Kết quả công tác"]
    with pytest.raises(Unreadable, match="kỳ báo cáo"):
        read_return(write_xlsx(tmp_path / "x.xlsx", sheets).read_bytes(), "x")
    with pytest.raises(Unreadable, match="BC-6T"):
        read_return(
            write_xlsx(tmp_path / "y.xlsx", {"Sheet1": [["Họ và tên", "Ngày sinh"], ["An", "1/1/1990"]]}).read_bytes(),
            "y",
        )


def test_capitals_that_tcvn3_cannot_show_come_back_where_a_name_begins(tmp_path: Path) -> None:
    sheets = grids(CLEAN)
    sheets[DETAIL][3][1] = "Chi bộ Ủy ban MTTQ tỉnh"
    sheets[DETAIL][4][1] = "Chi bộ cơ quan"
    sheets[TOLD].append(["Nhiệm vụ", "Ổn định tổ chức sau kiện toàn."])
    path = write_xlsx(tmp_path / "x.xlsx", texts_as(as_tcvn3)(sheets))
    read = read_return(path.read_bytes(), path.name)
    assert read.organisations
    assert [one.name for one in read.organisations[:2]] == ["Chi bộ Ủy ban MTTQ tỉnh", "Chi bộ cơ quan"]
    assert read.narrative[-1].text == "Ổn định tổ chức sau kiện toàn."


def test_what_a_return_does_not_have_is_said(tmp_path: Path) -> None:
    sheets = grids(CLEAN)
    del sheets[DETAIL]
    sheets[TABLE][3][4], sheets[TABLE][7][0] = None, "(Theo mẫu chung)"
    read = read_return(write_xlsx(tmp_path / "x.xlsx", sheets).read_bytes(), "x.xlsx")
    assert {oddity.kind for oddity in read.oddities} == {"detail_absent", "date_absent"}
    assert (read.organisations, read.issued_on, read.cut_off_on) == (None, None, None)


def test_a_return_survives_being_stored() -> None:
    read = replace(CLEAN, targets={"1.1": Value(None, "blank")})
    assert ReturnRead.from_json(json.loads(json.dumps(read.as_json()))) == read


WHATEVER = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.integers(-(10**12), 10**12),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.sampled_from(
        ["4.4", "Kết nạp đảng viên mới", "STT", "Cùng kỳ năm trước", "Tổng cộng", "ngày 31 tháng 2 năm 2023", "%"]
    ),
)
PLACES = st.tuples(st.sampled_from([TABLE, DETAIL, TOLD]), st.integers(0, 45), st.integers(0, 30))


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(PLACES, WHATEVER), max_size=25))
def test_whatever_stands_in_the_cells_a_return_is_read_or_refused(
    scribbled: list[tuple[tuple[str, int, int], Any]],
) -> None:
    sheets = grids(CLEAN)
    for (name, row, column), typed in scribbled:
        if row < len(sheets[name]) and column < len(sheets[name][row]):
            sheets[name][row][column] = typed
    book = Workbook(
        "xlsx",
        [
            Sheet(name, [[typed if typed is not None else "" for typed in row] for row in rows])
            for name, rows in sheets.items()
        ],
    )
    try:
        read = read_sheets(book, "x.xlsx", "")
    except Unreadable:
        return
    assert ReturnRead.from_json(json.loads(json.dumps(read.as_json()))) == read
    for value in read.values.values():
        assert (value.amount is None) == (value.state in {"blank", "missing", "unreadable"})
        assert value.amount is None or value.amount >= 0


# The eight workbooks as they are


ODD = {
    "Quảng Ninh": set(),
    "Hà Giang": {"number_as_text"},
    "Tuyên Quang": set(),
    "Cao Bằng": {"decomposed"},
    "Bắc Kạn": {"encoding_tcvn3"},
    "Lạng Sơn": {"old_format"},
    "Thái Nguyên": {"header_lower"},
    "Bắc Giang": {"number_as_text", "sheet_name"},
}  # fmt: skip
ORGANISATIONS = dict(zip(PROVINCES, [82, 58, 126, 74, 62, 83, 93, 75], strict=True))
MEMBERS = dict(zip(PROVINCES, [7405, 3310, 5120, 4030, 2905, 4716, 6480, 4750], strict=True))


@pytest.mark.parametrize("path", sorted(EIGHT.iterdir()), ids=lambda path: path.stem)
def test_the_eight_workbooks_come_home_whole(path: Path) -> None:
    read = read_return(path.read_bytes(), path.name)
    assert read.period == "2023-H1"
    assert {value.state for value in read.values.values()} == {"given"}
    assert (read.cut_off_on, read.estimated) == (date(2023, 6, 15), True)
    assert {oddity.kind for oddity in read.oddities} == ODD[read.province]
    assert read.organisations is not None
    assert len(read.organisations) == ORGANISATIONS[read.province]
    assert read.amount("1.3") == MEMBERS[read.province]
    assert read.superior == f"TỈNH ỦY {read.province.upper()}"
    assert read.committee.startswith("ĐẢNG ỦY KHỐI CÁC CƠ QUAN")
    assert {told.section for told in read.narrative} == {"Kết quả", "Hạn chế", "Nguyên nhân", "Nhiệm vụ", "Kiến nghị"}
    assert (read.targets is not None) == (read.province == "Tuyên Quang")

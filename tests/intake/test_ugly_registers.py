"""Ugly registers come home right, or with a question to the row: nobody is put into the wrong organisation in silence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from giaoban.areas.members.reading import read_register_file
from giaoban.areas.members.register_file import MemberRow, Understood, day_of, held_back, read_day, understand
from giaoban.areas.members.rules import RegisterLimits
from giaoban.core.limits import Limit

UGLY = Path(__file__).parents[1] / "data" / "ugly"
ON = date(2023, 6, 30)
LIMITS = RegisterLimits(Limit(18), Limit(60), Limit(12))
PEOPLE = [
    ("Nguyễn Văn An", "1978-11-05", "M", "2005-02-03", "2006-02-03", "Chi bộ Phòng Một"),
    ("Trần Thị Bình", "1985-03-12", "F", "2010-05-19", "2011-05-19", "Chi bộ Phòng Một"),
    ("Lê Quang Cường", "1990-12-25", "M", "2015-09-02", "2016-09-02", "Chi bộ Phòng Một"),
    ("Phạm Thu Dung", "1982-07-07", "F", "2008-12-22", "2009-12-22", "Chi bộ Phòng Một"),
    ("Hoàng Minh Đức", "1975-04-30", "M", "2001-07-01", "2002-07-01", "Chi bộ Phòng Hai"),
    ("Vũ Thị Hạnh", "1988-08-15", "F", "2012-03-26", "2013-03-26", "Chi bộ Phòng Hai"),
    ("Đỗ Xuân Khánh", "1993-01-09", "M", "2018-10-10", "2019-10-10", "Chi bộ Phòng Hai"),
    ("Bùi Ngọc Lan", "1980-06-18", "F", "2007-01-05", "2008-01-05", "Chi bộ Phòng Hai"),
]
"""Whom the office meant in every file."""
ORGANISATION = "Đảng bộ Sở Mẫu"
ASKED = {  # rows of the eight that are held back with a question, and a word of it
    "M007": ({0, 1, 3, 6}, "đổi chỗ"), "M026": ({2}, "đã chuyển"), "M032": ({1, 2, 3, 5, 6, 7}, "theo dòng trên"),
    "M038": ({2}, "đang ẩn"), "M049": ({0}, "#N/A"), "M052": ({0}, "#N/A"), "M054": ({0}, "#N/A"),
    "M056": (set(range(8)), "công thức chưa được tính"), "M059": ({0}, "9 chữ số"), "M107": ({0, 1, 2, 4, 5, 6, 7}, "đổi chỗ"),
    "M201": ({2, 3, 4}, "có còn là đảng viên"), "M219": (set(range(8)), "Họ và tên"),
}  # fmt: skip
EXEMPT = {"M047"}


def registers() -> list[Path]:
    return sorted(path for path in UGLY.iterdir() if path.name.startswith("M"))


def told_by(path: Path) -> Understood:
    table = read_register_file(path)
    return understand(table, on=day_of(table) or ON, limits=LIMITS)


def as_meant(row: MemberRow) -> tuple[str, ...]:
    return (
        row.name, str(row.born_on), row.sex, str(row.admitted_on), str(row.official_on), row.cell,
    )  # fmt: skip


@pytest.mark.parametrize("path", registers(), ids=lambda path: path.name)
def test_an_ugly_register_gives_the_right_people_or_a_question(path: Path) -> None:
    kind = path.name[:4]
    told = told_by(path)
    asked, word = ASKED.get(kind, (set(), ""))
    held = held_back(told.findings)
    people = PEOPLE[: len(told.rows)] if kind == "M034" else PEOPLE
    assert len(told.rows) == len(people)
    assert {at for at, row in enumerate(told.rows) if row.row in held} == asked
    for at, (row, meant) in enumerate(zip(told.rows, people, strict=True)):
        if at in asked:
            assert any(word in finding.reason for finding in told.findings if finding.row == row.row)
        else:
            assert as_meant(row) == meant
            assert row.organisation == (row.cell if kind == "M030" else ORGANISATION)
            assert row.grade == "official"
            assert row.exempt is (kind in EXEMPT and at == 0)
            assert row.posts in ((), (("cell", "secretary"),))
    if kind in {"M308", "M401"}:
        assert {row.posts for row in told.rows} == {()}


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("05/11/1978 00:00:00", "1978-11-05"),
        ("05-Nov-1978", "1978-11-05"),
        ("5 November 1978", "1978-11-05"),
        ("05-Thg11-1978", "1978-11-05"),
        ("5 tháng 11, 1978", "1978-11-05"),
        ("ngày 05 tháng 11 năm 1978", "1978-11-05"),
        ("19781105", "1978-11-05"),
        (19781105, "1978-11-05"),
        ("05111978", "1978-11-05"),
    ],
)
def test_a_day_is_read_however_a_program_wrote_it(typed: Any, day: str) -> None:
    assert read_day(typed, latest=ON) == (date.fromisoformat(day), "", False)


# Sheets made for a test

HEAD = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Ngày vào Đảng", "Ngày chính thức", "Loại đảng viên"]


def rows_of(first: int, last: int) -> list[list[Any]]:
    return [
        [at + 1, name, *(day_in(text) for text in (born,)), "Nam" if sex == "M" else "Nữ", day_in(admitted), day_in(official), "Chính thức"]
        for at, (name, born, sex, admitted, official, _cell) in enumerate(PEOPLE[first:last], first)
    ]  # fmt: skip


def day_in(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"


def told_of(path: Path, rows: list[list[Any]], change: Callable[[Any], None] = lambda sheet: None) -> Understood:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    change(sheet)
    book.save(path / "so.xlsx")
    return told_by(path / "so.xlsx")


def test_headings_step_down_from_organisation_to_cell_and_up_again(tmp_path: Path) -> None:
    told = told_of(
        tmp_path,
        [
            HEAD,
            ["I", "ĐẢNG BỘ SỞ MẪU"],
            ["", "1. Chi bộ Phòng Một (2 đảng viên)"],
            *rows_of(0, 2),
            ["", "2. Chi bộ Phòng Hai: 2 đồng chí"],
            *rows_of(2, 4),
            ["II", "CHI BỘ CƠ SỞ BÁO MẪU"],
            *rows_of(4, 6),
            ["III", "Đảng bộ Trường Mẫu"],
            ["1", "Chi bộ Khoa Một"],
            *rows_of(6, 8),
            ["", "Tổng cộng: 8 đảng viên"],
        ],
    )
    assert [(row.organisation, row.cell) for row in told.rows] == [
        *[("Đảng bộ Sở Mẫu", "Chi bộ Phòng Một")] * 2,
        *[("Đảng bộ Sở Mẫu", "Chi bộ Phòng Hai")] * 2,
        *[("Chi bộ Cơ Sở Báo Mẫu", "Chi bộ Cơ Sở Báo Mẫu")] * 2,
        *[("Đảng bộ Trường Mẫu", "Chi bộ Khoa Một")] * 2,
    ]


def test_those_below_a_heading_of_people_who_left_are_asked_about(tmp_path: Path) -> None:
    told = told_of(
        tmp_path, [HEAD, ["", "Chi bộ Mẫu"], *rows_of(0, 2), ["", "Đảng viên đã chuyển đi trong kỳ"], *rows_of(2, 4)]
    )
    assert held_back(told.findings) == {told.rows[2].row, told.rows[3].row}


@pytest.mark.parametrize(
    ("words", "exempt"),
    [
        ("Miễn sinh hoạt", True), ("Miễn công tác và sinh hoạt đảng", True), ("MSH", True), ("x", True),
        ("Không miễn", False), ("Chưa miễn", False), ("Hết miễn từ 01/2023", False), ("Đã hết thời hạn miễn", False),
        ("Không thuộc diện miễn", False), ("", False), ("Đang sinh hoạt", False),
    ],
)  # fmt: skip
def test_exempt_is_whoever_the_words_say_is_exempt(words: str, exempt: bool, tmp_path: Path) -> None:
    told = told_of(tmp_path, [[*HEAD, "Diện", "Chi bộ"], *([*row, words, "Chi bộ Mẫu"] for row in rows_of(0, 1))])
    assert told.rows[0].exempt is exempt


@pytest.mark.parametrize("mark", ['"', "nt", "như trên", "''", "-nt-", "〃"])
def test_ditto_marks_say_what_stands_above(mark: str, tmp_path: Path) -> None:
    rows = rows_of(0, 2)
    told = told_of(tmp_path, [[*HEAD, "Dân tộc", "Chi bộ"], [*rows[0], "Tày", "Chi bộ Mẫu"], [*rows[1], mark, mark]])
    assert (told.rows[1].ethnicity, told.rows[1].cell) == ("Tày", "Chi bộ Mẫu")


@pytest.mark.parametrize("heading", ["Chức vụ chính quyền", "Chức vụ công tác", "Chức vụ đoàn thể"])
def test_posts_outside_the_party_are_no_posts_in_it(heading: str, tmp_path: Path) -> None:
    told = told_of(tmp_path, [[*HEAD, heading, "Chi bộ"], *([*row, "Bí thư", "Chi bộ Mẫu"] for row in rows_of(0, 1))])
    assert told.rows[0].posts == ()


def test_an_identity_number_that_contradicts_sex_or_birth_is_asked_about_where_the_others_agree(tmp_path: Path) -> None:
    def number(born: str, sex: str) -> str:
        return f"022{'0' if sex == 'M' else '1'}{born[2:4]}000001"

    rows = [[*row, number(born, sex)[:-2] + f"{at:02}", "Chi bộ Mẫu"] for at, (row, (_n, born, sex, *_rest)) in enumerate(zip(rows_of(0, 8), PEOPLE, strict=True))]  # fmt: skip
    rows[3][7] = "022099000099"
    told = told_of(tmp_path, [[*HEAD, "Số CCCD", "Chi bộ"], *rows])
    assert [finding.row for finding in told.findings] == [told.rows[3].row]


def test_a_name_with_an_apostrophe_keeps_both_capitals(tmp_path: Path) -> None:
    rows = rows_of(0, 1)
    rows[0][1] = "H'HEN NIÊ"
    assert told_of(tmp_path, [[*HEAD, "Chi bộ"], [*rows[0], "Chi bộ Mẫu"]]).rows[0].name == "H'Hen Niê"

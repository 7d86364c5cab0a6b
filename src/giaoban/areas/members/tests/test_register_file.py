"""What a register says however it was typed, and the sentence for each thing that is odd."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from giaoban.areas.members.register_file import Table, Understood, day_of, held_back, propose, read_table, understand
from giaoban.areas.members.rules import RegisterLimits
from giaoban.areas.members.tests.conftest import GOOD, HEAD, ON, member
from giaoban.core.limits import Limit
from giaoban.core.workbook import Unreadable

LIMITS = RegisterLimits(youngest=Limit(18), oldest=Limit(60), probation_months=Limit(12))
Typed = Callable[..., Table]


def read(table: Table, **options: Any) -> Understood:
    return understand(table, on=ON, limits=LIMITS, **options)


DIRTY = [
    # changes of a good row, the column, whether it is refused, what the sentence says
    ({"Ngày sinh": "31/02/1978"}, "Ngày sinh", True, "không phải là ngày có thật"),
    ({"Ngày sinh": "11/25/1978"}, "Ngày sinh", True, "có thể ngày và tháng bị đổi chỗ"),
    ({"Ngày sinh": "13/11/1078"}, "Ngày sinh", True, "có năm 1078 không thể đúng"),
    ({"Ngày sinh": "khoảng 1978"}, "Ngày sinh", True, "không phải là ngày; cần viết như 15/06/1978"),
    ({"Ngày sinh": "1978"}, "Ngày sinh", False, "chỉ có năm"),
    ({"Ngày sinh": 1978}, "Ngày sinh", False, "chỉ có năm"),
    ({"Ngày sinh": "11/1978"}, "Ngày sinh", False, "chỉ có tháng và năm"),
    ({"Ngày sinh": ""}, "Ngày sinh", False, "Thiếu ngày sinh"),
    ({"Ngày sinh": "13/11/2023"}, "Ngày sinh", True, "không thể có"),
    ({"Ngày vào Đảng": ""}, "Ngày vào Đảng", True, "Thiếu ngày vào Đảng"),
    ({"Ngày vào Đảng": "01/07/2023", "Ngày chính thức": "", "Loại đảng viên": "Dự bị"}, "Ngày vào Đảng", True, "sau ngày lập danh sách 30/06/2023"),
    ({"Ngày sinh": "13/11/1995"}, "Ngày vào Đảng", False, "Vào Đảng khi mới 13 tuổi"),
    ({"Ngày sinh": "13/11/1940"}, "Ngày vào Đảng", False, "Vào Đảng khi đã 68 tuổi"),
    ({"Ngày chính thức": ""}, "Ngày chính thức", False, "thiếu ngày chính thức"),
    ({"Ngày chính thức": "12/05/2008"}, "Ngày chính thức", True, "trước ngày vào Đảng"),
    ({"Ngày chính thức": "12/11/2009"}, "Ngày chính thức", False, "chưa đủ 12 tháng dự bị"),
    ({"Ngày chính thức": "12/05/2024"}, "Ngày chính thức", False, "sau ngày lập danh sách"),
    ({"Loại đảng viên": "Dự bị"}, "Loại đảng viên", False, "đã có ngày chính thức 12/05/2010"),
    ({"Loại đảng viên": "Dự bị", "Ngày chính thức": ""}, "Loại đảng viên", False, "thời gian dự bị là 12 tháng"),
    ({"Loại đảng viên": "Danh dự"}, "Loại đảng viên", True, "Không phải loại đảng viên đã biết"),
    ({"Loại đảng viên": ""}, "Loại đảng viên", False, "Không ghi loại đảng viên"),
    ({"Giới tính": "?"}, "Giới tính", False, "Không rõ là nam hay nữ"),
    ({"Diện": "Nghỉ phép"}, "Diện", False, "Không rõ là diện gì"),
    ({"Chức vụ đảng": "Trưởng phòng"}, "Chức vụ đảng", False, "không phải chức vụ đảng đã biết"),
    ({"Họ và tên khai sinh": ""}, "Họ và tên khai sinh", True, "Thiếu họ và tên"),
    ({"Họ và tên khai sinh": "Quyên"}, "Họ và tên khai sinh", False, "chỉ có một chữ"),
    ({"Họ và tên khai sinh": "Nguyễn Thanh Quyên 2"}, "Họ và tên khai sinh", False, "có chữ số"),
    ({"Số thẻ đảng viên": "3100"}, "Số thẻ đảng viên", False, "thường có 8 chữ số"),
    ({"Số thẻ đảng viên": "3.1E+07"}, "Số thẻ đảng viên", False, "thường có 8 chữ số"),
    ({"Số CCCD": "00032755"}, "Số CCCD", False, "có 12 chữ số"),
    ({"Số CCCD": "0003275523081"}, "Số CCCD", True, "có 12 chữ số"),
    ({"Điện thoại": "0912"}, "Điện thoại", False, "có 10 chữ số"),
    ({"Tổ chức cơ sở đảng": "", "Chi bộ": ""}, "Tổ chức cơ sở đảng", True, "Thiếu tổ chức cơ sở đảng"),
    ({"Chi bộ": ""}, "Chi bộ", True, "Thiếu chi bộ"),
    ({"Tổ chức cơ sở đảng": "Chi bộ Sở Tài chính"}, "Chi bộ", True, "là chi bộ cơ sở"),
    ({"Họ và tên khai sinh": "Nguyễn " + "Thanh " * 30}, "Họ và tên khai sinh", True, "Dài quá 120 ký tự"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "column", "refused", "says"), DIRTY, ids=[f"{c} {s}" for c, _, _, s in DIRTY])
def test_an_odd_cell_is_named_with_its_row_its_column_and_a_sentence(
    typed: Typed, changes: dict[str, Any], column: str, refused: bool, says: str
) -> None:
    told = read(typed(member(2), GOOD | changes))
    odd = [one for one in told.findings if one.column == column]
    assert [(one.row, one.refused) for one in odd] == [(5, refused)]
    assert says in odd[0].reason
    assert held_back(told.findings) == {5}
    assert held_back(told.findings, accepted=[5]) == ({5} if any(one.refused for one in told.findings) else set())


CLEAN = [
    # changes of a good row, field, what it comes to
    ({"Ngày sinh": "13-11-78"}, "born_on", date(1978, 11, 13)),
    ({"Ngày sinh": "1978-11-13"}, "born_on", date(1978, 11, 13)),
    ({"Ngày sinh": date(1978, 11, 13)}, "born_on", date(1978, 11, 13)),
    ({"Ngày sinh": 28807}, "born_on", date(1978, 11, 13)),
    ({"Ngày sinh": "28807"}, "born_on", date(1978, 11, 13)),
    ({"Ngày sinh": "13.11.1978"}, "born_on", date(1978, 11, 13)),
    ({"Ngày sinh": "13 / 11 / 1978"}, "born_on", date(1978, 11, 13)),
    ({"Ngày sinh": "'13/11/1978"}, "born_on", date(1978, 11, 13)),
    ({"Ngày sinh": "13111978"}, "born_on", date(1978, 11, 13)),
    ({"Ngày sinh": "ngày 13 tháng 11 năm 1978"}, "born_on", date(1978, 11, 13)),
    ({"Ngày vào Đảng": "11/5/09"}, "admitted_on", date(2009, 5, 11)),
    ({"Họ và tên khai sinh": unicodedata.normalize("NFD", "Nguyễn Thanh Quyên")}, "name", "Nguyễn Thanh Quyên"),
    ({"Họ và tên khai sinh": "NGUYỄN  THANH QUYÊN "}, "name", "Nguyễn Thanh Quyên"),
    ({"Họ và tên khai sinh": "Trần Thuý Hoà"}, "name", "Trần Thúy Hòa"),
    ({"Số thẻ đảng viên": 1000001}, "card_number", "01000001"),
    ({"Số thẻ đảng viên": "'31000001"}, "card_number", "31000001"),
    ({"Số thẻ đảng viên": "31 000 001"}, "card_number", "31000001"),
    ({"Số CCCD": 327552308001}, "identity_number", "327552308001"),
    ({"Số CCCD": 22327552308}, "identity_number", "022327552308"),
    ({"Số CCCD": "22.327.552.308"}, "identity_number", "022327552308"),
    ({"Điện thoại": 479096}, "phone", "0000479096"),
    ({"Điện thoại": "+84 912 345 678"}, "phone", "0912345678"),
    ({"Điện thoại": "912345678"}, "phone", "0912345678"),
    ({"Giới tính": "NỮ"}, "sex", "F"),
    ({"Loại đảng viên": "ĐVCT"}, "grade", "official"),
    ({"Diện": "Miễn công tác và sinh hoạt"}, "exempt", True),
    ({"Diện": "-"}, "exempt", False),
    ({"Giáo dục phổ thông": date(2023, 10, 10)}, "schooling", "10/10"),
    ({"Chức vụ đảng": "Đảng ủy viên, Bí thư chi bộ"}, "posts", (("executive", "member"), ("cell", "secretary"))),
    ({"Tổ chức cơ sở đảng": "ĐB Sở Tài chính"}, "organisation", "Đảng bộ Sở Tài chính"),
    ({"Tổ chức cơ sở đảng": "Chi bộ Sở Nội vụ", "Chi bộ": ""}, "cell", "Chi bộ Sở Nội vụ"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "name", "value"), CLEAN, ids=[f"{c}" for c, _, _ in CLEAN])
def test_a_cell_is_read_however_it_was_typed(typed: Typed, changes: dict[str, Any], name: str, value: Any) -> None:
    told = read(typed(GOOD | changes))
    assert told.findings == []
    assert getattr(told.rows[0], name) == value


def test_a_register_in_a_legacy_encoding_comes_home_in_unicode(typed: Typed) -> None:
    head = ["Hä vµ tªn", "Ngµy sinh", "Ngµy vµo §¶ng", "Ngµy chÝnh thøc", "Lo¹i ®¶ng viªn", "Chi bé"]
    row = dict(
        zip(
            head,
            ["NguyÔn V¨n Hoµng", "13/11/1978", "11/05/2009", "12/05/2010", "ChÝnh thøc", "Chi bé Së Néi vô"],
            strict=True,
        )
    )
    table = typed(row, head=head)
    told = read(table)
    assert table.encoding == "tcvn3"
    assert (told.rows[0].name, told.rows[0].cell, told.findings) == ("Nguyễn Văn Hoàng", "Chi bộ Sở Nội vụ", [])


def test_totals_headings_signatures_and_empty_rows_are_no_members(typed: Typed) -> None:
    title = dict.fromkeys(HEAD, "") | {"STT": "", "Họ và tên khai sinh": "I. Đảng bộ Sở Tài chính"}
    total = dict.fromkeys(HEAD, "") | {"STT": "", "Họ và tên khai sinh": "Tổng cộng: 2 đảng viên"}
    signed = dict.fromkeys(HEAD, "") | {"STT": "", "Chức vụ đảng": "NGƯỜI LẬP BIỂU"}
    again = dict(zip(HEAD, HEAD, strict=True))
    told = read(typed(title, member(1), dict.fromkeys(HEAD, ""), again, member(2), total, signed))
    assert [row.row for row in told.rows] == [5, 8]
    assert told.findings == []


def test_a_family_called_tong_is_no_total(typed: Typed) -> None:
    told = read(typed(GOOD | {"STT": "", "Họ và tên khai sinh": "Tống Thị Cộng"}))
    assert [row.name for row in told.rows] == ["Tống Thị Cộng"]


def test_headings_between_rows_say_the_cell_where_no_column_does(typed: Typed) -> None:
    head = [name for name in HEAD if name not in ("Tổ chức cơ sở đảng", "Chi bộ")]
    title = dict.fromkeys(head, "") | {"Họ và tên khai sinh": "1. Chi bộ Sở Nội vụ"}
    told = read(typed(title, GOOD, head=head))
    assert (told.rows[0].cell, told.findings) == ("Chi bộ Sở Nội vụ", [])


def test_the_same_person_twice_is_taken_once_and_the_second_row_says_where_the_first_is(typed: Typed) -> None:
    told = read(typed(GOOD, member(2), GOOD | {"Họ và tên khai sinh": "NGUYỄN THANH QUYÊN"}))
    assert [(one.row, one.refused) for one in told.findings] == [(6, True)]
    assert told.findings[0].reason == "Trùng với dòng 4: cùng họ tên, ngày sinh và số thẻ đảng viên."


def test_one_number_on_two_people_is_doubted_on_both_rows(typed: Typed) -> None:
    told = read(typed(member(1), member(2, **{"Số thẻ đảng viên": "32000001"})))
    assert [(one.row, one.column, one.refused) for one in told.findings] == [
        (4, "Số thẻ đảng viên", False),
        (5, "Số thẻ đảng viên", False),
    ]


def test_two_people_of_one_name_and_birthday_with_numbers_of_their_own_are_two(typed: Typed) -> None:
    twin = {"Số CCCD": "000327552309", "Số thẻ đảng viên": "31000002"}
    assert read(typed(GOOD, GOOD | twin)).findings == []


def test_the_header_is_found_by_what_it_says_wherever_it_stands_and_the_day_above_it(typed: Typed) -> None:
    table = typed(GOOD, above=["TỈNH ỦY QUẢNG NINH", "*", "", "Tính đến hết ngày 31 tháng 3 năm 2023", ""])
    assert (table.header, day_of(table)) == (5, date(2023, 3, 31))


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Họ tên", "name"),
        ("Ngày, tháng, năm sinh", "born_on"),
        ("Ngày kết nạp Đảng", "admitted_on"),
        ("SỐ THẺ ĐV", "card_number"),
        ("Số CMND/CCCD", "identity_number"),
        ("Đơn vị sinh hoạt (chi bộ trực thuộc)", "cell"),
        ("Trình độ chuyên môn", "qualification"),
    ],
)
def test_columns_are_known_under_the_names_that_offices_give_them(typed: Typed, heading: str, name: str) -> None:
    table = typed({}, head=["Họ và tên", "Ngày sinh", "Loại đảng viên", heading])
    assert propose(table).get(name) in ({0, 3} if name == "name" else {1, 3} if name == "born_on" else {3})


def test_a_column_can_be_assigned_otherwise_and_a_cell_repaired(typed: Typed) -> None:
    table = typed(GOOD | {"Ngày sinh": "31/02/1978"})
    columns = propose(table)
    assert read(table, repairs={4: {"born_on": "28/02/1978"}}).findings == []
    swapped = columns | {"admitted_on": columns["official_on"], "official_on": columns["admitted_on"]}
    assert read(table, mapping=swapped).rows[0].admitted_on == date(2010, 5, 12)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "Tệp rỗng"),
        (b"%PDF-1.7", "tệp PDF"),
        (b"PK\x03\x04 broken", "hỏng"),
        (b"a;b;c;d\n1;2;3;4\n", "Không tìm thấy danh sách đảng viên"),
    ],
)
def test_a_file_that_is_no_register_gets_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_table(data)


def test_an_empty_cell_is_not_filled_from_a_row_of_another_organisation(typed: Typed) -> None:
    rows = [member(number) for number in range(1, 4)]
    rows += [member(number, **{"Tổ chức cơ sở đảng": f"Chi bộ Sở {number}", "Chi bộ": ""}) for number in range(4, 9)]
    told = read(typed(*rows))
    assert [row.cell for row in told.rows][3:] == [f"Chi bộ Sở {number}" for number in range(4, 9)]
    assert not [finding for finding in told.findings if finding.field == "cell"]

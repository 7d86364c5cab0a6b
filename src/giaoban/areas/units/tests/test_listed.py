"""A list of organisations as it is understood: what offices write, what is asked, what nobody guesses."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.areas.units.list_table import FIELDS, as_text, pasted, read_list
from giaoban.areas.units.listed import ReadList, StandingUnit, understand
from giaoban.core.text import fold
from giaoban.core.workbook import Unreadable
from giaoban.ground.units.rules import STANDS_UNDER

TOP = StandingUnit(1, "Đảng bộ UBND tỉnh", "upper", None, frozenset({"dang bo ubnd tinh", "ubnd tinh"}))
HEALTH = StandingUnit(2, "Đảng bộ Sở Y tế", "grassroots_party_org", 1, frozenset({"dang bo so y te", "31000000000001"}))
PROVINCE = StandingUnit(1, "Đảng bộ tỉnh", "province", None, frozenset({"dang bo tinh"}))
HEAD = "Tên tổ chức đảng\tLoại hình\tTrực thuộc\tSố QĐ\tNgày QĐ\tMã số\n"


def said(lines: str, *standing: StandingUnit, top: StandingUnit = TOP) -> ReadList:
    return understand(pasted(HEAD + lines), top=top, standing=[top, *standing], issuer="Đảng ủy UBND tỉnh")


READS = (
    # the line of the list, the kind that it is of
    ("Đảng bộ Sở Y tế", "grassroots_party_org"),
    ("ĐẢNG BỘ SỞ Y TẾ\tĐBCS", "grassroots_party_org"),
    ("Chi bộ Ban Dân tộc", "grassroots_cell"),
    ("CB Ban Dân tộc\tchi bộ", "grassroots_cell"),
    ("Trường Quân sự tỉnh\tĐảng bộ cơ sở", "grassroots_party_org"),
    ("Chi bộ Phòng 1\t\tĐảng ủy Sở Y tế", "cell"),
    ("Chi bộ Phòng 1\tChi bộ trực thuộc\tĐU Sở Y tế", "cell"),
    ("Đảng bộ Bệnh viện tỉnh\tđảng bộ bộ phận\tĐảng bộ Sở Y tế", "section"),
    ("Chi bộ Phòng 1\t\t31000000000001", "cell"),
)


@pytest.mark.parametrize(("line", "kind"), READS)
def test_a_kind_is_read_from_its_words_or_from_the_name_and_what_stands_above(line: str, kind: str) -> None:
    told = said(line, *([] if "so y te" in fold(line.split("\t")[0]) else [HEALTH]))
    assert [(one.kind, one.doubts) for one in told.rows] == [(kind, [])]
    assert told.ready == [0]


DOUBTS = (
    # the lines, the field that is asked about, a part of the reason, what is offered
    ("Trường Quân sự tỉnh", "kind", "Chưa ghi là đảng bộ hay chi bộ", ("đảng bộ cơ sở", "chi bộ cơ sở")),
    ("Chi bộ A\ttổ đảng", "kind", "Không rõ “tổ đảng”", ("đảng bộ cơ sở", "chi bộ cơ sở")),
    ("Chi bộ A\tchi bộ trực thuộc", "kind", "chỉ trực thuộc đảng bộ cơ sở", ("đảng bộ cơ sở", "chi bộ cơ sở")),
    ("Đảng bộ Sở Y tế\nChi bộ A\t\tĐU SYT", "parent", "Không có tổ chức nào tên “ĐU SYT”", ("Đảng bộ Sở Y tế",)),
    ("Chi bộ A\nChi bộ B\t\tChi bộ A", "parent", "là chi bộ cơ sở nên không có tổ chức trực thuộc", ()),
    ("Đảng bộ A\t\tĐảng bộ B\nĐảng bộ B\t\tĐảng bộ A", "parent", "thành cấp trên của chính mình", ()),
    ("Chi bộ A\nChi bộ  a", "name", "Dòng 1 cũng tên", ()),
    ("Chi bộ A\t\t\t\t\t123", "code", "có 3 ký tự; cần đúng 14 chữ số", ()),
    ("Chi bộ A\t\t\t\t\t31000000000002\nChi bộ B\t\t\t\t\t31000000000002", "code", "Dòng 1 đã có mã", ()),
    ("Chi bộ A\t\t\t12-QĐ/ĐU\t31/02/2025", "issued_on", "Không đọc được ngày “31/02/2025”", ()),
    ("Chi bộ A\t\t\t12-QĐ/ĐU\t01/01/0001", "issued_on", "Không đọc được ngày “01/01/0001”", ()),
    ("Chi bộ A\t\t\t12-QĐ/ĐU", "issued_on", "chưa có ngày", ()),
)


@pytest.mark.parametrize(("lines", "field", "reason", "offered"), DOUBTS)
def test_what_is_unclear_is_asked_with_what_may_be_meant(
    lines: str, field: str, reason: str, offered: tuple[str, ...]
) -> None:
    told = said(lines)
    asked = [doubt for one in told.rows for doubt in one.doubts]
    assert {doubt.field for doubt in asked} == {field}
    assert any(reason in doubt.reason for doubt in asked), asked
    assert asked[-1].meant == tuple((word, word) for word in offered)
    assert not {at for at, one in enumerate(told.rows) if one.doubts} & set(told.ready)


def test_below_a_province_a_party_organisation_may_be_of_two_kinds_and_is_asked_about() -> None:
    assert [doubt.field for doubt in said("Đảng bộ Sở Y tế", top=PROVINCE).rows[0].doubts] == ["kind"]


def test_what_hangs_on_a_row_that_is_held_back_waits_with_it() -> None:
    told = said("Sở Y tế\nChi bộ A\t\tSở Y tế\nChi bộ B")
    assert ([one.name for one in told.waiting], told.ready) == (["Chi bộ A"], [2])


def test_a_list_that_names_no_unit_above_puts_cells_below_the_organisation_before_them() -> None:
    told = understand(
        pasted("I. Đảng bộ Sở A\n1. Chi bộ 1\n2. Chi bộ 2\nII. Đảng bộ Sở B\n1. Chi bộ 1"),
        top=TOP, standing=[TOP], issuer="",
    )  # fmt: skip
    assert [(one.name, one.kind, one.parent) for one in told.rows] == [
        ("Đảng bộ Sở A", "grassroots_party_org", ("unit", 1)), ("Chi bộ 1", "cell", ("row", 0)),
        ("Chi bộ 2", "cell", ("row", 0)), ("Đảng bộ Sở B", "grassroots_party_org", ("unit", 1)),
        ("Chi bộ 1", "cell", ("row", 3)),
    ]  # fmt: skip


def test_what_stands_already_is_left_alone_wherever_it_is_in_the_list() -> None:
    inside = StandingUnit(3, "Chi bộ 1", "cell", 2, frozenset({"chi bo 1"}))
    told = said("Chi bộ 1\t\tĐảng bộ Sở Y tế\nChi bộ 2\t\tĐảng bộ Sở Y tế\nĐảng bộ Sở Y tế", HEALTH, inside)
    assert ([one.stands for one in told.rows], told.ready) == ([3, None, 2], [1])


def test_a_decision_is_read_from_one_cell_or_from_three() -> None:
    told = said("Chi bộ A\t\t\t12-QĐ/ĐU ngày 24/01/2025\nChi bộ B\t\t\t13-QĐ/ĐU\t25.01.2025\nChi bộ C")
    who = "Đảng ủy UBND tỉnh"
    assert [one.decision for one in told.rows] == [
        (who, "12-QĐ/ĐU", date(2025, 1, 24)), (who, "13-QĐ/ĐU", date(2025, 1, 25)), None,
    ]  # fmt: skip


def test_a_workbook_with_a_letterhead_and_real_days_is_read_as_it_is_typed() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["TỈNH ỦY", None, "ĐẢNG CỘNG SẢN VIỆT NAM"], [], ["DANH SÁCH TỔ CHỨC ĐẢNG"],
        ["TT", "Tên tổ chức", "Loại hình", "Cấp trên trực tiếp", "Số quyết định", "Ngày ký", "Mã tổ chức"],
        [1, 2, 3, 4, 5, 6, 7],
        [1, "Đảng bộ Sở Y tế", "Đảng bộ cơ sở", None, "12-QĐ/ĐU", datetime(2025, 1, 24), 31000000000001],
    ):  # fmt: skip
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    assert read_list(kept.getvalue()) == [
        {"name": "Đảng bộ Sở Y tế", "kind": "Đảng bộ cơ sở", "parent": "", "number": "12-QĐ/ĐU",
         "issued_on": "24/01/2025", "code": "31000000000001"},
    ]  # fmt: skip


def test_a_file_that_lists_no_organisation_is_refused_with_what_is_needed() -> None:
    with pytest.raises(Unreadable, match="Tên tổ chức"):
        read_list("Họ và tên;Ngày sinh;Quê quán;Số thẻ\nNguyễn Văn An;1/1/1980;Hạ Thanh;1\n".encode())


NAMES = st.sampled_from(["Đảng bộ A", "Đảng bộ B", "Chi bộ 1", "Chi bộ 2", "Ban C", ""])
KINDS = st.sampled_from(["", "đảng bộ cơ sở", "chi bộ cơ sở", "chi bộ trực thuộc", "đảng bộ bộ phận", "nhóm"])
ROWS = st.lists(st.fixed_dictionaries({"name": NAMES, "kind": KINDS, "parent": NAMES}), max_size=8)


@given(ROWS)
def test_whatever_is_listed_what_is_ready_stands_where_it_may_after_what_it_hangs_on(
    rows: list[dict[str, str]],
) -> None:
    told = understand(rows, top=TOP, standing=[TOP, HEALTH], issuer="")
    kinds = {("unit", TOP.id): TOP.kind, ("unit", HEALTH.id): HEALTH.kind}
    taken = set()
    for at in told.ready:
        one = told.rows[at]
        assert one.parent in kinds
        assert kinds[one.parent] in STANDS_UNDER[one.kind]
        assert (one.parent, fold(one.name)) not in taken
        taken.add((one.parent, fold(one.name)))
        kinds[("row", at)] = one.kind
    settled = set(told.ready) | {one.row - 1 for one in [*told.waiting, *(row for row in told.rows if row.doubts)]}
    assert settled == set(range(len(rows)))


@given(
    st.lists(
        st.fixed_dictionaries({name: st.text("aăđ 1/-", max_size=6).map(str.strip) for name in FIELDS}), max_size=4
    )
)
def test_the_text_that_a_page_carries_is_read_as_the_rows_it_was_made_of(rows: list[dict[str, str]]) -> None:
    rows = [
        {name: " ".join(text.split()) for name, text in row.items()} | {"name": f"Chi bộ {at}"}
        for at, row in enumerate(rows)
    ]
    assert pasted(as_text(rows)) == rows

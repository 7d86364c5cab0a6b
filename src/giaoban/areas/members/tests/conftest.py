"""A small bloc and registers typed for a test: workbooks are made, written and read as an office's would be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from giaoban.areas.members.register_file import Table, read_table
from giaoban.ground.access.models import Account
from giaoban.ground.units.models import Unit
from giaoban.ground.units.spells import Founding, found
from giaoban.ground.writing import writing

ON = date(2023, 6, 30)
HEAD = [
    "STT", "Họ và tên khai sinh", "Ngày sinh", "Giới tính", "Ngày vào Đảng", "Ngày chính thức", "Số thẻ đảng viên",
    "Loại đảng viên", "Diện", "Tổ chức cơ sở đảng", "Chi bộ", "Chức vụ đảng", "Giáo dục phổ thông", "Điện thoại",
    "Số CCCD",
]  # fmt: skip
GOOD: dict[str, Any] = {
    "STT": 1, "Họ và tên khai sinh": "Nguyễn Thanh Quyên", "Ngày sinh": "13/11/1978", "Giới tính": "Nữ",
    "Ngày vào Đảng": "11/05/2009", "Ngày chính thức": "12/05/2010", "Số thẻ đảng viên": "31000001",
    "Loại đảng viên": "Chính thức", "Diện": "", "Tổ chức cơ sở đảng": "Đảng bộ Sở Tài chính",
    "Chi bộ": "Chi bộ Phòng Ngân sách", "Chức vụ đảng": "Bí thư chi bộ", "Giáo dục phổ thông": "12/12",
    "Điện thoại": "0000479096", "Số CCCD": "000327552308",
}  # fmt: skip


def member(number: int, **changes: Any) -> dict[str, Any]:
    """A good row of its own: other name, card, identity number and phone than the rows of other numbers."""
    given = ("An", "Bình", "Chi", "Dũng", "Đào", "Giang", "Hòa", "Khánh", "Lan", "Minh")[number % 10]
    return GOOD | {
        "STT": number, "Họ và tên khai sinh": f"Trần Văn {given}", "Ngày sinh": f"{number % 28 + 1:02}/03/19{70 + number % 20}",
        "Số thẻ đảng viên": f"32{number:06}", "Số CCCD": f"0002{number:08}", "Điện thoại": f"00001{number:05}",
        "Giới tính": "Nam", "Chức vụ đảng": "",
    } | changes  # fmt: skip


def written(
    path: Path, rows: Sequence[dict[str, Any]], *, head: Sequence[str] = HEAD, above: Sequence[str] = ()
) -> Path:
    """The rows as a workbook at that path, with a day of the register above the header unless other lines are given."""
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet("Danh sách"), book.add_format({"num_format": "dd/mm/yyyy"})
        lines = [[line] for line in above or ("DANH SÁCH ĐẢNG VIÊN", "(Tính đến ngày 30/06/2023)")]
        for at, line in enumerate([*lines, list(head), *([row.get(name, "") for name in head] for row in rows)]):
            for column, typed in enumerate(line):
                if isinstance(typed, date):
                    sheet.write_datetime(at, column, typed, day)
                elif isinstance(typed, int | float):
                    sheet.write_number(at, column, typed)
                else:
                    sheet.write_string(at, column, typed)
    return path


@pytest.fixture
def typed(tmp_path: Path) -> Callable[..., Table]:
    """Rows typed into a workbook and read back."""

    def make(*rows: dict[str, Any], **options: Any) -> Table:
        return Table(**read_table(written(tmp_path / "so.xlsx", rows, **options).read_bytes()))

    return make


@pytest.fixture
def bloc(program: Account) -> Unit:
    """A bloc that stands from 2020 on, without organisations below."""
    with writing(program, "units.establish", unit=None, on=date(2020, 1, 1)):
        return found(
            Founding("upper", "Đảng bộ Khối các cơ quan và doanh nghiệp tỉnh Quảng Ninh", "Quảng Ninh"),
            parent=None,
            on=date(2020, 1, 1),
        )

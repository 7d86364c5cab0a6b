"""Inspection and supervision in rows of their own under their sum, as tables of reports have them."""

from __future__ import annotations

import pytest

from giaoban.core.words import open_words
from giaoban.reporting.prose.reading import answered


def told(supervised: int) -> list[str]:
    rows = [
        ("Nội dung", "6 tháng đầu năm 2022", "6 tháng đầu năm 2023"),
        ("Kết nạp đảng viên mới", 121, 134),
        ("Số cuộc kiểm tra, giám sát", 80, 92),
        ("- Kiểm tra", 50, 57),
        ("- Giám sát", 29, supervised),
    ]
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    page = f"""<h1>Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh Hà Giang</h1>
<p>Báo cáo kết quả 6 tháng đầu năm 2023, ngày 28/6/2023</p><table>{table}</table>"""
    read = answered(open_words(f"<!doctype html><html><body>{page}</body></html>".encode()))
    assert ("5.1", 92) in {(figure["code"], figure["value"]) for figure in read["figures"]}
    return [finding["kind"] for finding in read["findings"]]


@pytest.mark.parametrize(("supervised", "kinds"), [(35, []), (34, ["sum"])])
def test_rows_under_the_sum_are_its_parts_and_are_added_up(supervised: int, kinds: list[str]) -> None:
    assert told(supervised) == kinds

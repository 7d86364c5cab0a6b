"""The unit of count that a file writes beside a line is of the line's kind, or is asked about."""

from __future__ import annotations

from pathlib import Path

from giaoban.reporting.intake.reading import read_return
from giaoban.reporting.tests.offices import clean_return, grids, write_xlsx

CLEAN = clean_return("Hà Giang", organisations=12)
TABLE = "Biểu số liệu"


def test_a_unit_of_count_that_counts_another_kind_is_said(tmp_path: Path) -> None:
    sheets = grids(CLEAN)
    for row in sheets[TABLE]:
        if row and row[0] in {"1.1", "1.3", "4.2"}:
            row[2] = {"1.1": "đảng viên", "1.3": "đ/c", "4.2": "buổi"}[row[0]]
    read = read_return(write_xlsx(tmp_path / "x.xlsx", sheets).read_bytes(), "x.xlsx")
    assert read.amount("1.1") == CLEAN.amount("1.1")
    told = [(oddity.line, oddity.message) for oddity in read.oddities if oddity.kind == "unit_label"]
    assert [line for line, _message in told] == ["1.1"]
    assert "“đảng viên”, nhưng chỉ tiêu 1.1 đếm “tổ chức”" in told[0][1]

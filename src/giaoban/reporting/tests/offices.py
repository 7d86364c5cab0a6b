"""Offices that keep their figures in order, and the workbooks that they would send: the clean world of these tests."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from giaoban.core.spans import Period
from giaoban.reporting.checks import Examined, findings
from giaoban.reporting.consolidation import consolidated_lines, percent
from giaoban.reporting.forms import Form, form_in_force
from giaoban.reporting.intake.returned import Organisation, ReturnRead
from giaoban.reporting.report import Cell, Finding, Value

EIGHT = Path(__file__).parents[2] / "demo" / "data" / "returns-2023-H1"
PERIOD = Period.parse("2023-H1")
CLUSTER = "Cụm Đông Bắc"
PROVINCES = ("Quảng Ninh", "Hà Giang", "Tuyên Quang", "Cao Bằng", "Bắc Kạn", "Lạng Sơn", "Thái Nguyên", "Bắc Giang")


def form() -> Form:
    return form_in_force("BC-6T", date(2023, 6, 30))


@cache
def clean_return(province: str, seed: int = 0, organisations: int = 40) -> ReturnRead:
    """A return in which everything adds up, with its detail, last year's column and no target column."""
    chance = random.Random(f"{province} {seed}")
    rows = [_organisation(chance) for _ in range(organisations)]
    totals = {line.code: sum(row.get(line.code, 0) for row in rows) for line in form().lines}
    totals["1.1"] = organisations
    totals["2.2.1"], totals["2.2.2"] = max(1, totals["2.3.1"] // 45), max(1, totals["2.3.2"] // 45)
    _share_out(rows, "2.2.1", totals["2.2.1"])
    _share_out(rows, "2.2.2", totals["2.2.2"])
    for row in rows:
        row["2.2"] = row["2.2.1"] + row["2.2.2"]
    totals["2.2"] = totals["2.2.1"] + totals["2.2.2"]
    amounts = {code: Decimal(total) for code, total in totals.items()}
    previous = {code: (amount * 9 // 10) for code, amount in amounts.items()}
    for whole, parts in (("1.1", ("1.1.1", "1.1.2")), ("2.2", ("2.2.1", "2.2.2")), ("2.3", ("2.3.1", "2.3.2"))):
        previous[whole] = sum((previous[part] for part in parts), Decimal(0))
    for column in (amounts, previous):
        share = percent(column["2.1.a"], column["2.1.b"])
        assert share is not None
        column["2.1"] = share
    return ReturnRead(
        file=f"{province}.xlsx",
        sha256=f"{province} {seed}",
        form="BC-6T",
        province=province,
        committee="ĐẢNG ỦY KHỐI CÁC CƠ QUAN TỈNH",
        superior=f"TỈNH ỦY {province.upper()}",
        period="2023-H1",
        number="1-BC/ĐUK",
        place=province,
        issued_on=date(2023, 6, 21),
        cut_off_on=date(2023, 6, 15),
        estimated=True,
        values=_values(amounts),
        previous=_values(previous),
        organisations=tuple(
            Organisation(
                f"Đảng bộ Cơ quan số {at}",
                Cell("", "Chi tiết", f"B{at + 3}", ""),
                _values({code: Decimal(amount) for code, amount in row.items()}),
            )
            for at, row in enumerate(rows, 1)
        ),
    )


def _organisation(chance: random.Random) -> dict[str, int]:
    cells = chance.randint(2, 9)
    members = cells * chance.randint(12, 15) + chance.randint(0, 9)
    exempt = chance.randint(0, members // 40)
    must = members - exempt
    admitted = round(members * chance.uniform(0.005, 0.02))
    candidates, new = admitted + chance.randint(0, 2), max(admitted - chance.randint(0, 1), 0)
    return {
        "1.1.1": 1,
        "1.1.2": 0,
        "1.2": cells,
        "1.3": members,
        "1.3.1": 2 * admitted + 1,
        "1.3.2": exempt,
        "2.1.a": must - chance.randint(0, 1),
        "2.1.b": must,
        "2.2": 0,
        "2.2.1": 0,
        "2.2.2": 0,
        "2.3": candidates + new,
        "2.3.1": candidates,
        "2.3.2": new,
        "3.1": chance.randint(0, 2),
        "3.2": chance.randint(0, cells),
        "3.3": chance.randint(0, 1),
        "4.1": admitted * chance.randint(3, 6),
        "4.2": cells * 6 - chance.randint(0, 1),
        "4.3": cells * chance.randint(2, 3),
        "4.4": admitted,
        "4.5": max(admitted - chance.randint(0, 2), 0),
        "4.6": int(chance.random() < 0.4),
        "4.7": int(chance.random() < 0.3),
        "5.1": chance.randint(1, 4),
        "5.2": 0,
        "5.3": int(chance.random() < 0.1),
    }


def _share_out(rows: list[dict[str, int]], code: str, total: int) -> None:
    for at in range(total):
        rows[at % len(rows)][code] += 1


def _values(amounts: Mapping[str, Decimal]) -> dict[str, Value]:
    return {code: Value(amount, "given") for code, amount in amounts.items()}


def clean_returns(seed: int = 0) -> list[ReturnRead]:
    return [clean_return(province, seed) for province in PROVINCES]


def declaring(read: ReturnRead, **amounts: int | float | str | None) -> ReturnRead:
    """The return with other declared values; lines are named with underscores: ``_4_2=1926``."""
    values = dict(read.values)
    for key, amount in amounts.items():
        code = key.strip("_").replace("_", ".")
        values[code] = (
            Value(None, "blank") if amount is None else Value(Decimal(str(amount)), "given", values[code].cell)
        )
    return replace(read, values=values)


def found_in(returns: list[ReturnRead], unit: str = CLUSTER) -> list[Finding]:
    """What the checks find in these returns together."""
    units = [read.province for read in returns]
    return list(findings(Examined(form(), unit, PERIOD, consolidated_lines(form(), units, returns), returns)))


# Workbooks


def grids(read: ReturnRead) -> dict[str, list[list[Any]]]:
    """The three sheets of a return as an office lays them out."""
    table: list[list[Any]] = [
        [read.superior, None, None, None, "ĐẢNG CỘNG SẢN VIỆT NAM"],
        [read.committee],
        ["*"],
        [f"Số {read.number}", None, None, None, f"{read.place}, ngày 21 tháng 06 năm 2023"],
        [],
        ["BIỂU SỐ LIỆU"],
        ["Kết quả công tác xây dựng Đảng 6 tháng đầu năm 2023"],
        ["(Số liệu chốt đến 15/6/2023, ước thực hiện đến hết kỳ)"],
        [],
        ["STT", "Chỉ tiêu", "Đơn vị tính", "Thực hiện kỳ báo cáo", "Cùng kỳ năm trước", "Ghi chú"],
    ]
    for line in form().lines:
        before = read.previous[line.code].amount if read.previous else None
        label = f"Trong đó: {line.label.lower()}" if line.parent and line.adds_as != "ratio" else line.label
        table.append([line.code, label, line.unit_of_count, _plain(read.amount(line.code)), _plain(before), None])
    codes = [line.code for line in form().lines if line.per_organisation]
    detail: list[list[Any]] = [["CHI TIẾT THEO TỔ CHỨC CƠ SỞ ĐẢNG"], [], ["STT", "Tên tổ chức cơ sở đảng", *codes]]
    for at, one in enumerate(read.organisations or (), 1):
        detail.append([at, one.name, *(_plain(one.values[code].amount) for code in codes)])
    told = [
        ["Kết quả", "Công tác học tập nghị quyết được tổ chức đến từng chi bộ."],
        ["Kiến nghị", "Đề nghị cấp trên sớm có hướng dẫn thống nhất về biểu mẫu."],
    ]
    return {"Biểu số liệu": table, "Chi tiết TCCSĐ": detail, "Thuyết minh": told}


def _plain(amount: Decimal | None) -> int | float | None:
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def write_xlsx(path: Path, sheets: Mapping[str, list[list[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path

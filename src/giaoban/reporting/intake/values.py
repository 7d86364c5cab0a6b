"""What the cells of a column say, line by line: a number, nothing, or why nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from giaoban.core.numbers import DecimalMark, Reading, decimal_mark_of, read_number
from giaoban.core.text import squeeze
from giaoban.reporting.forms import Line
from giaoban.reporting.intake.layout import LineBlock
from giaoban.reporting.intake.pages import Page
from giaoban.reporting.intake.returned import Oddity
from giaoban.reporting.report import Cell, Value


def read_column(blocks: Sequence[LineBlock], role: str, file: str, oddities: list[Oddity]) -> dict[str, Value] | None:
    """The value of every line in that column of the blocks; None where none of them has it."""
    holding = [block for block in blocks if role in block.columns]
    if not holding:
        return None
    values: dict[str, Value] = {}
    as_text: list[Cell] = []
    form = holding[0].form
    for line in form.lines:
        block = next((block for block in holding if line.code in block.rows), None)
        if block is None:
            values[line.code] = Value(None, "missing")
            continue
        page, row, column = block.page, block.rows[line.code], block.columns[role]
        neighbours = decimal_mark_of(page.sheet.rows[at][column] for at in block.rows.values())
        value, marks = read_value(page, row, column, line, file, neighbours, oddities, told=role == "value")
        values[line.code] = value
        if "text" in marks and value.state == "given" and value.cell is not None:
            as_text.append(value.cell)
    if role == "value":
        values = {code: percent_of_fraction(value, form.line(code), values, oddities) for code, value in values.items()}
        oddities += oddities_of_typing(values, as_text)
    return values


def read_value(
    page: Page,
    row: int,
    column: int,
    line: Line,
    file: str,
    neighbours: DecimalMark | None,
    oddities: list[Oddity],
    *,
    told: bool,
    of: str = "",
) -> tuple[Value, tuple[str, ...]]:
    """The value of one cell, and how it was typed; what cannot be taken is left out and, when ``told``, said."""
    cell = page.cell(row, column, file)
    reading = read_number(page.sheet.rows[row][column], unit=line.unit_of_count, decimal_mark=neighbours)
    reason = page.sheet.unsure.get((row, column), "")
    if not reason and page.spans_rows(row, column):
        reason = "ô gộp qua nhiều dòng nên không rõ số của dòng nào"
    if reason := reason or _why_not_count(reading, line, cell):
        if told:
            oddities.append(
                Oddity("unreadable_value", f"Ô {cell.address}{of}, chỉ tiêu {line.code}: {reason}.", line.code)
            )
        return Value(None, "unreadable", cell), reading.marks
    if reading.kind == "dash":
        return Value(Decimal(0), "zero_dash", cell), reading.marks
    if reading.kind == "blank":
        return Value(None, "blank", cell), reading.marks
    if told and "about" in reading.marks:
        oddities.append(
            Oddity(
                "approximate",
                f"Ô {cell.address}, chỉ tiêu {line.code} ghi “{cell.typed}”: không phải số chính xác.",
                line.code,
            )
        )
    return Value(reading.amount, "given", cell), reading.marks


def _why_not_count(reading: Reading, line: Line, cell: Cell) -> str:
    if reading.kind == "unreadable":
        return reading.reason
    if reading.amount is not None and reading.amount < 0:
        return f"“{cell.typed}” là số âm"
    if "fraction" in reading.marks:
        written = cell.typed.replace(".", ",") if "text" not in reading.marks else cell.typed
        thousand = reading.amount * 1000 if reading.amount is not None else Decimal(0)
        guess = f"; có thể là {thousand:,.0f}".replace(",", ".") if thousand == thousand.to_integral_value() else ""
        return f"trong ô là số lẻ {written} ở chỉ tiêu đếm {line.unit_of_count}{guess}"
    return ""


def percent_of_fraction(value: Value, line: Line, values: Mapping[str, Value], oddities: list[Oddity]) -> Value:
    """A percentage that the sheet keeps as a fraction (0.9984 shown as 99,84%), told by its own two parts."""
    if line.adds_as != "ratio" or value.amount is None or not 0 < value.amount <= 1:
        return value
    above, below = values[line.numerator].amount, values[line.denominator].amount
    if above is None or not below or abs(above / below - value.amount) > Decimal("0.01"):
        return value
    oddities.append(
        Oddity("percent_as_fraction", f"Chỉ tiêu {line.code} lưu dạng phân số; đã nhân với 100.", line.code)
    )
    return Value((value.amount * 100).normalize(), value.state, value.cell)


def oddities_of_typing(values: Mapping[str, Value], as_text: Sequence[Cell]) -> Iterator[Oddity]:
    """Numbers kept as text and dashes for nought, each said once."""
    if as_text:
        shown = max(as_text, key=lambda cell: len(squeeze(cell.typed)))
        percent = next((cell for cell in as_text if "%" in cell.typed), None)
        examples = f"“{squeeze(shown.typed)}” ở ô {shown.address}"
        if percent and percent is not shown:
            examples += f", “{squeeze(percent.typed)}” ở ô {percent.address}"
        yield Oddity("number_as_text", f"{len(as_text)} số được gõ dạng chữ (ví dụ {examples}); đã đọc thành số.")
    dashes = [code for code, value in values.items() if value.state == "zero_dash"]
    if dashes:
        yield Oddity("dash_for_zero", f"Gạch ngang ở chỉ tiêu {', '.join(dashes)}; hiểu là 0.", dashes[0])

"""A return made of a text: its figures with the places where they stand, its paragraphs under their sections."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from giaoban.core.spans import Period
from giaoban.core.text import fold
from giaoban.reporting.forms import Form
from giaoban.reporting.intake.heading import Heading, read_heading
from giaoban.reporting.intake.returned import NarrativeParagraph, Oddity, ReturnRead
from giaoban.reporting.prose.confirming import TextNumber, taken
from giaoban.reporting.report import Cell, Value

SHEET = "Văn bản"
CONFIRMED = "Văn bản, người nhận xác nhận"
"""What stands for the sheet of a workbook in the evidence of a figure: read and sure, or said by a person."""

_ADDRESS = re.compile(r"(?P<place>.+), ký tự (?P<first>\d+)-(?P<last>\d+)")


def read_of_text(
    read: Mapping[str, Any],
    numbers: Sequence[TextNumber],
    sections: Mapping[int, str],
    *,
    form: Form,
    period: Period,
    file: str,
    sha256: str,
) -> ReturnRead:
    """The return that the text is, as its numbers are placed now; the unit is the one that its head names, or nobody."""
    heading = read_heading(read["head"])
    chosen = taken(numbers)
    columns = {
        role: {
            code: Value(number.amount, "given", cell_of(number, file))
            for (code, of), number in chosen.items()
            if of == role
        }
        for role in ("value", "same_period", "target")
    }
    return ReturnRead(
        file=file,
        sha256=sha256,
        form=form.code,
        province=read["province"],
        committee=_committee(read, heading),
        superior=heading.superior,
        period=read["period"] or str(period),
        number=heading.number,
        place=heading.place,
        issued_on=heading.issued_on,
        cut_off_on=_cut_off(heading, period),
        estimated=heading.estimated and _cut_off(heading, period) is not None,
        values={line.code: columns["value"].get(line.code, Value(None, "missing")) for line in form.lines},
        previous=columns["same_period"] or None,
        targets=columns["target"] or None,
        narrative=tuple(
            NarrativeParagraph(section, read["blocks"][block]["text"], _paragraph_cell(read["blocks"][block], file))
            for block, section in sorted(sections.items())
            if section
        ),
        oddities=(
            Oddity(
                "from_text",
                f"Số liệu đọc từ văn bản “{file}”, không có biểu chi tiết theo tổ chức cơ sở đảng; mỗi số mở được câu văn của nó.",
            ),
        ),
        heading=tuple(read["head"]),
    )


def _committee(read: Mapping[str, Any], heading: Heading) -> str:
    """The committee that the head names; a cluster of committees by its own name, though its head holds theirs."""
    is_cluster = fold(read["unit"]).startswith("cum ")
    return read["unit"] if is_cluster else heading.committee or ("" if read["province"] else read["unit"])


def sections_of(read: Mapping[str, Any], form: Form, changed: Mapping[int, str]) -> dict[int, str]:
    """The section of each paragraph, as read or as a person put it; an empty one leaves the paragraph out."""
    told = {block: section if section in form.sections else "" for block, section in read["narrative"]}
    return told | {block: section for block, section in changed.items() if block in told}


def sheet_of(read: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The text as a file's sheets are kept: each piece with its place."""
    rows = [[block["place"], block["text"]] for block in read["blocks"]]
    return [{"name": SHEET, "kind": "text", "top": 0, "left": 0, "rows": rows}]


def cell_of(number: TextNumber, file: str) -> Cell:
    """Where the number stands, as the evidence of a figure says it."""
    sheet = SHEET if number.standing == "sure" else CONFIRMED
    return Cell(
        file,
        sheet,
        f"{number.place}, ký tự {number.start + 1}-{number.end}",
        f"{number.approximate} {number.text}".strip(),
    )


def found_again(sheets: Sequence[Mapping[str, Any]], cell: Cell) -> tuple[int, int, int] | None:
    """The row of the text and the letters, from and up to, of what that evidence names; None where there is no text."""
    text = next((sheet for sheet in sheets if sheet.get("kind") == "text"), None)
    if text is None:
        return None
    match = _ADDRESS.fullmatch(cell.address)
    place = match["place"] if match else cell.address
    row = next((at for at, (where, _text) in enumerate(text["rows"]) if where == place), None)
    if row is None:
        return None
    return (row, int(match["first"]) - 1, int(match["last"])) if match else (row, 0, len(text["rows"][row][1]))


def _paragraph_cell(block: Mapping[str, Any], file: str) -> Cell:
    return Cell(file, SHEET, block["place"], block["text"])


def _cut_off(heading: Heading, period: Period) -> Any:
    return heading.cut_off_on if heading.cut_off_on is not None and heading.cut_off_on in period else None

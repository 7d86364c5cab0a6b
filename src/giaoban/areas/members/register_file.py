"""A member register as an office keeps it in a workbook, read row by row: what it says, and what is doubtful about it.

Pure: bytes in, rows and findings out. The header row and the columns are found by what they say; a column can be
assigned otherwise and a cell repaired, and the same reading is done again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from giaoban.areas.members.register_columns import FIELDS, field_of, is_empty, proposed
from giaoban.areas.members.register_days import SWAPPED, read_day, swapped
from giaoban.areas.members.register_places import Headings, heading_in
from giaoban.areas.members.register_rows import PERSON_FIELDS, MemberRow, RowFinding, RowReading, read_row
from giaoban.areas.members.register_table import Table, headers_of, headings_of_rows, read_table
from giaoban.areas.members.register_values import STRANGE, is_ditto, left_by_note, read_digits, shown, trouble_of
from giaoban.areas.members.rules import RegisterLimits
from giaoban.core.legacy import Encoding, convert, recognise
from giaoban.core.text import fold, respell, squeeze

LIKE_ABOVE = (
    "organisation",
    "cell",
    "ethnicity",
    "native_place",
    "schooling",
    "qualification",
    "political_theory",
    "grade",
)
"""Fields in which an office writes ", nt or như trên."""
ONCE = ("organisation", "cell")
"""Fields that some offices write once, in the first of the rows that it holds for."""
FEWEST_ROWS = 4
"""Fewer rows do not show that something was written once for those that follow."""
DAYS = ("born_on", "admitted_on", "official_on")


@dataclass
class Understood:
    """What the table says: which column is which, the day of the register, its members, and what is odd."""

    mapping: dict[str, int]
    headers: list[str]
    on: date | None
    rows: list[MemberRow]
    findings: list[RowFinding]
    skipped: list[int]  # rows that are no member: totals, headings, signatures
    notes: list[str] = field(default_factory=list)  # what holds of the whole file

    def column(self, name: str) -> str:
        """The heading of that field's column as the file writes it."""
        return self.headers[self.mapping[name]] if name in self.mapping else FIELDS[name].label


def propose(table: Table) -> dict[str, int]:
    """Which column holds which field, by the headings; a name in two columns below one heading is in both."""
    headings = headings_of_rows(table.rows, table.header, table.depth, table.encoding)
    mapping = proposed(headings)
    at = mapping.get("name")
    if at is not None and "given_name" not in mapping and at + 1 < len(headings) and not any(headings[at + 1]):
        rows = [row for row in table.rows[table.header + 1 :] if at + 1 < len(row) and not is_empty(row[at])]
        beside = [row[at + 1] for row in rows if isinstance(row[at + 1], str) and row[at + 1].strip()]
        if rows and len(beside) * 5 >= len(rows) * 4 and all(len(text.split()) == 1 for text in beside):
            mapping["family_names"], mapping["given_name"] = mapping.pop("name"), at + 1
    return mapping


_AS_OF = re.compile(r"(?:tính )?đến(?: hết)? ngày\s+(.{8,40})", re.IGNORECASE)


def day_of(table: Table) -> date | None:
    """The day as of which the register stands, where a line above the header says so."""
    for row in table.rows[: table.header]:
        for typed in row:
            if isinstance(typed, str) and (as_of := _AS_OF.search(squeeze(convert(typed, table.encoding)))):
                day, _doubt, _refused = read_day(re.split(r"[)\];,]", as_of[1])[0], latest=date(2100, 1, 1))
                if day:
                    return day
    return None


def understand(
    table: Table,
    *,
    on: date,
    limits: RegisterLimits,
    mapping: Mapping[str, int] | None = None,
    repairs: Mapping[int, Mapping[str, str]] | None = None,
    only: str = "",
) -> Understood:
    """What the table says as of that day; ``repairs`` gives other texts for fields of rows, by the sheet's numbers.

    ``only`` names the organisation when the file has no column for it.
    """
    columns = dict(mapping if mapping is not None else propose(table))
    told = Understood(columns, headers_of(table), on, [], [], [], _notes(table))
    reading = RowReading(on, limits, _decoder(table.encoding), table.from_1904)
    headings = Headings(organisation=only)
    above: dict[str, Any] = {}
    hidden = set(table.hidden)
    once = {name for name in ONCE if name in columns and _written_once(table, columns[name])}
    typed_rows: list[tuple[int, dict[str, Any]]] = []
    for index in range(table.header + 1, len(table.rows)):
        cells, number = table.rows[index], table.number(index)
        typed = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        typed.update((repairs or {}).get(number, {}))
        if not _is_member(cells, typed, columns):
            _hear(cells, headings, above, reading.decode)
            if any(not is_empty(cell) for cell in cells):
                told.skipped.append(number)
            continue
        filled = _like_above(typed, above, once)
        typed_rows.append((number, dict(typed)))
        row, doubts = read_row(number, typed, reading, headings)
        doubts += [(name, f"Để trống; lấy theo dòng trên: {shown(typed[name])}.", False) for name in filled]
        if index in hidden:
            doubts.append(("name" if "name" in columns else "given_name", "Dòng đang ẩn trong bảng tính.", False))
        told.rows.append(row)
        for name, reason, refused in doubts:
            told.findings.append(
                RowFinding(number, name, told.column(name), shown(typed.get(name, "")), reason, refused)
            )
    told.findings += [*_swapped(told, typed_rows), *_converted(told, table, typed_rows)]
    told.findings += [*_twice(told), *_contradicting(told)]
    told.findings.sort(key=lambda finding: (finding.row, finding.field))
    return told


def _notes(table: Table) -> list[str]:
    """What must be said of the file as a whole."""
    notes = [f"Đã đọc tiếp trang “{name}”; các dòng của trang này đánh số từ {first}." for name, first in table.sheets]
    if table.repaired:
        notes.append("Chữ trong tệp bị hỏng do lưu sai bảng mã; đã khôi phục, hãy xem lại họ tên.")
    if table.others:
        named = ", ".join(f"“{name}”" for name in table.others)
        notes.append(f"Chưa đọc các trang sau, trông cũng như danh sách đảng viên: {named}.")
    return notes


def _written_once(table: Table, column: int) -> bool:
    """Whether a column says something now and then only: once for the rows that follow."""
    cells = [row[column] if column < len(row) else "" for row in table.rows[table.header + 1 :]]
    filled = sum(not is_empty(cell) for cell in cells)
    return len(cells) >= FEWEST_ROWS and 0 < filled * 2 <= len(cells) and not is_empty(cells[0])


def _like_above(typed: dict[str, Any], above: dict[str, Any], once: set[str]) -> list[str]:
    """The row with what it only points at written out; answers the fields that were empty and are as above now."""
    filled = []
    organisation = typed.get("organisation")
    if not is_empty(organisation) and (
        "organisation" in once or organisation != above.get("organisation", organisation)
    ):
        above.pop("cell", None)  # of another organisation
    for name in LIKE_ABOVE:
        if name not in typed:
            continue
        if is_ditto(typed[name]) and name in above:
            typed[name] = above[name]
        elif is_empty(typed[name]) and name in once and name in above:
            typed[name] = above[name]
            filled.append(name)
        elif not is_empty(typed[name]) and not trouble_of(typed[name]):
            above[name] = typed[name]
    return filled


def _hear(cells: list[Any], headings: Headings, above: dict[str, Any], decode: Callable[[str], str]) -> None:
    """A row between the members: a unit begins, or the part of those who have left."""
    unit, level = heading_in(cells, decode)
    if unit:
        headings.hear(unit, level)
        above.clear()
        return
    words = " ".join(decode(cell) for cell in cells if isinstance(cell, str))
    if left_by_note(words):
        headings.left = True


_ODD = re.compile("[¡-¿×÷ÄÅÆÇËÎÏÐÑÖØÛÜÞßäåæçëîïðñöøûüþÿ]")  # Western letters that no Vietnamese word has in Unicode


def _decoder(encoding: Encoding) -> Callable[[str], str]:
    """Texts in Unicode, on one line, with tone marks where the house writes them; each text is worked out once."""

    @lru_cache(maxsize=65536)
    def decode(text: str) -> str:
        kind = encoding
        if kind == "unicode" and _ODD.search(text):
            kind = recognise([text])
        return squeeze(respell(convert(text, kind)))

    return decode


def _is_member(cells: list[Any], typed: Mapping[str, Any], columns: Mapping[str, int]) -> bool:
    """Whether the row speaks of one person: not empty, no total, no heading, no signature, no header said again."""
    filled = [name for name, value in typed.items() if not is_empty(value) and name != "number"]
    days = ("born_on", "born_male", "born_female", "born_year", "admitted_on", "card_number")
    if len(filled) > 2 and any(_has_digit(typed.get(name)) for name in days):
        return True
    if not filled or (len(filled) <= 2 and is_empty(typed.get("number"))):
        return False
    if len(filled) <= 2 and heading_in(cells, squeeze)[0]:
        return False
    spoken = fold(" ".join(cell for cell in cells if isinstance(cell, str)))
    if re.match(r"(?:\W|\d)*(tong (?:so|cong)|cong|tong)\b", spoken) or (len(filled) <= 2 and left_by_note(spoken)):
        return False
    return sum(1 for name in columns if field_of(str(typed.get(name, ""))) == name) < 3


def _has_digit(typed: Any) -> bool:
    return isinstance(typed, dict | int | float) or any(sign.isdigit() for sign in str(typed or ""))


# -- what the whole column gives away ---------------------------------------------------------------------------------


def _swapped(told: Understood, typed_rows: list[tuple[int, dict[str, Any]]]) -> list[RowFinding]:
    """Days whose day and month may have changed places, by what the column shows."""
    return [
        RowFinding(number, name, told.column(name), shown(typed.get(name, "")), SWAPPED, False)
        for name in DAYS
        for rows in [set(swapped((number, typed.get(name, "")) for number, typed in typed_rows))]
        for number, typed in typed_rows
        if number in rows
    ]


def _converted(told: Understood, table: Table, typed_rows: list[tuple[int, dict[str, Any]]]) -> list[RowFinding]:
    """Names that were taken for an older encoding by themselves, where other names of the file are in none that is known."""
    if table.encoding != "unicode" or sum(STRANGE in finding.reason for finding in told.findings) < 2:
        return []
    reason = "Họ và tên gõ theo bảng mã không rõ; hãy xem lại."
    doubted = {finding.row for finding in told.findings}
    return [
        RowFinding(number, "name", told.column("name"), shown(typed["name"]), reason, False)
        for number, typed in typed_rows
        if number not in doubted and isinstance(typed.get("name"), str) and _ODD.search(typed["name"])
    ]


def _contradicting(told: Understood) -> list[RowFinding]:
    """Identity numbers that say another sex or year of birth than the row, where those of the file else agree.

    The fourth digit says the sex and the century, the two that follow the year (Thông tư 59/2021/TT-BCA, điều 7).
    """
    checked = []
    for row in told.rows:
        number = row.identity_number
        if len(number) == 12 and number.isdigit() and row.born_on:
            year = 1900 + 100 * (int(number[3]) // 2) + int(number[4:6])
            right = year == row.born_on.year and row.sex in {"", "MF"[int(number[3]) % 2]}
            checked.append((row, right))
    if sum(right for _row, right in checked) * 10 < len(checked) * 8:
        return []
    reason = "Số căn cước nói khác về giới tính hoặc năm sinh; hãy xem lại."
    return [_finding(told, row, "identity_number", reason, False) for row, right in checked if not right]


# -- the same person twice --------------------------------------------------------------------------------------------


def _twice(told: Understood) -> list[RowFinding]:
    """Rows of one file that speak of one person, or share a number that only one person can have."""
    findings: list[RowFinding] = []
    refused: set[int] = set()
    people: dict[tuple[str, date | None], list[MemberRow]] = {}
    for row in told.rows:
        if row.name:
            people.setdefault(row.same_person, []).append(row)
    for rows in people.values():
        for at, row in enumerate(rows[1:], 1):
            for first in rows[:at]:
                if why := _why_same(first, row):
                    refused.add(row.row)
                    findings.append(_finding(told, row, "name", f"Trùng với dòng {first.row}: cùng {why}.", True))
                    break
                if not (first.identity_number and row.identity_number):
                    findings.append(
                        _finding(
                            told,
                            row,
                            "name",
                            f"Có thể là cùng một người với dòng {first.row}: cùng họ tên, ngày sinh.",
                            False,
                        )
                    )
                    break
    for name, label in (("card_number", "số thẻ đảng viên"), ("identity_number", "số căn cước")):
        owners: dict[str, list[MemberRow]] = {}
        for row in told.rows:
            if (key := getattr(row, name)) and row.row not in refused:
                owners.setdefault(key, []).append(row)
        for rows in owners.values():
            for row in rows if len(rows) > 1 else ():
                others = ", ".join(str(other.row) for other in rows if other is not row)
                findings.append(
                    _finding(
                        told, row, name, f"Trùng {label} với dòng {others} nhưng không cùng họ tên, ngày sinh.", False
                    )
                )
    return findings


def _why_same(first: MemberRow, other: MemberRow) -> str:
    """What makes two rows of one name and birthday the same person; nothing when they may be two people."""
    if first.card_number and first.card_number == other.card_number:
        return "họ tên, ngày sinh và số thẻ đảng viên"
    if first.identity_number and first.identity_number == other.identity_number:
        return "họ tên, ngày sinh và số căn cước"
    numbered = bool(first.identity_number and other.identity_number) or bool(first.card_number and other.card_number)
    if not numbered and first.place == other.place and first.name == other.name:
        return "họ tên, ngày sinh và chi bộ"
    return ""


def _finding(told: Understood, row: MemberRow, name: str, reason: str, refused: bool) -> RowFinding:
    return RowFinding(row.row, name, told.column(name), shown(getattr(row, name)), reason, refused)


def held_back(findings: Iterable[RowFinding], accepted: Iterable[int] = ()) -> set[int]:
    """The rows that are not taken in: refused ones, and doubtful ones that nobody accepted."""
    taken = set(accepted)
    return {one.row for one in findings if one.refused or one.row not in taken}


__all__ = [
    "FIELDS",
    "PERSON_FIELDS",
    "MemberRow",
    "RowFinding",
    "Table",
    "Understood",
    "day_of",
    "headers_of",
    "held_back",
    "propose",
    "read_day",
    "read_digits",
    "read_table",
    "shown",
    "understand",
]  # fmt: skip

"""Where a row belongs: its own columns, the headings that step down between the rows, or the rows above."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from giaoban.areas.members.register_values import key
from giaoban.core.unit_names import unit_name

_NUMBERED = re.compile(r"^(?:([IVX]{1,5})|(\d{1,3})|([A-Da-d])) ?[.)/\-:]? ?(?=\S)")
_COUNTED = re.compile(
    r" ?[(:–,-]? ?(?:gồm |có |tổng số )?:? ?\d{1,6} ?(?:đảng viên|đ/c|đồng chí|người|đv)\.? ?\)?$", re.IGNORECASE
)
_UNITS = ("dang bo", "dang uy", "chi bo")


@dataclass
class Headings:
    """What the headings above a row say so far: the organisation, the cell, whether those below have left."""

    organisation: str = ""
    cell: str = ""
    left: bool = False

    def hear(self, heading: str, level: str) -> None:
        """The heading is taken in: an organisation begins anew, a cell stands below it; ``level`` is its number."""
        heading_key = key(heading)
        if (
            heading_key.startswith(("dang bo", "dang uy"))
            or level == "I"
            or heading_key.startswith("chi bo co so")
            or not key(self.organisation).startswith("dang bo")
        ):
            self.organisation, self.cell = unit_name(heading), ""
        else:
            self.cell = unit_name(heading)
        self.left = False


def heading_in(cells: list[Any], decode: Callable[[str], str]) -> tuple[str, str]:
    """The unit that a row between the members names, and how it is numbered (``I``, ``1``, ``a`` or nothing)."""
    level = ""
    for cell in cells:
        if isinstance(cell, int | float):
            level = level or "1"
            continue
        if not isinstance(cell, str) or not cell.strip():
            continue
        text = decode(cell)
        if re.fullmatch(r"[IVX]{1,5}[.)]?", text):
            level = "I"
            continue
        if re.fullmatch(r"\d{1,3}[.)]?", text):
            level = "1"
            continue
        numbered = _NUMBERED.match(text)
        if numbered and key(text[numbered.end() :]).startswith(_UNITS):
            level = "I" if numbered[1] else "1" if numbered[2] else "a"
            text = text[numbered.end() :]
        if key(text).startswith(tuple(f"{unit} " for unit in _UNITS)):
            return _COUNTED.sub("", text), level
    return "", ""


def place_of(organisation: str, cell: str, headings: Headings) -> tuple[str, str]:
    """The organisation and the cell of a row with these words in its columns, below these headings."""
    organisation, cell = unit_name(organisation), unit_name(cell)
    if not organisation and not cell:
        organisation, cell = headings.organisation, headings.cell
    elif not organisation:
        below = key(headings.organisation).startswith("dang bo")
        organisation = headings.organisation if below else cell
    elif not cell and key(organisation).startswith("dang bo"):
        cell = headings.cell or ("" if key(headings.organisation).startswith("dang bo") else headings.organisation)
    if not cell and not key(organisation).startswith("dang bo"):
        cell = organisation
    return organisation, cell


def doubt_of_place(organisation: str, cell: str) -> tuple[str, str] | None:
    """Why a row cannot be placed: the field and the reason; None where it can."""
    if not organisation:
        return "organisation", "Thiếu tổ chức cơ sở đảng."
    if not cell:
        return "cell", f"Thiếu chi bộ của đảng viên trong {organisation}."
    if key(organisation).startswith("chi bo") and key(cell) != key(organisation):
        return "cell", f"{organisation} là chi bộ cơ sở nên không có chi bộ trực thuộc “{cell}”."
    return None

"""What a workbook shows of a cell beside its value: errors, formulas never worked out, what is struck out, raised or hidden.

The reader of values answers an empty cell for an error, puts a raised footnote mark behind the number and keeps what was
struck out. Here the sheets of an .xlsx are gone through once more for just that. Source: ECMA-376, part 1, 18.3 and 18.8.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from giaoban.core.zips import BROKEN

STRUCK = "số đã bị gạch ngang"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_LINK = re.compile(r"\{[^}]*\}id$")
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_PARSER = {"resolve_entities": False, "no_network": True, "huge_tree": False}

Place = tuple[int, int]
"""Row and column of a cell in its sheet, from 0."""


@dataclass
class Nature:
    """One sheet: texts that stand in a cell instead of its value, reasons why a value is not taken, what is hidden."""

    instead: dict[Place, str] = field(default_factory=dict)
    unsure: dict[Place, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    part: str = ""  # of the zip
    area: int = 0  # cells from the first place to the last that holds anything, a blank too


@dataclass(frozen=True)
class Natures:
    """Every sheet by its name, and whether the workbook counts its days from 1904."""

    sheets: dict[str, Nature]
    from_1904: bool


def natures_of(data: bytes) -> Natures:
    """The natures of that .xlsx; ValueError where its parts cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return _natures(packed)
    except (*BROKEN, KeyError, etree.XMLSyntaxError) as error:
        raise ValueError(str(error)) from None


def without_blank_cells(data: bytes, parts: set[str]) -> bytes:
    """The same .xlsx whose named parts have no cell that only holds white space: one far away blows a sheet up."""
    lean = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(lean, "w", zipfile.ZIP_DEFLATED) as written:
        names = {name.lower(): name for name in packed.namelist()}
        blank = {str(at) for at, text in _strings(packed, names) if not "".join(text.itertext()).strip()}
        for entry in packed.infolist():
            content = packed.read(entry)
            if entry.filename in parts:
                root = etree.fromstring(content, etree.XMLParser(**_PARSER))
                for cell in list(_named(root.iter(), "c")):
                    words = "".join(cell.itertext()).strip()
                    if not words or (cell.get("t") == "s" and words in blank):
                        cell.getparent().remove(cell)
                for size in list(_named(root.iter(), "dimension")):
                    root.remove(size)
                content = etree.tostring(root)
            written.writestr(entry, content)
    return lean.getvalue()


def _natures(packed: zipfile.ZipFile) -> Natures:
    names = {name.lower(): name for name in packed.namelist()}
    book = etree.fromstring(packed.read(names["xl/workbook.xml"]), etree.XMLParser(**_PARSER))
    targets = {}
    if "xl/_rels/workbook.xml.rels" in names:
        links = etree.fromstring(packed.read(names["xl/_rels/workbook.xml.rels"]), etree.XMLParser(**_PARSER))
        targets = {link.get("Id"): link.get("Target", "") for link in links}
    changed = _changed_strings(packed, names)
    struck = _struck_styles(packed, names)
    sheets = {}
    for sheet in _named(book.iter(), "sheet"):
        link = next((value for key, value in sheet.attrib.items() if _LINK.search(key)), "")
        target = targets.get(link, "").replace("\\", "/")
        part = names.get(target.lstrip("/").lower()) or names.get(f"xl/{target}".lower())
        if part:
            sheets[sheet.get("name", "")] = _nature(packed, part, changed, struck)
    days = next((properties.get("date1904", "0") for properties in _named(book.iter(), "workbookPr")), "0")
    return Natures(sheets, days in {"1", "true"})


def _named(elements: Iterator[etree._Element], name: str) -> Iterator[etree._Element]:
    return (element for element in elements if element.tag in {_MAIN + name, _STRICT + name})


def _on(element: etree._Element | None) -> bool:
    """Whether a property such as ``<strike/>`` is there and not switched off."""
    return element is not None and element.get("val", "1") not in {"0", "false", "none"}


def _first(element: etree._Element, *way: str) -> etree._Element | None:
    for name in way:
        below = next((child for child in element if child.tag in {_MAIN + name, _STRICT + name}), None)
        if below is None:
            return None
        element = below
    return element


def _left_of(text: etree._Element) -> str | None:
    """The text of runs without what is struck out or raised; None where no run is."""
    runs = list(_named(iter(text), "r"))
    kept = []
    for run in runs:
        raised = _first(run, "rPr", "vertAlign")
        if _on(_first(run, "rPr", "strike")) or (raised is not None and raised.get("val") == "superscript"):
            continue
        kept.append(run)
    if len(kept) == len(runs):
        return None
    return "".join(words.text or "" for run in kept for words in _named(iter(run), "t"))


def _strings(packed: zipfile.ZipFile, names: dict[str, str]) -> Iterator[tuple[int, etree._Element]]:
    """The texts that cells name by number, one after the other."""
    part = names.get("xl/sharedstrings.xml")
    if part is None:
        return
    with packed.open(part) as stream:
        for at, (_event, text) in enumerate(etree.iterparse(stream, tag=[_MAIN + "si", _STRICT + "si"], **_PARSER)):
            yield at, text
            text.clear()


def _changed_strings(packed: zipfile.ZipFile, names: dict[str, str]) -> dict[int, str]:
    part = names.get("xl/sharedstrings.xml")
    if part is None or not re.search(rb"strike|vertAlign", packed.read(part)):
        return {}
    return {at: left for at, text in _strings(packed, names) if (left := _left_of(text)) is not None}


def _struck_styles(packed: zipfile.ZipFile, names: dict[str, str]) -> set[str]:
    part = names.get("xl/styles.xml")
    if part is None:
        return set()
    root = etree.fromstring(packed.read(part), etree.XMLParser(**_PARSER))
    fonts, formats = _first(root, "fonts"), _first(root, "cellXfs")
    struck = {str(at) for at, font in enumerate(fonts if fonts is not None else ()) if _on(_first(font, "strike"))}
    return {str(at) for at, style in enumerate(formats if formats is not None else ()) if style.get("fontId") in struck}


def _nature(packed: zipfile.ZipFile, part: str, changed: dict[int, str], struck: set[str]) -> Nature:
    content = packed.read(part)
    nature = Nature(part=part, area=_area(content))
    if not (changed or struck or _ODD.search(content)):
        return nature
    tags = [space + name for space in (_MAIN, _STRICT) for name in ("row", "col")]
    number = -1
    with io.BytesIO(content) as stream:
        for _event, element in etree.iterparse(stream, tag=tags, **_PARSER):
            hidden = element.get("hidden") in {"1", "true"}
            if element.tag.endswith("}col"):
                if hidden:
                    begin, end = int(element.get("min", 1)), int(element.get("max", 1))
                    nature.hidden_columns |= set(range(begin - 1, min(end, begin + 500)))
                continue
            number = int(element.get("r", number + 2)) - 1
            if hidden:
                nature.hidden_rows.add(number)
            for cell in element:
                _look(cell, nature, changed, struck)
            element.clear()
    return nature


_ODD = re.compile(rb"""hidden=["'](?:1|true)|\st=["']e["']|<(?:\w+:)?strike|vertAlign|<(?:\w+:)?f[\s/>]""")
"""What makes a sheet worth going through cell by cell: most have nothing of it."""
_ADDRESSES = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["']""")


def _area(content: bytes) -> int:
    """Cells between the first and the last place that a sheet names."""
    addresses = _ADDRESSES.findall(content)
    if not addresses:
        return 0
    columns = [_column(letters.decode()) for letters in {letters for letters, _row in addresses}]
    rows = [int(row) for _letters, row in addresses]
    return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)


def _place_of(cell: etree._Element) -> Place | None:
    found = _ADDRESS.fullmatch(cell.get("r", ""))
    return (int(found[2]) - 1, _column(found[1])) if found else None


def _look(cell: etree._Element, nature: Nature, changed: dict[int, str], struck: set[str]) -> None:
    """One cell of the sheet, where there is anything to say of it."""
    kind, style = cell.get("t"), cell.get("s")
    plain = kind is None or (kind == "s" and not changed)
    if not len(cell) or (plain and style not in struck and not cell[0].tag.endswith("}f")):
        return
    value, formula, inline = _first(cell, "v"), _first(cell, "f"), _first(cell, "is")
    typed = value.text if value is not None else None
    instead = None
    if kind == "e":
        instead = typed or "#LỖI"
    elif formula is not None and not typed and inline is None:
        instead = f"={formula.text or '…'}"
    elif kind == "s" and typed and typed.isdecimal():
        instead = changed.get(int(typed))
    elif kind == "inlineStr" and inline is not None:
        instead = _left_of(inline)
    struck_out = style in struck and bool(typed)
    if (instead is None and not struck_out) or (place := _place_of(cell)) is None:
        return
    if instead is not None:
        nature.instead[place] = instead
    if struck_out:
        nature.unsure[place] = STRUCK


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1

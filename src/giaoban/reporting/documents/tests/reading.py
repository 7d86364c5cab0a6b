"""Reading the files back, so that tests see what a person opening them sees."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pikepdf
from docx import Document
from lxml import etree  # type: ignore[import-untyped]
from openpyxl import load_workbook  # type: ignore[import-untyped]

from giaoban.core.words.docx import text_of


def docx_text(content: bytes) -> str:
    """Paragraphs and cells in the order of the document, one a line."""
    body = Document(io.BytesIO(content)).element.body
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return "\n".join(
        "".join(text.text or "" for text in paragraph.iter(f"{name}t")) for paragraph in body.iter(f"{name}p")
    )


def docx_rows(content: bytes, table: int) -> list[list[str]]:
    """The cells of a table, with what stands in content controls."""
    rows = Document(io.BytesIO(content)).tables[table].rows
    return [[text_of(cell._tc) for cell in row.cells] for row in rows]


def assert_well_formed(content: bytes) -> None:
    """Every part of the Office file is there once, uncorrupted, and where XML well-formed."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert parts.testzip() is None
        assert len(set(parts.namelist())) == len(parts.namelist())
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(parts.read(name))


def xlsx_rows(content: bytes, sheet: str) -> list[list[object]]:
    return [list(row) for row in load_workbook(io.BytesIO(content))[sheet].iter_rows(values_only=True)]


def pdf_text(content: bytes) -> str:
    """All text of the PDF as it would be copied, spaces and line ends folded into single spaces."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return squeezed("".join(_page_text(page) for page in pdf.pages))


def squeezed(text: str) -> str:
    return " ".join(text.replace("\u200b", "").split())


def letters(text: str) -> str:
    """Only what is printed: no spaces, since a line end stands for one in a PDF."""
    return re.sub(r"[\s\u200b]+", "", text)


def pdf_pages(content: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in millimetres."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        boxes = [[float(edge) for edge in page.mediabox] for page in pdf.pages]
    return [
        (round((right - left) * 25.4 / 72), round((top - bottom) * 25.4 / 72)) for left, bottom, right, top in boxes
    ]


def pdf_fonts(content: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return {
            str(font.BaseFont).partition("+")[2]
            for page in pdf.pages
            for font in page.resources.get("/Font", {}).values()
        }


def poppler_text(path: Path) -> str | None:
    """The text as poppler reads it, None where poppler is not installed."""
    if shutil.which("pdftotext") is None:
        return None
    return subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True).stdout.decode()


def _page_text(page: pikepdf.Page) -> str:
    maps = {name: _letters_of(font) for name, font in page.resources.get("/Font", {}).items()}
    shown: list[str] = []
    current: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operands = instruction.operands
        match str(instruction.operator):
            case "Tf":
                current = maps[str(operands[0])]
            case "Tj":
                shown.append(_decoded(bytes(operands[0]), current))
            case "TJ":
                shown += [_decoded(bytes(part), current) for part in operands[0] if isinstance(part, pikepdf.String)]
            case "ET":
                shown.append(" ")
    return "".join(shown)


def _decoded(codes: bytes, of: dict[int, str]) -> str:
    return "".join(of.get(codes[at] << 8 | codes[at + 1], "\ufffd") for at in range(0, len(codes), 2))


def _letters_of(font: pikepdf.Object) -> dict[int, str]:
    """The font's own table from glyph to letters; one that is not in it (the box for a missing letter) reads as U+FFFD."""
    table = font.ToUnicode.read_bytes().decode("ascii")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            start = int.from_bytes(bytes.fromhex(text))
            for code in range(int(first, 16), int(last, 16) + 1):
                found[code] = chr(start + code - int(first, 16))
    return found

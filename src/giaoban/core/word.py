"""A Word document as plain paragraphs and the pictures between them, in their order; how it looked is left out.

A part is ``{"html": …}``, ``{"picture": base64, "name": …}``, or ``{"lost": name}`` for a picture that is not in the file.
"""

from __future__ import annotations

import base64
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from html import escape
from typing import Any

from lxml import etree

from giaoban.core.workbook import DAMAGED, Unreadable
from giaoban.core.zips import BROKEN

Part = dict[str, str]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
VML = "{urn:schemas-microsoft-com:vml}imagedata"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
CELLS = " | "


def read(data: bytes) -> list[Part]:
    """The parts of the document; Unreadable when it cannot be read to its end."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return list(_Document(package).parts())
    except (*BROKEN, KeyError, etree.XMLSyntaxError, ValueError):
        raise Unreadable(DAMAGED) from None


class _Document:
    def __init__(self, package: zipfile.ZipFile) -> None:
        self.package = package
        self.names = set(package.namelist())
        self.body = self._xml("word/document.xml").find(f"{W}body")
        for older in list(self.body.iter(FALLBACK)):  # the same again, for older programs
            older.getparent().remove(older)
        self.targets = {
            relation.get("Id"): (relation.get("Target", ""), relation.get("TargetMode") == "External")
            for relation in self._xml("word/_rels/document.xml.rels", or_nothing=True)
        }
        self.headings = dict(self._headings())
        self.numbered = dict(self._numbered())

    def parts(self) -> Iterator[Part]:
        for block in self.body:
            if block.tag == f"{W}p":
                yield from self._paragraph(block)
            elif block.tag == f"{W}tbl":
                yield from self._table(block)

    def _paragraph(self, paragraph: Any) -> Iterator[Part]:
        tag, around = self._kind(paragraph)
        text = ""
        for run in paragraph.iter(f"{W}r"):
            text += _text_of(run)
            for picture in run.iter(BLIP, VML):
                if text.strip():
                    yield {"html": around % f"<{tag}>{text.strip()}</{tag}>"}
                text = ""
                yield self._picture(picture)
        if text.strip():
            yield {"html": around % f"<{tag}>{text.strip()}</{tag}>"}

    def _table(self, table: Any) -> Iterator[Part]:
        for row in table.iter(f"{W}tr"):
            cells = []
            for cell in row.iter(f"{W}tc"):
                told = [part for paragraph in cell.iter(f"{W}p") for part in self._paragraph(paragraph)]
                yield from (part for part in told if "html" not in part)
                cells.append(
                    " ".join(re.sub(r"</?(p|h2|h3|li|ul|ol)>", "", part.get("html", "")) for part in told).strip()
                )
            if any(cells):
                yield {"html": f"<p>{CELLS.join(cells)}</p>"}

    def _kind(self, paragraph: Any) -> tuple[str, str]:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if style is not None and (heading := self.headings.get(style.get(f"{W}val"))):
            return heading, "%s"
        number = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
        if number is not None and number.get(f"{W}val") != "0":
            kept_as = "ol" if self.numbered.get(number.get(f"{W}val")) else "ul"
            return "li", f"<{kept_as}>%s</{kept_as}>"
        return "p", "%s"

    def _picture(self, picture: Any) -> Part:
        target, outside = self.targets.get(
            picture.get(f"{R}embed") or picture.get(f"{R}id") or picture.get(f"{R}link"), ("", True)
        )
        name = posixpath.basename(target.replace("\\", "/"))
        inside = posixpath.normpath(posixpath.join("word", target)).lstrip("/")
        if target.startswith("/"):
            inside = target.lstrip("/")
        if outside or inside not in self.names:
            return {"lost": name}
        return {"picture": base64.b64encode(self.package.read(inside)).decode(), "name": name}

    def _headings(self) -> Iterator[tuple[str, str]]:
        for style in self._xml("word/styles.xml", or_nothing=True).iter(f"{W}style"):
            name = style.find(f"{W}name")
            style_name = (name.get(f"{W}val", "") if name is not None else "").lower()
            if style_name in {"title", "heading 1", "heading 2"}:
                yield style.get(f"{W}styleId"), "h2"
            elif style_name.startswith("heading "):
                yield style.get(f"{W}styleId"), "h3"

    def _numbered(self) -> Iterator[tuple[str, bool]]:
        numbering = self._xml("word/numbering.xml", or_nothing=True)
        formats = {
            definition.get(f"{W}abstractNumId"): definition.find(f"{W}lvl/{W}numFmt")
            for definition in numbering.iter(f"{W}abstractNum")
        }
        for number in numbering.iter(f"{W}num"):
            abstract = number.find(f"{W}abstractNumId")
            form = formats.get(abstract.get(f"{W}val")) if abstract is not None else None
            yield number.get(f"{W}numId"), form is not None and form.get(f"{W}val") != "bullet"

    def _xml(self, name: str, *, or_nothing: bool = False) -> Any:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        if or_nothing and name not in self.names:
            return etree.Element("nothing")
        return etree.fromstring(self.package.read(name), parser)


def _text_of(run: Any) -> str:
    text = ""
    for node in run:
        if node.tag == f"{W}t":
            text += escape(node.text or "", quote=False)
        elif node.tag in {f"{W}tab", f"{W}br", f"{W}cr"}:
            text += " "
    for tag, mark in (("b", "b"), ("i", "i")):
        told = run.find(f"{W}rPr/{W}{mark}")
        if text.strip() and told is not None and told.get(f"{W}val") not in {"0", "false", "none"}:
            text = f"<{tag}>{text}</{tag}>"
    return text

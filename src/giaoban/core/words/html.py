"""A page of the web: the article itself, apart from menus, lists of other news, counters and the foot of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import html as parser

from giaoban.core.words.blocks import Block, Kind, paragraph, row

_NEVER = {"script", "style", "noscript", "template", "head", "svg", "iframe", "select", "button", "form", "del", "s"}
_AROUND = {"nav", "aside", "footer", "menu"}
_AROUND_NAMES = re.compile(
    r"\b(?:nav|menu|side|sidebar|right|left|foot|footer|top|banner|breadcrumb|related|comment|share|widget|counter|"
    r"statistic|thong-?ke|lien-?quan|tin-?moi|doc-?nhieu)",
    re.IGNORECASE,
)
_BLOCKS = {
    "p",
    "div",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "td",
    "th",
    "blockquote",
    "figcaption",
    "dd",
    "dt",
    "pre",
}
_INSIDE = {*_BLOCKS, "ul", "ol", "dl", "table", "section", "article", "main", "header", "figure", *_AROUND}


def read(text: str) -> list[Block]:
    """The blocks of the page in their order; those around the article are of the kind ``aside``."""
    page = parser.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    main = _article(page)
    blocks: list[Block] = []
    tables: dict[Any, int] = {}
    for element in page.iter():
        if not isinstance(element.tag, str) or any(node.tag in _NEVER for node in (element, *element.iterancestors())):
            continue
        if element.tag == "tr":
            table = next(element.iterancestors("table"), element)
            number = tables.setdefault(table, len(tables) + 1)
            made = row((_text(cell) for cell in element.iterchildren("td", "th")), number)
            blocks.append(made if _is_of(element, main) else paragraph(made.text, kind="aside"))
        elif next(element.iterancestors("tr"), None) is None and element.tag in {*_INSIDE, "body"}:
            kind: Kind = "paragraph" if _is_of(element, main) else "aside"
            heading = element.tag[0] == "h" and element.tag[1:].isdigit()
            blocks += [paragraph(piece, kind=kind, heading=heading) for piece in _own_texts(element)]
    return blocks


def _article(page: Any) -> Any:
    """The element that holds the article: what says that it is one, else the one with most running text."""
    for tag in ("article", "main"):
        marked = page.findall(f".//{tag}")
        if len(marked) == 1:
            return marked[0]
    best, most = page, 0
    for element in page.iter("div", "section", "td", "body"):
        paragraphs = sum(len(_text(node)) for node in element.iterchildren("p", "h1", "h2", "h3", "ul", "ol", "table"))
        if paragraphs > most and not _is_around(element):
            best, most = element, paragraphs
    return best


def _is_around(element: Any) -> bool:
    for node in (element, *element.iterancestors()):
        if node.tag == "body":
            return False
        if node.tag in _AROUND or _AROUND_NAMES.search(f"{node.get('class', '')} {node.get('id', '')}".strip()):
            return True
    return False


def _is_of(element: Any, main: Any) -> bool:
    inside = element is main or any(node is main for node in element.iterancestors())
    if not inside:
        return False
    for node in (element, *element.iterancestors()):
        if node is main:
            return True
        if node.tag in _AROUND:
            return False
    return True


def _own_texts(element: Any) -> Iterator[str]:
    """The texts that stand in the element itself, not in a block inside it."""
    pieces: list[str] = [_spaced(element.text)]
    for child in element:
        if isinstance(child.tag, str) and child.tag in _INSIDE:
            yield "".join(pieces)
            pieces = []
        elif isinstance(child.tag, str) and child.tag not in _NEVER:
            pieces.append("\n" if child.tag == "br" else _text(child))
        pieces.append(_spaced(child.tail))
    yield "".join(pieces)


def _text(element: Any) -> str:
    pieces = [_spaced(element.text)]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _NEVER:
            pieces.append("\n" if child.tag == "br" else _text(child))
        pieces.append(_spaced(child.tail))
    return "".join(pieces)


def _spaced(text: str | None) -> str:
    """The text with the line breaks of the source as the spaces that they are."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")

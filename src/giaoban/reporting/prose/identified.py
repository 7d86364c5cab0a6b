"""Figures of a document that bear their identity: which figure each is, what was printed, what stands there now.

A DOCX bears it in content controls, and in hidden bookmarks around these (``giaoban.reporting.documents.identity``), a page of the portal as ``data-figure``,
inline XBRL as ``gb:figure``, a PDF in its links (``giaoban.reporting.prose.linked``). Reading them needs neither Django nor
the templates, so that it can be done in a confined process.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from lxml import etree

from giaoban.core.text import squeeze
from giaoban.core.words.docx import W, text_of

MARK = "gb"
TO_CHECK = "(*)"
"""Printed behind a figure that is still to be compared."""
BEHIND_HEAD = " – "
"""Behind the head of its column, in the title of a figure of a table."""
_PLACE, _COMPARED = re.compile(r"u\d+"), {"p", "t", "-"}
_BODY = "word/document.xml"
_MARKED = re.compile(r'(?:data-figure|gb:figure)="([^"<>]{1,400})"[^<>]{0,400}>([^<>]{0,200})<')


@dataclass(frozen=True)
class Identity:
    """Which figure it is, what it is called for people, and what was printed."""

    period: str
    code: str
    column: str
    printed: str
    title: str = ""

    def tag(self) -> str:
        """As the content control bears it."""
        return "|".join((MARK, self.period, self.code, self.column, self.printed))

    def organisation(self, whole: str) -> str:
        """Whose figure it is: the whole's by that name, or a unit's; empty where the document does not name it, and where
        it is a figure of another time or a target."""
        if not self.column:
            return whole
        if _PLACE.fullmatch(self.column):
            return self.title.partition(BEHIND_HEAD)[0] if BEHIND_HEAD in self.title else ""
        return "" if self.column in _COMPARED else self.column

    @classmethod
    def of(cls, tag: str, title: str) -> Identity | None:
        """The identity that a tag bears; None when the tag is somebody else's."""
        parts = tag.split("|")
        if len(parts) != 5 or parts[0] != MARK:
            return None
        _, period, code, column, printed = parts
        return cls(period, code, column, printed, title)


ESCAPED = {"_": "_u", "|": "_I", ".": "_p", ",": "_c", "-": "_h", "%": "_r", " ": "_s", "/": "_f"}
"""A bookmark's name has letters, digits and low lines only: every other letter of a tag is written as two."""
_BOOKMARK = re.compile(
    rf"_{MARK}(?P<tag>(?:[A-Za-z0-9]|_[{''.join(escape[1] for escape in ESCAPED.values())}])+?)(?:_n\d+)?"
)
_PLAIN = {escape: letter for letter, escape in ESCAPED.items()}


def bookmark_of(tag: str) -> str:
    """The name of the hidden bookmark that says the same as the tag; a serial behind it (``_n2``) tells equal ones apart."""
    return "_" + "".join(ESCAPED.get(letter, letter) for letter in tag)


def tag_of_bookmark(name: str) -> str:
    """The tag that a bookmark's name says; empty where it is somebody else's."""
    written = _BOOKMARK.fullmatch(name)
    return MARK + re.sub("_.", lambda escape: _PLAIN[escape[0]], written["tag"]) if written else ""


def parse(xml: bytes) -> Any:
    """The tree of a part; nothing outside it is fetched."""
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def identities(content: bytes) -> Iterator[tuple[Identity, str]]:
    """Every figure of the document that bears its identity, with what stands there now.

    LibreOffice before 7.5 keeps a control and loses its tag; there the bookmark around it tells.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        tree = parse(package.read(_BODY))
    controls = list(_in_controls(tree))
    yield from controls
    told = Counter(identity.tag() for identity, _text in controls)
    for identity, text in _in_bookmarks(tree):
        if told[identity.tag()]:
            told[identity.tag()] -= 1
        else:
            yield identity, text


def _in_controls(tree: Any) -> Iterator[tuple[Identity, str]]:
    for control in tree.iter(f"{W}sdt"):
        tag, title = control.find(f"{W}sdtPr/{W}tag"), control.find(f"{W}sdtPr/{W}alias")
        held = control.find(f"{W}sdtContent")
        if tag is None or held is None:
            continue
        identity = Identity.of(tag.get(f"{W}val", ""), title.get(f"{W}val", "") if title is not None else "")
        if identity is not None:
            yield identity, _now(text_of(held))


def _in_bookmarks(tree: Any) -> Iterator[tuple[Identity, str]]:
    """The bookmarks in the order of their beginnings, each with the text up to its end in the same paragraph."""
    for start in tree.iter(f"{W}bookmarkStart"):
        identity = Identity.of(tag_of_bookmark(start.get(f"{W}name", "")), "")
        if identity is not None:
            yield identity, _now("".join(text_of(piece) for piece in _inside(start)))


def _inside(start: Any) -> Iterator[Any]:
    """What stands between the beginning of a bookmark and its end, or the end of the paragraph."""
    for piece in start.itersiblings():
        if piece.tag == f"{W}bookmarkEnd" and piece.get(f"{W}id") == start.get(f"{W}id"):
            return
        yield piece


def _now(text: str) -> str:
    return squeeze(text).replace(TO_CHECK, "").strip()


def page_identities(content: bytes) -> Iterator[tuple[Identity, str]]:
    """Every figure of a page of HTML that bears its identity, with what stands there now."""
    for tag, text in _MARKED.findall(content.decode("utf-8", "replace")):
        identity = Identity.of(unescape(tag), "")
        if identity is not None:
            yield identity, squeeze(unescape(text))

"""What was copied out of an office program, as blocks and pictures without anything that runs or styles. Run it confined, all
of it: what is deeply nested costs the square of its depth; see ``giaoban.core.confined``.
"""

from __future__ import annotations

import re
from collections import Counter
from html import escape
from html.parser import HTMLParser

import nh3

from giaoban.core.text import squeeze
from giaoban.core.word import CELLS, Part
from giaoban.core.workbook import Unreadable

MOST_DEPTH = 200
"""Elements one within the other; a list in a table in a page of Word has about twenty."""
TOO_DEEP = (
    "Nội dung dán có hơn {most} lớp lồng nhau nên không đọc; chưa ghi nhận gì. Hãy dán vào Word, lưu thành tệp .docx rồi"
    " chọn tệp đó."
)
MOST_TEXT = 1_000_000
"""Letters of the whole text; a report of a hundred pages has three hundred thousand."""
TOO_LONG = (
    "Nội dung dán có hơn {most} chữ cái nên không đọc; chưa ghi nhận gì. Hãy dán từng phần, mỗi phần thành một bài."
)
TOO_MANY_PICTURES = (
    "Nội dung dán có hơn {most} hình, nhiều hơn số hình nhận một lần; chưa ghi nhận gì. Hãy dán từng phần của bài."
)
TAGS = {
    "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "b", "strong", "i", "em", "sup", "sub", "ul", "ol", "a", "img",
    "br", "table", "tr", "td", "th",
}  # fmt: skip
_HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}
_MARKS = {"b": "b", "strong": "b", "i": "i", "em": "i", "sup": "sup", "sub": "sub"}
_BLOCKS = {"p", "div", "li", *_HEADINGS}
_DATA = re.compile(r"data:image/([a-z0-9.+-]{1,40});base64,", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)[^<>]*>")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_ENDED_BY_THE_NEXT = {"p", "li", "td", "th", "tr", "dt", "dd", "option"}


def parts(data: bytes, most_pictures: str) -> list[Part]:
    """A part for each block and each picture, in their order; Unreadable with one sentence when the markup is nested deeper
    than `MOST_DEPTH`, holds more text than `MOST_TEXT` or more pictures than that."""
    text = data.decode("utf-8", "replace")
    if is_deep(text):
        raise Unreadable(TOO_DEEP.format(most=MOST_DEPTH))
    kept = nh3.clean(
        text, tags=TAGS, attributes={"img": {"src"}, "a": {"href"}}, link_rel=None,
        url_schemes={"http", "https", "mailto", "data", "file"}, clean_content_tags={"script", "style", "title", "xml"},
    )  # fmt: skip
    reader = _PastedReader(int(most_pictures))
    reader.feed(kept)
    reader.close()
    reader.end_block()
    return reader.parts


class _PastedReader(HTMLParser):
    """Makes parts of cleaned markup: a block each, and a picture where it stood."""

    def __init__(self, most_pictures: int) -> None:
        super().__init__()
        self.parts: list[Part] = []
        self.left, self.pictures, self.most_pictures = MOST_TEXT, 0, most_pictures
        self.text, self.has_words = "", False
        self.tag = "p"
        self.marks: Counter[str] = Counter()  # those that are open, in their order; how often each was begun
        self.link = ""
        self.lists: list[str] = []
        self.cells: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.end_block()
            self.tag = "li" if tag == "li" else _HEADINGS.get(tag, "p")
        elif tag in {"ul", "ol"}:
            self.end_block()
            self.lists.append(tag)
        elif tag in _MARKS:
            mark = _MARKS[tag]
            self.text += "" if self.marks[mark] else f"<{mark}>"
            self.marks[mark] += 1
        elif tag == "a":
            address = dict(attrs).get("href") or ""
            self._end_link()
            self.link = address if address.startswith(("http://", "https://", "mailto:")) else ""
            self.text += f'<a href="{escape(self.link)}">' if self.link else ""
        elif tag == "img":
            self._picture(dict(attrs).get("src") or "")
        elif tag == "tr":
            self.end_block()
            self.cells = []
        elif tag == "br":
            self.text += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_block()
        elif tag in {"ul", "ol"}:
            self.end_block()
            if self.lists:
                self.lists.pop()
        elif tag in _MARKS and self.marks[_MARKS[tag]]:
            mark = _MARKS[tag]
            self.marks[mark] -= 1
            if not self.marks[mark]:
                del self.marks[mark]
                self.text += f"</{mark}>"
        elif tag == "a":
            self._end_link()
        elif tag in {"td", "th"} and self.cells is not None:
            self.cells.append(squeeze(self.text))
            self.text = ""
        elif tag == "tr" and self.cells is not None:
            cells, self.cells = self.cells, None
            self.tag, self.text = "p", CELLS.join(cells) if any(cells) else ""
            self.end_block()

    def handle_data(self, data: str) -> None:
        self.left -= len(data)
        if self.left < 0:
            raise Unreadable(TOO_LONG.format(most=f"{MOST_TEXT:,}".replace(",", ".")))
        self.text += escape(data, quote=False)
        self.has_words = self.has_words or not data.isspace()

    def _end_link(self) -> None:
        self.text += "</a>" if self.link else ""
        self.link = ""

    def _picture(self, source: str) -> None:
        self.pictures += 1
        if self.pictures > self.most_pictures:
            raise Unreadable(TOO_MANY_PICTURES.format(most=self.most_pictures))
        self.end_block(goes_on=True)
        if picture := _DATA.match(source):
            ending = {"jpeg": "jpg", "svg+xml": "svg"}.get(picture[1].lower(), picture[1].lower())
            self.parts.append({"picture": source[picture.end() :], "name": f"anh.{ending}"})
        else:
            self.parts.append({"lost": re.split(r"[/\\]", source.partition("?")[0])[-1][:80]})

    def end_block(self, *, goes_on: bool = False) -> None:
        """What was read of the block is a part; marks that are open end with it, and begin anew when it goes on."""
        if self.cells is not None:  # a paragraph in a cell is words of the cell
            self.text += " "
            return
        still = "".join(f"</{mark}>" for mark in reversed(self.marks)) + ("</a>" if self.link else "")
        self.link = ""
        if self.has_words:
            around = self.lists[-1] if self.tag == "li" and self.lists else "ul" if self.tag == "li" else ""
            block = f"<{self.tag}>{squeeze(self.text + still)}</{self.tag}>"
            self.parts.append({"html": f"<{around}>{block}</{around}>" if around else block})
        self.text, self.has_words = "".join(f"<{mark}>" for mark in self.marks) if goes_on else "", False
        if not goes_on:
            self.tag = "p"
            self.marks.clear()


def is_deep(text: str) -> bool:
    """Whether elements lie within one another deeper than `MOST_DEPTH`, read from the tags alone."""
    above: list[str] = []
    for closes, written in _TAG.findall(text):
        tag = written.lower()
        if closes:
            if tag in above:
                while above.pop() != tag:
                    pass
        elif tag not in _VOID and not (tag in _ENDED_BY_THE_NEXT and above and above[-1] == tag):
            above.append(tag)
            if len(above) > MOST_DEPTH:
                return True
    return False

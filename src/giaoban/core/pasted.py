"""What was copied out of an office program, as markup without anything that runs or styles. Run it confined: what is deeply
nested costs the square of its depth, so that it is refused before it is parsed; see ``giaoban.core.confined``.
"""

from __future__ import annotations

import re

import nh3

from giaoban.core.workbook import Unreadable

MOST_DEPTH = 200
"""Elements one within the other; a list in a table in a page of Word has about twenty."""
TOO_DEEP = (
    "Nội dung dán có hơn {most} lớp lồng nhau nên không đọc; chưa ghi nhận gì. Hãy dán vào Word, lưu thành tệp .docx rồi"
    " chọn tệp đó."
)
TAGS = {
    "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "b", "strong", "i", "em", "sup", "sub", "ul", "ol", "a", "img",
    "br", "table", "tr", "td", "th",
}  # fmt: skip
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)[^<>]*>")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_ENDED_BY_THE_NEXT = {"p", "li", "td", "th", "tr", "dt", "dd", "option"}


def clean(data: bytes) -> dict[str, str]:
    """The markup with the tags of `TAGS` alone; Unreadable with one sentence when it is nested deeper than `MOST_DEPTH`."""
    text = data.decode("utf-8", "replace")
    if is_deep(text):
        raise Unreadable(TOO_DEEP.format(most=MOST_DEPTH))
    kept = nh3.clean(
        text, tags=TAGS, attributes={"img": {"src"}, "a": {"href"}}, link_rel=None,
        url_schemes={"http", "https", "mailto", "data", "file"}, clean_content_tags={"script", "style", "title", "xml"},
    )  # fmt: skip
    return {"html": kept}


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

"""What happens to an office's template in the process that is confined (``giaoban.core.confined``): looked at, filled."""

from __future__ import annotations

import base64
import codecs
import html
import io
import re
import signal
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, TypeVar

import jinja2.constants
import jinja2.debug
from docx.opc.exceptions import PackageNotFoundError
from jinja2 import TemplateSyntaxError
from lxml import etree

from giaoban.core import attachments
from giaoban.core.workbook import Unreadable
from giaoban.core.zips import BROKEN
from giaoban.reporting.documents.own import faults, tags
from giaoban.reporting.documents.own.faults import TemplateFault, TooLong
from giaoban.reporting.documents.own.packet import unpacked
from giaoban.reporting.documents.word import Filling, environment

LOADED = (jinja2.constants, jinja2.debug, codecs.lookup("ascii"), codecs.lookup("unicode_escape"))
"""What the engine loads late is there before the confined process may open nothing any more."""
SECONDS = 4
"""Of the processor, for filling: the process itself is stopped a little later, and could then no longer say where."""
MOST_FILLED = 24 * 1024 * 1024
"""Bytes of the document's text as it is filled in."""
MOST_TAGS = 500
DOCX = "mau.docx"
NO_DOCX = "Tệp mẫu “{name}” không phải là tệp DOCX đọc được; hãy mở bằng Word, lưu thành tệp .docx mới rồi tải lên lại."
CROSSED = (
    "một lệnh for hoặc if mở ở đoạn, ô này mà đóng ở đoạn, ô khác; hãy để cả hai cùng một chỗ, hoặc dùng {%p, {%tr"
)
HALF_OPEN = "thiếu một dấu ngoặc nhọn; mỗi tên đứng giữa {{ và }}, mỗi lệnh giữa {% và %}, trong cùng một đoạn"
ALONE = (
    "lệnh {%p … %} chiếm trọn đoạn của nó nên chữ cùng đoạn sẽ mất; hãy để lệnh đứng riêng một đoạn, chữ ở đoạn khác"
)
ONE_BRACE = "tên đứng giữa một dấu ngoặc nhọn sẽ in nguyên như đã gõ; hãy viết hai dấu: {{ và }}"
DELETED = re.compile(r"<w:(del|moveFrom) (?:[^>]*[^/])?>.*?</w:\1>", re.DOTALL)
"""What was struck out while changes are tracked: no part of the template any more."""
COMMAND = re.compile(r"\{%-?p .*?%\}")
SINGLE = re.compile(r"\{\s*[A-Za-z_]\w*\s*[.\[}]")
PARAGRAPH = re.compile(r"<w:p[ >].*?</w:p>", re.DOTALL)
LETTERS = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
WHOLE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
HALF = re.compile(r"\{\{|\}\}|\{%|%\}")
BETWEEN = re.compile(r"(</w:(?:p|tr|tc|tbl)>)((?:\s*\{%[^{}]*%\})+)")
SECRET = "Tệp mẫu “{name}” mang dấu “{mark}”; mẫu có dấu mật không đưa vào chương trình."
DAMAGED = (PackageNotFoundError, *BROKEN, KeyError, ValueError, etree.XMLSyntaxError)
Made = TypeVar("Made")


def looked(data: bytes) -> dict[str, Any]:
    """The names of the template, those that the document does not have, and why it cannot be filled; Unreadable where it
    is no document that can be kept."""
    head, content = unpacked(data)
    name, sample = head["name"], head["context"]
    words = attachments.look(content, DOCX)
    if words["mark"]:
        raise Unreadable(SECRET.format(name=name, mark=words["mark"]))
    filling = _opened(content, name)
    shape = tags.shape_of(sample)
    used: dict[tuple[str, ...], str] = {}
    try:
        for part, source in filling.sources():
            for path, place in _names(source, part):
                used.setdefault(path, place)
        _bounded(lambda: filling.fill(sample))
    except TemplateFault as fault:
        sentence = fault.sentence(name)
    else:
        sentence = ""
    unknown = [path for path in used if not tags.is_known(path, shape)]
    written = {tags.written(path): place for path, place in reversed(used.items())}
    return {
        "tags": [{"name": name, "place": written[name]} for name in list(reversed(written))[:MOST_TAGS]],
        "unknown": [
            {"name": tags.written(path), "place": used[path], "nearest": tags.nearest(path, shape)}
            for path in unknown[:MOST_TAGS]
        ],
        "fault": sentence,
    }


def filled(data: bytes) -> str:
    """The document in base 64; Unreadable with the one sentence about what is wrong in the template."""
    head, content = unpacked(data)
    filling = _opened(content, head["name"])
    dated_on = date.fromisoformat(head["dated_on"]) if head["dated_on"] else None

    def fill() -> bytes:
        filling.fill(head["context"])
        return filling.saved(title=head["title"], dated_on=dated_on)

    try:
        return base64.b64encode(_bounded(fill)).decode()
    except TemplateFault as fault:
        raise Unreadable(fault.sentence(head["name"])) from None


def _opened(content: bytes, name: str) -> LocatedFilling:
    try:
        filling = LocatedFilling(io.BytesIO(content))
        filling.init_docx()
    except DAMAGED:
        raise Unreadable(NO_DOCX.format(name=name)) from None
    return filling


class LocatedFilling(Filling):
    """A filling that knows in which paragraph it stumbled."""

    def sources(self) -> Iterator[tuple[str, str]]:
        """Each part of the file that is filled, as the engine reads it, with the part's name."""
        self.render_init()
        yield "document", _lined(self.patch_xml(self.get_xml()))
        for uri in (self.HEADER_URI, self.FOOTER_URI):
            for _relation, part in self.get_headers_footers(uri):
                yield str(part.partname), _lined(self.patch_xml(self.get_part_xml(part)))

    def patch_xml(self, src_xml: str) -> str:
        """The part as the engine reads it; TemplateFault where the engine would leave text out, or print a name as it is typed:
        a brace that is missing, a command with text beside it."""
        source = DELETED.sub("", src_xml)
        for paragraph in PARAGRAPH.findall(source):
            if "{" in paragraph or "}" in paragraph:
                letters = html.unescape("".join(LETTERS.findall(paragraph)))
                if fault := _unsound(letters):
                    raise TemplateFault(fault, faults.place_of(paragraph, "document"))
        patched: str = super().patch_xml(source)
        return patched

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        """The part filled in; a fault bears the paragraph in which it stands."""
        source = _apart(src_xml)
        try:
            text: str = super().render_xml_part(source, part, context, jinja_env)
        except Exception as error:
            raise TemplateFault(faults.why(error), _place(error, _lined(source), str(part.partname))) from error
        if len(text) > MOST_FILLED:
            raise TemplateFault("mẫu cho ra văn bản quá dài")
        try:
            etree.fromstring(text.encode())
        except etree.XMLSyntaxError as error:
            raise TemplateFault(CROSSED) from error
        return text


def _unsound(letters: str) -> str:
    """Why a paragraph would not come out as it is meant; empty where it would."""
    plain = WHOLE.sub("", letters)
    if HALF.search(plain):
        return HALF_OPEN
    if SINGLE.search(plain):
        return ONE_BRACE
    return ALONE if COMMAND.search(letters) and COMMAND.sub("", letters).strip() else ""


def _apart(source: str) -> str:
    """The part with every command that stands between paragraphs, rows or cells on a line of its own."""
    return BETWEEN.sub(lambda hit: hit[1] + hit[2].replace("{%", "\n{%"), source)


def _lined(source: str) -> str:
    """The part as the engine counts its lines: a line for each paragraph and each command between them."""
    return re.sub(r"<w:p([ >])", r"\n<w:p\1", _apart(source) if "\n{%" not in source else source)


def _names(source: str, part: str) -> Iterator[tuple[tuple[str, ...], str]]:
    try:
        tree = environment().parse(source)
    except Exception as error:
        raise TemplateFault(faults.why(error), _place(error, source, part)) from error
    names = tags.Names()
    names.walk(tree, {})
    lines = source.split("\n")
    for path, line in names.lines.items():
        yield path, faults.place_of(_line(lines, line), part)


def _place(error: BaseException, source: str, part: str) -> str:
    """The paragraph in which the template stumbled: its line, by the engine's own account."""
    line = error.lineno if isinstance(error, TemplateSyntaxError) else None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in {"<template>", "<unknown>"}:
            line = trace.tb_lineno
        trace = trace.tb_next
    return faults.place_of(_line(source.split("\n"), line), part) if line else ""


def _line(lines: list[str], number: int) -> str:
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _bounded(do: Callable[[], Made]) -> Made:
    """What it makes; TemplateFault when it takes longer than it may, or stumbles over what it made itself."""

    def stop(_signal: int, _frame: Any) -> None:
        raise TooLong

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        return do()
    except TemplateFault:
        raise
    except (MemoryError, TooLong, RecursionError) as error:
        raise TemplateFault(faults.why(error)) from error
    except Exception as error:
        raise TemplateFault("văn bản điền ra không còn là tệp Word đọc được") from error
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)

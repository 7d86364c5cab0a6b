"""Which reader a file of words needs, by its bytes; every reader is loaded before a confined process closes its door."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable

from lxml import etree

from giaoban.core.secrecy import why_secret
from giaoban.core.words import doc, docx, html, odt, plain
from giaoban.core.words.blocks import MOST_BLOCKS, MOST_LETTERS, Block, Words, complete
from giaoban.core.workbook import (
    EMPTY,
    MOST_BYTES,
    MOST_ENTRIES,
    MOST_PACKED_RATIO,
    MOST_UNPACKED,
    TOO_LARGE,
    Unreadable,
)

PDF = b"%PDF-"
DAMAGED = "Tệp bị hỏng hoặc không phải là văn bản (.docx, .doc, .odt, .pdf, .html, .txt); chưa ghi nhận gì."
LOCKED = "Tệp đang đặt mật khẩu nên không mở được; chưa ghi nhận gì. Hãy bỏ mật khẩu rồi gửi lại."

_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, etree.XMLSyntaxError, etree.ParserError, LookupError, ValueError, OSError,
    EOFError, NotImplementedError, RuntimeError, TypeError, AttributeError, OverflowError,
)  # fmt: skip


def open_words(data: bytes, read_pdf: Callable[[bytes], list[Block]] | None = None) -> Words:
    """The document; Unreadable with one sentence when it cannot be read, or bears a mark of secrecy.

    A PDF needs `giaoban.core.words.pdf.read`, which takes as long to load as all the others together.
    """
    if not data.strip():
        raise Unreadable(EMPTY)
    if len(data) > MOST_BYTES:
        raise Unreadable(TOO_LARGE)
    try:
        kind, blocks = _read(data, read_pdf)
    except _DAMAGE:
        raise Unreadable(DAMAGED) from None
    if len(blocks) > MOST_BLOCKS or sum(len(block.text) for block in blocks) > MOST_LETTERS:
        raise Unreadable(TOO_LARGE)
    words = complete(kind, blocks)
    if not words.blocks:
        raise Unreadable(EMPTY)
    for reason in why_secret("", "\n".join(_lines(words.blocks))):
        raise Unreadable(reason)
    return words


def _lines(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        yield from block.cells or (block.text,)


def _read(data: bytes, read_pdf: Callable[[bytes], list[Block]] | None) -> tuple[str, list[Block]]:
    if data.startswith(b"PK\x03\x04"):
        return _read_package(data)
    if data.startswith(PDF) and read_pdf:
        return "pdf", read_pdf(data)
    if data.startswith(doc.MAGIC):
        return "doc", doc.read(data)
    text = plain.decode(data)
    if "\0" in text:
        raise Unreadable(DAMAGED)
    if re.search(r"<(?:!doctype html|html|body|p|div|table)\b", text[:4000], re.IGNORECASE):
        return "html", html.read(text)
    return "txt", plain.read(text)


def _read_package(data: bytes) -> tuple[str, list[Block]]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        entries = package.infolist()
        packed = max(len(data), 1)
        unpacked = sum(entry.file_size for entry in entries)
        if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or unpacked > MOST_PACKED_RATIO * packed:
            raise Unreadable(TOO_LARGE)
        if any(entry.flag_bits & 1 for entry in entries):
            raise Unreadable(LOCKED)
        names = {entry.filename for entry in entries}
        if "word/document.xml" in names:
            return "docx", docx.read(package)
        if "content.xml" in names:
            if b"encryption-data" in package.read("META-INF/manifest.xml"):
                raise Unreadable(LOCKED)
            return "odt", odt.read(package)
    raise Unreadable(DAMAGED)

"""The text layer of a PDF. What comes out as scattered letters is said to be unreadable, not read on."""

from __future__ import annotations

import codecs
import io
import locale  # noqa: F401  # see below
import re
import time

import pypdf
import pypdf._codecs._codecs
import pypdf.filters  # what the library loads when first needed has to be there before a confined process closes its door

from giaoban.core.legacy import convert, is_syllable, recognise
from giaoban.core.text import normalise
from giaoban.core.words import plain
from giaoban.core.words.blocks import Block, paragraph
from giaoban.core.workbook import TOO_LARGE, TOO_SLOW, Unreadable

codecs.lookup("charmap")

NO_TEXT = (
    "Tệp PDF không có lớp chữ (bản chụp hoặc bản quét), không đọc được số nào; chưa ghi nhận gì. Hãy gửi tệp Word gốc."
)
SCATTERED = (
    "Lớp chữ của tệp PDF bị vỡ thành từng chữ cái rời, đọc tiếp sẽ sai; chưa ghi nhận gì. Hãy gửi tệp Word gốc hoặc xuất lại "
    "PDF từ tệp đó."
)
LOCKED = "Tệp PDF đang đặt mật khẩu nên không mở được; chưa ghi nhận gì. Hãy bỏ mật khẩu rồi gửi lại."
DAMAGED = "Tệp PDF bị hỏng, không đọc được; chưa ghi nhận gì. Hãy xuất lại tệp rồi gửi."

MOST_PAGES = 300
SECONDS = 7.0
_WIDE = re.compile(r" {3,}")
_WORD = re.compile(r"[^\W\d_]+")
_PAGE_NUMBER = re.compile(r"(?:trang\s*)?-?\s*\d{1,3}\s*(?:/\s*\d{1,3})?\s*-?", re.IGNORECASE)


def read(data: bytes) -> list[Block]:
    """The paragraphs and rows of the pages in their order; Unreadable where the text layer is none."""
    try:
        pages = _pages(data)
    except (Unreadable, MemoryError):
        raise
    except Exception:  # whatever a hostile or broken file makes the parser do, it is one that cannot be read
        raise Unreadable(DAMAGED) from None
    text = "\n".join(line for lines, _ in pages for line in lines)
    if not text.strip():
        raise Unreadable(NO_TEXT)
    if is_scattered(text):
        raise Unreadable(SCATTERED)
    lines = [line for page, _ in pages for line in page if not _PAGE_NUMBER.fullmatch(line.strip())]
    wide = {letters: line for _, rows in pages for letters, line in rows.items()}
    if not lines:
        return [paragraph(text)]
    return plain.joined(lines, wide)


def _pages(data: bytes) -> list[tuple[list[str], dict[str, str]]]:
    until = time.process_time() + SECONDS
    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable(LOCKED)
    if len(reader.pages) > MOST_PAGES:
        raise Unreadable(TOO_LARGE)
    pages = []
    for page in reader.pages:
        if time.process_time() > until:
            raise Unreadable(TOO_SLOW)
        laid_out = page.extract_text(extraction_mode="layout")
        pages.append((page.extract_text().split("\n"), _rows(laid_out)))
    return pages


def _rows(laid_out: str) -> dict[str, str]:
    """The lines of a page that have wide gaps, by their letters without any space."""
    return {"".join(line.split()): line for line in laid_out.split("\n") if _WIDE.search(line.strip())}


def is_scattered(text: str) -> bool:
    """Whether the text layer has fallen apart: its pieces are no words, or most of them single letters."""
    whole = convert(normalise(text), recognise([text]))
    words = [word.lower() for word in _WORD.findall(whole)]
    if len(words) < 20:
        return False
    single = sum(len(word) == 1 for word in words)
    right = sum(is_syllable(word) for word in words if len(word) > 1)
    return single > 0.25 * len(words) or right < 0.55 * max(len(words) - single, 1)

"""The words of a file, for searching, and the marks of secrecy that keep it from the public."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import IO

from lxml import etree

from giaoban.core.text import squeeze

MOST = 400_000
"""Characters kept of one file."""
_LARGEST = 30_000_000
_TEXT_PARTS = re.compile(r"(word/document\d?\.xml|content\.xml|xl/sharedStrings\.xml|ppt/slides/slide\d+\.xml)")
_MARK = re.compile(r"(?:^|[\n.|])\s*(TUYỆT MẬT|TỐI MẬT|MẬT)\s*(?=$|[\n.|])")


def words_of(file: IO[bytes], name: str) -> str:
    """The text of a Word, OpenDocument, Excel, PowerPoint, PDF or plain text file; empty when it cannot be read."""
    file.seek(0)
    data = file.read(_LARGEST)
    file.seek(0)
    ending = name.rsplit(".", 1)[-1].lower()
    try:
        if ending in {"txt", "csv", "md"}:
            return data.decode("utf-8", "replace")[:MOST]
        if ending == "pdf":
            return _of_pdf(data)
        if zipfile.is_zipfile(BytesIO(data)):
            return _of_package(data)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, ValueError, KeyError, OSError, RuntimeError):
        return ""
    return ""


def _of_package(data: bytes) -> str:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    words: list[str] = []
    with zipfile.ZipFile(BytesIO(data)) as package:
        for part in package.infolist():
            if not _TEXT_PARTS.fullmatch(part.filename) or part.file_size > _LARGEST:
                continue
            tree = etree.fromstring(package.read(part), parser)
            for element in tree.iter("{*}p", "{*}si"):
                if text := squeeze("".join(element.itertext())):
                    words.append(text)
    return "\n".join(words)[:MOST]


def _of_pdf(data: bytes) -> str:
    try:
        from pypdf import PdfReader
    except ImportError:
        return ""  # the file is found by its title; its words only where pypdf is installed
    pages = PdfReader(BytesIO(data)).pages
    return "\n".join(page.extract_text() for page in pages[:300])[:MOST]


def secret_mark(words: str) -> str:
    """The mark of secrecy that stands on a line of its own in the text, or nothing."""
    found = _MARK.search(words)
    return found[1] if found else ""

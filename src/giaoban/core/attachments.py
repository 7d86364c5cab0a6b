"""Validation of attachments before they are kept: a file is what its name says, has no macros or scripts, fetches nothing
and unpacks to nothing large. The text found on the way is answered, for marks of secrecy to be looked for.

No parser is used: tags are cut out of bounded streams, so that no file can make the check costly. Call it confined only
(``giaoban.core.confined``).
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator

import pypdf._codecs._codecs
import pypdf.filters

from giaoban.core.numbers import write_number
from giaoban.core.secrecy import secrecy_mark, words_of_pdf
from giaoban.core.workbook import TOO_MANY_PIXELS, Unreadable
from giaoban.core.zips import BROKEN

LOADED = (pypdf._codecs._codecs, pypdf.filters)
"""What the reader of PDF loads late is there before the confined process may open nothing any more."""
MOST_BYTES = 30 * 1024 * 1024
MOST_ENTRIES = 5_000
MOST_PAGES = 400  # of a PDF; the mark stands on the first, a search looks through all
MOST_UNPACKED = 300_000_000
MOST_PACKED_RATIO = 250  # of one part of at least a megabyte; texts reach about 40
MOST_PIXELS = 100_000_000
MOST_WORDS = 400_000
"""Characters of a file that are handed on."""
SEEN = 4 * 1024 * 1024
"""How much text of a file is looked at, unpacked; a mark of secrecy stands on its first page."""

EMPTY = "Tệp rỗng, không có nội dung; chưa ghi nhận gì."
TOO_LARGE = "Tệp quá lớn, hoặc bung ra quá lớn; chưa ghi nhận gì. Hãy giảm ảnh trong tệp hoặc chia thành nhiều tệp."
DAMAGED = "Tệp bị hỏng, không đọc hết được; chưa ghi nhận gì. Hãy mở lại ở máy của mình, lưu thành tệp mới rồi gửi lại."
ENCRYPTED = "Tệp đang đặt mật khẩu nên không xem được dấu mật; chưa ghi nhận gì. Hãy bỏ mật khẩu rồi gửi lại."
NOT_AS_NAMED = "Nội dung tệp không phải là “.{ending}” như tên gọi; chưa ghi nhận gì. Hãy lưu lại đúng loại rồi gửi."
RUNS = "Trong tệp có đoạn lệnh tự chạy (macro); chưa ghi nhận gì. Hãy lưu thành tệp không có macro rồi gửi lại."
FETCHES = "Khi mở, tệp tự lấy nội dung từ nơi khác; chưa ghi nhận gì. Hãy chèn hẳn nội dung vào tệp rồi gửi lại."
ODD = "Bên trong tệp có phần đặt tên hoặc khai báo bất thường; chưa ghi nhận gì. Hãy lưu lại thành tệp mới rồi gửi."

OFFICE = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
OPEN_DOCUMENT = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
OLD_OFFICE = {"doc": "WordDocument", "xls": "Workbook", "ppt": "PowerPoint Document"}
STARTS = {
    "pdf": (b"%PDF",), "rtf": (b"{\\rtf",), "png": (b"\x89PNG\r\n\x1a\n",), "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",), "webm": (b"\x1a\x45\xdf\xa3",), "mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
}  # fmt: skip
TEXTS = {"txt", "csv", "vtt", "ics"}

_TEXTS = re.compile(r"(word/(document|header\d*|footer\d*)|xl/sharedStrings|ppt/slides/slide\d+|content|styles)\.xml")
_BREAKS = re.compile(r"</(?:w:p|a:p|text:p|text:h|si|w:tc|table:table-cell)>|<(?:w:br|w:tab)[ /]")
_MACROS = re.compile(r"(^|/)(vbaProject\.bin|vbaData\.xml|macrosheets/|Basic/|Scripts/)", re.IGNORECASE)
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^<>]*>", re.IGNORECASE)
_OUTSIDE = re.compile(rb"""TargetMode\s*=\s*["']External""", re.IGNORECASE)
_PDF_RUNS = re.compile(rb"/(JavaScript|JS|Launch|RichMedia)\b")
_RTF_HOLDS = re.compile(rb"\\(objdata|objautlink|objupdate|\*\\template)")


def look(data: bytes, name: str) -> dict[str, str]:
    """The words of the file, the first of them, without empty lines, and the mark of secrecy that stands in it; nothing
    of pictures and sounds. Unreadable with one sentence when it is not taken in."""
    text = "\n".join(line for line in _text_of(data, name).splitlines() if line and not line.isspace())
    return {"words": text[:MOST_WORDS], "mark": secrecy_mark("", text)}


def _text_of(data: bytes, name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    if not data:
        raise Unreadable(EMPTY)
    if len(data) > MOST_BYTES:
        raise Unreadable(TOO_LARGE)
    try:
        return _text(data, ending)
    except (*BROKEN, ValueError):
        raise Unreadable(DAMAGED) from None


def _text(data: bytes, ending: str) -> str:
    if ending in OFFICE or ending in OPEN_DOCUMENT or ending == "epub":
        return _of_package(data, ending)
    if ending in OLD_OFFICE:
        return _of_compound(data, ending)
    if ending in TEXTS:
        if b"\x00" in data[:4096] and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
            raise Unreadable(NOT_AS_NAMED.format(ending=ending))
        return data[:SEEN].decode("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", "replace")
    if not data.startswith(STARTS.get(ending, (b"",))) or (ending == "mp4" and data[4:8] != b"ftyp"):
        raise Unreadable(NOT_AS_NAMED.format(ending=ending))
    if ending == "pdf":
        return _of_pdf(data)
    if ending == "rtf":
        return _of_rtf(data)
    if ending in {"png", "jpg", "jpeg"}:
        _look_at_size(data, ending)
    return ""


def _of_pdf(data: bytes) -> str:
    if _PDF_RUNS.search(data):
        raise Unreadable(RUNS)
    return words_of_pdf(data, MOST_PAGES)


def _of_package(data: bytes, ending: str) -> str:
    if not data.startswith(b"PK"):
        if data.startswith(b"\xd0\xcf\x11\xe0"):  # Office keeps an encrypted document in a compound file
            raise Unreadable(
                ENCRYPTED if "EncryptedPackage".encode("utf-16-le") in data else NOT_AS_NAMED.format(ending=ending)
            )
        raise Unreadable(NOT_AS_NAMED.format(ending=ending))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = package.infolist()
        _look_at_directory(parts)
        names = {part.filename for part in parts}
        if ending in OPEN_DOCUMENT and b"encryption-data" in _some(package, names, "META-INF/manifest.xml"):
            raise Unreadable(ENCRYPTED)
        if not _is(package, names, ending):
            raise Unreadable(NOT_AS_NAMED.format(ending=ending))
        return "\n".join(_texts_of_parts(package, parts))


def _look_at_directory(parts: list[zipfile.ZipInfo]) -> None:
    """Nothing is unpacked before its directory has said that this is small, open and harmless."""
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(ENCRYPTED)
    large = any(
        part.file_size > 1_000_000 and part.file_size > MOST_PACKED_RATIO * max(part.compress_size, 1) for part in parts
    )
    if large or len(parts) > MOST_ENTRIES or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable(TOO_LARGE)
    names = [part.orig_filename for part in parts]
    if len(names) != len(set(names)) or any(_is_odd(name) for name in names):
        raise Unreadable(ODD)
    if any(_MACROS.search(name) for name in names):
        raise Unreadable(RUNS)


def _is_odd(name: str) -> bool:
    return (
        name.startswith("/") or ".." in name.split("/") or any(not one.isprintable() or one in '\\:"' for one in name)
    )


def _is(package: zipfile.ZipFile, names: set[str], ending: str) -> bool:
    if ending in OFFICE:
        return "[Content_Types].xml" in names and any(name.startswith(OFFICE[ending]) for name in names)
    declared = _some(package, names, "mimetype").strip().decode("ascii", "replace")
    return declared == (
        "application/epub+zip" if ending == "epub" else f"application/vnd.oasis.opendocument.{OPEN_DOCUMENT[ending]}"
    )


def _some(package: zipfile.ZipFile, names: set[str], name: str) -> bytes:
    if name not in names:
        return b""
    with package.open(name) as stream:
        return stream.read(SEEN)


def _texts_of_parts(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> Iterator[str]:
    left = SEEN
    for part in parts:
        if not part.filename.lower().endswith((".xml", ".rels")):
            continue
        with package.open(part) as stream:
            raw = stream.read(left if _TEXTS.fullmatch(part.filename) else 64 * 1024)
        if b"<!DOCTYPE" in raw[:4096] or b"<!ENTITY" in raw[:4096]:
            raise Unreadable(ODD)
        if part.filename.endswith(".rels") and any(_draws_in(relation) for relation in _RELATION.findall(raw)):
            raise Unreadable(FETCHES)
        if left > 0 and _TEXTS.fullmatch(part.filename):
            left -= len(raw)
            yield _without_tags(raw)


def _draws_in(relation: bytes) -> bool:
    """Whether the part is fetched from elsewhere as the document opens; a link waits until it is clicked."""
    return bool(_OUTSIDE.search(relation)) and b"/hyperlink" not in relation


def _without_tags(raw: bytes) -> str:
    broken = _BREAKS.sub("\n", raw.decode("utf-8", errors="replace"))
    return html.unescape(re.sub(r"<[^<>]*>", "", broken))


def _of_compound(data: bytes, ending: str) -> str:
    if not data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(NOT_AS_NAMED.format(ending=ending))
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable(ENCRYPTED)
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise Unreadable(RUNS)
    names = [OLD_OFFICE[ending], *(["Book"] if ending == "xls" else [])]
    if not any(name.encode("utf-16-le") in data for name in names):
        raise Unreadable(NOT_AS_NAMED.format(ending=ending))
    return "\n".join(
        run[0].decode("utf-16-le", "replace")
        for run in re.finditer(rb"(?:[\x20-\x7e\xa0-\xff]\x00|[\x00-\xff][\x01\x03\x1e]){4,}", data[:SEEN])
    )


def _of_rtf(data: bytes) -> str:
    if _RTF_HOLDS.search(data):
        raise Unreadable(RUNS)
    plain = re.sub(rb"\\u(-?\d{1,6})\??", lambda hit: chr(int(hit[1]) % 65536).encode("utf-8", "replace"), data[:SEEN])
    return re.sub(r"\\(?:par|line)\b ?", "\n", plain.decode("utf-8", errors="replace"))


def _look_at_size(data: bytes, ending: str) -> None:
    """Refused when the picture, by its own header, has too many pixels: a small file can fill the memory of whoever opens it."""
    pixels = 0
    if ending == "png":
        pixels = int.from_bytes(data[16:20], "big") * int.from_bytes(data[20:24], "big")
    else:
        at = 2
        while at + 9 < len(data) and data[at] == 0xFF:
            kind, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
            if kind in {*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)}:
                pixels = int.from_bytes(data[at + 5 : at + 7], "big") * int.from_bytes(data[at + 7 : at + 9], "big")
                break
            at += 2 + max(length, 2)
    if pixels > MOST_PIXELS:
        raise Unreadable(TOO_MANY_PIXELS.format(pixels=write_number(pixels), most=write_number(MOST_PIXELS)))

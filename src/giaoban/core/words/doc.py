"""Word's format of 1997 to 2003 ([MS-DOC]): the text in its pieces, tables by their marks, without what was deleted."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from giaoban.core.words.blocks import Block, Kind, paragraph, row
from giaoban.core.words.compound import MAGIC, Compound
from giaoban.core.workbook import Unreadable

__all__ = ["MAGIC", "read"]

NOT_WORD = "Tệp kiểu cũ này không phải là văn bản Word (.doc), hoặc là bản Word trước năm 1997; chưa ghi nhận gì. Hãy lưu lại thành .docx rồi gửi."
LOCKED = "Tệp đang đặt mật khẩu nên không mở được; chưa ghi nhận gì. Hãy bỏ mật khẩu rồi gửi lại."

_WORD = 0xA5EC
_WORD_97 = 0x00C1
_ENCRYPTED, _TABLE_ONE = 0x0100, 0x0200
_PARTS: tuple[tuple[int, Kind], ...] = (
    (0x4C, "paragraph"), (0x50, "note"), (0x54, "margin"), (0x58, "aside"), (0x5C, "aside"), (0x60, "note"),
    (0x64, "paragraph"), (0x68, "margin"),
)  # fmt: skip
"""Where the header says how many letters part part has, in the order in which they follow one another."""
_DELETED, _HIDDEN = 0x0800, 0x083C
_OPERAND = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_CELL, _PARAGRAPH, _PAGE, _LINE = "\x07", "\r", "\x0c", "\x0b"
_FIELD, _SHOWN, _FIELD_END = "\x13", "\x14", "\x15"
_MEANT = {"\x1e": "-", "\x1f": "", "\x0b": "\n", "\xa0": " "}


@dataclass(frozen=True)
class _Piece:
    """Letters that lie together in the file, from that byte on, in one or two bytes part."""

    letters: int
    start: int
    width: int


def read(data: bytes) -> list[Block]:
    """The blocks of the document: its body, its notes and text boxes, the heads and feet of its pages."""
    file = Compound(data)
    if "WordDocument" not in file.entries:
        raise Unreadable(LOCKED if "EncryptedPackage" in file.entries else NOT_WORD)
    word = file.stream("WordDocument")
    magic, version = struct.unpack_from("<HH", word, 0)
    flags = struct.unpack_from("<H", word, 0x0A)[0]
    if magic != _WORD or version < _WORD_97:
        raise Unreadable(NOT_WORD)
    if flags & _ENCRYPTED:
        raise Unreadable(LOCKED)
    table = file.stream("1Table" if flags & _TABLE_ONE else "0Table")
    text = _text(word, list(_pieces(word, table)), list(_struck_out(word, table)))
    blocks: list[Block] = []
    start = tables = 0
    for at, kind in _PARTS:
        length = struct.unpack_from("<I", word, at)[0]
        made, tables = _blocks(text[start : start + length], kind, tables)
        blocks += made if kind != "aside" else []
        start += length
    return blocks


def _pieces(word: bytes, table: bytes) -> Iterator[_Piece]:
    start, length = struct.unpack_from("<II", word, 0x01A2)
    block = table[start : start + length]
    at = 0
    while block[at : at + 1] == b"\x01":  # properties of pieces stand before the table of pieces
        at += 3 + struct.unpack_from("<H", block, at + 1)[0]
    if block[at : at + 1] != b"\x02":
        raise ValueError("no table of pieces")
    size = struct.unpack_from("<I", block, at + 1)[0]
    plc = block[at + 5 : at + 5 + size]
    count = (len(plc) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", plc, 0)
    for number, (first, last) in enumerate(pairwise(ends)):
        position = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)[0]
        narrow = bool(position & 0x40000000)
        position &= 0x3FFFFFFF
        yield _Piece(last - first, position // 2 if narrow else position, 1 if narrow else 2)


def _text(word: bytes, pieces: list[_Piece], struck_out: list[tuple[int, int]]) -> str:
    """All letters in their order; one that was struck out or hidden is a NUL, so that the counts of the parts hold."""
    letters: list[str] = []
    for piece in pieces:
        block = word[piece.start : piece.start + piece.letters * piece.width]
        text = block.decode("utf-16-le" if piece.width == 2 else "cp1252", "replace")
        gone = [(first, last) for first, last in struck_out if first < piece.start + len(block) and last > piece.start]
        if not gone:
            letters.append(text)
            continue
        kept = list(text)
        for first, last in gone:
            low = max(first - piece.start, 0) // piece.width
            high = min(-(-(last - piece.start) // piece.width), len(kept))
            kept[low:high] = "\0" * max(high - low, 0)
        letters.append("".join(kept))
    return "".join(letters)


def _struck_out(word: bytes, table: bytes) -> Iterator[tuple[int, int]]:
    """From which byte to which the letters are marked as deleted or hidden."""
    start, length = struct.unpack_from("<II", word, 0x00FA)
    plc = table[start : start + length]
    count = (len(plc) - 4) // 8
    for number in range(max(count, 0)):
        page_number = struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * number)[0] & 0x3FFFFF
        page = word[page_number * 512 : page_number * 512 + 512]
        if len(page) < 512:
            raise ValueError("a page of formats lies outside the file")
        runs = min(page[511], 101)
        ends = struct.unpack_from(f"<{runs + 1}I", page, 0)
        for run in range(runs):
            at = page[4 * (runs + 1) + run] * 2
            if at and _is_struck_out(page[at + 1 : at + 1 + page[at]]):
                yield ends[run], ends[run + 1]


def _is_struck_out(properties: bytes) -> bool:
    at = 0
    while at + 3 <= len(properties):
        code = struct.unpack_from("<H", properties, at)[0]
        if code in {_DELETED, _HIDDEN} and properties[at + 2] in {1, 0x81}:
            return True
        width = _OPERAND.get(code >> 13)
        at += 2 + (1 + properties[at + 2] if width is None else width)
    return False


def _blocks(text: str, kind: Kind, tables: int) -> tuple[list[Block], int]:
    """The paragraphs and rows of a part; two cell marks after one another end a row."""
    blocks: list[Block] = []
    cells: list[str] = []
    kept: list[str] = []
    pending: list[str] = []
    in_table = False
    for letter in _shown(text):
        if letter == _CELL:
            if not kept and not pending and cells:
                tables += not in_table
                in_table = True
                blocks.append(row(cells, tables))
                cells = []
            else:
                cells.append("\n".join([*pending, "".join(kept)]))
                kept, pending = [], []
        elif letter in {_PARAGRAPH, _PAGE}:
            pending.append("".join(kept))
            kept = []
            if not cells:  # inside a row it parts the lines of a cell
                blocks += [paragraph(part, kind=kind) for part in pending]
                pending, in_table = [], False
        else:
            kept.append(letter)
    pending.append("".join(kept))
    return [*blocks, *(paragraph(part, kind=kind) for part in pending)], tables


def _shown(text: str) -> Iterator[str]:
    """The letters that are seen: no field codes, no pictures, nothing that was struck out."""
    depth: list[bool] = []
    for letter in text:
        if letter == _FIELD:
            depth.append(True)
        elif letter == _SHOWN and depth:
            depth[-1] = False
        elif letter == _FIELD_END and depth:
            depth.pop()
        elif any(depth):
            continue
        elif letter in _MEANT:
            yield _MEANT[letter]
        elif letter >= " " or letter in {_CELL, _PARAGRAPH, _PAGE, "\t"}:
            yield letter

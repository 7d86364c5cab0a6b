"""The streams of a compound file ([MS-CFB]), the container of Word's and Excel's formats before 2007."""

from __future__ import annotations

import struct

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # this and above mark no sector
_DIRECTORY_ENTRY = 128
_HEADER_TABLE = 109


class Compound:
    """A compound file held in memory; ValueError where it is damaged."""

    def __init__(self, data: bytes) -> None:
        if not data.startswith(MAGIC) or len(data) < 512:
            raise ValueError("no compound file")
        self.data = data
        self.size = 1 << min(_u16(data, 0x1E), 16)
        self.small = 1 << min(_u16(data, 0x20), 16)
        self.cutoff = _u32(data, 0x38)
        self.table = self._table()
        self.entries = self._entries(self._chain(_u32(data, 0x30)))
        first, length = self.entries.get("Root Entry", (_END, 0))
        self.mini = self._chain(first)[:length]
        self.mini_table = _numbers(self._chain(_u32(data, 0x3C)))

    def stream(self, name: str) -> bytes:
        """The bytes of that stream; KeyError when there is none."""
        first, length = self.entries[name]
        if length < self.cutoff:
            return _follow(first, self.mini_table, self.mini, self.small, offset=0)[:length]
        return self._chain(first)[:length]

    def _chain(self, first: int) -> bytes:
        return _follow(first, self.table, self.data, self.size, offset=self.size)

    def _table(self) -> list[int]:
        sectors = list(struct.unpack_from(f"<{_HEADER_TABLE}I", self.data, 0x4C))
        following, left = _u32(self.data, 0x44), _u32(self.data, 0x48)
        while following < _END and left > 0:
            numbers = _numbers(self._sector(following))
            sectors += numbers[:-1]
            following, left = numbers[-1], left - 1
        return [number for sector in sectors if sector < _END for number in _numbers(self._sector(sector))]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        block = self.data[start : start + self.size]
        if len(block) < 4:
            raise ValueError("a sector lies outside the file")
        return block

    def _entries(self, directory: bytes) -> dict[str, tuple[int, int]]:
        entries: dict[str, tuple[int, int]] = {}
        for start in range(0, len(directory) - _DIRECTORY_ENTRY + 1, _DIRECTORY_ENTRY):
            length = _u16(directory, start + 64)
            if 2 <= length <= 64:
                name = directory[start : start + length - 2].decode("utf-16-le", "replace")
                entries.setdefault(name, (_u32(directory, start + 116), _u32(directory, start + 120)))
        return entries


def _follow(first: int, table: list[int], data: bytes, size: int, *, offset: int) -> bytes:
    blocks, sector, walked = [], first, 0
    while sector < _END:
        walked += 1
        if sector >= len(table) or walked > len(table):
            raise ValueError("the chain of sectors is broken")
        blocks.append(data[offset + sector * size : offset + (sector + 1) * size])
        sector = table[sector]
    return b"".join(blocks)


def _numbers(block: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4]))


def _u16(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<H", data, at)[0])


def _u32(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", data, at)[0])

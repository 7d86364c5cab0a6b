"""A kept page packed once, and its open places filled in as it is handed out, without packing it again.

A gzip body is a deflate stream between a head and a checksum. Each part of the page is packed for itself, so that it
refers to nothing before it and ends on a whole byte; what is filled in stands between them as a stored block (RFC 1951,
3.2.4). Only the checksum is worked out for each reader.
"""

from __future__ import annotations

import struct
import zlib

HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
LAST = b"\x01\x00\x00\xff\xff"
"""An empty stored block that says it is the last."""
MOST = 0xFFFF


def packed(parts: list[bytes]) -> list[bytes]:
    """Each part as a piece of a deflate stream that may stand after anything and before anything."""
    pieces = []
    for part in parts:
        packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        pieces.append(packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH))
    return pieces


def plain(parts: list[bytes], filled: list[bytes]) -> bytes:
    """The parts with what is filled in between them."""
    pieces = [parts[0]]
    for part, text in zip(parts[1:], filled, strict=True):
        pieces += (text, part)
    return b"".join(pieces)


def joined(parts: list[bytes], pieces: list[bytes], filled: list[bytes]) -> bytes:
    """The gzip body of the parts with what is filled in between them; ``pieces`` are the packed parts."""
    stream = [HEAD, pieces[0]]
    check, length = zlib.crc32(parts[0]), len(parts[0])
    for part, piece, text in zip(parts[1:], pieces[1:], filled, strict=True):
        stream += [*stored(text), piece]
        check = zlib.crc32(part, zlib.crc32(text, check))
        length += len(text) + len(part)
    stream += [LAST, struct.pack("<II", check, length & 0xFFFFFFFF)]
    return b"".join(stream)


def stored(text: bytes) -> list[bytes]:
    """The text as stored blocks."""
    blocks = []
    for begin in range(0, len(text), MOST):
        block = text[begin : begin + MOST]
        blocks += [struct.pack("<BHH", 0, len(block), len(block) ^ 0xFFFF), block]
    return blocks

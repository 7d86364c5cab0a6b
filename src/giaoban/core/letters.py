"""Bytes as text, whichever encoding an office's program wrote; letters that one program garbled are put right."""

from __future__ import annotations

import re


def wide_order(data: bytes) -> str:
    """The encoding of text in letters of two bytes without a mark at its start; empty where it is none."""
    head = data[:2000]
    for encoding, zeros, others in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        if zeros.count(0) > len(zeros) * 0.6 and others.count(0) == 0:
            return encoding
    return ""


def decoded(data: bytes) -> tuple[str, bool]:
    """The text, and whether letters that some program had garbled were put right."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace"), False
    if wide := wide_order(data):
        return data.decode(wide, "replace"), False
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    else:
        mended = mended_letters(text)
        return mended, mended != text
    # Windows' Vietnamese code page writes its tones as marks of their own; the older encodings use plain Latin-1.
    if any(mark in data for mark in (b"\xcc", b"\xd2", b"\xde", b"\xec", b"\xf2")) and b"\xf0" in data:
        return data.decode("cp1258", "replace"), False
    return data.decode("latin-1"), False


_GARBLED = re.compile("[ÃÂÄÆá][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ»º]")


def mended_letters(text: str, *, least: int = 3) -> str:
    """The text as it was before UTF-8 was read as Western letters and saved again; the same where fewer than ``least`` signs say so."""
    if len(_GARBLED.findall(text)) < least:
        return text
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    mixed = bytearray()
    for letter in text:  # what one of them lacks, the other has
        try:
            mixed += letter.encode("cp1252")
        except UnicodeError:
            if ord(letter) > 0xFF:
                return text
            mixed.append(ord(letter))
    try:
        return mixed.decode("utf-8")
    except UnicodeError:
        return text

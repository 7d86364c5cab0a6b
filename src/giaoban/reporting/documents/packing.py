"""The same parts, the same bytes: an Office file repacked in a fixed order with a fixed time."""

from __future__ import annotations

import io
import zipfile

FIRST = ("[Content_Types].xml", "_rels/.rels")


def pack(content: bytes) -> bytes:
    """The same Office file, its parts in a fixed order and under one time, so that equal contents are equal files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        names = sorted(given.namelist(), key=lambda name: (name not in FIRST, name))
        for name in dict.fromkeys(names):
            made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), given.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()

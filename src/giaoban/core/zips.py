"""What reading a damaged package raises: a workbook, a text, an attachment. One list, so that none is forgotten at one door."""

from __future__ import annotations

import zipfile
import zlib

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)

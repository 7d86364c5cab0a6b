"""As ``reading``, for a PDF: its library takes as long to load as everything else, so it is loaded for one only."""

from __future__ import annotations

from typing import Any

from giaoban.core.words import open_words
from giaoban.core.words.pdf import read
from giaoban.reporting.prose.linked import linked_identities
from giaoban.reporting.prose.reading import answered, told_identities


def read_file(data: bytes) -> dict[str, Any]:
    """For a confined process: the bytes of a PDF as the answer of ``./giaoban read-report``."""
    return answered(open_words(data, read)) | {"identities": told_identities(linked_identities, data)}

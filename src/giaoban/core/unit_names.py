"""Names of Party organisations as offices type them, in the one form in which they are kept."""

from __future__ import annotations

import re
from functools import lru_cache

from giaoban.core.text import fold

_KINDS = ("Đảng bộ", "Đảng ủy", "Chi bộ")
_SMALL = {"và", "của", "các", "cho", "về", "với", "trên", "tại"}


@lru_cache(maxsize=4096)
def unit_name(text: str) -> str:
    """The name of an organisation as it is kept: short forms written out, a capital first, capitals throughout undone."""
    text = re.sub(r"^(?:CB|C\.B)\.?\s+", "Chi bộ ", text)
    text = re.sub(r"^(?:ĐB|Đ\.B)\.?\s+", "Đảng bộ ", text)
    text = "" if text.strip(" -–—_.") == "" else text
    if text.isupper() and len(text) > 6:
        kind = next((kind for kind in _KINDS if fold(text).startswith(fold(kind))), "")
        name = " ".join(word if word in _SMALL else word.capitalize() for word in text[len(kind) :].lower().split())
        text = f"{kind} {name}".strip()
    return text[:1].upper() + text[1:]

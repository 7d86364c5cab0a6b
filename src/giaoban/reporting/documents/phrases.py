"""How words and figures are joined to a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from giaoban.core.numbers import write_number
from giaoban.reporting.documents.wording import clean


def sentence(text: str) -> str:
    """The text with a capital at its head, one full stop at its end, after any bracket, and round quotation marks."""
    before, opened, inside = text.rpartition(" (")
    bracket = opened and inside.endswith(")") and not set("()") & set(inside[:-1])
    whole = before.rstrip(".;, \n\t") + opened + inside if bracket else text
    whole = re.sub(r'"([^"]*)"', r"“\1”", whole)
    whole = whole.rstrip(" ;,")
    whole = whole[:1].upper() + whole[1:]
    return whole if whole.endswith((".", "!", "?", "…", ":")) else f"{whole}."


def in_a_row(things: Iterable[str]) -> str:
    listed = list(things)
    return " và ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else "".join(listed)


def joined(between: str, *texts: str) -> str:
    return between.join(text for text in texts if text)


def in_brackets(*texts: str) -> str:
    listed = ", ".join(text for text in texts if text)
    return f" ({listed})" if listed else ""


def share_of(part: Decimal | None, whole: Decimal | None) -> str:
    return write_number(part / whole * 100, "%") if part and whole else ""


def roman(place: int) -> str:
    return ("I", "II", "III", "IV", "V")[place - 1]


NAMED = 10
"""So many units are named in a sentence before the rest is counted."""


def shortened(names: Sequence[str]) -> str:
    """How many they are and who: all where they are few, else the first of them and how many more."""
    if len(names) <= NAMED:
        return f"{len(names)} đơn vị ({in_a_row(map(clean, names))})"
    return f"{len(names)} đơn vị ({', '.join(map(clean, names[:NAMED]))} và {len(names) - NAMED} đơn vị khác, tên tại Phụ lục 1)"

"""What somebody types for a new level, read in the shape of the level that held before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from giaoban.core.numbers import read_number
from giaoban.core.refusal import Refused


def value_like(text: str, before: Any, *, words: Mapping[str, str]) -> Any:
    """The value that the text says: a number, a part such as 2/3, or the same named numbers as before.

    Refused when it has another shape than the level before, which the program would not understand.
    """
    typed = " ".join(text.split())
    if isinstance(before, dict):
        return _named(typed, before, words)
    if isinstance(before, str):
        if not re.fullmatch(r"[1-9]\d?/[1-9]\d?", typed) or _more_than_whole(typed):
            raise Refused(f"Mức này là một phần như {before}; “{typed}” không đọc được như vậy.")
        return typed
    return _number(typed, before)


def _more_than_whole(part: str) -> bool:
    upper, _slash, lower = part.partition("/")
    return int(upper) > int(lower)


def _number(said: str, before: Any) -> int:
    amount = read_number(said).amount
    if amount is None or amount != int(amount) or amount < 0:
        raise Refused(f"Mức này là một số nguyên như {before}; “{said}” không đọc được như vậy.")
    return int(amount)


def _named(typed: str, before: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, int]:
    wanted = {words.get(key, key): key for key in before}
    numbers: dict[str, int] = {}
    for part in typed.split(","):
        word, _space, number = part.strip().rpartition(" ")
        if word in wanted and wanted[word] not in numbers:
            numbers[wanted[word]] = _number(number, before[wanted[word]])
    if set(numbers) != set(before) or len(typed.split(",")) != len(before):
        like = ", ".join(f"{words.get(key, key)} {value}" for key, value in before.items())
        raise Refused(f"Mức này có {len(before)} phần như “{like}”; “{typed}” không đọc được như vậy.")
    return numbers

"""Whose turn it is to host, and when a term, rules or a turn can be put on record. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from giaoban.conferences.rules import half_in_words
from giaoban.core.spans import add_months


def halves(first: date, count: int) -> list[date]:
    """The first days of so many half-years, from that one on."""
    return [add_months(first, 6 * number) for number in range(count)]


def order_of(bodies: Sequence[int], *, hosted: Mapping[int, date], named: Mapping[int, str]) -> list[int]:
    """The bodies as it is their turn: who never hosted first, then whose time is longest past, by name where that is the same."""
    return sorted(bodies, key=lambda body: (hosted.get(body, date.min), named.get(body, "")))


def why_not_chair(*, cluster: bool, inside: bool, same: bool, from_on: date, before: date | None) -> list[str]:
    """Every reason why the term cannot begin: ``before`` is the first day of the term that holds now."""
    reasons = [] if cluster else ["Cụm trưởng, cụm phó là của một cụm; hãy chọn cụm."]
    if cluster and not inside:
        reasons.append("Cụm trưởng và cụm phó là đơn vị trực thuộc cụm vào ngày bắt đầu nhiệm kỳ.")
    if same:
        reasons.append("Cụm phó phải là đơn vị khác với cụm trưởng.")
    if before is not None and from_on <= before:
        reasons.append(f"Nhiệm kỳ đang có bắt đầu từ {before:%d/%m/%Y}; nhiệm kỳ mới phải từ một ngày sau đó.")
    return reasons


def why_not_adopt(*, cluster: bool, articles: str, from_on: date, before: date | None) -> list[str]:
    """Every reason why the rules cannot come into force; ``before`` is the first day of those that hold now."""
    reasons = [] if cluster else ["Quy chế này là của một cụm; hãy chọn cụm."]
    if not articles:
        reasons.append("Hãy ghi các điều của quy chế, mỗi đoạn một dòng.")
    if before is not None and from_on <= before:
        reasons.append(f"Quy chế đang có hiệu lực từ {before:%d/%m/%Y}; quy chế mới phải từ một ngày sau đó.")
    return reasons


def why_not_turn(*, cluster: bool, inside: bool, half: date, already: str, held: str) -> list[str]:
    """Every reason why the body does not get the turn; ``already`` has it, ``held`` is the conference of that half-year."""
    reasons = [] if cluster else ["Lượt chủ trì là của một cụm; hãy chọn cụm."]
    if cluster and not inside:
        reasons.append(f"Đơn vị chủ trì không đứng trong cụm vào {half_in_words(half)}.")
    if already:
        reasons.append(f"{half_in_words(half).capitalize()} đã giao {already}; hãy trả lượt đó trước.")
    if held:
        reasons.append(f"{half_in_words(half).capitalize()} đã có hội nghị do {held} chủ trì.")
    return reasons

"""Who asks for the floor and in which order: those whose delegation has spoken less come first, then who asked first. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

TAKES_HANDS = ("report", "paper", "discussion")
"""The kinds of items on which a delegation asks to speak; rites, the guest's address and the conclusion are not discussed."""


class Asking(NamedTuple):
    """Somebody who waits for the floor: the key of the request, of the delegation and of the item."""

    key: int
    delegation: int
    item: int


def in_order(asking: Sequence[Asking], *, spoke: Mapping[int, int], items: Sequence[int]) -> list[Asking]:
    """Those who wait (given in the order in which they asked) as they are to be called: by item as the programme has them,
    then by how often their delegation has spoken, then as they asked."""
    place = {item: number for number, item in enumerate(items)}
    return sorted(asking, key=lambda hand: (place.get(hand.item, len(place)), spoke.get(hand.delegation, 0)))


def places(ordered: Sequence[Asking]) -> dict[int, int]:
    """The place of each request among those on the same item, from 1."""
    counts: dict[int, int] = {}
    numbers = {}
    for hand in ordered:
        counts[hand.item] = counts.get(hand.item, 0) + 1
        numbers[hand.key] = counts[hand.item]
    return numbers


def why_not_raise(
    *, sitting: bool, kind: str, item: str, delegation: str, already: bool, speaker: str, closed: str = ""
) -> list[str]:
    """Every reason why the delegation does not get on the list; ``already`` says that it has an open request on
    that item, ``closed`` at which hour the chair closed the list."""
    reasons = []
    if not sitting:
        reasons.append("Chỉ đăng ký phát biểu được trong ngày họp, khi hội nghị đang diễn ra.")
    if kind not in TAKES_HANDS:
        reasons.append("Mục này không có thảo luận, nên không đăng ký phát biểu được.")
    if item not in {"planned", "running"}:
        reasons.append("Mục này đã xong; ý kiến xin gửi bằng văn bản cho thư ký hội nghị.")
    elif closed:
        reasons.append(
            f"Chủ trì đã chốt danh sách phát biểu ở mục này lúc {closed}; ý kiến xin gửi bằng văn bản cho thư ký."
        )
    if delegation != "comes":
        reasons.append("Đoàn chưa trả lời dự họp, nên chưa đăng ký phát biểu được.")
    if already:
        reasons.append("Đoàn đang có một đăng ký ở mục này; phát biểu xong hoặc rút rồi mới đăng ký tiếp.")
    if not speaker:
        reasons.append("Hãy ghi ai phát biểu: họ tên, chức vụ.")
    return reasons


def waiting_in_words(count: int) -> str:
    """How many wait, as the screen says it; nothing where nobody does."""
    return f"{count} đăng ký đang chờ phát biểu." if count else ""

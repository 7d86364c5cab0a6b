"""How many had to study a resolution and how many did: the two halves of line 2.1."""

from __future__ import annotations

import re

from giaoban.reporting.prose.grammar import PERSONS
from giaoban.reporting.prose.numerals import Number

_DUE_BEHIND = re.compile(
    r"\s*(?:(?:đảng viên|đồng chí|người)\s*)?(?:trong |thuộc |được |phải |cần |có trách nhiệm |theo )*(?:diện|phải|triệu tập|học tập bắt buộc|danh sách)"
)
_DUE_BEFORE = re.compile(
    r"(?:trên|trong)(?: tổng)?(?: số)?\s*$|tổng số\s*$|(?:phải|thuộc diện|diện|triệu tập)[^;,]{0,40}(?:là|có|:)\s*$|/\s*$"
)
_DID_BEHIND = re.compile(
    r"\s*(?:đã |được |đều )*(?:tham gia|tham dự|hoàn thành|dự học|học tập|quán triệt|dự|học|theo học)"
)
_DID_BEFORE = re.compile(
    r"(?:đã học|tham gia|tham dự|hoàn thành|dự học|quán triệt|học tập|có|cho|nghị quyết)[^;]{0,45}$"
)


def study_lines(lowered: str, numbers: list[Number], is_study: bool) -> dict[int, tuple[str, bool]]:
    """The lines 2.1.a and 2.1.b of a sentence that speaks of studying, by the index of the number, and whether it is sure."""
    if not is_study:
        return {}
    pairs = _stroke(numbers)
    if pairs:
        return pairs
    due, did = None, None
    for index, number in enumerate(numbers):
        if number.percent or number.noun not in {*PERSONS, "none"}:
            continue
        left = lowered[numbers[index - 1].noun_end if index else 0 : number.start]
        left = re.sub(r"\b(?:trên|hơn|gần|khoảng)\s*$", "", left) if number.approximate and index == 0 else left
        behind = lowered[number.noun_end :]
        if due is None and (_DUE_BEHIND.match(behind) or (number.noun != "none" and _DUE_BEFORE.search(left))):
            due = index
        elif did is None and (_DID_BEHIND.match(behind) or _DID_BEFORE.search(left) or number.noun == "none"):
            did = index
    if due is None or did is None or numbers[did].value > numbers[due].value:
        return {}
    return {due: ("2.1.b", True), did: ("2.1.a", True)}


def _stroke(numbers: list[Number]) -> dict[int, tuple[str, bool]]:
    for index, number in enumerate(numbers[:-1]):
        below = numbers[index + 1]
        if (
            number.fraction == 1
            and below.fraction == 2
            and below.noun in {*PERSONS, "none"}
            and number.value <= below.value
        ):
            return {index: ("2.1.a", True), index + 1: ("2.1.b", True)}
    return {}

"""The numbers of a text as they were read and as a person placed them, and which of them a return may be made of.

Nothing unsure is taken: a number counts where its reading is sure and no other one contradicts it, or where a person
said what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from giaoban.core.numbers import read_number, write_number
from giaoban.reporting.forms import Form
from giaoban.reporting.rules import why_not_value

Standing = Literal["sure", "doubtful", "placed", "again", "unplaced", "elsewhere", "aside", "other"]
"""Read and sure; read and to be confirmed; said by a person; says a line once more; without a line; of no column of this
return; said by a person to be no figure; no figure at all (a date, the number of a document)."""

ROLES = {"value": "số của kỳ này", "same_period": "cùng kỳ năm trước", "target": "chỉ tiêu cả năm"}
"""What a line of a return has a column for."""

OTHER_ROLES = {
    "percent_of_target": "tỷ lệ so với chỉ tiêu",
    "cumulative": "số lũy kế",
    "change": "mức tăng, giảm",
    "other_period": "số của kỳ khác",
}
_APPROXIMATE = {"over": "trên", "under": "dưới", "about": "khoảng"}
_DIGITS = re.compile(r"(?<![\w/.,-])\d+(?:[.,]\d+)*(?![\w/-])")


@dataclass(frozen=True)
class Said:
    """What a person said of a number: its line, column and amount; without a line it is no figure of the form."""

    code: str = ""
    role: str = "value"
    amount: Decimal | None = None

    def as_json(self) -> list[str]:
        """The same as plain texts."""
        return [self.code, self.role, "" if self.amount is None else f"{self.amount:f}"]

    @classmethod
    def from_json(cls, data: Sequence[str]) -> Said:
        """What was kept with ``as_json``."""
        code, role, amount = data
        return cls(code, role, Decimal(amount) if amount else None)


@dataclass(frozen=True)
class TextNumber:
    """A number of the text: where it stands, what it is taken for, how sure that is, and why it is not surer."""

    block: int
    start: int
    end: int
    text: str
    place: str
    amount: Decimal | None
    standing: Standing
    code: str = ""
    role: str = "value"
    why: str = ""
    approximate: str = ""
    """The word of the text that makes the amount a rounded one, as "trên"; empty where a person gave another amount."""

    @property
    def key(self) -> str:
        """Its place in the text as one word."""
        return f"{self.block}-{self.start}-{self.end}"

    @property
    def is_taken(self) -> bool:
        """Whether a return that is made of the text now has it."""
        return self.standing in {"sure", "placed"}


def numbers_of(read: Mapping[str, Any], form: Form, words: Mapping[str, Said]) -> list[TextNumber]:
    """Every number of the text in its order, with what was said of it."""
    numbers: dict[str, TextNumber] = {}
    for figure in read["figures"]:
        number = _figure(figure, form)
        earlier = numbers.get(number.key)
        if earlier is None:
            numbers[number.key] = number
        elif (earlier.code, earlier.role) != (number.code, number.role):
            numbers[number.key] = replace(
                earlier, standing="doubtful", why="Có thể là chỉ tiêu khác; hãy chọn chỉ tiêu đúng."
            )
    for figure in read.get("again", ()):
        number = _again(_figure(figure, form))
        numbers.setdefault(number.key, number)
    for rest in read["unplaced"]:
        number = _rest(rest)
        numbers.setdefault(number.key, number)
    for number in _digits(read["blocks"], list(numbers.values())):
        numbers[number.key] = number
    told = [_said(number, words.get(key)) for key, number in numbers.items()]
    return sorted(_contradicted(told), key=lambda number: (number.block, number.start))


def taken(numbers: Sequence[TextNumber]) -> dict[tuple[str, str], TextNumber]:
    """The numbers that make the return, by line and column; where one is said several times, a person's word, else the first."""
    chosen: dict[tuple[str, str], TextNumber] = {}
    for number in numbers:
        slot = (number.code, number.role)
        if number.is_taken and (slot not in chosen or (number.standing, chosen[slot].standing) == ("placed", "sure")):
            chosen[slot] = number
    return chosen


def why_not_taken(numbers: Sequence[TextNumber], form: Form) -> list[str]:
    """Every reason why no return can be made of the text as its numbers are placed now."""
    reasons: list[str] = []
    placed: dict[tuple[str, str], TextNumber] = {}
    for number in numbers:
        if number.standing != "placed":
            continue
        other = placed.setdefault((number.code, number.role), number)
        if other.amount != number.amount:
            reasons.append(
                f"Chỉ tiêu {number.code} ({ROLES[number.role]}) đang có hai số do người nhận đặt: {_told(other)} và "
                f"{_told(number)}; hãy bỏ một số."
            )
        reasons += why_not_value(number.code, form.line(number.code).unit_of_count, number.amount)
    if not any(number.is_taken for number in numbers):
        reasons.append("Chưa có số nào của văn bản được đặt vào chỉ tiêu của biểu.")
    return reasons


def why_not_said(word: Said, form: Form) -> list[str]:
    """Why a person's word of a number cannot stand."""
    if not word.code:
        return []
    line = next((line for line in form.lines if line.code == word.code), None)
    if line is None or word.role not in ROLES:
        return ["Biểu không có chỉ tiêu hoặc cột này; hãy chọn lại."]
    if word.amount is None:
        return ["Hãy ghi số, ví dụ 38.716 hoặc 98,5."]
    return why_not_value(line.code, line.unit_of_count, word.amount)


def _figure(figure: Mapping[str, Any], form: Form) -> TextNumber:
    amount = Decimal(str(figure["value"]))
    block, start, end = figure["at"]
    line = next((line for line in form.lines if line.code == figure["code"]), None)
    standing: Standing = "sure"
    why = ""
    if figure["unit"]:
        standing, why = "elsewhere", f"Là số của {figure['unit']}."
    elif line is None:
        standing, why = "unplaced", "Biểu của kỳ này không có chỉ tiêu ấy."
    elif figure["role"] not in ROLES:
        standing, why = "elsewhere", f"Là {OTHER_ROLES.get(figure['role'], 'số khác')}, biểu không có cột này."
    elif figure["approximate"]:
        standing = "doubtful"
        why = f"Văn bản ghi “{_APPROXIMATE[figure['approximate']]}”, không phải số chính xác."
    elif not figure["sure"]:
        standing, why = "doubtful", "Lời văn có thể hiểu cách khác."
    elif reasons := why_not_value(line.code, line.unit_of_count, amount):
        standing, why = "doubtful", reasons[0]
    role = figure["role"] if figure["role"] in ROLES else "value"
    rounded = _APPROXIMATE[figure["approximate"]] if figure["approximate"] else ""
    return TextNumber(
        block, start, end, figure["text"], figure["place"], amount, standing, figure["code"], role, why, rounded
    )


def _again(number: TextNumber) -> TextNumber:
    """A number that says a line once more: seen with its line, and not itself what is taken."""
    if number.standing in {"sure", "doubtful"}:
        return replace(number, standing="again", why=f"Chỉ tiêu {number.code} đã có số ở chỗ khác trong văn bản.")
    return number


def _rest(rest: Mapping[str, Any]) -> TextNumber:
    block, start, end = rest["at"]
    why = f"Là một phần của chỉ tiêu {rest['of']}." if rest["of"] else ""
    return TextNumber(
        block, start, end, rest["text"], rest["place"], Decimal(str(rest["value"])), "unplaced", rest["of"], why=why
    )


def _digits(blocks: Sequence[Mapping[str, Any]], numbers: Sequence[TextNumber]) -> Iterator[TextNumber]:
    """The numbers that were read as no figure: a person may know better."""
    taken_up: dict[int, list[tuple[int, int]]] = {}
    for number in numbers:
        taken_up.setdefault(number.block, []).append((number.start, number.end))
    for block, told in enumerate(blocks):
        for match in _DIGITS.finditer(told["text"]):
            start, end = match.span()
            if not any(start < upto and begin < end for begin, upto in taken_up.get(block, ())):
                amount = read_number(match[0]).amount
                yield TextNumber(block, start, end, match[0], told["place"], amount, "other")


def _said(number: TextNumber, word: Said | None) -> TextNumber:
    if word is None:
        return number
    if not word.code:
        return replace(number, standing="aside", why="Người nhận cho là không phải số liệu của biểu.")
    rounded = number.approximate if word.amount == number.amount else ""
    return replace(
        number, standing="placed", code=word.code, role=word.role, amount=word.amount, why="", approximate=rounded
    )


def _contradicted(numbers: Sequence[TextNumber]) -> Iterator[TextNumber]:
    """A sure number beside another amount for the same line and column is sure no more, until a person has chosen."""
    amounts: dict[tuple[str, str], dict[Decimal | None, TextNumber]] = {}
    for number in numbers:
        if number.is_taken or number.standing == "doubtful":
            amounts.setdefault((number.code, number.role), {}).setdefault(number.amount, number)
    for number in numbers:
        rivals = [
            rival
            for amount, rival in amounts.get((number.code, number.role), {}).items()
            if amount != number.amount
        ]  # fmt: skip
        if number.standing == "sure" and rivals:
            yield replace(number, standing="doubtful", why=f"Chỉ tiêu này còn ghi số khác: {_told(rivals[0])}.")
        else:
            yield number


def _told(number: TextNumber) -> str:
    return f"{write_number(number.amount)} ({number.place})"

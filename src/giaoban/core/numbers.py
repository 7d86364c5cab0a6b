"""Numbers as people type them in Vietnamese offices, and as this program writes them.

A point between groups of three digits parts thousands (38.716); a comma starts the decimals (99,55). Offices also type
spaces of any width, English marks, a trailing per cent sign, or numbers kept as text. Where one text has two readings
("1.234", "38,716"), what decides is, in this order: the line's unit (a count of people or meetings has no decimals, a
percentage above 100 with three decimals is not one), then how the neighbours in the column are typed, then Vietnamese
usage.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Literal

from giaoban.core.text import fold, normalise, squeeze

DecimalMark = Literal[",", "."]
Kind = Literal["number", "dash", "blank", "unreadable"]

#: No office counts as far as this; it also keeps every figure exact in the fourteen digits that a return stores.
LIMIT = Decimal(10**12)

_DASHES = re.compile(
    r"[-‐‑‒–—―−_/\\]{1,3}|(?:không|ko|k|chưa)(?: có| phát sinh| có phát sinh| có trường hợp nào| có ai)?", re.IGNORECASE
)
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|LỖI)|Err:\d{3}", re.IGNORECASE)
_FORMULA = re.compile(r"=\s*[\w'(+$\-…].*", re.DOTALL)
_NOTE_MARK = re.compile(r"(?<=\d)\s*(?:[*†‡¹²³⁰-⁹]+|\(\s*[\d*]{1,2}\s*\)|\[\d{1,2}\])$|(?<=\d)[.,;:]$")
_RISE = re.compile(r"\+\s*\d|(?:tăng|giảm)\b.*\d", re.IGNORECASE)
_WORDS_OF = {  # what offices type behind a number, and the units of count that it goes with
    "nguoi": {"người"}, "dong chi": {"người"}, "d/c": {"người"}, "dc": {"người"}, "dang vien": {"người"}, "dv": {"người"},
    "hoc vien": {"người"}, "can bo": {"người"}, "quan chung": {"người"}, "luot": {"lượt", "người"}, "lop": {"lớp"},
    "luot nguoi": {"lượt", "người"}, "cuoc": {"cuộc"}, "cuoc hop": {"cuộc"}, "buoi": {"cuộc"}, "lan": {"cuộc", "lượt"},
    "cuoc kiem tra": {"cuộc"}, "cuoc sinh hoat": {"cuộc"}, "chi bo": {"chi bộ", "tổ chức"}, "cb": {"chi bộ", "người"},
    "to chuc": {"tổ chức"}, "to chuc dang": {"tổ chức"}, "tc": {"tổ chức"}, "tccsd": {"tổ chức"}, "dang bo": {"tổ chức"},
    "don vi": {"tổ chức"}, "co so": {"tổ chức"}, "truong hop": {"người", "tổ chức", "cuộc"},
}  # fmt: skip
_NUMBER = re.compile(r"([+\-−]?)(\d(?:[\d.,' ]*\d)?)\s*(%|phần trăm)?")
_ABOUT = re.compile(r"(?:trên|hơn|khoảng|gần|dưới|ước|xấp xỉ|~|>|<)\s*(?=\d)", re.IGNORECASE)
_GROUPED = {mark: re.compile(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+") for mark in ". ,'"}


@dataclass(frozen=True)
class Reading:
    """What a cell says: a number, a dash that means none, nothing, or something that is no number and why.

    ``marks`` says how it was typed: ``text``, ``spaces``, ``thousands_point``, ``thousands_comma``, ``decimal_point``,
    ``decimal_comma``, ``percent_sign``, ``about``, ``with_words``, ``fraction`` (decimals where things are counted).
    """

    kind: Kind
    amount: Decimal | None = None
    reason: str = ""
    marks: tuple[str, ...] = ()


def read_number(typed: object, *, unit: str = "", decimal_mark: DecimalMark | None = None) -> Reading:
    """What the cell says, for a line counted in that unit ("%" for percentages, "" when not known).

    ``decimal_mark`` is how the neighbours are typed, see ``decimal_mark_of``; it decides only what the unit does not.
    """
    if typed is None:
        return Reading("blank")
    if isinstance(typed, (bool, date, time, timedelta)):
        return Reading("unreadable", reason=f"“{typed}” không phải là số")
    if isinstance(typed, (int, float, Decimal)):
        return _read_value(typed, unit)
    if not isinstance(typed, str):
        return Reading("unreadable", reason="ô không chứa số")
    return _read_text(typed, unit, decimal_mark)


def _read_value(value: float | Decimal, unit: str) -> Reading:
    amount = Decimal(repr(round(value, 9))) if isinstance(value, float) else Decimal(value)
    if not amount.is_finite():
        return Reading("unreadable", reason=f"“{value}” không phải là số")
    return _number(amount, unit, [])


def _read_text(typed: str, unit: str, decimal_mark: DecimalMark | None) -> Reading:
    text = squeeze(normalise(typed))
    if not text:
        return Reading("blank")
    if reason := _why_no_value(typed, text):
        return Reading("unreadable", reason=reason)
    if _DASHES.fullmatch(text):
        return Reading("dash", Decimal(0), marks=("text",))
    marks = ["text"]
    body, approximate = _ABOUT.subn("", text)
    if approximate:
        marks.append("about")
    body, noted = _NOTE_MARK.subn("", body)
    if noted:
        marks.append("note_mark")
    match = _NUMBER.match(body)
    rest = body[match.end() :].strip(" .") if match else body
    if match is None or (rest and not _goes_with(fold(rest), unit)):
        return Reading("unreadable", reason=f"“{text}” không phải là số{_of_another_unit(rest, unit)}")
    if rest:
        marks.append("with_words")
    if match[3]:
        marks.append("percent_sign")
    percent = unit == "%" or bool(match[3])
    digits = _plain_digits(match[2], "%" if percent else unit, decimal_mark, marks)
    if digits is None:
        return Reading("unreadable", reason=f"“{text}” đặt dấu phân cách không theo nhóm ba chữ số")
    amount = Decimal(digits)
    return _number(-amount if match[1] in {"-", "−"} else amount, unit, marks)


def _why_no_value(typed: str, text: str) -> str:
    """Why a text that holds digits is no value: an error, a formula, two numbers, a rise or a fall."""
    if _ERROR.fullmatch(text):
        return f"ô lỗi {text}"
    if _FORMULA.fullmatch(text):
        return f"ô có công thức chưa được tính ({text[:40]}); hãy mở tệp bằng chương trình bảng tính rồi lưu lại"
    lines = [line for line in re.split(r"[\r\n\v\u2028]+", typed) if re.search(r"\d", line)]
    if len(lines) > 1:
        return f"trong ô có hai số: “{text}”"
    if _RISE.match(text):
        return f"“{text}” là mức tăng, giảm, không phải số của kỳ"
    return ""


def _goes_with(words: str, unit: str) -> bool:
    """Whether these folded words may stand behind a number of that unit."""
    words = words.replace(".", "")
    return words == fold(unit) or (words in _WORDS_OF and (not unit or unit in _WORDS_OF[words]))


def _of_another_unit(rest: str, unit: str) -> str:
    """What to say where the words behind the number are those of another unit."""
    return f" {unit}" if unit and fold(rest).replace(".", "") in _WORDS_OF else ""


def _number(amount: Decimal, unit: str, marks: list[str]) -> Reading:
    if abs(amount) >= LIMIT:
        return Reading("unreadable", reason="số lớn đến mức không thể là một chỉ tiêu")
    if amount == amount.to_integral_value():
        amount = amount.quantize(Decimal(1))
    elif unit not in {"", "%"}:
        marks.append("fraction")
    return Reading("number", amount, marks=tuple(marks))


def _plain_digits(text: str, unit: str, decimal_mark: DecimalMark | None, marks: list[str]) -> str | None:
    """The number with a decimal point and no other mark; None when its marks make no sense."""
    for mark in (" ", "'"):
        if mark in text:
            head = re.split(r"[.,]", text)[0]
            if not _GROUPED[mark].fullmatch(head) or mark in text[len(head) :]:
                return None
            marks.append("spaces")
            text = text.replace(mark, "")
            # With the thousands already parted by spaces, any other mark can only start the decimals.
            return _decimals(text, marks) if text.count(".") + text.count(",") <= 1 else None
    points, commas = text.count("."), text.count(",")
    if points and commas:
        decimal, thousands = (".", ",") if text.rindex(".") > text.rindex(",") else (",", ".")
        head, _, tail = text.rpartition(decimal)
        if text.count(decimal) > 1 or not _GROUPED[thousands].fullmatch(head):
            return None
        marks += [_thousands(thousands), _decimal(decimal)]
        return f"{head.replace(thousands, '')}.{tail}"
    if points + commas == 0:
        return text
    mark = "." if points else ","
    if points + commas == 1 and not _parts_thousands(text, mark, unit, decimal_mark):
        return _decimals(text, marks)
    if not _GROUPED[mark].fullmatch(text):
        return None
    marks.append(_thousands(mark))
    return text.replace(mark, "")


def _parts_thousands(text: str, mark: str, unit: str, decimal_mark: DecimalMark | None) -> bool:
    if not _GROUPED[mark].fullmatch(text) or text.startswith("0"):
        return False
    if unit:
        return unit != "%"
    return mark == "." if decimal_mark is None else mark != decimal_mark


def _decimals(text: str, marks: list[str]) -> str:
    for mark in (".", ","):
        if mark in text:
            marks.append(_decimal(mark))
    return text.replace(",", ".")


def _thousands(mark: str) -> str:
    return "thousands_point" if mark == "." else "thousands_comma"


def _decimal(mark: str) -> str:
    return "decimal_point" if mark == "." else "decimal_comma"


def number_in(text: str, most: int = 2**63 - 1) -> int | None:
    """The whole number that an address names in plain digits, at most ``most``; None for whatever else stands there."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(most))):
        return None
    number = int(text)
    return number if number <= most else None


def decimal_mark_of(texts: Iterable[object]) -> DecimalMark | None:
    """The decimal mark that these neighbours use, from those with one reading only; None when they do not say."""
    votes = {",": 0, ".": 0}
    for typed in texts:
        if not isinstance(typed, str):
            continue
        match = _NUMBER.fullmatch(squeeze(normalise(typed)))
        if match is None:
            continue
        text = match[2].replace(" ", "")
        points, commas = text.count("."), text.count(",")
        if points and commas:
            votes["." if text.rindex(".") > text.rindex(",") else ","] += 1
        elif points > 1 or commas > 1:
            votes["," if points else "."] += 1
        elif points + commas == 1 and not _GROUPED["." if points else ","].fullmatch(text):
            votes["." if points else ","] += 1
    if votes[","] == votes["."]:
        return None
    return "," if votes[","] > votes["."] else "."


def write_number(amount: Decimal | int | None, unit: str = "") -> str:
    """The number as Vietnamese write it: 38.716; with the unit "%", two decimals: 99,55%; None is an empty text."""
    if amount is None:
        return ""
    value = Decimal(amount)
    if unit == "%":
        return f"{_write(value.quantize(Decimal('0.01'), ROUND_HALF_UP))}%"
    return _write(value.quantize(Decimal(1)) if value == value.to_integral_value() else value)


def _write(value: Decimal) -> str:
    return f"{value:,f}".translate(str.maketrans(",.", ".,"))


def rounded_wording(amount: Decimal | int, unit: str = "") -> str:
    """An exact value in the words of a report: "trên 38.700" for 38.716, "trên 99%" for 99,55 %.

    One rule: counts of 1.000 and more are cut down to their first three digits, percentages to the whole per cent;
    "trên" stands only where something was cut off. Smaller counts are written exactly.
    """
    value = Decimal(amount)
    if unit == "%":
        step = Decimal(1)
    elif abs(value) < 1000:
        return _write(value)
    else:
        step = Decimal(10) ** (value.adjusted() - 2)
    cut = (value / step).to_integral_value(ROUND_FLOOR) * step
    sign = "%" if unit == "%" else ""
    wording = f"{_write(cut.quantize(Decimal(1)))}{sign}"
    return wording if cut == value else f"trên {wording}"

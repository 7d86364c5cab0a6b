"""The numbers of a sentence: typed or in words, with what they count, and without dates, document numbers and money."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from giaoban.core.numbers import read_number
from giaoban.core.text import respell

Approximate = Literal["over", "about", "under"]

_LETTERS = r"A-ZĐ"
_NO_FIGURES = re.compile(
    rf"""
    (?P<document>\b\d+[a-z]?\s*[-–/]\s*[{_LETTERS}]{{2,}}[\w–-]*(?:\s*/\s*[\w–-]+)*)
  | (?P<phone>\b0\d{{2,3}}[.\s-]?\d{{3}}[.\s]?\d{{3,4}}\b)
  | (?P<day>\b[Nn]gày\s+\d{{1,2}}\s+tháng\s+\d{{1,2}}(?:\s+năm\s+\d{{4}})?)
  | (?P<date>\b\d{{1,2}}\s*[/.-]\s*\d{{1,2}}\s*[/.-]\s*(?:19|20)\d{{2}}\b)
  | (?P<years>\b(?:19|20)\d{{2}}\s*[-–]\s*(?:19|20)\d{{2}}\b)
  | (?P<short>\b(?:[Nn]gày|[Đđ]ợt|[Dd]ịp|[Đđ]ến|[Tt]ừ|[Ss]áng|[Cc]hiều|[Tt]rước|[Hh]ết)(?:\s+ngày)?\s+\d{{1,2}}[/-]\d{{1,2}}\b(?![/-]\d)(?!\s*(?:đảng|đồng|chi|tổ|người)))
  | (?P<month>\b[Tt]háng\s+(?:\d{{1,2}})(?:\s*[/.-]\s*\d{{4}}|\s+năm\s+\d{{4}})?\b)
  | (?P<months>\b(?:\d{{1,2}}|[Ss]áu|[Cc]hín|[Bb]a|[Tt]ám|[Mm]ười)\s+tháng\b(?:\s+(?:đầu|cuối))?(?:\s+năm)?(?:\s+(?:19|20)\d{{2}})?)
  | (?P<quarter>\b[Qq]uý\s+(?:[IV]{{1,3}}|[1-4])\b(?:\s*/\s*\d{{4}}|\s+năm\s+\d{{4}}|\s*-\s*\d{{4}})?)
  | (?P<year>\b(?:[Nn]ăm|[Nn]ăm\s+học|[Kk]hóa|[Nn]hiệm\s+kỳ|[Gg]iai\s+đoạn)\s+(?:19|20)\d{{2}}(?:\s*[-–]\s*(?:19|20)\d{{2}})?\b)
  | (?P<labelled>\b(?:19|20)\d{{2}}(?=\s*:\s*\d))
  | (?P<clock>\b\d{{1,2}}\s*(?:[:h]|giờ)\s*\d{{2}}\b)
  | (?P<named>\b(?:[Đđ]iều|[Kk]hoản|[Mm]ục|[Tt]ầng|[Tt]rang|[Pp]hụ\s+lục|[Bb]iểu|[Ll]ần(?:\s+thứ)?|[Tt]hứ|[Ss]ố\s+nhà|[Tt]rung\s+ương|[Kk]hu)\s+\d+(?:/\d+)?\b(?!\s*(?:đảng|đồng chí|%|cuộc)))
  | (?P<age>\b\d+\s+(?:năm|tuổi)\b(?!\s*(?:đảng viên)))
  | (?P<item>^\s*\d{{1,2}}(?:\.\d{{1,2}})*[.)]\s)
    """,
    re.VERBOSE,
)
_MONEY = re.compile(r"\d[\d.,]*\s*(?:tỷ|triệu|nghìn|ngàn)?\s*(?:đồng\b(?!\s+chí)|vnđ|usd)", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?<![\w.,-])(?<!\d/)(?:\d{1,3}(?:[.\u00a0 ]\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+|\d+(?:[.,]\d+)?)(?![\w])(\s*(?:%|phần trăm))?"
)
_FRACTION = re.compile(r"(?<![\w.,/-])(\d{1,3}(?:\.\d{3})+|\d+)\s*/\s*(\d{1,3}(?:\.\d{3})+|\d+)(?![\w/])")
_WORD_VALUES = dict(zip(re.findall(r"\S+", "không một hai ba bốn năm sáu bảy tám chín mười"), range(11), strict=True)) | {
    "mốt": 1, "tư": 4, "lăm": 5, "bẩy": 7,
}  # fmt: skip
_WORDS = "|".join(sorted([word for word in _WORD_VALUES if word != "không"], key=len, reverse=True))
_SPELT = re.compile(
    rf"(?<!\w)(?:(?:{_WORDS}|mươi|trăm|linh|lẻ|nghìn|ngàn)(?:\s+(?={_WORDS}|mươi|trăm|linh|lẻ|nghìn|ngàn))?)+(?!\w)"
)
_FIVE = re.compile(r"(?:\b(?:có|gồm|mở|được|và|là|cho|với)|[,(:])\s*$")
_COUNTED_IN_WORDS = re.compile(
    r"\s+(?:lớp|tổ chức|đảng bộ|chi bộ|đảng viên|đồng chí|người|cuộc(?! thi| họp| vận động)|lượt|học viên|quần chúng|trường hợp|[“\"]?chi bộ)\b"
)
_APPROXIMATE: tuple[tuple[Approximate, str], ...] = (
    ("under", r"không quá|không đến|chưa đến|chưa tới"), ("over", r"không dưới|không kém|trên|hơn|quá|vượt"), ("under", r"gần|dưới|ngót"),
    ("about", r"khoảng|chừng|ước|xấp xỉ|độ|ước đạt|khoảng chừng"),
)  # fmt: skip


@dataclass(frozen=True)
class Number:
    """A number of a sentence: its value, where it stands, how exact it is said to be, and what it counts."""

    value: float
    text: str
    start: int
    end: int
    percent: bool = False
    approximate: Approximate | None = None
    noun: str = "none"
    noun_end: int = 0
    fraction: int = 0
    """1 for what stands above the stroke, 2 for what stands below it."""
    spelt: bool = False


def house(text: str) -> str:
    """The text as the grammar reads it: lower case, the house's tone marks, y where it has both spellings; every letter keeps its place."""
    lowered = respell(text).lower()
    for typed, written in (("kỉ ", "kỷ "), ("tỉ lệ", "tỷ lệ"), ("lí luận", "lý luận"), ("hàng năm", "hằng năm")):
        lowered = lowered.replace(typed, written)
    return lowered.replace("\u00a0", " ") if len(lowered) == len(text) else text.lower()


_NOTE_MARK = re.compile(r"(?<=\d)\s?(?:\(\*{1,3}\)|\*{1,3})(?= ?)")
"""The mark of a note behind a number: (*), as our own documents set it, or a plain star."""


def unmarked(text: str) -> str:
    """The text with the marks of notes behind numbers taken for spaces, letter for letter."""
    return _NOTE_MARK.sub(lambda mark: " " * len(mark[0]), text)


def mask(text: str) -> str:
    """The text with what is no figure (dates, document numbers, items, ages) blotted out, letter for letter."""

    def blot(match: re.Match[str]) -> str:
        return re.sub(r"\d", "#", match[0])

    return re.sub(r"(?<=[“\"'‘ ])4(?= tốt)", "#", _NO_FIGURES.sub(blot, text))


def numbers(text: str, *, spelt: bool = True) -> list[Number]:
    """The numbers of a masked text in their order, money and parts of words left out."""
    lowered = house(text)
    taken: list[tuple[int, int]] = [match.span() for match in _MONEY.finditer(text)]
    kept: list[Number] = []
    for match in _FRACTION.finditer(text):
        if not _overlaps(match.span(), taken):
            taken.append(match.span())
            kept += [
                _number(lowered, match[part], match.start(part), match.end(part), fraction=part) for part in (1, 2)
            ]
    for match in _NUMBER.finditer(text):
        if not _overlaps(match.span(), taken):
            taken.append(match.span())
            kept.append(_number(lowered, match[0], match.start(), match.end(), percent=bool(match[1])))
    if spelt:
        for match in _SPELT.finditer(lowered):
            counted = _COUNTED_IN_WORDS.match(lowered, match.end())
            if match[0] == "năm" and not _FIVE.search(lowered[: match.start()]):
                continue  # the year, not the number
            value = spelt_value(match[0])
            if counted and value is not None and not _overlaps(match.span(), taken):
                written = text[match.start() : match.end()]
                kept.append(
                    Number(
                        value,
                        written,
                        match.start(),
                        match.end(),
                        False,
                        _approximate(lowered, match.start()),
                        spelt=True,
                    )
                )
    return sorted(kept, key=lambda number: number.start)


def money(text: str) -> list[tuple[str, int]]:
    """Sums of money of the text, with where they stand."""
    return [(match[0], match.start()) for match in _MONEY.finditer(text)]


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < last and first < span[1] for first, last in taken)


def _number(lowered: str, text: str, start: int, end: int, *, percent: bool = False, fraction: int = 0) -> Number:
    reading = read_number(text.replace("phần trăm", "%").replace("\u00a0", " "), unit="%" if percent else "người")
    value = float(reading.amount) if reading.amount is not None else float(re.sub(r"\D", "", text) or 0)
    return Number(value, text.strip(), start, end, percent, _approximate(lowered, start), fraction=fraction)


def _approximate(lowered: str, start: int) -> Approximate | None:
    before = lowered[max(0, start - 24) : start]
    for meaning, words in _APPROXIMATE:
        if re.search(rf"(?:^|\W)(?:{words})\s+(?:được\s+)?$", before):
            return meaning
    return None


def spelt_value(words: str) -> int | None:
    """The value of a number in words up to the thousands; None where the words make none."""
    total, current = 0, 0
    for word in words.split():
        if word in {"nghìn", "ngàn"}:
            total, current = total + (current or 1) * 1000, 0
        elif word == "trăm":
            current = (current or 1) * 100
        elif word == "mươi":
            last = current % 10
            current += last * 9
        elif word == "mười":
            current += 10
        elif word not in {"linh", "lẻ"}:
            current += _WORD_VALUES[word]
    return total + current or None

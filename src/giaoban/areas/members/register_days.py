"""Days as offices type them, and what a whole column of them gives away about how it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from giaoban.core.text import fold, normalise, squeeze

SWAPPED = (
    "Ngày và tháng của cột này có thể đã bị đổi chỗ khi mở bằng chương trình dùng kiểu ngày Mỹ (tháng trước ngày); "
    "hãy kiểm tra ngày này."
)

_DMY = re.compile(r"(\d{1,2})(?:\s*[/\-.]\s*|\s+)(\d{1,2})(?:\s*[/\-.]\s*|\s+)(\d{4}|\d{2})")
_YMD = re.compile(r"(\d{4})\s*[/\-.]\s*(\d{1,2})\s*[/\-.]\s*(\d{1,2})(?:[ T].*)?")
_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})")
_MONTH = re.compile(r"(\d{1,2})\s*[/\-.]\s*(\d{4})")
_MONTHS = {
    name: at
    for at, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1)
    for name in names.split()
} | {f"thg{at}": at for at in range(1, 13)}  # fmt: skip
_NAMED = re.compile(
    r"(\d{1,2})[\s\-/.]*(?:thang\s*)?([a-z]{3,9}|thg\s?\d{1,2}|\d{1,2})[\s\-/.,]*(?:nam\s*)?(\d{4}|\d{2})"
)
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?: ?[AaPp][Mm])?$")
_SERIAL_START = date(1899, 12, 30)
_DAYS_TO_1904 = 1462


def read_day(typed: Any, *, latest: date, from_1904: bool = False) -> tuple[date | None, str, bool]:
    """The day that a cell says, or None; why it is doubtful or cannot be, and whether it cannot be.

    Days are typed as 05/11/1978, 5-11-78 (a year of two digits is the last such year up to ``latest``), 1978-11-05,
    as a spreadsheet's day or its serial number. The day always comes before the month, as Vietnamese write it.
    """
    if isinstance(typed, dict):
        return date.fromisoformat(typed["day"]), "", False
    if isinstance(typed, int | float):
        serial = 366 < typed < 80000 and not 1880 <= typed <= 2100
        return _day_of_number(float(typed) + (_DAYS_TO_1904 if from_1904 and serial else 0))
    text = _TIME.sub("", squeeze(normalise(str(typed or ""))).lstrip("'’`").strip(" ."))
    if not text.strip(" -–—_."):
        return None, "", False
    if text.isdigit() and len(text) in (4, 5):
        return _day_of_number(float(text))
    if text.isdigit() and len(text) == 8:
        parts = (
            (text[4:], text[2:4], text[:2]) if not text.startswith(("19", "20")) else (text[:4], text[4:6], text[6:])
        )
        return _day(*map(int, parts), text)
    if written := _DMY.fullmatch(text):
        return _day(_full_year(written[3], latest), int(written[2]), int(written[1]), text)
    if written := _YMD.fullmatch(text):
        return _day(int(written[1]), int(written[2]), int(written[3]), text)
    if written := _WORDS.fullmatch(fold(text)):
        return _day(int(written[3]), int(written[2]), int(written[1]), text)
    if (written := _NAMED.fullmatch(fold(text))) and (month := _MONTHS.get(written[2].replace(" ", ""), 0)):
        return _day(_full_year(written[3], latest), month, int(written[1]), text)
    if written := re.fullmatch(r"(\d{1,2}) thang (\d{1,2})[, ]+(\d{4})", fold(text)):
        return _day(int(written[3]), int(written[2]), int(written[1]), text)
    if (written := _MONTH.fullmatch(text)) and 1 <= int(written[1]) <= 12:
        return None, f"“{text}” chỉ có tháng và năm, thiếu ngày.", False
    return None, f"“{text}” không phải là ngày; cần viết như 15/06/1978.", True


def _full_year(text: str, latest: date) -> int:
    """A year of two digits is the last such year up to ``latest``."""
    year = int(text)
    if len(text) == 2:
        year += latest.year // 100 * 100 if year <= latest.year % 100 else latest.year // 100 * 100 - 100
    return year


def _day_of_number(number: float) -> tuple[date | None, str, bool]:
    if 1880 <= number <= 2100 and number.is_integer():
        return None, f"“{int(number)}” chỉ có năm, thiếu ngày và tháng.", False
    if 1 <= number < 80000:
        return _SERIAL_START + timedelta(days=int(number)), "", False
    if number.is_integer() and 19_000_101 <= number <= 21_001_231 and f"{int(number)}"[4:6] <= "12":
        text = str(int(number))
        return _day(int(text[:4]), int(text[4:6]), int(text[6:]), text)
    if number.is_integer() and 1_000_000 <= number <= 31_129_999:
        text = f"{int(number):08d}"
        return _day(int(text[4:]), int(text[2:4]), int(text[:2]), text)
    return None, f"“{_plain(number)}” không phải là ngày.", True


def _day(year: int, month: int, day: int, text: str) -> tuple[date | None, str, bool]:
    try:
        read = date(year, month, day)
    except ValueError:
        if 12 < month <= 31 and 1 <= day <= 12 and 1 <= year <= 9999:
            return (
                None,
                f"“{text}” không phải là ngày có thật: không có tháng {month}; có thể ngày và tháng bị đổi chỗ.",
                True,
            )
        return None, f"“{text}” không phải là ngày có thật.", True
    if read.year < 1900:
        return None, f"“{text}” có năm {read.year} không thể đúng.", True
    return read, "", False


def _plain(number: float) -> str:
    return str(int(number)) if number.is_integer() else str(number)


def swapped(column: Iterable[tuple[int, Any]]) -> list[int]:
    """The rows of a column of days whose day and month may have changed places, by what the other rows show.

    A spreadsheet that takes the month first turns 05/11 into the 11th of May, a true day, and leaves 25/12 as text: then
    all true days lie in the first twelve of a month and no text does. Where texts themselves have the month first
    (12/25/1990), every text that could be read both ways is meant.
    """
    days, texts = [], []
    for row, typed in column:
        if isinstance(typed, dict):
            days.append((row, date.fromisoformat(typed["day"]).day))
        elif isinstance(typed, str) and (written := _DMY.fullmatch(_TIME.sub("", squeeze(typed)))):
            texts.append((row, int(written[1]), int(written[2])))
    month_first = any(12 < second <= 31 and first <= 12 for _row, first, second in texts)
    day_first = any(first > 12 for _row, first, _second in texts)
    if month_first and not day_first:
        return [row for row, first, second in texts if first <= 12 and second <= 12 and first != second]
    told_apart = len(days) >= 2 and len(texts) >= 2 and all(first > 12 for _row, first, _second in texts)
    return [row for row, _day in days] if told_apart and all(day <= 12 for _row, day in days) else []

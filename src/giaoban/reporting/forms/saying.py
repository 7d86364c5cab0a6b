"""What a form asks and checks, in sentences that a person can hold against the file; and how two versions differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from giaoban.core.numbers import write_number
from giaoban.reporting.forms import Check, Form, Line


def sentence(check: Check) -> str:
    """What the check asks, read back from its fields."""
    return f"{_ASKED[check.kind](check)}."


def _sum(codes: Sequence[str]) -> str:
    return " + ".join(codes)


def _number(number: float) -> str:
    return write_number(int(number)) if number == int(number) else f"{number:g}".replace(".", ",")


def _at_most(check: Check) -> str:
    times = f" nhân {_number(check.factor)}" if check.factor != 1 else ""
    return f"{_sum(check.parts)} không lớn hơn {_sum(check.whole)}{times}"


def _rate(check: Check) -> str:
    unit = "%" if check.per == 100 else ""
    per = f" nhân {_number(check.per)}" if check.per not in (1, 100) else ""
    least = f", chỉ khi {_sum(check.whole)} từ {_number(check.least)}" if check.least else ""
    low, high = (f"{_number(limit)}{unit}" for limit in (check.low, check.high))
    return f"{_sum(check.parts)} chia {_sum(check.whole)}{per} trong khoảng {low} đến {high}{least}"


def _balance(check: Check) -> str:
    return f"{check.parts[0]} chia {check.parts[1]} không cao gấp {_number(check.limit)} lần {check.whole[0]} chia {check.whole[1]}"


_ASKED: Mapping[str, Callable[[Check], str]] = {
    "sum": lambda check: f"{_sum(check.whole)} bằng {_sum(check.parts)}",
    "at_most": _at_most,
    "rate": _rate,
    "rate_balance": _balance,
    "without": lambda check: f"{_sum(check.parts)} có số thì {_sum(check.whole)} lớn hơn 0",
    "ratio": lambda check: (
        f"Tỷ lệ {', '.join(check.lines)} đúng bằng tử số chia mẫu số, lệch nhiều nhất {_number(check.tolerance)}"
    ),
    "same_value": lambda check: (
        f"Hai dòng trong {', '.join(check.lines)} không cùng một số trên {_number(check.limit)}"
        + (f" (khác đơn vị tính: trên {_number(check.least)})" if check.least else "")
    ),
    "same_return_twice": lambda check: f"Hai đơn vị không trùng từ {_number(check.limit * 100)}% số liệu",
    "organisation_twice": lambda _check: "Một tổ chức không có hai dòng trong biểu chi tiết",
    "detail_total": lambda _check: "Tổng bằng các dòng của biểu chi tiết cộng lại",
    "detail_parts": lambda _check: "Trong từng tổ chức, các phần không lớn hơn tổng",
    "jump": lambda check: (
        f"So với cùng kỳ năm trước không thay đổi quá {_number(check.limit * 100)}%, với số từ {_number(check.least)}"
    ),
    "previous_period": lambda _check: "Cột cùng kỳ năm trước cũng cộng đúng",
    "target_column_empty": lambda _check: "Cột chỉ tiêu năm không để trống toàn bộ",
    "estimate_not_marked": lambda _check: "Số ước phải ghi là số ước",
}


KINDS_SAID = {
    "sum": "Tổng bằng các phần",
    "at_most": "Không lớn hơn",
    "rate": "Tỷ số trong khoảng",
    "rate_balance": "Hai tỷ lệ không chênh quá",
    "without": "Có kết quả thì phải có hoạt động",
    "ratio": "Tỷ lệ đúng bằng tử chia mẫu",
    "same_value": "Hai dòng không trùng số",
    "same_return_twice": "Hai đơn vị không trùng số liệu",
    "organisation_twice": "Tổ chức không ghi hai lần",
    "detail_total": "Tổng bằng biểu chi tiết",
    "detail_parts": "Phần và tổng của từng tổ chức",
    "jump": "Không thay đổi đột ngột",
    "previous_period": "Cột cùng kỳ cộng đúng",
    "target_column_empty": "Cột chỉ tiêu năm không trống",
    "estimate_not_marked": "Số ước được ghi là ước",
}


@dataclass(frozen=True)
class FormDifference:
    """One thing in which a version differs from the one before: where, what stood there, what stands there now."""

    place: str
    before: str
    now: str


FIELDS = {
    "label": "tên", "aliases": "tên khác", "unit_of_count": "đơn vị tính", "adds_as": "loại số", "parent": "dòng mẹ",
    "numerator": "tử số", "denominator": "mẫu số", "per_organisation": "hỏi từng tổ chức", "counts_rows": "đếm dòng chi tiết",
    "indicator": "chỉ tiêu", "personal": "số nhỏ không công bố",
}  # fmt: skip


def differences(before: Form, now: Form) -> Iterator[FormDifference]:
    """In what the second differs from the first, line by line, then check by check."""
    yield from _of_head(before, now)
    there = {line.code: line for line in before.lines}
    for line in now.lines:
        if (own := there.pop(line.code, None)) is None:
            yield FormDifference(f"Dòng {line.code}", "", line.label)
        elif own != line:
            yield from _of_line(own, line)
    yield from (FormDifference(f"Dòng {line.code}", line.label, "") for line in there.values())
    old, new = ([_told(check) for check in form.checks] for form in (before, now))
    yield from (FormDifference("Kiểm tra", "", told) for told in new if told not in old)
    yield from (FormDifference("Kiểm tra", told, "") for told in old if told not in new)


def _of_head(before: Form, now: Form) -> Iterator[FormDifference]:
    for place, own, other in (
        ("Mã biểu", before.code, now.code),
        ("Tên biểu", before.title, now.title),
        ("Kỳ", f"{before.months} tháng", f"{now.months} tháng"),
        ("Nhóm", _listed(before.groups), _listed(now.groups)),
        ("Phần lời văn", "; ".join(before.sections), "; ".join(now.sections)),
    ):
        if own != other:
            yield FormDifference(place, own, other)
    order = [line.code for line in now.lines if line.code in {own.code for own in before.lines}]
    if order != [line.code for line in before.lines if line.code in order]:
        yield FormDifference("Thứ tự dòng", "", ", ".join(order))


def _listed(groups: Mapping[str, str]) -> str:
    return "; ".join(f"{code}. {label}" for code, label in groups.items())


def _of_line(before: Line, now: Line) -> Iterator[FormDifference]:
    for part in fields(Line):
        own, other = getattr(before, part.name), getattr(now, part.name)
        if own != other:
            yield FormDifference(f"Dòng {now.code}, {FIELDS[part.name]}", _plain(own), _plain(other))


def _plain(value: str | bool | tuple[str, ...]) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    return value if isinstance(value, str) else "; ".join(value)


def _told(check: Check) -> str:
    words = {"error": "Sai", "warning": "Cần xem", "note": "Ghi chú"}
    source = f" Nguồn: {check.source}." if check.source else ""
    return f"{words[check.severity]}: {sentence(check)}{source}"

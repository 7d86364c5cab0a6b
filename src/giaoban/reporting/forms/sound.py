"""A form's file, read and judged: what it says, or every reason why it is no form, each with its place and what mends it."""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import pgettext_lazy

from giaoban.core.refusal import Refused
from giaoban.core.workbook import Unreadable
from giaoban.reporting.forms import Check, Form, form_of
from giaoban.reporting.forms.writing import written
from giaoban.reporting.intake.lines import label_key

MOST_BYTES, MOST_LINES, MOST_CHECKS, MOST_TOLD = 96 * 1024, 300, 300, 8
ADDS_AS = {
    "stock": pgettext_lazy("form", "there at the end of the period"),
    "flow": pgettext_lazy("form", "happened in the period"),
    "ratio": pgettext_lazy("form", "ratio"),
    "between": pgettext_lazy("form", "moved between units"),
}
SEVERITIES = {
    "error": pgettext_lazy("form", "wrong"),
    "warning": pgettext_lazy("form", "to be looked at"),
    "note": pgettext_lazy("form", "note"),
}
PLACES = {
    "each": pgettext_lazy("form", "each unit"),
    "whole": pgettext_lazy("form", "the total"),
    "whole_first": pgettext_lazy("form", "the total first, then each unit"),
}
MONTHS = {
    1: pgettext_lazy("form", "month"),
    3: pgettext_lazy("form", "quarter"),
    6: pgettext_lazy("form", "6 months"),
    9: pgettext_lazy("form", "9 months"),
    12: pgettext_lazy("form", "year"),
    60: pgettext_lazy("form", "term of office"),
}
NEEDS: Mapping[str, tuple[str, ...]] = {
    "sum": ("parts", "whole"),
    "at_most": ("parts", "whole"),
    "rate": ("parts", "whole"),
    "rate_balance": ("parts", "whole"),
    "without": ("parts", "whole"),
    "ratio": ("lines",),
    "same_value": ("lines",),
    "same_return_twice": (),
    "organisation_twice": (),
    "detail_total": (),
    "detail_parts": (),
    "jump": (),
    "previous_period": (),
    "target_column_empty": (),
    "estimate_not_marked": (),
}
"""Of every kind of check, the lists of lines that it cannot do without."""

_CODE = re.compile(r"[0-9]{1,3}(?:\.[0-9a-z]{1,4}){1,3}")
_FORM = re.compile(r"[A-ZĐ][A-ZĐ0-9]*(?:[-.][A-ZĐ0-9]+)*")
_ID = re.compile(r"[a-z][a-z0-9_]{0,59}")
_NAMES = {"text": "chữ trong dấu ngoặc kép", "yes": "true hoặc false", "number": "số", "day": "ngày như 2027-01-01",
          "texts": "danh sách chữ", "whole": "số nguyên", "tables": "các mục [[…]]"}  # fmt: skip
_HEAD = {
    "code": "text", "title": "text", "valid_from": "day", "valid_to": "day", "months": "whole", "sections": "texts",
    "groups": "tables", "lines": "tables", "checks": "tables",
}  # fmt: skip
_GROUP = {"code": "text", "label": "text"}
_LINE = {
    "code": "text", "label": "text", "unit_of_count": "text", "adds_as": "text", "aliases": "texts", "parent": "text",
    "numerator": "text", "denominator": "text", "per_organisation": "yes", "counts_rows": "yes", "indicator": "text",
    "personal": "yes",
}  # fmt: skip
_CHECK = {
    "id": "text", "kind": "text", "severity": "text", "at": "text", "lines": "texts", "parts": "texts", "whole": "texts",
    **dict.fromkeys(("limit", "least", "low", "high", "per", "factor", "tolerance"), "number"),
    "confirmed": "yes", "source": "text", "explain": "text",
}  # fmt: skip
LONGEST = {
    "code": 12, "title": 200, "label": 200, "unit_of_count": 30, "aliases": 200, "sections": 40, "id": 60, "source": 400,
    "explain": 400, "indicator": 80,
}  # fmt: skip
_MAY_BE_EMPTY = {"parent", "numerator", "denominator", "indicator", "source", "explain"}


@lru_cache(maxsize=128)
def read(text: str) -> Form:
    """The form that the file holds; Refused with every reason why it is none."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise Refused(f"Tệp không đọc được như một biểu ({_where(error)}); hãy sửa chỗ đó rồi nhận lại.") from None
    if reasons := _why_no_shape(data):
        raise Refused(_few(reasons))
    form = form_of(data)
    if reasons := why_not_sound(form):
        raise Refused(_few(reasons))
    return form


def why_not_withheld(form: Form, others: Iterable[Form]) -> list[str]:
    """Why the form cannot hold: it would tell small numbers that another version, or another form of the same records, withholds.

    A line is the same by its code or name in this form, and by its indicator in any.
    """
    kept = [(other.code, line) for other in others for line in other.lines if line.personal]
    own = {key for code, line in kept if code == form.code for key in (line.code, label_key(line.label))}
    registers = {line.indicator for _code, line in kept if line.indicator}
    return [
        f"Dòng {line.code} “{line.label}”: số nhỏ có thể chỉ ra một người và đang không công bố; hãy đánh dấu như vậy ở dòng này."
        for line in form.lines
        if not line.personal and (line.code in own or label_key(line.label) in own or line.indicator in registers)
    ]


def checked(data: bytes, name: str) -> str:
    """The file in the one way that it is written, for a confined reader; Unreadable with the reasons where it is no form."""
    if len(data) > MOST_BYTES:
        raise Unreadable(
            f"Tệp “{name}” lớn hơn 96 KB nên không phải tệp biểu mẫu; hãy chọn tệp .toml đã xuất từ trang biểu mẫu."
        )
    try:
        return written(read(data.decode("utf-8-sig").replace("\r\n", "\n")))
    except UnicodeDecodeError:
        raise Unreadable(f"Tệp “{name}” không phải chữ UTF-8; hãy lưu lại với bảng mã UTF-8 rồi nhận lại.") from None
    except Refused as refused:
        raise Unreadable(f"Tệp “{name}”: {refused}") from None


def _where(error: Exception) -> str:
    place = re.search(r"line (\d+), column (\d+)", str(error))
    if place:
        return f"dòng {place[1]}, cột {place[2]}"
    return "ở cuối tệp" if "end of document" in str(error) else "cấu trúc TOML sai"


def _few(reasons: Sequence[str]) -> list[str]:
    more = len(reasons) - MOST_TOLD
    return [*reasons[:MOST_TOLD], *([f"Còn {more} chỗ nữa."] if more > 0 else [])]


# The shape: which things are place, and as what


def _why_no_shape(data: Mapping[str, Any]) -> list[str]:
    reasons = list(_wrong_fields("Phần đầu biểu", data, _HEAD, [key for key in _HEAD if key != "valid_to"]))
    if reasons:
        return reasons
    for name, fields, needed, called in (
        ("groups", _GROUP, ["code", "label"], "Nhóm"),
        ("lines", _LINE, ["code", "label", "unit_of_count", "adds_as"], "Dòng"),
        ("checks", _CHECK, ["id", "kind", "severity", "at"], "Kiểm tra"),
    ):
        for number, table in enumerate(data[name], 1):
            own = table.get("code") or table.get("id")
            place = f"{called} thứ {number}" + (f" ({own})" if isinstance(own, str) else "")
            reasons += _wrong_fields(place, table, fields, needed)
    return reasons


def _wrong_fields(
    place: str, table: Mapping[str, Any], fields: Mapping[str, str], needed: Collection[str]
) -> Iterator[str]:
    for key in needed:
        if key not in table:
            yield f"{place}: thiếu “{key}”; hãy ghi thêm."
    for key, value in table.items():
        if key not in fields:
            yield f"{place}: “{key[:40]}” không phải mục của biểu; hãy bỏ đi."
        elif not _is(fields[key], value):
            yield f"{place}: “{key}” phải là {_NAMES[fields[key]]}."
        else:
            yield from _wrong_texts(place, key, value)


def _is(kind: str, value: Any) -> bool:
    match kind:
        case "text":
            return isinstance(value, str)
        case "yes":
            return isinstance(value, bool)
        case "whole":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return (
                isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0
            )
        case "day":
            return isinstance(value, date) and not isinstance(value, datetime)
        case "texts":
            return isinstance(value, list) and all(isinstance(text, str) for text in value)
        case _:
            return isinstance(value, list) and all(isinstance(table, dict) for table in value)


def _wrong_texts(place: str, key: str, value: Any) -> Iterator[str]:
    for text in [value] if isinstance(value, str) else value if isinstance(value, list) else []:
        if not isinstance(text, str):
            return
        longest = 20 if place == "Phần đầu biểu" and key == "code" else LONGEST.get(key, 200)
        if not text.strip() and key not in _MAY_BE_EMPTY:
            yield f"{place}: “{key}” để trống; hãy ghi, hoặc bỏ mục này."
        elif len(text) > longest:
            yield f"{place}: “{key}” dài {len(text)} chữ, nhiều nhất {longest}; hãy viết ngắn lại."
        elif text != text.strip() or not text.isprintable():
            yield f"{place}: “{key}” có khoảng trắng ở đầu, ở cuối hoặc xuống dòng; hãy bỏ đi."


# The sense: what is place holds together


def why_not_sound(form: Form) -> list[str]:
    """Why the form does not hold together, in sentences that name the line or the check."""
    return [*_of_head(form), *_of_lines(form), *_of_names(form), *_of_checks(form)]


def _of_head(form: Form) -> Iterator[str]:
    if not _FORM.fullmatch(form.code):
        yield f"Mã biểu “{form.code}”: chỉ gồm chữ hoa, số, dấu gạch ngang, bắt đầu bằng chữ (ví dụ BC-1)."
    if form.months not in MONTHS:
        yield f"Kỳ {form.months} tháng không có; “months” là một trong {', '.join(map(str, MONTHS))}."
    if form.valid_to is not None and form.valid_to <= form.valid_from:
        yield "“valid_to” không sau “valid_from”; hãy sửa lại hoặc bỏ đi."
    if len(form.lines) > MOST_LINES or len(form.checks) > MOST_CHECKS:
        yield f"Biểu có nhiều nhất {MOST_LINES} dòng và {MOST_CHECKS} kiểm tra; hãy tách thành hai biểu."
    yield from (f"Phần lời văn “{name}” có hai lần; hãy bỏ một." for name in _twice(form.sections))


def _of_lines(form: Form) -> Iterator[str]:
    codes = {line.code for line in form.lines}
    yield from (f"Mã dòng {code} có ở hai dòng; mỗi dòng một mã." for code in _twice(line.code for line in form.lines))
    for line in form.lines:
        place = f"Dòng {line.code}"
        if not _CODE.fullmatch(line.code):
            yield f"Mã dòng “{line.code}”: viết như 4.4 hoặc 4.4.1, số trước dấu chấm là mã nhóm."
        elif line.code.split(".")[0] not in form.groups:
            yield f"{place}: chưa có nhóm {line.code.split('.')[0]}; hãy thêm nhóm này hoặc đổi mã dòng."
        if line.adds_as not in ADDS_AS:
            yield f"{place}: “adds_as” là một trong {', '.join(ADDS_AS)}."
        if line.parent and (line.parent not in codes or line.parent == line.code):
            yield f"{place}: dòng mẹ {line.parent} không có trong biểu; hãy chọn dòng khác."
        elif line.parent and form.line(line.parent).parent and form.line(line.parent).adds_as != "ratio":
            yield f"{place}: dòng mẹ {line.parent} đã là dòng con; biểu có nhiều nhất hai bậc."
        parts = [line.numerator, line.denominator]
        if line.adds_as == "ratio" and not (set(parts) <= codes and line.code not in parts):
            yield f"{place} là tỷ lệ: tử số (numerator) và mẫu số (denominator) phải là hai dòng khác của biểu."
        elif line.adds_as == "ratio" and any(form.line(code).adds_as == "ratio" for code in parts):
            yield f"{place} là tỷ lệ: tử số và mẫu số không thể lại là tỷ lệ."
        elif line.adds_as != "ratio" and any(parts):
            yield f"{place} không phải tỷ lệ nên không có tử số, mẫu số; hãy bỏ đi."


def _of_names(form: Form) -> Iterator[str]:
    bearers: dict[str, set[str]] = {}
    for line in form.lines:
        for name in (line.label, *line.aliases):
            bearers.setdefault(label_key(name), set()).add(line.code)
        if doubled := _twice(label_key(name) for name in (line.label, *line.aliases)):
            yield f"Dòng {line.code}: tên “{doubled[0]}” ghi hai lần (không kể dấu); hãy bỏ một."
    for name, codes in bearers.items():
        if len(codes) > 1 or not name:
            yield f"Tên “{name}” (không kể dấu) là của {len(codes)} dòng {', '.join(sorted(codes))}; đọc tệp sẽ không biết dòng nào."


def _of_checks(form: Form) -> Iterator[str]:
    codes = {line.code for line in form.lines}
    for number, check in enumerate(form.checks, 1):
        place = f"Kiểm tra thứ {number} ({check.id})"
        spoken = (*check.lines, *check.parts, *check.whole)
        if not _ID.fullmatch(check.id):
            yield f"{place}: tên gồm chữ thường không dấu, số và dấu gạch dưới, bắt đầu bằng chữ."
        if check.kind not in NEEDS:
            yield f"{place}: không có loại “{check.kind}”; các loại: {', '.join(NEEDS)}."
            continue
        if missing := [code for code in spoken if code not in codes]:
            yield f"{place}: dòng {', '.join(missing)} không có trong biểu; hãy chọn dòng khác."
        elif empty := [name for name in NEEDS[check.kind] if not getattr(check, name)]:
            yield f"{place}: loại “{check.kind}” cần “{'” và “'.join(empty)}”."
        elif check.kind == "rate_balance" and not len(check.parts) == len(check.whole) == 2:
            yield f"{place}: “parts” và “whole” mỗi bên đúng hai dòng, số và tổng của nó."
        elif check.kind == "ratio" and any(form.line(code).adds_as != "ratio" for code in check.lines):
            yield f"{place}: mọi dòng trong “lines” phải là dòng tỷ lệ."
        yield from _of_limits(place, check)


def _of_limits(place: str, check: Check) -> Iterator[str]:
    if check.severity not in SEVERITIES:
        yield f"{place}: “severity” là một trong {', '.join(SEVERITIES)}."
    if check.at not in PLACES:
        yield f"{place}: “at” là một trong {', '.join(PLACES)}."
    if not check.confirmed and not check.source:
        yield f"{place}: mức theo kinh nghiệm phải ghi nơi lấy mức (source)."
    if check.kind == "rate" and not check.low < check.high:
        yield f"{place}: mức thấp nhất {check.low} phải nhỏ hơn mức cao nhất {check.high}."
    if check.kind in {"rate", "at_most"} and not (check.per and check.factor):
        yield f"{place}: “per” và “factor” phải lớn hơn 0."


def _twice(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]

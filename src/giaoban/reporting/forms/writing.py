"""A form as its file: the one way it is written, in the repository, in the database and for whoever takes it away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date
from typing import Any

from giaoban.reporting.forms import Check, Form, Line, start_forms

WIDTH = 120
HEAD = """\
# Biểu {code}: {title}.
# Biểu đã dùng thì không sửa; thay đổi là một bản mới, có ngày hiệu lực riêng.
#
# [[lines]] adds_as: stock (có đến cuối kỳ), flow (phát sinh trong kỳ), ratio (tỷ lệ của hai dòng numerator và denominator),
#   between (chuyển giữa các đơn vị). indicator: chỉ tiêu nói số này từ sổ; không có thì hỏi đơn vị. per_organisation = false:
#   không hỏi từng tổ chức cơ sở; counts_rows: là số tổ chức cơ sở trong biểu chi tiết; personal: số nhỏ không công bố.
# [[checks]] at: each (từng đơn vị), whole (chỉ tổng chung), whole_first (tổng chung trước, từng đơn vị khi tổng chung đúng).
#   severity: error, warning, note. confirmed = false: mức theo kinh nghiệm, nơi lấy mức ghi ở source.
"""
_SIGNS = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def written(form: Form) -> str:
    """The form's file; reading it again gives the same form, and writing that the same file."""
    head = {
        "code": form.code, "title": form.title, "valid_from": form.valid_from, "valid_to": form.valid_to,
        "months": form.months, "sections": form.sections,
    }  # fmt: skip
    tables = [
        *(("groups", {"code": code, "label": label}) for code, label in form.groups.items()),
        *(("lines", _said(line)) for line in form.lines),
        *(("checks", _said(check)) for check in form.checks),
    ]
    parts = [HEAD.format(code=form.code, title=form.title), _table(head)]
    parts += [f"[[{name}]]\n{_table(table)}" for name, table in tables]
    parts += [f"{name} = []\n" for name in ("groups", "lines", "checks") if name not in dict(tables)]
    return "\n".join(_top_first(parts))


def texts_of(asked: Iterable[Form]) -> list[str]:
    """The files of these forms, without those that the program brings: what a reader in a process of its own has to be told."""
    return [written(form) for form in asked if form not in start_forms()]


def _top_first(parts: list[str]) -> Iterable[str]:
    """What stands in no table comes before the first of them."""
    return sorted(parts, key=lambda part: part.startswith("[["))


def _said(part: Line | Check) -> dict[str, Any]:
    """What is said of a line or a check: everything that is not as usual."""
    return {
        field.name: getattr(part, field.name) for field in fields(part) if getattr(part, field.name) != _usual(field)
    }


def _usual(field: Field[Any]) -> Any:
    return None if field.default is MISSING else field.default


def _table(table: Mapping[str, Any]) -> str:
    return "".join(f"{key} = {_value(value, len(key) + 3)}\n" for key, value in table.items() if value is not None)


def _value(value: Any, before: int) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return '"' + "".join(_sign(sign) for sign in value) + '"'
        case date():
            return value.isoformat()
        case tuple() | list():
            items = [_value(item, 0) for item in value]
            line = f"[{', '.join(items)}]"
            return line if before + len(line) <= WIDTH else "[\n" + "".join(f"    {item},\n" for item in items) + "]"
        case _:
            return repr(value)


def _sign(sign: str) -> str:
    return _SIGNS.get(sign) or (sign if sign.isprintable() else f"\\U{ord(sign):08X}")

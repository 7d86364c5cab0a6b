"""A return that arrives as ADX, the XML in which DHIS2 gives figures out: read strictly, every value beside its place.

A machine wrote it, so nothing is guessed as it is of a typed sheet: what is not as the standard and this program say is
refused with the line of the file. Its values are laid out as a sheet, so that evidence is shown as that of a workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from lxml import etree

from giaoban.core.secrecy import why_secret
from giaoban.core.spans import Period, add_months
from giaoban.core.text import slug, squeeze
from giaoban.core.workbook import MOST_BYTES, TOO_LARGE, Sheet, Unreadable
from giaoban.reporting.forms import Form, start_forms
from giaoban.reporting.forms.codes import concept, stem

NAMESPACE = "urn:ihe:qrph:adx:2015"
MOST_VALUES = 100_000  # of three thousand organisations all lines
start_forms()  # read here, because a confined reader can open no file any more
HEAD = ["orgUnit", "dataElement", "value", "Dòng trong tệp", "Chú thích"]
UNIT, ELEMENT, VALUE, LINE, NOTE = range(5)

_ROOT = re.compile(r"<(?:[\w.-]{1,60}:)?adx[\s/>]")
_OF_A_PAGE = re.compile(r"<!DOCTYPE\s{1,9}html", re.IGNORECASE)
_PERIOD = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T00:00:00(?:\.0+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?/P([0-9]{1,3})([MY])"
)
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,20}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})")
_OF_GROUP, _OF_VALUE = ("orgUnit", "period", "dataSet"), ("dataElement", "value")
_SAYS_NO_MORE = {"completeDate", "comment", "storedBy", "created", "lastUpdated", "followup"}
_UNDIVIDED = {  # what DHIS2 writes where a value is not divided by sex, age and the like
    "attributeOptionCombo": {"default", "HllvX50cXC0"},
    "categoryOptionCombo": {"default", "HllvX50cXC0"},
    "deleted": {"false"},
}


@dataclass(frozen=True)
class Message:
    """What the file says: the form, the period, the unit whose group stands first, and every value as a row of a sheet."""

    form: Form
    period: str
    unit: str
    sheet: Sheet


def is_adx(data: bytes) -> bool:
    """Whether the bytes are ADX, or mean to be: XML whose outermost element is called so, in whatever namespace."""
    head = data[:4096].replace(b"\0", b"").decode("utf-8-sig", "ignore").lstrip("\ufeff\ufffe \t\r\n")
    while head.startswith(("<?", "<!--")):
        head = head.partition("?>" if head.startswith("<?") else "-->")[2].lstrip()
    if head.startswith("<!DOCTYPE") and not _OF_A_PAGE.match(head):
        return _ROOT.search(head) is not None
    return _ROOT.match(head) is not None


def read_message(data: bytes, forms: Sequence[Form] = ()) -> Message:
    """The message that those bytes are; Unreadable with one sentence where anything in it could be misunderstood."""
    groups = list(_children(_parsed(data), "group"))
    if not groups:
        raise Unreadable("Tệp ADX không có nhóm số liệu (group) nào; chưa ghi nhận gì. Hãy xuất lại rồi gửi lại.")
    form, period = _form_and_period(groups, forms or start_forms())
    rows = [HEAD, *_rows(groups, form)]
    first = squeeze(groups[0].get("orgUnit"))
    if all(row[UNIT] != first for row in rows[1:]):
        _refuse(
            groups[0], f"nhóm đầu tiên, của “{_short(first)}”, không có giá trị nào",
            "Hãy để nhóm của đơn vị báo cáo đứng đầu",
        )  # fmt: skip
    for reason in why_secret("", "\n".join(dict.fromkeys(text for row in rows for text in (row[UNIT], row[NOTE])))):
        raise Unreadable(reason)
    return Message(form, str(period), first, Sheet("ADX", rows))


def codes_of(form: Form) -> dict[str, str]:
    """The codes of the form's lines by what a data element may be called: the concept of XBRL, or the code itself."""
    return {name.casefold(): line.code for line in form.lines for name in (concept(line.code), line.code)}


def written_period(period: Period) -> str:
    """The period as ADX writes it, by its first day and how long it is: 2023-01-01/P6M."""
    months = period.months
    return (
        f"{period.start.isoformat()}/P{months // 12}Y" if months % 12 == 0 else f"{period.start.isoformat()}/P{months}M"
    )


def read_period(text: str) -> Period | None:
    """The period that ADX writes so; None where no report is made for it."""
    match = _PERIOD.fullmatch(text.strip())
    try:
        start = date.fromisoformat(match[1]) if match else None
        if match is None or start is None:
            return None
        period = Period(start, add_months(start, int(match[2]) * (12 if match[3] == "Y" else 1)))
        return period if Period.parse(str(period)) == period else None
    except ValueError:  # a day that no calendar has, or a length that reaches beyond all of them
        return None


# What the file must be


def _parsed(data: bytes) -> Any:
    """The root element; nothing is fetched, no entity is resolved, and what would need either is not even parsed."""
    if len(data) > MOST_BYTES:
        raise Unreadable(TOO_LARGE)
    try:
        data.decode()
        letters = data.find(b"\0")
    except UnicodeDecodeError as error:
        letters = error.start
    for at, wrong, remedy in (
        (letters, "có ký tự không thuộc bảng mã UTF-8", "Hãy lưu tệp bằng UTF-8"),
        (data.find(b"<!DOCTYPE"), "có khai báo DOCTYPE, có thể kéo theo nội dung ẩn", "Hãy bỏ khai báo đó"),
    ):
        if at >= 0:
            raise _refusal(data.count(b"\n", 0, at) + 1, wrong, remedy)
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if not error.lineno:  # no memory was left
            raise Unreadable(TOO_LARGE) from None
        wrong = "các phần tử lồng nhau quá sâu" if "depth" in str(error) else "không đúng cú pháp XML"
        raise _refusal(error.lineno, wrong, "Hãy xuất lại từ chương trình nguồn") from None
    if root.tag != f"{{{NAMESPACE}}}adx":
        named = etree.QName(root).namespace or "để trống"
        _refuse(root, f"không gian tên “{_short(named)}” không phải của ADX", f'Hãy ghi xmlns="{NAMESPACE}"')
    return root


def _children(parent: Any, name: str) -> Iterator[Any]:
    """The elements inside, all of that one name."""
    for element in parent:
        if element.tag != f"{{{NAMESPACE}}}{name}":
            _refuse(element, f"phần tử lạ <{_short(etree.QName(element).localname)}>", f"Hãy chỉ để <{name}> ở đây")
        yield element


def _form_and_period(groups: list[Any], forms: Sequence[Form]) -> tuple[Form, Period]:
    """The form and the period that all groups name."""
    pairs: list[tuple[Form, Period]] = []
    for group in groups:
        _only(group, _OF_GROUP)
        text, named = group.get("period"), group.get("dataSet")
        period = read_period(text)
        if period is None:
            _refuse(
                group, f"kỳ “{_short(text)}” không phải kỳ báo cáo nào",
                "Hãy ghi ngày đầu kỳ và độ dài, như 2023-01-01/P6M,",
            )  # fmt: skip
        day = period.last_day
        valid = [form for form in forms if form.valid_from <= day and (form.valid_to is None or day < form.valid_to)]
        if not valid:
            _refuse(group, f"kỳ {period} không có biểu báo cáo nào", "Hãy xem lại kỳ")
        form = next((form for form in valid if slug(named) in {slug(form.code), stem(form)}), None)
        if form is None:
            codes = ", ".join(form.code for form in valid)
            _refuse(
                group, f"bộ dữ liệu “{_short(named)}” không phải biểu nào của kỳ {period} ({codes})",
                "Hãy ghi dataSet là mã của biểu",
            )  # fmt: skip
        pairs.append((form, period))
        if pairs[-1] != pairs[0]:
            _refuse(group, "kỳ hoặc bộ dữ liệu khác với nhóm đầu tiên", "Hãy để mỗi kỳ, mỗi biểu một tệp")
    return pairs[0]


def _rows(groups: list[Any], form: Form) -> Iterator[list[Any]]:
    """Every data value as a row of the sheet, each line of the form once an organisation, which has one spelling."""
    codes, spelled = codes_of(form), dict[str, str]()
    seen: dict[tuple[str, str], int] = {}
    for group in groups:
        named = squeeze(group.get("orgUnit"))
        unit = spelled.setdefault(slug(named) or named, named)
        for value in _children(group, "dataValue"):
            row = [unit, *_told(value)]
            code = codes.get(row[ELEMENT].casefold())
            if code is None:
                _refuse(
                    value, f"phần tử dữ liệu “{_short(row[ELEMENT])}” không phải chỉ tiêu nào của biểu {form.code}",
                    f"Hãy ghi dataElement theo mã chỉ tiêu (ví dụ {concept(form.lines[0].code)})",
                )  # fmt: skip
            if (key := (unit, code)) in seen:
                _refuse(
                    value, f"chỉ tiêu {code} của “{_short(unit)}” đã có giá trị ở dòng {seen[key]}",
                    "Hãy giữ lại một giá trị",
                )  # fmt: skip
            if len(seen) >= MOST_VALUES:
                raise Unreadable(TOO_LARGE)
            seen[key] = value.sourceline
            yield row


def _told(value: Any) -> list[Any]:
    """What the data value says, but for its organisation: element, number, line of the file, note."""
    _only(value, _OF_VALUE)
    element, text = squeeze(value.get("dataElement")), value.get("value").strip()
    notes = [squeeze("".join(annotation.itertext())) for annotation in _children(value, "annotation")]
    if not _NUMBER.fullmatch(text):
        _refuse(
            value, f"giá trị “{_short(text)}” của {_short(element)} không phải là số",
            "Hãy ghi số theo chuẩn ADX, như 38716 hoặc 99.55,",
        )  # fmt: skip
    amount = Decimal(text) or Decimal(0)  # -0 is 0
    if any(notes) and not amount:  # so DHIS2 gives out what it keeps as a text, be it a number
        _refuse(
            value, f"giá trị 0 của {_short(element)} chỉ thay cho chữ “{_short(notes[0])}”",
            "Hãy đổi phần tử dữ liệu sang kiểu số",
        )  # fmt: skip
    note = "; ".join(filter(None, [*notes, squeeze(value.get("comment", ""))]))
    return [element, amount, value.sourceline, note]


def _only(element: Any, needed: tuple[str, ...]) -> None:
    """Nothing when the element has what it needs and nothing that would make its figure a part of another."""
    name = etree.QName(element).localname
    for wanted in needed:
        if not (element.get(wanted) or "").strip():
            _refuse(element, f"<{name}> thiếu thuộc tính {wanted}", f"Hãy ghi {wanted}")
    for key, text in element.attrib.items():
        plain = key in needed or key in _SAYS_NO_MORE or key.startswith("{") or text in _UNDIVIDED.get(key, ())
        if not plain:
            _refuse(
                element, f"số liệu chia theo {_short(key)} (“{_short(text)}”), trong khi biểu chỉ nhận số chung",
                f"Hãy gửi số chung, không có thuộc tính {_short(key)}",
            )  # fmt: skip


def _refuse(element: Any, wrong: str, remedy: str) -> NoReturn:
    raise _refusal(element.sourceline, wrong, remedy)


def _refusal(line: int, wrong: str, remedy: str) -> Unreadable:
    return Unreadable(f"Tệp ADX, dòng {line}: {wrong}; chưa ghi nhận gì. {remedy} rồi gửi lại.")


def _short(text: str) -> str:
    """As much of a foreign text as a sentence can hold."""
    plain = squeeze(text)
    return plain if len(plain) <= 60 else f"{plain[:60]}…"

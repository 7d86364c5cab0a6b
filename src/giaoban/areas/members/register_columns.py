"""Which column of a register holds what: by its heading, in one row or two, as offices word it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from giaoban.core.text import fold


@dataclass(frozen=True)
class Field:
    """What a column may hold: its name for people, and the other ways in which offices head it."""

    label: str
    aliases: tuple[str, ...]
    longest: int = 0


FIELDS: dict[str, Field] = {
    "number": Field("STT", ("stt", "tt", "so tt", "so thu tu")),
    "name": Field(
        "Họ và tên", ("ho va ten khai sinh", "ho va ten", "ho ten", "ho va ten dang vien", "ho ten khai sinh"), 120
    ),
    "family_names": Field("Họ và tên đệm", ("ho va ten dem", "ho dem", "ho lot", "ho va chu dem", "ho"), 100),
    "given_name": Field("Tên", ("ten", "ten goi"), 20),
    "born_on": Field("Ngày sinh", ("ngay sinh", "ngay thang nam sinh", "sinh ngay", "nam sinh", "ngay thang sinh")),
    "sex": Field("Giới tính", ("gioi tinh", "gioi", "nam nu", "phai")),
    "female": Field("Nữ", ("nu", "la nu")),
    "born_male": Field("Ngày sinh (nam)", ("ngay sinh nam",)),
    "born_female": Field("Ngày sinh (nữ)", ("ngay sinh nu",)),
    "born_day": Field("Ngày (sinh)", ("ngay",)),
    "born_month": Field("Tháng (sinh)", ("thang",)),
    "born_year": Field("Năm (sinh)", ("nam",)),
    "ethnicity": Field("Dân tộc", ("dan toc",), 40),
    "native_place": Field("Quê quán", ("que quan", "nguyen quan", "que"), 120),
    "admitted_on": Field(
        "Ngày vào Đảng", ("ngay vao dang", "ngay ket nap", "vao dang ngay", "ngay ket nap dang", "ngay vao dcs")
    ),
    "official_on": Field(
        "Ngày chính thức",
        ("ngay chinh thuc", "ngay vao dang chinh thuc", "ngay cong nhan chinh thuc", "ngay chuyen chinh thuc"),
    ),
    "card_number": Field("Số thẻ đảng viên", ("so the dang vien", "so the dang", "so the", "the dang vien", "so the dv")),
    "grade": Field("Loại đảng viên", ("loai dang vien", "loai", "trang thai", "tinh trang", "chinh thuc du bi")),
    "exempt": Field(
        "Diện", ("dien", "dien mien", "mien sinh hoat", "mien cong tac", "mien cong tac va sinh hoat", "dien dang vien")
    ),
    "organisation": Field(
        "Tổ chức cơ sở đảng",
        ("to chuc co so dang", "tccsd", "tccs dang", "dang bo chi bo co so", "dang bo co so", "to chuc dang", "dang bo"),
        250,
    ),
    "cell": Field("Chi bộ", ("chi bo", "chi bo truc thuoc", "sinh hoat tai chi bo", "ten chi bo"), 250),
    "post": Field("Chức vụ đảng", ("chuc vu dang", "chuc vu trong dang", "chuc vu cap uy", "chuc vu", "chuc danh trong dang")),
    "schooling": Field("Giáo dục phổ thông", ("giao duc pho thong", "trinh do van hoa", "van hoa", "hoc van"), 40),
    "qualification": Field(
        "Chuyên môn", ("chuyen mon", "trinh do chuyen mon", "chuyen mon nghiep vu", "hoc vi"), 80
    ),
    "political_theory": Field(
        "Lý luận chính trị", ("ly luan chinh tri", "llct", "trinh do ly luan chinh tri", "trinh do llct"), 40
    ),
    "phone": Field("Điện thoại", ("dien thoai", "so dien thoai", "sdt", "dt", "di dong", "dien thoai di dong")),
    "note": Field("Ghi chú", ("ghi chu", "chu thich", "tinh hinh", "bien dong")),
    "identity_number": Field(
        "Số căn cước",
        ("so cccd", "cccd", "so can cuoc", "can cuoc cong dan", "so dinh danh ca nhan", "cmnd cccd", "so cmnd", "cmnd",
         "so cccd cmnd", "so can cuoc cong dan"),
    ),
}  # fmt: skip
KNOWN = {alias: name for name, column in FIELDS.items() for alias in column.aliases}
LONG = sorted((alias for alias in KNOWN if " " in alias), key=len, reverse=True)
OF_OTHERS = re.compile(
    r"chinh quyen|chuyen mon nghiep vu dam nhiem|doan the|cong tac hien nay|nghe nghiep|nguoi than|than nhan|bo me|"
    r"(ho ten|ten|dien thoai|sdt|so|cua) (cha|bo|me|vo|chong|con)\b|lien he khi|gioi thieu|nguoi lap|chuc vu (cong tac|hien nay|hien tai|nha nuoc)"
)
"""Columns that speak of something else than the member's place in the Party, or of somebody else."""
_BELOW = {  # what a heading below another makes of it
    ("born_on", "nam"): "born_male", ("born_on", "nu"): "born_female", ("born_on", "ngay"): "born_day",
    ("born_on", "thang"): "born_month", ("born_on", "nam sinh"): "born_year",
    ("admitted_on", "du bi"): "admitted_on", ("admitted_on", "ket nap"): "admitted_on", ("admitted_on", "vao dang"): "admitted_on",
    ("admitted_on", "chinh thuc"): "official_on", ("admitted_on", "cong nhan"): "official_on",
    ("admitted_on", "lan 1"): "admitted_on",
    ("name", "ho dem"): "family_names", ("name", "ho va ten dem"): "family_names", ("name", "ho"): "family_names",
    ("name", "ten"): "given_name", ("sex", "nam"): "male", ("sex", "nu"): "female",
}  # fmt: skip


def key_of(heading: str) -> str:
    """The loose form of a heading: its words, no marks."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(heading)))


def field_of(heading: str) -> str | None:
    """The field that a heading names, or None."""
    key = key_of(heading)
    if key in KNOWN:
        return KNOWN[key]
    if OF_OTHERS.search(key):
        return None
    padded = f" {key} "
    return next((KNOWN[alias] for alias in LONG if f" {alias} " in padded), None)


def is_exact(heading: str) -> bool:
    """Whether a heading is one of the field's own names, and not only holds one."""
    return key_of(heading) in KNOWN


def field_below(above: str, below: str) -> str | None:
    """The field of a column whose heading stands in two rows; None where they name none together."""
    whole = field_of(above)
    key = key_of(below)
    if whole and (whole, key) in _BELOW:
        return _BELOW[whole, key]
    if (whole == "born_on" and key == "nam") or key in {"nam sinh"}:
        return "born_year"
    return field_of(below) or (whole if not key else field_of(f"{above} {below}"))


def proposed(headings: Sequence[Sequence[str]]) -> dict[str, int]:
    """Which column holds which field, by the headings of each (top to bottom); the first of two that say the same."""
    mapping: dict[str, int] = {}
    exact: set[str] = set()
    for at, texts in enumerate(headings):
        filled = [text for text in texts if text]
        if not filled:
            continue
        name = field_below(filled[0], filled[-1]) if len(filled) > 1 else field_of(filled[0])
        if name is None:
            continue
        exactly = len(filled) > 1 or is_exact(filled[0])
        if name not in mapping or (exactly and name not in exact):
            mapping[name] = at
            exact |= {name} if exactly else set()
    return _agreed(mapping)


def _agreed(mapping: dict[str, int]) -> dict[str, int]:
    """Parts of a day count together only: a column "Ngày" or "Năm" alone may be anything."""
    parts = {"born_day", "born_month", "born_year"}
    if {"born_day", "born_month", "born_on"} <= mapping.keys() and "born_year" not in mapping:
        mapping["born_year"] = mapping.pop("born_on")
    if not parts <= mapping.keys():
        for name in parts & mapping.keys():
            del mapping[name]
    if not {"born_male", "born_female"} <= mapping.keys():
        for name in {"born_male", "born_female"} & mapping.keys():
            mapping.setdefault("born_on", mapping.pop(name))
    mapping.pop("male", None)
    return mapping


def letter(at: int) -> str:
    """The letter of a column, from 0."""
    letters, number = "", at + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def is_empty(typed: Any) -> bool:
    """Whether a cell says nothing."""
    return typed is None or (isinstance(typed, str) and not typed.strip())

"""What a unit of count counts: people, bodies, meetings, classes; so that “đồng chí” is no other than “người”."""

from __future__ import annotations

from giaoban.core.text import fold

_KINDS = {
    "dang vien": "người", "dong chi": "người", "nguoi": "người", "quan chung": "người", "hoc vien": "người",
    "d/c": "người", "dv": "người", "to chuc": "tổ chức", "tccsd": "tổ chức", "chi bo": "tổ chức", "dang bo": "tổ chức",
    "don vi": "tổ chức", "cuoc": "cuộc", "buoi": "cuộc", "ky sinh hoat": "cuộc", "lop": "lớp",
}  # fmt: skip


def kind_of_unit(unit: str) -> str:
    """What is counted in that unit; nothing where it is said of more than one of these (lượt, %, điểm)."""
    words = fold(unit).strip(" ().:")
    return next((kind for name, kind in _KINDS.items() if words == name or words.startswith(f"{name} ")), "")

"""What is in force on a day, as rows to read: texts by topic, values with their source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from giaoban.core.numbers import write_number
from giaoban.core.text import fold
from giaoban.ground.regulations.models import Parameter, Regulation
from giaoban.ground.regulations.start import label_of, sources_of

TOPICS = {
    "charter": "Điều lệ Đảng",
    "charter.implementation": "Thi hành Điều lệ Đảng",
    "charter.guide": "Hướng dẫn thi hành Điều lệ Đảng",
    "inspection.regulation": "Kiểm tra, giám sát",
    "discipline.content": "Kỷ luật",
    "members.must_not": "Những điều đảng viên không được làm",
    "political.work": "Công tác chính trị, tư tưởng",
    "class.awareness": "Lớp bồi dưỡng nhận thức về Đảng",
    "class.new_member": "Lớp bồi dưỡng đảng viên mới",
    "classification": "Đánh giá, xếp loại",
    "classification.guide": "Hướng dẫn đánh giá, xếp loại",
    "dues": "Đảng phí",
    "cell.meeting.guide": "Sinh hoạt chi bộ",
    "documents": "Thể thức văn bản",
    "documents.technique": "Kỹ thuật trình bày văn bản",
    "political.protection": "Bảo vệ chính trị nội bộ",
    "member.technique": "Nghiệp vụ công tác đảng viên",
    "member.files": "Hồ sơ đảng viên",
    "privacy": "Dữ liệu cá nhân",
    "privacy.guide": "Hướng dẫn về dữ liệu cá nhân",
    "e-procedures": "Thủ tục hành chính điện tử",
    "e-handbook": "Sổ tay đảng viên điện tử",
}
WORDS = {
    "from": "từ", "to": "đến", "reprimand": "khiển trách", "warning": "cảnh cáo", "removal_from_post": "cách chức",
    "first": "lần đầu", "extension": "gia hạn",
    "province": "cấp tỉnh trở xuống", "centre": "cấp Trung ương", "excellent": "xuất sắc", "good": "tốt", "done": "hoàn thành",
}  # fmt: skip


@dataclass(frozen=True)
class RegulationRow:
    """One text or one value, as a person reads it."""

    label: str
    text: str
    by: str
    valid: str
    confirmed: bool
    sources: tuple[str, ...]


def regulations_on(day: date | None) -> list[RegulationRow]:
    """The texts in force on that day, by topic; all of them, the newest first in each topic, without a day."""
    texts = Regulation.objects.order_by("topic", "-valid")
    texts = texts.filter(valid__contains=day) if day else texts
    return [
        RegulationRow(
            label=TOPICS.get(text.topic, text.topic),
            text=text.title,
            by=cited(text),
            valid=span_in_words(text.valid),
            confirmed=text.mark == "C",
            sources=tuple(sources_of(text.source)),
        )
        for text in texts
    ]


def parameters_on(day: date | None) -> list[RegulationRow]:
    """The values in force on that day; all that ever were, the newest first for each key, without a day."""
    levels = Parameter.objects.select_related("regulation").order_by("key", "-valid")
    levels = levels.filter(valid__contains=day) if day else levels
    return [
        RegulationRow(
            label=label_of(level.key),
            text=in_words(level.value),
            by=by(level),
            valid=span_in_words(level.valid),
            confirmed=level.mark == "C",
            sources=tuple(sources_of(level.source)),
        )
        for level in levels
    ]


def cited(text: Regulation) -> str:
    """The text as one cites it: number, day, issuer."""
    dated = f"{text.number} ngày {text.issued_on:%d/%m/%Y}" if text.issued_on else text.number
    return f"{dated}, {text.issuer}"


def by(one: Parameter) -> str:
    """The number of the text and the article that set the value."""
    return ", ".join(part for part in (one.regulation.number if one.regulation else "", one.article) if part)


def keys_called(text: str) -> list[str]:
    """The parameters whose name has these words in it, accents aside."""
    keys = Parameter.objects.values_list("key", flat=True).distinct()
    return [key for key in keys if fold(text) in fold(label_of(key))]


def in_words(value: Any) -> str:
    """A value as a person reads it: “từ 18, đến 60”."""
    if isinstance(value, dict):
        order = [*WORDS, *value]  # the database keeps no order of keys
        parts = sorted(value.items(), key=lambda part: order.index(part[0]))
        return ", ".join(f"{WORDS.get(key, key)} {in_words(part)}" for key, part in parts)
    return write_number(value) if isinstance(value, int) else str(value)


def span_in_words(valid: Any) -> str:
    """The days of a half-open span, both ends named as people count them."""
    start = f"từ {valid.lower:%d/%m/%Y}"
    return f"{start} đến {date.fromordinal(valid.upper.toordinal() - 1):%d/%m/%Y}" if valid.upper else start

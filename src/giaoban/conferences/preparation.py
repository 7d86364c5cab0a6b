"""What a conference still lacks and by when, counted from its day. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

SOON = 7
"""So many days before its day a step is called due soon."""


class Readiness(NamedTuple):
    """How far the conference is."""

    state: str
    invited: int
    awaited: int
    items: int
    released: bool
    unreleased_changes: int
    papers_asked: int
    papers_missing: int
    papers_to_read: int
    open_points: int
    figures_called: bool = False
    papers_uncalled: int = 0
    returns_expected: int = 0
    returns_in: int = 0
    minutes: str = ""


class PreparationStep(NamedTuple):
    """One step: what is said of it, the day it must be done by (None: none is set), how it stands, and where it is done."""

    said: str
    by: date | None
    state: str  # done, late, soon, later
    anchor: str


def steps(facts: Readiness, *, held_on: date, on: date, days: Mapping[str, int]) -> list[PreparationStep]:
    """The steps in the order of their days; ``days`` are those before the conference, of the conclusion those after it."""
    if facts.state == "cancelled":
        return []

    def step(sentence: str, key: str, anchor: str, done: bool, *, after: bool = False) -> PreparationStep:
        by = held_on + timedelta(days=days[key] * (1 if after else -1)) if key in days else None
        return PreparationStep(sentence, by, "done" if done else _standing(by, on), anchor)

    if facts.state in {"held", "concluded"}:
        return [
            step(_minutes(facts), "minutes", "reading", facts.minutes == "adopted"),
            step(_conclusion(facts), "conclusion", "points", facts.state == "concluded", after=True),
        ]
    steps_ahead = [
        step(_called(facts), "call", "letters", facts.figures_called and not facts.papers_uncalled),
        step(
            _figures(facts),
            "figures",
            "report",
            facts.returns_expected > 0 and facts.returns_in == facts.returns_expected,
        ),
        step(_invited(facts), "invitations", "delegations", facts.invited > 0),
        step(
            _papers(facts),
            "papers",
            "papers",
            facts.papers_asked > 0 and not facts.papers_missing + facts.papers_to_read,
        ),
        step(_answered(facts), "answers", "delegations", facts.invited > 0 and facts.awaited == 0),
        step(_programme(facts), "programme", "programme", facts.released and not facts.unreleased_changes),
    ]
    return sorted(steps_ahead, key=lambda ahead: (ahead.by or held_on, ahead.anchor))


def _standing(by: date | None, on: date) -> str:
    if by is None:
        return "later"
    return "late" if on > by else "soon" if (by - on).days <= SOON else "later"


def _called(facts: Readiness) -> str:
    if not facts.figures_called:
        return "Gửi công văn đề nghị số liệu, tham luận."
    if facts.papers_uncalled:
        return f"Còn {facts.papers_uncalled} đoàn chưa có công văn đề nghị tham luận."
    return "Đã gửi công văn đề nghị số liệu, tham luận."


def _figures(facts: Readiness) -> str:
    if not facts.returns_expected:
        return "Mở đợt báo cáo của nửa năm và nhận số liệu."
    if facts.returns_in < facts.returns_expected:
        return f"Đã nhận {facts.returns_in}/{facts.returns_expected} báo cáo kèm số liệu."
    return f"Đã nhận đủ {facts.returns_expected} báo cáo kèm số liệu."


def _invited(facts: Readiness) -> str:
    return f"Đã mời {facts.invited} đoàn." if facts.invited else "Mời các đoàn."


def _answered(facts: Readiness) -> str:
    if facts.awaited:
        return f"Còn {facts.awaited}/{facts.invited} đoàn chưa trả lời."
    return "Các đoàn đã trả lời." if facts.invited else "Các đoàn trả lời."


def _programme(facts: Readiness) -> str:
    if not facts.items:
        return "Lập chương trình."
    if not facts.released:
        return f"Phát hành chương trình ({facts.items} mục)."
    if facts.unreleased_changes:
        return f"Chương trình đã phát hành có {facts.unreleased_changes} chỗ sửa chưa phát hành lại."
    return "Đã phát hành chương trình."


def _papers(facts: Readiness) -> str:
    if not facts.papers_asked:
        return "Chưa đề nghị đoàn nào gửi tham luận."
    if facts.papers_missing:
        return f"Còn {facts.papers_missing}/{facts.papers_asked} tham luận chưa gửi."
    if facts.papers_to_read:
        return f"Còn {facts.papers_to_read} tham luận chờ duyệt."
    return f"Đã có đủ {facts.papers_asked} tham luận."


def _minutes(facts: Readiness) -> str:
    if facts.minutes == "adopted":
        return "Biên bản đã đọc lại và thông qua."
    return "Thông qua biên bản đã đọc lại." if facts.minutes == "read" else "Đọc lại biên bản để hội nghị thông qua."


def _conclusion(facts: Readiness) -> str:
    if facts.state == "concluded":
        return "Đã kết luận."
    if facts.open_points:
        return f"Kết luận hội nghị: còn {facts.open_points} đề xuất, kết luận chưa giao."
    return "Kết luận hội nghị."

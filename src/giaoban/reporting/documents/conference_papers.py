"""The papers of a conference: its minutes and the notice of its conclusions, each as DOCX and PDF.

They share the heading and foot of every Party document; the minutes are filled into the template of all minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from giaoban.reporting.documents.heading import PartyDocument, frame
from giaoban.reporting.documents.own import OwnTemplate
from giaoban.reporting.documents.typeset import typeset
from giaoban.reporting.documents.word import fill
from giaoban.reporting.documents.wording import clean, paragraphs, written_day


@dataclass(frozen=True)
class Chair:
    """Who chaired, and since when where the chair changed during the day."""

    name: str
    since: datetime | None = None


@dataclass(frozen=True)
class AttendingBody:
    """A delegation: how many came of how many named; who did not come, with the reason."""

    name: str
    came: int
    named: int
    absent: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class SpokenNote:
    """What one speaker said on an item."""

    speaker: str
    text: str


@dataclass(frozen=True)
class Course:
    """One item as it took place."""

    title: str
    performed_by: str = ""
    began: datetime | None = None
    spoken: Sequence[SpokenNote] = ()


@dataclass(frozen=True)
class Raised:
    """A proposal with who voiced it and to whom it goes."""

    text: str
    voiced_by: str = ""
    addressee: str = ""


@dataclass(frozen=True)
class HeldVote:
    """A vote that was held: what was asked, whether in secret, and what came of it, a sentence each."""

    question: str
    secret: bool
    result: Sequence[str]


@dataclass(frozen=True)
class ConferenceMinutes:
    """A conference as it was held."""

    document: PartyDocument  # genre BIÊN BẢN
    held_on: date
    place: str
    chairs: Sequence[Chair]
    clerk: str
    bodies: Sequence[AttendingBody]
    course: Sequence[Course]
    proposals: Sequence[Raised]
    conclusions: Sequence[str]
    votes: Sequence[HeldVote] = ()
    opened_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Settled:
    """What somebody said was not right when the minutes were read back, and what was done."""

    voiced_by: str
    text: str
    outcome: str
    how: str = ""


@dataclass(frozen=True)
class Concluded:
    """A point of the conclusion: who does it with what product until when."""

    text: str
    owner: str = ""
    product: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class ConclusionNotice:
    """What is made known of a conference's conclusions."""

    document: PartyDocument  # genre THÔNG BÁO
    opening: str
    conclusions: Sequence[Concluded]
    proposals: Sequence[Concluded]


def write_conference_minutes(
    contents: dict[str, Any], held_on: date, path: Path, kind: str, own: OwnTemplate | None = None
) -> None:
    """The minutes stand in that file as a DOCX or PDF; Refused when the office's template cannot be used.

    ``contents`` are those of `minutes_context`, or of `closing_of` where they were adopted.
    """
    _write("minutes", contents, held_on, path, kind, own)


def write_notice(notice: ConclusionNotice, path: Path, kind: str, own: OwnTemplate | None = None) -> None:
    """The notice stands in that file as a DOCX or PDF; Refused when the office's template cannot be used."""
    _write("notice", notice_context(notice), notice.document.issued_on, path, kind, own)


def minutes_context(minutes: ConferenceMinutes) -> dict[str, Any]:
    """What the minutes say, as the templates name it."""
    drafts = [
        ("Thời gian, địa điểm", [_opened(minutes)]),
        ("Thành phần", _present(minutes)),
        ("Diễn biến hội nghị", [text for place, course in enumerate(minutes.course, start=1) for text in _course(place, course)]),
        ("Đề xuất, kiến nghị", [_raised(place, proposal) for place, proposal in enumerate(minutes.proposals, start=1)]),
        ("Biểu quyết, bỏ phiếu", [text for place, vote in enumerate(minutes.votes, start=1) for text in _vote(place, vote)]),
        ("Kết luận", [text for conclusion in minutes.conclusions for text in paragraphs(conclusion)]),
    ]  # fmt: skip
    kept = [(title, texts) for title, texts in drafts if texts]
    sections = [
        {"title": f"{place}. {title}", "paragraphs": texts} for place, (title, texts) in enumerate(kept, start=1)
    ]
    sections.append({"title": "", "paragraphs": [_closed(minutes)]})
    last = minutes.chairs[-1].name if minutes.chairs else ""
    return {
        **frame(minutes.document),
        "title": _title(minutes.document),
        "sections": sections,
        "signatures": {
            "left": {"title": "THƯ KÝ", "name": clean(minutes.clerk)},
            "right": {"title": "CHỦ TRÌ", "name": clean(last)},
        },
    }


def closing_of(
    contents: dict[str, Any], *, read_at: datetime, adopted_at: datetime, objections: Sequence[Settled]
) -> dict[str, Any]:
    """The same minutes with how they were read back and adopted, before their last sentence."""
    *sections, end = contents["sections"]
    texts = [
        f"Biên bản được đọc lại trước hội nghị lúc {_clock(read_at)}, {written_day(read_at.date())}."
        + ("" if objections else " Không có ý kiến khác."),
        *(_objected(place, objection) for place, objection in enumerate(objections, start=1)),
        f"Biên bản được thông qua lúc {_clock(adopted_at)}, {written_day(adopted_at.date())}.",
    ]
    adopted = {"title": f"{len(sections) + 1}. Thông qua biên bản", "paragraphs": texts}
    return {**contents, "sections": [*sections, adopted, end]}


def notice_context(notice: ConclusionNotice) -> dict[str, Any]:
    """What the notice says, as the templates name it."""
    sections = [{"title": "", "paragraphs": paragraphs(notice.opening)}]
    for title, points in (("Kết luận", notice.conclusions), ("Xử lý các đề xuất", notice.proposals)):
        if points:
            texts = [_concluded(place, point) for place, point in enumerate(points, start=1)]
            sections.append({"title": f"{len(sections)}. {title}", "paragraphs": texts})
    return {**frame(notice.document), "title": _title(notice.document), "sections": sections}


def _write(
    name: str, context: dict[str, Any], day: date | None, path: Path, kind: str, own: OwnTemplate | None
) -> None:
    if kind == "pdf":
        path.write_bytes(typeset(name, context, dated_on=day))
    else:
        path.write_bytes(fill(name, context, title=context["title"], dated_on=day, own=own))


def _title(document: PartyDocument) -> str:
    return " ".join(filter(None, (clean(document.genre).capitalize(), clean(document.summary))))


def _clock(moment: datetime) -> str:
    return f"{moment.hour:02d} giờ {moment.minute:02d} phút"


def _opened(minutes: ConferenceMinutes) -> str:
    when = f"lúc {_clock(minutes.opened_at)}, " if minutes.opened_at else ""
    where = f", tại {clean(minutes.place)}" if clean(minutes.place) else ""
    return f"Khai mạc {when}{written_day(minutes.held_on)}{where}."


def _present(minutes: ConferenceMinutes) -> list[str]:
    came = sum(body.came for body in minutes.bodies)
    sentences = [_chaired(minutes.chairs)] if minutes.chairs else []
    if clean(minutes.clerk):
        sentences.append(f"Thư ký: {clean(minutes.clerk)}.")
    if minutes.bodies:
        sentences.append(f"Đại biểu có mặt: {came}, thuộc {len(minutes.bodies)} đoàn:")
        sentences += [_attending(body) for body in minutes.bodies]
    return sentences


def _attending(body: AttendingBody) -> str:
    """The delegation with who of it did not come, each with the reason."""
    absent = "; ".join(f"{clean(name)} ({clean(reason) or 'không rõ lý do'})" for name, reason in body.absent)
    return f"- {clean(body.name)}: {body.came}/{body.named} đại biểu" + (f"; vắng: {absent}." if absent else ".")


def _chaired(chairs: Sequence[Chair]) -> str:
    first, *others = chairs
    sentence = f"Chủ trì: {clean(first.name)}"
    for chair in others:
        since = f" từ {_clock(chair.since)}" if chair.since else ""
        sentence += f";{since} {clean(chair.name)}"
    return f"{sentence}."


def _course(place: int, course: Course) -> list[str]:
    began = f" ({_clock(course.began)})" if course.began else ""
    by = f" – {clean(course.performed_by)}" if clean(course.performed_by) else ""
    texts = [f"{place}) {clean(course.title)}{by}{began}"]
    for spoken in course.spoken:
        first, *others = paragraphs(spoken.text) or [""]
        texts += [f"- {clean(spoken.speaker)}: {first}".rstrip(" :"), *others]
    return texts


def _raised(place: int, one: Raised) -> str:
    voiced = f" ({clean(one.voiced_by)})" if clean(one.voiced_by) else ""
    to = f"; gửi {clean(one.addressee)}" if clean(one.addressee) else ""
    return f"{place}) {clean(one.text).rstrip('.')}{voiced}{to}."


def _objected(place: int, objection: Settled) -> str:
    how = f" ({clean(objection.how).rstrip('.')})" if clean(objection.how) else ""
    return (
        f"{place}) {clean(objection.voiced_by)}: {clean(objection.text).rstrip('.')}. {clean(objection.outcome)}{how}."
    )


def _vote(place: int, vote: HeldVote) -> list[str]:
    way = "bỏ phiếu kín" if vote.secret else "biểu quyết công khai"
    return [f"{place}) {clean(vote.question)} ({way})", *(f"- {clean(sentence)}" for sentence in vote.result)]


def _concluded(place: int, conclusion: Concluded) -> str:
    more = [
        f"đơn vị phụ trách: {clean(conclusion.owner)}" if clean(conclusion.owner) else "",
        f"sản phẩm: {clean(conclusion.product)}" if clean(conclusion.product) else "",
        f"thời hạn: {conclusion.due_on:%d/%m/%Y}" if conclusion.due_on else "",
    ]
    charge = "; ".join(part for part in more if part)
    return f"{place}) {clean(conclusion.text).rstrip('.')}" + (f" ({charge})." if charge else ".")


def _closed(minutes: ConferenceMinutes) -> str:
    if minutes.closed_at is None:
        return "Hội nghị kết thúc cùng ngày."
    return f"Hội nghị kết thúc lúc {_clock(minutes.closed_at)} cùng ngày."

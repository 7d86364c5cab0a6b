"""The papers of a cell: minutes of a meeting, attendance list, list of an admission dossier; each as DOCX and PDF.

They share the heading and foot of every Party document (``PartyDocument``). Fields: minutes and lists as cells keep
them; the forms of the dossier are those of the member-technique guide in force, given by the caller.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from giaoban.core.numbers import write_number
from giaoban.reporting.documents.heading import PartyDocument, frame
from giaoban.reporting.documents.own import OwnTemplate
from giaoban.reporting.documents.typeset import typeset
from giaoban.reporting.documents.word import fill
from giaoban.reporting.documents.wording import clean, paragraphs, written_day

Attendance = Literal["present", "excused", "absent", "exempt"]
Standing = Literal["official", "probationary"]

STANDINGS: dict[str, str] = {"official": "Chính thức", "probationary": "Dự bị"}
TICK = "x"


@dataclass(frozen=True)
class Absence:
    """Somebody who did not come, and the reason given; unless said otherwise, no reason is an absence without leave."""

    name: str
    reason: str = ""
    excused: bool = False  # excused although the reason was not written down


@dataclass(frozen=True)
class Roll:
    """The members of the cell on the day, by kind; None where the cell does not keep that count."""

    official: int
    probationary: int
    transferred_in: int | None = None  # here on temporary transfer
    transferred_out: int | None = None  # away on temporary transfer
    exempt: int | None = None
    present: int = 0
    absences: tuple[Absence, ...] = ()


@dataclass(frozen=True)
class AgendaItem:
    """One content of the meeting in its order, with what was put before it."""

    title: str
    text: str = ""


@dataclass(frozen=True)
class SpokenPoints:
    """Who spoke and the points made."""

    speaker: str
    points: str


@dataclass(frozen=True)
class Vote:
    """A question put to the vote; the roll is of those entitled, present or not."""

    question: str
    entitled: int
    in_favour: int
    against: int = 0
    abstained: int = 0


@dataclass(frozen=True)
class Minutes:
    """A cell meeting as it was held."""

    document: PartyDocument  # genre BIÊN BẢN
    opened_at: datetime
    held_at: str
    chair: str
    secretary: str
    roll: Roll
    items: tuple[AgendaItem, ...] = ()
    speeches: tuple[SpokenPoints, ...] = ()
    conclusion: str = ""
    votes: tuple[Vote, ...] = ()
    resolution: str = ""
    dues_collected: Decimal | None = None  # đồng
    dues_payers: int | None = None
    closed_at: datetime | None = None
    read_back: bool = True
    chair_signs_right: bool = True  # local custom


@dataclass(frozen=True)
class Attendee:
    """One line of an attendance list; None before the meeting, when the list is printed to be signed."""

    name: str
    post: str = ""
    standing: Standing = "official"
    attendance: Attendance | None = None
    remark: str = ""


@dataclass(frozen=True)
class AttendanceList:
    """Who was called to a meeting and who came."""

    document: PartyDocument  # genre DANH SÁCH
    held_on: date
    held_at: str
    attendees: tuple[Attendee, ...]
    subject: str = ""


@dataclass(frozen=True)
class WrittenPaper:
    """One paper of an admission dossier."""

    name: str
    form: str = ""  # "2-KNĐ"
    dated_on: date | None = None
    issued_by: str = ""
    pages: int | None = None
    present: bool = False


@dataclass(frozen=True)
class Dossier:
    """The papers of one person's admission or confirmation, there or missing."""

    document: PartyDocument  # genre DANH MỤC
    person: str
    papers: tuple[WrittenPaper, ...]
    born_on: date | None = None
    cell: str = ""
    handed_over_on: date | None = None
    facts: tuple[tuple[str, str], ...] = field(default=())  # further lines such as ("Chức vụ", "Chuyên viên")


def write_minutes_docx(minutes: Minutes, path: Path, own: OwnTemplate | None = None) -> None:
    """The minutes stand in that file as a DOCX; Refused when the office's template cannot be used."""
    _write_docx("minutes", minutes_context(minutes), minutes.opened_at.date(), path, own)


def write_minutes_pdf(minutes: Minutes, path: Path) -> None:
    """The minutes stand in that file as a PDF."""
    path.write_bytes(typeset("minutes", minutes_context(minutes), dated_on=minutes.opened_at.date()))


def write_attendance_docx(attendance: AttendanceList, path: Path, own: OwnTemplate | None = None) -> None:
    """The attendance list stands in that file as a DOCX; Refused when the office's template cannot be used."""
    _write_docx("attendance", attendance_context(attendance), attendance.held_on, path, own)


def write_attendance_pdf(attendance: AttendanceList, path: Path) -> None:
    """The attendance list stands in that file as a PDF."""
    path.write_bytes(typeset("attendance", attendance_context(attendance), dated_on=attendance.held_on))


def write_dossier_docx(dossier: Dossier, path: Path, own: OwnTemplate | None = None) -> None:
    """The dossier list stands in that file as a DOCX; Refused when the office's template cannot be used."""
    _write_docx("dossier", dossier_context(dossier), dossier.document.issued_on, path, own)


def write_dossier_pdf(dossier: Dossier, path: Path) -> None:
    """The dossier list stands in that file as a PDF."""
    path.write_bytes(typeset("dossier", dossier_context(dossier), dated_on=dossier.document.issued_on))


def minutes_context(minutes: Minutes) -> dict[str, Any]:
    """What the minutes say, as the templates name it."""
    chair = {"title": "CHỦ TRÌ", "name": clean(minutes.chair)}
    secretary = {"title": "THƯ KÝ", "name": clean(minutes.secretary)}
    left, right = (secretary, chair) if minutes.chair_signs_right else (chair, secretary)
    drafts = [
        ("Thời gian, địa điểm", _time_and_place(minutes)),
        ("Thành phần", _roll(minutes)),
        ("Nội dung", _contents(minutes)),
        ("Ý kiến phát biểu", _speeches(minutes)),
        ("Kết luận của chủ trì", paragraphs(minutes.conclusion)),
        ("Biểu quyết", [_vote(vote) for vote in minutes.votes]),
        ("Nghị quyết", paragraphs(minutes.resolution)),
        ("Thu nộp đảng phí", _dues(minutes)),
    ]
    kept = [(title, texts) for title, texts in drafts if texts]
    sections = [
        {"title": f"{place}. {title}", "paragraphs": texts} for place, (title, texts) in enumerate(kept, start=1)
    ]
    sections.append({"title": "", "paragraphs": [_closing(minutes)]})
    return {
        **frame(minutes.document),
        "title": _title(minutes.document),
        "sections": sections,
        "signatures": {"left": left, "right": right},
    }


def attendance_context(attendance: AttendanceList) -> dict[str, Any]:
    """What the attendance list says, as the templates name it."""
    people = attendance.attendees
    recorded = [person for person in people if person.attendance is not None]

    def count(kind: Attendance) -> str:
        return str(sum(person.attendance == kind for person in people)) if recorded else ""

    official = sum(person.standing == "official" for person in people)
    opening = [f"Thời gian: {written_day(attendance.held_on)}. Địa điểm: {clean(attendance.held_at)}."]
    if clean(attendance.subject):
        opening.append(f"Nội dung: {clean(attendance.subject).rstrip('.')}.")
    closing = [f"Tổng số {len(people)} đảng viên, trong đó {official} chính thức, {len(people) - official} dự bị."]
    if recorded:
        came = sum(person.attendance == "present" for person in people)
        called = sum(person.attendance != "exempt" for person in people)
        share = f", đạt {write_number(Decimal(came) / called * 100, '%')}" if called else ""
        exempt = len(people) - called
        spared = f" (không tính {exempt} đảng viên được miễn sinh hoạt)" if exempt else ""
        closing.append(f"Có mặt {came}/{called} đảng viên{share}{spared}.")
    return {
        **frame(attendance.document),
        "title": _title(attendance.document),
        "opening": opening,
        "rows": [
            {
                "place": str(place),
                "name": clean(person.name),
                "post": clean(person.post),
                "standing": STANDINGS[person.standing],
                "present": TICK * (person.attendance == "present"),
                "excused": TICK * (person.attendance == "excused"),
                "absent": TICK * (person.attendance == "absent"),
                "signature": "",
                "remark": clean(person.remark) or "Miễn" * (person.attendance == "exempt"),
            }
            for place, person in enumerate(people, start=1)
        ],
        "total": {
            "label": "Cộng",
            "standing": f"{official}/{len(people) - official}",
            "present": count("present"),
            "excused": count("excused"),
            "absent": count("absent"),
        },
        "closing": closing,
    }


def dossier_context(dossier: Dossier) -> dict[str, Any]:
    """What the dossier list says, as the templates name it."""
    facts = [("Họ và tên", dossier.person)]
    if dossier.born_on:
        facts.append(("Ngày sinh", f"{dossier.born_on:%d/%m/%Y}"))
    facts += [("Chi bộ", dossier.cell), *dossier.facts]
    pages = [paper.pages for paper in dossier.papers if paper.present and paper.pages is not None]
    there = sum(paper.present for paper in dossier.papers)
    missing = [paper for paper in dossier.papers if not paper.present]
    closing = [
        f"Hồ sơ có {there}/{len(dossier.papers)} tài liệu"
        + (f"; còn thiếu: {'; '.join(_paper(paper) for paper in missing)}." if missing else ", đầy đủ theo danh mục.")
    ]
    if dossier.handed_over_on:
        closing.append(f"Bàn giao {written_day(dossier.handed_over_on)}.")
    return {
        **frame(dossier.document),
        "title": _title(dossier.document),
        "opening": [f"{name}: {clean(value)}" for name, value in facts if clean(value)],
        "rows": [
            {
                "place": str(place),
                "form": clean(paper.form),
                "name": clean(paper.name),
                "dated_on": f"{paper.dated_on:%d/%m/%Y}" if paper.dated_on else "",
                "issued_by": clean(paper.issued_by),
                "pages": "" if paper.pages is None else str(paper.pages),
                "present": "Có" if paper.present else "Thiếu",
            }
            for place, paper in enumerate(dossier.papers, start=1)
        ],
        "total": {
            "label": "Cộng",
            "pages": str(sum(pages)) if pages else "",
            "present": f"{there}/{len(dossier.papers)}",
        },
        "closing": closing,
    }


def _write_docx(name: str, context: dict[str, Any], day: date | None, path: Path, own: OwnTemplate | None) -> None:
    path.write_bytes(fill(name, context, title=context["title"], dated_on=day, own=own))


def _title(document: PartyDocument) -> str:
    return " ".join(filter(None, (clean(document.genre).capitalize(), clean(document.summary))))


def _clock(moment: datetime) -> str:
    return f"{moment.hour:02d} giờ {moment.minute:02d} phút"


def _time_and_place(minutes: Minutes) -> list[str]:
    when = f"Khai mạc lúc {_clock(minutes.opened_at)}, {written_day(minutes.opened_at.date())}"
    where = f", tại {clean(minutes.held_at)}" if clean(minutes.held_at) else ""
    return [f"{when}{where}."]


def _roll(minutes: Minutes) -> list[str]:
    roll = minutes.roll
    kinds = [f"{roll.official} đảng viên chính thức", f"{roll.probationary} đảng viên dự bị"]
    further = [
        f"{count} {words}"
        for count, words in (
            (roll.transferred_in, "đảng viên sinh hoạt tạm thời nơi khác chuyển đến"),
            (roll.transferred_out, "đảng viên đang sinh hoạt tạm thời ở nơi khác"),
            (roll.exempt, "đảng viên được miễn công tác và sinh hoạt đảng"),
        )
        if count
    ]
    excused = [absence for absence in roll.absences if absence.excused or clean(absence.reason)]
    absent = [absence for absence in roll.absences if absence not in excused]
    whole = roll.official + roll.probationary
    return [
        f"Tổng số đảng viên của chi bộ: {whole} ({', '.join(kinds + further)}).",
        f"Có mặt: {roll.present} đảng viên.",
        f"Vắng mặt có lý do: {len(excused)}{_named(excused)}.",
        f"Vắng mặt không có lý do: {len(absent)}{_named(absent)}.",
        f"Chủ trì: đồng chí {clean(minutes.chair)}. Thư ký: đồng chí {clean(minutes.secretary)}.",
    ]


def _named(absences: list[Absence]) -> str:
    names = [f"{clean(one.name)} ({clean(one.reason)})" if clean(one.reason) else clean(one.name) for one in absences]
    return f", gồm: {'; '.join(names)}" if names else ""


def _contents(minutes: Minutes) -> list[str]:
    texts = []
    for place, item in enumerate(minutes.items, start=1):
        texts.append(f"{place}) {clean(item.title)}")
        texts += paragraphs(item.text)
    return texts


def _speeches(minutes: Minutes) -> list[str]:
    texts = []
    for speech in minutes.speeches:
        first, *others = paragraphs(speech.points) or [""]
        texts += [f"- Đồng chí {clean(speech.speaker)}: {first}".rstrip(" :"), *others]
    return texts


def _vote(vote: Vote) -> str:
    share = f", bằng {write_number(Decimal(vote.in_favour) / vote.entitled * 100, '%')}" if vote.entitled else ""
    return (
        f"- {clean(vote.question).rstrip('.')}: tán thành {vote.in_favour}/{vote.entitled}{share}; không tán thành "
        f"{vote.against}; không có ý kiến {vote.abstained}."
    )


def _dues(minutes: Minutes) -> list[str]:
    if minutes.dues_collected is None:
        return []
    payers = "" if minutes.dues_payers is None else f" của {minutes.dues_payers} đảng viên"
    return [f"Đã thu {write_number(minutes.dues_collected)} đồng đảng phí{payers}."]


def _closing(minutes: Minutes) -> str:
    end = minutes.closed_at
    if end is None:
        closed = "Hội nghị kết thúc cùng ngày"
    elif end.date() == minutes.opened_at.date():
        closed = f"Hội nghị kết thúc lúc {_clock(end)} cùng ngày"
    else:
        closed = f"Hội nghị kết thúc lúc {_clock(end)}, {written_day(end.date())}"
    heard = "; biên bản đã được đọc lại cho hội nghị nghe và nhất trí thông qua" if minutes.read_back else ""
    return f"{closed}{heard}."


def _paper(paper: WrittenPaper) -> str:
    return f"{clean(paper.name)} ({clean(paper.form)})" if clean(paper.form) else clean(paper.name)

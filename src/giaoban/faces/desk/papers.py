"""Documents of single records as files: the minutes and the attendance list of a meeting."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from giaoban.areas.dues.queries import collected_on
from giaoban.areas.meetings.minutes import MeetingMinutes, minutes_of
from giaoban.areas.meetings.models import Meeting
from giaoban.areas.meetings.register import MEETINGS
from giaoban.core.refusal import Refused
from giaoban.core.text import slug
from giaoban.ground.access.policy import may
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import looked
from giaoban.kit.register import SignedIn
from giaoban.kit.seeing import too_many
from giaoban.reporting.documents import papers
from giaoban.reporting.documents.heading import PartyDocument
from giaoban.reporting.documents.own import OwnTemplate
from giaoban.reporting.word_templates.queries import own_template

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def _minutes(request: SignedIn, pk: int) -> MeetingMinutes:
    """What the meeting's record says, where the person may read it; a page that is not there otherwise."""
    meeting = get_object_or_404(Meeting.objects.select_related("unit", "chair", "clerk"), pk=pk)
    if not may(request.user, "meetings.read", meeting.unit_id, on=today(), tree_on=meeting.held_on):
        raise Http404
    return minutes_of(meeting)


def _noted(request: SignedIn, pk: int, what: str, kind: str) -> HttpResponse | None:
    """The journal says that the paper was taken out, and whose names stand in it; instead, the question for a second person."""
    meeting = Meeting.objects.get(pk=pk)
    named = {meeting.chair_id, meeting.clerk_id, *meeting.attendances.values_list("person_id", flat=True)}
    named |= {*meeting.points.values_list("speaker_id", flat=True), *meeting.tasks.values_list("owner_id", flat=True)}
    people = [person for person in named if person]
    if question := too_many(request, MEETINGS, people, today=today()):
        return question
    looked(request.user, what, unit=meeting.unit_id, people=people, kind=Entry.Kind.EXPORT, record=pk, file=kind)
    return None


def _document(record: MeetingMinutes, genre: str, summary: str) -> PartyDocument:
    return PartyDocument(
        superior=record.superior,
        issuer=record.unit,
        place=record.place_of_office or record.place,
        issued_on=record.held_on,
        genre=genre,
        summary=summary,
    )


def _summary(record: MeetingMinutes) -> str:
    kind = "sinh hoạt chuyên đề" if record.kind == "thematic" else "sinh hoạt chi bộ"
    return f"{kind} ngày {record.held_on:%d/%m/%Y}" + (f": {record.theme}" if record.theme else "")


def minutes_document(record: MeetingMinutes) -> papers.Minutes:
    """The meeting's record in the shape of the minutes; Refused while it has no hour of beginning."""
    if record.starts_at is None:
        raise Refused("Chưa ghi giờ bắt đầu nên chưa lập được biên bản; hãy ghi diễn biến buổi sinh hoạt trước.")
    counts, dues = record.counts, collected_on(record.unit_id, record.held_on)
    return papers.Minutes(
        document=_document(record, "BIÊN BẢN", _summary(record)),
        opened_at=datetime.combine(record.held_on, record.starts_at),
        closed_at=datetime.combine(record.held_on, record.ends_at) if record.ends_at else None,
        held_at=record.place,
        chair=record.chair,
        secretary=record.clerk,
        roll=papers.Roll(
            official=counts.official,
            probationary=counts.probationary,
            transferred_in=counts.guests,
            transferred_out=counts.away,
            exempt=counts.exempt,
            present=counts.present,  # of the cell's own; guests are named by their number
            absences=tuple(
                papers.Absence(attended.name, attended.reason if attended.status == "excused" else "")
                for attended in record.attended
                if attended.status in {"excused", "absent"}
            ),
        ),
        items=tuple(
            papers.AgendaItem(title, f"Chuẩn bị: đồng chí {preparer}." if preparer else "")
            for title, preparer in record.items
        ),
        speeches=tuple(papers.SpokenPoints(speaker, text) for speaker, text in record.points),
        conclusion=record.conclusion,
        votes=tuple(
            papers.Vote(vote.question, vote.roll, vote.in_favour, vote.against, vote.abstained) for vote in record.votes
        ),
        resolution=_resolution(record),
        dues_collected=Decimal(dues.amount) if dues else None,
        dues_payers=dues.payers if dues else None,
        read_back=record.read_back,
    )


def _resolution(record: MeetingMinutes) -> str:
    tasks = [
        f"- {what}: đồng chí {owner}, xong trước {due:%d/%m/%Y}." for what, owner, due, _done, _result in record.tasks
    ]
    head = f"Nghị quyết số {record.resolution_number}." if record.resolution_number else ""
    return "\n".join(part for part in (head, record.resolution, *tasks) if part)


def attendance_document(record: MeetingMinutes) -> papers.AttendanceList:
    """The roll in the shape of the attendance list: who was called here, so guests are on it and those away are not."""
    return papers.AttendanceList(
        document=_document(record, "DANH SÁCH", f"điểm danh {_summary(record)}"),
        held_on=record.held_on,
        held_at=record.place,
        subject=record.theme or record.kind_label,
        attendees=tuple(
            papers.Attendee(
                name=attended.name,
                post=attended.post,
                standing="probationary" if attended.standing == "probationary" else "official",
                attendance=_STATUS.get(attended.status),
                remark="Sinh hoạt tạm thời" if attended.standing == "guest" else attended.reason,
            )
            for attended in record.attended
            if attended.status != "away"
        ),
    )


_STATUS: dict[str, papers.Attendance] = {
    "present": "present",
    "excused": "excused",
    "absent": "absent",
    "exempt": "exempt",
}


def _answer(kind: str, name: str, write: dict[str, Callable[[Path], None]]) -> HttpResponse:
    if kind not in TYPES:
        raise Http404
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"{name}.{kind}"
        write[kind](target)
        answer = HttpResponse(target.read_bytes(), content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def _own(document: str, pk: int) -> OwnTemplate | None:
    """The template on which that paper of the meeting is printed."""
    meeting = Meeting.objects.get(pk=pk)
    return own_template(document, meeting.unit_id, on=meeting.held_on)


@login_required
def minutes(request: SignedIn, pk: int, kind: str) -> HttpResponse:
    """The minutes of the meeting as a file."""
    record = _minutes(request, pk)
    if question := _noted(request, pk, "meetings.minutes", kind):
        return question
    document = minutes_document(record)
    writers: dict[str, Callable[[Path], None]] = {
        "docx": lambda path: papers.write_minutes_docx(document, path, _own("minutes", pk)),
        "pdf": lambda path: papers.write_minutes_pdf(document, path),
    }
    name = f"bien-ban-{slug(record.unit)[:60]}-{record.held_on:%Y-%m-%d}"
    return _answer(kind, name, writers)


@login_required
def attendance_list(request: SignedIn, pk: int, kind: str) -> HttpResponse:
    """The attendance list of the meeting as a file; before the roll is called it is empty, to be signed."""
    record = _minutes(request, pk)
    if question := _noted(request, pk, "meetings.attendance_list", kind):
        return question
    document = attendance_document(record)
    writers: dict[str, Callable[[Path], None]] = {
        "docx": lambda path: papers.write_attendance_docx(document, path, _own("attendance", pk)),
        "pdf": lambda path: papers.write_attendance_pdf(document, path),
    }
    name = f"diem-danh-{slug(record.unit)[:60]}-{record.held_on:%Y-%m-%d}"
    return _answer(kind, name, writers)


urlpatterns = [
    path("meetings/<int:pk>/minutes.<slug:kind>", minutes, name="minutes"),
    path("meetings/<int:pk>/attendance.<slug:kind>", attendance_list, name="attendance_list"),
]

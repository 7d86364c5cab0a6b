"""Documents of single records as files: the minutes and the attendance list of a meeting."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from giaoban.areas.meetings import queries
from giaoban.areas.meetings.models import Meeting
from giaoban.core.refusal import Refused
from giaoban.core.text import slug
from giaoban.ground.access.policy import may
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import looked
from giaoban.kit.register import SignedIn
from giaoban.reporting.documents import papers
from giaoban.reporting.documents.heading import PartyDocument

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def _minutes(request: SignedIn, pk: int) -> queries.Minutes:
    """What the meeting's record says, where the person may read it; a page that is not there otherwise."""
    meeting = get_object_or_404(Meeting.objects.select_related("unit", "chair", "clerk"), pk=pk)
    if not may(request.user, "meetings.read", meeting.unit_id, on=today(), tree_on=meeting.held_on):
        raise Http404
    return queries.minutes_of(meeting)


def _note(request: SignedIn, pk: int, what: str, kind: str) -> None:
    """The journal says that the paper was taken out, and whose names stand in it."""
    meeting = Meeting.objects.get(pk=pk)
    people = [person for person in meeting.attendances.values_list("person_id", flat=True) if person]
    looked(request.user, what, unit=meeting.unit_id, people=people, kind=Entry.Kind.EXPORT, record=pk, file=kind)


def _document(record: queries.Minutes, genre: str, summary: str) -> PartyDocument:
    return PartyDocument(
        superior=record.superior,
        issuer=record.unit,
        place=record.place_of_office or record.place,
        issued_on=record.held_on,
        genre=genre,
        summary=summary,
    )


def _summary(record: queries.Minutes) -> str:
    kind = "sinh hoạt chuyên đề" if record.kind == "thematic" else "sinh hoạt chi bộ"
    return f"{kind} ngày {record.held_on:%d/%m/%Y}" + (f": {record.theme}" if record.theme else "")


def minutes_document(record: queries.Minutes) -> papers.Minutes:
    """The meeting's record in the shape of the minutes; Refused while it has no hour of beginning."""
    if record.starts_at is None:
        raise Refused("Chưa ghi giờ bắt đầu nên chưa lập được biên bản; hãy ghi diễn biến buổi sinh hoạt trước.")
    counts = record.counts
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
                papers.Absence(one.name, one.reason if one.status == "excused" else "")
                for one in record.attended
                if one.status in {"excused", "absent"}
            ),
        ),
        items=tuple(
            papers.Item(title, f"Chuẩn bị: đồng chí {preparer}." if preparer else "")
            for title, preparer in record.items
        ),
        speeches=tuple(papers.Speech(speaker, text) for speaker, text in record.points),
        conclusion=record.conclusion,
        votes=tuple(
            papers.Vote(one.question, one.roll, one.in_favour, one.against, one.abstained) for one in record.votes
        ),
        resolution=_resolution(record),
        dues_collected=Decimal(sum(amount for _name, _month, amount in record.dues)) if record.dues else None,
        dues_payers=len({name for name, _month, _amount in record.dues}) if record.dues else None,
        read_back=record.read_back,
    )


def _resolution(record: queries.Minutes) -> str:
    tasks = [
        f"- {what}: đồng chí {owner}, xong trước {due:%d/%m/%Y}." for what, owner, due, _done, _result in record.tasks
    ]
    head = f"Nghị quyết số {record.resolution_number}." if record.resolution_number else ""
    return "\n".join(part for part in (head, record.resolution, *tasks) if part)


def attendance_document(record: queries.Minutes) -> papers.AttendanceList:
    """The roll in the shape of the attendance list: who was called here, so guests are on it and those away are not."""
    return papers.AttendanceList(
        document=_document(record, "DANH SÁCH", f"điểm danh {_summary(record)}"),
        held_on=record.held_on,
        held_at=record.place,
        subject=record.theme or record.kind_label,
        attendees=tuple(
            papers.Attendee(
                name=one.name,
                post=one.post,
                standing="probationary" if one.standing == "probationary" else "official",
                attendance=_STATUS.get(one.status),
                remark="Sinh hoạt tạm thời" if one.standing == "guest" else one.reason,
            )
            for one in record.attended
            if one.status != "away"
        ),
    )


_STATUS: dict[str, papers.Attendance] = {
    "present": "present",
    "excused": "excused",
    "absent": "absent",
    "exempt": "exempt",
}


def _answer(kind: str, name: str, write: dict[str, Callable[[Any, Path], None]], document: Any) -> HttpResponse:
    if kind not in TYPES:
        raise Http404
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"{name}.{kind}"
        write[kind](document, target)
        answer = HttpResponse(target.read_bytes(), content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


@login_required
def minutes(request: SignedIn, pk: int, kind: str) -> HttpResponse:
    """The minutes of the meeting as a file."""
    record = _minutes(request, pk)
    _note(request, pk, "meetings.minutes", kind)
    writers = {"docx": papers.write_minutes_docx, "pdf": papers.write_minutes_pdf}
    name = f"bien-ban-{slug(record.unit)[:60]}-{record.held_on:%Y-%m-%d}"
    return _answer(kind, name, writers, minutes_document(record))


@login_required
def attendance_list(request: SignedIn, pk: int, kind: str) -> HttpResponse:
    """The attendance list of the meeting as a file; before the roll is called it is empty, to be signed."""
    record = _minutes(request, pk)
    _note(request, pk, "meetings.attendance_list", kind)
    writers = {"docx": papers.write_attendance_docx, "pdf": papers.write_attendance_pdf}
    name = f"diem-danh-{slug(record.unit)[:60]}-{record.held_on:%Y-%m-%d}"
    return _answer(kind, name, writers, attendance_document(record))


urlpatterns = [
    path("meetings/<int:pk>/minutes.<slug:kind>", minutes, name="minutes"),
    path("meetings/<int:pk>/attendance.<slug:kind>", attendance_list, name="attendance_list"),
]

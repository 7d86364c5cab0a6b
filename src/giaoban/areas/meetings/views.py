"""The pages that the register's own are not enough for: the roll call, a paper, the month of many cells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Protocol

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.areas.meetings import awaited, papers, queries, sitting
from giaoban.areas.meetings.models import Attendance, Meeting
from giaoban.areas.meetings.register import MEETINGS
from giaoban.core.numbers import number_in
from giaoban.core.refusal import Refused
from giaoban.core.spans import add_months, day_in
from giaoban.ground.access.policy import may, may_anywhere, unit_ids_where
from giaoban.ground.journal.clock import today
from giaoban.ground.units.queries import name_of
from giaoban.kit.register import SignedIn
from giaoban.kit.seeing import people_shown

PAGE = 100
"""So many cells stand on one page of a month; those without a meeting come first."""


def _meeting(request: SignedIn, pk: int, power: str) -> Meeting:
    """The meeting, where the person has that power over its cell; a page that is not there otherwise."""
    meeting = get_object_or_404(Meeting.objects.select_related("unit"), pk=pk)
    if not may(request.user, power, meeting.unit_id, on=today(), tree_on=meeting.held_on):
        raise Http404
    return meeting


def _by_person(data: Mapping[str, str], prefix: str) -> dict[int, str]:
    """The answers of a roll call, by person."""
    return {
        person: value
        for key, value in data.items()
        if key.startswith(prefix) and (person := number_in(key.removeprefix(prefix))) is not None
    }


@login_required
def roll(request: SignedIn, pk: int) -> HttpResponse:
    """The roll call: one press a person, a reason where somebody is excused; it works as a plain form."""
    meeting = _meeting(request, pk, "meetings.call_roll")
    sheet, refusals = queries.sheet_of(meeting), list[str]()
    if question := people_shown(
        request, MEETINGS, [row.person_id for row in sheet], today=today(), unit=meeting.unit_id,
        anew=request.method != "POST", record=pk, form="call_roll",
    ):  # fmt: skip
        return question
    if request.method == "POST":
        statuses, reasons = _by_person(request.POST, "status-"), _by_person(request.POST, "reason-")
        try:
            sitting.call_roll(
                actor=request.user,
                record=meeting,
                statuses=statuses,
                reasons=reasons,
                rest=request.POST.get("rest", ""),
            )
        except Refused as refused:
            refusals = refused.reasons
            for row in sheet:
                row.status = statuses.get(row.person_id, row.status)
                row.reason = reasons.get(row.person_id, row.reason)
        else:
            counts = queries.counts_of(meeting)
            messages.success(
                request,
                _("Roll called: %(present)s present of %(expected)s.")
                % {"present": counts.present, "expected": counts.expected},
            )
            if counts.uncalled:
                return redirect("meetings:roll", meeting.pk)
            return redirect("desk:page", "meetings", meeting.pk)
    name = name_of(meeting.unit_id, on=meeting.held_on)
    return render(
        request,
        "meetings/roll.html",
        {
            "meeting": meeting,
            "cell": name.name if name else "",
            "sheet": sheet,
            "counts": queries.counts_of(meeting),
            "refusals": refusals,
            "choices": [
                choice for choice in Attendance.Status.choices if choice[0] in {"present", "excused", "absent"}
            ],
            "known": {Attendance.Status.EXEMPT, Attendance.Status.AWAY},
            "trail": _trail(meeting, _("Roll call")),
        },
        status=422 if refusals else 200,
    )


def _trail(meeting: Meeting, here: str) -> list[dict[str, Any]]:
    return [
        {"label": _("Cell meetings"), "url": reverse("desk:list", args=["meetings"])},
        {"label": str(meeting), "url": reverse("desk:page", args=["meetings", meeting.pk])},
        {"label": here},
    ]


@login_required
def paper(request: SignedIn, pk: int) -> FileResponse:
    """The paper as a file to keep, never shown inside a page."""
    meeting_paper = queries.paper_of(pk)
    if meeting_paper is None or not may(
        request.user, "meetings.read", meeting_paper.meeting.unit_id, on=today(), tree_on=meeting_paper.meeting.held_on
    ):
        raise Http404
    return as_file(meeting_paper)


class KeptFile(Protocol):
    """A file that is kept under a generated name."""

    original_name: str
    stored_name: str


def as_file(paper: KeptFile) -> FileResponse:
    """The paper to keep, never shown inside a page; 404 when its file is gone. Who may have it was asked before."""
    path = papers.directory() / paper.stored_name
    if not path.exists():
        raise Http404
    answer = FileResponse(
        open(path, "rb"),  # noqa: SIM115 -- the response closes it
        as_attachment=True,
        filename=paper.original_name,
        content_type="application/octet-stream",
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@login_required
def month(request: SignedIn) -> HttpResponse:
    """Which cells have met in a month and which have not, for the units that the person may read."""
    if not may_anywhere(request.user, "meetings.read", on=today()):
        raise Http404
    first = day_in(f"{request.GET.get('month', '')}-01") or today().replace(day=1)
    last = add_months(first, 1) - timedelta(days=1)
    units = unit_ids_where(request.user, "meetings.read", on=today(), tree_on=last)
    scope = request.session.get("scope")
    cells = awaited.month_of(first, units=units, under=scope if isinstance(scope, int) else None)
    pages = Paginator(cells, PAGE)
    page = pages.get_page(request.GET.get("page"))
    return render(
        request,
        "meetings/month.html",
        {
            "first": first,
            "before": add_months(first, -1),
            "after": add_months(first, 1),
            "all": len(cells),
            "cells": page.object_list,
            "pager": _pager(pages, page, first),
            "missing": sum(1 for cell in cells if not cell.regular),
            "may_plan": may_anywhere(request.user, "meetings.plan", on=today()),
        },
    )


def _pager(pages: Paginator[awaited.CellMonth], page: Any, first: date) -> dict[str, Any] | None:
    """The other pages of the month, where there are any."""
    if pages.num_pages < 2:
        return None

    def address(number: int) -> str:
        return f"?month={first:%Y-%m}&page={number}"

    return {
        "from": page.start_index(),
        "to": page.end_index(),
        "of": pages.count,
        "previous": address(page.number - 1) if page.has_previous() else "",
        "next": address(page.number + 1) if page.has_next() else "",
        "pages": [
            {"text": number, "url": address(number), "current": number == page.number} for number in pages.page_range
        ],
    }

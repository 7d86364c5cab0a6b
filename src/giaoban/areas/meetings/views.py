"""The pages that the register's own are not enough for: the roll call, a paper, the month of many cells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.areas.meetings import operations, papers, queries
from giaoban.areas.meetings.models import Attendance, Meeting, Paper
from giaoban.core.refusal import Refused
from giaoban.core.spans import add_months
from giaoban.ground.access.policy import may, may_anywhere, unit_ids_where
from giaoban.ground.journal.clock import today
from giaoban.ground.units.queries import name_of
from giaoban.kit.register import SignedIn

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
        int(key.removeprefix(prefix)): value
        for key, value in data.items()
        if key.startswith(prefix) and key.removeprefix(prefix).isdigit()
    }


@login_required
def roll(request: SignedIn, pk: int) -> HttpResponse:
    """The roll call: one press a person, a reason where somebody is excused; it works as a plain form."""
    meeting = _meeting(request, pk, "meetings.call_roll")
    sheet, refusals = queries.sheet_of(meeting), list[str]()
    if request.method == "POST":
        statuses, reasons = _by_person(request.POST, "status-"), _by_person(request.POST, "reason-")
        try:
            operations.call_roll(
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
            "choices": [one for one in Attendance.Status.choices if one[0] in {"present", "excused", "absent"}],
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
    found = queries.paper_of(pk)
    if found is None or not may(
        request.user, "meetings.read", found.meeting.unit_id, on=today(), tree_on=found.meeting.held_on
    ):
        raise Http404
    return as_file(found)


def as_file(paper: Paper) -> FileResponse:
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
    try:
        first = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        first = today().replace(day=1)
    last = add_months(first, 1) - timedelta(days=1)
    units = unit_ids_where(request.user, "meetings.read", on=today(), tree_on=last)
    scope = request.session.get("scope")
    cells = queries.month_of(first, units=units, under=scope if isinstance(scope, int) else None)
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
            "missing": sum(1 for one in cells if not one.regular),
            "may_plan": may_anywhere(request.user, "meetings.plan", on=today()),
        },
    )


def _pager(pages: Paginator[queries.CellMonth], page: Any, first: date) -> dict[str, Any] | None:
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
        "pages": [{"text": one, "url": address(one), "current": one == page.number} for one in pages.page_range],
    }

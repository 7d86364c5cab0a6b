"""Who has returned, and who is late."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.faces.desk.reports import shown
from giaoban.faces.desk.reports.frame import acts_in_order, below_seen, frame, seen_return
from giaoban.ground.journal.clock import today
from giaoban.kit.cells import offered, written
from giaoban.kit.register import SignedIn
from giaoban.reporting.models import Return
from giaoban.reporting.queries import open_findings, report_of
from giaoban.reporting.register import RETURNS
from giaoban.reporting.report import Report


@login_required
def who_returned(request: SignedIn, pk: int) -> HttpResponse:
    """Every expected return: its state, when it came, from where, how many findings it has open, who is late."""
    report_return = seen_return(request, pk)
    report = report_of(report_return)
    rows = [_row(request, below, report) for below in below_seen(request, report_return).values()]
    context = frame(request, report_return, "returns", report)
    context["table"] = {
        "id": "returns",
        "caption": _("Returns expected by %(unit)s") % {"unit": report_return.name},
        "layout": "cards",
        "columns": [
            {"key": "unit", "label": _("Unit"), "kind": "text"},
            {"key": "state", "label": _("State"), "kind": "text"},
            {"key": "from", "label": _("Comes from"), "kind": "text"},
            {"key": "cut_off", "label": _("Cut-off"), "kind": "date"},
            {"key": "submitted", "label": _("Submitted"), "kind": "date"},
            {"key": "findings", "label": _("Open findings"), "kind": "number"},
        ],
        "rows": rows,
        "select": _bulk(request),
        "count": _("%(here)s of %(expected)s expected returns are here; due %(day)s")
        % {
            "here": report_return.below.exclude(source="").count(),
            "expected": report_return.below.count(),
            "day": f"{report_return.campaign.due_on:%d/%m/%Y}",
        },
    }
    return render(request, "reports/returns.html", context)


def _bulk(request: SignedIn) -> dict[str, Any] | None:
    """The acts that the person may do to many of the returns at once."""
    acts = [
        {"value": act.name, "label": act.label, "icon": act.icon, "danger": act.danger}
        for act in RETURNS.acts
        if act.in_bulk and offered(request.user, RETURNS, f"{RETURNS.name}.{act.name}", on=today())
    ]
    return {"action": reverse("desk:bulk", args=[RETURNS.name]), "name": "record", "acts": acts} if acts else None


def _row(request: SignedIn, below: Return, report: Report) -> dict[str, Any]:
    """One expected return, with the act that it waits for where the person may do it."""
    faults = [finding for finding in open_findings(report) if finding.unit == below.name]
    errors = sum(1 for finding in faults if finding.severity == "error")
    late = today() > below.campaign.due_on and below.state in ("not_started", "draft", "sent_back")
    acts = [offer for offer in acts_in_order(request, below) if offer["act"].name != "take_in"]
    return {
        "key": str(below.pk),
        "name": below.name,
        "cells": [
            {"text": below.name, "url": reverse("reports:page", args=[below.pk]), "head": True, "kind": "text"},
            {"badge": shown.badge(below), "kind": "text", "label": _("State"),
             "note": _("late") if late else below.excused_because},
            {"text": str(below.get_source_display()), "kind": "text", "label": _("Comes from"),
             "note": below.file.name if below.file else ""},
            {"text": written(below.cut_off_on), "kind": "date", "label": _("Cut-off"),
             "note": _("estimated") if below.estimated else ""},
            {"text": written(below.submitted_on), "kind": "date", "label": _("Submitted")},
            {"text": str(len(faults)) if below.source else "", "kind": "number", "label": _("Open findings"),
             "note": _("%(errors)s errors") % {"errors": errors} if errors and below.source else ""},
        ],
        "act": {"label": acts[0]["label"], "url": acts[0]["url"]} if acts else None,
    }  # fmt: skip

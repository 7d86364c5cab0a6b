"""The periods: open, to come and past; who is late in the open ones, and when they were reminded."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.core.numbers import write_number
from giaoban.faces.desk.reports import shown
from giaoban.faces.desk.reports.frame import returns_seen_by
from giaoban.ground.access.policy import may_anywhere
from giaoban.ground.journal.clock import today
from giaoban.ground.regulations.calendar import WorkingDays
from giaoban.ground.units.queries import names_of
from giaoban.kit.acts import acts_on, address_of
from giaoban.kit.cells import may_do
from giaoban.kit.register import SignedIn
from giaoban.reporting.models import Campaign, Return
from giaoban.reporting.queries import (
    ReturnsStanding,
    ToCome,
    campaigns_seen,
    is_over,
    periods_to_come,
    reminded,
    standing,
)
from giaoban.reporting.register import RETURNS
from giaoban.reporting.reminders import late

OPENING = RETURNS.act("open_campaign")
REMINDING = RETURNS.act("remind")


@login_required
def periods(request: SignedIn) -> HttpResponse:
    """What is open stands first, with who is late; below it what comes, what is past and what was cancelled."""
    day = today()
    may_open = may_anywhere(request.user, "returns.open_campaign", on=day)
    going: list[Campaign] = []
    past: list[Campaign] = []
    for campaign in campaigns_seen(request.user, on=day, cancelled=True):
        (past if campaign.cancelled_on or is_over(campaign) else going).append(campaign)
    names = names_of({campaign.unit_id for campaign in (*going, *past)}, on=day)
    context = {
        "open": [_card(request, campaign, names, on=day) for campaign in going],
        "late": _late(request, going, on=day),
        "others": _others(request, past, names, on=day, may_open=may_open),
        "open_url": address_of(RETURNS, OPENING, None) if may_open else "",
    }
    return render(request, "reports/periods.html", context)


def _title(campaign: Campaign) -> str:
    title = campaign.asked.title()
    return title[0].upper() + title[1:]


def _url(campaign: Campaign) -> str:
    return f"{reverse('reports:home')}?{urlencode({'campaign': campaign.pk})}"


def _card(request: SignedIn, campaign: Campaign, names: dict[int, str], *, on: date) -> dict[str, Any]:
    """An open period: whose, which days, and how many of those who must return are where."""
    now = standing(campaign, on=on)
    top = campaign.returns.select_related("campaign", "unit", "above").get(above=None)
    return {
        "title": _title(campaign),
        "unit": names.get(campaign.unit_id, top.name),
        "url": _url(campaign),
        "form": campaign.form_used,
        "campaign": campaign,
        "due_above_on": top.due_on,
        "expected": now.expected,
        "parts": _parts(now),
        "blanks_url": reverse(
            "reports:blanks" if top.source == Return.Source.BELOW else "reports:blank", args=[top.pk]
        ),
        "acts": acts_on(request.user, RETURNS, top, on=on, names=("cancel_campaign",)),
    }


def _parts(now: ReturnsStanding) -> list[dict[str, str]]:
    """The returns by where they are, each as a piece of one bar (from and width in percent) with its words."""
    parts = [
        ("accepted", _("accepted"), now.accepted),
        ("waits", _("submitted, to be accepted"), now.submitted),
        ("plain", _("not yet submitted"), now.waiting),
        ("late", _("late"), now.late),
        ("quiet", _("excused"), now.excused),
    ]
    pieces, so_far = [], 0
    for tone, label, count in parts:
        if count:
            begin, width = (f"{100 * part / now.expected:.2f}" for part in (so_far, count))
            pieces.append({"tone": tone, "label": label, "count": write_number(count), "from": begin, "width": width})
            so_far += count
    return pieces


def _late(request: SignedIn, going: list[Campaign], *, on: date) -> dict[str, Any] | None:
    """Who is late in the open periods, how far they are, and when they were reminded; None where nobody is."""
    seen = returns_seen_by(request).filter(campaign__in=going, above__isnull=False)
    rows = late(list(seen.annotate(given=Count("values", filter=Q(values__declared__isnull=False)))), on=on)
    if not rows:
        return None
    days, calendar = reminded(rows), WorkingDays()
    mine = [row for row in rows if may_do(request.user, RETURNS, REMINDING, row, on=on)]
    told = {"count": write_number(len(rows))}
    return {
        "id": "late",
        "caption": _("Who is late"),
        "count": _("%(count)s units are late") % told,
        "layout": "cards",
        "columns": [
            {"key": "unit", "label": _("Unit"), "kind": "text"},
            {"key": "period", "label": _("Reporting period"), "kind": "text"},
            {"key": "state", "label": _("Where it stands"), "kind": "text"},
            {"key": "late", "label": _("Late"), "kind": "text"},
            {"key": "reminded", "label": _("Reminded"), "kind": "text"},
        ],
        "rows": [
            _late_row(row, days.get(row.pk, []), calendar.between(row.due_on, on), may=row in mine) for row in rows
        ],
        "acts": _("Do") if mine else "",
        "select": {
            "action": reverse("desk:bulk", args=["returns"]),
            "name": "record",
            "acts": [{"value": REMINDING.name, "label": REMINDING.label, "icon": REMINDING.icon}],
        }
        if mine
        else None,
    }


def _late_row(row: Return, days: list[date], overdue: int, *, may: bool) -> dict[str, Any]:
    lines = {"given": row.given, "lines": len(row.campaign.form_used.lines)}  # type: ignore[attr-defined]
    times = {"times": write_number(len(days)), "last": f"{max(days):%d/%m/%Y}"} if days else {}
    return {
        "key": str(row.pk),
        "name": row.name,
        "selected": may,
        "cells": [
            {"text": row.name, "url": reverse("reports:page", args=[row.pk]), "head": True, "kind": "text"},
            {"text": _title(row.campaign), "kind": "text", "label": _("Reporting period")},
            {"badge": shown.badge(row), "kind": "text", "label": _("Where it stands"),
             "note": _("%(given)s of %(lines)s lines") % lines if row.source else ""},
            {"text": _("%(days)s working days") % {"days": write_number(overdue)}, "kind": "text", "label": _("Late")},
            {"text": _("%(times)s times, last on %(last)s") % times if days else _("not reminded"), "kind": "text",
             "label": _("Reminded")},
        ],
        "act": {"label": REMINDING.label, "url": address_of(RETURNS, REMINDING, row)} if may else None,
    }  # fmt: skip


def _others(
    request: SignedIn, past: list[Campaign], names: dict[int, str], *, on: date, may_open: bool
) -> dict[str, Any]:
    """What comes and what is past, in one table."""
    coming = periods_to_come(request.user, on=on) if may_open else []
    names = names | names_of({row.unit_id for row in coming}, on=on)
    return {
        "id": "others",
        "caption": _("Other periods"),
        "layout": "cards",
        "columns": [
            {"key": "period", "label": _("Reporting period"), "kind": "text"},
            {"key": "state", "label": _("State"), "kind": "text"},
            {"key": "unit", "label": _("Unit"), "kind": "text"},
            {"key": "form", "label": _("Report form"), "kind": "text"},
            {"key": "days", "label": _("Days"), "kind": "text"},
            {"key": "accepted", "label": _("Accepted"), "kind": "number"},
        ],
        "rows": [*(_coming_row(row, names) for row in coming), *(_past_row(row, names, on=on) for row in past)],
        "acts": _("Do") if coming else "",
        "empty": {
            "title": _("Nothing else yet."),
            "text": _("Periods that are over, and what comes next, stand here."),
        },
    }


def _coming_row(row: ToCome, names: dict[int, str]) -> dict[str, Any]:
    title = row.period.title()
    answers = urlencode({"unit": row.unit_id, "period": str(row.period), "form": row.form})
    return {
        "key": f"{row.unit_id}-{row.form}-{row.period}",
        "name": title,
        "cells": [
            {"text": title[0].upper() + title[1:], "head": True, "kind": "text"},
            {"badge": {"text": _("not opened yet"), "tone": ""}, "kind": "text", "label": _("State")},
            {"text": names.get(row.unit_id, ""), "kind": "text", "label": _("Unit")},
            {"text": row.form, "kind": "text", "label": _("Report form")},
            {"text": f"{row.period.start:%d/%m/%Y} - {row.period.last_day:%d/%m/%Y}", "kind": "text", "label": _("Days")},
            {"text": "", "kind": "number", "label": _("Accepted")},
        ],
        "act": {"label": _("Open a campaign"), "url": f"{address_of(RETURNS, OPENING, None)}?{answers}"},
    }  # fmt: skip


def _past_row(campaign: Campaign, names: dict[int, str], *, on: date) -> dict[str, Any]:
    now = standing(campaign, on=on)
    cancelled = {"text": _("cancelled"), "tone": "refused"}
    days = (
        _("cancelled on %(day)s") % {"day": f"{campaign.cancelled_on:%d/%m/%Y}"}
        if campaign.cancelled_on
        else _("due on %(day)s") % {"day": f"{campaign.due_on:%d/%m/%Y}"}
    )
    here = {"here": write_number(now.accepted), "expected": write_number(now.expected)}
    return {
        "key": str(campaign.pk),
        "name": _title(campaign),
        "cells": [
            {"text": _title(campaign), "url": _url(campaign), "head": True, "kind": "text"},
            {"badge": cancelled if campaign.cancelled_on else {"text": _("done"), "tone": "accepted"}, "kind": "text",
             "label": _("State")},
            {"text": names.get(campaign.unit_id, ""), "kind": "text", "label": _("Unit")},
            {"text": campaign.form, "kind": "text", "label": _("Report form")},
            {"text": days, "kind": "text", "label": _("Days"), "note": campaign.cancelled_because},
            {"text": "" if campaign.cancelled_on else _("%(here)s of %(expected)s") % here, "kind": "number",
             "label": _("Accepted")},
        ],
    }  # fmt: skip

"""A draft of a form tried on what was returned before: how much is lost, how much is found, and where each number comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.faces.desk.reports import shown
from giaoban.ground.journal.clock import today
from giaoban.kit.cells import record_seen
from giaoban.kit.register import SignedIn
from giaoban.reporting.form_asks import NAMED, tried_on
from giaoban.reporting.form_register import DRAFTS
from giaoban.reporting.models import FormDraft, Return
from giaoban.reporting.queries import amounts_said
from giaoban.reporting.queries.trying import Loss, TriedPeriod
from giaoban.reporting.report import Finding


@login_required
def trial(request: SignedIn, pk: int) -> HttpResponse:
    """What the draft would make of the newest periods that were returned, each number with the way to what it counts."""
    record = _draft(request, pk)
    periods = [_period(record, period) for period in tried_on(record, actor=request.user)]
    return render(request, "reports/form_trial.html", {"record": record, "periods": periods, "trail": _trail(record)})


@login_required
def behind_trial(request: SignedIn, pk: int, campaign: int, part: str) -> HttpResponse:
    """What a number of the trial counts: the returns, the numbers of a line that would go, the findings."""
    record = _draft(request, pk)
    period = next(iter(tried_on(record, actor=request.user, only=campaign)), None)
    if period is None:
        raise Http404
    drawer = _drawer(period, part)
    drawer |= {"about": f"{record}, {period.title}", "links": []}
    if request.headers.get("HX-Request"):
        return render(request, "reports/evidence.html", {"drawer": drawer})
    context = {"drawer": drawer, "one": {"name": str(record)}, "trail": _trail(record, drawer["title"])}
    return render(request, "reports/evidence_page.html", context)


def _draft(request: SignedIn, pk: int) -> FormDraft:
    record = record_seen(request.user, DRAFTS, pk, on=today())
    if not isinstance(record, FormDraft):
        raise Http404
    return record


def _trail(record: FormDraft, last: str = "") -> list[dict[str, str]]:
    trail = [
        {"label": str(DRAFTS.label), "url": reverse("desk:list", args=[DRAFTS.name])},
        {"label": str(record), "url": DRAFTS.address(record)},
        {"label": _("Tried on past periods"), "url": reverse("forms:trial", args=[record.pk]) if last else ""},
    ]
    return [*trail, {"label": last, "url": ""}] if last else trail


def _period(record: FormDraft, period: TriedPeriod) -> dict[str, Any]:
    """One period: a row for each number, and the first findings in words."""
    rows = [
        {
            "label": label,
            "figure": shown.figure(
                Decimal(count), "", about=label,
                href=reverse("forms:behind_trial", args=[record.pk, period.campaign.pk, part]) if count else "",
            ),
        }
        for part, label, count in _numbers(period)
    ]  # fmt: skip
    return {
        "title": period.title[:1].upper() + period.title[1:],
        "rows": rows,
        "empty": ", ".join(period.empty),
        "said": [
            {"label": label, "findings": [f"{finding.unit}: {finding.message}" for finding in findings[:NAMED]]}
            for label, findings in ((_more(), period.more), (_fewer(), period.fewer))
            if findings
        ],
    }


def _more() -> str:
    return _("Findings that the checks would say more")


def _fewer() -> str:
    return _("Findings that they would say no more")


def _lost(loss: Loss) -> str:
    return _("Returns that lose the number of %(code)s “%(label)s”") % {"code": loss.code, "label": loss.label}


def _numbers(period: TriedPeriod) -> Iterator[tuple[str, str, int]]:
    yield "returns", _("Returns that can be read on the draft"), len(period.returns)
    for loss in period.lost:
        yield loss.code, _lost(loss), len(loss.values)
    yield "more", _more(), len(period.more)
    yield "fewer", _fewer(), len(period.fewer)


def _drawer(period: TriedPeriod, part: str) -> dict[str, Any]:
    if part == "returns":
        rows = [_return(row) for row in period.returns]
        return _counted(_("Returns that can be read on the draft"), rows, _("Lines with a number"))
    if part in ("more", "fewer"):
        findings = period.more if part == "more" else period.fewer
        rows = list(_findings(period, findings))
        return _counted(_more() if part == "more" else _fewer(), rows, _("Findings, and what was returned there"))
    loss = next((loss for loss in period.lost if loss.code == part), None)
    if loss is None:
        raise Http404
    rows = [_value(row, loss.code, amount, loss.unit_of_count) for row, amount in loss.values]
    return _counted(_lost(loss), rows, _("What was returned there"))


def _counted(title: str, rows: Sequence[dict[str, Any]], head: str) -> dict[str, Any]:
    number = shown.figure(Decimal(len(rows)), "")
    return {"title": title, "figure": number, "parts": {"title": head, "rows": rows, "total": None}}


def _page_of(row: Return) -> str:
    return reverse("reports:page", args=[row.pk])


def _return(row: Return) -> dict[str, Any]:
    count = len(amounts_said(row, [line.code for line in row.campaign.form_used.lines]))
    return {"label": row.name, "url": _page_of(row), "figure": shown.figure(Decimal(count), "", about=row.name)}


def _value(row: Return, code: str, amount: Decimal, unit_of_count: str) -> dict[str, Any]:
    door = reverse("reports:line", args=[row.pk, code])
    return {
        "label": row.name,
        "url": _page_of(row),
        "figure": shown.figure(amount, unit_of_count, href=door, about=row.name),
    }


def _findings(period: TriedPeriod, findings: Sequence[Finding]) -> Iterator[dict[str, Any]]:
    """Each finding with the number that was returned in its line, where that line was asked for then."""
    units = {line.code: line.unit_of_count for line in period.campaign.form_used.lines}
    for finding in findings:
        row = period.by_name.get(finding.unit)
        amount = amounts_said(row, [finding.line]).get(finding.line) if row and finding.line in units else None
        if row is not None and amount is not None:
            yield _value(row, finding.line, amount, units[finding.line]) | {"note": finding.message}
        else:
            place = {"label": finding.unit, "note": finding.message, "figure": shown.figure(None, "")}
            yield place | ({"url": _page_of(row)} if row else {})

"""The sealed versions of a report and what was done to it."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.core.numbers import write_number
from giaoban.core.text import slug
from giaoban.faces.desk.reports.frame import frame, seen_return
from giaoban.ground.journal.models import Entry
from giaoban.kit.register import SignedIn
from giaoban.reporting.models import Return, Version
from giaoban.reporting.queries import difference_between, difference_since, report_of, verified


@login_required
def versions(request: SignedIn, pk: int) -> HttpResponse:
    """Each sealed version, whether its seal holds, and what differs now from the last."""
    report_return = seen_return(request, pk)
    report = report_of(report_return)
    rows = list(report_return.versions.order_by("-number"))
    context = frame(request, report_return, "versions", report)
    context["versions"] = [
        {
            "number": version.number,
            "on": version.on,
            "by": version.by,
            "sha256": version.sha256,
            "holds": verified(version),
            "url": reverse("reports:version", args=[report_return.pk, version.number]),
            "final": version.final,
            "changes": _differences(difference_between(before, version)) if before else [],
        }
        for version, before in zip_longest(rows, rows[1:])
    ]
    context["differences"] = _differences(difference_since(rows[0], report)) if rows else []
    context["comments"] = report_return.comments.order_by("-on", "-pk")
    context["history"] = history_of(report_return)
    return render(request, "reports/versions.html", context)


def _differences(differences: list[Any]) -> list[dict[str, Any]]:
    return [
        {
            "label": f"{difference.code} {difference.label}" + (f", {difference.unit}" if difference.unit else ""),
            "then": write_number(difference.then, difference.unit_of_count) or "–",
            "now": write_number(difference.now, difference.unit_of_count) or "–",
        }
        for difference in differences
    ]


TAKEN_IN = "returns.take_in"
SENTENCES = {
    TAKEN_IN: gettext_lazy("took in a workbook"),
    "returns.compile": gettext_lazy("compiled the report"),
    "returns.declare": gettext_lazy("corrected a figure"),
    "returns.narrate": gettext_lazy("edited the text"),
    "returns.submit": gettext_lazy("submitted the report"),
    "returns.accept": gettext_lazy("accepted the report"),
    "returns.send_back": gettext_lazy("sent the report back"),
    "returns.reopen": gettext_lazy("opened the report again"),
    "returns.excuse": gettext_lazy("excused the unit"),
    "returns.explain": gettext_lazy("explained a finding"),
    "returns.take_back": gettext_lazy("took a reason back"),
    "returns.finalise": gettext_lazy("made the final version"),
    "returns.remind": gettext_lazy("reminded the unit"),
    "returns.cancel_campaign": gettext_lazy("cancelled the campaign"),
    "returns.release": gettext_lazy("released the report"),
}


def history_of(report_return: Return) -> list[dict[str, Any]]:
    from django.utils import timezone

    # Where an act on a return is written: the second lock looks into every other entry for what may be seen of it.
    units = {
        report_return.unit_id,
        report_return.campaign.unit_id,
        *([report_return.above.unit_id] if report_return.above else []),
    }
    told = Entry.objects.filter(unit_id__in=units, act__startswith="returns.", detail__return=report_return.pk)
    entries = list(told.order_by("-at")[:100])
    taken_back = {undoing.undoes_id: undoing for undoing in Entry.objects.filter(undoes__in=entries)}
    return [
        {
            "at": f"{timezone.localtime(entry.at):%d/%m/%Y %H:%M}",
            "who": entry.actor_name,
            "sentence": str(SENTENCES.get(entry.act, entry.act)) + _about(entry),
            "reason": entry.reason,
            "url": reverse("reports:intake_done", args=[report_return.pk, entry.pk]) if entry.act == TAKEN_IN else "",
            "taken_back": _taken_back(taken_back.get(entry.pk)),
        }
        for entry in entries
    ]


def _about(entry: Entry) -> str:
    """The file that was taken in, or the lines that the act is about."""
    about = entry.detail.get("file") or ", ".join(entry.detail.get("lines") or []) or entry.detail.get("line")
    return f" ({about})" if about else ""


def _taken_back(undoing: Entry | None) -> str:
    if undoing is None:
        return ""
    return _("taken back by %(who)s, reason given: %(reason)s") % {"who": undoing.actor_name, "reason": undoing.reason}


@login_required
def version(request: SignedIn, pk: int, number: int) -> HttpResponse:
    """A sealed version as the file whose SHA-256 is named beside it."""
    report_return = seen_return(request, pk)
    sealed = Version.objects.filter(belongs_to=report_return, number=number).first()
    if sealed is None:
        raise Http404
    answer = HttpResponse(sealed.content.encode(), content_type="application/json; charset=utf-8")
    name = f"{slugify(slug(report_return.name))}-{report_return.campaign.period}-v{number}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer

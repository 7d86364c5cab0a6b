"""What every page of a report shares: the return that the person may see, the pages beside it, what may be done."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.faces.desk.reports import shown
from giaoban.ground.access.policy import may
from giaoban.ground.journal.clock import today
from giaoban.kit.acts import acts_on
from giaoban.kit.register import SignedIn
from giaoban.reporting.models import Return
from giaoban.reporting.queries import campaigns_seen, open_findings, returns_seen
from giaoban.reporting.register import RETURNS
from giaoban.reporting.report import Report

KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def returns_seen_by(request: SignedIn) -> QuerySet[Return]:
    """The returns that the person may see, worked out once for each request."""
    if not hasattr(request, "returns_seen"):
        request.returns_seen = returns_seen(request.user, on=today())  # type: ignore[attr-defined]
    return request.returns_seen.all()  # type: ignore[attr-defined,no-any-return]


def seen_return(request: SignedIn, pk: int) -> Return:
    """The return, where the person may see it; 404 else, whether it exists or not."""
    report_return = returns_seen_by(request).filter(pk=pk).select_related("file").first()
    if report_return is None:
        raise Http404
    return report_return


def may_act(request: SignedIn, report_return: Return, act: str) -> bool:
    """Whether the person may do that act of the unit itself on the return."""
    last_day = report_return.campaign.asked.last_day
    return may(request.user, f"returns.{act}", report_return.unit_id, on=today(), tree_on=last_day)


def frame(request: SignedIn, report_return: Return, current: str, report: Report | None = None) -> dict[str, Any]:
    """What every page of one report shares: where one is, the pages beside it, what can be done."""
    pages = [
        ("page", _("Figures")),
        ("charts", _("Comparison")),
        ("restated", _("On another day's tree")),
        ("returns", _("Who has returned")),
        ("narrative", _("Narrative")),
        ("versions", _("Versions")),
        ("release", _("Release")),
    ]
    has_below = report_return.source == Return.Source.BELOW
    hidden = set() if has_below else {"charts", "returns", "restated"}
    if report_return.above_id is not None and not has_below:
        hidden.add("release")
    trail = [{"label": _("Periods"), "url": reverse("periods:list")}]
    if report_return.above is not None and returns_seen_by(request).filter(below=report_return).exists():
        trail.append({"label": report_return.above.name, "url": reverse("reports:page", args=[report_return.above_id])})
    trail.append(
        {
            "label": report_return.name,
            "url": "" if current == "page" else reverse("reports:page", args=[report_return.pk]),
        }
    )
    return {
        "one": report_return,
        "campaign": report_return.campaign,
        "period": report_return.campaign.asked.title(),
        "badge": shown.badge(report_return),
        "trail": trail,
        "tabs": [
            {
                "label": label,
                "url": reverse(f"reports:{name}", args=[report_return.pk]),
                "current": name == current,
            }
            for name, label in pages
            if name not in hidden
        ],
        "acts": acts_in_order(request, report_return),
        "campaigns": _other_campaigns(request, report_return),
        "documents": [
            *(
                {"label": kind.upper(), "url": reverse("reports:document", args=[report_return.pk, kind])}
                for kind in KINDS
            ),
            {"label": _("Blank workbooks of all units"), "url": reverse("reports:blanks", args=[report_return.pk])}
            if has_below
            else {"label": _("Blank workbook"), "url": reverse("reports:blank", args=[report_return.pk])},
        ],
        "open_errors": len(open_findings(report, "error")) if report else 0,
    }


OTHER = 3
"""So many other periods are named beside the report."""


def _other_campaigns(request: SignedIn, report_return: Return) -> list[dict[str, str]]:
    """The other periods, newest first, and the page of them all, where the next one is opened."""
    other = [
        {
            "label": f"{campaign.form}, {campaign.asked.title()}",
            "url": f"{reverse('reports:home')}?campaign={campaign.pk}",
        }
        for campaign in campaigns_seen(request.user, on=today())
        if campaign.pk != report_return.campaign_id
    ]
    return [*other[:OTHER], {"label": _("All periods"), "url": reverse("periods:list")}]


FIRST = {"draft": "submit", "submitted": "accept"}
"""The act that a state waits for."""


def acts_in_order(request: SignedIn, report_return: Return) -> list[dict[str, Any]]:
    """The acts that the state allows and the person may do, what it waits for before the rest."""
    offered = acts_on(request.user, RETURNS, report_return, on=today())
    ordered = sorted(offered, key=lambda offer: offer["act"].name != FIRST.get(report_return.state))
    at = next((at for at, offer in enumerate(ordered) if offer["act"].name == "take_in"), None)
    if at is not None:  # the same act, of a report that came as text
        url = reverse("reports:text_intake", args=[report_return.pk])
        ordered.insert(at + 1, {**ordered[at], "label": _("Take in a text"), "url": url, "icon": "file-text"})
    return ordered


def below_seen(request: SignedIn, report_return: Return) -> dict[str, Return]:
    """The returns right below that the person may see, by the name that the report gives them."""
    seen = returns_seen_by(request).filter(above=report_return).select_related("file").order_by("order")
    return {each.name: each for each in seen}

"""A cluster's chair for a term, its rules and the order of its hosts, at a glance."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.conferences import rota, rules
from giaoban.conferences.models import ClusterRules, ClusterTerm, ClusterTurn, Conference
from giaoban.kit.register import REASON, Act, Ask, Column, RecordPart, Register, by_state

DECISION = Ask("decision", _("Number and day of the cluster's decision"), required=False, most=200)


def _to_the_rota(actor: Any, record: Any) -> list[RecordPart]:
    return [RecordPart(_("Rota and rules of the cluster"), "conferences/to_rota.html",
                       {"url": reverse("conferences:rota", args=[record.unit_id])})]  # fmt: skip


def _articles(actor: Any, record: ClusterRules) -> list[RecordPart]:
    lines = [line for line in record.articles.splitlines() if line.strip()]
    return [
        RecordPart(pgettext_lazy("rules", "Articles"), "conferences/articles.html", {"lines": lines}),
        *_to_the_rota(actor, record),
    ]


def of_rota(record: Conference) -> list[RecordPart]:
    """Who chairs the cluster on the conference's day, whose turn it is, and the way to the rota."""
    if record.cluster_id is None:
        return []
    context = {
        "url": reverse("conferences:rota", args=[record.cluster_id]), "sentences": rota.said_of(record),
    }  # fmt: skip
    return [RecordPart(_("Rota and rules of the cluster"), "conferences/to_rota.html", context)]


TERMS = Register(
    name="cluster_terms",
    area="conferences",
    label=_("Chairs of the cluster"),
    record=ClusterTerm,
    icon="award",
    order="-from_on",
    rows=lambda day: ClusterTerm.objects.select_related("chair", "deputy"),
    columns=(
        Column("chair"),
        Column("deputy"),
        Column("unit"),
        Column("from_on"),
        Column("until_on"),
        Column("decision", listed=False),
    ),
    acts=(
        Act("set_term", rota.set_term, _("Set chair and deputy for a term"), icon="plus", asks=(
            Ask("chair", _("Chair of the cluster"), "unit"),
            Ask("deputy", _("Deputy chair of the cluster"), "unit", required=False),
            Ask("from_on", pgettext_lazy("term", "From"), "day", initial="today"),
            DECISION,
        ), about=_("The term of before ends on that day.")),
        Act("end_term", rota.end_term, _("The term ends"), (
            Ask("on", _("Day"), "day", initial="today"),
        ), on_record=True, open_for=lambda record: record.until_on is None, danger=True),
    ),
    sections=_to_the_rota,
)  # fmt: skip

RULES = Register(
    name="cluster_rules",
    area="conferences",
    label=_("Rules of the cluster"),
    record=ClusterRules,
    icon="scale",
    order="-from_on",
    columns=(
        Column("title"),
        Column("number"),
        Column("unit"),
        Column("issued_on", listed=False),
        Column("from_on"),
        Column("until_on"),
        Column("compared"),
    ),
    acts=(
        Act("adopt_rules", rota.adopt_rules, _("Put rules of the cluster into force"), icon="plus", asks=(
            Ask("title", pgettext_lazy("rules", "Title"), most=200, initial=lambda actor, record: "Quy chế hoạt động của cụm"),
            Ask("number", _("Number and sign"), required=False, most=60),
            Ask("issued_on", _("Issued on"), "day", required=False),
            Ask("from_on", pgettext_lazy("rules", "In force from"), "day", initial="today"),
            Ask("articles", pgettext_lazy("rules", "Articles"), "long", help=_("A paragraph a line.")),
            Ask("compared", _("Compared with the signed text"), "yes", required=False),
        ), about=_("Those of before end on that day and stay to be read.")),
        Act("compare_rules", rota.compare_rules, _("They were compared with the signed text"), on_record=True, icon="check",
            open_for=lambda record: not record.compared),
    ),
    sections=_articles,
)  # fmt: skip

TURNS = Register(
    name="cluster_turns",
    area="conferences",
    label=_("Turns to host"),
    record=ClusterTurn,
    icon="calendar-days",
    order="half",
    rows=lambda day: ClusterTurn.objects.select_related("host"),
    columns=(
        Column("half", show=lambda record: rules.half_in_words(record.half), sort="half"),
        Column("host"),
        Column("unit"),
        Column("state"),
        Column("decision", listed=False),
        Column("reason", listed=False),
    ),
    acts=(
        Act("agree_turn", rota.agree_turn, _("Agree on a host ahead"), icon="plus", asks=(
            Ask("half", _("A month of the half-year"), "month", help=_("For example 06/2026 for the first half of 2026.")),
            Ask("host", _("Host"), "unit"),
            DECISION,
        ), about=_("The theme is left open for the host to set.")),
        Act("lay_out_turns", rota.lay_out_turns, _("Lay out the coming order"), icon="list-checks", foretold=rota.foretold_turns, asks=(
            Ask("half", _("From which half-year on: one of its months"), "month"),
            Ask("count", _("How many half-years"), "number", initial=4, most=rota.MOST_TURNS),
            DECISION,
        ), about=_("Who never hosted comes first, then who hosted longest ago; it is shown first, and holds once the cluster has agreed.")),
        Act("give_back_turn", rota.give_back_turn, _("Give the turn back"), (REASON,), on_record=True, danger=True,
            open_for=lambda record: record.state == "agreed"),
    ),
    sections=_to_the_rota,
    filters=(by_state(ClusterTurn.State.choices),),
)  # fmt: skip

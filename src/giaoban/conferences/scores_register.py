"""The score sheet at a glance: each delegation on each line with where its points come from, and the table of all."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.conferences import score_rules, scores
from giaoban.conferences.models import Conference, Score
from giaoban.core.numbers import write_number
from giaoban.kit.register import Act, Ask, Column, Filter, RecordPart, Register

STANDINGS = (
    ("open", _("not scored by the delegation")),
    ("claimed", _("to be checked")),
    ("checked", pgettext_lazy("score", "checked")),
)


def _is_open(record: Conference) -> bool:
    return record.state in scores.OPEN and bool(record.cluster_id)


def _kept(rows: Any, value: str, on: Any) -> Any:
    if value == "checked":
        return rows.exclude(checked=None)
    return rows.filter(checked=None, claimed__isnull=value == "open")


def told_by(record: Score) -> list[dict[str, str]]:
    """The released figures from which the suggested points follow, each with its door."""
    return [
        {"code": code, "value": write_number(Decimal(value)), "url": f"{reverse('portal_report', args=[slug])}#{code}"}
        for code, value, slug in record.evidence
    ]


def _sections(actor: Any, record: Score) -> list[RecordPart]:
    context = {"line": record.line, "figures": told_by(record)}
    return [RecordPart(_("Where the points come from"), "conferences/score.html", context)]


OF_CONFERENCE = (
    Act("agree_scores", scores.agree_scores, _("Agree on the score sheet"), (
        Ask("lines", _("What is scored"), "long", initial=lambda actor, record: scores.typed(record),
            help=_("One a line: content | points at most; where a released figure says it: content | points | line of the form, "
                   "or line/line for a share | percent for all points.")),
    ), on_record=True, open_for=_is_open, icon="award",
        about=_("Each delegation of the cluster has the points that the released figures suggest; it scores itself on its own page.")),
    Act("fill_scores", scores.fill_scores, _("Take the released figures anew"), on_record=True,
        open_for=lambda record: _is_open(record) and record.score_lines.exists()),
    Act("vote_on_scores", scores.vote_on_scores, _("Put the leading delegation to the vote"), (
        Ask("secret", _("Secret: nobody sees who voted for what"), "yes", required=False),
    ), on_record=True, open_for=lambda record: record.state == "preparing" and record.score_lines.exists(),
        about=_("The heads of delegations choose among the delegations of the sheet, the best first.")),
)  # fmt: skip
"""The acts by which a conference gets its score sheet."""

SCORES = Register(
    name="scores",
    area="conferences",
    label=_("Score sheets"),
    record=Score,
    icon="award",
    order="delegation__name",
    rows=lambda day: Score.objects.select_related("line__conference", "delegation"),
    columns=(
        Column("delegation"),
        Column("line"),
        Column("line__points", pgettext_lazy("score", "Points at most")),
        Column("suggested"),
        Column("claimed"),
        Column("checked"),
        Column("why", listed=False),
        Column("line__conference", _("Conference"), listed=False),
        Column("unit", listed=False),
    ),
    acts=(
        Act("claim", scores.claim, _("Note what the delegation gives itself"), (
            Ask("claimed", _("Points by the delegation itself"), "number", most=score_rules.MOST_POINTS,
                initial=lambda actor, record: record.suggested if record.claimed is None else record.claimed),
        ), on_record=True, icon="pencil", open_for=lambda record: record.checked is None and _open_on(record)),
        Act("check", scores.check, pgettext_lazy("score", "Check"), (
            Ask("checked", _("Points checked"), "number", most=score_rules.MOST_POINTS,
                initial=lambda actor, record: scores.standing(record)),
            Ask("why", _("Why other than claimed"), required=False),
        ), on_record=True, icon="check", open_for=lambda record: _open_on(record)),
    ),
    search=lambda text: Q(delegation__name__icontains=text) | Q(line__title__icontains=text),
    sections=_sections,
    filters=(Filter("standing", _("State"), STANDINGS, _kept),),
)  # fmt: skip


def _open_on(record: Score) -> bool:
    return record.line.conference.state in scores.OPEN


def of_scores(record: Conference, acts: list[dict[str, Any]]) -> list[RecordPart]:
    """The sheet as a table: lines across, delegations down by their place, each cell the way to where it comes from."""
    lines = list(record.score_lines.all())
    if not lines and not acts:
        return []
    by_delegation: dict[str, dict[int, Score]] = {}
    for score in scores.scores_of(record):
        by_delegation.setdefault(score.delegation.name, {})[score.line_id] = score
    totals = scores.totals_of(record)
    begun = {
        name for name, own in by_delegation.items() if any(scores.standing(score) is not None for score in own.values())
    }
    ranked = score_rules.ranked({name: total for name, total in totals.items() if name in begun})
    waiting = [(None, name, None) for name in by_delegation if name not in begun]  # no points are not 0 points
    rows = [
        {
            "place": place,
            "name": name,
            "total": total,
            "cells": [_cell(by_delegation[name].get(line.pk)) for line in lines],
        }
        for place, name, total in [*ranked, *waiting]
    ]
    context = {
        "lines": lines, "most": sum(line.points for line in lines), "rows": rows, "acts": acts,
        "unchecked": sum(score.checked is None for own in by_delegation.values() for score in own.values()),
    }  # fmt: skip
    return [RecordPart(_("Score sheet of emulation"), "conferences/scores.html", context)]


def _cell(score: Score | None) -> dict[str, Any] | None:
    """The points that count now, and what they are while they are not checked: the delegation's own, or by figures."""
    if score is None:
        return None
    points = scores.standing(score)
    unchecked = points is not None and score.checked is None
    word = (_("by figures") if score.claimed is None else _("own")) if unchecked else ""
    return {"score": score, "points": points, "word": word}

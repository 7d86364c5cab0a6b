"""Study at a glance: open this file first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from giaoban.areas.study import operations, queries
from giaoban.areas.study.models import Duty, Plan
from giaoban.core.numbers import write_number
from giaoban.ground.journal.clock import today
from giaoban.ground.people.queries import found_by
from giaoban.ground.units.queries import names_of
from giaoban.kit.register import REASON, Act, Ask, Column, Due, Filter, Flow, RecordPart, Register, Share

MANY = 8
"""So many cells with people still to study are named one by one; more are one sentence that leads to the coverage."""


def _sections(actor: Any, record: Plan) -> list[RecordPart]:
    total, lines = queries.coverage_below(record.unit_id, record.duties.all(), by=today())
    return [
        RecordPart(_("Coverage"), "study/coverage_part.html", {
            "plan": record, "total": total, "lines": lines, "denominator": queries.denominator_of(record),
            "url": reverse("study:plan", args=[record.pk]),
        }),
    ]  # fmt: skip


def _due(units: Collection[int], day: date) -> list[Due]:
    """The cells with people who still have to study, as sentences; many at once are one sentence a plan."""
    deadlines: list[Due] = []
    awaited = queries.due_in(units, day)
    names = names_of({waiting.unit_id for waiting in awaited}, on=day)
    for plan in {waiting.plan.pk: waiting.plan for waiting in awaited}.values():
        cells = [waiting for waiting in awaited if waiting.plan.pk == plan.pk]
        url = reverse("study:plan", args=[plan.pk])
        title = f"{plan.document.number} ({plan.document.issued_on:%d/%m/%Y})"
        if len(cells) > MANY:
            left = sum(cell.left for cell in cells)
            sentence = (
                f"Tổ chức học tập {title} cho {write_number(left)} đảng viên của {write_number(len(cells))} chi bộ"
            )
            deadlines.append(Due(sentence, plan.until_on, url, plan.unit_id))
        else:
            deadlines += [
                Due(
                    f"{names.get(cell.unit_id, 'Chi bộ')} tổ chức học tập {title} cho {cell.left} đảng viên chưa học",
                    plan.until_on,
                    f"{url}?unit={cell.unit_id}",
                    cell.unit_id,
                )
                for cell in cells
            ]
    return deadlines


def _studied(rows: Any, value: str, on: date) -> Any:
    met = queries.met_by(on)
    return rows.filter(met) if value == "yes" else rows.exclude(met)


STUDY = Register(
    name="study",
    label=_("Study plans"),
    record=Plan,
    icon="book-open",
    order="-until_on",
    columns=(
        Column("document__number", _("Document")),
        Column("document__title", _("Title"), sort="document__title"),
        Column("document__issuer", _("Issuing body"), listed=False),
        Column("document__issued_on", _("Issued on"), listed=False),
        Column("unit"),
        Column("audience"),
        Column("exempt_counted", listed=False),
        Column("from_on", listed=False),
        Column("until_on"),
        Column("counted_on", listed=False),
    ),
    acts=(
        Act("plan", operations.plan, _("Plan the study of a document"), icon="plus", asks=(
            Ask("issuer", _("Issuing body"), help=_("For example Ban Chấp hành Trung ương.")),
            Ask("number", _("Number and sign"), help=_("For example 21-NQ/TW.")),
            Ask("issued_on", _("Issued on"), "day"),
            Ask("title", _("Title"), "long"),
            Ask("audience", _("Who has to study"), "choice", choices=Plan.Audience.choices),
            Ask("exempt_counted", _("Members exempt from activity have to study too"), "yes", required=False),
            Ask("from_on", _("From"), "day"),
            Ask("until_on", _("Until"), "day", help=_("The half-year of this day is the one that the figures belong to.")),
            Ask("counted_on", _("List drawn up as of"), "day", initial="today",
                help=_("Who is a member on this day has to study; the list stays until it is drawn up anew.")),
        )),
        Act("recount", operations.recount, _("Draw up the list anew"), (
            Ask("counted_on", _("List drawn up as of"), "day", initial="today"),
            REASON,
        ), on_record=True, icon="users"),
        Act("void", operations.void, _("Strike out the plan"), (REASON,), on_record=True,
            icon="trash-2"),
    ),
    search=lambda text: Q(document__title__icontains=text) | Q(document__number__icontains=text),
    sections=_sections,
    due=_due,
    filters=(
        Filter("audience", _("Who has to study"), tuple(Plan.Audience.choices), lambda rows, value, on: rows.filter(audience=value)),
    ),
)  # fmt: skip

LEARNERS = Register(
    name="learners",
    area="study",
    label=_("Who has to study"),
    record=Duty,
    icon="graduation-cap",
    order="person__name_key",
    rows=lambda day: queries.learners(),
    columns=(
        Column("person__name", _("Name"), sort="person__name_key"),
        Column("unit"),
        Column("document__number", _("Document")),
        Column("plan__until_on", _("Until")),
        Column("studied", _("Studied on"), show=queries.studied_on),
        Column("reflection_on"),
    ),
    acts=(
        Act("note_reflection", operations.note_reflection, _("Note the written reflection"), (
            Ask("reflection_on", _("Handed in on"), "day", initial="today"),
        ), on_record=True, in_bulk=True, icon="notebook-pen", event=True),
    ),
    indicators=(
        Flow("studied", _("Members who studied the resolutions"), "người", query=queries.studied, day="plan__until_on",
             person="person"),
        Flow("had_to_study", _("Members who had to study the resolutions"), "người", query=queries.had_to_study,
             day="plan__until_on", person="person"),
        Share("study_coverage", _("Coverage of the study of resolutions"), "%", part="studied", whole="had_to_study"),
    ),
    search=lambda text: found_by(text, prefix="person__") | Q(document__number__icontains=text),
    filters=(
        Filter("studied", _("Studied"), (("yes", _("studied")), ("no", _("not studied yet"))), _studied),
    ),
)  # fmt: skip

"""Cases at a glance: open this file first. The list and its sheets name nobody; a case itself is opened with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from giaoban.areas.discipline import operations, queries, rules
from giaoban.areas.discipline.models import Case
from giaoban.kit.register import REASON, Act, Ask, Column, Flow, RecordPart, Register, by_state


def _at(act: str) -> Any:
    return lambda record: record.state in rules.ORDER[act]


def _sections(actor: Any, record: Case) -> Sequence[RecordPart]:
    terms = rules.terms_in_words(violated_on=record.violated_on, kind=record.kind, terms=queries.terms_of(record))
    return [RecordPart(_("Until when a measure can be given"), "discipline/terms.html", {"terms": terms})]


def _day(name: str, label: Any) -> Ask:
    return Ask(name, label, "day", initial="today")


_measures = tuple(Case.Measure.choices)
_votes = (Ask("roll", _("Had a vote"), "number"), Ask("in_favour", _("In favour"), "number"))

CASE = (
    Column("person__name", _("Member")),
    Column("unit"),
    Column("kind"),
    Column("violated_on"),
    Column("grounds"),
    Column("opened_on"),
    Column("state"),
    Column("measure"),
    Column("proposed_on"),
    Column("proposed_by"),
    Column("proposal_roll"),
    Column("proposal_in_favour"),
    Column("decided_measure"),
    Column("decision"),
    Column("decided_on"),
    Column("decided_by"),
    Column("decision_roll"),
    Column("decision_in_favour"),
    Column("ended_on"),
    Column("end_reason"),
)
"""What the page of a case shows once the reason is given, and no list or sheet ever does."""

DISCIPLINE = Register(
    name="discipline",
    label=_("Disciplinary cases"),
    record=Case,
    icon="gavel",
    order="-opened_on",
    columns=(
        Column("id", _("Case"), show=str, sort="id"),
        Column("unit"),
        Column("state"),
        Column("opened_on"),
        Column("ended_on"),
    ),
    opened=CASE,
    acts=(
        Act("open_case", operations.open_case, _("Open a case"), icon="plus", proved=True, asks=(
            Ask("person", _("Member"), "person"),
            Ask("kind", _("Kind of violation"), "choice", choices=tuple(Case.Kind.choices)),
            Ask("violated_on", _("Day of the violation"), "day", help=_("Of one that went on: its last day.")),
            Ask("grounds", _("Violation in short"), "long", help=_("Nothing that is classified, and no name of an accuser.")),
            _day("opened_on", _("Case opened")),
        ), event=True),
        Act("propose", operations.propose, _("Propose a measure"), (
            Ask("measure", _("Proposed measure"), "choice", choices=_measures),
            _day("proposed_on", _("Proposed on")),
            *_votes,
        ), on_record=True, open_for=_at("propose"), proved=True, icon="file-text", event=True),
        Act("decide", operations.decide, _("Enter the decision"), (
            Ask("decided_measure", _("Decided measure"), "choice", choices=_measures),
            Ask("decision", _("Number of the decision")),
            _day("decided_on", _("Decided on")),
            *_votes,
        ), on_record=True, open_for=_at("decide"), proved=True, icon="check", event=True),
        Act("close", operations.close, _("End without discipline"), (
            _day("on", _("Day")), REASON,
        ), on_record=True, open_for=_at("close"), proved=True, event=True),
        Act("void", operations.void, _("Strike out the case"), (
            _day("on", _("Day")), REASON,
        ), on_record=True, open_for=_at("void"), proved=True, icon="trash-2", event=True),
    ),
    indicators=(
        Flow("members_disciplined", _("Members disciplined"), "người", query=queries.decided, day="decided_on", person="person"),
        Flow("discipline_decided", _("Discipline of members decided"), "lượt", query=queries.decided, day="decided_on"),
        *(
            Flow(f"disciplined_by_{measure.value}", measure.label, "lượt", query=queries.decided_with(measure), day="decided_on")
            for measure in Case.Measure
        ),
    ),
    sections=_sections,
    filters=(by_state(Case.State.choices),),
)  # fmt: skip

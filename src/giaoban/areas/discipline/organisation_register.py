"""Cases of organisations. The list names none of them; a case itself is opened with a reason."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from giaoban.areas.discipline import organisations, queries, rules
from giaoban.areas.discipline.models import Case, OrganisationCase
from giaoban.kit.register import REASON, Act, Ask, Column, Flow, Register, by_state


def _at(act: str) -> Any:
    return lambda record: record.state in rules.ORDER[act]


def _day(name: str, label: Any) -> Ask:
    return Ask(name, label, "day", initial="today")


_MEASURES = tuple(OrganisationCase.Measure.choices)
_BY_MEASURE = {
    "reprimand": _("Organisations reprimanded"),
    "warning": _("Organisations warned"),
    "dissolution": _("Organisations dissolved as discipline"),
}

ORGANISATION_DISCIPLINE = Register(
    name="organisation_discipline",
    area="discipline",
    label=_("Discipline of Party organisations"),
    record=OrganisationCase,
    icon="gavel",
    order="-opened_on",
    columns=(
        Column("id", _("Case"), show=str, sort="id"),
        Column("state"),
        Column("opened_on"),
        Column("ended_on"),
    ),
    opened=(
        Column("unit"), Column("violated_on"), Column("grounds"), Column("opened_on"), Column("conclusion"), Column("state"),
        Column("measure"), Column("proposed_on"), Column("proposed_by"), Column("decided_measure"), Column("decision"),
        Column("decided_on"), Column("decided_by"), Column("decision_roll"), Column("decision_in_favour"), Column("ended_on"),
        Column("end_reason"),
    ),
    acts=(
        Act("open_case", organisations.open_case, _("Open a case"), icon="plus", proved=True, asks=(
            Ask("violated_on", _("Day of the violation"), "day", help=_("Of one that went on: its last day.")),
            Ask("grounds", _("Violation in short"), "long", help=_("Nothing that is classified, and no name of an accuser.")),
            Ask("conclusion", _("Conclusion that it follows from"), required=False),
            _day("opened_on", _("Case opened")),
        ), event=True),
        Act("propose", organisations.propose, _("Propose a measure"), (
            Ask("measure", _("Proposed measure"), "choice", choices=_MEASURES),
            _day("proposed_on", _("Proposed on")),
        ), on_record=True, open_for=_at("propose"), proved=True, icon="file-text", event=True),
        Act("decide", organisations.decide, _("Enter the decision"), (
            Ask("decided_measure", _("Decided measure"), "choice", choices=_MEASURES),
            Ask("decision", _("Number of the decision")),
            _day("decided_on", _("Decided on")),
            Ask("roll", _("Had a vote"), "number"), Ask("in_favour", _("In favour"), "number"),
        ), on_record=True, open_for=_at("decide"), proved=True, icon="check", event=True),
        Act("close", organisations.close, _("End without discipline"), (
            _day("on", _("Day")), REASON,
        ), on_record=True, open_for=_at("close"), proved=True, event=True),
        Act("void", organisations.void, _("Strike out the case"), (
            _day("on", _("Day")), REASON,
        ), on_record=True, open_for=_at("void"), proved=True, icon="trash-2", event=True),
    ),
    indicators=(
        Flow("organisations_disciplined", _("Discipline of Party organisations decided"), "tổ chức", query=queries.organisations_decided,
             day="decided_on"),
        *(
            Flow(f"organisations_disciplined_by_{measure}", label, "tổ chức", query=queries.organisations_decided_with(measure),
                 day="decided_on")
            for measure, label in _BY_MEASURE.items()
        ),
    ),
    filters=(by_state(Case.State.choices),),
)  # fmt: skip

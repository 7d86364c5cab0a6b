"""The programme of the year, who is inspected, and what conclusions demand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import pgettext_lazy

from giaoban.areas.inspections import following, operations, planning, queries, rules
from giaoban.areas.inspections.asks import BODY, DECISION, FILTERS, THEME, day_of
from giaoban.areas.inspections.models import Demand, InspectedParty, PlannedInspection
from giaoban.kit.register import DAY, REASON, VERSION, Act, Ask, Column, Filter, Flow, RecordPart, Register, Share


def _at(act: str) -> Any:
    return lambda record: record.inspection.state in rules.ORDER[act]


def _undone(act: str) -> Any:
    return lambda record: _at(act)(record) and record.done_on is None


def _counted(name: str) -> Any:
    """Carried out and planned, as a line of a programme shows them; nothing where there is neither."""

    def shown(record: PlannedInspection) -> str:
        done, planned = getattr(record, f"{name}_done", 0), getattr(record, name)
        return f"{done}/{planned}" if done or planned else ""

    return shown


def _whose(record: InspectedParty) -> str:
    return str(
        pgettext_lazy("inspections", "Member") if record.person_id else pgettext_lazy("inspections", "Organisation")
    )


_WHOM = Ask("whom", pgettext_lazy("inspections", "Who is inspected"), required=False,
            help=pgettext_lazy("inspections", "Which organisations, or members of which; no name of a person."))  # fmt: skip
_COUNTS = (
    Ask("organisations", pgettext_lazy("inspections", "Organisations planned"), "number", required=False),
    Ask("members", pgettext_lazy("inspections", "Members planned"), "number", required=False),
    Ask("due_on", pgettext_lazy("inspections", "To be done by"), "day"),
)


def _by_line(actor: Any, record: PlannedInspection) -> Sequence[RecordPart]:
    return [
        RecordPart(pgettext_lazy("inspections", "Decided by this line"), "inspections/by_line.html", {
            "inspections": record.inspections.order_by("decided_on", "pk"),
        }),
    ]  # fmt: skip


PROGRAMMES = Register(
    name="programmes",
    area="inspections",
    label=pgettext_lazy("inspections", "Programme of inspection and supervision"),
    record=PlannedInspection,
    icon="calendar-days",
    order="due_on",
    rows=queries.programme_rows,
    columns=(
        Column("id", pgettext_lazy("inspections", "Line"), show=str, sort="id"),
        Column("unit"),
        Column("acting"),
        Column("kind"),
        Column("theme"),
        Column("whom", listed=False),
        Column("due_on"),
        Column("organisations", pgettext_lazy("inspections", "Organisations: done/planned"), show=_counted("organisations")),
        Column("members", pgettext_lazy("inspections", "Members: done/planned"), show=_counted("members")),
        Column("done", pgettext_lazy("inspections", "Concluded"), show=lambda record: getattr(record, "done", None)),
        Column("programme", listed=False),
        Column("set_on", listed=False),
        Column("dropped_on", listed=False),
        Column("drop_reason", listed=False),
    ),
    acts=(
        Act("plan", planning.plan, pgettext_lazy("inspections", "Enter a line of the programme"), (
            *BODY, THEME, _WHOM, *_COUNTS, day_of("set_on", pgettext_lazy("inspections", "Programme of")),
            Ask("programme", pgettext_lazy("inspections", "Number of the programme"), required=False),
        ), icon="plus"),
        Act("carry_out", planning.carry_out, pgettext_lazy("inspections", "Decide by this line"), DECISION, on_record=True,
            open_for=lambda record: record.dropped_on is None, event=True, icon="check", proved=True),
        Act("amend", planning.amend, pgettext_lazy("inspections", "Amend"), (
            *(Ask(ask.name, ask.label, ask.kind, ask.required, ask.help, initial="own") for ask in (THEME, _WHOM, *_COUNTS)),
            REASON, VERSION,
        ), on_record=True, open_for=lambda record: record.dropped_on is None, icon="pencil"),
        Act("drop_line", planning.drop_line, pgettext_lazy("inspections", "Drop from the programme"), (DAY, REASON), on_record=True,
            open_for=lambda record: record.dropped_on is None, event=True, danger=True, icon="x"),
        Act("void_line", planning.void_line, pgettext_lazy("inspections", "Strike out"), (REASON,), on_record=True, danger=True,
            icon="trash-2"),
    ),
    indicators=(
        Flow("inspections_planned", pgettext_lazy("inspections", "Inspections planned"), "dòng",
             query=queries.planned(supervision=False), day="due_on"),
        Flow("inspections_planned_done", pgettext_lazy("inspections", "Inspections planned and carried out"), "dòng",
             query=queries.planned(supervision=False, done=True), day="due_on"),
        Share("inspection_programme_share", pgettext_lazy("inspections", "Programme of inspection carried out"), "%",
              part="inspections_planned_done", whole="inspections_planned"),
        Flow("supervisions_planned", pgettext_lazy("inspections", "Supervisions planned"), "dòng",
             query=queries.planned(supervision=True), day="due_on"),
        Flow("supervisions_planned_done", pgettext_lazy("inspections", "Supervisions planned and carried out"), "dòng",
             query=queries.planned(supervision=True, done=True), day="due_on"),
        Share("supervision_programme_share", pgettext_lazy("inspections", "Programme of supervision carried out"), "%",
              part="supervisions_planned_done", whole="supervisions_planned"),
    ),
    sections=_by_line,
    due=queries.due_of_programmes,
    filters=(
        Filter("standing", pgettext_lazy("inspections", "Carried out"), (
            ("open", pgettext_lazy("inspections", "not yet")), ("late", pgettext_lazy("inspections", "late")),
            ("done", pgettext_lazy("inspections", "carried out")), ("dropped", pgettext_lazy("inspections", "dropped")),
        ), queries.by_standing),
        *FILTERS,
    ),
)  # fmt: skip


def _counts(
    name: str, label: Any, unit: str, *, supervision: bool, members: bool, outcomes: tuple[str, ...] = ()
) -> Flow:
    query = queries.parties(supervision=supervision, members=members, outcomes=outcomes)
    return Flow(name, label, unit, query=query, day="inspection__concluded_on", unit="inspection__unit")


ORGANISATIONS, MEMBERS = "lượt tổ chức", "lượt đảng viên"

INSPECTED = Register(
    name="inspected",
    area="inspections",
    label=pgettext_lazy("inspections", "Who is inspected or supervised"),
    record=InspectedParty,
    icon="users",
    order="-inspection__decided_on",
    unit="inspection__unit",
    columns=(
        Column("id", pgettext_lazy("inspections", "Party"), show=str, sort="id"),
        Column("inspection__unit", pgettext_lazy("inspections", "Acting organisation")),
        Column("inspection__acting", pgettext_lazy("inspections", "Acting body")),
        Column("inspection__kind", pgettext_lazy("inspections", "Kind")),
        Column("inspection__concluded_on", pgettext_lazy("inspections", "Concluded on")),
    ),
    opened=(
        Column("inspection", pgettext_lazy("inspections", "Inspection or supervision"), show=lambda record: str(record.inspection)),
        Column("whose", pgettext_lazy("inspections", "What it is"), show=_whose),
        Column("person__name", pgettext_lazy("inspections", "Member")),
        Column("inspected"),
        Column("reported_on"),
        Column("why_none"),
        Column("outcome"),
    ),
    acts=(
        Act("hand_in", operations.hand_in, pgettext_lazy("inspections", "Enter the self-report"), (
            day_of("reported_on", pgettext_lazy("inspections", "Self-report of")),
        ), on_record=True, in_bulk=True, open_for=_at("hand_in"), event=True, icon="file-text", proved=True),
        Act("go_without", operations.go_without, pgettext_lazy("inspections", "Go on without a self-report"), (DAY, REASON),
            on_record=True, open_for=_at("go_without"), event=True, icon="undo-2", proved=True),
        Act("assess", operations.assess, pgettext_lazy("inspections", "Enter the outcome"), (
            Ask("outcome", pgettext_lazy("inspections", "Outcome"), "choice", choices=InspectedParty.Outcome.choices), DAY,
        ), on_record=True, in_bulk=True, open_for=_at("assess"), event=True, icon="check", proved=True),
        Act("drop", operations.drop, pgettext_lazy("inspections", "Take off the list"), (REASON,), on_record=True,
            open_for=_at("drop"), danger=True, icon="x", proved=True),
    ),
    indicators=(
        _counts("organisations_inspected", pgettext_lazy("inspections", "Organisations inspected"), ORGANISATIONS,
                supervision=False, members=False),
        _counts("members_inspected", pgettext_lazy("inspections", "Members inspected"), MEMBERS, supervision=False, members=True),
        _counts("organisations_supervised", pgettext_lazy("inspections", "Organisations supervised"), ORGANISATIONS,
                supervision=True, members=False),
        _counts("members_supervised", pgettext_lazy("inspections", "Members supervised"), MEMBERS, supervision=True, members=True),
        _counts("organisations_in_violation", pgettext_lazy("inspections", "Organisations found in violation"), ORGANISATIONS,
                supervision=False, members=False, outcomes=("violation", "punish")),
        _counts("members_in_violation", pgettext_lazy("inspections", "Members found in violation"), MEMBERS,
                supervision=False, members=True, outcomes=("violation", "punish")),
        _counts("organisations_to_discipline", pgettext_lazy("inspections", "Organisations whose discipline is to be considered"),
                ORGANISATIONS, supervision=False, members=False, outcomes=("punish",)),
        _counts("members_to_discipline", pgettext_lazy("inspections", "Members whose discipline is to be considered"), MEMBERS,
                supervision=False, members=True, outcomes=("punish",)),
    ),
    due=queries.due_of_parties,
)  # fmt: skip

DEMANDS = Register(
    name="demands",
    area="inspections",
    label=pgettext_lazy("inspections", "Demands of conclusions"),
    record=Demand,
    icon="notebook-pen",
    order="due_on",
    unit="inspection__unit",
    columns=(
        Column("id", pgettext_lazy("inspections", "Demand"), show=str, sort="id"),
        Column("inspection__unit", pgettext_lazy("inspections", "Acting organisation")),
        Column("due_on"),
        Column("done_on"),
    ),
    opened=(
        Column("inspection", pgettext_lazy("inspections", "Inspection or supervision"), show=lambda record: str(record.inspection)),
        Column("what"),
        Column("due_on"),
        Column("done_on"),
        Column("result"),
    ),
    acts=(
        Act("fulfil", following.fulfil, pgettext_lazy("inspections", "Enter what was done"), (
            Ask("result", pgettext_lazy("inspections", "What was done"), "long"),
            day_of("done_on", pgettext_lazy("inspections", "Done on")),
        ), on_record=True, open_for=_undone("fulfil"), event=True, icon="check", proved=True),
        Act("put_off", following.put_off, pgettext_lazy("inspections", "Put off"), (
            Ask("due_on", pgettext_lazy("inspections", "To be reported by"), "day", initial="own"), REASON,
        ), on_record=True, open_for=_undone("put_off"), icon="calendar-days", proved=True),
        Act("withdraw_demand", following.withdraw_demand, pgettext_lazy("inspections", "Strike out"), (REASON,), on_record=True,
            open_for=_at("withdraw_demand"), danger=True, icon="trash-2", proved=True),
    ),
    due=queries.due_of_demands,
    filters=(
        Filter("done", pgettext_lazy("inspections", "Done"), (
            ("no", pgettext_lazy("inspections", "not yet")), ("yes", pgettext_lazy("inspections", "done")),
        ), lambda rows, value, day: rows.filter(done_on__isnull=value == "no")),
    ),
)  # fmt: skip

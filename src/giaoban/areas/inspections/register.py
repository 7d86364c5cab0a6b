"""Inspections at a glance: open this file first. Lists and sheets say who inspects, never whom; that is opened with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.areas.inspections import following, operations, queries, rules, team
from giaoban.areas.inspections.asks import BODY, DECISION, FILTERS, THEME, day_of
from giaoban.areas.inspections.models import ActingLevel, Inspection, TeamDay, TeamMember
from giaoban.areas.inspections.other_registers import DEMANDS, INSPECTED
from giaoban.ground.journal.clock import today
from giaoban.ground.units.queries import ids_under, names_of
from giaoban.kit.acts import acts_on
from giaoban.kit.register import DAY, REASON, VERSION, Act, Ask, Column, Flow, RecordPart, Register, by_state


def at(act: str) -> Any:
    """Whether the inspection stands where that act is done."""
    return lambda record: record.state in rules.ORDER[act]


def _own(ask: Ask) -> Ask:
    return Ask(ask.name, ask.label, ask.kind, ask.required, initial="own", help=ask.help)


def _below(actor: Any, record: Inspection | None) -> list[int]:
    return sorted(ids_under(record.unit, on=record.decided_on) - {record.unit_id}) if record else []


def _on_team(actor: Any, record: Inspection) -> list[tuple[Any, str]]:
    return [(member, str(member)) for member in record.team.select_related("who").order_by("pk")]


def _team_people(record: Inspection) -> list[int]:
    return list(record.team.values_list("who", flat=True))


def _days(actor: Any, record: Inspection) -> list[tuple[Any, str]]:
    return [(day, str(day)) for day in record.days.order_by("day", "pk")]


def _with(act: str, related: str) -> Any:
    return lambda record: at(act)(record) and getattr(record, related).exists()


def _has_below(record: Inspection) -> bool:
    return at("name_organisation")(record) and record.acting != ActingLevel.CELL


def _sections(actor: Any, record: Inspection) -> Sequence[RecordPart]:
    parties = list(record.parties.select_related("person").order_by("number"))
    names = names_of({party.inspected_id for party in parties}, on=record.decided_on)
    members = list(record.team.select_related("who").order_by("pk"))

    def acts(*wanted: str) -> Any:
        return acts_on(actor, INSPECTIONS, record, on=today(), names=wanted)

    return [
        RecordPart(pgettext_lazy("inspections", "Who is inspected"), "inspections/parties.html", {
            "parties": [
                (party, names.get(party.inspected_id, ""), acts_on(actor, INSPECTED, party, on=today())) for party in parties
            ],
            "acts": acts("name_organisation", "name_member"), "late": record.reports_by < today(),
        }),
        RecordPart(pgettext_lazy("inspections", "Team"), "inspections/team.html", {
            "members": members, "acts": acts("appoint", "dismiss"),
        }, [member.who_id for member in members]),
        RecordPart(pgettext_lazy("inspections", "Calendar and minutes"), "inspections/days.html", {
            "days": record.days.order_by("day", "pk"), "acts": acts("schedule", "keep_minutes", "cancel_day"),
        }),
        RecordPart(pgettext_lazy("inspections", "Demands and what was done"), "inspections/demands.html", {
            "demands": [
                (demand, acts_on(actor, DEMANDS, demand, on=today())) for demand in record.demands.order_by("number")
            ],
            "acts": acts("demand"), "day": today(),
        }),
    ]  # fmt: skip


_OF = {
    (False, "committee"): pgettext_lazy("inspections", "Inspections by committees"),
    (False, "commission"): pgettext_lazy("inspections", "Inspections by inspection commissions"),
    (False, "cell"): pgettext_lazy("inspections", "Inspections by cells"),
    (True, "committee"): pgettext_lazy("inspections", "Supervisions by committees"),
    (True, "commission"): pgettext_lazy("inspections", "Supervisions by inspection commissions"),
    (True, "cell"): pgettext_lazy("inspections", "Supervisions by cells"),
}
_INSPECTIONS = {
    "programme": pgettext_lazy("inspections", "Inspections by the programme"),
    "signs": pgettext_lazy("inspections", "Inspections on signs of a violation"),
    "other": pgettext_lazy("inspections", "Other inspections"),
}

INSPECTIONS = Register(
    name="inspections",
    label=pgettext_lazy("inspections", "Inspections and supervisions"),
    record=Inspection,
    icon="search",
    order="-decided_on",
    columns=(
        Column("id", pgettext_lazy("inspections", "Inspection or supervision"), show=str, sort="id"),
        Column("unit"),
        Column("acting"),
        Column("kind"),
        Column("state"),
        Column("decided_on"),
        Column("concluded_on"),
    ),
    opened=(
        Column("unit"), Column("acting"), Column("kind"), Column("planned"), Column("theme"), Column("looks_from"),
        Column("looks_until"), Column("decision"), Column("decided_on"), Column("reports_by"), Column("ends_by"), Column("state"),
        Column("started_on"), Column("report"), Column("reported_on"), Column("conclusion"), Column("concluded_on"),
        Column("notice"), Column("announced_on"), Column("ended_on"), Column("end_reason"),
    ),
    acts=(
        Act("decide", operations.decide, pgettext_lazy("inspections", "Enter a decision to inspect"), (*BODY, THEME, *DECISION),
            event=True, icon="plus", proved=True),
        Act("start", operations.start, pgettext_lazy("inspections", "Start"), (
            day_of("started_on", pgettext_lazy("inspections", "Started on")),
        ), on_record=True, open_for=at("start"), event=True, icon="check", proved=True),
        Act("report_in", operations.report_in, pgettext_lazy("inspections", "Enter the team's report"), (
            Ask("report", pgettext_lazy("inspections", "Report of the team")),
            day_of("reported_on", pgettext_lazy("inspections", "Reported on")),
        ), on_record=True, open_for=at("report_in"), event=True, icon="file-text", proved=True),
        Act("conclude", operations.conclude, pgettext_lazy("inspections", "Enter the conclusion"), (
            Ask("conclusion", pgettext_lazy("inspections", "Number of the conclusion")),
            day_of("concluded_on", pgettext_lazy("inspections", "Concluded on")),
        ), on_record=True, open_for=at("conclude"), event=True, icon="gavel", proved=True),
        Act("announce", operations.announce, pgettext_lazy("inspections", "Announce the conclusion"), (
            Ask("notice", pgettext_lazy("inspections", "Number of the notice")),
            day_of("announced_on", pgettext_lazy("inspections", "Announced on")),
        ), on_record=True, open_for=at("announce"), event=True, icon="send", proved=True),
        Act("close", operations.close, pgettext_lazy("inspections", "End the follow-up"), (
            day_of("closed_on", _("Day")),
        ), on_record=True, in_bulk=True, open_for=at("close"), event=True, icon="check", proved=True),
        Act("name_organisation", team.name_organisation, pgettext_lazy("inspections", "Name an organisation"), (
            Ask("organisation", pgettext_lazy("inspections", "Organisation"), "unit", choices=_below),
        ), on_record=True, open_for=_has_below, event=True, icon="network", proved=True),
        Act("name_member", team.name_member, pgettext_lazy("inspections", "Name a member"), (
            Ask("person", pgettext_lazy("inspections", "Member"), "person"),
        ), on_record=True, open_for=at("name_member"), event=True, icon="user-plus", proved=True),
        Act("appoint", team.appoint, pgettext_lazy("inspections", "Appoint to the team"), (
            Ask("who", pgettext_lazy("inspections", "Person"), "person"),
            Ask("duty", pgettext_lazy("inspections", "Duty"), "choice", choices=TeamMember.Duty.choices),
        ), on_record=True, open_for=at("appoint"), event=True, icon="users", proved=True),
        Act("dismiss", team.dismiss, pgettext_lazy("inspections", "Take off the team"), (
            Ask("member", pgettext_lazy("inspections", "Person"), "record", choices=_on_team), REASON,
        ), on_record=True, open_for=_with("dismiss", "team"), names=_team_people, danger=True, icon="x", proved=True),
        Act("schedule", team.schedule, pgettext_lazy("inspections", "Enter a day in the calendar"), (
            Ask("day", _("Day"), "day"), Ask("what", pgettext_lazy("inspections", "What"), "choice", choices=TeamDay.What.choices),
            Ask("place", pgettext_lazy("inspections", "Place"), required=False, most=200),
        ), on_record=True, open_for=at("schedule"), icon="calendar-days", proved=True),
        Act("keep_minutes", team.keep_minutes, pgettext_lazy("inspections", "Enter minutes"), (
            Ask("team_day", pgettext_lazy("inspections", "Day in the calendar"), "record", choices=_days),
            Ask("minutes", pgettext_lazy("inspections", "Number of the minutes"), most=80),
            day_of("held_on", pgettext_lazy("inspections", "Held on")),
        ), on_record=True, open_for=_with("keep_minutes", "days"), event=True, icon="notebook-pen", proved=True),
        Act("cancel_day", team.cancel_day, pgettext_lazy("inspections", "Take a day out"), (
            Ask("team_day", pgettext_lazy("inspections", "Day in the calendar"), "record", choices=_days), REASON,
        ), on_record=True, open_for=_with("cancel_day", "days"), danger=True, icon="x", proved=True),
        Act("demand", following.demand, pgettext_lazy("inspections", "Enter a demand"), (
            Ask("what", pgettext_lazy("inspections", "What is demanded"), "long"),
            Ask("due_on", pgettext_lazy("inspections", "To be reported by"), "day"),
        ), on_record=True, open_for=at("demand"), icon="notebook-pen", proved=True),
        Act("correct", operations.correct, pgettext_lazy("inspections", "Correct the decision"), (
            _own(THEME), *(_own(ask) for ask in DECISION), REASON, VERSION,
        ), on_record=True, open_for=at("correct"), event=True, icon="pencil", proved=True),
        Act("stop", operations.stop, pgettext_lazy("inspections", "Stop without a conclusion"), (DAY, REASON), on_record=True,
            open_for=at("stop"), event=True, danger=True, icon="x", proved=True),
        Act("take_back", operations.take_back, pgettext_lazy("inspections", "Take report and conclusion back"), (REASON,),
            on_record=True, open_for=at("take_back"), danger=True, icon="undo-2", proved=True),
        Act("void", operations.void, pgettext_lazy("inspections", "Strike out"), (REASON,), on_record=True, open_for=at("void"),
            danger=True, icon="trash-2", proved=True),
    ),
    indicators=(
        Flow("inspections_and_supervisions", pgettext_lazy("inspections", "Inspections and supervisions together, as line 5.1 asks"),
             "cuộc", query=queries.concluded, day="concluded_on"),
        Flow("inspections_concluded", pgettext_lazy("inspections", "Inspections concluded"), "cuộc",
             query=queries.concluded_as(supervision=False), day="concluded_on"),
        Flow("supervisions_concluded", pgettext_lazy("inspections", "Supervisions concluded"), "cuộc",
             query=queries.concluded_as(supervision=True), day="concluded_on"),
        *(
            Flow(f"{'supervisions' if supervision else 'inspections'}_by_{acting}", label, "cuộc",
                 query=queries.concluded_as(supervision=supervision, acting=acting), day="concluded_on")
            for (supervision, acting), label in _OF.items()
        ),
        *(
            Flow(f"inspections_of_kind_{kind}", label, "cuộc", query=queries.concluded_as(supervision=False, kind=kind),
                 day="concluded_on")
            for kind, label in _INSPECTIONS.items()
        ),
    ),
    sections=_sections,
    due=queries.due,
    filters=(by_state(Inspection.State.choices), *FILTERS),
)  # fmt: skip

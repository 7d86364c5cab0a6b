"""The steps of an inspection or supervision, from the decision to the end of the follow-up."""

from __future__ import annotations

from datetime import date

from giaoban.areas.inspections import rules
from giaoban.areas.inspections.models import Demand, InspectedParty, Inspection, PlannedInspection, TeamMember
from giaoban.areas.inspections.queries import away_on, first_day_after, is_cell, last_day_of
from giaoban.core.corrections import why_not_correct
from giaoban.core.refusal import refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import writing

State = Inspection.State


def decide(
    *, actor: Actor, unit: Unit, acting: str, kind: str, theme: str, decision: str, decided_on: date, looks_from: date,
    looks_until: date, reports_by: date, ends_by: date,
) -> Inspection:  # fmt: skip
    """That body of the organisation has decided the inspection or supervision, outside its programme, with decision and plan."""
    with writing(actor, "inspections.decide", unit=unit, on=decided_on):
        return begun(
            unit=unit, acting=acting, kind=kind, theme=theme, decision=decision, decided_on=decided_on,
            looks_from=looks_from, looks_until=looks_until, reports_by=reports_by, ends_by=ends_by,
        )  # fmt: skip


def begun(
    *, unit: Unit, acting: str, kind: str, theme: str, decision: str, decided_on: date, looks_from: date, looks_until: date,
    reports_by: date, ends_by: date, planned: PlannedInspection | None = None,
) -> Inspection:  # fmt: skip
    """The inspection is decided, inside an act that is already being written."""
    refuse_if(
        rules.why_not_decide(
            acting=acting, is_cell=is_cell(unit, decided_on), looks_from=looks_from, looks_until=looks_until,
            decided_on=decided_on, reports_by=reports_by, ends_by=ends_by,
        )
    )  # fmt: skip
    return Inspection.objects.create(
        unit=unit, acting=acting, kind=kind, theme=squeeze(theme), decision=squeeze(decision), decided_on=decided_on,
        looks_from=looks_from, looks_until=looks_until, reports_by=reports_by, ends_by=ends_by, planned=planned,
    )  # fmt: skip


def correct(
    *, actor: Actor, record: Inspection, theme: str, decision: str, decided_on: date, looks_from: date, looks_until: date,
    reports_by: date, ends_by: date, reason: str, version: int,
) -> Inspection:  # fmt: skip
    """Decision, days and theme are as they should have been entered; the journal keeps what stood there."""
    with writing(
        actor, "inspections.correct", unit=record.unit, on=decided_on, moved_from=record.decided_on, reason=reason,
        record=record,
    ):  # fmt: skip
        now = (squeeze(theme), squeeze(decision), decided_on, looks_from, looks_until, reports_by, ends_by)
        before = (
            record.theme, record.decision, record.decided_on, record.looks_from, record.looks_until, record.reports_by,
            record.ends_by,
        )  # fmt: skip
        later = first_day_after(record)
        refuse_if([
            *rules.why_not_now("correct", record.state),
            *why_not_correct(changes=now != before, version=record.version, seen=version),
            *rules.why_not_decide(
                acting=record.acting, is_cell=is_cell(record.unit, decided_on), looks_from=looks_from, looks_until=looks_until,
                decided_on=decided_on, reports_by=reports_by, ends_by=ends_by,
            ),
            *(rules.why_not_before(later, decided_on, "ngày quyết định") if later else []),
            *rules.why_not_there(away=away_on(record, decided_on), decided_on=decided_on),
        ])  # fmt: skip
        record.theme, record.decision, record.decided_on, record.looks_from, record.looks_until = now[:5]
        record.reports_by, record.ends_by = reports_by, ends_by
        return _saved(record)


def start(*, actor: Actor, record: Inspection, started_on: date) -> Inspection:
    """The team has begun: the decision was made known to who is inspected."""
    with writing(actor, "inspections.start", unit=record.unit, on=started_on, record=record):
        heads = record.team.filter(duty=TeamMember.Duty.HEAD).count()
        refuse_if(
            rules.why_not_now("start", record.state)
            + rules.why_not_start(
                parties=record.parties.count(), heads=heads, started_on=started_on, decided_on=record.decided_on
            )
        )
        record.state, record.started_on = State.STARTED, started_on
        return _saved(record)


def report_in(*, actor: Actor, record: Inspection, report: str, reported_on: date) -> Inspection:
    """The team has reported what it found; everybody inspected has reported of themselves, or it is said why not."""
    with writing(actor, "inspections.report_in", unit=record.unit, on=reported_on, record=record):
        silent = record.parties.filter(reported_on=None, why_none="").order_by("number")
        refuse_if(
            rules.why_not_now("report_in", record.state)
            + rules.why_not_report(
                silent=[party.number for party in silent], held=record.days.exclude(held_on=None).count(),
                reported_on=reported_on, last_day=last_day_of(record),
            )
        )  # fmt: skip
        record.state, record.report, record.reported_on = State.REPORTED, squeeze(report), reported_on
        return _saved(record)


def conclude(*, actor: Actor, record: Inspection, conclusion: str, concluded_on: date) -> Inspection:
    """The body has concluded on that day: the inspection counts from it, with everybody whom it looked at."""
    with writing(actor, "inspections.conclude", unit=record.unit, on=concluded_on, record=record):
        unjudged = record.parties.filter(outcome="").order_by("number")
        refuse_if(
            rules.why_not_now("conclude", record.state)
            + rules.why_not_conclude(
                unjudged=[party.number for party in unjudged],
                concluded_on=concluded_on,
                last_day=last_day_of(record),
            )
        )
        record.state, record.conclusion, record.concluded_on = State.CONCLUDED, squeeze(conclusion), concluded_on
        return _saved(record)


def announce(*, actor: Actor, record: Inspection, notice: str, announced_on: date) -> Inspection:
    """Who was inspected has been told the conclusion; what it demands is followed up from now on."""
    with writing(actor, "inspections.announce", unit=record.unit, on=announced_on, record=record):
        refuse_if(
            rules.why_not_now("announce", record.state)
            + rules.why_not_before(announced_on, last_day_of(record), "ngày")
        )
        record.state, record.notice, record.announced_on = State.ANNOUNCED, squeeze(notice), announced_on
        return _saved(record)


def close(*, actor: Actor, record: Inspection, closed_on: date) -> Inspection:
    """Of everything demanded it is on record what was done; the dossier is filed."""
    with writing(actor, "inspections.close", unit=record.unit, on=closed_on, record=record):
        undone = record.demands.filter(done_on=None).count()
        refuse_if(
            rules.why_not_now("close", record.state)
            + rules.why_not_close(undone=undone, closed_on=closed_on, last_day=last_day_of(record))
        )
        record.state, record.ended_on = State.CLOSED, closed_on
        return _saved(record)


def stop(*, actor: Actor, record: Inspection, on: date, reason: str) -> Inspection:
    """The inspection ends without a conclusion, with the reason, and counts nowhere."""
    with writing(actor, "inspections.stop", unit=record.unit, on=on, reason=reason, record=record):
        refuse_if(rules.why_not_now("stop", record.state) + rules.why_not_before(on, last_day_of(record), "ngày"))
        record.state, record.ended_on, record.end_reason = State.STOPPED, on, squeeze(reason)[:300]
        return _saved(record)


def take_back(*, actor: Actor, record: Inspection, reason: str) -> Inspection:
    """Report, conclusion, notice and demands were entered by mistake: the team is at work again, the journal keeps them."""
    day = record.concluded_on or record.reported_on or record.decided_on
    with writing(actor, "inspections.take_back", unit=record.unit, on=day, reason=reason, record=record):
        refuse_if(rules.why_not_now("take_back", record.state))
        Demand.objects.filter(inspection=record).delete()
        record.state, record.report, record.reported_on = State.STARTED, "", None
        record.conclusion, record.concluded_on = "", None
        record.notice, record.announced_on, record.ended_on = "", None, None
        return _saved(record)


def void(*, actor: Actor, record: Inspection, reason: str) -> None:
    """The inspection, entered by mistake and not begun, is struck out with all that belongs to it; the journal keeps it."""
    with writing(actor, "inspections.void", unit=record.unit, on=record.decided_on, reason=reason, record=record):
        refuse_if(rules.why_not_now("void", record.state))
        record.delete()


def hand_in(*, actor: Actor, record: InspectedParty, reported_on: date) -> InspectedParty:
    """Who is inspected has handed in the report about themselves on that day."""
    inspection = record.inspection
    with writing(actor, "inspected.hand_in", unit=inspection.unit, on=reported_on, record=record):
        refuse_if(
            rules.why_not_now("hand_in", inspection.state)
            + rules.why_not_again(same=record.reported_on == reported_on)
            + rules.why_not_before(reported_on, inspection.decided_on, "ngày quyết định")
        )
        record.reported_on, record.why_none = reported_on, ""
        record.save()
        return record


def go_without(*, actor: Actor, record: InspectedParty, on: date, reason: str) -> InspectedParty:
    """There will be no report of theirs, for that reason; the inspection goes on without it."""
    inspection = record.inspection
    with writing(actor, "inspected.go_without", unit=inspection.unit, on=on, reason=reason, record=record):
        refuse_if(
            rules.why_not_now("go_without", inspection.state)
            + rules.why_not_again(same=record.why_none == squeeze(reason)[:300])
            + rules.why_not_before(on, inspection.decided_on, "ngày quyết định")
        )
        record.reported_on, record.why_none = None, squeeze(reason)[:300]
        record.save()
        return record


def assess(*, actor: Actor, record: InspectedParty, outcome: str, on: date) -> InspectedParty:
    """Of who is inspected that is the outcome, as it goes into the conclusion."""
    inspection = record.inspection
    with writing(actor, "inspected.assess", unit=inspection.unit, on=on, record=record):
        refuse_if(
            rules.why_not_now("assess", inspection.state)
            + rules.why_not_again(same=record.outcome == outcome)
            + rules.why_not_assess(kind=inspection.kind, outcome=outcome)
            + rules.why_not_before(on, inspection.started_on or inspection.decided_on, "ngày triển khai")
        )
        record.outcome = outcome
        record.save()
        return record


def drop(*, actor: Actor, record: InspectedParty, reason: str) -> None:
    """Who was named by mistake, or is no longer to be inspected, is off the list; the journal keeps it with the reason."""
    inspection = record.inspection
    with writing(actor, "inspected.drop", unit=inspection.unit, on=inspection.decided_on, reason=reason, record=record):
        refuse_if(
            rules.why_not_now("drop", inspection.state)
            + rules.why_not_drop(state=inspection.state, parties=inspection.parties.count())
        )
        record.delete()


def _saved(record: Inspection) -> Inspection:
    record.version += 1
    record.save()
    return record

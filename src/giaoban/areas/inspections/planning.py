"""The programme of the year: its lines are set, amended, dropped, and carried out by inspections."""

from __future__ import annotations

from datetime import date

from giaoban.areas.inspections import rules
from giaoban.areas.inspections.models import Inspection, PlannedInspection
from giaoban.areas.inspections.operations import begun
from giaoban.areas.inspections.queries import is_cell
from giaoban.core.corrections import why_not_correct
from giaoban.core.refusal import refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import writing


def plan(
    *, actor: Actor, unit: Unit, acting: str, kind: str, theme: str, whom: str, organisations: int | None, members: int | None,
    set_on: date, due_on: date, programme: str = "",
) -> PlannedInspection:  # fmt: skip
    """The organisation's programme has that line."""
    with writing(actor, "programmes.plan", unit=unit, on=set_on):
        counts = (organisations or 0, members or 0)
        refuse_if(_why_not(unit, acting, counts, set_on, due_on))
        return PlannedInspection.objects.create(
            unit=unit, acting=acting, kind=kind, theme=squeeze(theme), whom=squeeze(whom), organisations=counts[0],
            members=counts[1], set_on=set_on, due_on=due_on, programme=squeeze(programme),
        )  # fmt: skip


def amend(
    *, actor: Actor, record: PlannedInspection, theme: str, whom: str, organisations: int | None, members: int | None,
    due_on: date, reason: str, version: int,
) -> PlannedInspection:  # fmt: skip
    """The line says so from now on; the journal keeps what it said before."""
    with writing(actor, "programmes.amend", unit=record.unit, on=record.set_on, reason=reason, record=record):
        now = (squeeze(theme), squeeze(whom), organisations or 0, members or 0, due_on)
        before = (record.theme, record.whom, record.organisations, record.members, record.due_on)
        refuse_if([
            *rules.why_not_touch_line(dropped=record.dropped_on is not None, used=0),
            *why_not_correct(changes=now != before, version=record.version, seen=version),
            *_why_not(record.unit, record.acting, now[2:4], record.set_on, due_on),
        ])  # fmt: skip
        record.theme, record.whom, record.organisations, record.members, record.due_on = now
        return _saved(record)


def drop_line(*, actor: Actor, record: PlannedInspection, on: date, reason: str) -> PlannedInspection:
    """The line is no longer to be carried out, with the reason; it stays in the programme as dropped."""
    with writing(actor, "programmes.drop_line", unit=record.unit, on=on, reason=reason, record=record):
        refuse_if(
            rules.why_not_touch_line(dropped=record.dropped_on is not None, used=record.inspections.count())
            + rules.why_not_before(on, record.set_on, "ngày của chương trình")
        )
        record.dropped_on, record.drop_reason = on, squeeze(reason)[:300]
        return _saved(record)


def void_line(*, actor: Actor, record: PlannedInspection, reason: str) -> None:
    """The line, entered by mistake, is struck out; the journal keeps it with the reason."""
    with writing(actor, "programmes.void_line", unit=record.unit, on=record.set_on, reason=reason, record=record):
        refuse_if(rules.why_not_touch_line(dropped=False, used=record.inspections.count()))
        record.delete()


def carry_out(
    *, actor: Actor, record: PlannedInspection, decision: str, decided_on: date, looks_from: date, looks_until: date,
    reports_by: date, ends_by: date,
) -> Inspection:  # fmt: skip
    """An inspection or supervision by that line is decided; one line may take several."""
    with writing(actor, "programmes.carry_out", unit=record.unit, on=decided_on, record=record):
        refuse_if(
            rules.why_not_touch_line(dropped=record.dropped_on is not None, used=0)
            + rules.why_not_before(decided_on, record.set_on, "ngày của chương trình")
        )
        return begun(
            unit=record.unit, acting=record.acting, kind=record.kind, theme=record.theme, decision=decision,
            decided_on=decided_on, looks_from=looks_from, looks_until=looks_until, reports_by=reports_by, ends_by=ends_by,
            planned=record,
        )  # fmt: skip


def _why_not(unit: Unit, acting: str, counts: tuple[int, int], set_on: date, due_on: date) -> list[str]:
    return rules.why_not_plan(
        acting=acting, is_cell=is_cell(unit, set_on), organisations=counts[0], members=counts[1], set_on=set_on,
        due_on=due_on,
    )  # fmt: skip


def _saved(record: PlannedInspection) -> PlannedInspection:
    record.version += 1
    record.save()
    return record

"""What a conclusion demands, and what was done about it."""

from __future__ import annotations

from datetime import date

from django.db.models import Max

from giaoban.areas.inspections import rules
from giaoban.areas.inspections.models import Demand, Inspection
from giaoban.core.refusal import refuse_if
from giaoban.ground.access.policy import Actor
from giaoban.ground.writing import writing


def demand(*, actor: Actor, record: Inspection, what: str, due_on: date) -> Demand:
    """The conclusion demands that of who was inspected, to be reported by that day."""
    with writing(
        actor, "inspections.demand", unit=record.unit, on=record.concluded_on or record.decided_on, record=record
    ):
        refuse_if(
            rules.why_not_now("demand", record.state)
            + rules.why_not_before(due_on, record.concluded_on or record.decided_on, "ngày kết luận")
        )
        highest = record.demands.aggregate(highest=Max("number"))["highest"] or 0
        return Demand.objects.create(inspection=record, number=highest + 1, what=what.strip(), due_on=due_on)


def fulfil(*, actor: Actor, record: Demand, done_on: date, result: str) -> Demand:
    """That was done about the demand, as reported on that day."""
    inspection = record.inspection
    with writing(actor, "demands.fulfil", unit=inspection.unit, on=done_on, record=record):
        refuse_if(
            rules.why_not_now("fulfil", inspection.state)
            + rules.why_not_fulfil(
                done=record.done_on is not None, done_on=done_on, announced_on=inspection.announced_on, result=result
            )
        )
        record.done_on, record.result = done_on, result.strip()
        record.save()
        return record


def put_off(*, actor: Actor, record: Demand, due_on: date, reason: str) -> Demand:
    """The demand is to be reported by that day instead, with the reason."""
    inspection = record.inspection
    day = inspection.concluded_on or inspection.decided_on
    with writing(actor, "demands.put_off", unit=inspection.unit, on=day, reason=reason, record=record):
        refuse_if(
            rules.why_not_now("put_off", inspection.state)
            + (["Yêu cầu này đã ghi kết quả."] if record.done_on else [])
            + (["Hạn mới trùng hạn đang ghi."] if due_on == record.due_on else [])
            + rules.why_not_before(due_on, day, "ngày kết luận")
        )
        record.due_on = due_on
        record.save()
        return record


def withdraw_demand(*, actor: Actor, record: Demand, reason: str) -> None:
    """The demand, entered by mistake, is struck out; the journal keeps it with the reason."""
    inspection = record.inspection
    day = inspection.concluded_on or inspection.decided_on
    with writing(actor, "demands.withdraw_demand", unit=inspection.unit, on=day, reason=reason, record=record):
        refuse_if(rules.why_not_now("withdraw_demand", inspection.state))
        record.delete()

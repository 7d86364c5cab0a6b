"""What is due of the returns: to fill, submit, accept; late ones by the ladder, said to whoever must act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from giaoban.ground.access.policy import Actor, unit_ids_where
from giaoban.kit.register import Due
from giaoban.reporting.models import Return
from giaoban.reporting.rules import WAITING, step_of


def due(actor: Actor, *, on: date, url: Callable[[Return], str], scope: set[int] | None = None) -> list[Due]:
    """What waits for this person: own returns to submit, returns from below to accept, and who below is late.

    ``url`` says where a return is shown; ``scope`` keeps to these units.
    """
    rows = (
        Return.objects.filter(campaign__opened_on__lte=on)
        .exclude(state__in=(Return.State.ACCEPTED, Return.State.EXCUSED, Return.State.CANCELLED))
        .select_related("campaign", "above")
        .order_by("campaign__due_on", "order")
    )
    submits: dict[date, set[int]] = {}
    accepts: dict[date, set[int]] = {}
    waiting = []
    for report_return in rows:
        day = report_return.campaign.asked.last_day
        if day not in submits:
            submits[day] = unit_ids_where(actor, "returns.submit", on=on, tree_on=day)
            accepts[day] = unit_ids_where(actor, "returns.accept", on=on, tree_on=day)
        above = report_return.above.unit_id if report_return.above else report_return.unit_id
        if scope is not None and not {report_return.unit_id, above} & scope:
            continue
        sentence = ""
        if report_return.state == Return.State.SUBMITTED:
            if above in accepts[day]:
                sentence = f"Xem xét, chấp nhận hoặc trả lại báo cáo {report_return.campaign.asked.title()} của {report_return.name}"
        elif report_return.unit_id in submits[day]:
            sentence = sentence_for(report_return, on=on)
        if sentence:
            waiting.append(Due(sentence, report_return.due_on, url(report_return), report_return.unit_id))
    return waiting


def sentence_for(report_return: Return, *, on: date) -> str:
    """What its unit must do with a return that is not submitted yet, and which step of the ladder is reached."""
    step = step_of(due_on=report_return.due_on, on=on)
    verb = {
        Return.State.NOT_STARTED: "Lập và nộp",
        Return.State.DRAFT: "Hoàn thiện và nộp",
        Return.State.SENT_BACK: "Sửa theo ý kiến của cấp trên và nộp lại",
    }[Return.State(report_return.state)]
    return f"{verb} báo cáo {report_return.campaign.asked.title()} của {report_return.name}" + (
        f" ({step.label})" if step else ""
    )


def late(returns: Sequence[Return], *, on: date) -> list[Return]:
    """Those of the returns that are past their day and not submitted."""
    return [row for row in returns if row.state in WAITING and on > row.due_on]

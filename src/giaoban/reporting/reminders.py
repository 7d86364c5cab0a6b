"""What is due of the returns: to fill, submit, accept; late ones by the ladder, said to whoever must act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from giaoban.ground.access.policy import Actor, unit_ids_where
from giaoban.kit.register import Due
from giaoban.reporting.models import Return
from giaoban.reporting.rules import step_of


def due(actor: Actor, *, on: date, url: Callable[[Return], str], scope: set[int] | None = None) -> list[Due]:
    """What waits for this person: own returns to submit, returns from below to accept, and who below is late.

    ``url`` says where a return is shown; ``scope`` keeps to these units.
    """
    rows = (
        Return.objects.filter(campaign__opened_on__lte=on)
        .exclude(state__in=(Return.State.ACCEPTED, Return.State.EXCUSED))
        .select_related("campaign", "above")
        .order_by("campaign__due_on", "order")
    )
    submits: dict[date, set[int]] = {}
    accepts: dict[date, set[int]] = {}
    found = []
    for one in rows:
        day = one.campaign.asked.last_day
        if day not in submits:
            submits[day] = unit_ids_where(actor, "returns.submit", on=on, tree_on=day)
            accepts[day] = unit_ids_where(actor, "returns.accept", on=on, tree_on=day)
        above = one.above.unit_id if one.above else one.unit_id
        if scope is not None and not {one.unit_id, above} & scope:
            continue
        sentence = ""
        if one.state == Return.State.SUBMITTED:
            if above in accepts[day]:
                sentence = f"Xem xét, chấp nhận hoặc trả lại báo cáo {one.campaign.asked.title()} của {one.name}"
        elif one.unit_id in submits[day]:
            sentence = sentence_for(one, on=on)
        if sentence:
            found.append(Due(sentence, one.campaign.due_on, url(one), one.unit_id))
    return found


def sentence_for(one: Return, *, on: date) -> str:
    """What its unit must do with a return that is not submitted yet, and which step of the ladder is reached."""
    step = step_of(due_on=one.campaign.due_on, on=on)
    verb = {
        Return.State.NOT_STARTED: "Lập và nộp",
        Return.State.DRAFT: "Hoàn thiện và nộp",
        Return.State.SENT_BACK: "Sửa theo ý kiến của cấp trên và nộp lại",
    }[Return.State(one.state)]
    return f"{verb} báo cáo {one.campaign.asked.title()} của {one.name}" + (f" ({step.label})" if step else "")


def late(returns: Sequence[Return], *, on: date) -> list[Return]:
    """Those of the returns that are past their day and not submitted."""
    waiting = (Return.State.NOT_STARTED, Return.State.DRAFT, Return.State.SENT_BACK)
    return [one for one in returns if one.state in waiting and on > one.campaign.due_on]

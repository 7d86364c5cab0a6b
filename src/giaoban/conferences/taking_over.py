"""Everything of the last conference that can be taken over into the next is; nothing of its day, and nobody's name."""

from __future__ import annotations

from giaoban.conferences import delegations, queries, rules
from giaoban.conferences.models import Conference, Delegation, ProgrammeItem, ScoreLine
from giaoban.core.refusal import Refused
from giaoban.ground.access import second_lock
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.units.queries import children_of
from giaoban.ground.writing import writing

State = Conference.State


def take_over(*, actor: Actor, record: Conference) -> Conference:
    """What is empty here is as it was at the conference before: items with their minutes, who is invited, what is scored.

    Papers, delegates, times and results are the old day's own and stay there; so do speakers.
    """
    with writing(actor, "conferences.take_over", unit=record.unit, on=today(), record=record):
        before = _before(record)
        with second_lock.whole_tree():  # another body may have held it
            taken = [_programme(record, before), _delegations(record, before), _scores(record, before)]
        if not any(taken):
            raise Refused("Chương trình, các đoàn, bảng chấm điểm đã có; không còn gì để lấy từ kỳ trước.")
        return record


def _before(record: Conference) -> Conference:
    if record.state not in {State.CLAIMED, State.PREPARING}:
        raise Refused(f"{record} đang “{record.get_state_display()}”; không lấy gì từ kỳ trước nữa.")
    before = queries.before(record)
    if before is None:
        raise Refused("Chưa có hội nghị nào trước đó trong chương trình.")
    return before


def _programme(record: Conference, before: Conference) -> int:
    if queries.items_of(record).exists():
        return 0
    old, new = rules.half_in_words(before.half), rules.half_in_words(record.half)
    kept = [item for item in queries.items_of(before) if item.kind != ProgrammeItem.Kind.PAPER]
    for order, item in enumerate(kept, start=1):
        ProgrammeItem.objects.create(
            conference=record, unit=record.unit, order=order, kind=item.kind, title=item.title.replace(old, new),
            minutes=item.minutes, not_before=item.not_before,
        )  # fmt: skip
    return len(kept)


def _delegations(record: Conference, before: Conference) -> int:
    """The cluster as it stands on the new day, and whoever else was invited and still is a body, or never was one."""
    if record.delegations.exists():
        return 0
    standing = list(children_of(record.cluster_id, on=record.held_on)) if record.cluster_id else []
    quotas = dict(before.delegations.filter(category="cluster").values_list("body", "quota"))
    usual = max(quotas.values(), default=QUOTA)
    names = queries.named_on(standing, on=record.held_on)
    for body in standing:
        delegations.made(record, body, names[body.pk], Delegation.Category.CLUSTER, quotas.get(body.pk, usual))
    others = before.delegations.exclude(category=Delegation.Category.CLUSTER).exclude(state=Delegation.State.WITHDRAWN)
    kept = [other for other in others.select_related("body").order_by("pk") if other.name not in names.values()]
    for other in kept:
        delegations.made(record, other.body, other.name, other.category, other.quota)
    return len(standing) + len(kept)


def _scores(record: Conference, before: Conference) -> int:
    if record.score_lines.exists() or not record.cluster_id:
        return 0
    lines = list(before.score_lines.all())
    for line in lines:
        ScoreLine.objects.create(
            conference=record, unit=record.unit, order=line.order, title=line.title, points=line.points, code=line.code,
            base=line.base, target=line.target,
        )  # fmt: skip
    return len(lines)


QUOTA = 5
"""Places of a delegation where the last conference had none of the cluster."""

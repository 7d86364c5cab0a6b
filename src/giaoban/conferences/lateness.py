"""Who owes a conference something whose day is over: answers, papers and returns before it, what was given out after it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction

from giaoban.conferences import follow_ups, following_up, queries, reporting_part
from giaoban.conferences.models import Conference, ConferencePoint, Delegation
from giaoban.ground.access import second_lock
from giaoban.ground.units.queries import names_of

Add = Callable[[Delegation | None, str, str], None]


class Owing(NamedTuple):
    """Who owes what: the delegation where it has one, the body's name, a sentence for each thing."""

    delegation: Delegation | None
    name: str
    late: list[str]


def owing(conference: Conference, *, on: date) -> list[Owing]:
    """Everybody who is late on that day, by name."""
    delegations = list(conference.delegations.exclude(state=Delegation.State.WITHDRAWN))
    of_body = {delegation.body_id: delegation for delegation in delegations if delegation.body_id}
    rows: dict[str, Owing] = {}

    def add(delegation: Delegation | None, name: str, sentence: str) -> None:
        called = delegation.name if delegation else name
        rows.setdefault(called, Owing(delegation, called, [])).late.append(sentence)

    with transaction.atomic(), second_lock.whole_tree():
        if conference.state == Conference.State.PREPARING:
            _before(conference, delegations, of_body, add, on)
        elif conference.state in {Conference.State.HELD, Conference.State.CONCLUDED}:
            _after(conference, of_body, add, on)
    return sorted(rows.values(), key=lambda row: row.name)


def _before(
    conference: Conference, delegations: list[Delegation], of_body: dict[int, Delegation], add: Add, on: date
) -> None:
    answers = queries.days_of(conference.held_on).get("answers")
    if answers is not None and on > (by := conference.held_on - timedelta(days=answers)):
        for delegation in delegations:
            if delegation.state == Delegation.State.INVITED:
                add(delegation, "", f"trả lời giấy mời và danh sách đại biểu (hạn {by:%d/%m/%Y})")
    for paper in conference.papers.filter(state__in=["asked", "sent_back"], due_on__lt=on).select_related("delegation"):
        add(paper.delegation, "", f"tham luận “{paper}” (hạn {paper.due_on:%d/%m/%Y})")
    for row in reporting_part.late_in(conference, on=on):
        due_on = row.campaign.due_on
        add(of_body.get(row.unit_id), row.name, f"báo cáo kèm số liệu của nửa năm (hạn {due_on:%d/%m/%Y})")


def _after(conference: Conference, of_body: dict[int, Delegation], add: Add, on: date) -> None:
    follow_up = follow_ups.round_of(conference)
    if follow_up is not None and follow_up.until < on:
        for row in follow_ups.wanted_in(follow_up, on=on):
            if row.told < row.of:
                add(
                    row.delegation,
                    row.name,
                    f"trả lời phiếu theo dõi: {row.of - row.told} nội dung (hạn {follow_up.until:%d/%m/%Y})",
                )
    late = conference.points.filter(state=ConferencePoint.State.ASSIGNED, owner__isnull=False, due_on__lt=on)
    for point in late.select_related("conference").order_by("due_on", "pk"):
        heirs = following_up.in_charge(point, on=on)
        names = names_of(heirs, on=on)
        for heir in sorted(heirs):
            add(of_body.get(heir), names.get(heir, ""), f"kết quả thực hiện “{point}” (hạn {point.due_on:%d/%m/%Y})")

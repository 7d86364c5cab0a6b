"""The acts of following: weeks after the day everybody in charge is asked how far things are, and tells it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction

from giaoban.conferences import following_up
from giaoban.conferences.models import Conference, ConferencePoint, Delegation, FollowUp, PointReport
from giaoban.core.refusal import Refused
from giaoban.core.text import squeeze
from giaoban.ground.access import second_lock
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.regulations.queries import rule
from giaoban.ground.units.queries import names_of
from giaoban.ground.writing import writing

DAYS = 14
"""Days to answer where no rule says it."""


class Wanted(NamedTuple):
    """Of whom something is wanted in a round: the delegation where there is one, the name, and of how many how many told."""

    delegation: Delegation | None
    name: str
    of: int
    told: int


def ask_follow_up(*, actor: Actor, record: Conference, until: date, note: str = "") -> FollowUp:
    """Whoever is in charge of something of the conference is asked how far it is, by its page and its account, until that day."""
    with writing(actor, "conferences.ask_follow_up", unit=record.unit, on=today(), record=record):
        if record.state not in {Conference.State.HELD, Conference.State.CONCLUDED}:
            raise Refused("Phiếu theo dõi gửi sau khi hội nghị đã họp.")
        if until <= today():
            raise Refused(f"Hạn trả lời {until:%d/%m/%Y} phải sau hôm nay.")
        if not record.points.filter(state=ConferencePoint.State.ASSIGNED).exists():
            raise Refused("Không còn đề xuất, kết luận nào đã giao mà chưa có kết quả.")
        return FollowUp.objects.create(
            conference=record, unit=record.unit, asked_on=today(), until=until, note=squeeze(note)
        )


def tell(
    *, actor: Actor, record: ConferencePoint, progress: str, text: str, told_by: str, by: str = ""
) -> ConferencePoint:
    """How far it is today is on record, as that body told; it stays given to it. ``by`` is who told from an account."""
    detail = {"by": by} if by else {}
    with writing(actor, "points.tell", unit=record.unit, on=today(), record=record, detail=detail):
        if record.state != ConferencePoint.State.ASSIGNED:
            raise Refused(f"Nội dung này đang “{record.get_state_display()}”; không báo tiến độ nữa.")
        if progress not in PointReport.Progress.values:
            raise Refused("Hãy chọn tiến độ.")
        if not squeeze(text):
            raise Refused("Hãy ghi đã làm gì, vướng gì, bao giờ xong.")
        PointReport.objects.create(
            point=record, conference=record.conference, unit=record.unit, progress=progress, text=text.strip(),
            told_on=today(), told_by=squeeze(told_by)[:200],
        )  # fmt: skip
        return record


def round_of(conference: Conference) -> FollowUp | None:
    """The round that counts: the last; None before the first."""
    return conference.follow_ups.order_by("-pk").first()


def is_told(point: ConferencePoint, follow_up: FollowUp) -> bool:
    """Whether something was told of the point since the round began."""
    if point.state != ConferencePoint.State.ASSIGNED:
        return True
    return point.reports.filter(told_on__gte=follow_up.asked_on).exists()


def wanted_in(follow_up: FollowUp, *, on: date) -> list[Wanted]:
    """Everybody in charge of something that was open when the round began, with how much of it was told since."""
    conference = follow_up.conference
    of_body = {row.body_id: row for row in conference.delegations.exclude(state="withdrawn") if row.body_id}
    rows: dict[int, list[bool]] = {}
    with transaction.atomic(), second_lock.whole_tree():
        for point in conference.points.filter(owner__isnull=False).select_related("conference").order_by("pk"):
            open_then = point.state == ConferencePoint.State.ASSIGNED or (
                point.answered_on is not None and point.answered_on >= follow_up.asked_on
            )
            if open_then and point.folded_into_id is None:
                for heir in following_up.in_charge(point, on=on):
                    rows.setdefault(heir, []).append(is_told(point, follow_up))
        names = names_of(rows, on=on)
    wanted = [
        Wanted(of_body.get(body), of_body[body].name if body in of_body else names.get(body, ""), len(told), sum(told))
        for body, told in rows.items()
    ]
    return sorted(wanted, key=lambda row: row.name)


def asked_of(delegation: Delegation, *, on: date) -> tuple[FollowUp | None, list[ConferencePoint]]:
    """The round that the delegation is asked in, where one runs, and its own proposals that went to somebody above."""
    follow_up = round_of(delegation.conference)
    if follow_up is None or follow_up.until < on:
        return None, []
    voiced = delegation.points.filter(state=ConferencePoint.State.ASSIGNED, owner=None, folded_into=None)
    return follow_up, list(voiced.select_related("conference").order_by("pk"))


def usual_until(conference: Conference) -> date:
    """The day by which answers are wanted, counted from today."""
    days = rule("conferences.follow_up_answer_days", on=conference.held_on)
    return today() + timedelta(days=int(days.value) if days else DAYS)

"""The acts of proposals and of points of the conclusion: raised, given to somebody until a day, answered, closed."""

from __future__ import annotations

from datetime import date

from giaoban.conferences import folding
from giaoban.conferences.models import Conference, ConferencePoint, Delegation
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import hold, writing


def raise_point(
    *, actor: Actor, record: Conference, kind: str, text: str, voiced_by: str = "", delegation: Delegation | None = None
) -> ConferencePoint:
    """The proposal, or the point of the conclusion, is on record as it was said; of a delegation it is that one's own."""
    with writing(actor, "conferences.raise_point", unit=record.unit, on=today(), record=record):
        if record.state in {Conference.State.CANCELLED, Conference.State.CLAIMED, Conference.State.CONCLUDED}:
            raise Refused(f"{record} đang “{record.get_state_display()}”; không ghi thêm đề xuất, kết luận được.")
        if not squeeze(text):
            raise Refused("Hãy ghi nội dung.")
        return voiced(record, kind=kind, text=text, voiced_by=voiced_by, delegation=delegation)


def assign(
    *,
    actor: Actor,
    record: ConferencePoint,
    due_on: date,
    owner: Unit | None = None,
    addressee: str = "",
    product: str = "",
) -> ConferencePoint:
    """It is that body's to do (or it went to that addressee above), until that day."""
    with writing(actor, "points.assign", unit=record.unit, on=today(), record=record):
        _must_be(record, ConferencePoint.State.RAISED, ConferencePoint.State.ASSIGNED)
        if owner is None and not squeeze(addressee):
            raise Refused("Hãy chọn đơn vị phụ trách, hoặc ghi nơi đề xuất được gửi tới.")
        if due_on < record.conference.held_on:
            raise Refused(f"Thời hạn {due_on:%d/%m/%Y} trước ngày họp {record.conference.held_on:%d/%m/%Y}.")
        record.owner, record.addressee, record.product, record.due_on = (
            owner,
            squeeze(addressee),
            squeeze(product),
            due_on,
        )
        record.state = ConferencePoint.State.ASSIGNED
        record.save()
        return record


def answer(*, actor: Actor, record: ConferencePoint, answer: str, answered_on: date, by: str = "") -> ConferencePoint:
    """What came of it is on record; it stays open until the host closes it.

    ``by`` is who answered where it was done from an account of the body in charge.
    """
    detail = {"by": by} if by else {}
    with writing(actor, "points.answer", unit=record.unit, on=answered_on, record=record, detail=detail):
        _must_be(record, ConferencePoint.State.RAISED, ConferencePoint.State.ASSIGNED, ConferencePoint.State.ANSWERED)
        if not squeeze(answer):
            raise Refused("Hãy ghi kết quả hoặc nội dung trả lời.")
        record.answer, record.answered_on, record.state = answer.strip(), answered_on, ConferencePoint.State.ANSWERED
        record.save()
        return record


def refuse(*, actor: Actor, record: ConferencePoint, answer: str) -> ConferencePoint:
    """It is not taken up, for that reason, which whoever raised it can read."""
    with writing(actor, "points.refuse", unit=record.unit, on=today(), record=record):
        _must_be(record, ConferencePoint.State.RAISED, ConferencePoint.State.ASSIGNED)
        if not squeeze(answer):
            raise Refused("Không tiếp thu một đề xuất phải ghi lý do.")
        record.answer, record.answered_on, record.state = answer.strip(), today(), ConferencePoint.State.REFUSED
        record.save()
        return record


def close(*, actor: Actor, record: ConferencePoint) -> ConferencePoint:
    """It is done with: nothing is closed without an answer."""
    with writing(actor, "points.close", unit=record.unit, on=today(), record=record):
        _must_be(record, ConferencePoint.State.ANSWERED)
        record.state = ConferencePoint.State.CLOSED
        record.save(update_fields=["state"])
        return record


def reopen(*, actor: Actor, record: ConferencePoint, reason: str) -> ConferencePoint:
    """The answer was not enough: it is open again, as it was given out or raised."""
    with writing(actor, "points.reopen", unit=record.unit, on=today(), record=record, reason=squeeze(reason)):
        _must_be(record, ConferencePoint.State.ANSWERED, ConferencePoint.State.REFUSED, ConferencePoint.State.CLOSED)
        if not squeeze(reason):
            raise Refused("Mở lại phải ghi lý do.")
        record.state = ConferencePoint.State.ASSIGNED if record.due_on else ConferencePoint.State.RAISED
        record.save(update_fields=["state"])
        return record


def fold(*, actor: Actor, record: ConferencePoint, into: ConferencePoint) -> ConferencePoint:
    """The proposal is answered with the other, which says the same; its words and who said them stay, and what was folded
    into it goes along."""
    with writing(actor, "points.fold", unit=record.unit, on=today(), record=record):
        hold(record.conference)  # of two that are folded into one another at once, the second meets what the first made
        into.refresh_from_db()
        refuse_if(
            folding.why_not_fold(
                same=record.conference_id == into.conference_id,
                proposals={record.kind, into.kind} == {ConferencePoint.Kind.PROPOSAL},
                itself=record.pk == into.pk,
                folded=into.state == ConferencePoint.State.FOLDED,
                state=record.state,
            )
        )
        for other in [record, *record.folded.all()]:
            other.state, other.folded_into = ConferencePoint.State.FOLDED, into
            other.save(update_fields=["state", "folded_into"])
        return record


def unfold(*, actor: Actor, record: ConferencePoint) -> ConferencePoint:
    """The proposal is one of its own again, as it was raised or given out."""
    with writing(actor, "points.unfold", unit=record.unit, on=today(), record=record):
        _must_be(record, ConferencePoint.State.FOLDED)
        if record.conference.state == Conference.State.CONCLUDED:
            raise Refused(f"{record.conference} đã kết luận; đề xuất gộp được trả lời chung, không tách nữa.")
        record.state = ConferencePoint.State.ASSIGNED if record.due_on else ConferencePoint.State.RAISED
        record.folded_into = None
        record.save(update_fields=["state", "folded_into"])
        return record


def voiced(
    conference: Conference, *, kind: str, text: str, voiced_by: str, delegation: Delegation | None, addressee: str = ""
) -> ConferencePoint:
    """Inside an act: it is on record, of that delegation of the conference where one is named."""
    if delegation is not None and delegation.conference_id != conference.pk:
        raise Refused(f"{delegation} không phải là đoàn của {conference}.")
    return ConferencePoint.objects.create(
        conference=conference, unit=conference.unit, kind=kind, text=text.strip(), delegation=delegation,
        voiced_by=squeeze(voiced_by) or str(delegation or ""), addressee=squeeze(addressee),
    )  # fmt: skip


def _must_be(record: ConferencePoint, *states: str) -> None:
    if record.state not in states:
        raise Refused(f"Nội dung này đang “{record.get_state_display()}”; không làm được việc đó.")

"""The acts of those who ask to speak: a hand is raised and lowered; the chair gives the floor, passes over, puts back."""

from __future__ import annotations

from django.db.models import Count, QuerySet
from django.utils.timezone import localtime

from giaoban.conferences import floor, queries
from giaoban.conferences.models import Conference, Delegation, Hand, ProgrammeItem
from giaoban.conferences.turning import turned
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import now, today
from giaoban.ground.writing import writing

State = Hand.State
OPEN = (State.WAITING, State.CALLED)


def raise_hand(
    *, actor: Actor, record: ProgrammeItem, delegation: Delegation, speaker: str, about: str = "", by: str = ""
) -> ProgrammeItem:
    """The delegation waits for the floor on that item; whoever follows the hall sees that one more waits.

    ``by`` is who asked where it was done from an account of the delegation's own body.
    """
    detail = {"by": by} if by else {}
    with writing(actor, "programme.raise_hand", unit=record.unit, on=today(), record=record, detail=detail):
        if delegation.conference_id != record.conference_id:
            raise Refused("Đoàn này không thuộc hội nghị của mục đang chọn.")
        refuse_if(
            floor.why_not_raise(
                sitting=sits(record.conference),
                kind=record.kind,
                item=record.state,
                delegation=delegation.state,
                closed=f"{localtime(record.hands_closed_at):%H:%M}" if record.hands_closed_at else "",
                already=record.hands.filter(delegation=delegation, state__in=OPEN).exists(),
                speaker=squeeze(speaker),
            )
        )
        Hand.objects.create(
            conference=record.conference, unit=record.unit, item=record, delegation=delegation, speaker=squeeze(speaker),
            about=squeeze(about), asked_at=now(),
        )  # fmt: skip
        turned(record.conference)
        return record


def close_hands(*, actor: Actor, record: ProgrammeItem) -> ProgrammeItem:
    """Nobody more gets on the list of that item; who stands on it is called as before."""
    return _listed(actor, "programme.close_hands", record, open_now=False)


def open_hands(*, actor: Actor, record: ProgrammeItem) -> ProgrammeItem:
    """The list of that item takes requests again."""
    return _listed(actor, "programme.open_hands", record, open_now=True)


def lower(*, actor: Actor, record: Hand, by: str = "") -> Hand:
    """The delegation does not ask any more; nobody lowers a hand that has the floor or has spoken; ``by`` as in asking."""
    return _moved(actor, "hands.lower", record, {State.WAITING}, State.LOWERED, by=by)


def give_floor(*, actor: Actor, record: Hand) -> Hand:
    """Who asked speaks from now on; who spoke before has ended."""
    with writing(actor, "hands.give_floor", unit=record.unit, on=today(), record=record):
        _must_be(record, {State.WAITING, State.PASSED})
        if record.item.state not in {"planned", "running"}:
            raise Refused(f"“{record.item}” đã xong; không mời phát biểu ở mục này nữa.")
        at = now()
        for other in speaking(record.conference):
            other.state, other.ended_at = State.SPOKE, at
            other.save(update_fields=["state", "ended_at"])
        record.state, record.called_at, record.ended_at, record.reason = State.CALLED, at, None, ""
        record.save(update_fields=["state", "called_at", "ended_at", "reason"])
        turned(record.conference)
        return record


def end_speech(*, actor: Actor, record: Hand) -> Hand:
    """Who had the floor has spoken."""
    return _moved(actor, "hands.end_speech", record, {State.CALLED}, State.SPOKE)


def pass_over(*, actor: Actor, record: Hand, reason: str) -> Hand:
    """Who asked is not called, for that reason, which the delegation reads; the journal keeps who decided so."""
    if not squeeze(reason):
        raise Refused("Không mời một đoàn đã đăng ký thì phải ghi lý do; đoàn đọc được lý do này.")
    return _moved(actor, "hands.pass_over", record, {State.WAITING}, State.PASSED, reason)


def put_back(*, actor: Actor, record: Hand) -> Hand:
    """That it was called, passed over or ended was a slip: it waits again, at the place of when it asked."""
    with writing(actor, "hands.put_back", unit=record.unit, on=today(), record=record):
        _must_be(record, {State.CALLED, State.PASSED, State.SPOKE})
        if record.item.hands.filter(delegation=record.delegation, state__in=OPEN).exclude(pk=record.pk).exists():
            raise Refused("Đoàn đã có đăng ký khác đang chờ ở mục này.")
        record.state, record.called_at, record.ended_at, record.reason = State.WAITING, None, None, ""
        record.save(update_fields=["state", "called_at", "ended_at", "reason"])
        turned(record.conference)
        return record


def sits(conference: Conference) -> bool:
    """Whether the conference sits today and is not over."""
    return conference.state == Conference.State.PREPARING and conference.held_on == today()


def standing(conference: Conference) -> list[Hand]:
    """Who waits for the floor or was given it on an item that is not over, as they asked: in one question, for the hall."""
    asking = _of(conference).filter(state__in=[State.WAITING, State.CALLED], item__state__in=["planned", "running"])
    return list(asking.order_by("asked_at", "pk"))


def waiting(conference: Conference) -> list[Hand]:
    """Who waits for the floor, as they are to be called; who asked on an item that is over waits no longer."""
    hands = _of(conference).filter(state=State.WAITING, item__state__in=["planned", "running"])
    by_key = {hand.pk: hand for hand in hands.order_by("asked_at", "pk")}
    asking = [floor.Asking(hand.pk, hand.delegation_id, hand.item_id) for hand in by_key.values()]
    items = list(queries.items_of(conference).values_list("pk", flat=True))
    return [by_key[hand.key] for hand in floor.in_order(asking, spoke=spoke(conference), items=items)]


def places_of(waiting_hands: list[Hand]) -> dict[int, int]:
    """The place of each who waits among those on the same item."""
    return floor.places([floor.Asking(hand.pk, hand.delegation_id, hand.item_id) for hand in waiting_hands])


def speaking(conference: Conference) -> list[Hand]:
    """Who was given the floor; nobody more once the item is over."""
    return list(_of(conference).filter(state=State.CALLED, item__state__in=["planned", "running"]))


def spoke(conference: Conference) -> dict[int, int]:
    """How often each delegation had the floor because it asked for it."""
    counts = conference.hands.filter(state__in=[State.SPOKE, State.CALLED]).values_list("delegation")
    return dict(counts.annotate(times=Count("pk")))


def takes_hands(item: ProgrammeItem) -> bool:
    """Whether the item is one on which delegations speak, and not over."""
    return item.kind in floor.TAKES_HANDS and item.state in {"planned", "running"} and sits(item.conference)


def _listed(actor: Actor, act: str, record: ProgrammeItem, *, open_now: bool) -> ProgrammeItem:
    with writing(actor, act, unit=record.unit, on=today(), record=record):
        if not takes_hands(record):
            raise Refused("Chỉ chốt hoặc mở danh sách phát biểu của mục đang hoặc sắp thảo luận, trong ngày họp.")
        if (record.hands_closed_at is None) == open_now:
            raise Refused("Danh sách phát biểu đang như vậy rồi.")
        record.hands_closed_at = None if open_now else now()
        record.save(update_fields=["hands_closed_at"])
        turned(record.conference)
        return record


def _of(conference: Conference) -> QuerySet[Hand]:
    return conference.hands.select_related("delegation", "item")


def _moved(actor: Actor, act: str, record: Hand, states: set[State], to: State, reason: str = "", by: str = "") -> Hand:
    detail = {"by": by} if by else {}
    with writing(actor, act, unit=record.unit, on=today(), record=record, reason=squeeze(reason), detail=detail):
        _must_be(record, states)
        record.state, record.ended_at, record.reason = to, now(), squeeze(reason)
        record.save(update_fields=["state", "ended_at", "reason"])
        turned(record.conference)
        return record


def _must_be(record: Hand, states: set[State]) -> None:
    if not sits(record.conference):
        raise Refused("Chỉ điều hành phát biểu được trong ngày họp, khi hội nghị đang diễn ra.")
    if record.state not in states:
        raise Refused(f"Đăng ký này đang “{record.get_state_display()}”; không làm được việc đó.")

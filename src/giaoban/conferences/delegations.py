"""The acts of delegations and their delegates: invited, answered by link or for them, withdrawn; who arrived."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from giaoban.conferences import browsers, publishing, queries, rules
from giaoban.conferences.models import Conference, Delegate, Delegation
from giaoban.conferences.papers import drop
from giaoban.conferences.turning import turned
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import now, today
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import children_of, names_of
from giaoban.ground.writing import writing

GONE = (Conference.State.CANCELLED, Conference.State.CONCLUDED)


def invite(
    *, actor: Actor, record: Conference, category: str, quota: int, body: Unit | None = None, name: str = ""
) -> Delegation:
    """The body, or whoever is named where it is none of the tree, is invited with so many places; its link is good from now."""
    with writing(actor, "conferences.invite", unit=record.unit, on=today(), record=record):
        called = squeeze(name) or (names_of([body.pk], on=record.held_on).get(body.pk, "") if body else "")
        if not called:
            raise Refused("Hãy chọn đơn vị được mời, hoặc ghi tên đoàn.")
        _must_be_coming(record)
        if category == Delegation.Category.CLUSTER:
            stands = body is not None and body.pk in queries.bodies_that_vote(record)
            refuse_if(rules.why_not_vote(body=body is not None, stands=stands))
        if body is not None and record.delegations.filter(body=body).exists():
            raise Refused(f"{called} đã được mời dự {record}.")
        if record.delegations.filter(name__iexact=called).exists():
            raise Refused(f"Đã có đoàn tên “{called}”; hãy ghi tên khác để phân biệt.")
        return made(record, body, called, category, quota)


def invite_cluster(*, actor: Actor, record: Conference, quota: int) -> list[Delegation]:
    """Every body of the cluster that was not invited yet is, the host's own too, with so many places each."""
    with writing(actor, "conferences.invite_cluster", unit=record.unit, on=today(), record=record):
        _must_be_coming(record)
        if record.cluster_id is None:
            raise Refused("Hội nghị này không thuộc cụm nào; hãy mời từng đoàn.")
        bodies = children_of(record.cluster_id, on=record.held_on)
        names = queries.named_on(bodies, on=record.held_on)
        invited = set(record.delegations.values_list("body", flat=True))
        wanted = [body for body in bodies if body.pk not in invited]
        if not wanted:
            raise Refused("Mọi đơn vị trong cụm đã được mời.")
        return [made(record, body, names[body.pk], Delegation.Category.CLUSTER, quota) for body in wanted]


def answer(
    *,
    actor: Actor,
    record: Delegation,
    comes: str,
    delegates: str = "",
    phone: str = "",
    arrives: str = "",
    meals: int | None = None,
    rooms: int | None = None,
    others: int | None = None,
    note: str = "",
    answered_by: str = "",
    browser: str = "",
) -> Delegation:
    """The delegation's answer as it is now; one who was on the list and still is keeps whether they arrived.

    The ``browser`` of that word votes for the delegation from its first answer by the link on.
    """
    people, unread = rules.delegates_in(delegates)
    with writing(actor, "invitations.answer", unit=record.unit, on=today(), record=record):
        refuse_if(
            unread
            + rules.why_not_answer(
                state=record.state,
                conference=record.conference.state,
                people=people,
                quota=record.quota,
                comes=comes == "yes",
                arrived=list(record.delegates.filter(state="arrived").order_by("rank").values_list("name", flat=True)),
            )
        )
        record.state = Delegation.State.COMES if comes == "yes" else Delegation.State.DECLINED
        record.phone, record.arrives, record.note = squeeze(phone), squeeze(arrives), squeeze(note)
        record.meals, record.rooms, record.others = meals, rooms, others or 0
        record.answered_on, record.answered_by = today(), squeeze(answered_by)
        record.save()
        _list(record, people if comes == "yes" else [])
        browsers.keep(record, browser)
        return record


def give_places(*, actor: Actor, record: Delegation, quota: int) -> Delegation:
    """The delegation has so many places, and no fewer than it has named."""
    with writing(actor, "invitations.give_places", unit=record.unit, on=today(), record=record):
        _must_be_coming(record.conference)
        if (named := record.delegates.count()) > quota:
            raise Refused(f"Đoàn đã ghi tên {named} đại biểu; số được mời không thể là {quota}.")
        if quota == record.quota:
            raise Refused(f"{record} đã được mời {quota} đại biểu.")
        record.quota = quota
        record.save(update_fields=["quota"])
        return record


def renew_link(*, actor: Actor, record: Delegation) -> Delegation:
    """The delegation's link is a new one; the old one opens nothing from now on. Refused while a vote is open."""
    with writing(actor, "invitations.renew_link", unit=record.unit, on=today(), record=record):
        _must_be_coming(record.conference)
        browsers.forget(record)
        record.link += 1
        record.save(update_fields=["link"])
        return record


def withdraw(*, actor: Actor, record: Delegation, reason: str) -> Delegation:
    """The delegation does not come after all, or its invitation is taken back; its list stays to be read."""
    with writing(actor, "invitations.withdraw", unit=record.unit, on=today(), record=record, reason=squeeze(reason)):
        _must_be_coming(record.conference)
        if not squeeze(reason):
            raise Refused("Rút một đoàn phải ghi lý do.")
        for paper in record.papers.exclude(state="declined"):
            drop(paper, f"Đoàn không dự: {squeeze(reason)}")
        turned(record.conference)
        record.state = Delegation.State.WITHDRAWN
        record.save(update_fields=["state"])
        publishing.followed(record.conference)
        return record


def falls_with(*, actor: Actor, record: Delegation) -> list[str]:
    """What goes with the delegation when it is withdrawn."""
    papers = [
        f"Tham luận “{paper}” không còn trong hội nghị và chương trình."
        for paper in record.papers.exclude(state="declined")
    ]
    return ([f"{named} đại biểu đã ghi tên không dự nữa."] if (named := record.delegates.count()) else []) + papers


def arrive(*, actor: Actor, record: Delegate, at: datetime | None = None) -> Delegate:
    """The delegate is in the hall from now on, or from the moment that the door kept; noting it twice keeps the first."""
    with writing(actor, "delegates.arrive", unit=record.unit, on=today(), record=record):
        _must_be_coming(record.delegation.conference)
        if record.state != Delegate.State.ARRIVED:
            record.state, record.arrived_at, record.absence = Delegate.State.ARRIVED, at or now(), ""
            record.save(update_fields=["state", "arrived_at", "absence"])
        return record


def take_back_arrival(*, actor: Actor, record: Delegate) -> Delegate:
    """That the delegate arrived was a slip: they are announced as before."""
    with writing(actor, "delegates.take_back_arrival", unit=record.unit, on=today(), record=record):
        _must_be_coming(record.delegation.conference)
        record.state, record.arrived_at = Delegate.State.ANNOUNCED, None
        record.save(update_fields=["state", "arrived_at"])
        return record


def be_absent(*, actor: Actor, record: Delegate, absence: str) -> Delegate:
    """The delegate does not come, for that reason."""
    with writing(actor, "delegates.be_absent", unit=record.unit, on=today(), record=record):
        _must_be_coming(record.delegation.conference)
        record.state, record.arrived_at, record.absence = Delegate.State.ABSENT, None, squeeze(absence)
        record.save(update_fields=["state", "arrived_at", "absence"])
        return record


def arrive_unannounced(*, actor: Actor, record: Delegation, name: str, post: str) -> Delegate:
    """Somebody nobody had announced is in the hall, for that delegation; the list says that they came unannounced."""
    with writing(actor, "invitations.arrive_unannounced", unit=record.unit, on=today(), record=record):
        _must_be_coming(record.conference)
        if record.delegates.filter(name__iexact=squeeze(name)).exists():
            raise Refused(f"{squeeze(name)} đã có trong danh sách của {record}; hãy ghi đã đến ở dòng đó.")
        last = record.delegates.order_by("-rank").values_list("rank", flat=True).first() or 0
        return Delegate.objects.create(
            delegation=record, unit=record.unit, name=squeeze(name), post=squeeze(post), rank=last + 1,
            unannounced=True, state=Delegate.State.ARRIVED, arrived_at=now(),
        )  # fmt: skip


def made(conference: Conference, body: Unit | None, name: str, category: str, quota: int) -> Delegation:
    """Inside an act: the delegation is invited."""
    return Delegation.objects.create(
        conference=conference, unit=conference.unit, body=body, name=name, category=category, quota=quota
    )


def _list(record: Delegation, people: Sequence[rules.Announced]) -> None:
    """The delegation's list is these, in that order, then whoever else has arrived; the same name stays the same row."""
    listed = {delegate.name.casefold(): delegate for delegate in record.delegates.all()}
    for rank, person in enumerate(people, start=1):
        delegate = listed.pop(person.name.casefold(), None) or Delegate(
            delegation=record, unit=record.unit, name=person.name
        )
        delegate.post, delegate.rank, delegate.head = person.post, rank, rank == 1
        delegate.save()
    here = [other for other in listed.values() if other.state == Delegate.State.ARRIVED]
    for rank, delegate in enumerate(here, start=len(people) + 1):
        delegate.rank, delegate.head = rank, False
        delegate.save()
    for gone in listed.values():
        if gone not in here:
            gone.delete()


def _must_be_coming(conference: Conference) -> None:
    if conference.state in GONE:
        raise Refused(f"{conference} đã {conference.get_state_display().lower()}; không sửa được nữa.")

"""What a member tells of a meeting: read, coming or excused, asking to speak, a task done. Written under their own cell."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from giaoban.areas.meetings import rules
from giaoban.areas.meetings.models import Coming, Item, Meeting, Paper, Receipt, Task, Wish
from giaoban.areas.meetings.queries import takes_part
from giaoban.core.refusal import refuse_if
from giaoban.core.text import normalise, squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import now, today
from giaoban.ground.people.models import Person
from giaoban.ground.writing import writing

NOBODY = "Tài khoản này chưa gắn với hồ sơ đảng viên nào."
ELSEWHERE = "Đồng chí không sinh hoạt ở chi bộ này nữa; phần của chi bộ cũ không gửi được."
MOST_WISHES = 5


def _owner(actor: Actor, meeting: Meeting) -> Person:
    """The person behind the account, where they take part in that meeting."""
    person = actor.person
    refuse_if([NOBODY] if person is None else [])
    assert person is not None
    refuse_if([] if takes_part(person, meeting, on=today()) else [ELSEWHERE])
    return person


def confirm_paper(*, actor: Actor, record: Paper, said_at: datetime | None = None) -> Receipt:
    """The member has confirmed that they read that version; confirmed again, the first time stands."""
    person = _owner(actor, record.meeting)
    with writing(actor, "own.confirm_paper", unit=person.unit, on=today(), past_lock=True):
        refuse_if(rules.why_not_confirm(withdrawn_on=record.withdrawn_on, sent_on=record.sent_on, on=today()))
        receipt, _new = Receipt.objects.get_or_create(
            paper=record, person=person, defaults={"at": now(), "said_at": said_at, "channel": Receipt.Channel.OWN}
        )
        return receipt


def answer(
    *, actor: Actor, record: Meeting, comes: bool, why: str = "", more: str = "", said_at: datetime | None = None
) -> Coming:
    """The member has answered the notice; answered again before the roll is closed, the later answer stands."""
    person = _owner(actor, record)
    more = squeeze(normalise(more))[:200]
    with writing(actor, "own.answer", unit=person.unit, on=today(), past_lock=True):
        record.refresh_from_db()
        refuse_if(
            rules.why_not_answer(
                told=record.told_on is not None, is_open=record.closed_on is None, held_on=record.held_on, on=today(),
                comes=comes, why=why, more=more, reason_known=why in Coming.Reason.values,
            )
        )  # fmt: skip
        told = {
            "comes": comes,
            "why": "" if comes else why,
            "more": "" if comes else more,
            "at": now(),
            "said_at": said_at,
        }
        coming, _new = Coming.objects.update_or_create(meeting=record, person=person, defaults=told)
        return coming


def ask_to_speak(
    *, actor: Actor, record: Meeting, line: str, item: Item | None = None, said_at: datetime | None = None
) -> Wish:
    """The member has asked to speak, about that point or something else; asked for the same again, the first stands."""
    person = _owner(actor, record)
    line = squeeze(normalise(line))[:300]
    with writing(actor, "own.ask_to_speak", unit=person.unit, on=today(), past_lock=True):
        record.refresh_from_db()
        own = Wish.objects.filter(meeting=record, person=person, withdrawn_at__isnull=True)
        if (same := own.filter(item=item, line=line).first()) is not None:
            return same
        refuse_if(
            rules.why_not_speak(
                told=record.told_on is not None, is_open=record.closed_on is None, held_on=record.held_on, on=today(),
                about=bool(line) or item is not None, count=own.count(), most=MOST_WISHES,
            )
        )  # fmt: skip
        return Wish.objects.create(meeting=record, person=person, item=item, line=line, at=now(), said_at=said_at)


def withdraw_wish(*, actor: Actor, record: Wish) -> Wish:
    """The member no longer asks to speak."""
    person = _owner(actor, record.meeting)
    with writing(actor, "own.ask_to_speak", unit=person.unit, on=today(), past_lock=True, record=record):
        refuse_if([] if record.person_id == person.pk else ["Chỉ rút được đăng ký của chính mình."])
        if record.withdrawn_at is None:
            record.withdrawn_at = now()
            record.save(update_fields=["withdrawn_at"])
        return record


def report_task(*, actor: Actor, record: Task, report: str) -> Task:
    """The owner says that the task is done, and how; it counts as done when the secretary has accepted it."""
    person = actor.person
    refuse_if([NOBODY] if person is None else [])
    assert person is not None
    report = squeeze(normalise(report))[:400]
    with writing(actor, "own.report_task", unit=person.unit, on=today(), past_lock=True, record=record):
        refuse_if([] if record.owner_id == person.pk else ["Chỉ báo được việc giao cho chính mình."])
        refuse_if([] if report else ["Ghi kết quả: đã làm gì, gửi cho ai."])
        refuse_if([] if record.done_on is None else [f"Việc này đã ghi xong ngày {record.done_on:%d/%m/%Y}."])
        record.reported_on, record.report = today(), report
        record.save(update_fields=["reported_on", "report"])
        return record


def own_wishes(meeting: Meeting, person: Person) -> list[Wish]:
    """What the person asked to speak about, in order."""
    own = Wish.objects.filter(meeting=meeting, person=person, withdrawn_at__isnull=True)
    return list(own.select_related("item").order_by("pk"))


def own_tasks(person: Person) -> list[Task]:
    """The person's tasks that are not done, the nearest first."""
    return list(Task.objects.filter(Q(done_on__isnull=True), owner=person).order_by("due_on", "pk")[:20])

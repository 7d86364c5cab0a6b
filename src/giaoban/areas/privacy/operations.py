"""The acts on personal data: purposes, consents, requests, breaches, retention; and erasing, which reaches the journal too.

Erasing: two people agree, the words go, in the record and in all that the journal keeps of it; that it was done stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.areas.privacy import rules
from giaoban.areas.privacy.erasing import SAID, Taking, blank, named, rows_of, taken, words_of
from giaoban.areas.privacy.models import Breach, Consent, DataPurpose, DataRequest, Mark, Retention
from giaoban.areas.privacy.queries import (
    COLUMNS,
    Inventory,
    at,
    breach_hours_on,
    inventory_of,
    kept_too_long,
    standing,
    terms_on,
)
from giaoban.core.refusal import refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.models import Proposal
from giaoban.ground.access.policy import Actor, may
from giaoban.ground.access.second_lock import whole_tree
from giaoban.ground.journal.clock import now, today
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import looked
from giaoban.ground.people.forgetting import forget_copies
from giaoban.ground.people.models import Membership, Person
from giaoban.ground.regulations.calendar import WorkingDays
from giaoban.ground.seconding import done_when_confirmed, propose
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import hold, writing

NOTHING_DUE = "Chưa có dữ liệu nào hết thời hạn lưu theo quy định này."

# -- purposes ---------------------------------------------------------------------------------------------------------


def state_purpose(
    *, actor: Actor, unit: Unit, name: str, ground: str, basis: str, data: str, from_on: date, recipients: str = ""
) -> DataPurpose:
    """The unit processes that data for that purpose from that day; its ground counts as unchecked until confirmed."""
    with writing(actor, "purposes.state_purpose", unit=unit, on=from_on, past_lock=True):
        return DataPurpose.objects.create(
            unit=unit, name=squeeze(name), ground=ground, basis=squeeze(basis), data=data.strip(),
            recipients=recipients.strip(), valid=DateRange(from_on, None),
        )  # fmt: skip


def confirm_ground(*, actor: Actor, record: DataPurpose, source: str) -> DataPurpose:
    """The text that the purpose rests on was compared; from now on it is shown as what it is."""
    with writing(actor, "purposes.confirm_ground", unit=record.unit, on=today(), past_lock=True, record=record):
        refuse_if(rules.why_not_confirm(mark=record.mark, source=source))
        record.mark, record.source = Mark.CONFIRMED, squeeze(source)
        record.save()
        return record


def end_purpose(*, actor: Actor, record: DataPurpose, on: date, reason: str) -> DataPurpose:
    """From that day nothing is processed for that purpose; consents to it stay on record."""
    with writing(actor, "purposes.end_purpose", unit=record.unit, on=on, reason=reason, past_lock=True, record=record):
        refuse_if(rules.why_not_end(from_on=record.valid.lower, on=on))
        record.valid = DateRange(record.valid.lower, on)
        record.save()
        return record


def inventory(*, actor: Actor, unit: Unit, on: date) -> Inventory:
    """The processing inventory of the unit and all below it; the journal says who took it out."""
    refuse_if(
        []
        if may(actor, "purposes.inventory", unit, on=on)
        else ["Đồng chí không có quyền lập danh mục xử lý của tổ chức này."]
    )
    looked(actor, "purposes.inventory", unit=unit.pk, kind=Entry.Kind.EXPORT)
    return inventory_of(unit, on=on)


# -- consents ---------------------------------------------------------------------------------------------------------


def record_consent(
    *,
    actor: Actor,
    person: Person,
    purpose: DataPurpose,
    given_on: date,
    form: str,
    text: str,
    unit: Unit | None = None,
) -> Consent:
    """The person has agreed to that purpose on that day, in that form and to that text."""
    with writing(actor, "consents.record_consent", unit=person.unit, on=given_on, past_lock=True):
        hold(person)
        refuse_if(
            rules.why_not_consent(
                ground=purpose.ground, given_on=given_on, from_on=purpose.valid.lower, until_on=purpose.valid.upper,
                standing=standing(person, purpose) is not None,
            )
        )  # fmt: skip
        return Consent.objects.create(
            unit=person.unit, person=person, purpose=purpose, given_on=given_on, form=form, text=text.strip()
        )


def withdraw_consent(*, actor: Actor, record: Consent, on: date, form: str) -> Consent:
    """The consent no longer holds from that day; what was done under it before stays lawful."""
    with writing(actor, "consents.withdraw_consent", unit=record.unit, on=on, past_lock=True, record=record):
        refuse_if(rules.why_not_withdraw(given_on=record.given_on, on=on, withdrawn_on=record.withdrawn_on))
        record.withdrawn_on, record.withdrawn_form = on, form
        record.save()
        return record


# -- requests of persons ----------------------------------------------------------------------------------------------


def receive(
    *, actor: Actor, person: Person, kind: str, what: str, received_on: date, form: str, by_others: bool = False,
    unit: Unit | None = None,
) -> DataRequest:  # fmt: skip
    """The person's request has come in on that day, and its clocks run."""
    return _received(actor, "data_requests.receive", person, kind, what, received_on, form, by_others)


def ask(*, actor: Actor, kind: str, what: str) -> DataRequest:
    """The member who is signed in asks something of their own data, today."""
    refuse_if([] if actor.person else ["Tài khoản này chưa gắn với hồ sơ đảng viên nào."])
    assert actor.person is not None
    refuse_if([] if what.strip() else ["Cần ghi đồng chí đề nghị điều gì."])
    return _received(actor, "own.ask", actor.person, kind, what, today(), DataRequest.Form.PROGRAM, False)


def _received(
    actor: Actor, act: str, person: Person, kind: str, what: str, received_on: date, form: str, by_others: bool
) -> DataRequest:
    terms, calendar = terms_on(received_on, kind=kind, by_others=by_others), WorkingDays().after
    with writing(actor, act, unit=person.unit, on=received_on, past_lock=True):
        return DataRequest.objects.create(
            unit=person.unit, person=person, kind=kind, what=what.strip(), received_on=received_on, form=form,
            by_others=by_others,
            acknowledge_by=rules.acknowledge_by(received_on, terms, calendar),
            answer_by=rules.answer_by(received_on, terms, calendar),
        )  # fmt: skip


def acknowledge(*, actor: Actor, record: DataRequest, on: date) -> DataRequest:
    """The person was told on that day that the request has come in."""
    with writing(actor, "data_requests.acknowledge", unit=record.unit, on=on, past_lock=True, record=record):
        refuse_if(
            rules.why_not_acknowledge(
                received_on=record.received_on,
                on=on,
                acknowledged_on=record.acknowledged_on,
                answered_on=record.answered_on,
            )
        )
        record.acknowledged_on = on
        record.save()
        return record


def extend(*, actor: Actor, record: DataRequest, until_on: date, reason: str, on: date) -> DataRequest:
    """The answer is put off to that day, once, with the reason that the person is told."""
    with writing(actor, "data_requests.extend", unit=record.unit, on=on, past_lock=True, record=record):
        terms = terms_on(record.received_on, kind=record.kind, by_others=record.by_others)
        refuse_if(
            rules.why_not_extend(
                due=record.answer_by, until_on=until_on, on=on, extended_to=record.extended_to,
                answered_on=record.answered_on, terms=terms, calendar=WorkingDays().after,
            )
        )  # fmt: skip
        record.extended_to, record.extension_reason = until_on, reason.strip()
        record.save()
        return record


def answer(
    *, actor: Actor, record: DataRequest, on: date, outcome: str, answer: str, refusal_reason: str = ""
) -> DataRequest:
    """The request is closed with that answer; who asked in the program reads it there."""
    with writing(actor, "data_requests.answer", unit=record.unit, on=on, past_lock=True, record=record):
        refuse_if(
            rules.why_not_answer(
                received_on=record.received_on, on=on, answered_on=record.answered_on, outcome=outcome, answer=answer,
                refusal_reason=refusal_reason,
            )
        )  # fmt: skip
        record.answered_on, record.outcome = on, outcome
        record.answer, record.refusal_reason = answer.strip(), refusal_reason.strip()
        record.acknowledged_on = record.acknowledged_on or on
        record.save()
        return record


# -- breaches ---------------------------------------------------------------------------------------------------------


def record_breach(
    *, actor: Actor, unit: Unit, what: str, data: str, detected_on: date, detected_at: str,
    happened_on: date | None = None, happened_at: str = "", people_count: int | None = None, measures: str = "",
) -> Breach:  # fmt: skip
    """The breach is on record; the clock of its report runs from the hour at which it was found out."""
    hour = rules.read_hour(detected_at)
    refuse_if([] if hour else [f"Không hiểu giờ phát hiện “{detected_at}”; ghi như 14:30 hoặc 14h30."])
    found_out = at(detected_on, hour)
    hour = rules.read_hour(happened_at or "0:00")
    refuse_if([] if hour else [f"Không hiểu giờ xảy ra “{happened_at}”; ghi như 14:30 hoặc 14h30."])
    happened = at(happened_on, hour) if happened_on else None
    refuse_if(rules.why_not_record_breach(happened_at=happened, detected_at=found_out, now=now(), what=what))
    with writing(actor, "breaches.record_breach", unit=unit, on=detected_on, past_lock=True):
        return Breach.objects.create(
            unit=unit, what=what.strip(), data=data.strip(), detected_at=found_out, happened_at=happened,
            people_count=people_count, measures=measures.strip(),
            notify_by=rules.notify_by(found_out, breach_hours_on(detected_on)),
        )  # fmt: skip


def describe_breach(
    *, actor: Actor, record: Breach, on: date, consequences: str, measures: str, people_count: int | None = None
) -> Breach:
    """The record says what is known now of the breach."""
    with writing(actor, "breaches.describe_breach", unit=record.unit, on=on, past_lock=True, record=record):
        refuse_if([] if record.closed_on is None else [f"Vụ việc đã kết thúc ngày {record.closed_on:%d/%m/%Y}."])
        record.consequences, record.measures, record.people_count = consequences.strip(), measures.strip(), people_count
        record.save()
        return record


def notify(
    *, actor: Actor, record: Breach, notified_on: date, notified_at: str, notified_to: str, notice_number: str = ""
) -> Breach:
    """The competent authority was told of the breach at that hour."""
    with writing(actor, "breaches.notify", unit=record.unit, on=notified_on, past_lock=True, record=record):
        hour = rules.read_hour(notified_at)
        refuse_if([] if hour else [f"Không hiểu giờ thông báo “{notified_at}”; ghi như 14:30 hoặc 14h30."])
        moment = at(notified_on, hour)
        refuse_if(rules.why_not_notify(detected_at=record.detected_at, notified_at=moment, already=record.notified_at))
        record.notified_at, record.notified_to, record.notice_number = (
            moment,
            squeeze(notified_to),
            squeeze(notice_number),
        )
        record.save()
        return record


def tell_people(*, actor: Actor, record: Breach, on: date) -> Breach:
    """The people concerned were told on that day."""
    with writing(actor, "breaches.tell_people", unit=record.unit, on=on, past_lock=True, record=record):
        record.told_on = on
        record.save()
        return record


def close_breach(*, actor: Actor, record: Breach, on: date, no_notice_reason: str = "") -> Breach:
    """The breach is dealt with; unreported only with the reason why it did not have to be reported."""
    with writing(actor, "breaches.close_breach", unit=record.unit, on=on, past_lock=True, record=record):
        refuse_if(
            rules.why_not_close_breach(
                notified_at=record.notified_at, no_notice_reason=no_notice_reason, closed_on=record.closed_on
            )
        )
        record.closed_on, record.no_notice_reason = on, no_notice_reason.strip()
        record.save()
        return record


# -- retention --------------------------------------------------------------------------------------------------------


def set_retention(*, actor: Actor, unit: Unit, subject: str, keep_months: int, source: str, from_on: date) -> Retention:
    """From that day the data stays so many months; a rule of the same unit on the same data ends the day before."""
    refuse_if(rules.why_not_keep(keep_months=keep_months, source=source))
    with writing(actor, "retention.set_retention", unit=unit, on=from_on, past_lock=True):
        for other in Retention.objects.filter(unit=unit, subject=subject, valid__contains=from_on):
            refuse_if(rules.why_not_end(from_on=other.valid.lower, on=from_on))
            other.valid = DateRange(other.valid.lower, from_on)
            other.save()
        return Retention.objects.create(
            unit=unit, subject=subject, keep_months=keep_months, source=squeeze(source), valid=DateRange(from_on, None)
        )


def end_retention(*, actor: Actor, record: Retention, on: date, reason: str) -> Retention:
    """From that day nothing is deleted by this rule."""
    unit = record.unit
    with writing(actor, "retention.end_retention", unit=unit, on=on, reason=reason, past_lock=True, record=record):
        refuse_if(rules.why_not_end(from_on=record.valid.lower, on=on))
        record.valid = DateRange(record.valid.lower, on)
        record.save()
        return record


# -- erasing, which two people agree to ---------------------------------------------------------------------------------


def erase_kept_too_long(*, actor: Actor, record: Retention, on: date) -> Proposal:
    """It is proposed that what the rule no longer lets stay is erased, in the records and in the journal."""
    rows = list(kept_too_long(record, on=on))
    refuse_if([] if rows else [NOTHING_DUE])
    return propose(
        actor=actor, act="retention.erase", unit=record.unit,
        sentence=f"Xóa mục “{record}” của {len(rows)} hồ sơ đã hết thời hạn lưu, cả trong nhật ký",
        record=record.pk, on=f"{on}", **named([(rows, _columns_of(record))]),
    )  # fmt: skip


@done_when_confirmed("retention.erase")
def _erased_when_due(actor: Actor, held: Proposal) -> None:
    """What was due then and is due still is gone: somebody may have become a member again."""
    record = Retention.objects.get(pk=held.words["record"])
    with _erasing(actor, held, record) as on:
        rows = [row for row in kept_too_long(record, on=on) if row.pk in rows_of(held.words, type(row))]
        refuse_if([] if rows else [NOTHING_DUE])
        blank([(rows, _columns_of(record))])


def _columns_of(record: Retention) -> tuple[str, ...]:
    return ("what", "answer", "refusal_reason") if record.subject == "requests" else COLUMNS[record.subject]


def erase_on_request(*, actor: Actor, record: DataRequest, what: str, reason: str, on: date) -> Proposal:
    """It is proposed that what the person asked to erase goes, as far as no rule keeps it; the request stays to be answered.

    Everything of somebody goes only where they never were a member: a member's file is kept for good by the archives.
    """
    refuse_if([] if reason.strip() else ["Cần ghi lý do xóa dữ liệu cá nhân."])
    refuse_if(_why_not_erase(record, what))
    return propose(
        actor=actor, act="data_requests.erase", unit=record.unit, reason=reason,
        sentence=f"Xóa {SAID[what]} theo yêu cầu số {record.pk} nhận ngày {record.received_on:%d/%m/%Y}, cả trong nhật ký",
        record=record.pk, what=what, on=f"{on}", **named(taken(record.person, what)),
    )  # fmt: skip


@done_when_confirmed("data_requests.erase")
def _erased_on_request(actor: Actor, held: Proposal) -> None:
    record, what = DataRequest.objects.get(pk=held.words["record"]), held.words["what"]
    with _erasing(actor, held, record):
        refuse_if(_why_not_erase(record, what))
        taking = list(taken(record.person, what))
        refuse_if(_why_more(held.words, taking))
        words = words_of(record.person) if what == "person" else []
        blank(taking)
        forget_copies(words)


@contextmanager
def _erasing(actor: Actor, held: Proposal, record: DataRequest | Retention) -> Iterator[date]:
    """Inside, what two people agreed to may be blanked in the journal, which looks at the agreement itself."""
    on = date.fromisoformat(held.words["on"])
    with writing(
        actor, held.act, unit=record.unit, on=on, reason=held.reason, past_lock=True, record=record,
        detail={"proposal": held.pk},
    ):  # fmt: skip
        yield on


def _why_not_erase(record: DataRequest, what: str) -> list[str]:
    with whole_tree():
        member = Membership.objects.filter(person=record.person).exists()
    return rules.why_not_erase(answered_on=record.answered_on, whole=what == "person", member=member)


def _why_more(agreed: dict[str, Any], taking: Taking) -> list[str]:
    now = named(taking)["rows"]
    more = any(set(rows) - set(agreed["rows"].get(table, ())) for table, rows in now.items())
    return ["Từ ngày đề nghị đã có thêm dữ liệu về người này; hãy từ chối và lập đề nghị mới."] if more else []

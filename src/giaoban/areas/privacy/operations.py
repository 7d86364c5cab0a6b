"""The acts on personal data: purposes, consents, requests, breaches, retention; and erasing, which reaches the journal too.

Erasing: the words go, in the record and in all that the journal keeps of it; that it was done stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import CharField, TextField

from giaoban.areas.privacy import rules
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
from giaoban.ground.access.policy import Actor, may
from giaoban.ground.access.second_lock import whole_tree
from giaoban.ground.journal.chain import ERASING
from giaoban.ground.journal.clock import now, today
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import looked
from giaoban.ground.people.forgetting import forget_copies
from giaoban.ground.people.models import Membership, Person
from giaoban.ground.regulations.calendar import WorkingDays
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import writing

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
    refuse_if(rules.why_not_confirm(mark=record.mark, source=source))
    with writing(actor, "purposes.confirm_ground", unit=record.unit, on=today(), past_lock=True):
        record.mark, record.source = Mark.CONFIRMED, squeeze(source)
        record.save()
        return record


def end_purpose(*, actor: Actor, record: DataPurpose, on: date, reason: str) -> DataPurpose:
    """From that day nothing is processed for that purpose; consents to it stay on record."""
    refuse_if(rules.why_not_end(from_on=record.valid.lower, on=on))
    with writing(actor, "purposes.end_purpose", unit=record.unit, on=on, reason=reason, past_lock=True):
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
    refuse_if(
        rules.why_not_consent(
            ground=purpose.ground, given_on=given_on, from_on=purpose.valid.lower, until_on=purpose.valid.upper,
            standing=standing(person, purpose) is not None,
        )
    )  # fmt: skip
    with writing(actor, "consents.record_consent", unit=person.unit, on=given_on, past_lock=True):
        return Consent.objects.create(
            unit=person.unit, person=person, purpose=purpose, given_on=given_on, form=form, text=text.strip()
        )


def withdraw_consent(*, actor: Actor, record: Consent, on: date, form: str) -> Consent:
    """The consent no longer holds from that day; what was done under it before stays lawful."""
    refuse_if(rules.why_not_withdraw(given_on=record.given_on, on=on, withdrawn_on=record.withdrawn_on))
    with writing(actor, "consents.withdraw_consent", unit=record.unit, on=on, past_lock=True):
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
    refuse_if(
        rules.why_not_acknowledge(
            received_on=record.received_on,
            on=on,
            acknowledged_on=record.acknowledged_on,
            answered_on=record.answered_on,
        )
    )
    with writing(actor, "data_requests.acknowledge", unit=record.unit, on=on, past_lock=True):
        record.acknowledged_on = on
        record.save()
        return record


def extend(*, actor: Actor, record: DataRequest, until_on: date, reason: str, on: date) -> DataRequest:
    """The answer is put off to that day, once, with the reason that the person is told."""
    terms = terms_on(record.received_on, kind=record.kind, by_others=record.by_others)
    refuse_if(
        rules.why_not_extend(
            due=record.answer_by, until_on=until_on, on=on, extended_to=record.extended_to,
            answered_on=record.answered_on, terms=terms, calendar=WorkingDays().after,
        )
    )  # fmt: skip
    with writing(actor, "data_requests.extend", unit=record.unit, on=on, past_lock=True):
        record.extended_to, record.extension_reason = until_on, reason.strip()
        record.save()
        return record


def answer(
    *, actor: Actor, record: DataRequest, on: date, outcome: str, answer: str, refusal_reason: str = ""
) -> DataRequest:
    """The request is closed with that answer; who asked in the program reads it there."""
    refuse_if(
        rules.why_not_answer(
            received_on=record.received_on, on=on, answered_on=record.answered_on, outcome=outcome, answer=answer,
            refusal_reason=refusal_reason,
        )
    )  # fmt: skip
    with writing(actor, "data_requests.answer", unit=record.unit, on=on, past_lock=True):
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
    refuse_if([] if record.closed_on is None else [f"Vụ việc đã kết thúc ngày {record.closed_on:%d/%m/%Y}."])
    with writing(actor, "breaches.describe_breach", unit=record.unit, on=on, past_lock=True):
        record.consequences, record.measures, record.people_count = consequences.strip(), measures.strip(), people_count
        record.save()
        return record


def notify(
    *, actor: Actor, record: Breach, notified_on: date, notified_at: str, notified_to: str, notice_number: str = ""
) -> Breach:
    """The competent authority was told of the breach at that hour."""
    hour = rules.read_hour(notified_at)
    refuse_if([] if hour else [f"Không hiểu giờ thông báo “{notified_at}”; ghi như 14:30 hoặc 14h30."])
    moment = at(notified_on, hour)
    refuse_if(rules.why_not_notify(detected_at=record.detected_at, notified_at=moment, already=record.notified_at))
    with writing(actor, "breaches.notify", unit=record.unit, on=notified_on, past_lock=True):
        record.notified_at, record.notified_to, record.notice_number = (
            moment,
            squeeze(notified_to),
            squeeze(notice_number),
        )
        record.save()
        return record


def tell_people(*, actor: Actor, record: Breach, on: date) -> Breach:
    """The people concerned were told on that day."""
    with writing(actor, "breaches.tell_people", unit=record.unit, on=on, past_lock=True):
        record.told_on = on
        record.save()
        return record


def close_breach(*, actor: Actor, record: Breach, on: date, no_notice_reason: str = "") -> Breach:
    """The breach is dealt with; unreported only with the reason why it did not have to be reported."""
    refuse_if(
        rules.why_not_close_breach(
            notified_at=record.notified_at, no_notice_reason=no_notice_reason, closed_on=record.closed_on
        )
    )
    with writing(actor, "breaches.close_breach", unit=record.unit, on=on, past_lock=True):
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
    refuse_if(rules.why_not_end(from_on=record.valid.lower, on=on))
    with writing(actor, "retention.end_retention", unit=record.unit, on=on, reason=reason, past_lock=True):
        record.valid = DateRange(record.valid.lower, on)
        record.save()
        return record


def erase_kept_too_long(*, actor: Actor, record: Retention, on: date) -> int:
    """What the rule no longer lets stay is erased, in the records and in the journal; answers how many rows."""
    with writing(actor, "retention.erase", unit=record.unit, on=on, past_lock=True, detail={"rule": record.pk}):
        rows = list(kept_too_long(record, on=on))
        refuse_if([] if rows else ["Chưa có dữ liệu nào hết thời hạn lưu theo quy định này."])
        columns = ("what", "answer", "refusal_reason") if record.subject == "requests" else COLUMNS[record.subject]
        _erase([(rows, columns)])
        return len(rows)


# -- erasing ----------------------------------------------------------------------------------------------------------

ERASABLE = ("phone", "identity_number", "native_place", "ethnicity")
"""What is kept of a person without the Charter asking for it; the roll itself is kept for good."""
GONE = "(đã xóa)"
OF_PERSON = (
    "name", "name_key", "name_fold", "born_on", "sex", "card_number", "schooling", "qualification", "political_theory",
    "admitted_on", "official_on", *ERASABLE,
)  # fmt: skip
"""All that is known of somebody who never was a member."""


def erase(*, actor: Actor, person: Person, columns: tuple[str, ...], reason: str, on: date, act: str = ERASING) -> None:
    """The named columns of the person are empty, and blanked in every journal entry; the chain still proves the rest.

    Refused without a reason, and for columns that the roll needs.
    """
    kept = [name for name in columns if name not in ERASABLE]
    refuse_if(
        [
            *([] if reason.strip() else ["Cần ghi lý do xóa dữ liệu cá nhân."]),
            *([] if columns else ["Cần chọn dữ liệu cần xóa."]),
            *[f"Mục “{name}” thuộc hồ sơ đảng viên phải lưu giữ, không xóa được." for name in kept],
        ]
    )
    detail = {"person": person.pk, "columns": list(columns)}
    with writing(actor, act, unit=person.unit, on=on, reason=reason, detail=detail, past_lock=True):
        _erase([([person], columns)])


def forget_person(*, actor: Actor, person: Person, reason: str, on: date, act: str = ERASING) -> None:
    """Nobody can tell any more who this was: name and all else are gone from every record, the journal and the copies.

    Only for somebody who never was a member: a member's file is kept for good by the archives.
    """
    with whole_tree():
        member = Membership.objects.filter(person=person).exists()
    refuse_if(
        [
            *([] if reason.strip() else ["Cần ghi lý do xóa dữ liệu cá nhân."]),
            *(
                [
                    "Hồ sơ đảng viên thuộc diện lưu giữ lâu dài, không xóa được tên; có thể hạn chế xử lý hoặc xóa từng mục."
                ]
                if member
                else []
            ),
        ]
    )
    words = [person.name, person.name_fold, person.card_number, *(getattr(person, name) for name in ERASABLE)]
    with writing(actor, act, unit=person.unit, on=on, reason=reason, detail={"person": person.pk}, past_lock=True):
        _erase([([person], OF_PERSON), *_rows_about(person)])
        forget_copies(words)


def _rows_about(person: Person) -> Iterable[tuple[list[Any], Sequence[str]]]:
    """The rows of every area that are about the person, by table, with the columns that are somebody's own words."""
    for model in apps.get_models():
        if not model.__module__.startswith(("giaoban.areas.", "giaoban.ground.")) or model is Person:
            continue
        fields = model._meta.concrete_fields
        columns = [
            one.name for one in fields if isinstance(one, CharField | TextField) and not one.choices and one.blank
        ]
        if columns and any(one.name == "person" and one.related_model is Person for one in fields):
            with whole_tree():
                rows = list(model._default_manager.filter(person=person))
            if rows:
                yield rows, columns


def _erase(what: Iterable[tuple[Sequence[Any], Sequence[str]]]) -> None:
    """Those columns of those rows are empty, and blanked in the journal; once in a ``writing()``, which names new hashes."""
    tables: dict[str, list[int]] = {}
    named: dict[str, list[str]] = {}
    words: list[str] = []
    with whole_tree():
        for rows, columns in what:
            model = type(rows[0])
            words += [
                str(getattr(row, name)) for row in rows for name in columns if name in COPIED and getattr(row, name)
            ]
            for row in rows:
                for name in columns:
                    empty = None if model._meta.get_field(name).null else ""
                    setattr(row, name, GONE if name == "name" else empty)
            model._default_manager.bulk_update(rows, list(columns), batch_size=500)
            tables[model._meta.db_table], named[model._meta.db_table] = [row.pk for row in rows], list(columns)
        with connection.cursor() as cursor:
            cursor.execute("SELECT journal_erase(%s::jsonb, %s::jsonb)", [json.dumps(tables), json.dumps(named)])
    forget_copies(words)


COPIED = frozenset({"phone", "identity_number"})
"""What stands word for word in a copy and can be told from other words there."""


WHAT: dict[str, tuple[str, ...]] = {**COLUMNS, "all": ERASABLE, "person": OF_PERSON}
"""What an erasure on request can take away."""


def erase_on_request(*, actor: Actor, record: DataRequest, what: str, reason: str, on: date) -> DataRequest:
    """What the person asked to erase is gone, as far as no rule keeps it; the request itself is still to be answered."""
    refuse_if(
        [f"Yêu cầu này đã được trả lời ngày {record.answered_on:%d/%m/%Y}."] if record.answered_on is not None else []
    )
    act = "data_requests.erase"
    if what == "person":
        forget_person(actor=actor, person=record.person, reason=reason, on=on, act=act)
    else:
        erase(actor=actor, person=record.person, columns=WHAT[what], reason=reason, on=on, act=act)
    return record

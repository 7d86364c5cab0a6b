"""The acts of study: a plan with its list of those who must, sessions, the roll, the written reflection."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from giaoban.areas.study import rules
from giaoban.areas.study.models import Attendance, Document, Duty, Plan, Session
from giaoban.areas.study.queries import candidates, duties_of
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import normalise, respell, squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import ids_under
from giaoban.ground.writing import why_not_dated, writing


def _tidy(text: str) -> str:
    return squeeze(respell(normalise(text)))


def plan(
    *,
    actor: Actor,
    unit: Unit,
    issuer: str,
    number: str,
    issued_on: date,
    title: str,
    audience: str,
    from_on: date,
    until_on: date,
    counted_on: date,
    exempt_counted: bool = False,
) -> Plan:
    """The unit plans the study of a document; everybody of the audience on ``counted_on`` has to, from then on.

    Who is on another plan's list for the same document stays there: nobody has to study one document twice.
    """
    with writing(actor, "study.plan", unit=unit, on=until_on):
        document = Document.objects.filter(
            issuer__iexact=_tidy(issuer), number__iexact=_tidy(number), issued_on=issued_on
        ).first()
        chosen = rules.audience_of(
            candidates(unit, on=counted_on),
            audience=audience,
            exempt_counted=exempt_counted,
            bound=_bound(document),
        )
        refuse_if(
            rules.why_not_plan(
                issuer=issuer,
                number=number,
                title=title,
                issued_on=issued_on,
                from_on=from_on,
                until_on=until_on,
                counted_on=counted_on,
                learners=len(chosen),
            )
        )
        if document is None:
            document = Document.objects.create(
                issuer=_tidy(issuer), number=_tidy(number), issued_on=issued_on, title=_tidy(title)
            )
        made = Plan.objects.create(
            unit=unit,
            document=document,
            audience=audience,
            exempt_counted=exempt_counted,
            from_on=from_on,
            until_on=until_on,
            half=rules.half_of(until_on),
            counted_on=counted_on,
        )
        _bind(made, chosen)
        return made


def _bound(document: Document | None) -> set[int]:
    return set(Duty.objects.filter(document=document).values_list("person", flat=True)) if document else set()


def _bind(made: Plan, chosen: Collection[rules.Candidate]) -> None:
    Duty.objects.bulk_create(
        [
            Duty(
                document_id=made.document_id,
                plan=made,
                person_id=candidate.person_id,
                unit_id=candidate.unit_id,
                half=made.half,
            )
            for candidate in chosen
        ],
        batch_size=5000,
    )


def recount(*, actor: Actor, record: Plan, counted_on: date, reason: str) -> Plan:
    """The list of those who must is drawn up anew: newcomers are added, who left and never came is taken off."""
    with writing(actor, "study.recount", unit=record.unit, on=record.until_on, reason=reason, record=record):
        if not squeeze(reason):
            raise Refused("Lập lại danh sách phải ghi lý do.")
        record = Plan.objects.select_for_update(of=("self",)).get(pk=record.pk)
        others = Duty.objects.filter(document=record.document_id).exclude(plan=record).values_list("person", flat=True)
        chosen = rules.audience_of(
            candidates(record.unit, on=counted_on),
            audience=record.audience,
            exempt_counted=record.exempt_counted,
            bound=others,
        )
        wanted = {candidate.person_id: candidate for candidate in chosen}
        present = dict(record.duties.values_list("person", "pk"))
        called = set(Attendance.objects.filter(session__plan=record).values_list("duty", flat=True))
        gone = [key for person, key in present.items() if person not in wanted and key not in called]
        Duty.objects.filter(pk__in=gone, reflection_on__isnull=True).delete()
        _bind(record, [candidate for person, candidate in wanted.items() if person not in present])
        record.counted_on = counted_on
        record.save(update_fields=["counted_on"])
        return record


def hold(
    *,
    actor: Actor,
    unit: Unit,
    plan: Plan,
    held_on: date,
    form: str,
    make_up: bool = False,
    place: str = "",
    speaker: str = "",
) -> Session:
    """The unit holds a session of the plan on that day, for those of its members who have to study."""
    with writing(actor, "study.hold", unit=unit, on=held_on):
        learners = plan.duties.filter(unit__in=ids_under(unit, on=held_on) | {unit.pk}).count()
        refuse_if(
            rules.why_not_hold(
                held_on=held_on,
                from_on=plan.from_on,
                until_on=plan.until_on,
                make_up=make_up,
                learners=learners,
            )
        )
        return Session.objects.create(
            plan=plan,
            unit=unit,
            held_on=held_on,
            form=form,
            make_up=make_up,
            in_half=held_on < rules.half_after(plan.half),
            place=_tidy(place),
            speaker=_tidy(speaker),
        )


def call_roll(
    *, actor: Actor, record: Session, statuses: Mapping[int, str], rest: str = "", within: Collection[int] | None = None
) -> int:
    """Attendance by duty id is on record; ``rest`` is that of everybody else (of the cells ``within``); answers how many."""
    with writing(actor, "study.call_roll", unit=record.unit, on=record.held_on, record=record):
        refuse_if(why_not_dated(record.held_on, happened=True))
        duties = duties_of(record)
        if within is not None:
            duties = duties.filter(unit__in=within)
        ids = list(duties.values_list("pk", flat=True))
        if set(statuses) - set(ids):
            raise Refused("Có người không thuộc danh sách phải học; mở lại trang điểm danh rồi ghi lại.")
        if not set(statuses.values()) | {rest} <= {*Attendance.Status.values, ""}:
            raise Refused("Trạng thái điểm danh không hợp lệ.")
        rows = [
            Attendance(session=record, duty_id=key, status=status)
            for key in ids
            if (status := statuses.get(key, "") or rest)
        ]
        named = {row.duty_id for row in rows}
        Attendance.objects.filter(session=record, duty__in=[key for key in ids if key not in named]).delete()
        Attendance.objects.bulk_create(
            rows,
            batch_size=5000,
            update_conflicts=True,
            unique_fields=["session", "duty"],
            update_fields=["status"],
        )
        return len(rows)


def note_reflection(*, actor: Actor, record: Duty, reflection_on: date) -> Duty:
    """The person's written reflection on the document was handed in on that day."""
    with writing(actor, "learners.note_reflection", unit=record.unit, on=reflection_on, record=record):
        if reflection_on < record.plan.from_on:
            raise Refused(
                f"Bài thu hoạch ngày {reflection_on:%d/%m/%Y} trước khi kế hoạch bắt đầu ({record.plan.from_on:%d/%m/%Y})."
            )
        record.reflection_on = reflection_on
        record.save(update_fields=["reflection_on"])
        return record


def cancel_session(*, actor: Actor, record: Session, reason: str) -> None:
    """The session and its roll are struck out, for that reason; the journal keeps them."""
    with writing(actor, "study.cancel_session", unit=record.unit, on=record.held_on, reason=reason, record=record):
        if not squeeze(reason):
            raise Refused("Gạch bỏ buổi học phải ghi lý do.")
        record.attendances.all().delete()
        record.delete()


def void(*, actor: Actor, record: Plan, reason: str) -> None:
    """The plan, its list and its sessions are struck out, for that reason; the journal keeps them."""
    with writing(actor, "study.void", unit=record.unit, on=record.until_on, reason=reason, record=record):
        if not squeeze(reason):
            raise Refused("Gạch bỏ kế hoạch phải ghi lý do.")
        Attendance.objects.filter(session__plan=record).delete()
        record.sessions.all().delete()
        record.duties.all().delete()
        record.delete()

"""The acts on where a member stands: exemption, posts, and the ends of a membership."""

from __future__ import annotations

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.areas.members.importing import PER_CELL
from giaoban.areas.members.rules import why_not_end
from giaoban.core.refusal import Refused, refuse_if
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.people.models import Exemption, Membership, Person, Position
from giaoban.ground.people.queries import cell_of, is_exempt_from, membership_of
from giaoban.ground.people.spells import end_all, end_spell, touch
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.queries import kind_of, parent_of
from giaoban.ground.writing import hold, writing


def exempt(*, actor: Actor, record: Person, on: date) -> Exemption:
    """From that day the member is exempt from work and meetings, and still on the roll."""
    with writing(actor, "members.exempt", unit=record.unit, on=on, record=record):
        already = ["Đảng viên đang được miễn công tác và sinh hoạt, hoặc đã có quyết định miễn từ ngày sau đó."]
        refuse_if(_why_no_member(record, on) + (already if is_exempt_from(record, on=on) else []))
        touch(record)
        return Exemption.objects.create(person=record, unit=cell_of(record, on=on), valid=DateRange(on, None))


def end_exemption(*, actor: Actor, record: Person, on: date) -> None:
    """From that day the member takes part in work and meetings again."""
    with writing(actor, "members.end_exemption", unit=record.unit, on=on, record=record):
        spell = Exemption.objects.filter(person=record, valid__contains=on).first()
        if spell is None:
            raise Refused("Đảng viên không ở diện miễn công tác và sinh hoạt vào ngày này.")
        refuse_if(why_not_end(began_on=spell.valid.lower, on=on, what="Diện miễn"))
        touch(record)
        end_spell(spell, on=on)


def remove_name(*, actor: Actor, record: Person, on: date, reason: str, decision: str = "") -> Person:
    """From that day the person is struck off the roll by decision (xóa tên): no punishment, no expulsion."""
    return _end("members.remove_name", actor, record, on, reason, decision, Membership.End.REMOVED)


def permit_leave(*, actor: Actor, record: Person, on: date, reason: str, decision: str = "") -> Person:
    """From that day the person has left the Party at their own wish (cho ra khỏi Đảng)."""
    return _end("members.permit_leave", actor, record, on, reason, decision, Membership.End.LEFT)


def record_death(*, actor: Actor, record: Person, on: date) -> Person:
    """The member died on that day and is counted no more from it on."""
    return _end("members.record_death", actor, record, on, "", "", Membership.End.DIED)


def _end(act: str, actor: Actor, person: Person, on: date, reason: str, decision: str, by: str) -> Person:
    detail = {"decision": decision} if decision else {}
    with writing(actor, act, unit=person.unit, on=on, reason=reason, detail=detail, record=person):
        membership = membership_of(person, on=on)
        began_on = membership.valid.lower if membership else None
        refuse_if(
            _why_no_member(person, on)
            + why_not_end(began_on=began_on, on=on, what="Sinh hoạt đảng")
            + ([] if by == Membership.End.DIED else _why_ended(person))
        )
        touch(person)
        end_all(person, on=on, by=by)
        return person


def hold_post(*, actor: Actor, record: Person, body: str, post: str, on: date, decision: str = "") -> Position:
    """From that day the member holds that post: in the cell, or in the organisation above it for that one's bodies."""
    unit = _holding(record, body, on)
    with writing(actor, "members.hold_post", unit=unit or record.unit, on=on, record=record):
        if unit is None or unit != _holding(record, body, on):
            raise Refused("Chi bộ này không trực thuộc tổ chức nào vào ngày này.")
        held = Position.objects.filter(person=record, unit=unit, body=body, post=post, valid__overlap=(on, None))
        already = ["Đảng viên đang giữ chức vụ này, hoặc sẽ giữ từ ngày sau đó."] if held.exists() else []
        refuse_if(_why_no_member(record, on) + _why_not_elected(record, on) + already)
        touch(record)
        return Position.objects.create(
            person=record, unit=unit, body=body, post=post, decision=decision, valid=DateRange(on, None)
        )


def _holding(person: Person, body: str, on: date) -> Unit | None:
    """The unit whose post it is: the person's cell, or for a body that cells do not have the organisation above it."""
    cell = cell_of(person, on=on)
    own = body in PER_CELL or kind_of(cell, on=on) == Kind.GRASSROOTS_CELL
    return cell if own else parent_of(cell, on=on)


def leave_post(*, actor: Actor, record: Person, position: Position, on: date) -> None:
    """From that day the member no longer holds that post."""
    with writing(actor, "members.leave_post", unit=position.unit, on=on, record=record):
        hold(position)
        refuse_if(
            why_not_end(began_on=position.valid.lower, on=on, what="Chức vụ")
            + ([] if position.person_id == record.pk else ["Chức vụ này không phải của đảng viên này."])
        )
        touch(record)
        end_spell(position, on=on)


def strike_post(*, actor: Actor, record: Person, position: Position, reason: str) -> None:
    """The post, entered by mistake, was never held; the journal keeps it with the reason."""
    since = position.valid.lower
    with writing(
        actor, "members.strike_post", unit=position.unit, on=today(), moved_from=since, reason=reason, record=record
    ):
        hold(position)
        refuse_if([] if position.person_id == record.pk else ["Chức vụ này không phải của đảng viên này."])
        touch(record)
        position.delete()


def _why_ended(person: Person) -> list[str]:
    last = Membership.objects.filter(person=person).latest("valid")
    if last.valid.upper is None:
        return []
    ended = f"{last.get_ended_by_display()} từ {last.valid.upper:%d/%m/%Y}"
    return [f"Sinh hoạt đảng của {person.name} đã ghi kết thúc ({ended}); nếu ghi nhầm, hãy hoàn tác việc đó trước."]


def _why_not_elected(person: Person, on: date) -> list[str]:
    """A probationary member speaks, and neither votes, elects nor stands (Điều lệ Đảng; domain.md 1)."""
    membership = membership_of(person, on=on)
    if membership is None or membership.grade != Membership.Grade.PROBATIONARY:
        return []
    return [f"Ngày {on:%d/%m/%Y} {person.name} là đảng viên dự bị, chưa được ứng cử vào cơ quan lãnh đạo của Đảng."]


def _why_no_member(person: Person, on: date) -> list[str]:
    return [] if membership_of(person, on=on) else [f"{person.name} không phải là đảng viên vào ngày {on:%d/%m/%Y}."]

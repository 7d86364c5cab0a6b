"""The acts on the source list, and those that put people on the list of a class and take them off."""

from __future__ import annotations

from datetime import date

from giaoban.areas.classes import rules
from giaoban.areas.classes.models import Learner, Programme, Prospect, TheoryClass
from giaoban.areas.classes.queries import followed_on, is_for, listed_now, valid_until
from giaoban.core.corrections import why_not_correct
from giaoban.core.refusal import refuse_if
from giaoban.core.text import fold, normalise, squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.access.second_lock import whole_tree
from giaoban.ground.people.models import Membership, Person
from giaoban.ground.people.queries import membership_of
from giaoban.ground.units.models import MEETS, Unit
from giaoban.ground.units.queries import kind_of
from giaoban.ground.writing import hold, writing


def follow(
    *, actor: Actor, unit: Unit, name: str, born_on: date, sex: str, recognised_on: date, recognised_by: str
) -> Prospect:
    """The cell follows somebody whom a mass body has recognised; who has a dossier with the cell already is the same person."""
    with writing(actor, "prospects.follow", unit=unit, on=recognised_on):
        person = _on_file(unit, name, born_on) or Person(
            unit=unit, name=squeeze(normalise(name)), born_on=born_on, sex=sex
        )
        on_file = person.pk is not None
        refuse_if(
            ([] if kind_of(unit, on=recognised_on) in MEETS else ["Chỉ chi bộ mới có danh sách nguồn."])
            + rules.why_not_followed(
                kept_here=person.unit_id == unit.pk,
                member=on_file and membership_of(person, on=recognised_on) is not None,
                listed=on_file and Prospect.objects.filter(person=person, ended_on=None).exists(),
                recognised_on=recognised_on,
                born_on=born_on,
            ),
            people=[person.pk] if on_file else [],
        )
        if not on_file:
            person.key_name()
            person.save()
        return Prospect.objects.create(
            unit=unit, person=person, recognised_on=recognised_on, recognised_by=squeeze(recognised_by)
        )


def _on_file(unit: Unit, name: str, born_on: date) -> Person | None:
    """Whom the cell keeps under that name and birthday."""
    return Person.objects.filter(unit=unit, name_fold=fold(name), born_on=born_on).order_by("pk").first()


def correct_line(
    *, actor: Actor, record: Prospect, recognised_on: date, recognised_by: str, reason: str, version: int
) -> Prospect:
    """The line says who recognised the person and when; the journal keeps what it said before."""
    with writing(
        actor, "prospects.correct_line", unit=record.unit, on=recognised_on, moved_from=record.recognised_on, reason=reason,
        record=record,
    ):  # fmt: skip
        changes = (record.recognised_on, record.recognised_by) != (recognised_on, squeeze(recognised_by))
        refuse_if(
            why_not_correct(changes=changes, version=record.version, seen=version)
            + (
                rules.why_not_after(day=record.ended_on, earlier=recognised_on, what="ngày được công nhận")
                if record.ended_on
                else []
            )
        )
        record.recognised_on, record.recognised_by = recognised_on, squeeze(recognised_by)
        return _kept(record)


def take_off(*, actor: Actor, record: Prospect, on: date, reason: str) -> Prospect:
    """From that day the cell follows the person no longer."""
    with writing(actor, "prospects.take_off", unit=record.unit, on=on, reason=reason, record=record):
        refuse_if(
            (["Người này đã được đưa ra khỏi danh sách nguồn."] if record.ended_on else [])
            + rules.why_not_after(day=on, earlier=record.recognised_on, what="ngày được công nhận")
        )
        record.ended_on, record.end_reason = on, squeeze(reason)
        return _kept(record)


def send(*, actor: Actor, record: Prospect, course: TheoryClass, listed_on: date, letter: str = "") -> Learner:
    """The cell sends the person to that class of awareness."""
    with writing(actor, "prospects.send", unit=record.unit, on=listed_on, record=record):
        return _listed(course, record.person, record.unit, Programme.AWARENESS, listed_on, letter)


def send_member(*, actor: Actor, record: Membership, course: TheoryClass, listed_on: date, letter: str = "") -> Learner:
    """The cell sends its probationary member to that class for new members."""
    with writing(actor, "awaiting.send_member", unit=record.unit, on=listed_on, record=record):
        return _listed(course, record.person, record.unit, Programme.NEW_MEMBER, listed_on, letter)


def enlist(*, actor: Actor, record: TheoryClass, person: Person, listed_on: date, letter: str = "") -> Learner:
    """The body that holds the class puts the person on its list, as sent by the cell where they stand."""
    with writing(actor, "classes.enlist", unit=record.unit, on=listed_on, record=record):
        hold(person)
        membership, line = membership_of(person, on=listed_on), followed_on(person, listed_on)
        unit = membership.unit if membership else line.unit if line else person.unit
        return _listed(record, person, unit, record.programme, listed_on, letter)


def strike_off(*, actor: Actor, record: Learner, reason: str) -> None:
    """The person is no longer on the list of the class, which has not been opened; the journal keeps it with the reason."""
    with writing(actor, "trainees.strike_off", unit=record.unit, on=record.listed_on, reason=reason, record=record):
        _hold(course := record.course)
        refuse_if(rules.why_not_now("strike_off", course.state))
        record.delete()


def _listed(course: TheoryClass, person: Person, unit: Unit, programme: str, on: date, letter: str) -> Learner:
    """The person stands on the list, or every reason why not."""
    _hold(course)
    membership, already = membership_of(person, on=on), course.learners.filter(person=person).exists()
    line = followed_on(person, on)
    refuse_if(
        rules.why_not_now("enlist", course.state)
        + ([] if course.programme == programme else ["Lớp này thuộc chương trình khác."])
        + ([] if is_for(course, unit.pk, on) else ["Lớp này không do chi bộ hoặc cấp trên của chi bộ mở."])
        + (["Người này đã có tên trong danh sách của lớp."] if already else [])
        + rules.why_not_listed(
            programme=programme,
            name=person.name,
            on=on,
            on_source_list=line is not None and line.unit_id == unit.pk,
            grade=membership.grade if membership else "",
            elsewhere=not already and person.pk in listed_now([person.pk], programme),
            valid_until=valid_until(person.pk, programme, by=on),
        )
    )
    return Learner.objects.create(course=course, unit=unit, person=person, listed_on=on, letter=squeeze(letter))


def _hold(course: TheoryClass) -> None:
    """Nobody opens the class while its list changes; the class is often of a body above the cell, which sees its head alone."""
    with whole_tree():
        hold(course)


def _kept(record: Prospect) -> Prospect:
    record.version += 1
    record.save()
    return record

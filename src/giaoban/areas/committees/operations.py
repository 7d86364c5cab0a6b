"""The acts on a body's term and on departures; those on a consolidation stand in ``consolidating``."""

from __future__ import annotations

from datetime import date

from giaoban.areas.committees import rules
from giaoban.areas.committees.models import BodyTerm, Consolidation, Departure, SeatChange
from giaoban.areas.committees.queries import filled, overlapping, posts_of, stands_under, vacancies
from giaoban.core.corrections import why_not_correct
from giaoban.core.refusal import refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.people.models import Person
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import hold, writing


def establish(
    *, actor: Actor, unit: Unit, body: str, from_on: date, until_on: date, agreed: int, agreed_by: str = ""
) -> BodyTerm:
    """The unit's body has that term and that many seats; whoever holds a post there already sits in it."""
    with writing(actor, "committees.establish", unit=unit, on=from_on):
        there = posts_of(unit.pk, body, from_on).order_by().values("person").distinct().count()
        refuse_if(
            rules.why_not_term(
                from_on=from_on, until_on=until_on, agreed=agreed, filled=there,
                overlaps=overlapping(unit, body, from_on, until_on).exists(),
            )
        )  # fmt: skip
        return BodyTerm.objects.create(
            unit=unit, body=body, from_on=from_on, until_on=until_on, agreed=agreed, agreed_by=squeeze(agreed_by)
        )


def agree_seats(*, actor: Actor, record: BodyTerm, agreed: int, agreed_by: str, on: date, version: int) -> BodyTerm:
    """From that letter on the body has that many seats."""
    with writing(actor, "committees.agree_seats", unit=record.unit, on=on, record=record):
        changes = (record.agreed, record.agreed_by) != (agreed, squeeze(agreed_by))
        refuse_if([
            *why_not_correct(changes=changes, version=record.version, seen=version),
            *rules.why_not_within(on=on, from_on=record.from_on, until_on=record.until_on),
            *rules.why_not_term(
                from_on=record.from_on, until_on=record.until_on, agreed=agreed, filled=filled(record, on), overlaps=False
            ),
        ])  # fmt: skip
        record.agreed, record.agreed_by = agreed, squeeze(agreed_by)
        return _kept(record)


def lengthen(*, actor: Actor, record: BodyTerm, until_on: date, lengthened_by: str, on: date, version: int) -> BodyTerm:
    """The term runs until that day, by that decision."""
    with writing(actor, "committees.lengthen", unit=record.unit, on=on, record=record):
        others = overlapping(record.unit, record.body, record.from_on, until_on).exclude(pk=record.pk)
        refuse_if([
            *why_not_correct(changes=until_on != record.until_on, version=record.version, seen=version),
            *rules.why_not_after(day=until_on, earlier=record.until_on, what="ngày hết nhiệm kỳ đang ghi"),
            *(["Cơ quan này đã có nhiệm kỳ trong thời gian đó."] if others.exists() else []),
        ])  # fmt: skip
        record.until_on, record.lengthened_by = until_on, squeeze(lengthened_by)
        return _kept(record)


def void(*, actor: Actor, record: BodyTerm, reason: str) -> None:
    """The term, entered by mistake and changed by nothing yet, is struck out; posts stay, the journal keeps the rest."""
    with writing(actor, "committees.void", unit=record.unit, on=record.from_on, reason=reason, record=record):
        used = record.consolidations.exists()
        refuse_if(["Nhiệm kỳ này đã có việc kiện toàn; hãy gạch bỏ việc đó trước."] if used else [])
        record.delete()


def propose(
    *, actor: Actor, record: BodyTerm, path: str, why: str, proposed_on: date, proposal: str = ""
) -> Consolidation:
    """A change of the body is put to the superior; whom it names follows."""
    with writing(actor, "committees.propose", unit=record.unit, on=proposed_on, record=record):
        refuse_if(rules.why_not_within(on=proposed_on, from_on=record.from_on, until_on=record.until_on))
        return Consolidation.objects.create(
            unit=record.unit, term=record, path=path, why=why, proposed_on=proposed_on, proposal=squeeze(proposal)
        )


def propose_vacancies(*, actor: Actor, record: BodyTerm, proposed_on: date, proposal: str = "") -> Consolidation:
    """Whoever's seat is vacant by a dated fact is put to the superior to be released, all in one submission."""
    with writing(actor, "committees.propose_vacancies", unit=record.unit, on=proposed_on, record=record):
        vacant = vacancies(record, proposed_on)
        refuse_if(
            (
                []
                if vacant
                else ["Không có ghế nào khuyết theo các việc đã ghi; ghế còn thiếu người thì lập tờ trình bổ sung."]
            )
            + rules.why_not_within(on=proposed_on, from_on=record.from_on, until_on=record.until_on)
        )
        made = Consolidation.objects.create(
            unit=record.unit, term=record, path=Consolidation.Path.RELEASE, why=Consolidation.Reason.OTHER,
            proposed_on=proposed_on, proposal=squeeze(proposal),
        )  # fmt: skip
        for vacancy in vacant:
            post = vacancy.position
            SeatChange.objects.create(
                consolidation=made, unit=record.unit, person=post.person, post=post.post, into=False
            )
        return made


def foretell_vacancies(*, actor: Actor, record: BodyTerm, proposed_on: date, proposal: str = "") -> list[str]:
    """Whom the submission would name, and why each seat is vacant."""
    return [
        f"{vacancy.position.person.name}, {vacancy.position.get_post_display()}: {vacancy.why} ({vacancy.on:%d/%m/%Y})."
        for vacancy in vacancies(record, proposed_on)
    ]


# -- departures ----------------------------------------------------------------------------------------------------------


def announce(*, actor: Actor, unit: Unit, person: Person, leaves_on: date, why: str, notice: str) -> Departure:
    """The member of that cell leaves on that day, by that notice or decision; their seats are told as vacant from then."""
    with writing(actor, "departures.announce", unit=unit, on=leaves_on):
        hold(person)
        on_roll = stands_under(person, unit, leaves_on) is not None
        announced = Departure.objects.filter(person=person, leaves_on=leaves_on).exists()
        refuse_if(
            ([] if on_roll else [f"{person.name} không sinh hoạt ở chi bộ đã chọn."])
            + (["Việc này đã được ghi."] if announced else []),
        )
        return Departure.objects.create(unit=unit, person=person, leaves_on=leaves_on, why=why, notice=squeeze(notice))


def correct_departure(
    *, actor: Actor, record: Departure, leaves_on: date, notice: str, reason: str, version: int
) -> Departure:
    """The departure has its right day and notice; the journal keeps what it said before."""
    with writing(
        actor, "departures.correct_departure", unit=record.unit, on=leaves_on, moved_from=record.leaves_on, reason=reason,
        record=record,
    ):  # fmt: skip
        changes = (record.leaves_on, record.notice) != (leaves_on, squeeze(notice))
        refuse_if(why_not_correct(changes=changes, version=record.version, seen=version))
        record.leaves_on, record.notice, record.version = leaves_on, squeeze(notice), record.version + 1
        record.save()
        return record


def void_departure(*, actor: Actor, record: Departure, reason: str) -> None:
    """The departure, entered by mistake or called off, is struck out; the journal keeps it with the reason."""
    with writing(
        actor, "departures.void_departure", unit=record.unit, on=record.leaves_on, reason=reason, record=record
    ):
        record.delete()


def _kept(record: BodyTerm) -> BodyTerm:
    record.version += 1
    record.save()
    return record

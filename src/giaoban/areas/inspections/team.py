"""Who is inspected, who is on the team, and the days on which it works."""

from __future__ import annotations

from datetime import date

from django.db.models import Max

from giaoban.areas.inspections import rules
from giaoban.areas.inspections.models import InspectedParty, Inspection, TeamDay, TeamMember
from giaoban.core.refusal import refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.people.models import Person
from giaoban.ground.people.queries import membership_of
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import ids_under
from giaoban.ground.writing import hold, writing


def name_organisation(*, actor: Actor, record: Inspection, organisation: Unit) -> InspectedParty:
    """That organisation, below the acting one, is inspected."""
    with writing(actor, "inspections.name_organisation", unit=record.unit, on=record.decided_on, record=record):
        below = ids_under(record.unit, on=record.decided_on) - {record.unit_id}
        already = record.parties.filter(inspected=organisation, person=None).exists()
        refuse_if(
            rules.why_not_now("name_organisation", record.state)
            + rules.why_not_name_organisation(
                is_below=organisation.pk in below, already=already, decided_on=record.decided_on
            )
        )
        return _named(record, organisation, None)


def name_member(*, actor: Actor, record: Inspection, person: Person) -> InspectedParty:
    """That member, who stood under the acting organisation on the day of the decision, is inspected."""
    with writing(actor, "inspections.name_member", unit=record.unit, on=record.decided_on, record=record):
        membership = membership_of(person, on=record.decided_on)
        under = ids_under(record.unit, on=record.decided_on) | {record.unit_id}
        on_roll = membership is not None and membership.unit_id in under
        refuse_if(
            rules.why_not_now("name_member", record.state)
            + rules.why_not_name_member(
                own=actor.person_id == person.pk, on_roll=on_roll, already=record.parties.filter(person=person).exists(),
                on_team=record.team.filter(who=person).exists(), decided_on=record.decided_on,
            )
        )  # fmt: skip
        assert membership is not None
        return _named(record, membership.unit, person)


def appoint(*, actor: Actor, record: Inspection, who: Person, duty: str) -> TeamMember:
    """That person is on the team as that; a head who was there before is a member of it from now on."""
    with writing(actor, "inspections.appoint", unit=record.unit, on=record.decided_on, record=record):
        there = record.team.filter(who=who).first()
        refuse_if(
            rules.why_not_now("appoint", record.state)
            + rules.why_not_appoint(
                is_inspected=record.parties.filter(person=who).exists(), duty=duty, had=there.duty if there else "",
                state=record.state,
            )
        )  # fmt: skip
        if duty == TeamMember.Duty.HEAD:
            record.team.filter(duty=duty).update(duty=TeamMember.Duty.MEMBER)
        if there is None:
            return TeamMember.objects.create(inspection=record, who=who, duty=duty)
        there.duty = duty
        there.save()
        return there


def dismiss(*, actor: Actor, record: Inspection, member: TeamMember, reason: str) -> None:
    """They are off the team, with the reason."""
    with writing(actor, "inspections.dismiss", unit=record.unit, on=record.decided_on, reason=reason, record=record):
        hold(member)
        refuse_if(
            rules.why_not_now("dismiss", record.state) + rules.why_not_dismiss(duty=member.duty, state=record.state)
        )
        member.delete()


def schedule(*, actor: Actor, record: Inspection, day: date, what: str, place: str = "") -> TeamDay:
    """The calendar of the team has that day."""
    with writing(actor, "inspections.schedule", unit=record.unit, on=day, record=record):
        refuse_if(
            rules.why_not_now("schedule", record.state)
            + rules.why_not_before(day, record.decided_on, "ngày quyết định")
        )
        return TeamDay.objects.create(inspection=record, day=day, what=what, place=squeeze(place))


def keep_minutes(*, actor: Actor, record: Inspection, team_day: TeamDay, minutes: str, held_on: date) -> TeamDay:
    """The session was held on that day, and its minutes have that number."""
    with writing(actor, "inspections.keep_minutes", unit=record.unit, on=held_on, record=record):
        hold(team_day)
        started = record.started_on or record.decided_on
        refuse_if(
            rules.why_not_now("keep_minutes", record.state) + rules.why_not_before(held_on, started, "ngày triển khai")
        )
        team_day.held_on, team_day.minutes = held_on, squeeze(minutes)
        team_day.save()
        return team_day


def cancel_day(*, actor: Actor, record: Inspection, team_day: TeamDay, reason: str) -> None:
    """The day is out of the calendar, with the reason."""
    with writing(actor, "inspections.cancel_day", unit=record.unit, on=record.decided_on, reason=reason, record=record):
        hold(team_day)
        refuse_if(rules.why_not_now("cancel_day", record.state))
        team_day.delete()


def _named(record: Inspection, inspected: Unit, person: Person | None) -> InspectedParty:
    highest = record.parties.aggregate(highest=Max("number"))["highest"] or 0
    return InspectedParty.objects.create(inspection=record, number=highest + 1, inspected=inspected, person=person)

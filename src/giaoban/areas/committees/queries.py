"""Who sits in which body on a day, what is vacant or will be, and the consolidations as evidence."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse_lazy

from giaoban.areas.committees import rules
from giaoban.areas.committees.models import BodyTerm, Consolidation, Departure, SeatChange
from giaoban.core.limits import Limit
from giaoban.core.spans import add_months
from giaoban.ground.people.models import Membership, Person, Position
from giaoban.ground.people.queries import membership_of
from giaoban.ground.regulations.queries import rule
from giaoban.ground.units.models import GRASSROOTS, KindSpell, Unit
from giaoban.ground.units.queries import ids_under, names_of
from giaoban.kit.register import Due

State = Consolidation.State
MAJORITY = "Kinh"


# Figures


def decided() -> QuerySet[Consolidation]:
    """The consolidations of bodies of grassroots organisations that were decided, dated by the decision: one each, however many persons."""
    kinds = KindSpell.objects.filter(unit=OuterRef("unit"), kind__in=GRASSROOTS, valid__contains=OuterRef("decided_on"))
    return with_persons().filter(Exists(kinds), state=State.DECIDED)


def decided_of(*, inspection: bool) -> QuerySet[Consolidation]:
    """Those of inspection commissions, or of committees."""
    of_commissions = Q(term__body__in=rules.SEPARATE)
    return decided().filter(of_commissions) if inspection else decided().exclude(of_commissions)


def counted_changes() -> QuerySet[Consolidation]:
    """The same, each with how many seats it filled (``ins``) and how many it emptied (``outs``)."""

    def count(into: bool) -> Coalesce:
        changes = SeatChange.objects.filter(consolidation=OuterRef("pk"), into=into).order_by()
        counts = changes.values("consolidation").annotate(count=Count("pk")).values("count")
        return Coalesce(Subquery(counts, output_field=IntegerField()), 0)

    return decided().annotate(ins=count(True), outs=count(False))


# One body


def sitting(term: BodyTerm, day: date) -> QuerySet[Position]:
    """The posts held in the body on that day."""
    return posts_of(term.unit_id, term.body, day)


def posts_of(unit: int, body: str, day: date) -> QuerySet[Position]:
    """The posts held in that body of that unit on that day."""
    held = Position.objects.filter(unit=unit, body=body, valid__contains=day)
    return held.select_related("person").order_by("person__name_key", "pk")


def filled(term: BodyTerm, day: date) -> int:
    """How many persons sit in the body on that day: whoever holds two posts of it once."""
    return sitting(term, day).order_by().values("person").distinct().count()


def with_seats(day: date) -> QuerySet[BodyTerm]:
    """Every term, each with how many persons sit in the body on that day (``held``)."""
    posts = Position.objects.filter(unit=OuterRef("unit"), body=OuterRef("body"), valid__contains=day).order_by()
    counts = posts.values("unit").annotate(count=Count("person", distinct=True)).values("count")
    return BodyTerm.objects.annotate(held=Coalesce(Subquery(counts, output_field=IntegerField()), 0))


def with_persons() -> QuerySet[Consolidation]:
    """Every consolidation with its term and how many changes it names (``persons``)."""
    counts = SeatChange.objects.filter(consolidation=OuterRef("pk")).order_by().values("consolidation")
    number = Subquery(counts.annotate(count=Count("pk")).values("count"), output_field=IntegerField())
    return Consolidation.objects.select_related("term").annotate(persons=Coalesce(number, 0))


def composition_of(term: BodyTerm, day: date) -> rules.Composition:
    """Who sits there, counted; each person once."""
    people = {post.person_id: post.person for post in sitting(term, day)}
    seats = [
        rules.Seat(
            woman=person.sex == Person.Sex.FEMALE,
            born_on=person.born_on,
            minority=bool(person.ethnicity) and person.ethnicity != MAJORITY,
        )
        for person in people.values()
    ]
    return rules.composition(seats, day)


def remarks_on(term: BodyTerm, day: date) -> list[str]:
    """What is to be looked at in the body's composition on that day."""
    executive = None
    if term.body == Position.Body.STANDING:
        committee = posts_of(term.unit_id, Position.Body.EXECUTIVE, day)
        executive = committee.order_by().values("person").distinct().count()
    return rules.remarks_on(
        composition_of(term, day), agreed=term.agreed, young=rule("committee.young_percent", on=day),
        women=rule("committee.women_percent", on=day), executive=executive, share=_share(day),
    )  # fmt: skip


def _share(day: date) -> Limit[Fraction] | None:
    """How large a standing committee may be beside the committee, as in force on that day."""
    level = rule("standing_committee.largest_share", on=day)
    return replace(level, value=Fraction(level.value)) if level else None


def term_on(unit: Unit | int, body: str, day: date) -> BodyTerm | None:
    """The body's term on that day."""
    return BodyTerm.objects.filter(unit=unit, body=body, from_on__lte=day, until_on__gte=day).order_by("pk").first()


def overlapping(unit: Unit, body: str, from_on: date, until_on: date) -> QuerySet[BodyTerm]:
    """The body's terms that have a day in common with those."""
    return BodyTerm.objects.filter(unit=unit, body=body, from_on__lte=until_on, until_on__gte=from_on)


def stands_under(person: Person, unit: Unit, day: date) -> Membership | None:
    """The person's membership on that day, where its cell is the unit or stands below it."""
    membership = membership_of(person, on=day)
    under = membership and (membership.unit_id == unit.pk or membership.unit_id in ids_under(unit, on=day))
    return membership if under else None


# Vacancies


class Vacancy(NamedTuple):
    """A seat that should or will be vacant: whose, from which day, why."""

    position: Position
    on: date
    why: str


def vacancies(term: BodyTerm, day: date, *, until: date | None = None) -> list[Vacancy]:
    """The seats still held whose holder has left by a dated fact, or leaves by ``until``; nobody's seat ends by itself."""
    posts = list(sitting(term, day))
    last = until or day
    announced = Departure.objects.filter(person__among=[post.person_id for post in posts], leaves_on__lte=last)
    leaving = {departure.person_id: departure for departure in announced.order_by("-leaves_on", "-pk")}
    under = ids_under(term.unit_id, on=day) | {term.unit_id}
    spells = Membership.objects.filter(person__among=[post.person_id for post in posts]).order_by("valid")
    last_spell = {spell.person_id: spell for spell in spells if (spell.valid.lower or day) <= day}
    vacant = []
    for post in posts:
        if (departure := leaving.get(post.person_id)) is not None and departure.leaves_on >= (post.valid.lower or day):
            vacant.append(Vacancy(post, departure.leaves_on, str(departure.get_why_display())))
        elif (spell := last_spell.get(post.person_id)) is None or day not in spell.valid:
            ended = spell.valid.upper if spell else None
            vacant.append(Vacancy(post, ended or day, "không còn sinh hoạt đảng"))
        elif spell.unit_id not in under:
            vacant.append(Vacancy(post, spell.valid.lower or day, "đã chuyển sinh hoạt sang tổ chức khác"))
    return vacant


def warned_until(day: date) -> date:
    """Until when departures that are announced are told."""
    level = rule("committee.warn_months", on=day)
    return add_months(day, int(level.value)) if level else day


def of_person(person: Person) -> QuerySet[SeatChange]:
    """What consolidations say of the person, the newest first."""
    named = SeatChange.objects.filter(person=person).select_related("consolidation__term")
    return named.order_by("-consolidation__proposed_on", "-pk")


# What is due


def due(units: Collection[int], on: date) -> list[Due]:
    """Terms that end, seats that are vacant by a dated fact, consolidations that wait for the superior; nobody is named."""
    soon = on + timedelta(days=60)
    terms = list(BodyTerm.objects.filter(unit__among=units, from_on__lte=on).order_by("pk"))
    newest = {(term.unit_id, term.body): term for term in sorted(terms, key=lambda term: term.from_on)}
    names = names_of({term.unit_id for term in terms}, on=on)
    wanted = []
    for term in newest.values():
        where, who = reverse_lazy("desk:page", args=["committees", term.pk]), names.get(term.unit_id, "")
        if term.until_on <= soon:
            wanted.append(
                Due(
                    f"{term.get_body_display()} {who}: đại hội hoặc gia hạn nhiệm kỳ",
                    term.until_on,
                    where,
                    term.unit_id,
                )
            )
        vacant = vacancies(term, on) if term.until_on >= on else []
        if vacant:
            wanted.append(
                Due(f"{term.get_body_display()} {who}: lập tờ trình cho {len(vacant)} ghế khuyết",
                    min(vacancy.on for vacancy in vacant), where, term.unit_id)
            )  # fmt: skip
    return wanted


def due_of_consolidations(units: Collection[int], on: date) -> list[Due]:
    """The consolidations whose next step is the superior's letter or decision, by the day on which they began to wait."""
    waits = {State.PROPOSED: ("consent_to", "trả lời chủ trương"), State.ELECTED: ("decide", "quyết định chuẩn y")}
    rows = (
        Consolidation.objects.filter(unit__among=units, state__in=waits)
        .select_related("term")
        .order_by("proposed_on", "pk")
    )
    names = names_of({row.unit_id for row in rows}, on=on)
    return [
        Due(f"Kiện toàn {row.term.get_body_display()} {names.get(row.unit_id, '')}: cấp trên {waits[State(row.state)][1]}",
            (row.elected_on or row.proposed_on) + timedelta(days=30),
            reverse_lazy("desk:act_on", args=["consolidations", row.pk, waits[State(row.state)][0]]), row.unit_id)
        for row in rows
    ]  # fmt: skip

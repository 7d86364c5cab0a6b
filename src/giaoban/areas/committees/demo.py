"""Terms, seats and consolidations of some grassroots organisations in one bloc's heirs; who sits there was invented with the register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from giaoban.areas.committees import consolidating, operations
from giaoban.areas.committees.models import BodyTerm, Consolidation
from giaoban.areas.committees.queries import posts_of
from giaoban.ground.access.policy import Actor
from giaoban.ground.people.models import Membership, Person
from giaoban.ground.people.queries import members_on
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.queries import ids_under, named, standing, successors

ASKED = date(2023, 6, 30)
ORGANISATIONS = 8
"""Of so many organisations the bodies are kept."""
SEATS = {"executive": 5, "inspection": 3}
POSTS = {
    "executive": ("secretary", "deputy_secretary", "member", "member", "member"),
    "inspection": ("chair", "deputy_chair", "member"),
}
TERM_DAYS = 1825
CHANGES = (
    # days before today on which it is submitted, path, how far it has come
    (250, "release", "decided"),
    (230, "appoint", "decided"),
    (200, "elect", "decided"),
    (185, "appoint", "decided"),
    (90, "release", "decided"),
    (60, "elect", "elected"),
    (40, "appoint", "consented"),
    (30, "elect", "consented"),
    (15, "release", "proposed"),
)


def load(actor: Actor, *, today: date) -> None:
    """The bodies and what changed them are there, the same ones each time; nothing changes afterwards."""
    if BodyTerm.objects.exists():
        return
    (bloc,) = named("Quảng Ninh", on=ASKED)
    heirs = (set(successors(bloc, since=ASKED, until=today)) - {bloc.pk}) or {bloc.pk}
    begun = today - timedelta(days=330)
    terms = []
    for unit in _organisations(heirs, begun, today):
        steady = _steady(unit, begun, today)
        for body, seats in SEATS.items():
            terms.append(_begun(actor, unit, body, steady, begun, seats))
            del steady[:seats]
        if len(terms) == len(SEATS):
            _departures(actor, terms[0], today)
            operations.establish(  # agreed, and nobody sits in it yet
                actor=actor,
                unit=unit,
                body="standing",
                from_on=begun,
                until_on=begun + timedelta(days=TERM_DAYS),
                agreed=3,
            )
    for number, (before, path, step) in enumerate(CHANGES):
        _change(actor, terms[number % len(terms)], path, step, today - timedelta(days=before), today)


def _organisations(heirs: set[int], begun: date, today: date) -> list[Unit]:
    """Organisations with members enough who have been there all the time."""
    under = set().union(*(ids_under(heir, on=today) for heir in heirs))
    stood = standing(on=begun, kinds=[Kind.GRASSROOTS_PARTY_ORG]).filter(pk__in=under).order_by("pk")
    wanted = sum(SEATS.values()) + 4
    return [unit for unit in stood[: 5 * ORGANISATIONS] if len(_steady(unit, begun, today)) >= wanted][:ORGANISATIONS]


def _steady(unit: Unit, begun: date, today: date) -> list[Membership]:
    """Official members of the organisation's cells since before the term began."""
    rows = members_on(today).filter(unit__among=ids_under(unit, on=today), valid__contains=begun, grade="official")
    return list(rows.select_related("person", "unit").order_by("pk")[:20])


def _begun(actor: Actor, unit: Unit, body: str, people: Sequence[Membership], begun: date, seats: int) -> BodyTerm:
    """The body was appointed when the organisation was new: all its seats by one decision."""
    term = operations.establish(
        actor=actor, unit=unit, body=body, from_on=begun - timedelta(days=30), until_on=begun + timedelta(days=TERM_DAYS),
        agreed=seats + 1, agreed_by="12-CV/ĐU (mẫu)",
    )  # fmt: skip
    record = operations.propose(
        actor=actor, record=term, path="appoint", why="new_body", proposed_on=begun - timedelta(days=20),
        proposal="3-TTr/ĐU (mẫu)",
    )  # fmt: skip
    for membership, post in zip(people, POSTS[body], strict=False):
        consolidating.name_person(actor=actor, record=record, person=membership.person, post=post)
    _decided(actor, record, begun)
    return term


def _change(actor: Actor, term: BodyTerm, path: str, step: str, day: date, today: date) -> None:
    record = operations.propose(
        actor=actor, record=term, path=path, why="retirement" if path == "release" else "strengthen", proposed_on=day,
        proposal=f"{term.pk + 20}-TTr/ĐU (mẫu)",
    )  # fmt: skip
    if path == "release":
        last = posts_of(term.unit_id, term.body, day).filter(post="member").last()
        assert last is not None
        consolidating.release(actor=actor, record=record, position=last)
    else:
        consolidating.name_person(actor=actor, record=record, person=_newcomer(term, day, today), post="member")
    match step:
        case "decided":
            _decided(actor, record, day + timedelta(days=25))
        case "elected":
            _consented(actor, record, day + timedelta(days=10))
            _voted(actor, record, day + timedelta(days=15))
            consolidating.elect(actor=actor, record=record, elected_on=day + timedelta(days=15))
        case "consented":
            _consented(actor, record, day + timedelta(days=10))
            _voted(actor, record, day + timedelta(days=15))


def _newcomer(term: BodyTerm, day: date, today: date) -> Person:
    """Somebody of the organisation who sits in none of its bodies."""
    sitting = {post.person_id for body in SEATS for post in posts_of(term.unit_id, body, day)}
    return next(row.person for row in reversed(_steady(term.unit, day, today)) if row.person_id not in sitting)


def _decided(actor: Actor, record: Consolidation, day: date) -> None:
    _consented(actor, record, day - timedelta(days=10))
    _voted(actor, record, day - timedelta(days=5))
    if record.path == "elect":
        consolidating.elect(actor=actor, record=record, elected_on=day - timedelta(days=5))
    consolidating.decide(actor=actor, record=record, decision=f"{record.pk + 300}-QĐ/ĐU (mẫu)", decided_on=day)


def _consented(actor: Actor, record: Consolidation, day: date) -> None:
    consolidating.consent_to(actor=actor, record=record, consent=f"{record.pk + 100}-CV/ĐU (mẫu)", consented_on=day)


def _voted(actor: Actor, record: Consolidation, day: date) -> None:
    """The body has voted on everybody whom the submission names for a seat."""
    last = "election" if record.path == "elect" else "confidence"
    for change in record.changes.filter(into=True):
        for round in ("introduction", last):
            consolidating.ballot(
                actor=actor, record=record, change=change, round=round, held_on=day, convened=7, present=6, issued=6,
                returned=6, valid=6, in_favour=6, against=0,
            )  # fmt: skip


def _departures(actor: Actor, term: BodyTerm, today: date) -> None:
    """Two who sit there retire: of one the day has come, of the other it lies ahead."""
    for post, days in zip(posts_of(term.unit_id, term.body, today), (-20, 90), strict=False):
        membership = (
            Membership.objects.filter(person=post.person_id, valid__contains=today).select_related("unit").first()
        )
        assert membership is not None
        operations.announce(
            actor=actor, unit=membership.unit, person=post.person, leaves_on=today + timedelta(days=days), why="retirement",
            notice="Thông báo nghỉ hưu (mẫu)",
        )  # fmt: skip

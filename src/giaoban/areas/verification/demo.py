"""Cases and trips of the last months in one bloc's heirs, at every step; who they are about was invented with the register."""

from __future__ import annotations

from datetime import date, timedelta

from giaoban.areas.verification import operations, travelling
from giaoban.areas.verification.models import Verification
from giaoban.ground.access.policy import Actor
from giaoban.ground.people.models import Membership, Person
from giaoban.ground.people.queries import members_on
from giaoban.ground.units.queries import ids_under, named

CASES, CANDIDATES, TRIPS = 60, 6, 10
OVER = 325
"""Over so many days until today the cases are spread."""
PURPOSES = ("planning", "post", "seat", "training", "key_post", "travel")
PLACES = (
    ("Đảng ủy nơi cư trú (mẫu)", False),
    ("Đảng ủy nơi công tác trước đây (mẫu)", False),
    ("Cơ quan đại diện ở nước ngoài (mẫu)", True),
)
STEPS = ("open", "waiting", "returned", "submitted") * 2
"""How far the newest cases have come; all older ones are concluded, most of them notified."""
COUNTRIES = ("Lào", "Trung Quốc", "Nhật Bản", "Hàn Quốc")


def load(actor: Actor, *, today: date) -> None:
    """The cases and trips are there, the same ones each time; nothing changes afterwards."""
    if Verification.objects.exists():
        return
    since = today - timedelta(days=OVER)
    (bloc,) = named("Quảng Ninh", on=date(2023, 6, 30))
    under = ids_under(bloc, on=date(2023, 6, 30))
    steady = members_on(since).filter(unit__among=under, valid__contains=today).select_related("person", "unit")
    members = list(steady.order_by("unit", "pk").distinct("unit")[:CASES])
    steps = [*["concluded"] * (len(members) - len(STEPS)), *STEPS]
    for number, (membership, step) in enumerate(zip(members, steps, strict=False)):
        begun = since + timedelta(days=number * (OVER - 45) // CASES)
        _case(actor, membership.person, membership, PURPOSES[number % len(PURPOSES)], begun, step, number)
        if number % 15 == 0:  # one person, two purposes: two cases, one person
            _case(actor, membership.person, membership, "award", begun, step, number)
    for number, person in enumerate(_candidates(under)):
        _case(actor, person, person, "admission", today - timedelta(days=60), "concluded", number)
    for number, membership in enumerate(members[:TRIPS]):
        _trip(actor, membership, number, today - timedelta(days=24 * (TRIPS - number - 2)))


def _candidates(under: set[int]) -> list[Person]:
    """People of these cells who are not in the Party yet."""
    return list(Person.objects.filter(unit__among=under, memberships=None).order_by("pk")[:CANDIDATES])


def _case(
    actor: Actor, person: Person, stands: Membership | Person, purpose: str, begun: date, step: str, number: int
) -> None:
    record = operations.open_case(
        actor=actor, unit=stands.unit, person=person, purpose=purpose, requested_on=begun,
        request=f"{number + 1}-CV/ĐU (mẫu)",
    )  # fmt: skip
    if step == "returned":
        operations.send_back(
            actor=actor, record=record, missing=["biography", "residence"], on=begun + timedelta(days=4)
        )
    if step in ("open", "returned"):
        return
    place, abroad = PLACES[number % len(PLACES)]
    letter = operations.ask(
        actor=actor, record=record, number=f"{number + 101}-CV/BTC (mẫu)", place=place, abroad=abroad,
        sent_on=begun + timedelta(days=3),
    )  # fmt: skip
    if step == "waiting":
        return
    operations.answer(
        actor=actor, record=record, inquiry=letter, number=f"{number + 11}-CV (mẫu)",
        answered_on=begun + timedelta(days=24),
    )  # fmt: skip
    operations.submit(
        actor=actor, record=record, submission=f"{number + 201}-TTr/BTC (mẫu)", submitted_on=begun + timedelta(days=28)
    )
    if step == "submitted":
        return
    operations.conclude(
        actor=actor, record=record, outcome="with_note" if number % 20 == 7 else "meets",
        conclusion=f"{number + 301}-KL/BTV (mẫu)", concluded_on=begun + timedelta(days=35),
    )  # fmt: skip
    if number % 3:
        operations.notify(actor=actor, record=record, notified_on=begun + timedelta(days=38))


def _trip(actor: Actor, membership: Membership, number: int, leaves: date) -> None:
    """A trip of six days; the last lie ahead, and of the one before it report and passport are still to come."""
    trip = travelling.record_trip(
        actor=actor, unit=membership.unit, person=membership.person, decision=f"{number + 401}-QĐ/TU (mẫu)",
        decided_on=leaves - timedelta(days=12), purpose="private" if number % 4 == 3 else "work",
        country=COUNTRIES[number % len(COUNTRIES)], leaves_on=leaves, returns_on=leaves + timedelta(days=5),
        on_official_passport=number % 4 != 3,
    )  # fmt: skip
    if number >= TRIPS - 3:
        return
    back = trip.returns_on + timedelta(days=4)
    travelling.hand_in_report(actor=actor, record=trip, reported_on=back)
    if trip.on_official_passport and number % 5:
        travelling.return_passport(actor=actor, record=trip, returned_on=back)

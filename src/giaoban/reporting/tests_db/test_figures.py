"""A figure is what its query finds: over the units that stood there, eliminated at each level, persons once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from giaoban.areas.admissions.models import Admission
from giaoban.areas.transfers.models import Transfer
from giaoban.catalogue import indicators
from giaoban.core.spans import Period
from giaoban.ground.people.models import Membership, Person
from giaoban.ground.undoing import rehearsed
from giaoban.ground.units import spells
from giaoban.ground.units.models import Kind, Succession, Unit
from giaoban.ground.units.spells import Founding
from giaoban.ground.writing import writing
from giaoban.kit.register import Flow
from giaoban.reporting import figures
from giaoban.reporting.engines.postgresql import sums
from giaoban.reporting.forms import form_in_force

pytestmark = pytest.mark.django_db

FROM = date(2020, 1, 1)
H1 = Period.parse("2023-H1")
BLOCS, CELLS = 3, 2


@pytest.fixture
def world(program) -> list[Unit]:
    """A cluster, three blocs, two cells in each: [cluster, bloc 0..2, cells of bloc 0, of bloc 1, of bloc 2]."""
    foundings: list[tuple[Founding, int | None]] = [(Founding(Kind.CLUSTER, "Cụm"), None)]
    foundings += [(Founding(Kind.UPPER, f"Khối {bloc}"), 0) for bloc in range(BLOCS)]
    foundings += [
        (Founding(Kind.GRASSROOTS_CELL, f"Chi bộ {bloc}.{cell}"), 1 + bloc)
        for bloc in range(BLOCS)
        for cell in range(CELLS)
    ]
    with writing(program, "units.establish", unit=None, on=FROM):
        return spells.found_many(foundings, on=FROM)


@pytest.fixture
def person(program, world) -> Person:
    with writing(program, "members.test", unit=world[0], on=FROM):
        return Person.objects.create(unit=world[4], name="Người Thử")


@pytest.fixture
def people(program, world) -> list[Person]:
    with writing(program, "members.test", unit=world[0], on=FROM):
        return [Person.objects.create(unit=world[4], name=f"Người Thử {number}") for number in range(4)]


PLACES = st.integers(0, BLOCS * CELLS - 1)
TRANSFERS = st.lists(
    st.tuples(PLACES, st.none() | PLACES, st.integers(-20, 200), st.integers(0, 3)).filter(
        lambda one: one[0] != one[1]
    ),
    max_size=25,
)
"""From, to, days after the period began, which of four persons."""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TRANSFERS)
def test_what_is_exchanged_inside_a_level_is_not_its_figure_and_a_person_counts_once(
    program, world, people, transfers
) -> None:
    cells = world[1 + BLOCS :]

    def record() -> None:
        with writing(program, "transfers.test", unit=world[0], on=H1.start):
            Transfer.objects.bulk_create(
                Transfer(
                    person=people[who], unit=cells[out], receiver=None if into is None else cells[into],
                    kind="official", state="received", issued_on=H1.start, received_on=H1.start + timedelta(days=days),
                )
                for out, into, days, who in transfers
            )  # fmt: skip

    def look() -> tuple[dict, dict, dict, list[int]]:
        known = indicators()["transferred_out"][1]
        ground = figures.ground_of(world[0].pk, H1, H1.last_day)
        occasions = sums(figures.facts(replace(known, person=""), H1, H1.end), ground)
        listed = figures.evidence("transferred_out", world[0], H1).values_list("person", flat=True)
        asked = [figures.by_child(name, world[0], H1) for name in ("transferred_out", "transferred_in")]
        return asked[0], asked[1], occasions, list(listed)

    out, into, occasions, listed = rehearsed(record, look)
    inside = [(a // CELLS, None if b is None else b // CELLS, who) for a, b, day, who in transfers if 0 <= day < 181]
    for bloc in range(BLOCS):
        leaving = [who for a, b, who in inside if a == bloc and b != bloc]
        assert out[world[1 + bloc].pk].value == len(set(leaving))
        assert occasions.get(world[1 + bloc].pk, 0) == len(leaving)
        assert into[world[1 + bloc].pk].value == len({who for a, b, who in inside if b == bloc and a != bloc})
    left = [who for _, b, who in inside if b is None]
    assert sorted(listed) == sorted(people[who].pk for who in left)
    assert out[None].value == len(set(left))
    assert occasions.get(None, 0) == len(left)
    assert into[None].value == 0


def test_a_person_admitted_twice_is_one_person_and_two_occasions(program, world, person) -> None:
    with writing(program, "admissions.test", unit=world[0], on=H1.start):
        for cell, day in ((world[4], 1), (world[4], 40), (world[6], 90)):
            Admission.objects.create(
                unit=cell, person=person, opened_on=FROM, admitted_on=H1.start + timedelta(days=day)
            )
    found = figures.by_child("members_admitted", world[0], H1)
    assert [found[key].value for key in (None, world[1].pk, world[2].pk, world[3].pk)] == [1, 1, 1, 0]
    assert figures.figure("members_admitted", world[4], H1).value == 1
    assert figures.counted(figures.evidence("members_admitted", world[0], H1)) == 3


def test_a_person_of_a_unit_that_was_split_counts_in_each_heir_by_its_share(program, world, people) -> None:
    gone, heirs = world[4], (world[6], world[8])
    with writing(program, "admissions.test", unit=world[0], on=H1.start):
        for one, cell in ((people[0], gone), (people[0], gone), (people[1], gone), (people[1], heirs[0])):
            Admission.objects.create(unit=cell, person=one, opened_on=FROM, admitted_on=date(2023, 2, 1))
    with writing(program, "units.split", unit=world[0], on=date(2023, 4, 1)):
        spells.close(gone, on=date(2023, 4, 1))
        for heir, share in zip(heirs, (Decimal("0.25"), Decimal("0.75")), strict=True):
            spells.succeed(before=gone, after=heir, on=date(2023, 4, 1), how=Succession.How.SPLIT, share=share)
    found = figures.by_child("members_admitted", world[0], H1)
    assert found[world[2].pk].value == Decimal("1.25")
    assert found[world[3].pk].value == Decimal("1.5")
    assert found[None].value == 2


def test_every_flow_that_counts_persons_names_them() -> None:
    for _register, known in indicators().values():
        if isinstance(known, Flow):
            assert bool(known.person) == (known.count_of == "người"), known.name


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PLACES, max_size=20), st.lists(PLACES, max_size=6))
def test_a_stock_is_the_sum_of_its_parts_and_a_person_counts_once(program, world, official, probationary) -> None:
    cells = world[1 + BLOCS :]

    def enrol() -> None:
        with writing(program, "members.test", unit=world[0], on=FROM):
            grades = [
                *((place, "official") for place in official),
                *((place, "probationary") for place in probationary),
            ]
            people = [Person(unit=cells[place], name=f"Người {at}") for at, (place, _) in enumerate(grades)]
            for one in people:
                one.save()
            Membership.objects.bulk_create(
                Membership(person=one, unit=cells[place], grade=grade, valid=DateRange(FROM, None))
                for one, (place, grade) in zip(people, grades, strict=True)
            )

    def look() -> tuple[dict, dict]:
        return figures.by_child("members", world[0], H1), figures.by_child("members_probationary", world[0], H1)

    members, waiting = rehearsed(enrol, look)
    assert members[None].value == len(official) + len(probationary)
    assert waiting[None].value == len(probationary)
    for bloc in range(BLOCS):
        assert members[world[1 + bloc].pk].value == sum(
            1 for place in official + probationary if place // CELLS == bloc
        )
    assert members[None].value == sum(members[world[1 + bloc].pk].value for bloc in range(BLOCS))


def enrolled(program, cell: Unit, since: date, until: date | None) -> None:
    with writing(program, "members.test", unit=cell, on=since):
        one = Person.objects.create(unit=cell, name=f"Người từ {since}")
        Membership.objects.create(person=one, unit=cell, grade="official", valid=DateRange(since, until))


@pytest.mark.parametrize(
    ("since", "until", "counted"),
    [
        (FROM, None, 1),
        (FROM, date(2023, 6, 30), 0),
        (FROM, date(2023, 7, 1), 0),
        (FROM, date(2023, 7, 2), 1),
        (date(2023, 7, 1), None, 1),
        (date(2023, 7, 2), None, 0),
    ],
)
def test_a_stock_is_asked_on_the_day_after_the_period(program, world, since, until, counted) -> None:
    enrolled(program, world[4], since, until)
    assert figures.figure("members", world[0], H1).value == counted


def test_organisations_are_counted_where_they_stood(program, world) -> None:
    found = figures.by_child("grassroots_organisations", world[0], H1)
    assert found[None].value == 6
    with writing(program, "units.move", unit=world[0], on=date(2024, 1, 1)):
        spells.place([world[4].pk], parent=world[2], on=date(2024, 1, 1))
    was = figures.by_child("grassroots_organisations", world[0], H1)
    now = figures.by_child("grassroots_organisations", world[0], H1, tree_on=date(2024, 6, 1))
    assert (was[world[1].pk].value, was[world[2].pk].value) == (2, 2)
    assert (now[world[1].pk].value, now[world[2].pk].value) == (1, 3)
    assert was[None].value == now[None].value


def test_what_a_unit_that_ended_in_the_period_did_is_its_successors(program, world, person) -> None:
    gone, heir = world[4], world[6]
    with writing(program, "transfers.test", unit=world[0], on=H1.start):
        Transfer.objects.create(
            person=person,
            unit=gone,
            kind="official",
            state="received",
            issued_on=H1.start,
            received_on=date(2023, 2, 1),
        )
    with writing(program, "units.merge", unit=world[0], on=date(2023, 4, 1)):
        spells.close(gone, on=date(2023, 4, 1))
        spells.succeed(before=gone, after=heir, on=date(2023, 4, 1), how=Succession.How.MERGE, share=Decimal(1))
    found = figures.by_child("transferred_out", world[0], H1)
    assert found[world[1].pk].value == 0
    assert found[world[2].pk].value == 1
    assert found[None].value == 1


def test_a_unit_that_ended_with_the_period_is_asked_as_it_stood(program, world) -> None:
    enrolled(program, world[4], FROM, None)
    with writing(program, "units.dissolve", unit=world[0], on=H1.end):
        for unit in (world[4], world[5], world[1]):
            spells.close(unit, on=H1.end)
    assert figures.figure("members", world[1], H1).value == 1


def test_only_lines_of_which_records_exist_are_recorded(program, world) -> None:
    form = form_in_force("BC-6T", H1.last_day)
    enrolled(program, world[4], FROM, None)
    found = figures.recorded_lines(form, world[1], H1)
    assert found["1.3"].value == 1
    assert found["1.1"].value == 2
    assert found["4.6"].value == 0  # members are kept here, and nobody left
    assert "4.1" not in found  # nobody keeps verifications here


def test_all_lines_of_all_units_cost_a_fixed_number_of_queries(program, world, django_assert_max_num_queries) -> None:
    form = form_in_force("BC-6T", H1.last_day)
    asked = [line for line in form.lines if figures.indicator_of(form, line.code)]
    assert len(asked) >= 14
    with django_assert_max_num_queries(len(asked) + 12):
        found = figures.lines_by_child(form, world[0], H1)
    assert set(found) == {line.code for line in asked}


def test_a_share_is_the_ratio_of_sums(program, world, monkeypatch) -> None:
    from giaoban.kit.register import Stock

    part = Stock("part", "", "", query=lambda day: Unit.objects.filter(slug__contains="1-1"), unit="pk")
    whole = Stock("whole", "", "", query=lambda day: Unit.objects.filter(slug__contains="chi-bo"), unit="pk")
    from giaoban.kit.register import Share

    known = {one.name: (None, one) for one in (part, whole, Share("share", "", "%", part="part", whole="whole"))}
    monkeypatch.setattr(figures, "indicators", lambda: known)
    found = figures.by_child("share", world[0], H1)
    assert (found[None].numerator, found[None].denominator) == (1, 6)
    assert found[None].value == Decimal("16.67")
    assert found[world[2].pk].value == Decimal("50.00")
    assert found[world[1].pk].value == 0

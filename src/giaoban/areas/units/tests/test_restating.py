"""The test of the tree: the cluster of 2023, 2025 played over it, and the first half of 2023 asked again."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from giaoban.areas.units.operations import establish_many, rename
from giaoban.areas.units.tests.growing import ruling
from giaoban.demo.cluster import BLOCS, FROM, START, load_cluster
from giaoban.demo.reorganisation import committees_in_force, goes_to_party_committee, play_2025
from giaoban.ground.access.models import Account
from giaoban.ground.journal.models import Entry
from giaoban.ground.units.models import Decision, Unit
from giaoban.ground.units.queries import children_of, ids_under, name_of, named, names_of, successors
from giaoban.ground.units.restating import DifferenceLine, by_branch, explain_difference, restate
from giaoban.ground.units.spells import Founding

H1 = date(2023, 7, 1)
NOW = date(2025, 12, 31)
NAMES = (
    "Ban Tổ chức Tỉnh ủy", "Văn phòng Tỉnh ủy", "Tỉnh đoàn", "Hội Nông dân tỉnh", "Tòa án nhân dân tỉnh",
    "Sở Nội vụ", "Sở Tài chính", "Sở Y tế", "Văn phòng UBND tỉnh", "Công ty CP Than số 1", "Bưu điện tỉnh",
)  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def cluster(program: Account) -> Unit:
    """Eight blocs, eleven organisations in each."""
    top = load_cluster(program)
    foundings: list[tuple[Founding, Unit | int | None]] = [
        (Founding("grassroots_cell" if at % 3 else "grassroots_party_org", f"Đảng bộ {name}"), bloc)
        for bloc in children_of(top, on=H1)
        for at, name in enumerate(NAMES)
    ]
    establish_many(actor=program, foundings=foundings, under=top, on=FROM, decision=START)
    return top


@pytest.fixture
def facts(cluster: Unit) -> dict[int, Decimal]:
    """Members of each organisation, and 17 more in one bloc's total than in its details."""
    chance = random.Random(2023)
    amounts = {
        unit.pk: Decimal(chance.randint(3, 300))
        for bloc in children_of(cluster, on=H1)
        for unit in children_of(bloc, on=H1)
    }
    (bloc,) = named("ĐUK Hà Giang", on=H1)
    return amounts | {bloc.pk: Decimal(17)}


def test_the_cluster_of_2023_has_eight_blocs_found_by_every_spelling_of_their_papers(cluster: Unit) -> None:
    blocs = list(children_of(cluster, on=H1))
    assert [name_of(bloc, on=H1).short_name for bloc in blocs] == [bloc.province for bloc in BLOCS]
    for text in (
        "ĐẢNG ỦY KHỐI CÁC CƠ QUAN VÀ DOANH NGHIỆP TỈNH QUẢNG NINH",
        "Đảng ủy Khối các cơ quan tỉnh Quảng Ninh",
        "Đảng bộ khối các các cơ quan tỉnh Quảng Ninh",
        "Quảng Ninh",
        "ĐUK Quảng Ninh",
    ):
        assert named(text, on=H1) == [blocs[0]]


def test_loading_and_playing_again_changes_nothing(program: Account, cluster: Unit) -> None:
    play_2025(program)
    entries = Entry.objects.count()
    load_cluster(program)
    play_2025(program)
    assert Entry.objects.count() == entries


def test_2025_leaves_twelve_committees_in_six_provinces(program: Account, cluster: Unit) -> None:
    play_2025(program)
    after = list(children_of(cluster, on=NOW))
    assert Counter(name_of(unit, on=NOW).place for unit in after) == dict.fromkeys(
        ("Quảng Ninh", "Tuyên Quang", "Cao Bằng", "Lạng Sơn", "Thái Nguyên", "Bắc Ninh"), 2
    )
    assert set(after) == set(committees_in_force(NOW))
    assert len(list(children_of(cluster, on=date(2025, 3, 1)))) == 16
    assert len(list(children_of(cluster, on=H1))) == 8
    assert len(ids_under(cluster, on=NOW)) == 1 + 12 + 88
    assert all("Giả định của bản trình diễn" in each.summary for each in Decision.objects.all())


@pytest.mark.parametrize(
    ("name", "party"),
    [
        ("Đảng bộ Ban Tuyên giáo Tỉnh ủy", True),
        ("Chi bộ Tỉnh đoàn", True),
        ("Đảng bộ Ủy ban MTTQ tỉnh", True),
        ("Đảng bộ Viện kiểm sát nhân dân tỉnh", True),
        ("Đảng bộ Báo Quảng Ninh", True),
        ("Chi bộ Sở Nội vụ", False),
        ("Đảng bộ Bảo hiểm xã hội tỉnh", False),
        ("Đảng bộ Công ty CP Than số 1", False),
    ],
)
def test_an_organisation_follows_the_committee_of_its_kind(name: str, party: bool) -> None:
    assert goes_to_party_committee(name) == party


def test_the_half_year_stays_as_it_was_and_is_restated_without_losing_anybody(
    program: Account, cluster: Unit, facts: dict[int, Decimal]
) -> None:
    was, nothing = by_branch(cluster, restate(facts, was_on=H1, is_on=H1), on=H1)
    play_2025(program)
    again, outside = by_branch(cluster, restate(facts, was_on=H1, is_on=H1), on=H1)
    assert (again, outside) == (was, nothing)
    assert (len(was), sum(was.values())) == (8, sum(facts.values()))
    now, outside = by_branch(cluster, restate(facts, was_on=H1, is_on=NOW), on=NOW)
    assert (len(now), sum(now.values()), outside) == (12, sum(facts.values()), 0)
    tuyen_quang = [unit for unit in now if name_of(unit, on=NOW).place == "Tuyên Quang"]
    both = [each for place in ("Hà Giang", "Tuyên Quang") for each in named(place, on=H1)]
    assert sum(now[unit] for unit in tuyen_quang) == sum(was[unit.pk] for unit in both)


def test_the_difference_is_explained_line_by_line_with_the_decision_behind_each(
    program: Account, cluster: Unit, facts: dict[int, Decimal]
) -> None:
    play_2025(program)
    lying = restate(facts, was_on=H1, is_on=NOW)
    lines = explain_difference(cluster, lying, was_on=H1, is_on=NOW, unit_of_count="người")
    now, _ = by_branch(cluster, lying, on=NOW)
    reached: Counter[int] = Counter()
    branch: DifferenceLine | None = None
    rest = Decimal(0)
    for line in lines:
        if line.what == "branch":
            assert rest == 0
            branch, rest = line, line.amount
        else:
            assert branch is not None
            assert line.source == branch.source
            rest -= line.amount
            reached[line.target or 0] += int(line.amount)
    assert rest == 0
    assert reached == {unit: int(amount) for unit, amount in now.items()}
    (ha_giang,) = named("ĐUK Hà Giang", on=H1)
    told = [line for line in lines if line.source == ha_giang.pk]
    assert [line.what for line in told] == ["branch", "passage", "passage", "by_share", "by_share"]
    assert "chia tách ngày 03/02/2025 (Quyết định giả định 02 ngày 24/01/2025)" in told[1].sentence
    assert "rồi hợp nhất ngày 01/07/2025" in told[1].sentence
    assert "chia theo tỷ lệ" in told[3].sentence
    assert told[3].amount + told[4].amount == 17


def test_a_plain_renaming_needs_no_explanation(program: Account, cluster: Unit, facts: dict[int, Decimal]) -> None:
    (bloc,) = named("ĐUK Cao Bằng", on=H1)
    rename(actor=program, unit=bloc, sign="ĐUKCB", on=H1, decision=ruling(1, H1))
    lines = explain_difference(cluster, restate(facts, was_on=H1, is_on=NOW), was_on=H1, is_on=NOW)
    assert {line.what for line in lines} == {"branch", "passage"}
    assert all(line.steps == () for line in lines)
    assert all("vẫn thuộc" in line.sentence for line in lines if line.what == "passage")


def test_what_became_of_a_bloc_is_answered_with_the_steps_that_led_there(program: Account, cluster: Unit) -> None:
    (ha_giang,) = named("ĐUK Hà Giang", on=H1)
    play_2025(program)
    became = successors(ha_giang, since=H1, until=NOW)
    assert sorted(names_of(became, on=NOW).values()) == ["Cơ quan Đảng tỉnh Tuyên Quang", "UBND tỉnh Tuyên Quang"]
    assert all([step.how for step in path] == ["split", "merge"] for path in became.values())


def test_restating_asks_the_database_equally_often_for_few_and_for_many(
    program: Account, cluster: Unit, facts: dict[int, Decimal]
) -> None:
    play_2025(program)
    asked = []
    for number in (3, len(facts)):
        with CaptureQueriesContext(connection) as queries:
            restate(dict(list(facts.items())[:number]), was_on=H1, is_on=NOW)
        asked.append(len(queries))
    assert asked[0] == asked[1]

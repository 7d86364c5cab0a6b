"""A cluster has its chair for a term, its rules, and the order of its hosts; its page says where the flag has been."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.conferences import operations, rota, rota_rules
from giaoban.conferences.models import ClusterRules, ClusterTerm, ClusterTurn
from giaoban.conferences.rules import half_of
from giaoban.conferences.tests.stage import act, claimed, other_office, prepared, signed_in
from giaoban.core.refusal import Refused
from giaoban.core.spans import add_months
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from giaoban.ground.units.models import Unit
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def cluster(world: World) -> Unit:
    return world.units["Cụm thử"]


@pytest.fixture
def secretary(world: World) -> Client:
    return signed_in(world, "thu-ky-cum")


def test_a_term_ends_the_one_before_and_both_stay_to_be_read(world: World, cluster: Unit, secretary: Client) -> None:
    first, second = world.units["Khối A"].pk, world.units["Khối B"].pk
    for chair, deputy, day in ((first, second, today() - timedelta(days=400)), (second, first, today())):
        assert act(secretary, "cluster_terms", "set_term", unit=cluster.pk, chair=chair, deputy=deputy, from_on=f"{day:%Y-%m-%d}",
                   decision="01-TB/C") == 302  # fmt: skip
    now, before = ClusterTerm.objects.all()
    assert (now.chair_id, now.until_on, before.until_on) == (second, None, now.from_on)
    for chair, deputy in ((first, first), (first, second)):  # its own deputy; before the term that holds
        assert act(secretary, "cluster_terms", "set_term", unit=cluster.pk, chair=chair, deputy=deputy,
                   from_on=f"{now.from_on:%Y-%m-%d}") != 302  # fmt: skip
    page = secretary.get(reverse("conferences:rota", args=[cluster.pk])).content.decode()
    assert page.count("Cụm trưởng: <b>") == 2


def test_rules_of_the_cluster_are_dated_and_say_whether_they_were_compared(cluster: Unit, secretary: Client) -> None:
    where = reverse("conferences:rota", args=[cluster.pk])
    assert act(secretary, "cluster_rules", "adopt_rules", unit=cluster.pk, title="Quy chế cụm", articles="Điều 1. Cụm gồm hai khối.",
               from_on=f"{today():%Y-%m-%d}") == 302  # fmt: skip
    page = secretary.get(where).content.decode()
    assert "Điều 1. Cụm gồm hai khối." in page
    assert "Chưa đối chiếu văn bản." in page
    assert act(secretary, "cluster_rules", "compare_rules", ClusterRules.objects.get()) == 302
    assert "Chưa đối chiếu văn bản." not in secretary.get(where).content.decode()


def test_whose_turn_it_is_hosts_unless_it_gives_the_turn_back(
    world: World, office: Client, cluster: Unit, secretary: Client
) -> None:
    conference = claimed(world, office)
    assert act(secretary, "cluster_turns", "agree_turn", unit=cluster.pk, half=f"{conference.half:%m/%Y}",
               host=world.units["Khối B"].pk) == 302  # fmt: skip
    assert act(secretary, "cluster_turns", "agree_turn", unit=cluster.pk, half=f"{conference.half:%m/%Y}",
               host=world.units["Khối A"].pk) != 302  # fmt: skip
    assert act(secretary, "conferences", "agree", conference, decision="01-TB/C") == 422
    assert act(secretary, "cluster_turns", "give_back_turn", ClusterTurn.objects.get(), reason="Bận đại hội") == 302
    assert act(secretary, "conferences", "agree", conference, decision="01-TB/C") == 302
    page = office.get(reverse("conferences:rota", args=[cluster.pk]))
    assert "Bận đại hội" in page.content.decode()
    assert "Bận đại hội" in other_office(world).get(reverse("conferences:rota", args=[cluster.pk])).content.decode()


def test_the_coming_order_begins_with_whoever_hosted_longest_ago(
    world: World, office: Client, cluster: Unit, secretary: Client
) -> None:
    conference = prepared(world, office)  # Khối A hosts now
    coming = add_months(half_of(conference.half), 6)
    given = {"actor": program("Kiểm thử"), "unit": cluster, "half": coming, "count": 2}
    assert [sentence.rpartition(": ")[2] for sentence in rota.foretold_turns(**given)] == ["Khối B.", "Khối A."]
    assert ClusterTurn.objects.count() == 0
    turns = rota.lay_out_turns(**given)
    assert [turn.host_id for turn in turns] == [world.units["Khối B"].pk, world.units["Khối A"].pk]
    with pytest.raises(Refused, match="đã có đơn vị chủ trì"):
        rota.lay_out_turns(**given)
    assert "chủ đề: để ngỏ" in secretary.get(reverse("conferences:rota", args=[cluster.pk])).content.decode().lower()


def test_the_page_says_where_the_flag_has_been(world: World, office: Client, cluster: Unit) -> None:
    conference, actor = prepared(world, office), program("Kiểm thử")
    operations.plan(actor=actor, record=conference, held_on=today(), theme="Chuyển đổi số", place="", minutes=210, chair="",
                    reason="")  # fmt: skip
    operations.hold(actor=actor, record=conference, on=today(), chair="Chủ trì")
    operations.hand_flag(actor=actor, record=conference, next_host=world.units["Khối B"], on=today())
    page = office.get(reverse("conferences:rota", args=[cluster.pk])).content.decode()
    for said in ("Khối A (1,", f"Khối B, {today():%d/%m/%Y}", "Chuyển đổi số"):
        assert said in page
    assert Client().get(reverse("conferences:rota", args=[cluster.pk])).status_code == 302
    assert office.get(reverse("conferences:rota", args=[world.units["Khối A"].pk])).status_code == 404


def test_who_never_hosted_comes_first_then_who_did_longest_ago() -> None:
    hosted = {1: date(2023, 1, 1), 2: date(2022, 1, 1)}
    assert rota_rules.order_of([1, 2, 3], hosted=hosted, named={}) == [3, 2, 1]

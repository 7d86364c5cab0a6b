"""Whom one person sees and takes out on a day is counted; beyond a number a second person confirms."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.areas.accounts.operations import grant
from giaoban.areas.regulations.operations import load_start_data, set_parameter
from giaoban.core.refusal import Refused
from giaoban.ground import seconding
from giaoban.ground.access.models import Account, Proposal
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import looks_at
from giaoban.ground.people.models import Person
from giaoban.kit.seeing import SECOND
from tests.world import FOUNDED, World, build, new_account

ANSWERED = {SECOND: "yes"}
"""What the question for a second person sends besides its reason."""


@pytest.fixture
def world(db: None) -> World:
    return build()


def officer(world: World, username: str, role: str, where: str = "") -> Account:
    account = new_account(username, name=f"Đồng chí {username}")
    unit = world.units[where] if where else None
    grant(actor=program("Kiểm thử"), account=account, role=role, unit=unit, from_on=FOUNDED)
    return account


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_a_long_list_goes_out_when_a_second_person_has_confirmed_exactly_that(world: World) -> None:
    load_start_data(program("Kiểm thử"))
    set_parameter(
        actor=program("Kiểm thử"),
        key=seconding.TAKEN_OUT_ALONE,
        value=10,
        from_on=today(),
        regulation=None,
        reason="thử",
    )
    asker, second = world.officers["to-chuc-a"], officer(world, "to-chuc-a2", "organisation_board", "Khối A")
    where, client = reverse("desk:export", args=["members", "csv"]), signed_in(asker)
    page = client.get(where)
    assert not page.streaming
    assert "18 dòng" in page.content.decode()
    assert not Entry.objects.filter(kind=Entry.Kind.EXPORT).exists(), "nothing has gone out"
    assert client.post(where, ANSWERED | {"reason": "  "}).status_code == 422
    assert client.post(where, ANSWERED | {"reason": "Đại hội, Văn phòng giữ."}).status_code == 302
    proposal = Proposal.objects.get()
    assert signed_in(asker).get(where).streaming is False, "asked for is not confirmed"
    with pytest.raises(Refused, match="không tự xác nhận"):
        seconding.confirm(actor=asker, record=proposal)
    with pytest.raises(Refused, match="chính quyền của việc này"):
        seconding.confirm(actor=officer(world, "quan-tri-1", "administrator"), record=proposal)
    seconding.confirm(actor=second, record=proposal)
    assert client.get(where).streaming
    assert client.get(where + "?column=person__name&column=born_on").streaming is False, (
        "another list is another question"
    )
    assert signed_in(second).get(where).streaming is False, "confirmed is for who asked"
    short = signed_in(world.officers["bi-thu-1"]).get(where)
    assert short.streaming, "nine rows need nobody else"


def at_most(key: str, value: int) -> None:
    load_start_data(program("Kiểm thử"))
    set_parameter(actor=program("Kiểm thử"), key=key, value=value, from_on=today(), regulation=None, reason="thử")


def people_of_the_bloc(world: World) -> list[Person]:
    return [person for number in (1, 2) for person in world.people[f"Chi bộ {number} Khối A"]]


def test_a_list_taken_out_in_parts_is_one_list(world: World) -> None:
    at_most(seconding.TAKEN_OUT_ALONE, 10)
    where, client = reverse("desk:export", args=["members", "csv"]), signed_in(world.officers["to-chuc-a"])
    families = sorted({person.name.split()[0] for person in people_of_the_bloc(world)})
    rows = [client.get(f"{where}?q={family}").streaming for family in families]
    assert rows[0]
    assert not all(rows), "the register does not leave surname by surname"
    taken = {key for entry in Entry.objects.filter(kind=Entry.Kind.EXPORT) for key in entry.people or ()}
    assert len(taken) <= 10


@pytest.mark.parametrize("way", ["pages", "searches", "records", "both"])
def test_more_people_than_one_sees_alone_on_a_day_are_shown_when_a_second_person_has_agreed(
    world: World, way: str
) -> None:
    at_most(seconding.SEEN_ALONE, 10)
    asker, second = world.officers["to-chuc-a"], officer(world, "to-chuc-a2", "organisation_board", "Khối A")
    client, where, people = signed_in(asker), reverse("desk:list", args=["members"]), people_of_the_bloc(world)
    pages = {person.pk: reverse("desk:page", args=["members", person.pk]) for person in people}
    addresses = {
        "pages": [where],
        "searches": [f"{where}?q={person.name}" for person in people],
        "records": list(pages.values()),
        "both": [f"/desk/search/?q={person.name}" for person in people[:9]] + [where],
    }[way]
    shown = set()
    for address in addresses:
        page = client.get(address).content.decode()
        if "Chưa có gì được hiển thị" not in page:
            shown |= {key for key, its_page in pages.items() if its_page in page or its_page == address}
    assert len(shown) <= 10
    assert seconding.seen_on(asker, today()) <= 10
    assert client.post(where, ANSWERED | {"reason": "Rà soát trước đại hội"}).status_code == 302
    seconding.confirm(actor=second, record=Proposal.objects.get())
    listed = client.get(where).content.decode()
    assert all(page in listed for page in pages.values())
    entry = Entry.objects.filter(kind=Entry.Kind.LIST).latest("pk")
    assert (entry.actor_id, len(entry.people or ())) == (asker.pk, 18), "each page of a list is in the journal"
    assert not looks_at(people[0].pk).filter(kind=Entry.Kind.LIST).exists()


def test_who_may_not_take_out_long_lists_is_told_to_ask_for_less(world: World) -> None:
    load_start_data(program("Kiểm thử"))
    set_parameter(
        actor=program("Kiểm thử"),
        key=seconding.TAKEN_OUT_ALONE,
        value=5,
        from_on=today(),
        regulation=None,
        reason="thử",
    )
    sent = signed_in(world.officers["bi-thu-1"]).post(
        reverse("desk:export", args=["members", "csv"]), ANSWERED | {"reason": "họp"}
    )
    assert sent.status_code == 422
    assert "thu hẹp điều kiện" in sent.content.decode()
    assert not Proposal.objects.exists()


def test_the_form_of_an_act_is_a_look_at_its_record(world: World) -> None:
    at_most(seconding.SEEN_ALONE, 10)
    asker, people = world.officers["to-chuc-a"], people_of_the_bloc(world)
    client = signed_in(asker)
    forms = {person.pk: reverse("desk:act_on", args=["members", person.pk, "correct"]) for person in people}
    shown = {key for key, form in forms.items() if 'name="born_on"' in client.get(form).content.decode()}
    assert len(shown) == 10
    looks = Entry.objects.filter(act="members.read", actor_id=asker.pk)
    assert sorted(key for look in looks for key in look.people or ()) == sorted(shown), "one entry for each look"
    again = client.post(forms[min(shown)], {"name": ""})
    assert again.status_code == 422
    assert looks.count() == 10, "a form that comes back goes on with the same look"


def test_a_form_that_is_sent_without_having_been_opened_is_a_look_when_it_comes_back(world: World) -> None:
    at_most(seconding.SEEN_ALONE, 10)
    asker, person = world.officers["to-chuc-a"], people_of_the_bloc(world)[0]
    form = reverse("desk:act_on", args=["members", person.pk, "correct"])
    assert signed_in(asker).post(form, {"name": ""}).status_code == 422
    assert [look.people for look in Entry.objects.filter(act="members.read", actor_id=asker.pk)] == [[person.pk]]


def test_the_question_for_a_second_person_at_the_address_of_an_act_does_not_do_the_act(world: World) -> None:
    at_most(seconding.SEEN_ALONE, 0)
    person = people_of_the_bloc(world)[0]
    form, client = (
        reverse("desk:act_on", args=["members", person.pk, "remove_name"]),
        signed_in(world.officers["to-chuc-a"]),
    )
    assert person.name not in client.get(form).content.decode()
    assert client.post(form, ANSWERED | {"reason": "Rà soát", "on": f"{today():%d/%m/%Y}"}).status_code == 302
    assert Proposal.objects.get().act == "members.export_all"
    assert not Entry.objects.filter(act="members.remove_name").exists()


def test_nobody_is_counted_for_looking_at_themselves(world: World) -> None:
    asker, person = world.officers["to-chuc-a"], people_of_the_bloc(world)[0]
    asker.person = person
    asker.save()
    assert person.name in signed_in(asker).get(reverse("desk:page", args=["members", person.pk])).content.decode()
    assert seconding.seen_on(asker, today()) == 0


def test_a_refusal_that_tells_whose_number_it_is_is_a_look_at_them(world: World) -> None:
    asker = world.officers["to-chuc-a"]
    person, other = people_of_the_bloc(world)[0], world.people["Chi bộ 1 Khối B"][0]
    form = reverse("desk:act_on", args=["members", person.pk, "correct"])
    client = signed_in(asker)
    typed = {"name": person.name, "born_on": f"{person.born_on:%d/%m/%Y}", "sex": "M", "card_number": other.card_number,
             "version": person.version, "reason": "Thử", "on": f"{today():%d/%m/%Y}",
             "admitted_on": f"{person.admitted_on:%d/%m/%Y}", "official_on": f"{person.official_on:%d/%m/%Y}"}  # fmt: skip
    refused = client.post(form, typed)
    assert "Đã có người khác mang số thẻ" in refused.content.decode()
    assert looks_at(other.pk).filter(actor_id=asker.pk).exists()

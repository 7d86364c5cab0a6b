"""Erasing: the words are gone everywhere, the proof stands, and nobody can do it by another way."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from giaoban.areas.accounts.operations import grant
from giaoban.areas.privacy import operations as acts
from giaoban.areas.privacy.models import DataRequest
from giaoban.core.refusal import Refused
from giaoban.ground import seconding
from giaoban.ground.access.models import Account, Proposal
from giaoban.ground.access.operations import program as program_account
from giaoban.ground.journal.chain import walk
from giaoban.ground.journal.models import Change
from giaoban.ground.people.models import Person
from giaoban.ground.writing import writing
from tests.world import World, build

pytestmark = pytest.mark.django_db
ON = date(2023, 2, 1)
PHONE = "0999123456"


def sealed() -> None:
    """As a commit does: the entries so far are sealed."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def world(db: None) -> World:
    return build(members=2)


@pytest.fixture
def person(program: Account, world: World) -> Person:
    found = world.people["Chi bộ 1 Khối A"][1]
    with writing(program, "members.correct", unit=found.unit, on=ON):
        Person.objects.filter(pk=found.pk).update(phone=PHONE)
    sealed()
    return Person.objects.get(pk=found.pk)


@pytest.fixture
def second(program: Account, world: World) -> Account:
    """Who looks after personal data over the whole tree, beside the office of one committee."""
    account = Account.objects.create_user("bao-ve", None, name="Cán bộ bảo vệ dữ liệu")
    grant(actor=program, account=account, role="data_protection_officer", unit=world.units["Cụm thử"], from_on=ON)
    return account


def asked(world: World, person: Person, what: str = "phone", reason: str = "Theo yêu cầu") -> Proposal:
    """The office has asked that it is erased, on a request that has come in."""
    office = world.officers["van-phong-a"]
    request = acts.receive(
        actor=program_account("Kiểm thử"), person=person, kind="erase", what="Xóa", received_on=ON, form="paper"
    )
    proposal = acts.erase_on_request(actor=office, record=request, what=what, reason=reason, on=ON)
    sealed()
    return proposal


def everything_journalled() -> str:
    return str(list(Change.objects.values_list("before", "after")))


def test_what_two_have_agreed_to_erase_is_nowhere_and_the_chain_still_holds(
    world: World, person: Person, second: Account
) -> None:
    proposal = asked(world, person)
    sealed()
    assert PHONE in everything_journalled(), "until somebody has confirmed it"
    seconding.confirm(actor=second, record=proposal)
    sealed()
    assert PHONE not in everything_journalled()
    assert Person.objects.get(pk=person.pk).phone == ""
    assert person.name in everything_journalled()
    verdict = walk(connection.connection)
    assert verdict.sound, verdict.broken


def test_whoever_asked_erases_nothing_alone(world: World, person: Person) -> None:
    proposal = asked(world, person)
    with pytest.raises(Refused, match="người thứ hai"):
        seconding.confirm(actor=world.officers["van-phong-a"], record=proposal)
    assert Person.objects.get(pk=person.pk).phone == PHONE


def test_what_came_to_be_known_after_the_request_is_asked_for_anew(
    program: Account, candidate: Person, second: Account
) -> None:
    request = DataRequest.objects.get(person=candidate)
    proposal = acts.erase_on_request(actor=second, record=request, what="person", reason="Theo yêu cầu", on=ON)
    acts.receive(actor=program, person=candidate, kind="access", what="Xem", received_on=ON, form="paper")
    with pytest.raises(Refused, match="thêm dữ liệu"):
        seconding.confirm(actor=Account.objects.get(username="van-phong-a"), record=proposal)


def test_a_request_that_has_its_answer_erases_nothing_more_and_a_reason_is_asked(
    program: Account, world: World, person: Person, second: Account
) -> None:
    with pytest.raises(Refused, match="lý do"):
        asked(world, person, reason=" ")
    proposal = asked(world, person)
    request = DataRequest.objects.get(pk=proposal.words["record"])
    acts.answer(actor=program, record=request, on=ON, outcome="refused", answer="Không", refusal_reason="Quy định")
    with pytest.raises(Refused, match="đã được trả lời"):
        seconding.confirm(actor=second, record=proposal)


def test_nobody_blanks_the_journal_under_another_act(program: Account, person: Person) -> None:
    with (
        pytest.raises(DatabaseError, match="Only an act"),
        transaction.atomic(),
        writing(program, "members.correct", unit=person.unit, on=ON),
        connection.cursor() as cursor,
    ):
        cursor.execute('SELECT journal_erase(\'{"people_person": [1]}\', \'{"people_person": ["name"]}\')')


def test_the_program_itself_cannot_change_the_journal(program: Account, person: Person) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Change.objects.filter(row_id=person.pk).update(after=None)


CANARY = "Ưng Hoàng Phượng Vỹ"
NUMBERS = {"phone": "0911222333", "identity_number": "022199004455"}


def everywhere(words: list[str]) -> list[str]:
    """Each table and column of the whole database in which one of the words stands, and each file that holds one."""
    import urllib.parse
    from pathlib import Path

    from django.conf import settings

    found = []
    asked = [
        form for word in words for form in {word, urllib.parse.quote_plus(word), word.encode("unicode_escape").decode()}
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'm') AND relnamespace = 'public'::regnamespace"
        )
        for (table,) in cursor.fetchall():
            with transaction.atomic():
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" t WHERE to_jsonb(t)::text ILIKE ANY (%s)',
                    [[f"%{one}%" for one in asked]],
                )
                if cursor.fetchone()[0]:
                    found.append(table)
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if path.is_file() and any(word.encode() in path.read_bytes() for word in words):
            found.append(str(path))
    return found


@pytest.fixture
def candidate(program: Account, world: World, settings: object, tmp_path: object) -> Person:
    """Somebody who asked to join, was looked at, exported, imported in a draft, and never became a member."""
    from urllib.parse import urlencode

    from django.test import Client

    from giaoban.areas.admissions import operations as admissions
    from giaoban.areas.members.models import ImportDraft
    from giaoban.faces.models import SavedView

    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]
    cell = world.units["Chi bộ 1 Khối A"]
    admission = admissions.open_dossier(
        actor=program, unit=cell, name=CANARY, born_on=date(1999, 9, 9), sex="F", opened_on=ON, **NUMBERS
    )
    admissions.refuse(actor=program, record=admission, on=ON, reason="Chuyển đi nơi khác")
    person = admission.person
    secretary = Client()
    secretary.force_login(world.officers["bi-thu-1"])
    assert secretary.get(f"/desk/so/admissions/{admission.pk}/").status_code == 200
    assert secretary.get("/desk/so/admissions/export.csv", {"q": CANARY, "state": ""}).status_code == 200
    ImportDraft.objects.create(
        account=world.officers["to-chuc-a"], unit=world.units["Khối A"], file="so.xlsx", on=ON,
        table={"rows": [["1", CANARY, NUMBERS["phone"]]]},
    )  # fmt: skip
    SavedView.objects.create(
        account=world.officers["bi-thu-1"], register="members", name="a", query=urlencode({"q": CANARY})
    )
    acts.receive(actor=program, person=person, kind="erase", what="Xóa hết", received_on=ON, form="paper")
    sealed()
    return person


def test_somebody_who_never_was_a_member_is_found_nowhere_any_more_and_the_chain_holds(
    candidate: Person, second: Account
) -> None:
    words = [CANARY, "ung hoang phuong vy", *NUMBERS.values()]
    assert {"people_person", "journal_change", "members_importdraft", "faces_savedview"} <= set(everywhere(words)), (
        "the search finds it before"
    )
    request = DataRequest.objects.get(person=candidate)
    office = Account.objects.get(username="van-phong-a")
    proposal = acts.erase_on_request(actor=office, record=request, what="person", reason="Theo yêu cầu", on=ON)
    sealed()
    seconding.confirm(actor=second, record=proposal)
    sealed()
    assert everywhere(words) == []
    verdict = walk(connection.connection)
    assert verdict.sound, verdict.broken
    assert verdict.changes > 20


def test_the_name_of_a_member_stays_and_their_numbers_are_found_nowhere(
    world: World, person: Person, second: Account
) -> None:
    with pytest.raises(Refused, match="lưu giữ lâu dài"):
        asked(world, person, what="person")
    assert everywhere([PHONE])
    seconding.confirm(actor=second, record=asked(world, person))
    assert everywhere([PHONE]) == []
    assert "people_person" in everywhere([person.name])

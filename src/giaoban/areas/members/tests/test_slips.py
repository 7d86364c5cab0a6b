"""A cell is invited at once, a second person confirms, a slip opens one account once, and the role ends with membership."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from giaoban.areas.members import slip_codes, slip_rules, slips
from giaoban.areas.members.models import Slip
from giaoban.core.refusal import Refused
from giaoban.ground import seconding
from giaoban.ground.access.models import Account, Grant
from giaoban.ground.journal.clock import today
from giaoban.ground.people.models import Membership, Person
from giaoban.ground.people.queries import membership_of
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import writing
from tests.world import FOUNDED, World, build, granted

CELL, PASSWORD = "Chi bộ 1 Khối A", "bốn từ không liền nhau"
LIVES = date(2026, 1, 15)


@dataclass
class Invited:
    """A cell of four whose invitation was confirmed and printed."""

    world: World
    unit: Unit
    codes: dict[Person, str]
    words: dict[Person, str]

    @property
    def member(self) -> Person:
        return self.world.people[CELL][1]


@pytest.fixture
def world(program: Account) -> World:
    world = build(members=4)
    with writing(program, "members.correct", unit=world.units[CELL], on=today()):
        for place, person in enumerate(world.people[CELL]):
            Person.objects.filter(pk=person.pk).update(born_on=date(1970 + place, 5, 19))
    return world


@pytest.fixture
def invited(world: World) -> Invited:
    unit = world.units[CELL]
    proposal = slips.invite(actor=world.officers["bi-thu-1"], unit=unit)
    assert not Slip.objects.exists(), "nobody is invited by one alone"
    seconding.confirm(actor=world.officers["to-chuc-a"], record=proposal)
    chosen = list(Slip.objects.values_list("pk", flat=True))
    printed = slips.print_slips(actor=world.officers["bi-thu-1"], unit=unit, chosen=chosen)
    words = {slip.person: slip_codes.word_of(slip.pk) for slip, _code in printed}
    return Invited(world, unit, {slip.person: code for slip, code in printed}, words)


def test_a_code_survives_the_thumb_and_a_wrong_sign_is_seen() -> None:
    for _time in range(50):
        code = slip_codes.new_code()
        assert slip_codes.read_code(f" {code[:5].lower()}-{code[5:]} ") == code
        for place, sign in enumerate(code):
            other = slip_codes.SIGNS[(slip_codes.SIGNS.index(sign) + 1) % 32]
            assert slip_codes.read_code(code[:place] + other + code[place + 1 :]) is None
    assert slip_codes.read_code("O0I1") is None


@pytest.mark.parametrize(
    ("state", "until", "tries", "fits", "said"),
    [
        ("printed", 0, 0, True, ""),
        ("printed", 0, 4, True, ""),
        ("printed", 0, 0, False, "Còn 4 lần thử"),
        ("printed", 0, 4, False, "thử sai 5 lần"),
        ("printed", 0, 5, True, "thử sai 5 lần"),
        ("printed", -1, 0, True, "hết hạn"),
        ("used", 0, 0, True, "đã dùng rồi"),
        ("void", 0, 0, True, "không còn dùng được"),
        ("paper", 0, 0, True, "không còn dùng được"),
    ],
)
def test_a_slip_is_good_once_for_its_days_and_five_tries(
    state: str, until: int, tries: int, fits: bool, said: str
) -> None:
    reasons = slip_rules.why_not_use_slip(
        state=state, lapses_on=LIVES + timedelta(days=until), tries=tries, on=LIVES, fits=fits
    )
    assert (said in reasons[0]) if said else reasons == []


@pytest.mark.django_db
def test_the_slip_opens_one_account_which_is_the_persons_and_signs_in(invited: Invited) -> None:
    person, client = invited.member, Client()
    assert len(invited.codes) == 4
    assert not Account.objects.filter(person=person).exists(), "an account is use: before the slip there is none"
    typed = {
        "code": invited.codes[person],
        "word": f" {invited.words[person].lower()}",
        "year": "1999",
        "password": PASSWORD,
        "again": PASSWORD,
    }
    where = reverse("pocket:slip")
    wrong = client.post(where, typed)
    assert wrong.status_code == 422
    assert "Còn 4 lần thử" in wrong.content.decode()
    answer = client.post(where, typed | {"year": "1971"})
    assert answer["Location"] == "/so-tay/chao-mung/"
    account = Account.objects.get(person=person)
    assert account.username in client.get(answer["Location"]).content.decode()
    assert person.name in client.get("/so-tay/").content.decode()
    held = Grant.objects.get(account=account)
    assert (held.role, held.unit, held.granted_by, held.confirmed_by) == (
        "member", invited.unit, invited.world.officers["bi-thu-1"], invited.world.officers["to-chuc-a"],
    )  # fmt: skip
    again = Client().post(where, typed | {"year": "1971"})
    assert "đã dùng rồi" in again.content.decode()
    assert Account.objects.filter(person=person).count() == 1
    keys = set(Slip.objects.values_list("key", flat=True))
    assert not any(code in key for code in invited.codes.values() for key in keys), "of a code a keyed hash is kept"


@pytest.mark.django_db
def test_a_slip_printed_again_makes_the_former_void_and_paper_makes_both(invited: Invited) -> None:
    slip = Slip.objects.get(person=invited.member)
    ((_same, code),) = slips.print_slips(actor=invited.world.officers["bi-thu-1"], unit=invited.unit, chosen=[slip.pk])
    assert slips.use(
        word=invited.words[invited.member], typed=invited.codes[invited.member], year=1971, password=PASSWORD
    )[1]
    slip.refresh_from_db()
    slips.keep_on_paper(actor=invited.world.officers["bi-thu-1"], record=slip)
    assert slips.use(word=invited.words[invited.member], typed=code, year=1971, password=PASSWORD)[0] is None
    with pytest.raises(Refused, match="đã có sổ tay hoặc đã có phiếu"):
        slips.invite(actor=invited.world.officers["bi-thu-1"], unit=invited.unit)


@pytest.mark.django_db
def test_an_officer_ties_the_account_they_have_and_nobody_takes_over_anothers(
    program: Account, invited: Invited
) -> None:
    officer = granted(program, "van-thu", "office", invited.world.units["Khối A"])
    client = Client()
    client.force_login(officer)
    answer = client.post(
        reverse("pocket:slip"),
        {"code": invited.codes[invited.member], "word": invited.words[invited.member], "year": "1971"},
    )
    assert answer["Location"] == "/so-tay/"
    officer.refresh_from_db()
    assert officer.person == invited.member
    other = invited.world.people[CELL][2]
    refused = client.post(
        reverse("pocket:slip"), {"code": invited.codes[other], "word": invited.words[other], "year": "1972"}
    )
    assert "là của người khác" in refused.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("why", ["transferred", "died", "removed"])
def test_the_handbook_is_given_back_with_the_membership(program: Account, invited: Invited, why: str) -> None:
    account, _none = slips.use(
        word=invited.words[invited.member], typed=invited.codes[invited.member], year=1971, password=PASSWORD
    )
    assert account is not None
    client = Client()
    client.force_login(account)
    assert client.get("/so-tay/").status_code == 200
    other = invited.world.people[CELL][2]
    for person in (invited.member, other):
        spell = membership_of(person, on=today())
        assert spell is not None
        with writing(program, "members.correct", unit=invited.unit, on=today()):
            Membership.objects.filter(pk=spell.pk).update(valid=DateRange(FOUNDED, today()), ended_by=why)
    assert not Grant.objects.in_force(today()).filter(account=account).exists()
    assert client.get("/so-tay/")["Location"].startswith("/account/login/"), "signed out everywhere"
    assert slips.use(word=invited.words[other], typed=invited.codes[other], year=1972, password=PASSWORD)[1]


@pytest.mark.django_db
def test_the_sheet_is_a_pdf_of_the_chosen_and_for_who_invites_there(invited: Invited) -> None:
    client = Client()
    client.force_login(invited.world.officers["bi-thu-1"])
    where = reverse("members:slips", args=[invited.unit.pk])
    assert invited.member.name in client.get(where).content.decode()
    assert client.post(where, {}).status_code == 422
    answer = client.post(where, {"slip": [Slip.objects.get(person=invited.member).pk]})
    assert answer.content.startswith(b"%PDF")
    stranger = Client()
    stranger.force_login(invited.world.officers["bi-thu-2"])
    assert stranger.get(where).status_code == 404


@pytest.mark.django_db
def test_nobody_holds_the_whole_way_in_neither_who_prints_nor_who_confirms(program: Account, invited: Invited) -> None:
    printer, confirmer = invited.world.officers["bi-thu-1"], invited.world.officers["to-chuc-a"]
    where = reverse("members:slips", args=[invited.unit.pk])
    pages = {}
    for officer in (printer, confirmer):
        client = Client()
        client.force_login(officer)
        pages[officer] = client.get(where).content.decode()
        answer = client.post(where, {"slip": [Slip.objects.get(person=invited.member).pk]})
        assert (answer.status_code == 200) == (officer == printer), "whoever knows the word prints no code"
    assert invited.words[invited.member] in pages[confirmer]
    assert invited.words[invited.member] not in pages[printer]
    code = slips.print_slips(actor=printer, unit=invited.unit, chosen=[Slip.objects.get(person=invited.member).pk])[0][
        1
    ]
    of_another = invited.words[invited.world.people[CELL][2]]  # as whoever prints knows, who is of the cell too
    for word in ("", of_another, invited.words[invited.member][::-1] + "X"):
        assert slips.use(typed=code, word=word, year=1971, password=PASSWORD)[0] is None
    for officer in (printer, confirmer):
        assert (
            "do hai người khác"
            in slips.use(typed=code, word=invited.words[invited.member], year=1971, password="", account=officer)[1][0]
        )
    assert not Account.objects.filter(person=invited.member).exists()

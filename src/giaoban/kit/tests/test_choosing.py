"""Choosing a unit or a person: what fits is offered, what is told apart is chosen, and no text is silently one of two."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from giaoban.areas.accounts.operations import grant
from giaoban.areas.regulations.operations import set_parameter
from giaoban.areas.transfers.models import Transfer
from giaoban.core.meant import otherwise, words_of
from giaoban.ground.access.models import Account
from giaoban.ground.access.operations import program
from giaoban.ground.access.roles import Role, roles
from giaoban.ground.journal.models import Entry
from giaoban.ground.seconding import SEEN_ALONE
from giaoban.ground.units.models import Kind, NameSpell, Unit
from giaoban.ground.units.spells import Founding, found
from giaoban.ground.writing import writing
from giaoban.kit.candidates import People, Units
from giaoban.kit.choosing import Answered, Chooser
from tests.world import FOUNDED, World, build, person

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 29)
SEND = reverse("desk:act", args=["transfers", "send"])


@pytest.fixture
def world(db: None) -> World:
    """The small world, with cells and members of equal names in two organisations."""
    made = build(members=3)
    with writing(program("Kiểm thử"), "units.establish", unit=None, on=FOUNDED):
        for block in ("Khối A", "Khối B"):
            base = made.units[f"Sở {block}"]
            for name, short, sign in (("Chi bộ Sở Y tế", "Sở Y tế", "SYT"), ("Chi bộ Phòng Hòa giải", "Hòa giải", "")):
                cell = found(Founding(Kind.CELL, name, short, sign=sign), parent=base, on=FOUNDED)
                made.units[f"{name} {block}"] = cell
        for number in range(1, 14):
            cell = found(Founding(Kind.CELL, f"Chi bộ Tổ {number}"), parent=made.units["Sở Khối A"], on=FOUNDED)
            made.units[f"Tổ {number}"] = cell
    cell = made.units["Chi bộ 1 Khối A"]
    with writing(program("Kiểm thử"), "members.record", unit=cell, on=FOUNDED):
        for name, born, card, phone in (
            ("Đỗ Thị Thúy", date(1988, 5, 1), "31.006.578", "0912345678"),
            ("Đỗ Thị Thùy", date(1990, 5, 1), "31007111", ""),
            ("Ngô Đức Cường", date(1976, 2, 1), "", ""),
            ("Ngô Đức Cường", date(1984, 2, 1), "", ""),
        ):
            made.people.setdefault("more", []).append(
                person(cell, name, born_on=born, sex="F", card_number=card, phone=phone, official_on=FOUNDED)
            )
    return made


def units_of(world: World, **more: Any) -> Chooser:
    return Chooser(Units(on=ON, **more))


def people_of(world: World, username: str = "to-chuc-a", **more: Any) -> Chooser:
    return Chooser(People(world.officers[username], on=ON, **more))


def typed(field: Chooser, text: str) -> Any:
    """What comes of the text alone: the record, or the code of the refusal and the names that are offered."""
    try:
        return field.clean(Answered(None, text))
    except ValidationError as refused:
        offered = field.widget.offer
        return refused.code, [candidate.name for candidate in offered.candidates] if offered else []


UNITS = (
    ("chi bo to 3", "Tổ 3"),
    ("CHI BỘ TỔ 3", "Tổ 3"),
    ("tổ 13", "Tổ 13"),
    ("so y te khoi b", "Chi bộ Sở Y tế Khối B"),
    ("syt so khoi a", "Chi bộ Sở Y tế Khối A"),
    ("so khoi b hoa giai", "Chi bộ Phòng Hòa giải Khối B"),
    ("hoà giải khối a", "Chi bộ Phòng Hòa giải Khối A"),
    ("cum thu", "Cụm thử"),
)


def test_a_unit_is_named_by_words_of_its_names_its_code_and_the_unit_above(world: World) -> None:
    assert {text: typed(units_of(world), text) for text, _unit in UNITS} == {
        text: world.units[unit] for text, unit in UNITS
    }


def test_a_name_that_fits_two_units_is_neither_until_one_is_chosen(world: World) -> None:
    for text in ("so y te", "Sở Y tế", "Chi bộ Sở Y tế", "SYT", "hoà giải", "hòa giải", "chi bo"):
        field = units_of(world)
        code, names = typed(field, text)
        assert code in {"several", "many"}, text
        assert len(names) >= 2, text
        notes = [(shown.name, shown.note) for shown in field.widget.offer.candidates]
        assert len(set(notes)) == len(notes), f"equal names are told apart: {text}"
        for candidate in field.widget.offer.candidates:
            assert units_of(world).clean(Answered(candidate.key, text)).pk == candidate.key


def test_numbers_stand_in_their_order_and_exact_names_first(world: World) -> None:
    _code, names = typed(units_of(world), "chi bo to")
    assert names[:3] == ["Chi bộ Tổ 1", "Chi bộ Tổ 2", "Chi bộ Tổ 3"]
    assert typed(units_of(world), "Chi bộ Tổ 1") == world.units["Tổ 1"], "Tổ 10 to 13 contain it and are not called so"


PEOPLE = (
    ("Đỗ Thị Thúy", 0), ("Đỗ Thị Thuý", 0), ("Đỗ Thị Thùy", 1), ("31.006.578", 0), ("31006578", 0), ("31.007111", 1),
    ("0912 345 678", 0), ("+84912345678", 0),
)  # fmt: skip


def test_a_person_is_named_by_marks_card_or_phone(world: World) -> None:
    for text, number in PEOPLE:
        assert typed(people_of(world), text) == world.people["more"][number], text
    part = typed(people_of(world), "thị thùy")
    assert part == ("several", ["Đỗ Thị Thùy", "Đỗ Thị Thúy"]), "marks in a part put it first and do not decide"


def test_a_name_that_fits_two_people_is_neither_and_both_are_told_apart(world: World) -> None:
    for text in ("do thi thuy", "cuong", "Ngô Đức Cường", "ngo duc"):
        field = people_of(world)
        code, names = typed(field, text)
        assert (code, len(names)) == ("several", 2), text
        assert len({(shown.name, shown.note) for shown in field.widget.offer.candidates}) == 2, text


def test_a_phone_finds_nobody_for_whom_it_is_not_to_be_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    cell, account = world.units["Chi bộ 1 Khối A"], Account.objects.create_user("nguoi-doc", name="Người đọc")
    monkeypatch.setitem(roles(), "reads", Role("reads", "Đọc", "Để kiểm thử.", ("members.read",), second_factor=True))
    grant(actor=program("Kiểm thử"), account=account, role="reads", unit=cell, from_on=FOUNDED)
    field = Chooser(People(account, on=ON))
    assert typed(field, "0912345678") == ("none", [])
    assert typed(field, "31006578") == world.people["more"][0]


def test_people_outside_the_reach_are_neither_offered_nor_counted_nor_chosen(world: World) -> None:
    theirs = world.people["more"][0]
    field = people_of(world, "to-chuc-b")
    assert typed(field, "Đỗ Thị Thúy") == ("none", [])
    assert typed(field, "31006578") == ("none", [])
    assert field.source.find("do thi").count == 0
    for key in (theirs.pk, 10**9):
        with pytest.raises(ValidationError) as refused:
            field.clean(Answered(key, None))
        assert refused.value.code == "gone", "one that is not there and one that may not be seen are answered alike"


def test_people_of_the_chosen_unit_come_first_and_nobody_else_is_taken_silently(world: World) -> None:
    inside, outside = world.units["Chi bộ 1 Khối A"], world.units["Chi bộ 2 Khối A"]
    assert typed(people_of(world, unit=lambda: inside), "thúy") != world.people["more"][0], "two fit"
    assert typed(people_of(world, unit=lambda: inside), "Đỗ Thị Thúy") == world.people["more"][0]
    assert typed(people_of(world, unit=lambda: outside), "Đỗ Thị Thúy")[0] == "several"


def test_keys_left_over_are_asked_after(world: World) -> None:
    for text, meant in (
        ("do thi thuyf", "Thùy"),
        ("ddo thi thuy", "Thúy"),
        ("Do Thi Thuyx", "Thúy"),
        ("ngo ducc cuong", "Cường"),
    ):
        code, names = typed(people_of(world), text)
        assert code == "near", text
        assert any(meant in name for name in names), text


def test_what_is_chosen_and_what_is_typed_must_agree(world: World) -> None:
    chosen, other = world.units["Tổ 3"], world.units["Tổ 5"]
    assert units_of(world).clean(Answered(chosen.pk, "Chi bộ Tổ 3")) == chosen
    assert units_of(world).clean(Answered(chosen.pk, "Chi bộ Tổ 5")) == other, "typed anew, without a script"
    assert units_of(world, within=[other.pk]).clean(Answered(other.pk, None)) == other
    optional = Chooser(Units(on=ON), required=False)
    assert optional.clean(Answered(chosen.pk, "")) is None, "an emptied box chooses nothing"


def test_a_number_that_cannot_be_chosen_is_refused_with_a_sentence(world: World) -> None:
    only, other = world.units["Tổ 3"].pk, world.units["Khối A"].pk
    for within in (None, Unit.objects.filter(pk=only), {only}):
        source = Units(on=ON, within=within)
        for wrong in (0, -1, 10**18, *([other] if within is not None else [])):
            with pytest.raises(ValidationError) as refused:
                Chooser(source).clean(Answered(wrong, None))
            assert str(refused.value.messages[0]).endswith(".")


@given(text=st.text(max_size=60))
def test_any_text_is_answered(text: str) -> None:
    """Words are letters and digits alone; what may be meant instead is never what was typed, and ends."""
    assert all(word.isascii() and word.isalnum() for word in words_of(text))
    told = list(otherwise(text))
    assert len(told) <= 12
    assert " ".join(words_of(text)) not in told


NAMES = st.text(
    alphabet="aàảãáạăằẳẵắặâầẩẫấậbcdđeèêềểễếệghiìklmnoòôồơờpqrstuùưừvxyỳỷ AĐƠƯÔÊ1234&-().", min_size=1, max_size=30
)


@given(name=NAMES, short=NAMES)
def test_the_database_and_the_program_read_the_same_words(name: str, short: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT unit_words(%s, %s, '')", [name, short])
        words = cursor.fetchone()[0].split()
    assert list(dict.fromkeys(words))[:8] == words_of(f"{name} {short}")


# -- through the page ---------------------------------------------------------------------------------------------------


def signed_in(world: World, username: str = "to-chuc-a") -> Client:
    client = Client()
    client.force_login(world.officers[username])
    return client


def fitting(client: Client, **asked: Any) -> list[tuple[str, str, str]]:
    """What the page offers while one types: number, name, note."""
    answer = client.get(SEND, asked)
    assert answer.status_code == 200
    page = html.fromstring(answer.content.decode())
    rows = page.xpath("//li[@data-key]")
    return [(row.get("data-key"), row.get("data-name"), row.get("data-note")) for row in rows]


def test_a_form_that_fits_two_comes_back_whole_with_these_to_choose_from(world: World) -> None:
    client = signed_in(world)
    answers = {
        "unit_text": "chi bo 1 khoi a", "person_text": "ngo duc cuong", "receiver_text": "so y te", "kind": "official",
        "issued_on": "2026-11-20", "reason": "Chuyển công tác",
    }  # fmt: skip
    shown = client.post(SEND, answers)
    assert shown.status_code == 422
    assert Transfer.objects.count() == 0
    page = html.fromstring(shown.content)
    assert page.xpath("//input[@name='reason']/@value") == ["Chuyển công tác"]
    assert page.xpath("//input[@name='unit_text']/@value") == ["chi bo 1 khoi a"]
    people = page.xpath("//input[@type='radio'][@name='person']")
    cells = page.xpath("//input[@type='radio'][@name='receiver']")
    assert len(people) == len(cells) == 2
    chosen = answers | {"person": people[0].get("value"), "receiver": cells[1].get("value")}
    done = client.post(SEND, chosen)
    assert done.status_code == 302, done.context["form"].errors or done.context["refusals"]
    transfer = Transfer.objects.get()
    assert (transfer.person_id, transfer.receiver_id) == (int(chosen["person"]), int(chosen["receiver"]))


def test_what_is_chosen_narrows_what_is_offered(world: World) -> None:
    client = signed_in(world)
    inside = fitting(client, choose="person", q="van", unit=world.units["Chi bộ 1 Khối A"].pk)
    assert {key for key, *_said in inside} == {str(one.pk) for one in world.people["Chi bộ 1 Khối A"]}
    assert len(fitting(client, choose="person", q="van")) == 6


def test_whoever_is_offered_has_been_looked_at_and_beyond_the_budget_nobody_is(world: World) -> None:
    client, account = signed_in(world), world.officers["to-chuc-a"]
    assert len(fitting(client, choose="person", q="cuong")) == 2
    entry = Entry.objects.latest("pk")
    assert (entry.kind, entry.actor_id, entry.people) == (
        Entry.Kind.LIST, account.pk, sorted(one.pk for one in world.people["more"][2:])
    )  # fmt: skip
    set_parameter(
        actor=program("Kiểm thử"), key=SEEN_ALONE, value=2, from_on=date(2026, 1, 1), regulation=None, reason="Thử",
    )  # fmt: skip
    assert fitting(client, choose="person", q="thuy") == []
    assert b"31.006.578" not in client.get(SEND, {"choose": "person", "q": "31.006.578"}).content
    assert len(fitting(client, choose="person", q="cuong")) == 2, "who has been seen today may be seen again"


def test_a_number_that_was_never_offered_shows_nobody_unwritten_and_nobody_beyond_the_limit(world: World) -> None:
    client = signed_in(world)
    first, second, third = world.people["Chi bộ 1 Khối A"]
    shown = client.post(SEND, {"person": first.pk})
    assert first.name in shown.content.decode()
    entry = Entry.objects.filter(kind=Entry.Kind.LIST, act="members.read").latest("pk")
    assert entry.people == [first.pk]
    set_parameter(
        actor=program("Kiểm thử"), key=SEEN_ALONE, value=2, from_on=date(2026, 1, 1), regulation=None, reason="Thử",
    )  # fmt: skip
    assert second.name in client.post(SEND, {"person": second.pk}).content.decode()
    hidden = client.post(SEND, {"person": third.pk}).content.decode()
    assert third.name not in hidden
    assert f"№ {third.pk}" in hidden, "what was chosen stays chosen"


def test_what_is_no_chooser_offers_nothing(world: World) -> None:
    client = signed_in(world)
    for field in ("", "kind", "reason", "unit_text", "khong-co", "__class__"):
        assert client.get(SEND, {"choose": field, "q": "a"}).status_code == 404, field


HOSTILE = ("%", "_", "'", "\\", "a" * 5000, "chi " * 500, "\u202e", "<script>alert(1)</script>", "%%%%", "½²٣")


def test_hostile_texts_are_answered_and_shown_as_text(world: World) -> None:
    client = signed_in(world)
    for text in HOSTILE:
        answered_as_text(client, text)


def answered_as_text(client: Client, text: str) -> None:
    for name in ("person", "receiver"):
        for asked in ({"q": text}, {"below": text}):
            answer = client.get(SEND, {"choose": name, **asked})
            assert answer.status_code == 200
            assert b"<script>" not in answer.content
    shown = client.post(SEND, {"receiver_text": text, "person_text": text})
    assert shown.status_code == 422
    assert b"<script>alert" not in shown.content


def test_the_tree_is_opened_level_by_level_and_leads_to_what_can_be_chosen(world: World) -> None:
    client = signed_in(world)
    top = fitting(client, choose="receiver", below="")
    assert [name for _key, name, _note in top] == ["Cụm thử"]
    level = fitting(client, choose="receiver", below=world.units["Sở Khối A"].pk)
    assert str(world.units["Tổ 3"].pk) in {key for key, *_said in level}
    page = html.fromstring(client.get(SEND, {"choose": "receiver", "below": world.units["Khối A"].pk}).content.decode())
    assert page.xpath("//li[@data-key and @data-closed]/@data-name") == ["Đảng bộ Sở Khối A"]


def test_looking_costs_the_same_however_many_there_are(world: World) -> None:
    client = signed_in(world)

    def asked(text: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(SEND, {"choose": "receiver", "q": text})
        return len(queries)

    asked("so y te")  # the first visit of a day costs more
    few, many = asked("to 1"), asked("chi bo")
    assert NameSpell.objects.count() > 20
    assert abs(many - few) <= 2

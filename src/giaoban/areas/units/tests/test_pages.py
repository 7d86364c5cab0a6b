"""Pages of units as people meet them: out of sight is not there, an act is seen before it is done."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from giaoban.areas.accounts.operations import grant
from giaoban.areas.units import operations
from giaoban.areas.units.tests.growing import FIRST, grow, ruling
from giaoban.demo.cluster import FROM, START, load_cluster
from giaoban.demo.reorganisation import play_2025
from giaoban.ground.access.models import Account
from giaoban.ground.journal.models import Entry
from giaoban.ground.units.models import NameSpell, Unit
from giaoban.ground.units.queries import children_of, kind_of, name_of, named, place_of_name
from giaoban.ground.units.spells import Founding

DAY = date(2025, 7, 1)
pytestmark = pytest.mark.django_db
DECISION = {"on": "2025-07-01", "issuer": "Tỉnh ủy", "number": "9-QĐ/TU", "issued_on": "2025-07-01"}


@pytest.fixture
def units(program: Account) -> dict[str, Unit]:
    return grow(program)


def person_with(program: Account, role: str, unit: Unit | None, name: str = "can-bo") -> Client:
    account = Account.objects.create_user(name, name="Cán bộ")
    if role:
        grant(actor=program, account=account, role=role, unit=unit, from_on=FIRST)
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def officer(program: Account, units: dict[str, Unit]) -> Client:
    """The organisation board of bloc A."""
    return person_with(program, "organisation_board", units["A"])


def get(client: Client, name: str, *args: Any, **query: str) -> Any:
    return client.get(reverse(f"units:{name}", args=args), query)


def act_on(unit: Unit, act: str) -> str:
    return reverse("desk:act_on", args=["units", unit.pk, act])


def seen(answer: Any) -> str:
    """The mark of the answers that the page shows a preview for."""
    return str(dict(answer.context["act"]["hidden"])["seen"])


def test_the_tree_shows_what_one_may_see_on_the_day_and_nothing_else(officer: Client, units: dict[str, Unit]) -> None:
    text = get(officer, "tree").content.decode()
    assert "Đảng bộ Khối A" in text
    assert "Chi bộ Ban A2" in text
    assert "Khối B" not in text
    assert "Khối A" not in get(officer, "tree", on="2021-01-01").content.decode()


def test_everything_out_of_sight_is_not_there(program: Account, officer: Client, units: dict[str, Unit]) -> None:
    stranger = person_with(program, "", None, name="nguoi-la")
    entry = Entry.objects.filter(act="units.establish").latest("pk")
    for url in (
        reverse("units:tree"),
        reverse("units:page", args=[units["A1"].slug]),
        reverse("units:below", args=[units["A1"].slug]),
        reverse("units:flow", args=[units["A"].slug]),
        act_on(units["A1"], "rename"),
        reverse("units:undo", args=[entry.pk]),
    ):
        assert stranger.get(url).status_code == 404, url
        assert Client().get(url).status_code == 302, url
    for name in ("page", "below", "flow"):
        assert get(officer, name, units["B1"].slug).status_code == 404
    assert officer.get(act_on(units["B1"], "rename")).status_code == 404
    assert officer.get(act_on(units["A1"], "abolish")).status_code == 404


@pytest.mark.parametrize("on", [date(2021, 6, 1), date(2023, 6, 30), DAY, date(2025, 9, 1)])
def test_rows_stand_in_the_order_of_what_their_units_were_called_that_day_or_last(
    program: Account, units: dict[str, Unit], on: date
) -> None:
    operations.rename(actor=program, unit=units["B1"], name="Đảng bộ An ninh", on=DAY, decision=ruling(1, DAY))
    operations.dissolve(actor=program, unit=units["A2"], heir=units["B2"], on=DAY, decision=ruling(2, DAY))
    began = NameSpell.objects.filter(unit=OuterRef("pk"), valid__startswith__lte=on).order_by("-valid__startswith")
    named = Unit.objects.annotate(called=Subquery(began.values("short_name")[:1]))
    place = place_of_name("pk", on=on)
    assert list(Unit.objects.order_by(place, "pk")) == list(named.order_by("called", "pk"))
    assert list(Unit.objects.order_by(place.desc(), "pk")) == list(named.order_by("-called", "pk"))


def test_a_reader_sees_the_unit_and_cannot_act(program: Account, units: dict[str, Unit]) -> None:
    reader = person_with(program, "committee_member", units["A"])
    text = get(reader, "page", units["A1"].slug).content.decode()
    assert "Đảng bộ Sở A1" in text
    assert act_on(units["A1"], "rename") not in text
    assert reader.get(act_on(units["A1"], "rename")).status_code == 403


def test_an_act_is_shown_before_it_is_done_and_done_as_it_was_shown(officer: Client, units: dict[str, Unit]) -> None:
    url = act_on(units["A1"], "rename")
    assert officer.get(url).status_code == 200
    answers = DECISION | {"name": "Đảng bộ Sở Mới", "short_name": "Sở Mới"}
    shown = officer.post(url, answers)
    assert "đổi tên “Đảng bộ Sở A1” thành “Đảng bộ Sở Mới”" in shown.content.decode()
    assert name_of(units["A1"], on=DAY).name == "Đảng bộ Sở A1"
    changed = officer.post(url, answers | {"name": "Đảng bộ Sở Khác", "seen": seen(shown)})
    assert changed.status_code == 200
    assert name_of(units["A1"], on=DAY).name == "Đảng bộ Sở A1"
    assert officer.post(url, answers | {"seen": seen(shown)}).status_code == 302
    assert name_of(units["A1"], on=DAY).name == "Đảng bộ Sở Mới"
    assert "Đổi tên từ “Đảng bộ Sở A1”" in get(officer, "page", units["A1"].slug).content.decode()


def press(client: Client, unit: Unit, act: str, **answers: Any) -> Any:
    """The act done as a person does it: the form, what will change, the button."""
    url = act_on(unit, act)
    assert client.get(url).status_code == 200
    shown = client.post(url, DECISION | answers)
    assert shown.status_code == 200, shown.context["refusals"] or shown.context["form"].errors
    done = client.post(url, DECISION | answers | {"seen": seen(shown)})
    assert done.status_code == 302, done.context["refusals"]
    return done


def test_every_act_can_be_pressed(officer: Client, units: dict[str, Unit]) -> None:
    press(officer, units["A"], "establish", kind="grassroots_party_org", name="Đảng bộ Sở A3")
    (new,) = named("Đảng bộ Sở A3", on=DAY)
    press(officer, units["A1.1"], "move", parent=new.pk)
    press(officer, units["A1.2"], "merge", new_name="Chi bộ Liên phòng", others=[units["A1.3"].pk])
    (joint,) = named("Chi bộ Liên phòng", on=DAY)
    people = list(joint.memberships.filter(valid__contains=DAY).values_list("person", flat=True))
    press(officer, joint, "split", name_1="Chi bộ Tổng hợp", people=people[:2], on="2025-08-01")
    (part,) = named("Chi bộ Tổng hợp", on=date(2025, 8, 1))
    press(officer, part, "dissolve", heir=joint.pk, on="2025-09-01")
    press(officer, part, "reopen", parent=new.pk, on="2025-10-01")
    press(officer, units["A2"], "change_kind", kind="grassroots_party_org")
    press(officer, units["A2"], "record_alias", name="CB Ban A2")
    assert kind_of(part, on=date(2025, 9, 2)) is None
    assert kind_of(part, on=date(2025, 10, 1)) == "cell"
    assert named("cb ban a2") == [units["A2"]]


def test_a_refused_act_says_every_reason_and_keeps_the_answers(officer: Client, units: dict[str, Unit]) -> None:
    answer = officer.post(act_on(units["A1.1"], "dissolve"), DECISION | {"issued_on": "2025-07-02"})
    assert answer.status_code == 422
    assert "sau ngày thực hiện" in answer.content.decode()
    assert "9-QĐ/TU" in answer.content.decode()


def test_an_act_is_undone_from_the_page_of_its_unit(officer: Client, units: dict[str, Unit]) -> None:
    press(officer, units["A1.1"], "dissolve", heir=units["A1.2"].pk)
    entry = Entry.objects.filter(act="units.dissolve").latest("pk")
    undo = reverse("units:undo", args=[entry.pk])
    assert undo in get(officer, "page", units["A1.1"].slug).content.decode()
    assert "kết thúc hoạt động" in officer.get(undo).content.decode()
    assert officer.post(undo, {"reason": ""}).status_code == 422
    assert officer.post(undo, {"reason": "Ghi nhầm"}).status_code == 302
    assert kind_of(units["A1.1"], on=DAY) == "cell"
    assert officer.get(undo).status_code == 422


def test_the_tree_asks_the_database_equally_often_however_many_units_there_are(
    program: Account, officer: Client, units: dict[str, Unit]
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert get(officer, "tree").status_code == 200
        return len(queries)

    asked()
    before = asked()
    operations.establish_many(
        actor=program,
        foundings=[(Founding("cell", f"Chi bộ số {number}"), units["A1"]) for number in range(10, 200)],
        under=units["A1"],
        on=FIRST,
        decision=ruling(1, FIRST),
    )
    assert asked() == before


def test_the_merger_of_2025_is_drawn_as_a_flow_with_its_table(program: Account) -> None:
    cluster = load_cluster(program)
    foundings: list[tuple[Founding, Unit | int | None]] = [
        (Founding("grassroots_cell", f"Chi bộ {name}"), bloc)
        for bloc in children_of(cluster, on=FROM)
        for name in ("Tỉnh đoàn", "Sở Nội vụ", "Sở Y tế")
    ]
    operations.establish_many(actor=program, foundings=foundings, under=cluster, on=FROM, decision=START)
    play_2025(program)
    reader = person_with(program, "cluster_secretariat", cluster)
    answer = get(reader, "flow", cluster.slug, since="2023-06-30", on="2025-12-31")
    drawn = answer.context["flow"]
    assert [len(boxes) for _title, _x, boxes in drawn.columns] == [8, 16, 12]
    assert sum(band.weight for band in drawn.bands) == 2 * 24
    text = answer.content.decode()
    assert text.count('class="flow-band"') == len(drawn.bands)
    assert "style=" not in text.split("<main")[1]
    (bloc,) = named("ĐUK Hà Giang", on=FROM)
    page = get(reader, "page", bloc.slug)
    assert page.status_code == 200
    assert "Chia tách; một phần về" in page.content.decode()
    tree = get(reader, "tree", on="2023-06-30").content.decode()
    assert "Đảng bộ Khối các cơ quan tỉnh Hà Giang" in tree
    assert "Đảng bộ các cơ quan Đảng tỉnh" not in tree

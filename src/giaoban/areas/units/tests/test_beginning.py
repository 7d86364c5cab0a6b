"""How a tree begins: the first body, one beside it, one above; by whoever looks after the whole tree, and undone."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.areas.accounts.operations import grant
from giaoban.areas.units import beginning
from giaoban.areas.units.operations import Ruling
from giaoban.areas.units.tests.growing import FIRST, grow
from giaoban.core.refusal import Refused
from giaoban.ground.access.models import Account
from giaoban.ground.journal.models import Entry
from giaoban.ground.undoing import undo
from giaoban.ground.units.models import Succession, Unit
from giaoban.ground.units.queries import ids_under, kind_of, name_of, named, parent_of
from giaoban.ground.units.spells import Founding

DAY = date(2026, 1, 1)
BODY = Founding(
    "upper", "Đảng bộ Ủy ban nhân dân tỉnh", "UBND tỉnh", "Đảng ủy Ủy ban nhân dân tỉnh", "Tỉnh ủy", "ĐU", "Hạ Thanh",
    standing_since=date(2025, 1, 24),
)  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(program: Account) -> Account:
    account = Account.objects.create_user("quan-tri", name="Quản trị")
    grant(actor=program, account=account, role="administrator", unit=None, from_on=FIRST)
    return account


def test_the_first_body_is_there_with_all_that_its_documents_say(administrator: Account) -> None:
    body = beginning.found(actor=administrator, founding=BODY, on=DAY)
    name = name_of(body, on=DAY)
    assert name is not None
    said = (name.name, name.short_name, name.committee, name.superior, name.sign, name.place)
    assert said == (BODY.name, BODY.short_name, BODY.committee, BODY.superior, BODY.sign, BODY.place)
    assert (kind_of(body, on=DAY), parent_of(body, on=DAY), body.standing_since) == ("upper", None, date(2025, 1, 24))
    entry = Entry.objects.get(act="units.found")
    undo(actor=administrator, entry=entry, reason="Ghi nhầm tên.")
    assert not Unit.objects.exists()


def test_a_second_body_stands_beside_and_a_province_above_both(administrator: Account) -> None:
    first = beginning.found(actor=administrator, founding=BODY, on=DAY)
    second = beginning.found(
        actor=administrator, founding=Founding("upper", "Đảng bộ các cơ quan Đảng tỉnh"), on=DAY,
        decision=Ruling("Tỉnh ủy", "12-QĐ/TU", date(2025, 1, 24)),
    )  # fmt: skip
    assert beginning.tops(on=DAY) == {first.pk: "UBND tỉnh", second.pk: "Đảng bộ các cơ quan Đảng tỉnh"}
    later = date(2026, 7, 1)
    province = beginning.found(
        actor=administrator, founding=Founding("province", "Đảng bộ tỉnh"), on=later, below=[first, second]
    )
    assert ids_under(province, on=later) == {province.pk, first.pk, second.pk}
    assert parent_of(first, on=date(2026, 6, 30)) is None
    assert Succession.objects.filter(on=later, how="move").count() == 2


REFUSED = (
    # kind of the new body, what is to stand under it, why not
    ("cell", [], "“Đảng bộ mới” là chi bộ trực thuộc, chỉ trực thuộc"),
    ("upper", ["A"], "“Đảng bộ Khối A” đang trực thuộc tổ chức khác"),
    ("province", ["cụm"], "“Cụm thử” là cụm, chỉ đứng ở cấp cao nhất"),
)


@pytest.mark.parametrize(("kind", "below", "why"), REFUSED)
def test_what_may_not_stand_there_is_refused_in_a_sentence(
    program: Account, kind: str, below: list[str], why: str
) -> None:
    units = grow(program)
    before = Unit.objects.count()
    with pytest.raises(Refused) as refused:
        beginning.found(
            actor=program, founding=Founding(kind, "Đảng bộ mới"), on=DAY, below=[units[key] for key in below]
        )
    assert why in str(refused.value)
    assert Unit.objects.count() == before


def test_an_officer_of_one_body_puts_nothing_beside_or_above_it(program: Account, administrator: Account) -> None:
    body = beginning.found(actor=administrator, founding=BODY, on=DAY)
    officer = Account.objects.create_user("to-chuc", name="Tổ chức")
    grant(actor=program, account=officer, role="organisation_board", unit=body, from_on=FIRST)
    with pytest.raises(Refused):
        beginning.found(actor=officer, founding=Founding("province", "Đảng bộ tỉnh"), on=DAY, below=[body])


def test_to_undo_an_undoing_one_needs_the_power_of_the_act_itself(program: Account, administrator: Account) -> None:
    units = grow(program)
    officer = Account.objects.create_user("to-chuc", name="Tổ chức")
    grant(actor=program, account=officer, role="organisation_board", unit=units["A"], from_on=FIRST)
    from giaoban.areas.units import operations

    operations.record_alias(actor=officer, unit=units["A1"], name="ĐU Sở A1", on=DAY)
    undone = undo(actor=officer, entry=Entry.objects.latest("pk"), reason="Ghi nhầm.")
    with pytest.raises(Refused, match="Ghi tên gọi khác của tổ chức"):
        undo(actor=administrator, entry=undone, reason="Ghi lại.")
    assert undo(actor=officer, entry=undone, reason="Ghi lại.").undoes == undone


def test_in_the_browser_the_form_shows_first_what_will_be_and_leads_back(administrator: Account) -> None:
    client = Client()
    client.force_login(administrator)
    address = reverse("desk:act", args=["units", "found"])
    answers = {"kind": "upper", "name": BODY.name, "on": "2026-01-01", "place": "Hạ Thanh"}
    shown = client.post(address, answers)
    assert "Đảng bộ Ủy ban nhân dân tỉnh" in shown.content.decode()
    assert not Unit.objects.exists()
    seen = shown.content.decode().split('name="seen" value="')[1].split('"')[0]
    done = client.post(address, answers | {"seen": seen}, follow=True)
    body = Unit.objects.get()
    assert done.redirect_chain[-1][0] == reverse("units:page", args=[body.slug])
    undoing = reverse("units:undo", args=[Entry.objects.get(act="units.found").pk])
    assert undoing in done.content.decode()
    assert client.post(undoing, {"reason": "Ghi nhầm."}).status_code == 302
    assert not Unit.objects.exists()


# -- organisations from a list ----------------------------------------------------------------------------------------

LIST = (
    "Tên tổ chức\tLoại hình\tTrực thuộc\tSố QĐ\tMã tổ chức\n"
    "Chi bộ Văn phòng\t\tĐảng bộ Sở Y tế\n"  # before the organisation that it hangs on
    "Đảng bộ Sở Y tế\tđảng bộ cơ sở\t\t12-QĐ/ĐU ngày 24/01/2025\t31000000000001\n"
    "Trường Quân sự tỉnh\n"
    "Chi bộ Ban Dân tộc"
)


def test_a_list_is_looked_at_repaired_taken_in_as_one_act_and_undone(administrator: Account) -> None:
    body = beginning.found(actor=administrator, founding=BODY, on=DAY)
    client = Client()
    client.force_login(administrator)
    address = reverse("units:list")
    carried = {"unit": body.pk, "on": "2026-01-01", "issuer": "Đảng ủy Ủy ban nhân dân tỉnh"}
    shown = client.post(address, carried | {"text": LIST})
    assert [(row["field"], row["name"]) for row in shown.context["doubts"]] == [("kind", "Trường Quân sự tỉnh")]
    assert Unit.objects.count() == 1

    repaired = client.post(address, carried | {"text": shown.context["text"], "do": "set-3-kind-đảng bộ cơ sở"})
    assert (repaired.context["doubts"], repaired.context["ready"]) == ([], "4")
    done = client.post(address, carried | {"text": repaired.context["text"], "do": "commit"}, follow=True)
    entry = Entry.objects.get(act="units.take_in_list")
    assert done.redirect_chain == [(reverse("units:listed", args=[entry.pk]), 302)]
    (health,) = named("31000000000001")
    assert [kind_of(unit, on=DAY) for unit in (health, *named("Chi bộ Văn phòng"))] == ["grassroots_party_org", "cell"]
    assert parent_of(named("Chi bộ Văn phòng")[0], on=DAY) == health
    step = Succession.objects.get(after=health)
    assert step.decision is not None
    assert step.decision.number == "12-QĐ/ĐU"
    assert health.standing_since == date(2025, 1, 24)

    again = client.post(address, carried | {"text": LIST})
    assert again.context["ready"] == ""  # the fourth is asked about, the others stand
    undoing = client.post(reverse("units:undo", args=[entry.pk]), {"reason": "Nhầm danh sách."})
    assert undoing.status_code == 302
    assert list(Unit.objects.all()) == [body]


def test_a_list_is_taken_in_only_below_units_that_one_looks_after(program: Account) -> None:
    units = grow(program)
    officer = Account.objects.create_user("to-chuc", name="Tổ chức")
    grant(actor=program, account=officer, role="organisation_board", unit=units["A"], from_on=FIRST)
    client = Client()
    client.force_login(officer)
    carried = {"on": "2026-01-01", "issuer": "", "text": "Chi bộ mới\nChi bộ mới nữa", "do": "commit"}
    before = Unit.objects.count()
    assert client.post(reverse("units:list"), carried | {"unit": units["B"].pk}).status_code == 422
    assert Unit.objects.count() == before
    assert client.post(reverse("units:list"), carried | {"unit": units["A"].pk}).status_code == 302
    assert Unit.objects.count() == before + 2


def test_what_was_typed_too_early_is_refused_with_the_day(administrator: Account) -> None:
    body = beginning.found(actor=administrator, founding=BODY, on=DAY)
    client = Client()
    client.force_login(administrator)
    answer = client.post(reverse("units:list"), {"unit": body.pk, "on": "2025-12-31", "text": "Chi bộ A\nChi bộ B"})
    assert answer.status_code == 422
    assert "31/12/2025" in answer.content.decode()

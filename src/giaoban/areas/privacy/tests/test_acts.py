"""Requests run by the law of their day, what was kept too long is found and goes, breaches have their hours."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone

from giaoban.areas.accounts.operations import grant
from giaoban.areas.privacy import operations as acts
from giaoban.areas.privacy import queries
from giaoban.areas.privacy.models import DataPurpose, DataRequest
from giaoban.areas.privacy.tests.test_erasing import sealed
from giaoban.areas.regulations.operations import load_start_data
from giaoban.core.refusal import Refused
from giaoban.ground import seconding
from giaoban.ground.access.models import Account
from giaoban.ground.journal.clock import now, today
from giaoban.ground.journal.models import Entry
from giaoban.ground.people.models import Membership, Person
from giaoban.ground.writing import writing
from tests.world import World, build

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


@pytest.fixture
def world(program: Account) -> World:
    load_start_data(program)
    return build(members=3)


@pytest.fixture
def person(world: World) -> Person:
    return world.people["Chi bộ 1 Khối A"][1]


@pytest.fixture
def second(program: Account, world: World) -> Account:
    account = Account.objects.create_user("bao-ve", None, name="Cán bộ bảo vệ dữ liệu")
    grant(actor=program, account=account, role="data_protection_officer", unit=world.units["Cụm thử"], from_on=ON)
    return account


def came(actor: Account, person: Person, kind: str = "access", on: date = ON, **words: object) -> DataRequest:
    return acts.receive(
        actor=actor,
        person=person,
        kind=kind,
        what="Xem hồ sơ",
        received_on=on,
        form="paper",
        **words,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("kind", "by_others", "on", "acknowledge", "answer"),
    [
        ("access", False, date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 12)),
        ("withdraw", False, date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 17)),
        ("restrict", True, date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 22)),
        ("erase", True, date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 22)),
        (
            "access",
            False,
            date(2026, 4, 29),
            date(2026, 5, 5),
            date(2026, 5, 9),
        ),  # 30/4, 1/5 and a week-end lie between
        ("access", False, date(2025, 12, 31), None, None),  # before the law: no term is recorded for that day
    ],
)
def test_a_request_has_the_terms_of_the_day_on_which_it_came(
    program: Account,
    person: Person,
    kind: str,
    by_others: bool,
    on: date,
    acknowledge: date | None,
    answer: date | None,
) -> None:
    request = came(program, person, kind, on, by_others=by_others)
    assert (request.acknowledge_by, request.answer_by) == (acknowledge, answer)


def test_what_waits_is_due_before_it_is_late_and_gone_when_answered(program: Account, person: Person) -> None:
    request = came(program, person)
    due = queries.due_requests([person.unit_id], ON)
    assert [one.by for one in due] == [date(2026, 3, 4), date(2026, 3, 12)]
    acts.acknowledge(actor=program, record=request, on=date(2026, 3, 3))
    acts.extend(actor=program, record=request, until_on=date(2026, 3, 20), reason="Cần đối chiếu", on=date(2026, 3, 10))
    assert [one.by for one in queries.due_requests([person.unit_id], ON)] == [date(2026, 3, 20)]
    with pytest.raises(Refused, match="một lần"):
        acts.extend(actor=program, record=request, until_on=date(2026, 4, 1), reason="x", on=date(2026, 3, 11))
    with pytest.raises(Refused, match="phải ghi lý do"):
        acts.answer(actor=program, record=request, on=date(2026, 3, 12), outcome="refused", answer="Không")
    acts.answer(
        actor=program,
        record=request,
        on=date(2026, 3, 12),
        outcome="refused",
        answer="Không",
        refusal_reason="Hồ sơ lưu lâu dài",
    )
    assert queries.due_requests([person.unit_id], ON) == []


def test_only_a_compared_text_is_shown_as_law(program: Account, world: World) -> None:
    purpose = acts.state_purpose(
        actor=program, unit=world.units["Khối A"], name="Danh bạ", ground="consent", basis="Điều 11", data="Số điện thoại",
        from_on=ON,
    )  # fmt: skip
    from giaoban.areas.privacy.register import PURPOSES

    (column,) = [one for one in PURPOSES.columns if one.name == "basis"]
    assert column.show is not None
    assert column.show(purpose) == "Điều 11 (chưa đối chiếu văn bản)"
    acts.confirm_ground(actor=program, record=purpose, source="Luật 91/2025/QH15, Điều 11")
    assert column.show(DataPurpose.objects.get(pk=purpose.pk)) == "Điều 11"


def test_a_consent_is_given_once_and_withdrawn_on_its_day(program: Account, world: World, person: Person) -> None:
    words = {"unit": world.units["Khối A"], "name": "Danh bạ", "basis": "x", "data": "x", "from_on": ON}
    purpose = acts.state_purpose(actor=program, ground="consent", **words)  # type: ignore[arg-type]
    duty = acts.state_purpose(actor=program, ground="duty", **words)  # type: ignore[arg-type]
    given = {"actor": program, "person": person, "given_on": ON, "form": "paper", "text": "Tôi đồng ý"}
    consent = acts.record_consent(purpose=purpose, **given)  # type: ignore[arg-type]
    for wanted, part in ((purpose, "đang có sự đồng ý"), (duty, "không dựa trên sự đồng ý")):
        with pytest.raises(Refused, match=part):
            acts.record_consent(purpose=wanted, **given)  # type: ignore[arg-type]
    acts.withdraw_consent(actor=program, record=consent, on=date(2026, 4, 1), form="paper")
    assert queries.standing(person, purpose) is None
    assert acts.record_consent(purpose=purpose, **given | {"given_on": date(2026, 5, 1)})  # type: ignore[arg-type]


def test_a_breach_has_72_hours_from_when_it_was_found_out(program: Account, world: World) -> None:
    day = today() - timedelta(days=1)
    breach = acts.record_breach(
        actor=program, unit=world.units["Khối A"], what="Gửi nhầm", data="Họ tên", detected_on=day, detected_at="00:30"
    )
    assert breach.notify_by is not None
    assert breach.notify_by - breach.detected_at == timedelta(hours=72)
    assert f"{timezone.localtime(breach.notify_by):%H:%M}" == "00:30"
    left = queries.hours_left(breach)
    assert left is not None
    assert 0 < left <= 72
    assert [one.by for one in queries.due_breaches([breach.unit_id], day)] == [day + timedelta(days=3)]
    with pytest.raises(Refused, match="không phải thông báo"):
        acts.close_breach(actor=program, record=breach, on=today())
    acts.notify(actor=program, record=breach, notified_on=day, notified_at="8h", notified_to="A05")
    acts.close_breach(actor=program, record=breach, on=today())
    assert queries.due_breaches([breach.unit_id], day) == []


def test_a_breach_of_the_future_is_refused(program: Account, world: World) -> None:
    later = timezone.localtime(now()) + timedelta(hours=30)
    with pytest.raises(Refused, match="tương lai"):
        acts.record_breach(
            actor=program,
            unit=world.units["Khối A"],
            what="x",
            data="x",
            detected_on=later.date(),
            detected_at=f"{later:%H:%M}",
        )


def left(program: Account, person: Person, on: date, phone: str) -> None:
    with writing(program, "members.correct", unit=person.unit, on=on):
        Membership.objects.filter(person=person).update(valid=DateRange(date(2020, 1, 1), on), ended_by="left")
        Person.objects.filter(pk=person.pk).update(phone=phone)


def test_what_was_kept_long_enough_is_due_and_two_take_away_what_they_agreed_to(
    program: Account, world: World, second: Account
) -> None:
    former, recent, member = world.people["Chi bộ 1 Khối A"]
    left(program, former, date(2024, 3, 2), "0900000001")
    left(program, recent, date(2024, 3, 3), "0900000002")
    with writing(program, "members.correct", unit=member.unit, on=ON):
        Person.objects.filter(pk=member.pk).update(phone="0900000003")
    rule = acts.set_retention(
        actor=program,
        unit=world.units["Khối A"],
        subject="phone",
        keep_months=24,
        source="Quy chế",
        from_on=date(2026, 1, 1),
    )
    assert list(queries.kept_too_long(rule, on=ON)) == [former]
    assert [one.by for one in queries.due_deletions([rule.unit_id], ON)] == [ON]
    office = world.officers["van-phong-a"]
    proposal = acts.erase_kept_too_long(actor=office, record=rule, on=ON)
    assert Person.objects.get(pk=former.pk).phone, "nothing goes before somebody has confirmed it"
    left(program, recent, date(2024, 3, 1), "0900000002")
    sealed()
    seconding.confirm(actor=second, record=proposal)
    phones = Person.objects.filter(pk__in=[former.pk, recent.pk, member.pk]).order_by("pk")
    assert list(phones.values_list("phone", flat=True)) == ["", "0900000002", "0900000003"]
    again = acts.erase_kept_too_long(actor=office, record=rule, on=ON)
    sealed()
    seconding.confirm(actor=second, record=again)
    with pytest.raises(Refused, match="Chưa có dữ liệu nào hết thời hạn"):
        acts.erase_kept_too_long(actor=office, record=rule, on=ON)


# -- who may ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def member(program: Account, world: World, person: Person) -> Account:
    account = Account.objects.create_user("dang-vien", None, name=person.name, person=person)
    grant(actor=program, account=account, role="member", unit=person.unit, from_on=date(2020, 1, 1))
    return account


def test_a_member_asks_of_their_own_data_and_of_nobody_elses(member: Account, world: World, person: Person) -> None:
    request = acts.ask(actor=member, kind="access", what="Xem hồ sơ của tôi")
    assert (request.person_id, request.form, request.received_on) == (person.pk, "program", today())
    with pytest.raises(Refused, match="chưa gắn với hồ sơ"):
        acts.ask(actor=world.officers["bi-thu-1"], kind="access", what="x")
    with pytest.raises(Refused):
        came(member, world.people["Chi bộ 1 Khối A"][2])


@pytest.mark.parametrize(
    ("who", "register", "status"),
    [
        ("van-phong-a", "data_requests", 200), ("van-phong-a", "purposes", 200), ("van-phong-a", "breaches", 200),
        ("bi-thu-1", "data_requests", 200), ("bi-thu-1", "breaches", 404), ("thu-ky-cum", "data_requests", 404),
        ("kiem-soat", "retention", 404),
    ],
)  # fmt: skip
def test_the_registers_open_to_the_office_and_not_to_others(world: World, who: str, register: str, status: int) -> None:
    client = Client()
    client.force_login(world.officers[who])
    assert client.get(f"/desk/so/{register}/").status_code == status


def test_the_inventory_is_a_document_and_a_workbook_and_taking_it_out_is_journalled(
    program: Account, world: World
) -> None:
    unit = world.units["Khối A"]
    acts.state_purpose(
        actor=program, unit=unit, name="Quản lý đảng viên", ground="duty", basis="x", data="Họ tên", from_on=ON
    )
    acts.set_retention(
        actor=program,
        unit=world.units["Cụm thử"],
        subject="phone",
        keep_months=24,
        source="Quy chế của cụm",
        from_on=ON,
    )
    client = Client()
    client.force_login(world.officers["van-phong-a"])
    assert "Khối A" in client.get("/desk/inventory/").content.decode()
    import io
    import zipfile

    for kind, part in (("docx", "word/document.xml"), ("xlsx", "xl/sharedStrings.xml")):
        answer = client.get(f"/desk/inventory/{unit.pk}.{kind}")
        assert answer.status_code == 200
        said = zipfile.ZipFile(io.BytesIO(answer.content)).read(part).decode()
        assert "Quản lý đảng viên" in said
        assert "Quy chế của cụm" in said, "what the level above sets holds here, too"
        assert "chưa đối chiếu văn bản" in said
    assert Entry.objects.filter(act="purposes.inventory", kind="export", unit_id=unit.pk).count() == 2
    assert client.get(f"/desk/inventory/{world.units['Khối B'].pk}.docx").status_code == 404

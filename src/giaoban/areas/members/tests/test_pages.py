"""The register on the screen: who sees whom, which columns, and an import from the file to its undoing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.areas.accounts.operations import grant
from giaoban.areas.members.importing import import_register
from giaoban.areas.members.models import ImportDraft
from giaoban.areas.members.tests.conftest import GOOD, ON, member, written
from giaoban.areas.members.tests.test_importing import rows_of
from giaoban.areas.regulations.operations import set_parameter
from giaoban.core.masking import masked
from giaoban.core.quota import DRAFTS
from giaoban.ground.access.models import Account
from giaoban.ground.journal.clock import today
from giaoban.ground.people.models import Person
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.spells import Founding, found
from giaoban.ground.writing import writing
from tests.world import new_account

pytestmark = pytest.mark.django_db
HIDDEN = "000327552308"


def officer(program: Account, role: str, unit: Unit) -> Client:
    account = new_account(f"{role}-{unit.pk}", name=role)
    grant(actor=program, account=account, role=role, unit=unit, from_on=date(2020, 1, 1))
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def person(program: Account, bloc: Unit, tmp_path: Path) -> Person:
    import_register(actor=program, unit=bloc, rows=rows_of(GOOD, member(2), path=tmp_path), on=ON)
    return Person.objects.get(card_number="31000001")


@pytest.fixture
def elsewhere(program: Account) -> Unit:
    with writing(program, "units.establish", unit=None, on=date(2020, 1, 1)):
        return found(Founding("upper", "Đảng bộ Khối khác"), parent=None, on=date(2020, 1, 1))


LIST = f"{reverse('desk:list', args=['members'])}?on=2023-06-30"
ALL_COLUMNS = "&column=name&column=card_number&column=phone&column=identity_number"


def test_a_register_of_a_day_before_the_body_was_founded_is_refused_before_it_is_taken_in(
    program: Account, bloc: Unit, tmp_path: Path
) -> None:
    client = officer(program, "organisation_board", bloc)
    path = written(tmp_path / "danh-sach.xlsx", [GOOD])
    with path.open("rb") as upload:
        client.post(reverse("members:import"), {"unit": bloc.pk, "file": upload, "on": "2019-12-31"})
    draft = ImportDraft.objects.get()
    ImportDraft.objects.update(on=date(2019, 12, 31))
    page = reverse("members:draft", args=[draft.pk])
    answer = client.get(page).content.decode()
    assert "ở đây tổ chức được lập từ 01/01/2020" in answer
    assert reverse("members:commit", args=[draft.pk]) not in answer
    columns = {f"column-{at}": name for name, at in draft.mapping.items()}
    client.post(reverse("members:change", args=[draft.pk]), {"do": "assign", "on": ON.isoformat(), **columns})
    assert reverse("members:commit", args=[draft.pk]) in client.get(page).content.decode()


def test_a_member_out_of_sight_is_a_page_that_is_not_there(program: Account, person: Person, elsewhere: Unit) -> None:
    stranger = officer(program, "organisation_board", elsewhere)
    assert stranger.get(reverse("desk:page", args=["members", person.pk])).status_code == 404
    assert stranger.get(reverse("desk:act_on", args=["members", person.pk, "correct"])).status_code == 404
    assert person.name not in stranger.get(LIST).content.decode()
    clerk = officer(program, "cluster_secretariat", person.unit)
    assert clerk.get(LIST).status_code == 404


@pytest.mark.parametrize(("role", "sees"), [("organisation_board", True), ("committee_member", False)])
def test_of_the_identity_number_three_digits_show_in_list_page_and_export_alike_or_none(
    program: Account, bloc: Unit, person: Person, role: str, sees: bool
) -> None:
    client = officer(program, role, bloc)
    listed = client.get(LIST + ALL_COLUMNS).content.decode()
    paged = client.get(reverse("desk:page", args=["members", person.pk])).content.decode()
    sheet = client.get(f"{reverse('desk:export', args=['members', 'csv'])}?on=2023-06-30{ALL_COLUMNS}")
    exported = b"".join(sheet.streaming_content).decode()  # type: ignore[attr-defined]
    assert [person.name in text for text in (listed, paged, exported)] == [True, True, True]
    assert not any(HIDDEN in text for text in (listed, paged, exported))
    assert [masked(HIDDEN) in text for text in (listed, paged, exported)] == [sees, sees, sees]


@pytest.mark.parametrize("role", ["organisation_board", "committee_member"])
def test_nobody_is_found_by_an_identity_number_so_that_no_list_and_no_search_says_whose_it_is(
    program: Account, bloc: Unit, person: Person, role: str
) -> None:
    client = officer(program, role, bloc)
    by_card = client.get(f"{LIST}&q={person.card_number}").content.decode()
    assert person.name in by_card, "the control: a card number finds"
    assert person.name not in client.get(f"{LIST}&q={HIDDEN}").content.decode()
    assert person.name not in client.get(reverse("desk:search"), {"q": HIDDEN}).content.decode()


def test_the_list_shows_members_of_the_day_and_finds_former_ones_when_asked(
    program: Account, bloc: Unit, person: Person
) -> None:
    from giaoban.areas.members.standing import remove_name

    remove_name(actor=program, record=person, on=date(2023, 7, 15), reason="Bỏ sinh hoạt")
    client = officer(program, "organisation_board", bloc)
    address = reverse("desk:list", args=["members"])
    shown = [
        person.name in client.get(f"{address}?on={query}").content.decode()
        for query in ("2023-07-14", "2023-07-15", "2023-07-15&standing=former", "2023-07-15&standing=")
    ]
    assert shown == [True, False, True, True]
    page = client.get(reverse("desk:page", args=["members", person.pk])).content.decode()
    assert "Bỏ sinh hoạt" in page


@pytest.mark.parametrize(
    ("query", "count"),
    [("grade=official", 2), ("grade=probationary", 0), ("exempt=yes", 0), ("aged=30-45", 1), ("aged=60-", 0),
     ("q=nguyen thanh", 1), ("q=31000001", 1), ("sort=-name", 2), ("sort=grade", 2), ("sort=unit", 2)],
)  # fmt: skip
def test_filters_keep_who_they_say(program: Account, bloc: Unit, person: Person, query: str, count: int) -> None:
    client = officer(program, "organisation_board", bloc)
    page = client.get(f"{LIST}&{query}").content.decode()
    assert page.count("data-row") == count


def test_the_number_of_queries_of_a_list_does_not_grow_with_its_rows(
    program: Account, bloc: Unit, person: Person, tmp_path: Path, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = officer(program, "organisation_board", bloc)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(LIST)
    more = rows_of(*(member(number) for number in range(10, 50)), path=tmp_path)
    import_register(actor=program, unit=bloc, rows=more, on=ON)
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) <= len(few)


def test_an_officer_takes_in_a_register_repairs_it_in_place_and_undoes_it(
    program: Account, bloc: Unit, tmp_path: Path
) -> None:
    client = officer(program, "organisation_board", bloc)
    rows = [
        GOOD,
        member(2, **{"Ngày sinh": "31/02/1978"}),
        member(3, **{"Giới tính": "?"}),
        member(4, **{"Loại đảng viên": "?"}),
    ]
    file = written(tmp_path / "so.xlsx", rows)
    assert client.get(reverse("members:import")).status_code == 200
    with file.open("rb") as upload:
        answer = client.post(reverse("members:import"), {"unit": bloc.pk, "file": upload})
    draft = ImportDraft.objects.get()
    address = reverse("members:draft", args=[draft.pk])
    assert answer.headers["Location"] == address
    page = client.get(address).content.decode()
    for said in (
        "không phải là ngày có thật",
        "Không rõ là nam hay nữ",
        "Không phải loại đảng viên đã biết",
        "Nguyễn Thanh Quyên",
    ):
        assert said in page

    change = reverse("members:change", args=[draft.pk])
    client.post(change, {"do": "repair", "row": 5, "field": "born_on", "value": "28/02/1978"})
    client.post(change, {"do": "accept", "row": 6})
    left = client.post(change, {"do": "leave_out", "row": 7}, headers={"HX-Request": "true"}).content.decode()
    assert "data-row" not in left
    assert client.post(reverse("members:commit", args=[draft.pk])).status_code == 302
    assert Person.objects.count() == 3
    draft.refresh_from_db()
    assert (draft.state, draft.table, draft.result["left_out"]) == ("done", None, 1)
    assert Person.objects.get(card_number="32000002").born_on == date(1978, 2, 28)

    assert client.get(address).status_code == 200
    client.post(reverse("members:undo", args=[draft.pk]), {"reason": "Nạp nhầm tệp"})
    assert Person.objects.count() == 0
    draft.refresh_from_db()
    assert draft.entry is not None
    assert draft.entry.undone_by.reason == "Nạp nhầm tệp"
    assert reverse("members:undo", args=[draft.pk]) not in client.get(address).content.decode()


def test_columns_can_be_assigned_otherwise_on_the_page(program: Account, bloc: Unit, tmp_path: Path) -> None:
    client = officer(program, "organisation_board", bloc)
    with written(tmp_path / "so.xlsx", [GOOD]).open("rb") as upload:
        client.post(reverse("members:import"), {"unit": bloc.pk, "file": upload})
    draft = ImportDraft.objects.get()
    columns = {f"column-{at}": name for name, at in draft.mapping.items() if name != "grade"}
    client.post(reverse("members:change", args=[draft.pk]), {"do": "assign", "on": "2023-06-30", **columns})
    assert "Không ghi loại đảng viên" in client.get(reverse("members:draft", args=[draft.pk])).content.decode()


def test_a_file_that_is_no_register_is_answered_with_a_sentence_and_nothing_is_kept(
    program: Account, bloc: Unit, tmp_path: Path
) -> None:
    client = officer(program, "organisation_board", bloc)
    paper = tmp_path / "so.pdf"
    paper.write_bytes(b"%PDF-1.7")
    with paper.open("rb") as upload:
        answer = client.post(reverse("members:import"), {"unit": bloc.pk, "file": upload})
    assert (answer.status_code, "tệp PDF" in answer.content.decode(), ImportDraft.objects.count()) == (422, True, 0)


def test_a_draft_is_its_makers_alone(program: Account, bloc: Unit, elsewhere: Unit, tmp_path: Path) -> None:
    maker = officer(program, "organisation_board", bloc)
    with written(tmp_path / "so.xlsx", [GOOD]).open("rb") as upload:
        maker.post(reverse("members:import"), {"unit": bloc.pk, "file": upload})
    other = officer(program, "organisation_board", elsewhere)
    draft = ImportDraft.objects.get()
    for name in ("draft", "progress"):
        assert other.get(reverse(f"members:{name}", args=[draft.pk])).status_code == 404
    for name in ("change", "commit", "undo"):
        assert other.post(reverse(f"members:{name}", args=[draft.pk])).status_code == 404
    assert officer(program, "secretary", bloc).get(reverse("members:import")).status_code == 404


def test_an_account_has_no_more_lists_waiting_than_the_level_that_is_set(
    program: Account, bloc: Unit, tmp_path: Path
) -> None:
    set_parameter(actor=program, key=DRAFTS.key, value=1, from_on=today(), regulation=None, reason="Ổ đĩa nhỏ.")
    client, colleague = officer(program, "organisation_board", bloc), Client()
    other = new_account("to-chuc-2", name="Tổ chức 2")
    grant(actor=program, account=other, role="organisation_board", unit=bloc, from_on=date(2020, 1, 1))
    colleague.force_login(other)
    waits = ImportDraft.objects.create(
        account=Account.objects.get(username=f"organisation_board-{bloc.pk}"), unit=bloc, on=ON, file="so.xlsx",
        table={"rows": [["ủy" * 350_000]]},
    )  # fmt: skip
    path = written(tmp_path / "so.xlsx", [GOOD])

    def send(client: Client) -> tuple[int, str]:
        with path.open("rb") as upload:
            answer = client.post(reverse("members:import"), {"unit": bloc.pk, "file": upload})
        return answer.status_code, answer.content.decode()

    status, page = send(client)
    assert (status, ImportDraft.objects.count()) == (422, 1)
    assert "Tài khoản đang lưu 2 MB danh sách chờ nạp; thêm tệp này là 2 MB, quá mức 1 MB của một tài khoản." in page
    assert send(colleague)[0] == 302, "each account has its own"
    waits.table = None  # taken in
    waits.save()
    assert send(client)[0] == 302


def test_a_draft_is_taken_in_at_once_where_no_worker_lives(program: Account, bloc: Unit, tmp_path: Path) -> None:
    from giaoban.areas.members import drafts, tasks

    path = written(tmp_path / "so.xlsx", [GOOD])
    saved = drafts.begin(actor=program, unit=bloc, path=path, name="so.xlsx", today=ON)
    tasks.start(saved)
    tasks.start(saved)
    saved.refresh_from_db()
    assert (saved.state, saved.percent, Person.objects.count()) == ("done", 100, 1)


def test_a_number_that_is_taken_out_of_sight_is_refused_without_saying_by_whom(
    program: Account, bloc: Unit, person: Person, elsewhere: Unit, tmp_path: Path
) -> None:
    client = officer(program, "organisation_board", elsewhere)
    with written(tmp_path / "so.xlsx", [GOOD]).open("rb") as upload:
        client.post(reverse("members:import"), {"unit": elsewhere.pk, "file": upload})
    page = client.get(reverse("members:draft", args=[ImportDraft.objects.get().pk])).content.decode()
    assert "số này đang ghi ở một tổ chức đảng khác" in page


def test_a_doubt_of_many_rows_is_settled_at_once_and_no_other_with_it(
    program: Account, bloc: Unit, tmp_path: Path
) -> None:
    client = officer(program, "organisation_board", bloc)
    rows = [member(number, **{"Loại đảng viên": ""}) for number in (1, 2, 3)]
    rows[2] |= {"Ngày sinh": "31/02/1978"}
    with written(tmp_path / "so.xlsx", rows).open("rb") as file:
        client.post(reverse("members:import"), {"unit": bloc.pk, "file": file})
    draft = ImportDraft.objects.get()
    address = reverse("members:draft", args=[draft.pk])
    page = client.get(address)
    (kind,) = page.context["kinds"]
    assert (kind["field"], kind["count"]) == ("grade", "2")
    assert "Đúng rồi, cả 2 dòng" in page.content.decode()
    client.post(
        reverse("members:change", args=[draft.pk]),
        {"do": "accept_kind", "field": kind["field"], "reason": kind["reason"]},
    )
    page = client.get(address)
    assert page.context["counts"] | {"new": "2", "open": "1"} == page.context["counts"]
    assert page.context["founded"] == ["Đảng bộ Sở Tài chính", "Chi bộ Phòng Ngân sách"]
    assert "Sẽ lập mới" in page.content.decode()


def test_a_cell_of_its_organisations_name_is_announced_before_it_is_established(
    program: Account, bloc: Unit, tmp_path: Path
) -> None:
    with writing(program, "units.establish", unit=bloc, on=date(2020, 1, 1)):
        found(Founding(Kind.GRASSROOTS_PARTY_ORG, "Trường Quân sự tỉnh"), parent=bloc, on=date(2020, 1, 1))
    client = officer(program, "organisation_board", bloc)
    row = member(1, **{"Tổ chức cơ sở đảng": "Chi bộ Trường Quân sự tỉnh", "Chi bộ": ""})
    with written(tmp_path / "so.xlsx", [row]).open("rb") as file:
        client.post(reverse("members:import"), {"unit": bloc.pk, "file": file})
    page = client.get(reverse("members:draft", args=[ImportDraft.objects.get().pk]))
    assert page.context["founded"] == ["Chi bộ Trường Quân sự tỉnh (chi bộ trong tổ chức cùng tên)"]


def test_a_doubt_that_names_the_rows_own_day_is_one_doubt_of_all_of_them(
    program: Account, bloc: Unit, tmp_path: Path
) -> None:
    client = officer(program, "organisation_board", bloc)
    rows = [
        member(number, **{"Loại đảng viên": "Dự bị", "Ngày chính thức": f"0{number}/06/2010"}) for number in (1, 2, 3)
    ]
    with written(tmp_path / "so.xlsx", rows).open("rb") as file:
        client.post(reverse("members:import"), {"unit": bloc.pk, "file": file})
    draft = ImportDraft.objects.get()
    address = reverse("members:draft", args=[draft.pk])
    (kind,) = client.get(address).context["kinds"]
    assert kind["count"] == "3"
    assert "đã có ngày chính thức …" in kind["reason"]
    answers = {"do": "accept_kind", "field": kind["field"], "reason": kind["reason"]}
    client.post(reverse("members:change", args=[draft.pk]), answers)
    assert client.get(address).context["counts"]["new"] == "3"

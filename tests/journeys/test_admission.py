"""One admission, from the hand to the figure, through the pages that a secretary uses."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from giaoban.areas.admissions.models import Admission
from giaoban.areas.regulations.operations import load_start_data
from giaoban.ground.access.operations import program
from giaoban.ground.journal.models import Entry
from giaoban.ground.people.models import Membership, Person
from tests.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    load_start_data(program("Kiểm thử"))
    return build()


def signed_in(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.officers[who])
    return client


def act(client: Client, admission: Admission, name: str, **answers: object) -> None:
    """The secretary fills in the form of the act and sends it; the page leads on, or the test says why not."""
    answer = client.post(f"/desk/so/admissions/{admission.pk}/{name}/", answers)
    assert answer.status_code == 302, answer.content.decode()
    admission.refresh_from_db()


def test_a_candidate_becomes_an_official_member_step_by_step(world: World) -> None:
    client, cell = signed_in(world, "bi-thu-1"), world.units["Chi bộ 1 Khối A"]
    answer = client.post(
        "/desk/so/admissions/act/open_dossier/",
        {"unit": cell.pk, "name": "Đỗ Thị Mai", "born_on": "15/06/1998", "sex": "F", "opened_on": "10/01/2022"},
    )
    assert answer.status_code == 302, answer.content.decode()
    admission = Admission.objects.get(person__name="Đỗ Thị Mai")
    act(client, admission, "record_certificate", kind="awareness", issued_on="20/02/2022", number="12/CN")
    for sponsor in world.people["Chi bộ 1 Khối A"][1:3]:
        act(client, admission, "name_sponsor", on="01/03/2022", person=sponsor.pk, together_since="01/01/2021")
    act(client, admission, "file_paper", form="1-KNĐ", on="05/03/2022", dated_on="04/03/2022", pages=2)
    act(client, admission, "vote_in_cell", on="10/03/2022", present=8, in_favour=6, against=2, invalid=0)
    officer = signed_in(world, "to-chuc-a")
    act(officer, admission, "vote_in_committee", on="20/03/2022", roll=9, present=9, in_favour=9, against=0)
    act(officer, admission, "decide", decision="15-QĐ/ĐUK", decided_on="25/03/2022", received_on="28/03/2022")
    act(client, admission, "admit", admitted_on="15/04/2022", card_number="99000001")
    person = Person.objects.get(name="Đỗ Thị Mai")
    assert person.admitted_on == date(2022, 4, 15)
    act(client, admission, "record_certificate", kind="new_member", issued_on="01/10/2022")
    act(client, admission, "review", on="20/04/2023", present=9, in_favour=9, against=0, invalid=0)
    act(officer, admission, "confirm", official_decision="40-QĐ/ĐUK", decided_on="10/05/2023")

    assert admission.state == "official"
    assert admission.official_on == date(2023, 4, 15), "official exactly after twelve months, however late the decision"
    grades = [(one.grade, one.valid.lower) for one in Membership.objects.filter(person=person).order_by("valid")]
    assert grades == [("probationary", date(2022, 4, 15)), ("official", date(2023, 4, 15))]
    assert set(Entry.objects.filter(actor_name="bi-thu-1").values_list("act", flat=True)) >= {
        "admissions.open_dossier", "admissions.vote_in_cell", "admissions.admit", "admissions.review",
    }  # fmt: skip
    page = client.get(f"/desk/so/admissions/{admission.pk}/").content.decode()
    assert "Đỗ Thị Mai" in page
    assert "40-QĐ/ĐUK" in page


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({"present": 10, "in_favour": 6, "against": 0, "invalid": 0}, "lớn hơn tổng số đảng viên chính thức (9)"),
        ({"present": 6, "in_favour": 6, "against": 1, "invalid": 0}, "Tổng số phiếu (7) lớn hơn số có mặt (6)"),
    ],
)
def test_a_vote_that_cannot_be_right_is_refused_with_its_numbers(
    world: World, counts: dict[str, int], sentence: str
) -> None:
    client, cell = signed_in(world, "bi-thu-1"), world.units["Chi bộ 1 Khối A"]
    client.post(
        "/desk/so/admissions/act/open_dossier/",
        {"unit": cell.pk, "name": "Đỗ Thị Mai", "born_on": "15/06/1998", "sex": "F", "opened_on": "10/01/2022"},
    )
    admission = Admission.objects.get()
    answer = client.post(f"/desk/so/admissions/{admission.pk}/vote_in_cell/", {"on": "10/03/2022", **counts})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert sentence in text
    assert "Chưa có giấy chứng nhận" in text, "every reason is said at once"
    admission.refresh_from_db()
    assert admission.state == "candidate"


def test_another_cell_and_a_stranger_find_no_page(world: World) -> None:
    cell = world.units["Chi bộ 1 Khối A"]
    signed_in(world, "bi-thu-1").post(
        "/desk/so/admissions/act/open_dossier/",
        {"unit": cell.pk, "name": "Đỗ Thị Mai", "born_on": "15/06/1998", "sex": "F", "opened_on": "10/01/2022"},
    )
    admission = Admission.objects.get()
    for who in ("bi-thu-2", "to-chuc-b", "thu-ky-cum"):
        other = signed_in(world, who)
        assert other.get(f"/desk/so/admissions/{admission.pk}/").status_code == 404
        assert "Đỗ Thị Mai" not in other.get("/desk/so/admissions/").content.decode()
        assert (
            other.post(f"/desk/so/admissions/{admission.pk}/void/", {"on": "01/02/2022", "reason": "x"}).status_code
            == 404
        )
    assert Client().get(f"/desk/so/admissions/{admission.pk}/").status_code == 302
    assert Admission.objects.count() == 1

"""The organisation chart of a day: from the tree itself, cells only as a number."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from giaoban.faces.portal.models import Furniture
from giaoban.ground.units.models import PlaceSpell
from giaoban.ground.units.spells import Founding, found
from giaoban.ground.writing import writing
from giaoban.reporting.releases import organisation
from tests.world import FOUNDED, build

pytestmark = pytest.mark.django_db
BODY = {
    "responsible": "Nguyễn Thị Mai", "responsible_office": "Phó Bí thư", "address": "Số 1", "email": "a@b.example",
    "contact": "Trần Văn Hòa", "contact_office": "Văn phòng", "contact_phone": "0", "contact_email": "a@b.example",
}  # fmt: skip


@pytest.fixture
def world():
    Furniture.objects.all().delete()
    Furniture.objects.create(valid_from=date(2019, 1, 1), body="Đảng bộ Khối A", **BODY)
    return build(members=1)


def test_the_chart_names_grassroots_organisations_and_only_counts_cells(world, client: Client):
    page = client.get("/so-do-to-chuc/?ngay=2023-07-01").text
    assert "Đảng bộ Sở Khối A" in page
    assert "2 chi bộ" in page
    assert "Chi bộ 1 Khối A" not in page
    assert "Khối B" not in page.split("<main")[1].split("</main>")[0]


def test_a_day_before_the_founding_and_a_word_that_is_no_day_have_sane_answers(world, client: Client):
    assert "chưa có Đảng bộ Khối A" in client.get("/so-do-to-chuc/?ngay=2019-06-01").text
    assert client.get("/so-do-to-chuc/?ngay=hom-qua").status_code == 404
    assert organisation("Đảng bộ Khối Không Có", on=FOUNDED) is None


def test_what_is_founded_later_stands_there_from_its_day_on(world, program, client: Client):
    on = date(2024, 3, 1)
    with writing(program, "units.establish", unit=None, on=on):
        later = found(Founding("grassroots_cell", "Chi bộ Ban mới"), parent=world.units["Khối A"], on=on)
    assert PlaceSpell.objects.filter(unit=later).exists()
    assert "Chi bộ Ban mới" not in client.get("/so-do-to-chuc/?ngay=2024-02-29").text
    page = client.get("/so-do-to-chuc/?ngay=2024-03-01").text
    assert "Chi bộ Ban mới" in page

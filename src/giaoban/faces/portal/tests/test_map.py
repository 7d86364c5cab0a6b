"""The map: the provinces of a day, and both archipelagos always."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from giaoban.faces.portal.reading import geography

DAYS = [date(2023, 7, 1), date(2024, 12, 31), date(2025, 6, 30), date(2025, 7, 1), date(2026, 6, 1)]


@pytest.mark.parametrize(("day", "number"), zip(DAYS, (63, 63, 63, 34, 34), strict=True))
def test_the_provinces_are_those_of_the_day(day, number):
    assert len(geography.provinces(day)) == number


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(
    ("code", "west", "south", "east", "north"), [("48", 111, 15.5, 113, 17.5), ("56", 111.4, 6.9, 117, 12.2)]
)
def test_hoang_sa_and_truong_sa_are_drawn_on_every_day(day, code, west, south, east, north):
    province = next(each for each in geography.provinces(day) if each.code == code)
    there = [ring for ring in province.rings if west <= ring[0][0] <= east and south <= ring[0][1] <= north]
    assert len(there) >= 20
    drawn = geography.path_of(province, 900)
    x, y = geography.place(*there[0][0], 900)
    points = {
        (round(float(a)), round(float(b)))
        for a, b in (
            each.replace("h1v1h-1Z", "").replace("Z", "").split()[:2]
            for each in drawn.replace("M", "L").split("L")
            if each
        )
    }
    assert any(abs(px - x) < 3 and abs(py - y) < 3 for px, py in points)


def test_the_whole_sea_lies_inside_the_map():
    for label in geography.labels():
        x, y = geography.place(label.longitude, label.latitude, 900)
        assert 0 < x < 900
        assert 0 < y < geography.height_of(900)


@pytest.mark.django_db
def test_every_map_of_the_country_bears_both_names(client: Client):
    for address in ("/ban-do/", "/ban-do/?ngay=2023-07-01", "/ban-do/viet-nam.svg"):
        text = client.get(address).text
        assert "Quần đảo Hoàng Sa" in text, address
        assert "Quần đảo Trường Sa" in text, address
    assert client.get("/ban-do/?ngay=hom-qua").status_code == 404


@pytest.mark.django_db
def test_the_layers_that_the_map_fetches_are_outlines_of_provinces(client: Client):
    for layer in ("tinh-2025", "chi-tiet", "quan-dao"):
        assert client.get(f"/ban-do/lop/{layer}.geojson").json()["features"], layer
    assert client.get("/ban-do/lop/quang-ninh.geojson").status_code == 404


@pytest.mark.django_db
def test_the_table_says_what_was_joined(client: Client):
    page = client.get("/ban-do/?ngay=2025-07-01").text
    assert "Bắc Giang" in page
    assert "CC BY-SA 4.0" in page


def test_a_bloc_is_found_in_its_province():
    on = date(2023, 7, 1)
    assert geography.province_in("Đảng ủy Khối các cơ quan tỉnh Hà Giang", on).name == "Hà Giang"
    assert geography.province_in("Bắc Giang", on).name == "Bắc Giang"
    assert geography.province_in("Cụm Đông Bắc", on) is None

"""A released report as statistical programs read it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings as given
from django.test import Client

from giaoban.faces.portal import figures
from giaoban.faces.portal.giving_out import sdmx
from giaoban.reporting.releases import ReleasedFigure, ReleasedReport


def figure(code: str, value: str | None, **fields) -> ReleasedFigure:
    usual = {
        "label": f"Chỉ tiêu {code}", "unit_of_count": "người", "withheld": False, "by_unit": {}, "withheld_units": (),
        "previous": None, "evidence_note": "",
    }  # fmt: skip
    return ReleasedFigure(code=code, value=None if value is None else Decimal(value), **usual | fields)


REPORT = ReleasedReport(
    slug="cum-a-2023-h1", unit="Cụm A", period="2023-H1", title="Cụm A, 6 tháng đầu năm 2023",
    released_on=date(2023, 7, 20), source="Nguồn: Cụm A.",
    figures=(
        figure(
            "1.3", "38716", withheld_units=("Hoà Bình",),
            by_unit={"Hòa Bình": Decimal(10), "Hoà Bình": None, "Cao Bằng": None, "Hà Giang": Decimal(0)},
        ),
        figure("2.1", "99.55", unit_of_count="%", by_unit={"Hà Giang": Decimal("98.5")}),
        figure("4.2", None, withheld=True),
        figure("4.3", None),
    ),
)  # fmt: skip


def read(message: dict) -> dict[tuple[str, str], tuple]:
    """What a reading program finds: value, status and unit of count by indicator and organisation."""
    structure, (data,) = message["data"]["structure"], message["data"]["dataSets"]
    dimensions = structure["dimensions"]["observation"]
    status, counted_in = (each["values"] for each in structure["attributes"]["observation"])
    found = {}
    for key, (value, first, second) in data["observations"].items():
        at = zip(dimensions, map(int, key.split(":")), strict=True)
        names = tuple(dimension["values"][number]["name"] for dimension, number in at)
        found[names] = (value, status[first]["id"], counted_in[second]["name"])
    return found


def test_every_released_value_is_found_by_its_indicator_and_organisation_and_nothing_that_is_withheld():
    assert read(sdmx.message(REPORT, at="http://a/")) == {
        ("Chỉ tiêu 1.3", "Cụm A"): (38716, "A", "người"),
        ("Chỉ tiêu 1.3", "Hòa Bình"): (10, "A", "người"),
        ("Chỉ tiêu 1.3", "Hoà Bình"): (None, "Q", "người"),
        ("Chỉ tiêu 1.3", "Cao Bằng"): (None, "O", "người"),
        ("Chỉ tiêu 1.3", "Hà Giang"): (0, "A", "người"),
        ("Chỉ tiêu 2.1", "Cụm A"): (99.55, "A", "%"),
        ("Chỉ tiêu 2.1", "Hà Giang"): (98.5, "A", "%"),
        ("Chỉ tiêu 4.2", "Cụm A"): (None, "Q", "người"),
        ("Chỉ tiêu 4.3", "Cụm A"): (None, "O", "người"),
    }


def test_codes_are_of_the_letters_that_are_allowed_each_once_and_components_say_what_they_must():
    structure = sdmx.message(REPORT, at="http://a/")["data"]["structure"]
    dimensions = [*structure["dimensions"]["dataSet"], *structure["dimensions"]["observation"]]
    assert sorted(each["keyPosition"] for each in dimensions) == [0, 1, 2]
    for each in dimensions:
        codes = [value["id"] for value in each["values"]]
        assert len(set(codes)) == len(codes)
        assert all(code and set(code) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") for code in codes), codes
    assert all("relationship" in each for level in structure["attributes"].values() for each in level)
    assert structure["dimensions"]["dataSet"][0]["values"][0]["id"] == "2023-S1"


@pytest.mark.django_db
def test_it_stands_at_the_read_api_and_is_described_there(client: Client, monkeypatch):
    monkeypatch.setattr(figures, "report", {REPORT.slug: REPORT}.get)
    answer = client.get(f"/api/v1/figures/{REPORT.slug}/sdmx")
    assert answer["Content-Type"] == sdmx.MEDIA_TYPE
    assert answer["Access-Control-Allow-Origin"] == "*"
    message = answer.json()
    assert message["meta"]["sender"]["name"] == "Cụm A"
    assert message["data"]["structure"]["links"][0]["href"] == f"{given.SITE_ADDRESS}/so-lieu/{REPORT.slug}/"
    assert client.get("/api/v1/figures/khong-co/sdmx").status_code == 404
    again = client.get(f"/api/v1/figures/{REPORT.slug}/sdmx", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert "/api/v1/figures/{slug}/sdmx" in client.get("/api/v1/openapi.json").json()["paths"]

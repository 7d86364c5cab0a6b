"""The ADX file of another program goes the way of a workbook: seen, taken in, opened at its place, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from giaoban.core.refusal import Refused
from giaoban.faces.portal.giving_out import adx
from giaoban.ground.units.models import Alias, Unit
from giaoban.ground.writing import writing
from giaoban.reporting import returns
from giaoban.reporting.forms import form_in_force
from giaoban.reporting.intake.reading import read_return
from giaoban.reporting.models import Campaign, Return
from giaoban.reporting.queries import meant_by, report_of
from giaoban.reporting.releases import ReleasedReport, figures_for_public
from giaoban.reporting.tests.test_adx import ONE, group, message, value
from giaoban.reporting.tests_db.test_blank_workbooks import body  # noqa: F401
from giaoban.reporting.tests_db.test_pages import account

pytestmark = pytest.mark.django_db
FOUNDED_CODES = ("SO-Y-TE", "Sở Y tế", "Đảng bộ Sở Y tế", "ubnd-tinh-so-y-te")


@pytest.fixture
def office(program, cluster, settings, tmp_path: Path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    client = Client()
    client.force_login(account(program, "thuky", "cluster_secretariat", cluster))
    return client


def sent(client: Client, campaign: Campaign, data: bytes) -> tuple[int, str, str]:
    """The answer to a file that is sent at the cluster's intake: status, page, and where the preview is."""
    address = reverse("reports:intake", args=[campaign.returns.get(above=None).pk])
    answer = client.post(address, {"file": SimpleUploadedFile("a.adx.xml", data)})
    where = answer.get("Location", "")
    page = client.get(where) if where else answer
    return page.status_code, page.content.decode(), where


def test_it_is_previewed_taken_in_opened_at_its_place_and_taken_back(campaign: Campaign, office: Client) -> None:
    data = message(group("QUANG-NINH", ONE, value("L2.1", "99.55"), value("L4.4", "1.5")))
    status, page, where = sent(office, campaign, data)
    assert (status, campaign.returns.get(name="Quảng Ninh").state) == (200, "not_started")
    for said in ("Quảng Ninh", "ADX · C2", "38.716", "99,55", "số lẻ 1,5 ở chỉ tiêu đếm người"):
        assert said in page
    done = office.post(where)
    row = campaign.returns.get(name="Quảng Ninh")
    assert (done.status_code, row.state) == (302, "draft")
    kept = {each.code: each.declared for each in row.values.exclude(declared=None)}
    assert kept == {"1.3": Decimal(38716), "2.1": Decimal("99.55")}
    evidence = office.get(reverse("reports:line", args=[row.pk, "1.3"])).content.decode()
    assert "QUANG-NINH" in evidence
    assert office.get(done["Location"]).status_code == 200
    entry = done["Location"].rstrip("/").rpartition("/")[2]
    office.post(reverse("reports:undo", args=[row.pk, entry]), {"reason": "Nhận nhầm tệp"})
    assert campaign.returns.get(name="Quảng Ninh").state == "not_started"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (message(group("QUANG-NAM", ONE)), "Tệp ghi là của “QUANG-NAM”, không phải đơn vị nào phải báo cáo"),
        (message(group("HA-GIANG", ONE, period="2024-01-01/P6M")), "Tệp là báo cáo kỳ 2024-H1, đợt này thu kỳ 2023-H1"),
        (message(group("HA-GIANG", ONE), group("CAO-BANG", ONE)), "orgUnit “CAO-BANG” trong tệp không phải mã hay tên"),
        (
            message(group("CAO-BANG", value("L1.3", "nhiều"))),
            "Tệp ADX, dòng 4: giá trị “nhiều” của L1.3 không phải là số",
        ),
        (b'<!DOCTYPE adx [<!ENTITY a "a">]><adx/>', "có khai báo DOCTYPE"),
    ],
)
def test_what_is_not_of_this_campaign_gets_one_sentence_and_changes_nothing(
    campaign: Campaign, office: Client, data: bytes, said: str
) -> None:
    status, page, where = sent(office, campaign, data)
    assert status == 422
    assert said in page
    if where:
        office.post(where)
    assert set(campaign.returns.values_list("state", flat=True)) == {"not_started"}


@pytest.mark.parametrize("code", FOUNDED_CODES)
def test_a_unit_is_known_by_its_code_and_by_each_of_its_names(program, body: Unit, code: str) -> None:  # noqa: F811
    campaign = opened(program, body)
    assert meant_by(campaign, read_return(message(group(code, ONE)), "a.xml")) == campaign.returns.get(name="Sở Y tế")


@pytest.mark.parametrize("code", ["QUANG-NINH", "Y-TE", "CHI-BO", "SO-Y-TE-3"])
def test_a_unit_is_not_guessed_from_a_part_of_its_name_or_from_its_place(program, body: Unit, code: str) -> None:  # noqa: F811
    assert meant_by(opened(program, body), read_return(message(group(code, ONE)), "a.xml")) is None


def test_organisations_are_taken_under_their_own_names_and_each_once(program, body: Unit) -> None:  # noqa: F811
    campaign = opened(program, body)
    whole = "Đảng bộ UBND tỉnh Quảng Ninh"
    groups = [
        group(whole, value("L1.3", 7)),
        group("SO-Y-TE", value("L1.3", 3)),
        group("chi bo so y te 2", value("L1.3", 4)),
    ]
    taken, _entry = taken_in(program, campaign, *groups)
    assert {row.name: row.unit.slug for row in taken.organisations.select_related("unit")} == {
        "Đảng bộ Sở Y tế": "ubnd-tinh-so-y-te", "Chi bộ Sở Y tế 2": "ubnd-tinh-so-y-te-2",
    }  # fmt: skip
    with pytest.raises(Refused, match="“SO-Y-TE” và “Đảng bộ Sở Y tế” trong tệp đều là Đảng bộ Sở Y tế"):
        taken_in(program, campaign, *groups, group("Đảng bộ Sở Y tế", value("L4.4", 1)))
    with pytest.raises(Refused, match=f"orgUnit “{whole} 2” trong tệp không phải mã hay tên của riêng một tổ chức"):
        taken_in(program, campaign, *groups, group(f"{whole} 2", value("L4.4", 1)))


def test_a_code_that_may_mean_two_organisations_is_refused(program, body: Unit) -> None:  # noqa: F811
    campaign = opened(program, body)
    two = campaign.returns.get(name="Sở Y tế 2").unit
    with writing(program, "units.establish", unit=body, on=campaign.opened_on):
        Alias.objects.create(unit=two, name="Sở - Y tế", fold="so - y te")
    with pytest.raises(Refused, match="orgUnit “SO-Y-TE” trong tệp không phải mã hay tên của riêng một tổ chức"):
        taken_in(program, campaign, group("UBND-TINH", ONE), group("SO-Y-TE", ONE))


def test_what_the_portal_gives_out_comes_back_as_the_same_figures(program, campaign: Campaign, filled: Return) -> None:
    form, report = form_in_force("BC-6T", campaign.asked.last_day), report_of(filled)
    released = ReleasedReport(
        slug="a", unit=report.unit, period=report.period, title="A", released_on=campaign.due_on, source="",
        figures=tuple(figures_for_public(filled, report, [line.code for line in report.lines])), form="BC-6T",
    )  # fmt: skip
    read = read_return(adx.message(form, released), "a.adx.xml")
    assert returns.why_or_return(campaign, read) == filled
    assert {one.name: one.values["1.3"].amount for one in read.organisations or ()} == {
        name.upper(): released.figure("1.3").by_unit[unit]
        for name, unit in (("quang-ninh", "Quảng Ninh"), ("ha-giang", "Hà Giang"), ("tuyen-quang", "Tuyên Quang"),
                           ("cao-bang", "Cao Bằng"), ("bac-kan", "Bắc Kạn"), ("lang-son", "Lạng Sơn"),
                           ("thai-nguyen", "Thái Nguyên"), ("bac-giang", "Bắc Giang"))
    }  # fmt: skip
    of_one = replace(released, unit="Quảng Ninh", figures=tuple(replace(one, by_unit={}) for one in released.figures))
    again = read_return(adx.message(form, of_one), "b.adx.xml")
    taken, _entry = returns.take_in(actor=program, campaign=campaign, read=again, stored="returns/b", size=1)
    assert taken.name == "Quảng Ninh"
    told = {row.code: row.declared for row in taken.values.exclude(declared=None)}
    assert told == {one.code: round(one.value, 6) for one in released.figures if one.value is not None}


def opened(program, unit: Unit) -> Campaign:
    return returns.open_campaign(
        actor=program, unit=unit, form="BC-6T", period="2023-H1", due_on=date(2023, 7, 17), opened_on=date(2023, 6, 1)
    )


def taken_in(program, campaign: Campaign, *groups: str):
    read = read_return(message(*groups), "a.xml")
    return returns.take_in(actor=program, campaign=campaign, read=read, stored=f"returns/{read.sha256}", size=1)

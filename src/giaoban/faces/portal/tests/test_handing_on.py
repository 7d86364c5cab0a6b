"""What somebody else needs to check a released report without this program."""

from __future__ import annotations

import hashlib
import re
import shlex
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.test import Client

from giaoban.demo.portal import release_reports
from giaoban.demo.report import load_report
from giaoban.faces.portal import figures
from giaoban.faces.portal.giving_out import handing_on
from giaoban.reporting.models import Release
from giaoban.reporting.releases import ReleasedFigure, ReleasedReport, withdraw
from giaoban.reporting.tracing import traced
from giaoban.reporting.xbrl import form_of, taxonomy_package
from giaoban.reporting.xbrl.tests.asking import arelle
from giaoban.reporting.xbrl.tests.samples import whole_release

pytestmark = pytest.mark.django_db
ENDINGS = ("xhtml", "xbrl.json", "xbri", "adx.xml", "sha256", "sha256.sig")


@pytest.fixture
def released(monkeypatch) -> ReleasedReport:
    """A release with everything in it, without the rows behind it."""
    report = whole_release()
    monkeypatch.setattr(figures, "report", {report.slug: report}.get)
    return report


def test_arelle_accepts_every_report_that_the_demonstration_releases_and_a_withdrawn_one_is_gone(
    program, settings, tmp_path, client: Client
) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    load_report(program)
    release_reports(program)
    reports = figures.reports()
    assert len(reports) == 2
    files = []
    for report in reports:
        form = form_of(report)
        assert form is not None, report.slug
        page = client.get(f"/so-lieu/{report.slug}/").text
        for ending in ENDINGS[:3]:
            assert f'href="/so-lieu/{report.slug}.{ending}"' in page
            files.append(tmp_path / f"{report.slug}.{ending.rpartition('.')[2]}")
            files[-1].write_bytes(client.get(f"/so-lieu/{report.slug}.{ending}").content)
    taxonomy = tmp_path / "taxonomy.zip"
    taxonomy.write_bytes(taxonomy_package(form, site=settings.SITE_ADDRESS))
    for name, said in arelle(files, taxonomy=taxonomy, home=tmp_path).items():
        assert said.wrong == (), (name, said.told)
        assert said.facts > 20, name
    row = Release.objects.get(slug=reports[0].slug)
    withdraw(actor=program, released=row, reason="công bố nhầm", on=date(2023, 7, 20))
    assert {client.get(f"/so-lieu/{row.slug}.{ending}").status_code for ending in ENDINGS} == {404}


def test_the_digests_are_those_of_the_files_that_are_given_and_are_signed(released, client: Client) -> None:
    sums = client.get(f"/so-lieu/{released.slug}.sha256")
    lines = dict(reversed(line.split("  ")) for line in sums.text.splitlines())
    assert set(lines) == {f"{released.slug}.{ending}" for ending in ("csv", *ENDINGS[:4])}
    for name, digest in lines.items():
        assert hashlib.sha256(client.get(f"/so-lieu/{name}").content).hexdigest() == digest
    key = load_pem_public_key(client.get("/so-lieu/khoa-cong-khai.pem").content)
    signature = client.get(f"/so-lieu/{released.slug}.sha256.sig").content
    key.verify(signature, sums.content)
    with pytest.raises(InvalidSignature):
        key.verify(signature, sums.content.replace(b"a", b"b", 1))


def test_a_page_says_how_somebody_else_checks_the_release_and_its_commands_hold(
    released, client: Client, tmp_path
) -> None:
    address = f"/so-lieu/{released.slug}/kiem-chung/"
    assert f'href="{address}"' in client.get(f"/so-lieu/{released.slug}/").text
    text = unescape(client.get(address).text)
    names = (f"{released.slug}.sha256", f"{released.slug}.sha256.sig", "khoa-cong-khai.pem")
    for name in (*names, *(f"{released.slug}.{ending}" for ending in ("csv", *ENDINGS[:4]))):
        assert f'href="/so-lieu/{name}"' in text
        (tmp_path / name).write_bytes(client.get(f"/so-lieu/{name}").content)
    assert hashlib.sha256((tmp_path / names[2]).read_bytes()).hexdigest() in text
    for told in ("1.1 Tổng số tổ chức cơ sở đảng", "2.3 Số học viên", "5.3 Số đảng viên bị thi hành kỷ luật: Hòa Bình"):
        assert told in text
    commands = [re.sub(r"\s+", " ", found) for found in re.findall(r"<code>((?:sha256sum|openssl)[^<]*)</code>", text)]
    assert len(commands) == 2
    for command in commands:
        if shutil.which(command.split()[0]):
            assert subprocess.run(shlex.split(command), cwd=tmp_path, capture_output=True, check=False).returncode == 0
            (tmp_path / names[0]).write_bytes((tmp_path / names[0]).read_bytes()[::-1] + b"x")
            assert subprocess.run(shlex.split(command), cwd=tmp_path, capture_output=True, check=False).returncode != 0
            (tmp_path / names[0]).write_bytes(client.get(f"/so-lieu/{names[0]}").content)
    assert client.get("/so-lieu/khong-co/kiem-chung/").status_code == 404


def test_a_page_that_was_saved_and_changed_by_hand_is_named_with_what_was_released(
    released, client: Client, tmp_path
) -> None:
    saved = tmp_path / "saved.html"
    content = client.get(f"/so-lieu/{released.slug}/").text
    saved.write_text(content, "utf-8")
    numbers = [number for number in traced(saved, {}) if number.verdict != "nobodys"]
    shown = [figure for figure in released.figures if figure.value is not None]
    below = [value for figure in released.figures for value in figure.by_unit.values() if value is not None]
    assert [number.verdict for number in numbers] == ["agrees"] * (len(shown) + len(below))
    assert not [number for number in numbers if number.code == "5.2"], "withheld"
    saved.write_text(re.sub(r"(>\s*)1\.002(\s*<)", r"\g<1>1.003\2", content), "utf-8")
    told = [(number.code, number.text, number.sealed) for number in traced(saved, {}) if number.verdict == "differs"]
    assert told == [("2.2", "1.003", "1.002")]


def test_the_page_is_read_in_a_browser_with_its_own_styles_alone(released, client: Client) -> None:
    answer = client.get(f"/so-lieu/{released.slug}.xhtml")
    assert answer["Content-Type"].startswith("application/xhtml+xml")
    assert "Content-Disposition" not in answer
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "'unsafe-inline'" not in policy
    assert policy.count("'sha256-") == 2
    assert "attachment" in client.get(f"/so-lieu/{released.slug}.xbri")["Content-Disposition"]


def test_the_file_for_dhis2_is_given_as_what_it_is_and_named_on_the_page(released, client: Client) -> None:
    answer = client.get(f"/so-lieu/{released.slug}.adx.xml")
    assert answer["Content-Type"] == "application/adx+xml"
    assert answer["Content-Disposition"] == f'attachment; filename="{released.slug}.adx.xml"'
    assert f'href="/so-lieu/{released.slug}.adx.xml"' in client.get(f"/so-lieu/{released.slug}/").text


def test_the_taxonomy_stands_where_the_reports_say(released, client: Client, settings) -> None:
    message = client.get(f"/so-lieu/{released.slug}.xbrl.json").json()
    for address in message["documentInfo"]["taxonomy"]:
        assert address.startswith(settings.SITE_ADDRESS)
        assert client.get(address.removeprefix(settings.SITE_ADDRESS)).status_code == 200
    assert client.get("/so-lieu/xbrl/bc-6t-2023-01-01/bc-6t-2023-01-01.zip").content[:2] == b"PK"
    assert client.get("/so-lieu/xbrl/bc-6t-2023-01-01/khong-co.xsd").status_code == 404
    assert client.get("/so-lieu/xbrl/khong-co/khong-co.zip").status_code == 404


def test_a_release_that_no_form_of_ours_fits_has_no_xbrl_and_keeps_its_table(monkeypatch, client: Client) -> None:
    figure = ReleasedFigure("9.9", "Chỉ tiêu lạ", "người", Decimal(5), False, {}, (), None, "")
    report = ReleasedReport("la-2023-h1", "Cụm A", "2023-H1", "Lạ", date(2023, 7, 1), "Nguồn: Cụm A.", (figure,))
    monkeypatch.setattr(figures, "report", {report.slug: report}.get)
    page = client.get("/so-lieu/la-2023-h1/").text
    for ending in ("xhtml", "adx.xml"):
        assert client.get(f"/so-lieu/la-2023-h1.{ending}").status_code == 404
        assert f".{ending}" not in page
    assert client.get("/so-lieu/la-2023-h1.sha256").text.endswith("  la-2023-h1.csv\n")
    assert set(handing_on.contents(report)) == {"csv"}

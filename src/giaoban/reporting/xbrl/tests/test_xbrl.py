"""A release as XBRL is accepted by a validator that is not ours, and refused when it is wrong."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from lxml import etree

from giaoban.reporting.forms import start_forms
from giaoban.reporting.releases import ReleasedReport
from giaoban.reporting.xbrl import form_of, message, page, provable_sums, report_package, taxonomy, taxonomy_package
from giaoban.reporting.xbrl.naming import english
from giaoban.reporting.xbrl.tests.asking import Said, arelle
from giaoban.reporting.xbrl.tests.samples import SITE, UNITS, form, single_lines, whole_release
from giaoban.reporting.xbrl.writing import IX

FIGURE = f"{{{IX}}}nonFraction"


def told_facts(report: ReleasedReport) -> int:
    """How many facts the files of the release must have: its figures, and what is said of it."""
    return len(message(form(), report, site=SITE)["facts"])


def with_value(report: ReleasedReport, code: str, value: int, unit: str = "") -> ReleasedReport:
    """The same release with another value of that line."""

    def changed(figure):
        if figure.code != code:
            return figure
        if unit:
            return replace(figure, by_unit=figure.by_unit | {unit: Decimal(value)})
        return replace(figure, value=Decimal(value))

    return replace(report, figures=tuple(changed(figure) for figure in report.figures))


def broken_unit(data: bytes) -> bytes:
    tree = etree.fromstring(data)
    next(tree.iter(FIGURE)).set("unitRef", "u-khong-co")
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")


def one_and_a_half(data: bytes) -> bytes:
    tree = etree.fromstring(data)
    next(element for element in tree.iter(FIGURE) if element.get("id") == "L1.3").text = "1,5"
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Said]:
    """What Arelle says of good files and of spoilt ones, asked once."""
    folder = tmp_path_factory.mktemp("xbrl")
    taxonomy_at = folder / "taxonomy.zip"
    taxonomy_at.write_bytes(taxonomy_package(form(), site=SITE))
    whole, single = whole_release(), single_lines()
    wrong_sum = with_value(whole, "2.2", 999)
    wrong_below = with_value(whole, "1.1.1", 999, UNITS[1])
    files = {
        "whole.xhtml": page(form(), whole, site=SITE),
        "whole.json": json.dumps(message(form(), whole, site=SITE)).encode(),
        "whole.xbri": report_package(form(), whole, site=SITE),
        "single.xhtml": page(form(), single, site=SITE),
        "single.json": json.dumps(message(form(), single, site=SITE)).encode(),
        "wrong_sum.xhtml": page(form(), wrong_sum, site=SITE),
        "wrong_sum.json": json.dumps(message(form(), wrong_sum, site=SITE)).encode(),
        "wrong_sum.xbri": report_package(form(), wrong_sum, site=SITE),
        "wrong_below.xhtml": page(form(), wrong_below, site=SITE),
        "broken_unit.xhtml": broken_unit(page(form(), whole, site=SITE)),
        "not_whole_number.xhtml": one_and_a_half(page(form(), whole, site=SITE)),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return arelle([folder / name for name in files], taxonomy=taxonomy_at, home=folder / "home")


@pytest.mark.parametrize("name", ["whole.xhtml", "whole.json", "whole.xbri", "single.xhtml", "single.json"])
def test_arelle_accepts_a_release_and_reads_every_figure(said: Mapping[str, Said], name: str) -> None:
    assert said[name].wrong == (), said[name].told
    assert said[name].facts == told_facts(single_lines() if name.startswith("single") else whole_release())


@pytest.mark.parametrize("name", ["wrong_sum.xhtml", "wrong_sum.json", "wrong_sum.xbri"])
def test_arelle_refuses_a_planted_wrong_sum(said: Mapping[str, Said], name: str) -> None:
    assert said[name].wrong == ("calc11e:inconsistentCalculationUsingRounding",), said[name].told
    assert "form:L2.2" in " ".join(said[name].told)


def test_arelle_refuses_a_sum_that_is_wrong_in_one_organisation_alone(said: Mapping[str, Said]) -> None:
    assert said["wrong_below.xhtml"].wrong == ("calc11e:inconsistentCalculationUsingRounding",)


def test_arelle_refuses_a_figure_whose_unit_of_count_is_nowhere(said: Mapping[str, Said]) -> None:
    assert said["broken_unit.xhtml"].wrong, said["broken_unit.xhtml"].told


def test_arelle_refuses_one_and_a_half_persons(said: Mapping[str, Said]) -> None:
    assert "xmlSchema:valueError" in said["not_whole_number.xhtml"].wrong, said["not_whole_number.xhtml"].told


def test_what_is_withheld_has_no_tag_and_is_said_to_be_withheld() -> None:
    whole = whole_release()
    facts = message(form(), whole, site=SITE)["facts"]
    assert {name for name in facts if name.startswith("L5.3")} == {"L5.3", "L5.3.quoted", "L5.3.o3"}
    assert not [name for name in facts if name.startswith("L5.2")]
    assert facts["Withheld"]["value"] == (
        f"5.2 Số tổ chức đảng bị thi hành kỷ luật: Cụm A, {', '.join(UNITS)}; "
        f"5.3 Số đảng viên bị thi hành kỷ luật: {', '.join(UNITS[:2])}"
    )
    tree = etree.fromstring(page(form(), whole, site=SITE))
    assert {element.get("id") for element in tree.iter(FIGURE)} == {name for name in facts if name.startswith("L")}
    row = next(row for row in tree.iter("{*}tr") if row[0].text == "5.2")
    assert [cell.text for cell in row][3:] == ["không nêu", "–"]


def test_people_read_in_the_page_what_programs_read_in_the_json() -> None:
    whole = whole_release()
    facts = message(form(), whole, site=SITE)["facts"]
    shown = {element.get("id"): element for element in etree.fromstring(page(form(), whole, site=SITE)).iter(FIGURE)}
    assert (shown["L1.3"].text, shown["L1.3.quoted"].text) == ("186", "31.000")
    assert (shown["L2.1"].text, shown["L2.1"].tail, facts["L2.1"]["value"]) == ("99,55", "%", "0.9955")
    for name, element in shown.items():
        number = Decimal(element.text.replace(".", "").replace(",", ".")).scaleb(int(element.get("scale")))
        assert number == Decimal(facts[name]["value"])


def test_a_sum_is_named_only_where_every_part_is_shown() -> None:
    whole = whole_release()
    assert provable_sums(form(), whole) == ("1.1", "2.2", "2.3")
    assert provable_sums(form(), single_lines()) == ("1.1",)
    without = tuple(
        replace(figure, by_unit=figure.by_unit | {UNITS[0]: None}) if figure.code == "2.2.1" else figure
        for figure in whole.figures
    )
    assert provable_sums(form(), replace(whole, figures=without)) == ("1.1", "2.3")


def test_last_years_figures_are_quoted_and_claim_no_sum() -> None:
    whole = whole_release()
    odd = tuple(replace(figure, previous=Decimal(1)) if figure.code == "2.2" else figure for figure in whole.figures)
    facts = message(form(), replace(whole, figures=odd), site=SITE)["facts"]
    assert facts["L2.2.quoted"]["dimensions"]["concept"] == "form:L2.2.quoted"
    assert facts["L2.2.quoted"]["dimensions"]["period"] == "2022-01-01T00:00:00/2022-07-01T00:00:00"
    assert facts["L1.3.quoted"]["dimensions"]["period"] == "2022-07-01T00:00:00"
    assert "quoted" not in b"".join(data for name, data in taxonomy(form()).items() if "-cal" in name).decode()


def test_a_release_from_before_forms_were_written_down_finds_its_form_by_its_lines() -> None:
    assert form_of(replace(whole_release(), form="")) == form()
    assert form_of(replace(whole_release(), period="2019-H1", form="")) is None
    strange = replace(whole_release().figures[0], code="9.9")
    assert form_of(replace(whole_release(), figures=(strange,))) is None


def test_every_form_has_its_names_in_two_languages_and_the_same_bytes_each_time() -> None:
    for one in start_forms():
        assert {line.code for line in one.lines} | {f"g{code}" for code in one.groups} | {"title"} == set(english(one))
        assert taxonomy(one) == taxonomy(one)
    first, second = (report_package(form(), whole_release(), site=SITE) for _ in range(2))
    assert first == second
    names = zipfile.ZipFile(io.BytesIO(first)).namelist()
    assert "cum-a-2023-h1/reports/cum-a-2023-h1.xhtml" in names

"""A released report as DHIS2 takes it, and as this program takes it in again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from lxml import etree

from giaoban.core.text import slug
from giaoban.faces.portal.giving_out import adx, sdmx
from giaoban.reporting.intake.adx import NAMESPACE
from giaoban.reporting.intake.reading import read_return
from giaoban.reporting.releases import ReleasedReport
from giaoban.reporting.xbrl.tests.samples import UNITS, form, single_lines, whole_release

SCHEMA = f"""
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{NAMESPACE}" targetNamespace="{NAMESPACE}"
           elementFormDefault="qualified">
  <xs:element name="adx"><xs:complexType>
    <xs:sequence maxOccurs="unbounded"><xs:element name="group"><xs:complexType>
      <xs:sequence maxOccurs="unbounded"><xs:element name="dataValue"><xs:complexType>
        <xs:sequence minOccurs="0"><xs:element name="annotation"/></xs:sequence>
        <xs:attribute name="dataElement" use="required" type="xs:token"/>
        <xs:attribute name="value" use="required" type="xs:decimal"/>
      </xs:complexType></xs:element></xs:sequence>
      <xs:attribute name="orgUnit" use="required" type="xs:token"/>
      <xs:attribute name="period" use="required">
        <xs:simpleType><xs:restriction base="xs:string">
          <xs:pattern value="[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}/P[0-9]+[DMY]"/>
        </xs:restriction></xs:simpleType>
      </xs:attribute>
      <xs:attribute name="dataSet" use="required" type="xs:token"/>
    </xs:complexType></xs:element></xs:sequence>
    <xs:attribute name="exported" use="required" type="xs:dateTime"/>
  </xs:complexType></xs:element>
</xs:schema>"""
"""What the profile's own stylesheet makes of a structure with these three dimensions, without room for anything else."""


def told(data: bytes) -> dict[tuple[str, str], Decimal]:
    """Every value of the message by organisation and data element."""
    return {
        (group.get("orgUnit"), value.get("dataElement")): Decimal(value.get("value"))
        for group in etree.fromstring(data)
        for value in group
    }


def given(report: ReleasedReport) -> dict[tuple[str, str], Decimal]:
    """Every figure that the release shows."""
    found = {(report.unit, one.code): one.value for one in report.figures if not one.withheld}
    found |= {
        (unit, one.code): value
        for one in report.figures
        for unit, value in one.by_unit.items()
        if unit not in one.withheld_units
    }
    return {place: value for place, value in found.items() if value is not None}


def test_the_message_is_as_the_profile_says_and_the_same_bytes_each_time() -> None:
    schema = etree.XMLSchema(etree.fromstring(SCHEMA))
    for report in (whole_release(), single_lines()):
        data = adx.message(form(), report)
        schema.assertValid(etree.fromstring(data))
        assert data == adx.message(form(), report)
    root = etree.fromstring(data)
    assert root.get("exported") == "2023-07-20T00:00:00+07:00"
    assert {(one.get("period"), one.get("dataSet")) for one in root} == {("2023-01-01/P6M", "bc-6t-2023-01-01")}


def test_it_says_the_whole_first_then_each_organisation_and_nothing_that_is_withheld_or_missing() -> None:
    report = whole_release()
    data = adx.message(form(), report)
    codes = [group.get("orgUnit") for group in etree.fromstring(data)]
    assert codes == ["CUM-A", "HOA-BINH", "HOA-BINH-HA-GIANG", "DANG-BO-KHOI-CAO-BANG"]
    names = dict(zip((report.unit, *UNITS), codes, strict=True))
    assert told(data) == {(names[unit], f"L{code}"): value for (unit, code), value in given(report).items()}
    assert not [element for _unit, element in told(data) if element == "L5.2"]
    assert {unit for unit, element in told(data) if element == "L5.3"} == {"CUM-A", "DANG-BO-KHOI-CAO-BANG"}


def test_a_value_that_a_release_should_not_hold_any_more_is_not_given_out_either() -> None:
    figure = replace(whole_release().figures[0], withheld=True, withheld_units=UNITS[:1])
    report = replace(whole_release(), figures=(figure,))
    assert figure.value is not None
    assert figure.by_unit[UNITS[0]] is not None
    assert {unit for unit, _element in told(adx.message(form(), report))} == {
        "HOA-BINH-HA-GIANG",
        "DANG-BO-KHOI-CAO-BANG",
    }
    observations = sdmx.message(report, at="http://a/")["data"]["dataSets"][0]["observations"]
    assert [observations[place][0] for place in ("0:0", "0:1")] == [None, None]


def test_of_two_organisations_whose_names_differ_in_marks_only_each_has_its_own_code() -> None:
    figure = replace(
        whole_release().figures[0], by_unit={"Hòa Bình": Decimal(1), "Hoà Bình": Decimal(2), "Cụm À": Decimal(3)}
    )
    data = adx.message(form(), replace(whole_release(), figures=(figure,)))
    assert told(data) == {
        ("CUM-A", "L1.1"): figure.value, ("HOA-BINH", "L1.1"): 1, ("HOA-BINH_2", "L1.1"): 2, ("CUM-A_2", "L1.1"): 3,
    }  # fmt: skip


def test_what_is_given_out_and_taken_in_again_is_the_same_figures() -> None:
    for report in (whole_release(), single_lines()):
        read = read_return(adx.message(form(), report), f"{report.slug}.adx.xml")
        found = {(slug(read.province), code): value.amount for code, value in read.values.items()}
        found |= {
            (slug(one.name), code): value.amount
            for one in read.organisations or ()
            for code, value in one.values.items()
        }
        assert {place: amount for place, amount in found.items() if amount is not None} == {
            (slug(unit), code): value for (unit, code), value in given(report).items()
        }
        assert (read.form, read.period) == ("BC-6T", "2023-H1")
        assert {oddity.kind for oddity in read.oddities} == {"date_absent"}

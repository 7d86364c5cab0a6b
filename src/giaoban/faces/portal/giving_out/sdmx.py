"""A released report as SDMX-JSON 1.0 says it: a flat list of observations by indicator and organisation, of one period."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from giaoban.core.text import slug
from giaoban.reporting.xbrl.facts import organisations

if TYPE_CHECKING:
    from giaoban.reporting.releases import ReleasedFigure, ReleasedReport

MEDIA_TYPE = "application/vnd.sdmx.data+json; charset=utf-8; version=1.0"
SCHEMA = "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/data-message/tools/schemas/1.0/sdmx-json-data-schema.json"
WHOLE = "_T"
"""SDMX's code of a total."""
STATUS = {"A": "Giá trị bình thường", "Q": "Không công bố vì quá nhỏ", "O": "Không có số liệu"}
"""Of SDMX's list of the status of an observation: normal, suppressed, missing."""


def message(report: ReleasedReport, *, at: str) -> dict[str, Any]:
    """The whole message; ``at`` is the address of the report's page. What is withheld is null and says so."""
    codes = organisation_codes(report, whole=WHOLE)
    units = list(codes)
    counted_in = list(dict.fromkeys(figure.unit_of_count for figure in report.figures))
    statuses = list(STATUS)
    observations: dict[str, list[Any]] = {}
    for number, figure in enumerate(report.figures):
        for unit, (value, status) in told(report, figure).items():
            observation = [_number(value), statuses.index(status), counted_in.index(figure.unit_of_count)]
            observations[f"{number}:{units.index(unit)}"] = observation
    structure = {
        "links": [{"href": at, "rel": "related", "title": report.title, "hreflang": "vi"}],
        "name": report.title,
        "dimensions": {
            "dataSet": [
                _component("TIME_PERIOD", "Kỳ", [{"id": _period(report.period), "name": report.period}], key=2)
                | {"roles": ["TIME_PERIOD"]}
            ],
            "series": [],
            "observation": [
                _component(
                    "INDICATOR", "Chỉ tiêu",
                    [{"id": _id(figure.code), "name": figure.label, "description": figure.code} for figure in report.figures], key=0,
                ),
                _component(
                    "ORGANISATION", "Tổ chức", [{"id": code, "name": unit} for unit, code in codes.items()], key=1
                ),
            ],
        },
        "attributes": {
            "dataSet": [_attribute("SOURCE", "Nguồn", [{"name": report.source}], {"none": {}})],
            "series": [],
            "observation": [
                _attribute(
                    "OBS_STATUS", "Trạng thái", [{"id": code, "name": name} for code, name in STATUS.items()],
                    {"primaryMeasure": "OBS_VALUE"},
                ),
                _attribute(
                    "UNIT_MEASURE", "Đơn vị tính", [{"name": name} for name in counted_in], {"dimensions": ["INDICATOR"]}
                ),
            ],
        },
    }  # fmt: skip
    return {
        "meta": {
            "schema": SCHEMA,
            "id": report.slug,
            "prepared": f"{report.released_on.isoformat()}T00:00:00+07:00",
            "test": False,
            "contentLanguages": ["vi"],
            "sender": {"id": organisation_code(report.unit), "name": report.unit},
        },
        "data": {
            "structure": structure,
            "dataSets": [{"action": "Information", "attributes": [0], "observations": observations}],
        },
    }


def told(report: ReleasedReport, figure: ReleasedFigure) -> dict[str, tuple[Decimal | None, str]]:
    """The value and its status, of the whole and of each organisation."""
    whole = None if figure.withheld else figure.value
    values = {report.unit: (whole, "Q" if figure.withheld else "O" if whole is None else "A")}
    for unit, shown in figure.by_unit.items():
        value = None if unit in figure.withheld_units else shown
        values[unit] = (value, "A" if value is not None else "Q" if unit in figure.withheld_units else "O")
    return values


def _component(name: str, label: str, values: list[dict[str, str]], *, key: int) -> dict[str, Any]:
    return {"id": name, "name": label, "keyPosition": key, "values": values}


def _attribute(name: str, label: str, values: list[dict[str, str]], relationship: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "name": label, "relationship": relationship, "values": values}


def organisation_code(name: str) -> str:
    """What an organisation of that name is called where only plain letters are allowed: HOA-BINH."""
    return _id(slug(name))


def organisation_codes(report: ReleasedReport, *, whole: str) -> dict[str, str]:
    """The codes of the whole, which comes first, and of each organisation by their names; of two names that differ in
    marks only the later one gets a number."""
    codes = {report.unit: whole}
    for unit in organisations(report):
        code, number = organisation_code(unit), 2
        while code in codes.values():
            code, number = f"{organisation_code(unit)}_{number}", number + 1
        codes.setdefault(unit, code)
    return codes


def _id(text: str) -> str:
    """The text in the letters that SDMX allows in a code."""
    return re.sub(r"[^A-Za-z0-9_@$-]", "_", text).upper() or "_"


def _period(text: str) -> str:
    """The period as SDMX writes it: a half-year is a semester, 2023-S1."""
    return text.replace("-H", "-S")


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)

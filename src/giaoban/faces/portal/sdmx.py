"""A released report as SDMX-JSON 1.0 says it: a flat list of observations by indicator and organisation, of one period."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from giaoban.core.text import slug

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
    units = [report.unit, *dict.fromkeys(unit for figure in report.figures for unit in figure.by_unit)]
    counted_in = list(dict.fromkeys(figure.unit_of_count for figure in report.figures))
    statuses = list(STATUS)
    observations: dict[str, list[Any]] = {}
    for number, figure in enumerate(report.figures):
        for unit, (value, status) in _told(report, figure).items():
            told = [_number(value), statuses.index(status), counted_in.index(figure.unit_of_count)]
            observations[f"{number}:{units.index(unit)}"] = told
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
                    [{"id": _id(one.code), "name": one.label, "description": one.code} for one in report.figures], key=0,
                ),
                _component("ORGANISATION", "Tổ chức", _organisations(units), key=1),
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
            "sender": {"id": _id(slug(report.unit)), "name": report.unit},
        },
        "data": {
            "structure": structure,
            "dataSets": [{"action": "Information", "attributes": [0], "observations": observations}],
        },
    }


def _told(report: ReleasedReport, figure: ReleasedFigure) -> dict[str, tuple[Decimal | None, str]]:
    """The value and its status, of the whole and of each organisation."""
    whole = None if figure.withheld else figure.value
    told = {report.unit: (whole, "Q" if figure.withheld else "O" if whole is None else "A")}
    for unit, value in figure.by_unit.items():
        told[unit] = (value, "A" if value is not None else "Q" if unit in figure.withheld_units else "O")
    return told


def _component(name: str, label: str, values: list[dict[str, str]], *, key: int) -> dict[str, Any]:
    return {"id": name, "name": label, "keyPosition": key, "values": values}


def _attribute(name: str, label: str, values: list[dict[str, str]], relationship: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "name": label, "relationship": relationship, "values": values}


def _organisations(units: list[str]) -> list[dict[str, str]]:
    """The whole first; of two names that differ in marks only the later one gets a number."""
    codes: list[str] = [WHOLE]
    for unit in units[1:]:
        code, number = _id(slug(unit)), 2
        while code in codes:
            code, number = f"{_id(slug(unit))}_{number}", number + 1
        codes.append(code)
    return [{"id": code, "name": unit} for code, unit in zip(codes, units, strict=True)]


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

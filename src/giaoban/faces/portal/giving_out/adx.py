"""A released report as ADX, the XML in which DHIS2 takes figures: a group for the whole, and one for each organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from giaoban.core.spans import Period
from giaoban.faces.portal.giving_out.sdmx import organisation_code, organisation_codes, told
from giaoban.reporting.forms import Form
from giaoban.reporting.forms.codes import concept, stem
from giaoban.reporting.intake.adx import NAMESPACE, written_period
from giaoban.reporting.xbrl.writing import child, written

if TYPE_CHECKING:
    from giaoban.reporting.releases import ReleasedReport

MEDIA_TYPE = "application/adx+xml"


def message(form: Form, report: ReleasedReport) -> bytes:
    """The figures that are shown, under the names that XBRL gives to lines and SDMX to organisations.

    What is withheld or missing is not there: a value of ADX is a number, and an annotation may only stand beside one.
    """
    groups: dict[str, list[tuple[str, str]]] = {}
    for figure in report.figures:
        for unit, (value, _status) in told(report, figure).items():
            if value is not None:
                groups.setdefault(unit, []).append((concept(figure.code), f"{value:f}"))
    root = etree.Element(f"{{{NAMESPACE}}}adx", nsmap={None: NAMESPACE})
    root.set("exported", f"{report.released_on.isoformat()}T00:00:00+07:00")
    period = written_period(Period.parse(report.period))
    for unit, code in organisation_codes(report, whole=organisation_code(report.unit)).items():
        if unit in groups:
            group = child(root, NAMESPACE, "group", orgUnit=code, period=period, dataSet=stem(form))
            for element, amount in groups[unit]:
                child(group, NAMESPACE, "dataValue", dataElement=element, value=amount)
    return written(root)

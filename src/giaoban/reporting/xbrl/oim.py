"""A release as xBRL-JSON: the same facts as the page, for programs that read no XHTML."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from giaoban.core.spans import Period
from giaoban.core.text import slug
from giaoban.reporting.forms import Form
from giaoban.reporting.xbrl.facts import Fact, Moment, facts, provable_sums, withheld
from giaoban.reporting.xbrl.naming import (
    AXIS,
    BODY,
    PREFIX,
    RELEASED_ON,
    SOURCE,
    UNITS,
    WITHHELD,
    base,
    namespace,
    unit_of,
)
from giaoban.reporting.xbrl.taxonomy import entry

if TYPE_CHECKING:
    from giaoban.reporting.releases import ReleasedReport

MEDIA_TYPE = "application/json; charset=utf-8"
DOCUMENT_TYPE = "https://xbrl.org/2021/xbrl-json"


def message(form: Form, report: ReleasedReport, *, site: str) -> dict[str, Any]:
    """The whole report; ``site`` is the portal's own address. A count is exact; a share says its decimals."""
    entity = f"portal:{slug(report.unit)}"
    period = Period.parse(report.period)
    now = Moment(period.start, period.last_day, False)
    texts = {BODY: report.unit, SOURCE: report.source, RELEASED_ON: report.released_on.isoformat()}
    if hidden := withheld(report):
        texts[WITHHELD] = hidden
    told: dict[str, Any] = {
        name: {
            "value": text,
            "dimensions": {"concept": f"{PREFIX}:{name}", "entity": entity, "period": _when(now)}
            | ({} if name == RELEASED_ON else {"language": "vi"}),
        }
        for name, text in texts.items()
    }
    told |= {fact.id: _figure(fact, entity) for fact in facts(form, report)}
    return {
        "documentInfo": {
            "documentType": DOCUMENT_TYPE,
            "namespaces": {
                PREFIX: namespace(form),
                "unit": UNITS,
                "portal": site,
                "xbrl": "https://xbrl.org/2021",
            },
            "taxonomy": [base(form, site) + entry(form, whole) for whole in ("", *provable_sums(form, report))],
        },
        "facts": told,
    }


def _figure(fact: Fact, entity: str) -> dict[str, Any]:
    dimensions = {"concept": f"{PREFIX}:{fact.concept}", "entity": entity, "period": _when(fact.moment)}
    if not fact.is_share:  # a share is a pure number, which has no unit
        dimensions["unit"] = f"unit:{unit_of(fact.unit_of_count)}"
    if fact.organisation:
        dimensions[f"{PREFIX}:{AXIS}"] = fact.organisation
    told: dict[str, Any] = {"value": f"{fact.value:f}", "dimensions": dimensions}
    return told | ({"decimals": 4} if fact.is_share else {})


def _when(at: Moment) -> str:
    """The moment as this format has it: a span ends, and a day is over, at midnight of the day that follows."""
    end = f"{at.last + timedelta(days=1)}T00:00:00"
    return end if at.is_instant else f"{at.first}T00:00:00/{end}"

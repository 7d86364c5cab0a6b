"""A line's amounts by organisation, to be laid on another day's tree."""

from __future__ import annotations

from decimal import Decimal

from django.db.models.fields.json import KT

from giaoban.reporting.models import Return, ReturnOrganisation, ReturnValue
from giaoban.reporting.queries.kept import plain
from giaoban.reporting.queries.versions import amount_of


def amounts_by_unit(report_return: Return, code: str) -> dict[int, Decimal]:
    """The line's declared amounts by grassroots organisation; what a total has beside its detail, by the unit itself."""
    line = report_return.campaign.form_used.line(code)
    inside = [part.pk for part in (report_return, *report_return.below.all()) if part.source != Return.Source.BELOW]
    amounts: dict[int, Decimal] = {}
    told: dict[int, Decimal] = {}
    rows = ReturnOrganisation.objects.filter(belongs_to__in=inside, unit__isnull=False)
    for unit, belongs_to, text in rows.values_list("unit_id", "belongs_to_id", KT(f"values__{code}__0")):
        amount = Decimal(1) if line.counts_rows else amount_of(text)
        if amount and not (line.counts_rows and unit in amounts):
            amounts[unit] = amounts.get(unit, Decimal(0)) + amount
            told[belongs_to] = told.get(belongs_to, Decimal(0)) + amount
    for value in ReturnValue.objects.filter(belongs_to__in=inside, code=code).select_related("belongs_to"):
        rest = (plain(value.declared) or Decimal(0)) - told.get(value.belongs_to_id, Decimal(0))
        if rest:
            unit = value.belongs_to.unit_id
            amounts[unit] = amounts.get(unit, Decimal(0)) + rest
    return amounts

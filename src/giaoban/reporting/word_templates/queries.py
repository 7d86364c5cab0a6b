"""Which template a document of a unit is printed on, and what a template is tried with."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.storage import default_storage

from giaoban.core.refusal import Refused
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import ids_above
from giaoban.reporting.documents.own import OwnTemplate
from giaoban.reporting.documents.own.samples import sample
from giaoban.reporting.models import forms_there
from giaoban.reporting.word_templates.models import WordTemplate


def own_template(document: str, unit: Unit | int, *, on: date) -> OwnTemplate | None:
    """The template on which that document of the unit is printed when it bears that day; None for the program's own.

    The unit's own comes before that of the unit above it; of one unit's the one that began last. Refused where its file
    is lost.
    """
    holding = holding_on(document, unit, on=on)
    return None if holding is None or holding.is_built_in else file_of(holding)


def holding_on(document: str, unit: Unit | int, *, on: date) -> WordTemplate | None:
    """The version that holds for that document of the unit on that day, of the nearest unit that has one."""
    above = ids_above(unit, on=on)
    place = {key: number for number, key in enumerate(above)}
    rows = WordTemplate.objects.filter(
        document=document, unit__in=above, state=WordTemplate.State.IN_FORCE, valid_from__lte=on
    )
    return min(rows.order_by("-valid_from"), key=lambda row: place[row.unit_id], default=None)


def file_of(record: WordTemplate) -> OwnTemplate:
    """The file as the office sent it; Refused where it is lost."""
    if not default_storage.exists(record.stored):
        raise Refused(
            f"Không còn tệp mẫu “{record.name}” trong kho; hãy khôi phục từ bản sao lưu, hoặc trở lại mẫu có sẵn."
        )
    with default_storage.open(record.stored) as file:
        return OwnTemplate(record.name, file.read())


def sample_for(document: str) -> dict[str, Any]:
    """A made-up document with every name that it can have; of a report with every line that any form here asks for."""
    lines = {line.code: line for form in forms_there() for line in form.lines}
    return sample(document, list(lines.values()))

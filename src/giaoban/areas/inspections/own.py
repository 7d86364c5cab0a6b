"""What a member sees of inspections of themselves: that there were some; what was concluded is told by notice."""

from __future__ import annotations

from datetime import date

from django.utils.translation import pgettext

from giaoban.areas.inspections.queries import of_person
from giaoban.ground.people.models import Person
from giaoban.kit.area import OwnTable


def own_tables(person: Person, on: date) -> list[OwnTable]:
    """Each time with the number under which it is kept and the day of the self-report."""
    heads = (
        pgettext("inspections", "Number of the dossier"),
        pgettext("inspections", "Self-report of"),
    )
    rows = [
        (str(party.inspection_id), f"{party.reported_on:%d/%m/%Y}" if party.reported_on else "")
        for party in of_person(person)
    ]
    return [OwnTable(pgettext("inspections", "Inspection and supervision"), heads, rows)]

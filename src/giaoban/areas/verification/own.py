"""What somebody sees of the cases about themselves: for what, and whether it is concluded; the outcome is told by letter."""

from __future__ import annotations

from datetime import date

from django.utils.translation import pgettext

from giaoban.areas.verification.queries import of_person
from giaoban.ground.people.models import Person
from giaoban.kit.area import OwnTable


def own_tables(person: Person, on: date) -> list[OwnTable]:
    """Each case with its purpose, its days and the number of the conclusion."""
    heads = ("Purpose", "Requested", "Concluded on", "Number of the conclusion")
    rows = [
        (
            record.get_purpose_display(),
            f"{record.requested_on:%d/%m/%Y}",
            f"{record.concluded_on:%d/%m/%Y}" if record.concluded_on else "",
            record.conclusion,
        )
        for record in of_person(person)
    ]
    return [
        OwnTable(pgettext("verification", "Verification"), [pgettext("verification", head) for head in heads], rows)
    ]

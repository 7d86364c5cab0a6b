"""What a member sees of their own classification, once it is decided."""

from __future__ import annotations

from datetime import date

from django.utils.translation import pgettext

from giaoban.areas.emulation.rating_queries import of_person
from giaoban.ground.people.models import Person
from giaoban.kit.area import OwnTable


def own_tables(person: Person, on: date) -> list[OwnTable]:
    """Each period with the level, as what, and the decision."""
    heads = (
        pgettext("emulation", "Period"),
        pgettext("emulation", "Rated as"),
        pgettext("emulation", "Level"),
        pgettext("emulation", "Number of the decision"),
        pgettext("emulation", "Decided on"),
    )
    rows = [
        (
            line.sheet.span.title(),
            str(line.sheet.get_about_display()),
            line.in_words,
            line.changed_by or line.sheet.decision,
            f"{line.sheet.decided_on:%d/%m/%Y}",
        )
        for line in of_person(person)
    ]
    return [OwnTable(pgettext("emulation", "Classification"), heads, rows)]

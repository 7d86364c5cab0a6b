"""What a member sees of consolidations that name them, once they are decided."""

from __future__ import annotations

from datetime import date

from django.utils.translation import pgettext

from giaoban.areas.committees.models import Consolidation
from giaoban.areas.committees.queries import of_person
from giaoban.ground.people.models import Person
from giaoban.kit.area import OwnTable


def own_tables(person: Person, on: date) -> list[OwnTable]:
    """Each decision with the body, the post, and whether the seat was taken or left."""
    heads = (
        pgettext("committees", "Body"),
        pgettext("committees", "Post"),
        pgettext("committees", "Change"),
        pgettext("committees", "Number of the decision"),
        pgettext("committees", "Decided on"),
    )
    decided = of_person(person).filter(consolidation__state=Consolidation.State.DECIDED)
    rows = [
        (
            str(change.consolidation.term.get_body_display()),
            str(change.get_post_display()),
            pgettext("committees", "Takes the seat") if change.into else pgettext("committees", "Leaves the seat"),
            change.consolidation.decision,
            f"{change.consolidation.decided_on:%d/%m/%Y}",
        )
        for change in decided
    ]
    return [OwnTable(pgettext("committees", "Committees"), heads, rows)]

"""What a member sees of their own study of resolutions."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from giaoban.areas.study.queries import learners, studied_on
from giaoban.ground.people.models import Person
from giaoban.kit.area import OwnTable


def own_tables(person: Person, on: date) -> list[OwnTable]:
    """The documents that the person has to study, until when, and when they did."""
    duties = learners().filter(person=person).order_by("-plan__until_on")
    rows = [
        (f"{duty.document.number} {duty.document.title}", f"{duty.plan.until_on:%d/%m/%Y}", _day(studied_on(duty)))
        for duty in duties
    ]
    return [OwnTable(_("Study"), (_("Document"), _("Until"), _("Studied")), rows, listed=False)]


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""

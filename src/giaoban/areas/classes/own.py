"""What somebody sees of the classes that they were sent to."""

from __future__ import annotations

from datetime import date

from django.utils.translation import pgettext

from giaoban.areas.classes.certifying import code_of
from giaoban.areas.classes.queries import of_person, serial, standing_of
from giaoban.ground.people.models import Person
from giaoban.kit.area import OwnTable


def own_tables(person: Person, on: date) -> list[OwnTable]:
    """Each class with its days, the result and the certificate with its code."""
    heads = (
        pgettext("classes", "Programme"),
        pgettext("classes", "From"),
        pgettext("classes", "Until"),
        pgettext("classes", "Result"),
        pgettext("classes", "Certificate"),
        pgettext("classes", "Code"),
    )
    rows = []
    for learner in of_person(person):
        course, certificate = learner.course, standing_of(learner)
        rows.append((
            str(course.get_programme_display()),
            f"{course.from_on:%d/%m/%Y}",
            f"{course.until_on:%d/%m/%Y}",
            str(learner.get_state_display()),
            serial(certificate) if certificate else "",
            code_of(certificate) if certificate else "",
        ))  # fmt: skip
    return [OwnTable(pgettext("classes", "Theory classes"), heads, rows)]

"""What somebody sees of the cases about themselves, and of their trips; the outcome of a case is told by letter."""

from __future__ import annotations

from datetime import date

from django.utils.translation import pgettext

from giaoban.areas.verification.queries import of_person, trips_of
from giaoban.ground.people.models import Person
from giaoban.kit.area import OwnTable


def own_tables(person: Person, on: date) -> list[OwnTable]:
    """Each case with its purpose, its days and the number of the conclusion; each trip with what was handed in."""
    cases = [
        (record.get_purpose_display(), _day(record.requested_on), _day(record.concluded_on), record.conclusion)
        for record in of_person(person)
    ]
    trips = [
        (
            trip.country,
            trip.get_purpose_display(),
            f"{_day(trip.leaves_on)} – {_day(trip.returns_on)}",
            trip.decision,
            _day(trip.reported_on),
            _day(trip.passport_returned_on) if trip.on_official_passport else "",
        )
        for trip in trips_of(person)
    ]
    return [
        OwnTable(
            pgettext("verification", "Verification"),
            (
                pgettext("verification", "Purpose"),
                pgettext("verification", "Requested"),
                pgettext("verification", "Concluded on"),
                pgettext("verification", "Number of the conclusion"),
            ),
            cases,
        ),
        OwnTable(
            pgettext("verification", "Trips abroad"),
            (
                pgettext("verification", "Country"),
                pgettext("verification", "Purpose"),
                pgettext("verification", "Days"),
                pgettext("verification", "Number of the decision"),
                pgettext("verification", "Report handed in on"),
                pgettext("verification", "Passport returned on"),
            ),
            trips,
        ),
    ]


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""

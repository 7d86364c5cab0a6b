"""Trips abroad at a glance. The list and its sheets name nobody; a trip is opened with a reason, as a case is."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import pgettext_lazy

from giaoban.areas.verification import queries, travelling
from giaoban.areas.verification.models import Trip
from giaoban.kit.register import REASON, VERSION, Act, Ask, Column, Filter, Flow, Register


def _stands(rows: Any, value: str, day: date) -> Any:
    match value:
        case "ahead":
            return rows.filter(leaves_on__gt=day)
        case "away":
            return rows.filter(leaves_on__lte=day, returns_on__gte=day)
        case _:
            return queries.unfinished(rows, day)


_MEMBER = pgettext_lazy("verification", "Member")
_COUNTRY = pgettext_lazy("verification", "Country")
_LEAVES = pgettext_lazy("verification", "Leaves on")
_RETURNS = pgettext_lazy("verification", "Returns on")

TRIP = (
    Column("person__name", _MEMBER),
    Column("unit"),
    Column("purpose"),
    Column("country"),
    Column("decision"),
    Column("decided_on"),
    Column("leaves_on"),
    Column("returns_on"),
    Column("on_official_passport"),
    Column("passport_returned_on"),
    Column("reported_on"),
)
"""What the page of a trip shows once the reason is given, and no list or sheet ever does."""

TRIPS = Register(
    name="trips",
    area="verification",
    label=pgettext_lazy("verification", "Trips abroad"),
    record=Trip,
    icon="map",
    order="-leaves_on",
    columns=(
        Column("id", pgettext_lazy("verification", "Trip"), show=str, sort="id"),
        Column("unit"),
        Column("purpose"),
        Column("leaves_on"),
        Column("returns_on"),
        Column("reported_on"),
    ),
    opened=TRIP,
    acts=(
        Act("record_trip", travelling.record_trip, pgettext_lazy("verification", "Record a trip"), icon="plus", proved=True, asks=(
            Ask("person", _MEMBER, "person"),
            Ask("decision", pgettext_lazy("verification", "Number of the decision")),
            Ask("decided_on", pgettext_lazy("verification", "Day of the decision"), "day", initial="today"),
            Ask("purpose", pgettext_lazy("verification", "Purpose"), "choice", choices=Trip.Purpose.choices),
            Ask("country", _COUNTRY),
            Ask("leaves_on", _LEAVES, "day"),
            Ask("returns_on", _RETURNS, "day"),
            Ask("on_official_passport", pgettext_lazy("verification", "On an official passport"), "yes", required=False),
        )),
        Act("hand_in_report", travelling.hand_in_report, pgettext_lazy("verification", "Take in the report"), (
            Ask("reported_on", pgettext_lazy("verification", "Report handed in on"), "day", initial="today"),
        ), event=True, on_record=True, open_for=lambda record: record.reported_on is None, icon="file-text", proved=True),
        Act("return_passport", travelling.return_passport, pgettext_lazy("verification", "Take the passport back"), (
            Ask("returned_on", pgettext_lazy("verification", "Passport returned on"), "day", initial="today"),
        ), event=True, on_record=True, icon="check", proved=True,
            open_for=lambda record: record.on_official_passport and record.passport_returned_on is None),
        Act("correct_trip", travelling.correct_trip, pgettext_lazy("verification", "Correct the trip"), (
            Ask("country", _COUNTRY, initial="own"), Ask("leaves_on", _LEAVES, "day", initial="own"),
            Ask("returns_on", _RETURNS, "day", initial="own"), REASON, VERSION,
        ), on_record=True, icon="pencil", proved=True),
        Act("void_trip", travelling.void_trip, pgettext_lazy("verification", "Strike out the trip"), (REASON,), on_record=True, danger=True,
            icon="trash-2", proved=True),
    ),
    indicators=(
        Flow("trips_abroad", pgettext_lazy("verification", "Trips abroad of members"), "lượt", query=queries.trips, day="leaves_on"),
        Flow("members_abroad", pgettext_lazy("verification", "Members who went abroad"), "người", query=queries.trips, day="leaves_on",
             person="person"),
    ),
    due=queries.due_of_trips,
    filters=(
        Filter("stands", pgettext_lazy("verification", "Trip"), (
            ("ahead", pgettext_lazy("verification", "Still ahead")),
            ("away", pgettext_lazy("verification", "Abroad now")),
            ("owed", pgettext_lazy("verification", "Report or passport still to come")),
        ), _stands),
    ),
)  # fmt: skip

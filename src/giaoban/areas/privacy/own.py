"""What a member sees of what they agreed to and asked of their data."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from giaoban.areas.privacy.queries import consents_of, requests_of
from giaoban.ground.people.models import Person
from giaoban.kit.area import OwnTable


def own_tables(person: Person, on: date) -> list[OwnTable]:
    """The person's consents, withdrawn ones included, and requests with their answers."""
    return [
        OwnTable(_("Consents"), (_("Purpose"), _("Given"), _("Withdrawn"), _("Text")), [
            (consent.purpose.name, _day(consent.given_on), _day(consent.withdrawn_on), consent.text)
            for consent in consents_of(person)
        ], listed=False),
        OwnTable(_("Requests"), (_("Asks to"), _("What"), _("Received"), _("Answered"), _("Answer")), [
            (
                data_request.get_kind_display(), data_request.what,
                _day(data_request.received_on), _day(data_request.answered_on), data_request.answer,
            )
            for data_request in requests_of(person)
        ], listed=False),
    ]  # fmt: skip


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""

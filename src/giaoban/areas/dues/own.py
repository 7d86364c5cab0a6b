"""What a member sees of their own dues."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from giaoban.areas.dues.queries import of_person, waivers_of
from giaoban.core.numbers import write_number
from giaoban.ground.people.models import Person
from giaoban.kit.area import OwnTable


def own_tables(person: Person, on: date) -> list[OwnTable]:
    """Each month with what was to be paid and why, and what was paid on which receipt; and what was waived."""
    months = [
        (
            f"{line.month:%m/%Y}",
            "" if line.amount is None else write_number(line.amount),
            line.how,
            "; ".join(
                f"{write_number(payment.amount)} ({payment.paid_on:%d/%m/%Y}, {payment.number}/{payment.year})"
                for payment in line.payments.all()
            ),
        )
        for line in of_person(person)
    ]
    waivers = [
        (f"{waiver.from_month:%m/%Y} – {waiver.last_month:%m/%Y}", f"{waiver.percent}%", waiver.why, waiver.decision)
        for waiver in waivers_of(person)
    ]
    return [
        OwnTable(
            pgettext("dues", "Party dues"),
            (_("Month"), _("To pay (đồng)"), _("How it is reckoned"), _("Paid (day, receipt)")),
            months,
        ),
        OwnTable(
            _("Waivers of dues"),
            (_("Months"), _("Taken off (%)"), _("Reason of the waiver"), _("Decision, number and day")),
            waivers,
        ),
    ]

"""Transfers from both ends: what a cell sends, and what comes to it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.areas.transfers import operations, queries
from giaoban.areas.transfers.models import Transfer
from giaoban.ground.journal.clock import today
from giaoban.ground.people.models import Membership, Person
from giaoban.ground.people.queries import found_by
from giaoban.ground.units.models import MEETS, Unit
from giaoban.ground.units.queries import standing
from giaoban.kit.register import DAY, REASON, Act, Ask, Column, Filter, Flow, RecordPart, Register, by_state


def _cells(actor: Any, record: Any) -> QuerySet[Unit]:
    """Every cell of the tree: whoever sends names a cell anywhere, and sees no more of it than its name."""
    return standing(on=today(), kinds=MEETS)


def _in(*states: str) -> Any:
    return lambda record: record.state in states


def _legs(actor: Any, record: Transfer) -> list[RecordPart]:
    return [RecordPart(_("Way of the paper"), "transfers/legs.html", {"legs": record.legs.order_by("passed_on", "pk")})]


_columns = (
    Column("person__name", _("Member"), sort="person__name_key"),
    Column("unit"),
    Column("receiver"),
    Column("outside"),
    Column("kind"),
    Column("state"),
    Column("issued_on"),
    Column("received_on"),
    Column("number", listed=False),
    Column("until_on", listed=False),
    Column("dues_paid_to", listed=False),
    Column("reason", listed=False),
)
_filters = (
    by_state(Transfer.State.choices),
    Filter(
        "kind",
        pgettext_lazy("transfer", "Kind"),
        tuple(Transfer.Kind.choices),
        lambda rows, value, on: rows.filter(kind=value),
    ),
)

TRANSFERS = Register(
    name="transfers",
    label=_("Transfers out"),
    record=Transfer,
    icon="arrow-right-left",
    order="-issued_on",
    columns=_columns,
    acts=(
        Act("send", operations.send, _("Issue a transfer paper"), icon="send", asks=(
            Ask("person", _("Member"), "person"),
            Ask("kind", pgettext_lazy("transfer", "Kind"), "choice", choices=Transfer.Kind.choices),
            Ask("issued_on", _("Paper issued"), "day", initial="today"),
            Ask("receiver", _("To the cell"), "unit", required=False, choices=_cells),
            Ask("outside", _("Or to an organisation outside"), required=False),
            Ask("number", _("Number of the paper"), required=False),
            Ask("until_on", _("Stay until (temporary only)"), "day", required=False),
            Ask("dues_paid_to", _("Dues paid to the end of the month of"), "day", required=False),
            Ask("reason", _("Reason"), required=False),
        ), event=True),
        Act("pass_on", operations.pass_on, _("Note a level that passed the paper on"), (
            Ask("level", _("Level")), DAY, Ask("number", _("Number"), required=False),
        ), on_record=True, open_for=_in("in_transit"), event=True),
        Act("confirm_outside", operations.confirm_outside, _("Confirm receipt outside"), (DAY,), on_record=True,
            open_for=lambda record: record.state == "in_transit" and record.receiver_id is None, event=True),
        Act("end_stay", operations.end_stay, _("End the temporary stay"), (DAY,), on_record=True,
            open_for=lambda record: record.kind == "temporary" and record.state == "received", event=True),
        Act("withdraw", operations.withdraw, _("Withdraw the paper"), (DAY, REASON),
            on_record=True, open_for=_in("in_transit"), icon="undo-2", event=True),
    ),
    indicators=(
        Flow("transferred_out", _("Members transferred out"), "người", query=queries.sent, day="received_on",
             person="person", counter_unit="receiver"),
    ),
    search=lambda text: found_by(text, prefix="person__"),
    sections=_legs,
    due=queries.due_from_senders,
    filters=_filters,
)  # fmt: skip

ARRIVALS = Register(
    name="arrivals",
    label=_("Transfers in"),
    record=Transfer,
    area="transfers",
    icon="user-check",
    order="-issued_on",
    unit="receiver",
    rows=lambda on: queries.arriving(),
    columns=_columns,
    acts=(
        Act("take_in", operations.take_in, _("Take in from outside"), icon="user-plus", asks=(
            Ask("name", _("Full name")),
            Ask("born_on", _("Born"), "day"),
            Ask("sex", _("Sex"), "choice", choices=Person.Sex.choices),
            Ask("grade", _("Grade"), "choice", choices=Membership.Grade.choices),
            Ask("admitted_on", _("Admitted to the Party"), "day"),
            Ask("official_on", _("Official from"), "day", required=False),
            Ask("card_number", _("Member card number"), required=False),
            Ask("outside", _("From the organisation")),
            Ask("number", _("Number of the paper"), required=False),
            Ask("on", _("Received"), "day", initial="today"),
        ), event=True),
        Act("receive", operations.receive, _("Receive"), (DAY,), on_record=True, in_bulk=True, open_for=_in("in_transit"),
            icon="check", event=True),
    ),
    indicators=(
        Flow("transferred_in", _("Members transferred in"), "người", query=queries.received, day="received_on",
             unit="receiver", person="person", counter_unit="unit"),
    ),
    search=lambda text: found_by(text, prefix="person__"),
    sections=_legs,
    due=queries.due_from_receivers,
    filters=_filters,
)  # fmt: skip

"""Verification at a glance: open this file first. The list and its sheets name nobody; a case is opened with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import pgettext_lazy

from giaoban.areas.verification import operations, queries
from giaoban.areas.verification.models import Verification
from giaoban.kit.register import REASON, Act, Ask, Column, Flow, RecordPart, Register, by_state


def _open(record: Verification) -> bool:
    return record.state == Verification.State.OPEN


def _waiting(record: Verification) -> bool:
    return _open(record) and queries.waiting_of(record).exists()


def _letters(actor: Any, record: Verification) -> list[tuple[Any, str]]:
    return [(inquiry, str(inquiry)) for inquiry in queries.waiting_of(record)]


def _sections(actor: Any, record: Verification) -> Sequence[RecordPart]:
    inquiries = record.inquiries.order_by("sent_on", "pk")
    return [
        RecordPart(pgettext_lazy("verification", "Requests to other places"), "verification/inquiries.html", {"inquiries": inquiries}),
    ]  # fmt: skip


CASE = (
    Column("person__name", pgettext_lazy("verification", "Person")),
    Column("unit"),
    Column("purpose"),
    Column("request"),
    Column("requested_on"),
    Column("state"),
    Column("outcome"),
    Column("conclusion"),
    Column("concluded_on"),
)
"""What the page of a case shows once the reason is given, and no list or sheet ever does."""

VERIFICATION = Register(
    name="verification",
    label=pgettext_lazy("verification", "Verification"),
    record=Verification,
    icon="shield-check",
    order="-requested_on",
    columns=(
        Column("id", pgettext_lazy("verification", "Case"), show=str, sort="id"),
        Column("unit"),
        Column("purpose"),
        Column("state"),
        Column("requested_on"),
        Column("concluded_on"),
    ),
    opened=CASE,
    acts=(
        Act("open_case", operations.open_case, pgettext_lazy("verification", "Open a case"), event=True, icon="plus", proved=True, asks=(
            Ask("person", pgettext_lazy("verification", "Person"), "person"),
            Ask("purpose", pgettext_lazy("verification", "Purpose"), "choice", choices=Verification.Purpose.choices),
            Ask("requested_on", pgettext_lazy("verification", "Requested"), "day", initial="today"),
            Ask("request", pgettext_lazy("verification", "Number of the request"), required=False),
        )),
        Act("ask", operations.ask, pgettext_lazy("verification", "Ask a place"), (
            Ask("number", pgettext_lazy("verification", "Number of the letter"), most=80),
            Ask("place", pgettext_lazy("verification", "Place asked"), most=200),
            Ask("abroad", pgettext_lazy("verification", "Abroad"), "yes", required=False),
            Ask("sent_on", pgettext_lazy("verification", "Sent on"), "day", initial="today"),
        ), event=True, on_record=True, open_for=_open, icon="send", proved=True),
        Act("answer", operations.answer, pgettext_lazy("verification", "Enter an answer"), (
            Ask("inquiry", pgettext_lazy("verification", "Letter answered"), "record", choices=_letters),
            Ask("number", pgettext_lazy("verification", "Number of the answer"), most=80, required=False),
            Ask("answered_on", pgettext_lazy("verification", "Answered on"), "day", initial="today"),
        ), event=True, on_record=True, open_for=_waiting, icon="mail", proved=True),
        Act("conclude", operations.conclude, pgettext_lazy("verification", "Enter the conclusion"), (
            Ask("outcome", pgettext_lazy("verification", "Outcome"), "choice", choices=Verification.Outcome.choices),
            Ask("conclusion", pgettext_lazy("verification", "Number of the conclusion")),
            Ask("concluded_on", pgettext_lazy("verification", "Concluded on"), "day", initial="today"),
        ), event=True, on_record=True, open_for=_open, icon="check", proved=True),
        Act("void", operations.void, pgettext_lazy("verification", "Strike out"), (REASON,), on_record=True, open_for=_open, danger=True,
            icon="trash-2", proved=True),
    ),
    indicators=(
        Flow("persons_verified", pgettext_lazy("verification", "Persons verified"), "người", query=queries.concluded, day="concluded_on",
             person="person"),
        Flow("verifications_concluded", pgettext_lazy("verification", "Verifications concluded"), "lượt", query=queries.concluded,
             day="concluded_on"),
    ),
    sections=_sections,
    filters=(by_state(Verification.State.choices),),
)  # fmt: skip

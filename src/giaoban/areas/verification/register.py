"""Verification at a glance: open this file first. Lists and sheets name nobody; a case is opened with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.areas.verification import operations, queries, rules
from giaoban.areas.verification.models import Verification
from giaoban.ground.journal.clock import today
from giaoban.kit.register import REASON, VERSION, Act, Ask, Column, Filter, Flow, RecordPart, Register, by_state


def _at(act: str) -> Any:
    return lambda record: record.state in rules.ORDER[act]


def _waiting(record: Verification) -> bool:
    return record.state in rules.ORDER["answer"] and queries.waiting_of(record).exists()


def _letters(actor: Any, record: Verification) -> list[tuple[Any, str]]:
    return [(letter, str(letter)) for letter in record.inquiries.order_by("sent_on", "pk")]


def _unanswered(actor: Any, record: Verification) -> list[tuple[Any, str]]:
    return [(letter, str(letter)) for letter in queries.waiting_of(record)]


def _age(record: Verification) -> str:
    if record.concluded_on is None:
        return ""
    return rules.age_in_words(record.concluded_on, today(), queries.max_age(today()))


def _missing(record: Verification) -> str:
    return "; ".join(str(Verification.Paper(code).label) for code in record.missing.split(",") if code)


def _sections(actor: Any, record: Verification) -> Sequence[RecordPart]:
    return [
        RecordPart(
            pgettext_lazy("verification", "Requests to other places"), "verification/inquiries.html",
            {"letters": queries.answers_of(record), "day": today()},
        ),
    ]  # fmt: skip


def _standing(rows: Any, value: str, day: date) -> Any:
    return queries.standing(rows, value)


def _day(name: str, label: Any) -> Ask:
    return Ask(name, label, "day", initial="today")


_PERSON = pgettext_lazy("verification", "Person")
_REQUEST = pgettext_lazy("verification", "Number of the request")
_REQUESTED = pgettext_lazy("verification", "Requested")

CASE = (
    Column("person__name", _PERSON),
    Column("unit"),
    Column("purpose"),
    Column("request"),
    Column("requested_on"),
    Column("state"),
    Column("missing", show=_missing),
    Column("submission"),
    Column("submitted_on"),
    Column("outcome"),
    Column("conclusion"),
    Column("concluded_on"),
    Column("age", pgettext_lazy("verification", "Age of the conclusion"), show=_age),
    Column("notified_on"),
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
            Ask("person", _PERSON, "person"),
            Ask("purpose", pgettext_lazy("verification", "Purpose"), "choice", choices=Verification.Purpose.choices),
            _day("requested_on", _REQUESTED),
            Ask("request", _REQUEST, required=False),
        )),
        Act("send_back", operations.send_back, pgettext_lazy("verification", "Send back for missing papers"), (
            Ask("missing", pgettext_lazy("verification", "Missing papers"), "several", choices=Verification.Paper.choices),
            _day("on", _("Day")),
        ), event=True, on_record=True, open_for=_at("send_back"), icon="undo-2", proved=True),
        Act("complete", operations.complete, pgettext_lazy("verification", "Papers are complete"), (_day("on", _("Day")),), event=True,
            on_record=True, open_for=_at("complete"), icon="check", proved=True),
        Act("ask", operations.ask, pgettext_lazy("verification", "Ask a place"), (
            Ask("number", pgettext_lazy("verification", "Number of the letter"), most=80),
            Ask("place", pgettext_lazy("verification", "Place asked"), most=200,
                help=pgettext_lazy("verification", "The committee or office that is asked; no name of a relative.")),
            Ask("abroad", pgettext_lazy("verification", "Abroad"), "yes", required=False),
            _day("sent_on", pgettext_lazy("verification", "Sent on")),
        ), event=True, on_record=True, open_for=_at("ask"), icon="send", proved=True),
        Act("answer", operations.answer, pgettext_lazy("verification", "Enter an answer"), (
            Ask("inquiry", pgettext_lazy("verification", "Letter answered"), "record", choices=_unanswered),
            Ask("number", pgettext_lazy("verification", "Number of the answer"), most=80, required=False),
            _day("answered_on", pgettext_lazy("verification", "Answered on")),
        ), event=True, on_record=True, open_for=_waiting, icon="mail", proved=True),
        Act("withdraw_letter", operations.withdraw_letter, pgettext_lazy("verification", "Withdraw a letter"), (
            Ask("letter", pgettext_lazy("verification", "Letter"), "record", choices=_letters), REASON,
        ), on_record=True, open_for=lambda record: _at("withdraw_letter")(record) and record.inquiries.exists(), danger=True,
            icon="trash-2", proved=True),
        Act("submit", operations.submit, pgettext_lazy("verification", "Submit for conclusion"), (
            Ask("submission", pgettext_lazy("verification", "Number of the submission")),
            _day("submitted_on", pgettext_lazy("verification", "Submitted on")),
        ), event=True, on_record=True, in_bulk=True, open_for=_at("submit"), icon="file-text", proved=True),
        Act("conclude", operations.conclude, pgettext_lazy("verification", "Enter the conclusion"), (
            Ask("outcome", pgettext_lazy("verification", "Outcome"), "choice", choices=Verification.Outcome.choices),
            Ask("conclusion", pgettext_lazy("verification", "Number of the conclusion")),
            _day("concluded_on", pgettext_lazy("verification", "Concluded on")),
        ), event=True, on_record=True, in_bulk=True, open_for=_at("conclude"), icon="check", proved=True),
        Act("notify", operations.notify, pgettext_lazy("verification", "Notify and file"), (
            _day("notified_on", pgettext_lazy("verification", "Notified on")),
        ), event=True, on_record=True, in_bulk=True, open_for=_at("notify"), icon="send", proved=True),
        Act("take_back", operations.take_back, pgettext_lazy("verification", "Take the conclusion back"), (REASON,), on_record=True,
            open_for=_at("take_back"), danger=True, icon="undo-2", proved=True),
        Act("correct", operations.correct, pgettext_lazy("verification", "Correct the request"), (
            Ask("request", _REQUEST, required=False, initial="own"), Ask("requested_on", _REQUESTED, "day", initial="own"), REASON,
            VERSION,
        ), event=True, on_record=True, open_for=_at("correct"), icon="pencil", proved=True),
        Act("void", operations.void, pgettext_lazy("verification", "Strike out"), (REASON,), on_record=True, open_for=_at("void"),
            danger=True, icon="trash-2", proved=True),
    ),
    indicators=(
        Flow("persons_verified", pgettext_lazy("verification", "Persons verified"), "người", query=queries.concluded, day="concluded_on",
             person="person"),
        Flow("verifications_concluded", pgettext_lazy("verification", "Verifications concluded"), "lượt", query=queries.concluded,
             day="concluded_on"),
        *(
            Flow(f"verified_for_{purpose.value}", purpose.label, "lượt", query=queries.concluded_for(purpose), day="concluded_on")
            for purpose in Verification.Purpose
        ),
    ),
    sections=_sections,
    due=queries.due,
    filters=(
        by_state(Verification.State.choices),
        Filter("purpose", pgettext_lazy("verification", "Purpose"), tuple(Verification.Purpose.choices),
               lambda rows, value, day: rows.filter(purpose=value)),
        Filter("answers", pgettext_lazy("verification", "Answers"), (
            ("waiting", pgettext_lazy("verification", "Waiting for answers")),
            ("ready", pgettext_lazy("verification", "Waiting for none")),
        ), _standing),
    ),
)  # fmt: skip

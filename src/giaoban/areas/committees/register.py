"""Terms of bodies at a glance: open this file first. Consolidations and departures are in ``changes_register``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import pgettext_lazy

from giaoban.areas.committees import operations, queries
from giaoban.areas.committees.models import BODIES, BodyTerm, Consolidation
from giaoban.ground.journal.clock import today
from giaoban.kit.acts import acts_on
from giaoban.kit.register import REASON, VERSION, Act, Ask, Column, Filter, RecordPart, Register

PROPOSED = (
    Ask("proposed_on", pgettext_lazy("committees", "Submitted on"), "day", initial="today"),
    Ask("proposal", pgettext_lazy("committees", "Number of the submission"), required=False, most=80),
)
_UNTIL = pgettext_lazy("committees", "Term until")
_AGREED = pgettext_lazy("committees", "Seats agreed")
_AGREED_BY = pgettext_lazy("committees", "Letter that agrees the seats")
_FROM_THAT_DAY = Ask("on", pgettext_lazy("committees", "Day of the letter"), "day", initial="today")


def _sections(actor: Any, record: BodyTerm) -> Sequence[RecordPart]:
    day = min(max(today(), record.from_on), record.until_on)
    seats = list(queries.sitting(record, day))
    coming = queries.vacancies(record, day, until=queries.warned_until(day))
    return [
        RecordPart(pgettext_lazy("committees", "Seats"), "committees/seats.html", {
            "seats": seats, "counted": queries.composition_of(record, day), "remarks": queries.remarks_on(record, day),
            "term": record, "day": day, "acts": acts_on(actor, COMMITTEES, record, on=today(), names=("propose",)),
        }, [seat.person_id for seat in seats]),
        RecordPart(pgettext_lazy("committees", "Vacant now or soon"), "committees/vacancies.html", {
            "vacancies": coming, "day": day, "acts": acts_on(actor, COMMITTEES, record, on=today(), names=("propose_vacancies",)),
        }, [vacancy.position.person_id for vacancy in coming]),
        RecordPart(pgettext_lazy("committees", "Consolidations"), "committees/consolidations.html", {
            "changes": record.consolidations.order_by("-proposed_on", "-pk"),
        }),
    ]  # fmt: skip


def _has_vacancies(record: BodyTerm) -> bool:
    return bool(queries.vacancies(record, today()))


def _unused(record: BodyTerm) -> bool:
    return not record.consolidations.exists()


def _in_term(rows: Any, value: str, day: Any) -> Any:
    running = rows.filter(from_on__lte=day, until_on__gte=day)
    return running if value == "now" else rows.exclude(pk__in=running.values("pk"))


COMMITTEES = Register(
    name="committees",
    label=pgettext_lazy("committees", "Committees"),
    record=BodyTerm,
    icon="network",
    order="-from_on",
    rows=queries.with_seats,
    columns=(
        Column("unit"),
        Column("body"),
        Column("from_on"),
        Column("until_on"),
        Column("agreed"),
        Column("held", pgettext_lazy("committees", "Seats held today"), show=lambda record: getattr(record, "held", None)),
        Column("agreed_by", listed=False),
        Column("lengthened_by", listed=False),
    ),
    acts=(
        Act("establish", operations.establish, pgettext_lazy("committees", "Enter a term"), icon="plus", asks=(
            Ask("body", pgettext_lazy("committees", "Body"), "choice", choices=BODIES),
            Ask("from_on", pgettext_lazy("committees", "Term from"), "day"), Ask("until_on", _UNTIL, "day"),
            Ask("agreed", _AGREED, "number"), Ask("agreed_by", _AGREED_BY, required=False),
        )),
        Act("propose", operations.propose, pgettext_lazy("committees", "Submit a change"), (
            Ask("path", pgettext_lazy("committees", "Path"), "choice", choices=Consolidation.Path.choices),
            Ask("why", pgettext_lazy("committees", "Reason for the change"), "choice", choices=Consolidation.Reason.choices),
            *PROPOSED,
        ), on_record=True, icon="file-text", event=True),
        Act("propose_vacancies", operations.propose_vacancies, pgettext_lazy("committees", "Submit the vacant seats"), PROPOSED,
            on_record=True, open_for=_has_vacancies, foretold=operations.foretell_vacancies, icon="file-text", event=True,
            names=lambda record: [vacancy.position.person_id for vacancy in queries.vacancies(record, today())]),
        Act("agree_seats", operations.agree_seats, pgettext_lazy("committees", "Agree the number of seats"), (
            Ask("agreed", _AGREED, "number", initial="own"), Ask("agreed_by", _AGREED_BY, initial="own"), _FROM_THAT_DAY, VERSION,
        ), on_record=True, icon="pencil", event=True),
        Act("lengthen", operations.lengthen, pgettext_lazy("committees", "Lengthen the term"), (
            Ask("until_on", _UNTIL, "day", initial="own"),
            Ask("lengthened_by", pgettext_lazy("committees", "Decision to lengthen")), _FROM_THAT_DAY, VERSION,
        ), on_record=True, icon="calendar-days", event=True),
        Act("void", operations.void, pgettext_lazy("committees", "Strike out"), (REASON,), on_record=True, open_for=_unused,
            danger=True, icon="trash-2"),
    ),
    sections=_sections,
    due=queries.due,
    filters=(
        Filter("body", pgettext_lazy("committees", "Body"), tuple(BODIES), lambda rows, value, day: rows.filter(body=value)),
        Filter("stands", pgettext_lazy("committees", "Term"), (
            ("now", pgettext_lazy("committees", "runs now")), ("other", pgettext_lazy("committees", "over or to come")),
        ), _in_term, initial="now"),
    ),
)  # fmt: skip

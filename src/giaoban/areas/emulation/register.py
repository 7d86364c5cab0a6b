"""“Four-good” at a glance: open this file first. Sets are in ``criteria_register``, classification in ``ratings_register``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import pgettext_lazy

from giaoban.areas.emulation import operations, queries, rules
from giaoban.areas.emulation.criteria_register import PERIOD, REGISTERED
from giaoban.areas.emulation.models import Assessment, CriteriaSet
from giaoban.ground.journal.clock import today
from giaoban.kit.acts import acts_on
from giaoban.kit.register import DAY, REASON, Act, Ask, Column, Filter, Flow, RecordPart, Register, by_state


def _at(act: str) -> Any:
    return lambda record: record.state in rules.ORDER[act]


def _above(record: Assessment) -> int:
    return queries.superior(record.unit_id, today())


def _day(name: str, label: Any) -> Ask:
    return Ask(name, label, "day", initial="today")


def _sets(actor: Any, record: Any) -> list[tuple[Any, str]]:
    return [(criteria, str(criteria)) for criteria in queries.sets_offered(actor, today())]


def _sections(actor: Any, record: Assessment) -> Sequence[RecordPart]:
    months = [month for month in queries.months_of(record) if month is None or month <= today()]
    rows = queries.scored_so_far(record, months, actor=actor, on=today())
    parts = [(month, queries.within(record, month).title(), rows[month]) for month in months]
    against = queries.doubts_about(record)
    return [
        RecordPart(pgettext_lazy("emulation", "Criteria and points"), "emulation/scored.html", {
            "record": record, "parts": parts, "against": against, "by_month": None not in months,
            "acts": acts_on(actor, EMULATION, record, on=today(), names=("score", "take_facts", "submit", "check", "agree", "recognise")),
        }),
    ]  # fmt: skip


_DECIDED = _day("decided_on", pgettext_lazy("emulation", "Decided on"))

EMULATION = Register(
    name="emulation",
    label=pgettext_lazy("emulation", "“Four-good” cells and committees"),
    record=Assessment,
    icon="award",
    order="-registered_on",
    rows=lambda day: Assessment.objects.select_related("criteria"),
    columns=(
        Column("unit"),
        Column("criteria__name", pgettext_lazy("emulation", "Criteria set")),
        Column("period", pgettext_lazy("emulation", "Period"), show=lambda record: record.span.title()),
        Column("state"),
        Column("claimed"),
        Column("checked"),
        Column("decision"),
        Column("decided_on"),
        Column("registered_on", listed=False),
        Column("scored_on", listed=False),
        Column("checked_on", listed=False),
        Column("withdrawal", listed=False),
        Column("withdrawn_on", listed=False),
    ),
    acts=(
        Act("enrol", operations.enrol, pgettext_lazy("emulation", "Register a unit"), icon="plus", event=True, asks=(
            Ask("criteria", pgettext_lazy("emulation", "Criteria set"), "record", choices=_sets), PERIOD, REGISTERED,
        )),
        Act("score", operations.score, pgettext_lazy("emulation", "Score"), on_record=True, open_for=_at("score"), icon="pencil",
            page="emulation:score"),
        Act("take_facts", operations.take_facts, pgettext_lazy("emulation", "Take what the records say"), (DAY,), on_record=True,
            in_bulk=True, open_for=_at("take_facts"), foretold=operations.foretell_facts, icon="list-checks", event=True),
        Act("submit", operations.submit, pgettext_lazy("emulation", "Hand the self-score in"), (
            _day("scored_on", pgettext_lazy("emulation", "Self-scored on")),
        ), on_record=True, in_bulk=True, open_for=_at("submit"), icon="send", event=True),
        Act("check", operations.check, pgettext_lazy("emulation", "Check the points"), on_record=True, open_for=_at("check"), at=_above,
            icon="clipboard-check", page="emulation:check"),
        Act("agree", operations.agree, pgettext_lazy("emulation", "End the check"), (
            _day("checked_on", pgettext_lazy("emulation", "Checked on")),
        ), on_record=True, in_bulk=True, open_for=_at("agree"), at=_above, icon="check", event=True),
        Act("send_back", operations.send_back, pgettext_lazy("emulation", "Send back to be scored anew"), (DAY, REASON), on_record=True,
            open_for=_at("send_back"), at=_above, icon="undo-2", event=True),
        Act("recognise", operations.recognise, pgettext_lazy("emulation", "Recognise"), (
            Ask("decision", pgettext_lazy("emulation", "Number of the decision")), _DECIDED,
        ), on_record=True, in_bulk=True, open_for=_at("recognise"), at=_above, foretold=operations.foretell_recognition, icon="award",
            event=True),
        Act("refuse", operations.refuse, pgettext_lazy("emulation", "Enter that it is not recognised"), (_DECIDED, REASON),
            on_record=True, in_bulk=True, open_for=_at("refuse"), at=_above, danger=True, icon="x", event=True),
        Act("withdraw", operations.withdraw, pgettext_lazy("emulation", "Withdraw the recognition"), (
            Ask("withdrawal", pgettext_lazy("emulation", "Decision to withdraw")),
            _day("withdrawn_on", pgettext_lazy("emulation", "Withdrawn on")), REASON,
        ), on_record=True, open_for=_at("withdraw"), at=_above, danger=True, icon="undo-2", event=True),
        Act("take_back", operations.take_back, pgettext_lazy("emulation", "Take the decision back"), (REASON,), on_record=True,
            open_for=_at("take_back"), at=_above, danger=True, icon="undo-2"),
        Act("void", operations.void, pgettext_lazy("emulation", "Strike out"), (REASON,), on_record=True, open_for=_at("void"),
            danger=True, icon="trash-2"),
    ),
    indicators=(
        Flow("four_good_cells", pgettext_lazy("emulation", "Cells recognised as “four-good”"), "chi bộ",
             query=lambda: queries.recognised(CriteriaSet.About.CELL), day="decided_on"),
        Flow("four_good_committees", pgettext_lazy("emulation", "Grassroots committees recognised as “four-good”"), "tổ chức",
             query=lambda: queries.recognised(CriteriaSet.About.COMMITTEE), day="decided_on"),
        Flow("recognitions_withdrawn", pgettext_lazy("emulation", "“Four-good” recognitions withdrawn"), "lượt",
             query=queries.withdrawn, day="withdrawn_on"),
    ),
    sections=_sections,
    due=queries.due,
    filters=(
        by_state(Assessment.State.choices),
        Filter("about", pgettext_lazy("emulation", "For"), tuple(CriteriaSet.About.choices),
               lambda rows, value, day: rows.filter(criteria__about=value)),
    ),
)  # fmt: skip

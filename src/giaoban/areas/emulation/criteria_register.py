"""Criteria sets: what a committee measures by, as data that it enters itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import pgettext_lazy

from giaoban.areas.emulation import laying_down, queries, rules
from giaoban.areas.emulation.models import CriteriaSet, Criterion
from giaoban.ground.journal.clock import today
from giaoban.kit import measured
from giaoban.kit.acts import acts_on
from giaoban.kit.register import REASON, VERSION, Act, Ask, Column, Filter, RecordPart, Register

_NAME = pgettext_lazy("emulation", "Name of the set")
_NEEDED = pgettext_lazy("emulation", "Needed for recognition")
_BASIS = pgettext_lazy("emulation", "Text it rests on")
_COMPARED = pgettext_lazy("emulation", "Compared with the text")
_FROM = pgettext_lazy("emulation", "In force from")
_HELP_NEEDED = pgettext_lazy(
    "emulation", "Points of 100, or of a set by month the number of months in which every line is met."
)
_HELP_COMPARED = pgettext_lazy(
    "emulation", "Somebody held every line against the text itself; otherwise the page says that nobody did."
)
REGISTERED = Ask("registered_on", pgettext_lazy("emulation", "Registered on"), "day", initial="today")
PERIOD = Ask(
    "period",
    pgettext_lazy("emulation", "Period"),
    "choice",
    choices=lambda actor, record: queries.periods_offered(today()),
)


def sources() -> list[tuple[str, str]]:
    """Every figure that records say, by what it is called."""
    return sorted(
        ((name, f"{indicator.label} ({indicator.count_of})") for name, (_register, indicator) in measured.recorded().items()),
        key=lambda pair: pair[1],
    )  # fmt: skip


def _lines(actor: Any, record: CriteriaSet) -> list[tuple[Any, str]]:
    return [(line, line.text) for line in record.lines.all()]


def _sections(actor: Any, record: CriteriaSet) -> Sequence[RecordPart]:
    labels = dict(sources())
    groups = [
        (group.label, [(line, queries.asked(line).level, labels.get(line.source, "")) for line in record.lines.all() if line.group == group])
        for group in Criterion.Group
    ]  # fmt: skip
    total = sum(line.points for line in record.lines.all())
    return [
        RecordPart(pgettext_lazy("emulation", "Criteria"), "emulation/lines.html", {
            "groups": [group for group in groups if group[1]], "set": record, "total": total,
            "remark": rules.remark_on_total(way=record.way, total=total, needed=record.needed),
            "acts": acts_on(actor, CRITERIA, record, on=today(), names=("add_line", "enrol_below")),
        }),
    ]  # fmt: skip


def _unused(record: CriteriaSet) -> bool:
    return not queries.is_used(record)


def _has_lines(record: CriteriaSet) -> bool:
    return _unused(record) and record.lines.exists()


def _holds(record: CriteriaSet) -> bool:
    return record.until_on is None


def _in_force(rows: Any, value: str, day: Any) -> Any:
    holding = rows.filter(from_on__lte=day).exclude(until_on__lt=day)
    return holding if value == "now" else rows.exclude(pk__in=holding.values("pk"))


CRITERIA = Register(
    name="criteria",
    area="emulation",
    label=pgettext_lazy("emulation", "Criteria sets"),
    record=CriteriaSet,
    icon="list-checks",
    order="-from_on",
    rows=lambda day: queries.with_totals(),
    columns=(
        Column("name"),
        Column("unit"),
        Column("about"),
        Column("way"),
        Column("needed"),
        Column("line_count", pgettext_lazy("emulation", "Lines"), show=lambda record: getattr(record, "line_count", None)),
        Column("basis"),
        Column("compared"),
        Column("from_on"),
        Column("until_on", listed=False),
    ),
    acts=(
        Act("lay_down", laying_down.lay_down, pgettext_lazy("emulation", "Lay down a set"), icon="plus", asks=(
            Ask("name", _NAME), Ask("about", pgettext_lazy("emulation", "For"), "choice", choices=CriteriaSet.About.choices),
            Ask("way", pgettext_lazy("emulation", "Way of scoring"), "choice", choices=CriteriaSet.Way.choices),
            Ask("needed", _NEEDED, "number", help=_HELP_NEEDED), Ask("from_on", _FROM, "day", initial="today"),
            Ask("basis", _BASIS, required=False), Ask("compared", _COMPARED, "yes", required=False, help=_HELP_COMPARED),
        )),
        Act("add_line", laying_down.add_line, pgettext_lazy("emulation", "Add a criterion"), (
            Ask("group", pgettext_lazy("emulation", "Group"), "choice", choices=Criterion.Group.choices),
            Ask("text", pgettext_lazy("emulation", "Criterion"), most=300),
            Ask("points", pgettext_lazy("emulation", "Points at most"), "number", initial=1, most=100),
            Ask("source", pgettext_lazy("emulation", "Judged by the figure"), "choice", required=False,
                choices=lambda actor, record: sources(),
                help=pgettext_lazy("emulation", "Without one, the unit states it with its evidence.")),
            Ask("at_least", pgettext_lazy("emulation", "Met from"), "number", required=False, most=1_000_000),
            Ask("at_most", pgettext_lazy("emulation", "Met up to"), "number", required=False, most=1_000_000,
                help=pgettext_lazy("emulation", "0 where nothing of the kind may have happened.")),
            Ask("must", pgettext_lazy("emulation", "Indispensable: without it no recognition"), "yes", required=False),
        ), on_record=True, open_for=_unused, icon="plus"),
        Act("drop_line", laying_down.drop_line, pgettext_lazy("emulation", "Take a criterion out"), (
            Ask("line", pgettext_lazy("emulation", "Criterion"), "record", choices=_lines), REASON,
        ), on_record=True, open_for=_has_lines, danger=True, icon="x"),
        Act("enrol_below", laying_down.enrol_below, pgettext_lazy("emulation", "Register all units below"), (PERIOD, REGISTERED),
            on_record=True, open_for=_holds, foretold=laying_down.foretell_enrolment, icon="users", event=True),
        Act("correct", laying_down.correct, pgettext_lazy("emulation", "Correct"), (
            Ask("name", _NAME, initial="own"), Ask("needed", _NEEDED, "number", initial="own", help=_HELP_NEEDED),
            Ask("basis", _BASIS, required=False, initial="own"),
            Ask("compared", _COMPARED, "yes", required=False, initial="own", help=_HELP_COMPARED), REASON, VERSION,
        ), on_record=True, icon="pencil"),
        Act("renew", laying_down.renew, pgettext_lazy("emulation", "Lay down a new version"), (
            Ask("name", _NAME, initial="own"), Ask("from_on", _FROM, "day"), Ask("basis", _BASIS, required=False),
        ), on_record=True, open_for=_holds, icon="copy"),
        Act("end", laying_down.end, pgettext_lazy("emulation", "End the set"), (
            Ask("until_on", pgettext_lazy("emulation", "Last day in force"), "day"), REASON,
        ), on_record=True, open_for=_holds, danger=True, icon="x"),
        Act("void", laying_down.void, pgettext_lazy("emulation", "Strike out"), (REASON,), on_record=True, open_for=_unused,
            danger=True, icon="trash-2"),
    ),
    sections=_sections,
    filters=(
        Filter("about", pgettext_lazy("emulation", "For"), tuple(CriteriaSet.About.choices),
               lambda rows, value, day: rows.filter(about=value)),
        Filter("stands", pgettext_lazy("emulation", "Set"), (
            ("now", pgettext_lazy("emulation", "in force")), ("other", pgettext_lazy("emulation", "over or to come")),
        ), _in_force),
    ),
)  # fmt: skip

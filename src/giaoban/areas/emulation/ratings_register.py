"""Classification: the sheets of members, leaders and organisations, and every line of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import pgettext_lazy

from giaoban.areas.emulation import queries, rating, rating_queries, rating_rules
from giaoban.areas.emulation.models import Rating, RatingSheet
from giaoban.ground.journal.clock import today
from giaoban.ground.people.queries import found_by
from giaoban.ground.units.queries import names_of
from giaoban.kit.acts import acts_on
from giaoban.kit.register import DAY, REASON, Act, Ask, Column, Filter, Flow, RecordPart, Register, Share, by_state

About, Level = RatingSheet.About, Rating.Level


def _at(act: str) -> Any:
    return lambda record: record.state in rating_rules.ORDER[act]


def _above(record: RatingSheet) -> int:
    return queries.superior(record.unit_id, today())


def _day(name: str, label: Any) -> Ask:
    return Ask(name, label, "day", initial="today")


def named(lines: Sequence[Rating], record: RatingSheet) -> list[tuple[Rating, str]]:
    """Each line with the name of the person, or of the organisation as it was called on the last day of the period."""
    units = names_of([line.unit_id for line in lines if line.person_id is None], on=min(record.until_on, today()))
    return [(line, line.person.name if line.person else units.get(line.unit_id, "")) for line in lines]


def _lines(actor: Any, record: RatingSheet) -> list[tuple[Any, str]]:
    return [(line, f"{name}: {line.in_words}") for line, name in named(rating_queries.lines_of(record), record)]


def _people(record: RatingSheet) -> list[int | None]:
    return list(record.ratings.values_list("person", flat=True))


def _sections(actor: Any, record: RatingSheet) -> Sequence[RecordPart]:
    lines, percent = rating_queries.lines_of(record), rating_queries.percent_on(record.until_on)
    figures = rating_queries.counted([record])
    name, sheets = rating_queries.beside(record)
    together = rating_queries.counted(sheets)
    return [
        RecordPart(pgettext_lazy("emulation", "Levels"), "emulation/levels.html", {
            "figures": figures, "readings": rating_rules.readings(figures, percent), "percent": percent,
            "around": name if len(sheets) > 1 else "", "together": together, "sheets": len(sheets),
            "readings_together": rating_rules.readings(together, percent),
            "acts": acts_on(actor, RATINGS, record, on=today(), names=("rate", "add_missing", "submit_sheet", "decide_sheet")),
        }),
        RecordPart(pgettext_lazy("emulation", "Who is rated"), "emulation/ratings.html", {"rows": named(lines, record)},
                   [line.person_id for line in lines]),
    ]  # fmt: skip


_WHOM = pgettext_lazy("emulation", "Whom it rates")
_LEVEL = pgettext_lazy("emulation", "Level")

RATINGS = Register(
    name="ratings",
    area="emulation",
    label=pgettext_lazy("emulation", "Classification sheets"),
    record=RatingSheet,
    icon="scale",
    order="-until_on",
    rows=lambda day: rating_queries.with_counts(),
    columns=(
        Column("unit"),
        Column("about"),
        Column("period", pgettext_lazy("emulation", "Period"), show=lambda record: record.span.title()),
        Column("state"),
        Column("line_count", pgettext_lazy("emulation", "On the sheet"), show=lambda record: getattr(record, "line_count", None)),
        Column("excellent", pgettext_lazy("emulation", "Of them excellent"), show=lambda record: getattr(record, "excellent", None)),
        Column("decision"),
        Column("decided_on"),
        Column("drawn_on", listed=False),
        Column("convened", listed=False),
        Column("present", listed=False),
        Column("submitted_on", listed=False),
    ),
    acts=(
        Act("draw_up", rating.draw_up, pgettext_lazy("emulation", "Draw up a sheet"), icon="plus", event=True, asks=(
            Ask("about", _WHOM, "choice", choices=About.choices),
            Ask("period", pgettext_lazy("emulation", "Period"), "choice", choices=lambda actor, record: queries.periods_offered(today())),
            _day("drawn_on", pgettext_lazy("emulation", "Drawn up on")),
        )),
        Act("rate", rating.rate, pgettext_lazy("emulation", "Rate"), on_record=True, open_for=_at("rate"), names=_people, icon="pencil",
            page="emulation:rate"),
        Act("add_missing", rating.add_missing, pgettext_lazy("emulation", "Add who has come since"), (DAY,), on_record=True,
            open_for=_at("add_missing"), icon="user-plus", event=True),
        Act("submit_sheet", rating.submit_sheet, pgettext_lazy("emulation", "Submit for decision"), (
            Ask("convened", pgettext_lazy("emulation", "Had a vote"), "number",
                initial=lambda actor, record: rating_queries.official(record, min(today(), record.until_on)),
                help=pgettext_lazy("emulation", "All official members of the cell, or all members of the body; not those present.")),
            Ask("present", pgettext_lazy("emulation", "Present"), "number"),
            _day("submitted_on", pgettext_lazy("emulation", "Submitted on")),
        ), on_record=True, open_for=_at("submit_sheet"), icon="send", event=True),
        Act("return_sheet", rating.return_sheet, pgettext_lazy("emulation", "Send back to be rated anew"), (DAY, REASON), on_record=True,
            in_bulk=True, open_for=_at("return_sheet"), at=_above, icon="undo-2", event=True),
        Act("decide_sheet", rating.decide_sheet, pgettext_lazy("emulation", "Decide the classification"), (
            Ask("decision", pgettext_lazy("emulation", "Number of the decision")),
            _day("decided_on", pgettext_lazy("emulation", "Decided on")),
        ), on_record=True, in_bulk=True, open_for=_at("decide_sheet"), at=_above, foretold=rating.foretell_decision, icon="check",
            event=True),
        Act("change", rating.change, pgettext_lazy("emulation", "Change a level by a later decision"), (
            Ask("line", pgettext_lazy("emulation", "Member or organisation"), "record", choices=_lines),
            Ask("level", _LEVEL, "choice", choices=Level.choices),
            Ask("changed_by", pgettext_lazy("emulation", "Number of the decision"), most=80), DAY, REASON,
        ), on_record=True, open_for=_at("change"), at=_above, names=_people, icon="pencil", event=True),
        Act("take_back_sheet", rating.take_back_sheet, pgettext_lazy("emulation", "Take the decision back"), (REASON,), on_record=True,
            open_for=_at("take_back_sheet"), at=_above, danger=True, icon="undo-2"),
        Act("void_sheet", rating.void_sheet, pgettext_lazy("emulation", "Strike out"), (REASON,), on_record=True, open_for=_at("void_sheet"),
            danger=True, icon="trash-2"),
    ),
    sections=_sections,
    due=rating_queries.due,
    filters=(
        by_state(RatingSheet.State.choices),
        Filter("about", _WHOM, tuple(About.choices), lambda rows, value, day: rows.filter(about=value)),
    ),
)  # fmt: skip


def _whose(line: Rating) -> str:
    return line.person.name if line.person else str(RatingSheet.About.UNITS.label)


def _flows(about: str, who: str, count_of: str, labels: dict[str, Any], person: str) -> list[Flow]:
    return [
        Flow(f"{who}_rated_{level}", labels[level], count_of, query=rating_queries.rated_at(about, level),
             day="sheet__decided_on", person=person)
        for level in rating_rules.LEVELS
    ]  # fmt: skip


_OF_MEMBERS = {
    "excellent": pgettext_lazy("emulation", "Members rated “excellent” for a year"),
    "good": pgettext_lazy("emulation", "Members rated “good” for a year"),
    "done": pgettext_lazy("emulation", "Members rated “completed” for a year"),
    "failed": pgettext_lazy("emulation", "Members rated “not completed” for a year"),
}
_OF_UNITS = {
    "excellent": pgettext_lazy("emulation", "Organisations rated “excellent” for a year"),
    "good": pgettext_lazy("emulation", "Organisations rated “good” for a year"),
    "done": pgettext_lazy("emulation", "Organisations rated “completed” for a year"),
    "failed": pgettext_lazy("emulation", "Organisations rated “not completed” for a year"),
}

RATED = Register(
    name="rated",
    area="emulation",
    label=pgettext_lazy("emulation", "Classification, line by line"),
    record=Rating,
    icon="users",
    order="-sheet__until_on",
    rows=lambda day: Rating.objects.select_related("sheet", "person"),
    columns=(
        Column("person__name", pgettext_lazy("emulation", "Member"), sort="person__name_key", show=_whose),
        Column("unit"),
        Column("sheet__about", _WHOM),
        Column("sheet__period", pgettext_lazy("emulation", "Period"), show=lambda line: line.sheet.span.title()),
        Column("level", _LEVEL, show=lambda line: line.in_words),
        Column("sheet__state", pgettext_lazy("emulation", "State")),
        Column("sheet__decided_on", pgettext_lazy("emulation", "Decided on")),
        Column("remark", listed=False),
        Column("changed_by", listed=False),
    ),
    indicators=(
        *_flows(About.MEMBERS, "members", "người", _OF_MEMBERS, "person"),
        Flow("members_rated", pgettext_lazy("emulation", "Members rated for a year"), "người",
             query=rating_queries.rated_at(About.MEMBERS), day="sheet__decided_on", person="person"),
        Flow("members_rated_good_or_better", pgettext_lazy("emulation", "Members rated “good” or better for a year"), "người",
             query=rating_queries.rated_at(About.MEMBERS, "excellent", "good"), day="sheet__decided_on", person="person"),
        Share("members_good_share", pgettext_lazy("emulation", "Members rated “good” or better of those rated"), "%",
              part="members_rated_good_or_better", whole="members_rated"),
        Flow("members_not_rated", pgettext_lazy("emulation", "Members not rated for a year, with a reason"), "người",
             query=rating_queries.unrated, day="sheet__decided_on", person="person"),
        *_flows(About.UNITS, "organisations", "tổ chức", _OF_UNITS, ""),
    ),
    search=lambda text: found_by(text, "person__"),
    filters=(
        Filter("level", _LEVEL, tuple(Level.choices), lambda rows, value, day: rows.filter(level=value)),
        Filter("about", _WHOM, tuple(About.choices), lambda rows, value, day: rows.filter(sheet__about=value)),
        Filter("state", pgettext_lazy("emulation", "State"), tuple(RatingSheet.State.choices),
               lambda rows, value, day: rows.filter(sheet__state=value)),
    ),
)  # fmt: skip

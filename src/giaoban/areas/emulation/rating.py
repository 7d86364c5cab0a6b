"""The acts on a sheet: drawn up, rated, voted on and submitted, decided by the superior, changed when something is found later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from giaoban.areas.emulation import queries, rating_queries, rating_rules
from giaoban.areas.emulation.models import Rating, RatingSheet
from giaoban.core.numbers import write_number
from giaoban.core.refusal import refuse_if
from giaoban.core.spans import Period
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.locks.queries import why_closed
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import hold, writing

State = RatingSheet.State
Given = Mapping[int, tuple[str, str]]
"""By the line: the level, or why there is none, and the words beside it."""


def draw_up(*, actor: Actor, unit: Unit, about: str, period: str, drawn_on: date) -> RatingSheet:
    """The sheet has a line for everybody, or every organisation, that it rates; who cannot be rated by what is on record stands so."""
    with writing(actor, "ratings.draw_up", unit=unit, on=drawn_on):
        span = Period.parse(period)
        lines = rating_queries.belonging(unit.pk, about, min(drawn_on, span.last_day))
        there = RatingSheet.objects.filter(unit=unit, about=about, period=period).exists()
        refuse_if(
            rating_rules.why_not_drawn(
                there=there, lines=len(lines), period=span.title(), from_on=span.start, on=drawn_on
            )
        )
        record = RatingSheet.objects.create(
            unit=unit, about=about, period=period, until_on=span.last_day, yearly=span.months == 12, drawn_on=drawn_on
        )
        _add(record, lines)
        return record


def add_missing(*, actor: Actor, record: RatingSheet, on: date) -> RatingSheet:
    """Whoever has come since stands on the sheet too; nobody is taken off."""
    with writing(actor, "ratings.add_missing", unit=record.unit, on=on, record=record):
        missing = rating_queries.missing_from(record, min(on, record.until_on))
        refuse_if(
            rating_rules.why_not_now("add_missing", record.state)
            + ([] if missing else ["Bảng đã có đủ những người, đơn vị thuộc diện xếp loại."])
        )
        _add(record, missing)
        return _saved(record)


def rate(*, actor: Actor, record: RatingSheet, given: Given, on: date) -> RatingSheet:
    """Each line has the level that is proposed for it, or the reason why it has none."""
    with writing(actor, "ratings.rate", unit=record.unit, on=on, record=record):
        refuse_if(rating_rules.why_not_now("rate", record.state))
        for line in record.ratings.filter(pk__in=given):
            answer, words = given[line.pk]
            line.unrated = answer if answer in Rating.Unrated.values else ""
            line.proposed = answer if answer in Rating.Level.values else ""
            line.remark = squeeze(words)
            line.save()
        return _saved(record)


def submit_sheet(*, actor: Actor, record: RatingSheet, convened: int, present: int, submitted_on: date) -> RatingSheet:
    """The review has voted, and the sheet goes to the superior."""
    with writing(actor, "ratings.submit_sheet", unit=record.unit, on=submitted_on, record=record):
        refuse_if(
            rating_rules.why_not_now("submit_sheet", record.state)
            + rating_rules.why_not_submitted(
                rating_queries.counted([record]), convened=convened, present=present, day=submitted_on,
                ends=record.span.end,
            )
        )  # fmt: skip
        record.convened, record.present = convened, present
        record.state, record.submitted_on = State.SUBMITTED, submitted_on
        return _saved(record)


def return_sheet(*, actor: Actor, record: RatingSheet, on: date, reason: str) -> RatingSheet:
    """The unit rates anew; what it proposed stays."""
    with writing(actor, "ratings.return_sheet", unit=_above(record, on), on=on, reason=reason, record=record):
        refuse_if(rating_rules.why_not_now("return_sheet", record.state) + why_closed(record.unit, on=on))
        record.state, record.submitted_on = State.OPEN, None
        return _saved(record)


def decide_sheet(*, actor: Actor, record: RatingSheet, decision: str, decided_on: date) -> RatingSheet:
    """What was proposed is decided by that decision; a single line is changed afterwards with a reason."""
    with writing(actor, "ratings.decide_sheet", unit=_above(record, decided_on), on=decided_on, record=record):
        early = record.submitted_on is not None and decided_on < record.submitted_on
        refuse_if(
            rating_rules.why_not_now("decide_sheet", record.state)
            + why_closed(record.unit, on=decided_on)
            + ([f"Ngày {decided_on:%d/%m/%Y} trước ngày gửi bảng xếp loại."] if early else [])
        )
        for line in record.ratings.exclude(proposed=""):
            line.level = line.proposed
            line.save()
        record.state, record.decision, record.decided_on = State.DECIDED, squeeze(decision), decided_on
        return _saved(record)


def foretell_decision(*, actor: Actor, record: RatingSheet, decision: str, decided_on: date) -> list[str]:
    """How many are at each level, the cap in its readings, and what is to be looked at: none of it refuses the decision."""
    figures, percent = rating_queries.counted([record]), rating_queries.percent_on(record.until_on)
    name, sheets = rating_queries.beside(record)
    told = [
        f"Xuất sắc {figures.excellent}, tốt {figures.good}, hoàn thành {figures.done}, không hoàn thành {figures.failed};"
        f" không xếp loại {figures.unrated}. Tổng {write_number(figures.whole)}."
    ]
    disciplined = len(rating_queries.disciplined_above(record))
    told += rating_rules.remarks_on(figures, percent, disciplined=disciplined)
    if len(sheets) > 1:
        together = rating_rules.remarks_on(rating_queries.counted(sheets), percent, disciplined=0)
        told += [f"Cả {name}: {remark}" for remark in together]
    return told


def change(
    *, actor: Actor, record: RatingSheet, line: Rating, level: str, changed_by: str, on: date, reason: str
) -> Rating:
    """From something found later, or an appeal, the line has that level by that decision.

    Where the period of the first decision is closed already, what was counted in it stays.
    """
    closed = record.decided_on is not None and bool(why_closed(record.unit, on=record.decided_on))
    with writing(
        actor, "ratings.change", unit=_above(record, on), on=on, reason=reason, record=record,
        moved_from=None if closed else record.decided_on,
    ):  # fmt: skip
        hold(line)
        refuse_if(
            rating_rules.why_not_now("change", record.state)
            + why_closed(record.unit, on=on)
            + (["Dòng này đang ở mức đó."] if line.holds == level else [])
        )
        line.changed_to, line.changed_by = level, squeeze(changed_by)
        if not closed:
            line.level, line.unrated = level, ""
        line.save()
        _saved(record)
        return line


def take_back_sheet(*, actor: Actor, record: RatingSheet, reason: str) -> RatingSheet:
    """A decision that was entered by mistake is taken back; the sheet waits for one again."""
    day = record.decided_on or record.drawn_on
    with writing(actor, "ratings.take_back_sheet", unit=_above(record, day), on=day, reason=reason, record=record):
        refuse_if(rating_rules.why_not_now("take_back_sheet", record.state) + why_closed(record.unit, on=day))
        for line in record.ratings.all():
            line.level, line.changed_to, line.changed_by = "", "", ""
            line.save()
        record.state, record.decision, record.decided_on = State.SUBMITTED, "", None
        return _saved(record)


def void_sheet(*, actor: Actor, record: RatingSheet, reason: str) -> None:
    """The sheet, drawn up by mistake, is struck out with its lines; the journal keeps it with the reason."""
    with writing(actor, "ratings.void_sheet", unit=record.unit, on=record.drawn_on, reason=reason, record=record):
        refuse_if(rating_rules.why_not_now("void_sheet", record.state))
        record.delete()


def _add(record: RatingSheet, lines: list[tuple[int, int | None, str]]) -> None:
    for unit, person, why in lines:
        Rating.objects.create(sheet=record, unit_id=unit, person_id=person, unrated=why)


def _above(record: RatingSheet, on: date) -> Unit:
    return Unit.objects.get(pk=queries.superior(record.unit_id, on))


def _saved(record: RatingSheet) -> RatingSheet:
    record.version += 1
    record.save()
    return record

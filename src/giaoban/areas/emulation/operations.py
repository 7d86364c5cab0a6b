"""The acts on an assessment: registered, scored by the unit, checked and decided by its superior, withdrawn when it no longer holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from giaoban.areas.emulation import queries, rules
from giaoban.areas.emulation.models import Assessment, CriteriaSet, CriterionMark
from giaoban.core.numbers import write_number
from giaoban.core.refusal import refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.locks.queries import why_closed
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import writing

State = Assessment.State
Given = Mapping[int, tuple[Decimal | None, str]]
"""By the line: the points and the words beside them."""


def enrol(*, actor: Actor, unit: Unit, criteria: CriteriaSet, period: str, registered_on: date) -> Assessment:
    """The unit is to be measured by that set in that period."""
    with writing(actor, "emulation.enrol", unit=unit, on=registered_on):
        there = Assessment.objects.filter(unit=unit, criteria=criteria, period=period).exists()
        fits = criteria in queries.sets_for(unit.pk, registered_on)
        refuse_if(
            (["Đơn vị đã đăng ký theo bộ tiêu chí này cho kỳ đó."] if there else [])
            + ([] if fits else ["Bộ tiêu chí này không dành cho đơn vị, hoặc không có hiệu lực vào ngày đăng ký."])
            + (["Bộ tiêu chí chưa có dòng nào."] if fits and not criteria.lines.exists() else [])
        )
        return Assessment.objects.create(unit=unit, criteria=criteria, period=period, registered_on=registered_on)


def take_facts(*, actor: Actor, record: Assessment, on: date) -> Assessment:
    """What the records say so far stands in the score; what was written by hand stays, and lines without a register stay empty."""
    with writing(actor, "emulation.take_facts", unit=record.unit, on=on, record=record):
        refuse_if(
            rules.why_not_now("take_facts", record.state)
            + rules.why_not_after(day=on, earlier=record.span.start, what="ngày đầu kỳ")
        )
        for month in queries.months_of(record):
            if month is None or month <= on:
                _take(record, month)
        return _saved(record)


def foretell_facts(*, actor: Actor, record: Assessment, on: date) -> list[str]:
    """How many lines the records say, and how they say it."""
    told = []
    for month in queries.months_of(record):
        if month is None or month <= on:
            facts = list(queries.facts_of(record, queries.within(record, month)).values())
            title = queries.within(record, month).title()
            met, unmet, silent = facts.count(True), facts.count(False), facts.count(None)
            told.append(f"{title.capitalize()}: {met} dòng đạt, {unmet} dòng không đạt, {silent} dòng không có sổ.")
    return told


def score(*, actor: Actor, record: Assessment, month: date | None, given: Given, on: date) -> Assessment:
    """The unit's own points are those, for the month or for the whole period; where they differ from the records it says why."""
    with writing(actor, "emulation.score", unit=record.unit, on=on, record=record):
        refuse_if(rules.why_not_now("score", record.state) + _why_not_month(record, month, on))
        figures = queries.figures_of(record, queries.within(record, month))
        lines = queries.lines_of(record)
        facts = {line.pk: rules.judged(queries.asked(line), figures[line.pk]) for line in lines}
        refuse_if(
            rules.why_not_marked([
                rules.Marked(queries.asked(line), given[line.pk][0], facts[line.pk], squeeze(given[line.pk][1]))
                for line in lines
                if line.pk in given
            ])
        )  # fmt: skip
        for line in lines:
            if line.pk in given:
                points, words = given[line.pk]
                mark = CriterionMark.objects.filter(assessment=record, criterion=line, month=month).first()
                mark = mark or CriterionMark(assessment=record, criterion=line, month=month)
                mark.met, mark.claimed, mark.evidence = facts[line.pk], points, squeeze(words)
                mark.figure = queries.told(line, figures[line.pk])
                mark.save()
        return _saved(record)


def submit(*, actor: Actor, record: Assessment, scored_on: date) -> Assessment:
    """The self-score is whole and goes to the superior."""
    with writing(actor, "emulation.submit", unit=record.unit, on=scored_on, record=record):
        marks = queries.marked(record, claims=True)
        refuse_if(
            rules.why_not_now("submit", record.state)
            + rules.why_not_over(day=scored_on, ends=record.span.end, period=record.span.title())
            + rules.unmarked(marks)
        )
        record.state, record.scored_on = State.SCORED, scored_on
        record.claimed = rules.total_of(marks, record.criteria.way)
        return _saved(record)


def check(*, actor: Actor, record: Assessment, month: date | None, given: Given, on: date) -> Assessment:
    """The superior's points are those where they are given; all other lines keep what was claimed."""
    with writing(actor, "emulation.check", unit=_above(record, on), on=on, record=record):
        marks = {mark.criterion_id: mark for mark in record.marks.filter(month=month)}
        lines = [line for line in queries.lines_of(record) if line.pk in given and line.pk in marks]
        refuse_if(
            rules.why_not_now("check", record.state)
            + _why_closed_too(record, on)
            + rules.why_not_marked(
                [
                    rules.Marked(queries.asked(line), points, marks[line.pk].met, squeeze(words))
                    for line in lines
                    for points, words in [given[line.pk]]
                    if points != marks[line.pk].claimed
                ],
                checking=True,
            )
        )
        for line in lines:
            points, words = given[line.pk]
            mark = marks[line.pk]
            mark.checked, mark.remark = None if points == mark.claimed else points, squeeze(words)
            mark.save()
        return _saved(record)


def agree(*, actor: Actor, record: Assessment, checked_on: date) -> Assessment:
    """The check is over: what the superior did not change is as it was claimed."""
    with writing(actor, "emulation.agree", unit=_above(record, checked_on), on=checked_on, record=record):
        refuse_if(
            rules.why_not_now("agree", record.state)
            + _why_closed_too(record, checked_on)
            + rules.why_not_after(day=checked_on, earlier=record.scored_on, what="ngày tự chấm")
        )
        record.state, record.checked_on = State.CHECKED, checked_on
        record.checked = rules.total_of(queries.marked(record, claims=False), record.criteria.way)
        return _saved(record)


def send_back(*, actor: Actor, record: Assessment, on: date, reason: str) -> Assessment:
    """The unit scores itself anew; what it wrote stays, and so do the remarks."""
    with writing(actor, "emulation.send_back", unit=_above(record, on), on=on, reason=reason, record=record):
        refuse_if(
            rules.why_not_now("send_back", record.state)
            + _why_closed_too(record, on)
            + rules.why_not_after(day=on, earlier=record.checked_on or record.scored_on, what="bước trước")
        )
        record.state, record.scored_on, record.claimed = State.REGISTERED, None, None
        record.checked_on, record.checked = None, None
        for mark in record.marks.exclude(checked=None):
            mark.checked = None
            mark.save()
        return _saved(record)


def recognise(*, actor: Actor, record: Assessment, decision: str, decided_on: date) -> Assessment:
    """The superior has recognised the unit by that decision; it counts once, by its day."""
    with writing(actor, "emulation.recognise", unit=_above(record, decided_on), on=decided_on, record=record):
        refuse_if(
            rules.why_not_now("recognise", record.state)
            + _why_closed_too(record, decided_on)
            + rules.why_not_after(day=decided_on, earlier=record.checked_on, what="ngày thẩm định")
            + against(record)
        )
        record.state, record.decision, record.decided_on = State.RECOGNISED, squeeze(decision), decided_on
        return _saved(record)


def foretell_recognition(*, actor: Actor, record: Assessment, decision: str, decided_on: date) -> list[str]:
    """What the decision rests on, and what stands against it by the records of today."""
    total, needed = write_number(record.checked), record.criteria.needed
    what = "điểm" if record.criteria.way == CriteriaSet.Way.POINTS else "tháng đạt"
    reasons = against(record)
    basis = "" if record.criteria.compared else " (bộ tiêu chí chưa đối chiếu văn bản)"
    return [f"Được {total} {what}, cần từ {needed}{basis}.", *(reasons or ["Không có gì vướng theo sổ hiện nay."])]


def against(record: Assessment) -> list[str]:
    """What stands against the recognition: the points, and the indispensable lines as the records say them now."""
    failed = rules.failed_of(queries.marked(record, claims=False, now=True))
    criteria = record.criteria
    return rules.why_not_recognised(
        total=record.checked or Decimal(0), needed=criteria.needed, way=criteria.way, failed=failed
    )


def refuse(*, actor: Actor, record: Assessment, decided_on: date, reason: str) -> Assessment:
    """The superior does not recognise the unit for that period."""
    with writing(
        actor, "emulation.refuse", unit=_above(record, decided_on), on=decided_on, reason=reason, record=record
    ):
        refuse_if(
            rules.why_not_now("refuse", record.state)
            + _why_closed_too(record, decided_on)
            + rules.why_not_after(day=decided_on, earlier=record.checked_on, what="ngày thẩm định")
        )
        record.state, record.decided_on = State.REFUSED, decided_on
        return _saved(record)


def withdraw(*, actor: Actor, record: Assessment, withdrawal: str, withdrawn_on: date, reason: str) -> Assessment:
    """The recognition is withdrawn from that day; where the period of its decision is closed already it stays counted there."""
    closed = record.decided_on is not None and bool(why_closed(record.unit, on=record.decided_on))
    with writing(
        actor, "emulation.withdraw", unit=_above(record, withdrawn_on), on=withdrawn_on, reason=reason, record=record,
        moved_from=None if closed else record.decided_on,
    ):  # fmt: skip
        refuse_if(
            rules.why_not_now("withdraw", record.state)
            + _why_closed_too(record, withdrawn_on)
            + rules.why_not_after(day=withdrawn_on, earlier=record.decided_on, what="ngày công nhận")
        )
        record.state, record.withdrawal, record.withdrawn_on = State.WITHDRAWN, squeeze(withdrawal), withdrawn_on
        record.counted = closed
        return _saved(record)


def take_back(*, actor: Actor, record: Assessment, reason: str) -> Assessment:
    """A decision that was entered by mistake is taken back; the unit waits for one again."""
    day = record.decided_on or record.registered_on
    with writing(actor, "emulation.take_back", unit=_above(record, day), on=day, reason=reason, record=record):
        refuse_if(rules.why_not_now("take_back", record.state) + _why_closed_too(record, day))
        record.state, record.decision, record.decided_on = State.CHECKED, "", None
        return _saved(record)


def void(*, actor: Actor, record: Assessment, reason: str) -> None:
    """The registration, made by mistake, is struck out with its score; the journal keeps it with the reason."""
    with writing(actor, "emulation.void", unit=record.unit, on=record.registered_on, reason=reason, record=record):
        refuse_if(rules.why_not_now("void", record.state))
        record.delete()


def _why_not_month(record: Assessment, month: date | None, on: date) -> list[str]:
    if month not in queries.months_of(record):
        return ["Tháng này không thuộc kỳ chấm."]
    return rules.why_not_after(day=on, earlier=queries.within(record, month).start, what="ngày đầu của kỳ chấm")


def _why_closed_too(record: Assessment, on: date) -> list[str]:
    """The unit's own period may be closed where its superior's is not."""
    return why_closed(record.unit, on=on)


def _take(record: Assessment, month: date | None) -> None:
    figures = queries.figures_of(record, queries.within(record, month))
    there = {mark.criterion_id: mark for mark in record.marks.filter(month=month)}
    for line in queries.lines_of(record):
        met, mark = rules.judged(queries.asked(line), figures[line.pk]), there.get(line.pk)
        by_hand = mark is not None and (bool(mark.evidence) or (mark.met is None and mark.claimed is not None))
        if met is not None and not by_hand:
            mark = mark or CriterionMark(assessment=record, criterion=line, month=month)
            mark.met, mark.claimed = met, rules.prefilled(queries.asked(line), met)
            mark.figure = queries.told(line, figures[line.pk])
            mark.save()


def _above(record: Assessment, on: date) -> Unit:
    return Unit.objects.get(pk=queries.superior(record.unit_id, on))


def _saved(record: Assessment) -> Assessment:
    record.version += 1
    record.save()
    return record

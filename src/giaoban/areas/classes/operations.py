"""The acts on a class, from the plan to the closing; who is on its list is in ``listing``, certificates in ``certifying``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from giaoban.areas.classes import rules
from giaoban.areas.classes.models import Learner, Lesson, Presence, Sitting, TheoryClass
from giaoban.areas.classes.queries import (
    absent_from,
    last_day_of,
    learners_of,
    limits_on,
    results_of,
    without_certificate,
)
from giaoban.core.corrections import why_not_correct
from giaoban.core.numbers import write_number
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import hold, writing

State = TheoryClass.State
NAMED = 20
"""So many who do not pass are named one by one before the results are recognised."""


def plan(*, actor: Actor, unit: Unit, programme: str, from_on: date, until_on: date, place: str = "") -> TheoryClass:
    """The body means to hold a class of that programme on these days."""
    with writing(actor, "classes.plan", unit=unit, on=from_on):
        refuse_if(rules.why_not_plan(from_on=from_on, until_on=until_on))
        return TheoryClass.objects.create(
            unit=unit, programme=programme, from_on=from_on, until_on=until_on, place=squeeze(place)
        )


def correct(
    *, actor: Actor, record: TheoryClass, from_on: date, until_on: date, place: str, reason: str, version: int
) -> TheoryClass:
    """The class has its right days and place; the journal keeps what it said before."""
    with writing(
        actor, "classes.correct", unit=record.unit, on=from_on, moved_from=record.from_on, reason=reason, record=record
    ):
        changes = (record.from_on, record.until_on, record.place) != (from_on, until_on, squeeze(place))
        refuse_if([
            *rules.why_not_now("correct", record.state),
            *why_not_correct(changes=changes, version=record.version, seen=version),
            *rules.why_not_plan(from_on=from_on, until_on=until_on),
        ])  # fmt: skip
        record.from_on, record.until_on, record.place = from_on, until_on, squeeze(place)
        return saved(record)


def call_lists(*, actor: Actor, record: TheoryClass, call: str, called_on: date, answer_by: date) -> TheoryClass:
    """The cells are asked for their lists by that day."""
    with writing(actor, "classes.call_lists", unit=record.unit, on=called_on, record=record):
        refuse_if(
            rules.why_not_now("call_lists", record.state)
            + rules.why_not_call(called_on=called_on, answer_by=answer_by, from_on=record.from_on)
        )
        record.state, record.call = State.CALLED, squeeze(call)
        record.called_on, record.answer_by = called_on, answer_by
        return saved(record)


def open_class(*, actor: Actor, record: TheoryClass, decision: str, opened_on: date) -> TheoryClass:
    """The class runs, by that decision; who is on its list is a learner of it."""
    with writing(actor, "classes.open_class", unit=record.unit, on=opened_on, record=record):
        learners = record.learners.count()
        refuse_if(
            rules.why_not_now("open_class", record.state)
            + rules.why_not_open(learners=learners, opened_on=opened_on, called_on=record.called_on)
        )
        record.state, record.decision, record.opened_on = State.RUNNING, squeeze(decision), opened_on
        return saved(record)


def hold_lesson(
    *, actor: Actor, record: TheoryClass, held_on: date, topic: str, lecturer: str = "", absent: Collection[int] = ()
) -> Lesson:
    """The topic was taught on that day to everybody on the list but those who were absent."""
    with writing(actor, "classes.hold_lesson", unit=record.unit, on=held_on, record=record):
        held = record.lessons.filter(topic=topic, make_up=False).exists()
        refuse_if(
            rules.why_not_now("hold_lesson", record.state)
            + rules.why_not_hold(
                topic=topic, programme=record.programme, held=held, held_on=held_on, opened_on=record.opened_on
            )
        )
        lesson = _lesson(record, held_on, topic, lecturer, make_up=False)
        _call(lesson, {learner: learner not in absent for learner in record.learners.values_list("pk", flat=True)})
        saved(record)
        return lesson


def make_up(
    *, actor: Actor, record: TheoryClass, held_on: date, topic: str, present: Collection[int], lecturer: str = ""
) -> Lesson:
    """Those learners have made up the topic that they had missed."""
    with writing(actor, "classes.make_up", unit=record.unit, on=held_on, record=record):
        first = record.lessons.filter(topic=topic, make_up=False).first()
        strangers = len(set(present) - absent_from(record, topic))
        refuse_if(
            rules.why_not_now("make_up", record.state)
            + rules.why_not_make_up(
                topic=topic, programme=record.programme, first_on=first.held_on if first else None, held_on=held_on,
                strangers=strangers,
            )
        )  # fmt: skip
        lesson = _lesson(record, held_on, topic, lecturer, make_up=True)
        _call(lesson, dict.fromkeys(present, True))
        saved(record)
        return lesson


def strike_lesson(*, actor: Actor, record: TheoryClass, lesson: Lesson, reason: str) -> None:
    """The lesson, entered by mistake, is struck out with its roll and with the make-ups of its topic; the journal keeps them."""
    with writing(actor, "classes.strike_lesson", unit=record.unit, on=lesson.held_on, reason=reason, record=record):
        refuse_if(rules.why_not_now("strike_lesson", record.state))
        hold(lesson)
        if lesson.make_up:
            lesson.delete()
        else:
            record.lessons.filter(topic=lesson.topic).delete()
        saved(record)


def enter_marks(*, actor: Actor, record: TheoryClass, sat_on: date, marks: Mapping[int, Decimal]) -> int:
    """By learner, the marks of that day are on record; of who had one, it is the make-up that counts."""
    with writing(actor, "classes.enter_marks", unit=record.unit, on=sat_on, record=record):
        names = {learner.pk: learner.person.name for learner in learners_of(record)}
        before = dict(
            Sitting.objects.filter(learner__course=record).order_by("sat_on").values_list("learner", "sat_on")
        )
        refuse_if(
            rules.why_not_now("enter_marks", record.state)
            + ([] if marks else ["Chưa ghi điểm của ai; hãy ghi điểm rồi lưu."])
            + (["Có người không thuộc danh sách của lớp; hãy mở lại trang."] if set(marks) - set(names) else [])
            + [
                reason
                for learner, mark in marks.items()
                if learner in names
                for reason in rules.why_not_mark(
                    mark=mark,
                    name=names[learner],
                    sat_on=sat_on,
                    before=before.get(learner),
                    opened_on=record.opened_on,
                )
            ]
        )
        Sitting.objects.bulk_create([Sitting(learner_id=key, sat_on=sat_on, mark=mark) for key, mark in marks.items()])
        saved(record)
        return len(marks)


def recognise(*, actor: Actor, record: TheoryClass, recognition: str, recognised_on: date) -> TheoryClass:
    """Everybody on the list has passed or not, as the levels of that day say, by that decision."""
    with writing(actor, "classes.recognise", unit=record.unit, on=recognised_on, record=record):
        held = set(record.lessons.filter(make_up=False).values_list("topic", flat=True))
        refuse_if(
            rules.why_not_now("recognise", record.state)
            + rules.why_not_recognise(
                held=held, programme=record.programme, recognised_on=recognised_on, last_day=last_day_of(record)
            )
        )
        lacking = _lacking(record, recognised_on)
        for learner in learners_of(record):
            learner.state = Learner.State.FAILED if lacking[learner.pk] else Learner.State.PASSED
            learner.save()
        record.state, record.recognition, record.recognised_on = State.RECOGNISED, squeeze(recognition), recognised_on
        return saved(record)


def foretell_results(*, actor: Actor, record: TheoryClass, recognition: str, recognised_on: date) -> list[str]:
    """How many pass, and who does not and why."""
    lacking = _lacking(record, recognised_on)
    failing = [(learner, lacking[learner.pk]) for learner in learners_of(record) if lacking[learner.pk]]
    sentences = [f"Đạt: {write_number(len(lacking) - len(failing))}/{write_number(len(lacking))} học viên."]
    sentences += [f"Không đạt: {learner}: {'; '.join(why)}." for learner, why in failing[:NAMED]]
    if len(failing) > NAMED:
        sentences.append(f"và {write_number(len(failing) - NAMED)} học viên nữa không đạt.")
    return sentences


def take_back(*, actor: Actor, record: TheoryClass, reason: str) -> TheoryClass:
    """The results were recognised by mistake: the class runs again, the journal keeps what stood there."""
    day = record.recognised_on or record.from_on
    with writing(actor, "classes.take_back", unit=record.unit, on=day, reason=reason, record=record):
        issued = record.learners.exclude(certificates=None).exists()
        refuse_if(
            rules.why_not_now("take_back", record.state)
            + (["Đã cấp giấy chứng nhận; kết quả không rút lại được."] if issued else [])
        )
        record.learners.update(state=Learner.State.LISTED)
        record.state, record.recognition, record.recognised_on = State.RUNNING, "", None
        return saved(record)


def close(*, actor: Actor, record: TheoryClass, report: str, closed_on: date) -> TheoryClass:
    """The class is over and reported; from that day it counts, with everybody on its list."""
    with writing(actor, "classes.close", unit=record.unit, on=closed_on, record=record):
        unsettled = record.learners.filter(state=Learner.State.LISTED).count()
        refuse_if(
            rules.why_not_now("close", record.state)
            + rules.why_not_close(
                unissued=without_certificate(record).count(), unsettled=unsettled, closed_on=closed_on,
                recognised_on=record.recognised_on,
            )
        )  # fmt: skip
        record.state, record.report, record.closed_on = State.CLOSED, squeeze(report), closed_on
        return saved(record)


def cancel(*, actor: Actor, record: TheoryClass, on: date, reason: str) -> TheoryClass:
    """The class is not held; who was on its list waits for another."""
    with writing(actor, "classes.cancel", unit=record.unit, on=on, reason=reason, record=record):
        refuse_if(rules.why_not_now("cancel", record.state))
        record.state = State.CANCELLED
        return saved(record)


def void(*, actor: Actor, record: TheoryClass, reason: str) -> None:
    """The class, planned by mistake, is struck out; the journal keeps it with the reason."""
    with writing(actor, "classes.void", unit=record.unit, on=record.from_on, reason=reason, record=record):
        refuse_if(rules.why_not_now("void", record.state) + rules.why_not_void(learners=record.learners.count()))
        record.delete()


def saved(record: TheoryClass) -> TheoryClass:
    """The class is kept, one version further."""
    record.version += 1
    record.save()
    return record


def _lesson(record: TheoryClass, held_on: date, topic: str, lecturer: str, *, make_up: bool) -> Lesson:
    periods = limits_on(held_on, record.programme).periods
    if periods is None or topic not in periods.value:
        raise Refused("Chưa có mức số tiết của nội dung này; hãy đặt ở trang “Mức và thời hạn theo quy định”.")
    return Lesson.objects.create(
        course=record, held_on=held_on, topic=topic, periods=int(periods.value[topic]), lecturer=squeeze(lecturer),
        make_up=make_up,
    )  # fmt: skip


def _call(lesson: Lesson, there: Mapping[int, bool]) -> None:
    Presence.objects.bulk_create(
        [Presence(lesson=lesson, learner_id=learner, present=present) for learner, present in there.items()]
    )


def _lacking(record: TheoryClass, on: date) -> dict[int, list[str]]:
    """By learner, why they have not passed, by the levels of that day."""
    limits = limits_on(on, record.programme)
    return {learner: rules.what_lacks(done, limits) for learner, done in results_of(record).items()}

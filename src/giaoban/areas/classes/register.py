"""Theory classes at a glance: open this file first. Who is on the lists, and on the source list, is in ``people_registers``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import pgettext_lazy

from giaoban.areas.classes import certifying, listing, operations, queries, rules
from giaoban.areas.classes.models import Programme, TheoryClass
from giaoban.core.numbers import write_number
from giaoban.ground.journal.clock import today
from giaoban.kit.acts import acts_on
from giaoban.kit.register import DAY, REASON, VERSION, Act, Ask, Column, Filter, Flow, RecordPart, Register, by_state

LETTER = Ask("letter", pgettext_lazy("classes", "Letter that sends them"), required=False)
LISTED = Ask("listed_on", pgettext_lazy("classes", "Listed"), "day", initial="today")
ISSUED = (
    Ask("issued_on", pgettext_lazy("classes", "Issued"), "day", initial="today"),
    Ask("signed_by", pgettext_lazy("classes", "Signed by"), most=120),
)


def _at(act: str) -> Any:
    return lambda record: record.state in rules.ORDER[act]


def _topics(*, held: bool) -> Any:
    """The topics of the class that were taught, or those still to be taught."""

    def choices(actor: Any, record: TheoryClass) -> list[tuple[str, str]]:
        there = set(record.lessons.filter(make_up=False).values_list("topic", flat=True))
        return [(topic, label) for topic, label in rules.TOPICS[record.programme].items() if (topic in there) == held]

    return choices


def _learners(actor: Any, record: TheoryClass) -> list[tuple[int, str]]:
    return [(learner.pk, learner.person.name) for learner in queries.learners_of(record)]


def _missing(actor: Any, record: TheoryClass) -> list[tuple[int, str]]:
    """Whoever still has to make something up, with what."""
    missed: dict[int, list[str]] = {}
    for topic, label in _topics(held=True)(actor, record):
        for learner in queries.absent_from(record, topic):
            missed.setdefault(learner, []).append(label)
    people = queries.learners_of(record).filter(pk__in=missed)
    return [(learner.pk, f"{learner.person.name} ({'; '.join(missed[learner.pk])})") for learner in people]


def _named(record: TheoryClass) -> list[int]:
    return list(record.learners.values_list("person", flat=True))


def _lessons(actor: Any, record: TheoryClass) -> list[tuple[Any, str]]:
    return [(lesson, f"{label}, {lesson.held_on:%d/%m/%Y}") for lesson, label, *_ in queries.lessons_of(record)]


def _to_make_up(record: TheoryClass) -> bool:
    return _at("make_up")(record) and bool(_missing(None, record))


def _has_lessons(record: TheoryClass) -> bool:
    return _at("strike_lesson")(record) and record.lessons.exists()


def _to_issue(record: TheoryClass) -> bool:
    return _at("issue")(record) and queries.without_certificate(record).exists()


def _sections(actor: Any, record: TheoryClass) -> Sequence[RecordPart]:
    results, learners = queries.results_of(record), list(queries.learners_of(record))
    limits = queries.limits_on(record.recognised_on or today(), record.programme)
    rows = []
    for learner in learners:
        certificate, done = queries.standing_of(learner), results[learner.pk]
        rows.append({
            "learner": learner,
            "attended": f"{done.attended}/{done.held}" if done.held else "",
            "mark": write_number(done.mark),
            "lacks": "; ".join(rules.what_lacks(done, limits)) if record.state == TheoryClass.State.RUNNING else "",
            "certificate": queries.serial(certificate) if certificate else "",
            "code": certifying.code_of(certificate) if certificate else "",
        })  # fmt: skip
    held = [(lesson, label, there, called) for lesson, label, there, called in queries.lessons_of(record)]
    return [
        RecordPart(pgettext_lazy("classes", "Lessons"), "classes/lessons.html", {
            "lessons": held, "acts": acts_on(actor, CLASSES, record, on=today(), names=("hold_lesson", "make_up")),
            "periods": sum(lesson.periods for lesson, *_ in held if not lesson.make_up),
        }),
        RecordPart(pgettext_lazy("classes", "Learners"), "classes/learners.html", {
            "rows": rows, "acts": acts_on(actor, CLASSES, record, on=today(), names=("enlist", "enter_marks")),
        }, [learner.person_id for learner in learners]),
    ]  # fmt: skip


_FROM = pgettext_lazy("classes", "From")
_UNTIL = pgettext_lazy("classes", "Until")
_PLACE = pgettext_lazy("classes", "Place")
_HELD = Ask("held_on", pgettext_lazy("classes", "Day of the lesson"), "day", initial="today")
_LECTURER = Ask("lecturer", pgettext_lazy("classes", "Lecturer"), required=False, most=120)
_TOPIC = pgettext_lazy("classes", "Topic")


def _number(name: str, label: Any) -> Ask:
    return Ask(name, label)


CLASSES = Register(
    name="classes",
    label=pgettext_lazy("classes", "Theory classes"),
    record=TheoryClass,
    icon="graduation-cap",
    order="-from_on",
    rows=lambda day: queries.with_counts(),
    columns=(
        Column("programme"),
        Column("unit"),
        Column("from_on"),
        Column("until_on"),
        Column("state"),
        Column("learner_count", pgettext_lazy("classes", "Learners"), show=lambda record: getattr(record, "learner_count", None)),
        Column("closed_on"),
        Column("place", listed=False),
        Column("call", listed=False),
        Column("called_on", listed=False),
        Column("answer_by", listed=False),
        Column("decision", listed=False),
        Column("opened_on", listed=False),
        Column("recognition", listed=False),
        Column("recognised_on", listed=False),
        Column("report", listed=False),
    ),
    acts=(
        Act("plan", operations.plan, pgettext_lazy("classes", "Plan a class"), icon="plus", asks=(
            Ask("programme", pgettext_lazy("classes", "Programme"), "choice", choices=Programme.choices),
            Ask("from_on", _FROM, "day"), Ask("until_on", _UNTIL, "day"), Ask("place", _PLACE, required=False),
        )),
        Act("verify", certifying.verify, pgettext_lazy("classes", "Check a certificate"), icon="shield-check", page="classes:verify"),
        Act("call_lists", operations.call_lists, pgettext_lazy("classes", "Call for lists"), (
            _number("call", pgettext_lazy("classes", "Number of the call")),
            Ask("called_on", pgettext_lazy("classes", "Called on"), "day", initial="today"),
            Ask("answer_by", pgettext_lazy("classes", "Lists by"), "day"),
        ), on_record=True, open_for=_at("call_lists"), icon="send"),
        Act("enlist", listing.enlist, pgettext_lazy("classes", "Put somebody on the list"), (
            Ask("person", pgettext_lazy("classes", "Person"), "person",
                help=pgettext_lazy("classes", "From the source list, or a probationary member, as the programme asks.")),
            LISTED, LETTER,
        ), on_record=True, open_for=_at("enlist"), icon="user-plus", event=True),
        Act("open_class", operations.open_class, pgettext_lazy("classes", "Open the class"), (
            _number("decision", pgettext_lazy("classes", "Decision to open")),
            Ask("opened_on", pgettext_lazy("classes", "Opened"), "day", initial="today"),
        ), on_record=True, open_for=_at("open_class"), icon="check", event=True),
        Act("hold_lesson", operations.hold_lesson, pgettext_lazy("classes", "Enter a lesson with its roll"), (
            _HELD, Ask("topic", _TOPIC, "choice", choices=_topics(held=False)), _LECTURER,
            Ask("absent", pgettext_lazy("classes", "Who was absent"), "several", choices=_learners, required=False,
                help=pgettext_lazy("classes", "All others were there.")),
        ), on_record=True, open_for=_at("hold_lesson"), names=_named, icon="notebook-pen", event=True),
        Act("make_up", operations.make_up, pgettext_lazy("classes", "Enter a make-up"), (
            _HELD, Ask("topic", _TOPIC, "choice", choices=_topics(held=True)), _LECTURER,
            Ask("present", pgettext_lazy("classes", "Who made it up"), "several", choices=_missing),
        ), on_record=True, open_for=_to_make_up, names=_named, icon="undo-2", event=True),
        Act("strike_lesson", operations.strike_lesson, pgettext_lazy("classes", "Strike out a lesson"), (
            Ask("lesson", pgettext_lazy("classes", "Lesson"), "record", choices=_lessons), REASON,
        ), on_record=True, open_for=_has_lessons, danger=True, icon="trash-2"),
        Act("enter_marks", operations.enter_marks, pgettext_lazy("classes", "Enter marks"), on_record=True,
            open_for=_at("enter_marks"), icon="pencil", page="classes:marks", event=True),
        Act("recognise", operations.recognise, pgettext_lazy("classes", "Recognise the results"), (
            _number("recognition", pgettext_lazy("classes", "Decision on the results")),
            Ask("recognised_on", pgettext_lazy("classes", "Results recognised on"), "day", initial="today"),
        ), on_record=True, open_for=_at("recognise"), foretold=operations.foretell_results, names=_named, icon="award", event=True),
        Act("issue", certifying.issue, pgettext_lazy("classes", "Issue certificates"), ISSUED, on_record=True, open_for=_to_issue,
            foretold=certifying.foretell_issue, icon="file-text", event=True),
        Act("close", operations.close, pgettext_lazy("classes", "Close the class"), (
            _number("report", pgettext_lazy("classes", "Number of the report")),
            Ask("closed_on", pgettext_lazy("classes", "Closed"), "day", initial="today",
                help=pgettext_lazy("classes", "The class counts in the period of this day.")),
        ), on_record=True, open_for=_at("close"), names=_named, icon="check", event=True),
        Act("correct", operations.correct, pgettext_lazy("classes", "Correct"), (
            Ask("from_on", _FROM, "day", initial="own"), Ask("until_on", _UNTIL, "day", initial="own"),
            Ask("place", _PLACE, required=False, initial="own"), REASON, VERSION,
        ), on_record=True, open_for=_at("correct"), icon="pencil"),
        Act("take_back", operations.take_back, pgettext_lazy("classes", "Take the results back"), (REASON,), on_record=True,
            open_for=_at("take_back"), danger=True, icon="undo-2"),
        Act("cancel", operations.cancel, pgettext_lazy("classes", "Cancel the class"), (DAY, REASON), on_record=True,
            open_for=_at("cancel"), danger=True, icon="x", event=True),
        Act("void", operations.void, pgettext_lazy("classes", "Strike out"), (REASON,), on_record=True, open_for=_at("void"),
            danger=True, icon="trash-2"),
    ),
    indicators=(
        Flow("classes_closed", pgettext_lazy("classes", "Theory classes closed"), "lớp", query=queries.closed, day="closed_on"),
        Flow("awareness_classes_closed", pgettext_lazy("classes", "Classes of awareness closed"), "lớp",
             query=lambda: queries.closed(Programme.AWARENESS), day="closed_on"),
        Flow("new_member_classes_closed", pgettext_lazy("classes", "Classes for new members closed"), "lớp",
             query=lambda: queries.closed(Programme.NEW_MEMBER), day="closed_on"),
    ),
    sections=_sections,
    due=queries.due_of_classes,
    filters=(
        Filter("programme", pgettext_lazy("classes", "Programme"), tuple(Programme.choices),
               lambda rows, value, day: rows.filter(programme=value)),
        by_state(TheoryClass.State.choices),
    ),
)  # fmt: skip

"""The source list, the probationary members who still have to learn, and everybody on a class's list."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.areas.classes import certifying, listing, queries, rules
from giaoban.areas.classes.models import Learner, Programme, Prospect
from giaoban.areas.classes.register import ISSUED, LETTER, LISTED
from giaoban.ground.journal.clock import today
from giaoban.ground.people.models import Membership, Person
from giaoban.ground.people.queries import found_by
from giaoban.ground.units.queries import names_of
from giaoban.kit.register import DAY, REASON, VERSION, Act, Ask, Column, Filter, Flow, RecordPart, Register

PERSON = pgettext_lazy("classes", "Person")


def _classes(programme: str) -> Any:
    """The classes of that programme which take lists in, each with who holds it."""

    def choices(actor: Any, record: Any) -> list[tuple[Any, str]]:
        courses = list(queries.taking_lists(programme))
        names = names_of({course.unit_id for course in courses}, on=today())
        return [(course, f"{course} ({names.get(course.unit_id, '')})") for course in courses]

    return choices


def _send(programme: str) -> tuple[Ask, ...]:
    return (Ask("course", pgettext_lazy("classes", "Class"), "record", choices=_classes(programme)), LISTED, LETTER)


def _sections(actor: Any, record: Prospect) -> list[RecordPart]:
    return [
        RecordPart(pgettext_lazy("classes", "Theory classes"), "classes/attended.html", {
            "learners": queries.of_person(record.person),
            "until": queries.valid_until(record.person_id, Programme.AWARENESS, by=today()),
        }),
    ]  # fmt: skip


def _by(record: Membership) -> date | None:
    return queries.learn_by(record, getattr(record, "class_month", None))


def _going(rows: Any, value: str, day: date) -> Any:
    people = list(rows.values_list("person", flat=True))
    listed = list(queries.listed_now(people, Programme.NEW_MEMBER))
    return rows.filter(person__among=listed) if value == "yes" else rows.exclude(person__among=listed)


def _certificate(record: Any) -> str:
    number = getattr(record, "certificate_number", None)
    return rules.serial_of(record.course.programme, record.certificate_year, number) if number else ""


PROSPECTS = Register(
    name="prospects",
    area="classes",
    label=pgettext_lazy("classes", "Source list"),
    record=Prospect,
    icon="user-plus",
    order="person__name_key",
    columns=(
        Column("person__name", PERSON, sort="person__name_key"),
        Column("unit"),
        Column("person__born_on", _("Born"), listed=False),
        Column("recognised_on"),
        Column("recognised_by"),
        Column("ended_on"),
        Column("end_reason", listed=False),
    ),
    acts=(
        Act("follow", listing.follow, pgettext_lazy("classes", "Enter on the source list"), icon="user-plus", event=True, asks=(
            Ask("name", _("Full name")),
            Ask("born_on", _("Born"), "day"),
            Ask("sex", _("Sex"), "choice", choices=Person.Sex.choices),
            Ask("recognised_on", pgettext_lazy("classes", "Recognised"), "day", initial="today"),
            Ask("recognised_by", pgettext_lazy("classes", "Mass body"),
                help=pgettext_lazy("classes", "The mass body that has recognised them as outstanding.")),
        )),
        Act("send", listing.send, pgettext_lazy("classes", "Send to a class"), _send(Programme.AWARENESS), on_record=True, in_bulk=True,
            open_for=lambda record: record.ended_on is None, icon="send", event=True),
        Act("correct_line", listing.correct_line, pgettext_lazy("classes", "Correct"), (
            Ask("recognised_on", pgettext_lazy("classes", "Recognised"), "day", initial="own"),
            Ask("recognised_by", pgettext_lazy("classes", "Mass body"), initial="own"), REASON, VERSION,
        ), on_record=True, icon="pencil", event=True),
        Act("take_off", listing.take_off, pgettext_lazy("classes", "Take off the source list"), (DAY, REASON), on_record=True,
            open_for=lambda record: record.ended_on is None, danger=True, icon="x", event=True),
    ),
    search=lambda text: found_by(text, "person__"),
    sections=_sections,
    filters=(
        Filter("certificate", pgettext_lazy("classes", "Certificate"), (
            ("none", pgettext_lazy("classes", "none yet")),
            ("ending", pgettext_lazy("classes", "ends soon or has ended")),
            ("valid", pgettext_lazy("classes", "holds")),
        ), queries.by_certificate),
        Filter("stands", pgettext_lazy("classes", "Source list"), (
            ("now", pgettext_lazy("classes", "on it now")), ("off", pgettext_lazy("classes", "taken off")),
        ), lambda rows, value, day: rows.filter(ended_on__isnull=value == "now"), initial="now"),
    ),
)  # fmt: skip

AWAITING = Register(
    name="awaiting",
    area="classes",
    label=pgettext_lazy("classes", "New members without the class"),
    record=Membership,
    icon="users",
    order="person__admitted_on",
    rows=queries.awaiting_listed,
    columns=(
        Column("person__name", pgettext_lazy("classes", "Probationary member"), sort="person__name_key"),
        Column("unit", _("Cell")),
        Column("person__admitted_on", _("Admitted")),
        Column("by", pgettext_lazy("classes", "At the class by"), show=_by),
        Column("is_listed", pgettext_lazy("classes", "On a list"), show=lambda record: getattr(record, "is_listed", None)),
    ),
    acts=(
        Act("send_member", listing.send_member, pgettext_lazy("classes", "Send to a class"), _send(Programme.NEW_MEMBER), on_record=True,
            in_bulk=True, icon="send", event=True),
    ),
    search=lambda text: found_by(text, "person__"),
    due=queries.due_of_awaiting,
    filters=(
        Filter("listed", pgettext_lazy("classes", "On a list"), (
            ("no", pgettext_lazy("classes", "not yet")), ("yes", pgettext_lazy("classes", "already")),
        ), _going),
    ),
)  # fmt: skip

TRAINEES = Register(
    name="trainees",
    area="classes",
    label=pgettext_lazy("classes", "Learners of classes"),
    record=Learner,
    icon="graduation-cap",
    order="-course__from_on",
    rows=lambda day: queries.with_certificates(),
    columns=(
        Column("person__name", pgettext_lazy("classes", "Learner"), sort="person__name_key"),
        Column("unit"),
        Column("course__programme", pgettext_lazy("classes", "Programme")),
        Column("course__from_on", pgettext_lazy("classes", "Class from")),
        Column("state"),
        Column("certificate", pgettext_lazy("classes", "Certificate"), show=_certificate),
        Column("course__closed_on", pgettext_lazy("classes", "Closed")),
        Column("letter", listed=False),
        Column("listed_on", listed=False),
    ),
    acts=(
        Act("strike_off", listing.strike_off, pgettext_lazy("classes", "Take off the list"), (REASON,), on_record=True, in_bulk=True,
            open_for=lambda record: record.course.state in rules.ORDER["strike_off"], danger=True, icon="x"),
        Act("reissue", certifying.reissue, pgettext_lazy("classes", "Issue the certificate anew"), (*ISSUED, REASON), on_record=True,
            open_for=lambda record: queries.standing_of(record) is not None, at=lambda record: record.course.unit_id, icon="file-text",
            event=True),
    ),
    indicators=(
        Flow("class_learners", pgettext_lazy("classes", "Learners of theory classes"), "lượt", query=queries.learnt,
             day="course__closed_on"),
        Flow("awareness_learners", pgettext_lazy("classes", "Learners of classes of awareness"), "lượt",
             query=lambda: queries.learnt(Programme.AWARENESS), day="course__closed_on"),
        Flow("new_member_learners", pgettext_lazy("classes", "Learners of classes for new members"), "lượt",
             query=lambda: queries.learnt(Programme.NEW_MEMBER), day="course__closed_on"),
        Flow("awareness_passed", pgettext_lazy("classes", "Persons who passed a class of awareness"), "người",
             query=lambda: queries.passed(Programme.AWARENESS), day="course__closed_on", person="person"),
        Flow("new_member_passed", pgettext_lazy("classes", "Persons who passed a class for new members"), "người",
             query=lambda: queries.passed(Programme.NEW_MEMBER), day="course__closed_on", person="person"),
    ),
    search=lambda text: found_by(text, "person__"),
    filters=(
        Filter("programme", pgettext_lazy("classes", "Programme"), tuple(Programme.choices),
               lambda rows, value, day: rows.filter(course__programme=value)),
        Filter("result", pgettext_lazy("classes", "Result"), tuple(Learner.State.choices),
               lambda rows, value, day: rows.filter(state=value)),
    ),
)  # fmt: skip

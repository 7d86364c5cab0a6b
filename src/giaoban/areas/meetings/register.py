"""Meetings at a glance: open this file first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.areas.meetings import awaited, operations, queries, rules, sitting, tasks
from giaoban.areas.meetings.models import Meeting, Task, Vote
from giaoban.areas.meetings.reached import reached
from giaoban.core.numbers import write_number
from giaoban.ground.journal.clock import today
from giaoban.ground.people.models import Person
from giaoban.ground.people.queries import found_by
from giaoban.ground.units.queries import names_of
from giaoban.kit.acts import acts_on
from giaoban.kit.register import REASON, VERSION, Act, Ask, Column, Due, Filter, Flow, RecordPart, Register, by_state

MANY = 8
"""So many cells without a meeting are named one by one; more are one sentence that leads to the month's page."""


def _open(record: Meeting) -> bool:
    return record.is_open


def _announced(record: Meeting) -> bool:
    return record.is_open and record.told_on is not None


def _has_papers(record: Meeting) -> bool:
    return record.is_open and record.papers_now.exists()


def _has_outcome(record: Meeting) -> bool:
    said = bool(record.conclusion) or hasattr(record, "resolution")
    return record.outcome_on is None and record.held_on <= today() and said


def _people(actor: Any, record: Meeting) -> Sequence[tuple[Person, str]]:
    return [(person, person.name) for person in queries.people_of(record)]


def _lines(name: str) -> Callable[[Any, Meeting], Sequence[tuple[Any, str]]]:
    return lambda actor, record: [(line, str(line)) for line in getattr(record, name).all()]


def _leads(field: str, place: int) -> Callable[[Any, Meeting], Any]:
    """Who is named already, else who leads the cell: its secretary chairs, the next writes."""

    def value(actor: Any, record: Meeting) -> Any:
        leaders = queries.leaders_of(record)
        return getattr(record, f"{field}_id") or (leaders[place].pk if len(leaders) > place else None)

    return value


def _resolved(field: str) -> Callable[[Any, Meeting], str]:
    """What the meeting's resolution says already."""
    return lambda actor, record: getattr(getattr(record, "resolution", None), field, "")


def _sections(actor: Any, record: Meeting) -> list[RecordPart]:
    """The parts of a meeting's record as its page shows them, each with the acts that belong to it."""
    limits = queries.limits_on(record.held_on)
    whole = queries.record_of(record, limits)

    def acts(*names: str) -> list[dict[str, Any]]:
        return acts_on(actor, MEETINGS, record, on=today(), names=names)

    rows = queries.attendance(record)
    missed = [row for row in rows if row.status in {"excused", "absent"}]
    items, points = record.items.select_related("preparer"), record.points.select_related("speaker")
    given = record.tasks.select_related("owner").order_by("due_on", "pk")
    return [
        RecordPart(_("Remarks"), "meetings/remarks.html", {
            "remarks": queries.remarks_on(record, whole, limits) if record.told_on else [],
            "missing": rules.why_not_close(whole, on=today(), limits=limits) if record.is_open else [],
        }, queries.named_in_remarks(record) if record.is_open else ()),
        RecordPart(_("Agenda and papers"), "meetings/agenda.html", {
            "items": items,
            "papers": [
                {"paper": paper, "late": rules.late_paper(sent_on=paper.sent_on, held_on=record.held_on, limits=limits)}
                for paper in record.papers_now
            ],
            "acts": acts("add_item", "drop_item", "add_paper", "replace_paper", "withdraw_paper"),
        }, [item.preparer_id for item in items]),
        *([RecordPart(_("Reached and answered"), "meetings/reached.html", {"reached": reached(record)})] if record.told_on else []),
        RecordPart(_("Attendance"), "meetings/attendance.html", {
            "counts": whole.counts,
            "missed": missed,
            "called": bool(rows),
            "roll_url": next((act["url"] for act in acts("call_roll")), ""),
        }, [row.person_id for row in missed]),
        RecordPart(_("Points made"), "meetings/points.html", {
            "points": points,
            "conclusion": record.conclusion,
            "acts": acts("record_point", "record_sitting"),
        }, [point.speaker_id for point in points]),
        RecordPart(_("Votes"), "meetings/votes.html", {
            "votes": [(vote, *queries.outcome_of(vote, limits)) for vote in record.votes.all()],
            "acts": acts("record_vote"),
        }),
        RecordPart(_("Resolution and tasks"), "meetings/resolution.html", {
            "resolution": getattr(record, "resolution", None),
            "tasks": given,
            "today": today(),
            "acts": acts("resolve", "assign_task"),
        }, [task.owner_id for task in given]),
        RecordPart(_("Minutes and lists"), "meetings/documents.html", {"meeting": record, "called": bool(rows)}),
    ]  # fmt: skip


WAITS = {
    "missing": ("phải sinh hoạt định kỳ tháng {month}", "chi bộ chưa có lịch sinh hoạt định kỳ tháng {month}: nhắc các chi bộ họp"),
    "notice": ("phải báo lịch sinh hoạt ngày {held}", "chi bộ phải báo lịch sinh hoạt trong tuần tới cho đảng viên"),
    "papers": ("phải gửi tài liệu của buổi sinh hoạt ngày {held}", "chi bộ phải gửi tài liệu sinh hoạt cho đảng viên"),
    "minutes": ("phải kết thúc biên bản buổi sinh hoạt ngày {held}", "chi bộ phải kết thúc biên bản sinh hoạt"),
}  # fmt: skip
"""What waits, said of one cell and of many at once."""


def _due(units: Collection[int], day: date) -> list[Due]:
    """What is due about meetings, as sentences with a verb and a date; many cells at once are one sentence."""
    groups: dict[tuple[str, date], list[awaited.Awaited]] = {}
    for waiting in awaited.due_in(units, day):
        groups.setdefault((waiting.what, waiting.by.replace(day=1)), []).append(waiting)
    together = {key for key, ones in groups.items() if key[0] in WAITS and len(ones) > MANY}
    named = {waiting.unit_id for key, ones in groups.items() if key not in together for waiting in ones}
    names = names_of(named, on=day)
    deadlines: list[Due] = []
    for (what, month), ones in groups.items():
        listed = f"{reverse('meetings:month')}?month={month:%Y-%m}"
        if (what, month) in together:
            sentence = f"{write_number(len(ones))} {WAITS[what][1].format(month=f'{month:%m/%Y}')}"
            deadlines.append(Due(sentence, min(waiting.by for waiting in ones), listed, None))
            continue
        for waiting in ones:
            if waiting.task is not None:
                sentence = f"{waiting.task.owner} phải xong: {waiting.task.what}"
                url = reverse("desk:page", args=["tasks", waiting.task.pk])
            else:
                what_waits = WAITS[what][0].format(
                    month=f"{month:%m/%Y}", held=f"{waiting.held_on:%d/%m/%Y}" if waiting.held_on else ""
                )
                sentence = f"{names.get(waiting.unit_id, 'Chi bộ')} {what_waits}"
                # The month's page offers the act to whoever may do it, and reads for whoever may not.
                url = reverse("desk:page", args=["meetings", waiting.meeting_id]) if waiting.meeting_id else listed
            owner = (waiting.task.owner_id,) if waiting.task is not None else ()
            deadlines.append(Due(sentence, waiting.by, url, waiting.unit_id, people=owner))
    return deadlines


MEETINGS = Register(
    name="meetings",
    label=_("Cell meetings"),
    record=Meeting,
    day=lambda record: record.held_on,
    icon="calendar-days",
    order="-held_on",
    columns=(
        Column("held_on"),
        Column("unit"),
        Column("kind"),
        Column("theme"),
        Column("state"),
        Column("starts_at", listed=False, show=lambda one: f"{one.starts_at:%H:%M}" if one.starts_at else "", sort="starts_at"),
        Column("ends_at", listed=False, show=lambda one: f"{one.ends_at:%H:%M}" if one.ends_at else "", sort="ends_at"),
        Column("place", listed=False),
        Column("content", listed=False),
        Column("told_on", listed=False),
        Column("chair__name", _("Chair"), listed=False, sort="chair__name_key"),
        Column("clerk__name", _("Secretary of the meeting"), listed=False, sort="clerk__name_key"),
        Column("explanation", listed=False),
        Column("closed_on", listed=False),
    ),
    acts=(
        Act("plan", operations.plan, _("Plan a meeting"), icon="plus", asks=(
            Ask("kind", _("Kind of meeting"), "choice", choices=Meeting.Kind.choices),
            Ask("held_on", _("Planned for"), "day"),
            Ask("theme", _("Theme"), required=False, help=_("Needed for a thematic meeting.")),
            Ask("content", _("Content"), "long", required=False),
        )),
        Act("invite", operations.invite, _("Announce"), on_record=True, open_for=_open, icon="send", asks=(
            Ask("held_on", _("Day"), "day", initial="own"),
            Ask("starts_at", _("Begins at"), help=_("For example 14:30."), initial="own"),
            Ask("place", _("Place"), initial="own"),
            Ask("content", _("Content"), "long", initial="own"),
            Ask("told_on", _("Announced on"), "day", initial="today"),
            Ask("tell_superior", _("Tell the superior committee too"), "yes", required=False, initial=True),
            VERSION,
        )),
        Act("call_roll", sitting.call_roll, _("Call the roll"), on_record=True, open_for=_announced, icon="clipboard-check",
            page="meetings:roll", event=True),
        Act("record_sitting", sitting.record_sitting, _("Record the sitting"), on_record=True, open_for=_announced,
            icon="notebook-pen", asks=(
            Ask("starts_at", _("Begins at"), initial="own"),
            Ask("ends_at", _("Ends at"), initial="own"),
            Ask("place", _("Place"), initial="own", required=False),
            Ask("chair", _("Chair"), "person", choices=_people, initial=_leads("chair", 0)),
            Ask("clerk", _("Secretary of the meeting"), "person", choices=_people, initial=_leads("clerk", 1)),
            Ask("conclusion", _("Conclusion of the chair"), "long", initial="own"),
            Ask("read_back", _("The minutes were read back and agreed"), "yes", required=False, initial="own"),
            Ask("explanation", _("Explanation"), required=False, initial="own",
                help=_("For example why the meeting was shorter than the guide asks.")),
            VERSION,
        ), event=True),
        Act("close", operations.close, _("Close the minutes"), (Ask("closed_on", _("Day"), "day", initial="today"),),
            on_record=True, open_for=_announced, icon="check", event=True, names=queries.named_in_remarks),
        Act("add_item", operations.add_item, _("Add to the agenda"), (
            Ask("title", _("Content")),
            Ask("preparer", _("Prepared by"), "person", required=False, choices=_people),
        ), on_record=True, open_for=_open),
        Act("drop_item", operations.drop_item, _("Take off the agenda"), (
            Ask("item", _("Content"), "record", choices=_lines("items")),
        ), on_record=True, open_for=lambda record: record.is_open and record.items.exists()),
        Act("add_paper", operations.add_paper, _("Add a paper"), (
            Ask("title", _("Title")),
            Ask("file", _("File"), "file", help=_("PDF, Office files, text or pictures, up to 20 MB. Papers marked as secret are refused.")),
            Ask("sent_on", _("Open to members from"), "day", initial="today"),
            Ask("declared_open", _("I declare that this paper is not classified as a state secret"), "yes"),
            Ask("names_people", _("It names people: no telephone keeps it"), "yes", required=False),
        ), on_record=True, open_for=_open, icon="upload"),
        Act("replace_paper", operations.replace_paper, _("Put a new version in place of a paper"), (
            Ask("paper", _("Meeting paper"), "record", choices=_lines("papers_now")),
            Ask("file", _("File"), "file", help=_("PDF, Office files, text or pictures, up to 20 MB. Papers marked as secret are refused.")),
            Ask("change", _("What was changed"), help=_("Members read it beside the new version, and are asked to read again.")),
            Ask("sent_on", _("Open to members from"), "day", initial="today"),
            Ask("declared_open", _("I declare that this paper is not classified as a state secret"), "yes"),
        ), on_record=True, open_for=_has_papers),
        Act("withdraw_paper", operations.withdraw_paper, _("Withdraw a paper"), (
            Ask("paper", _("Meeting paper"), "record", choices=_lines("papers_now")),
        ), on_record=True, open_for=_has_papers),
        Act("publish_outcome", operations.publish_outcome, _("Publish the outcome to members"), on_record=True,
            open_for=_has_outcome, icon="send", event=True,
            about=_("Members read the conclusion and the resolution in their handbook, without names.")),
        Act("record_point", sitting.record_point, _("Record a point"), (
            Ask("speaker", _("Speaker"), "person", choices=_people),
            Ask("text", _("What was said"), "long"),
        ), on_record=True, open_for=_announced, event=True),
        Act("record_vote", sitting.record_vote, _("Record a vote"), (
            Ask("question", _("Question put to the vote")),
            Ask("needs", _("Needs"), "choice", choices=Vote.Needs.choices),
            Ask("how", _("How"), "choice", choices=Vote.How.choices),
            Ask("present", _("Official members present"), "number", required=False,
                help=_("Left empty, those called present are counted.")),
            Ask("in_favour", _("In favour"), "number"),
            Ask("against", _("Against"), "number", initial=0),
            Ask("abstained", _("Other opinions"), "number", initial=0),
        ), on_record=True, open_for=_announced, event=True),
        Act("resolve", sitting.resolve, _("Write the resolution"), (
            Ask("number", _("Number and sign"), required=False, initial=_resolved("number")),
            Ask("text", _("Text"), "long", initial=_resolved("text")),
            VERSION,
        ), on_record=True, open_for=_announced, event=True),
        Act("assign_task", sitting.assign_task, _("Give a task"), (
            Ask("what", pgettext_lazy("meeting", "Task")),
            Ask("owner", pgettext_lazy("task", "Owner"), "person", choices=_people),
            Ask("due_on", _("To be done by"), "day"),
        ), on_record=True, open_for=_announced, event=True),
        Act("correct", operations.correct, _("Correct the minutes"), (REASON,), on_record=True,
            open_for=lambda record: not record.is_open, icon="square-pen", event=True),
        Act("void", operations.void, _("Strike out the meeting"), (REASON,), on_record=True, icon="trash-2"),
    ),
    indicators=(
        Flow("regular_meetings", _("Regular cell meetings"), "cuộc", query=queries.regular_meetings, day="held_on"),
        Flow("thematic_meetings", _("Thematic cell meetings"), "cuộc", query=queries.thematic_meetings, day="held_on"),
    ),
    search=lambda text: Q(theme__icontains=text) | Q(content__icontains=text) | Q(place__icontains=text),
    sections=_sections,
    due=_due,
    filters=(
        Filter("kind", _("Kind of meeting"), tuple(Meeting.Kind.choices), lambda rows, value, on: rows.filter(kind=value)),
        by_state(Meeting.State.choices),
    ),
)  # fmt: skip

TASKS = Register(
    name="tasks",
    area="meetings",
    label=_("Tasks from resolutions"),
    record=Task,
    icon="list-checks",
    order="due_on",
    columns=(
        Column("what"),
        Column("owner__name", pgettext_lazy("task", "Owner"), sort="owner__name_key"),
        Column("unit"),
        Column("due_on"),
        Column("reported_on"),
        Column("report", listed=False),
        Column("done_on"),
        Column("result"),
        Column("meeting__held_on", _("Given on"), listed=False),
    ),
    acts=(
        Act("finish", tasks.finish, _("Report as done"), (
            Ask("done_on", _("Done on"), "day", initial="today"),
            Ask("result", _("Result")),
        ), on_record=True, in_bulk=True, open_for=lambda record: record.done_on is None, icon="check", event=True),
        Act("put_off", tasks.put_off, _("Put off"), (
            Ask("agreed_on", _("Agreed on"), "day", initial="today"),
            Ask("due_on", _("New day"), "day"),
            REASON,
        ), on_record=True, open_for=lambda record: record.done_on is None, icon="clock", event=True),
    ),
    search=lambda text: found_by(text, prefix="owner__") | Q(what__icontains=text),
    filters=(
        Filter("stands", _("Stands"), (("open", _("open")), ("late", _("late")), ("done", _("done"))),
               lambda rows, value, on: {
                   "open": rows.filter(done_on__isnull=True),
                   "late": rows.filter(done_on__isnull=True, due_on__lt=on),
                   "done": rows.filter(done_on__isnull=False),
               }[value]),
    ),
)  # fmt: skip

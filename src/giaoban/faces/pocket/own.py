"""What the handbook shows: everything on record about one person, as sentences and short lists, read by that person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from giaoban.areas.meetings.models import Attendance, Dues, Meeting
from giaoban.areas.members.queries import spells_of
from giaoban.areas.privacy.models import Consent, DataPurpose, DataRequest
from giaoban.areas.privacy.queries import consents_of, purposes_for, requests_of
from giaoban.areas.study.models import Duty, Session
from giaoban.areas.study.queries import learners, studied_on
from giaoban.core.masking import masked
from giaoban.core.numbers import write_number
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import looks_at
from giaoban.ground.people.models import Membership, Person, Stay
from giaoban.ground.people.queries import membership_of
from giaoban.ground.units.queries import names_of

LAST = 12
LOOKS = 30


@dataclass(frozen=True)
class Study:
    """One document that the person has to study, and how far that is."""

    title: str
    number: str
    until_on: date
    done_on: date | None
    sessions: list[Session] = field(default_factory=list)  # still to come, for this document


@dataclass(frozen=True)
class Own:
    """Everything of one person, as of a day."""

    person: Person
    on: date
    standing: str
    cell: str
    facts: list[tuple[str, str]]
    spells: list[str]
    meetings: list[Meeting]
    attended: list[Attendance]
    study: list[Study]
    dues: list[Dues]
    looks: list[Entry]
    requests: list[DataRequest]
    consents: list[Consent]
    purposes: list[DataPurpose]

    @property
    def to_study(self) -> list[Study]:
        """What has not been studied yet."""
        return [one for one in self.study if one.done_on is None]


def own_of(person: Person, *, on: date) -> Own:
    """What is on record of the person; numbers that are masked everywhere are masked here."""
    membership = membership_of(person, on=on)
    cells = cells_of(person, on=on)
    return Own(
        person=person,
        on=on,
        standing=Membership.Grade(membership.grade).label if membership else "",
        cell=names_of([membership.unit_id if membership else person.unit_id], on=on).get(
            membership.unit_id if membership else person.unit_id, ""
        ),
        facts=facts_of(person),
        spells=list(sentences(spells_of(person))),
        meetings=list(
            Meeting.objects.filter(unit__in=cells, held_on__gte=on).exclude(state=Meeting.State.CLOSED)
            .order_by("held_on", "starts_at").prefetch_related("papers")[:6]
        ),
        attended=list(
            Attendance.objects.filter(person=person, meeting__held_on__lte=on).exclude(status="")
            .select_related("meeting").order_by("-meeting__held_on")[:LAST]
        ),
        study=_study(person, cells, on),
        dues=list(Dues.objects.filter(person=person).order_by("-month")[:LAST]),
        looks=list(looks_at(person.pk)[:LOOKS]),
        requests=list(requests_of(person)[:20]),
        consents=list(consents_of(person)),
        purposes=list(purposes_for(person.unit_id, on=on)),
    )  # fmt: skip


def cells_of(person: Person, *, on: date) -> list[int]:
    """The cells in whose life the person takes part on that day: their own, and where they are for a time."""
    spells = (Membership.objects, Stay.objects)
    return [
        unit
        for table in spells
        for unit in table.filter(person=person, valid__contains=on).values_list("unit", flat=True)
    ]


def facts_of(person: Person, *, whole: bool = False) -> list[tuple[str, str]]:
    """The fields of the record by their names; the identity number whole only in what the person takes out."""
    found = [
        (_("Full name"), person.name),
        (_("Born"), _day(person.born_on)),
        (_("Sex"), person.get_sex_display()),
        (_("Card number"), person.card_number),
        (_("Admitted"), _day(person.admitted_on)),
        (_("Official"), _day(person.official_on)),
        (_("Identity number"), person.identity_number if whole else masked(person.identity_number)),
        (_("Phone"), person.phone),
        (_("Ethnicity"), person.ethnicity),
        (_("Native place"), person.native_place),
        (_("Schooling"), person.schooling),
        (_("Qualification"), person.qualification),
        (_("Political theory"), person.political_theory),
    ]
    return [(label, value) for label, value in found if value]


def sentences(spells: dict[str, list[Any]]) -> Iterable[str]:
    """The spells of membership, posts, exemptions and stays, newest first, each a sentence."""
    said = []
    for one in spells["memberships"]:
        said.append(
            (one, f"{one.get_grade_display()} tại {one.place}", one.get_ended_by_display() if one.ended_by else "")
        )
    for one in spells["posts"]:
        said.append((one, f"{one.get_post_display()} {one.get_body_display()}, {one.place}", ""))
    for one in spells["exemptions"]:
        said.append((one, f"Được miễn công tác và sinh hoạt đảng, {one.place}", ""))
    for one in spells["stays"]:
        said.append((one, f"Sinh hoạt tạm thời tại {one.place}", ""))
    for one, what, end in sorted(said, key=lambda row: row[0].valid.lower or date.min, reverse=True):
        lower, upper = one.valid.lower, one.valid.upper
        when = f"Từ {_day(lower)}" if lower else "Từ trước"
        when += f" đến {_day(upper - timedelta(days=1))}" if upper else " đến nay"
        yield f"{when}: {what[0].lower()}{what[1:]}{f' ({end[0].lower()}{end[1:]})' if end else ''}."


def _study(person: Person, cells: list[int], on: date) -> list[Study]:
    duties: list[Duty] = list(learners().filter(person=person).order_by("-plan__until_on", "-pk")[:LAST])
    coming: dict[int, list[Session]] = {}
    plans = [one.plan_id for one in duties]
    for session in Session.objects.filter(plan__in=plans, unit__in=cells, held_on__gte=on).order_by("held_on"):
        coming.setdefault(session.plan_id, []).append(session)
    return [
        Study(one.document.title, one.document.number, one.plan.until_on, studied_on(one), coming.get(one.plan_id, []))
        for one in duties
    ]


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


# -- taken out --------------------------------------------------------------------------------------------------------


def sheets_of(person: Person, *, on: date) -> list[tuple[str, list[str], list[list[str]]]]:
    """Everything on record of the person as tables: what they are called, headings, rows. Nothing is masked."""
    own = own_of(person, on=on)
    attended = (
        Attendance.objects.filter(person=person)
        .exclude(status="")
        .select_related("meeting")
        .order_by("meeting__held_on")
    )
    return [
        (_("Record"), [_("Field"), _("Value")], [[label, value] for label, value in facts_of(person, whole=True)]),
        (_("Membership and posts"), [_("Spell")], [[one] for one in own.spells]),
        (_("Meetings"), [_("Day"), _("Kind"), _("Attendance"), _("Reason")], [
            [_day(one.meeting.held_on), one.meeting.get_kind_display(), one.get_status_display(), one.reason] for one in attended
        ]),
        (_("Study"), [_("Document"), _("Until"), _("Studied")], [
            [f"{one.document.number} {one.document.title}", _day(one.plan.until_on), _day(studied_on(one))]
            for one in learners().filter(person=person).order_by("plan__until_on")
        ]),
        (_("Dues"), [_("Month"), _("Amount (đồng)")], [
            [f"{one.month:%m/%Y}", write_number(one.amount)] for one in Dues.objects.filter(person=person).order_by("month")
        ]),
        (_("Consents"), [_("Purpose"), _("Given"), _("Withdrawn"), _("Text")], [
            [one.purpose.name, _day(one.given_on), _day(one.withdrawn_on), one.text] for one in own.consents
        ]),
        (_("Requests"), [_("Asks to"), _("What"), _("Received"), _("Answered"), _("Answer")], [
            [one.get_kind_display(), one.what, _day(one.received_on), _day(one.answered_on), one.answer]
            for one in requests_of(person)
        ]),
        (_("Who looked"), [_("When"), _("Who"), _("What"), _("Reason")], [
            [f"{one.at:%d/%m/%Y %H:%M}", one.actor_name, one.get_kind_display(), one.reason] for one in looks_at(person.pk)
        ]),
    ]  # fmt: skip

"""What the handbook shows: everything on record about one person, as sentences and short lists, read by that person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from html import unescape
from typing import Any

from django.utils.translation import gettext as _

from giaoban.areas.meetings.models import Attendance, Coming, Meeting, Paper, Receipt, Task
from giaoban.areas.meetings.telling import own_tasks
from giaoban.areas.members.queries import spells_of
from giaoban.areas.privacy.models import Consent, DataPurpose, DataRequest
from giaoban.areas.privacy.queries import consents_of, purposes_for, requests_of
from giaoban.areas.study.models import Duty, Session
from giaoban.areas.study.queries import learners, studied_on
from giaoban.core.masking import masked
from giaoban.core.text import fold
from giaoban.ground.access.second_lock import whole_tree
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import looks_at
from giaoban.ground.people.models import Membership, Person, Stay
from giaoban.ground.people.queries import membership_of
from giaoban.ground.units.queries import names_of
from giaoban.kit.area import OwnTable, own_tables
from giaoban.kit.cells import written

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
    """Everything of one person, as of a day; each part is asked for when a page shows it, and once."""

    person: Person
    on: date

    @cached_property
    def membership(self) -> Membership | None:
        """The membership that holds on that day."""
        return membership_of(self.person, on=self.on)

    @property
    def standing_in_words(self) -> str:
        """What the person is, and in which cell."""
        unit = self.membership.unit_id if self.membership else self.person.unit_id
        cell = names_of([unit], on=self.on).get(unit, "")
        if self.membership is None:
            return cell
        standing = str(Membership.Grade(self.membership.grade).label).lower()
        return _("Party member (%(standing)s), %(cell)s") % {"standing": standing, "cell": cell}

    @cached_property
    def cells(self) -> list[int]:
        """The cells in whose life the person takes part."""
        return cells_of(self.person, on=self.on)

    @cached_property
    def facts(self) -> list[tuple[str, str]]:
        """The fields of the record; numbers that are masked everywhere are masked here."""
        return facts_of(self.person)

    @cached_property
    def spells(self) -> list[str]:
        """Membership, posts, exemptions and stays, each a sentence."""
        return list(sentences(spells_of(self.person, on=self.on)))

    @cached_property
    def meetings(self) -> list[Meeting]:
        """The meetings of the person's cells that are to come."""
        coming = Meeting.objects.filter(unit__in=self.cells, held_on__gte=self.on).exclude(state=Meeting.State.CLOSED)
        return list(coming.order_by("held_on", "starts_at")[:6])

    @cached_property
    def tasks(self) -> list[Task]:
        """The person's own tasks that are not done."""
        return own_tasks(self.person)

    @cached_property
    def unread(self) -> list[Paper]:
        """The papers of meetings to come that the person has not confirmed in the version that holds."""
        read = Receipt.objects.filter(person=self.person).values("paper")
        sent = Paper.objects.filter(meeting__in=[coming.pk for coming in self.meetings], sent_on__lte=self.on)
        return list(
            sent.filter(withdrawn_on=None, replaced_by=None).exclude(pk__in=read).order_by("meeting__held_on", "order")
        )

    @cached_property
    def answered(self) -> Coming | None:
        """What the person answered to the next meeting's notice."""
        return Coming.objects.filter(meeting=self.meetings[0], person=self.person).first() if self.meetings else None

    @cached_property
    def attended(self) -> list[Attendance]:
        """Where the person was at the last meetings."""
        called = Attendance.objects.filter(person=self.person, meeting__held_on__lte=self.on).exclude(status="")
        return list(called.select_related("meeting").order_by("-meeting__held_on")[:LAST])

    @cached_property
    def study(self) -> list[Study]:
        """What the person has to study."""
        return _study(self.person, self.cells, self.on)

    @property
    def to_study(self) -> list[Study]:
        """What has not been studied yet."""
        return [one for one in self.study if one.done_on is None]

    @cached_property
    def tables(self) -> list[OwnTable]:
        """What each area shows of the person's own."""
        return own_tables(self.person, on=self.on)

    @property
    def further(self) -> list[OwnTable]:
        """The tables that the page shows as they are."""
        return [table for table in self.tables if table.listed]

    @cached_property
    def looks(self) -> list[Entry]:
        """Who looked at the record lately."""
        return list(looks_at(self.person.pk)[:LOOKS])

    @cached_property
    def requests(self) -> list[DataRequest]:
        """What the person asked of their data."""
        return list(requests_of(self.person)[:20])

    @cached_property
    def consents(self) -> list[Consent]:
        """What the person agreed to."""
        return list(consents_of(self.person))

    @cached_property
    def purposes(self) -> list[DataPurpose]:
        """What the person's data is used for."""
        return list(purposes_for(self.person.unit_id, on=self.on))


def cells_of(person: Person, *, on: date) -> list[int]:
    """The cells in whose life the person takes part on that day: their own, and where they are for a time."""
    spells = (Membership.objects, Stay.objects)
    return [
        unit
        for table in spells
        for unit in table.filter(person=person, valid__contains=on).values_list("unit", flat=True)
    ]


def names_others(person: Person, page: str, *, on: date) -> bool:
    """Whether the page has the name of anybody else of the person's cells, with or without accents."""
    with whole_tree():
        others = Person.objects.filter(memberships__unit__in=cells_of(person, on=on), memberships__valid__contains=on)
        names = {fold(name) for name in others.exclude(pk=person.pk).values_list("name", flat=True)} - {
            fold(person.name)
        }
    text = fold(unescape(page))
    return any(name in text for name in names)


def facts_of(person: Person, *, whole: bool = False) -> list[tuple[str, str]]:
    """The fields of the record by their names; the identity number whole only in what the person takes out."""
    facts = [
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
    return [(label, value) for label, value in facts if value]


def sentences(spells: dict[str, list[Any]]) -> Iterable[str]:
    """The spells of membership, posts, exemptions and stays, newest first, each a sentence."""
    rows = []
    for membership in spells["memberships"]:
        rows.append(
            (
                membership,
                f"{membership.get_grade_display()} tại {membership.place}",
                membership.get_ended_by_display() if membership.ended_by else "",
            )
        )
    for post in spells["posts"]:
        rows.append((post, f"{post.get_post_display()} {post.get_body_display()}, {post.place}", ""))
    for exemption in spells["exemptions"]:
        rows.append((exemption, f"Được miễn công tác và sinh hoạt đảng, {exemption.place}", ""))
    for stay in spells["stays"]:
        rows.append((stay, f"Sinh hoạt tạm thời tại {stay.place}", ""))
    for spell, what, end in sorted(rows, key=lambda row: row[0].valid.lower or date.min, reverse=True):
        lower, upper = spell.valid.lower, spell.valid.upper
        when = f"Từ {_day(lower)}" if lower else "Từ trước"
        when += f" đến {_day(upper - timedelta(days=1))}" if upper else " đến nay"
        yield f"{when}: {what[0].lower()}{what[1:]}{f' ({end[0].lower()}{end[1:]})' if end else ''}."


def _study(person: Person, cells: list[int], on: date) -> list[Study]:
    duties: list[Duty] = list(learners().filter(person=person).order_by("-plan__until_on", "-pk")[:LAST])
    coming: dict[int, list[Session]] = {}
    plans = [duty.plan_id for duty in duties]
    for session in Session.objects.filter(plan__in=plans, unit__in=cells, held_on__gte=on).order_by("held_on"):
        coming.setdefault(session.plan_id, []).append(session)
    return [
        Study(
            duty.document.title,
            duty.document.number,
            duty.plan.until_on,
            studied_on(duty),
            coming.get(duty.plan_id, []),
        )
        for duty in duties
    ]


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


# -- taken out --------------------------------------------------------------------------------------------------------


def sheets_of(person: Person, *, on: date) -> list[tuple[str, list[str], list[list[str]]]]:
    """Everything on record of the person as tables: what they are called, headings, rows. Nothing is masked."""
    own = Own(person, on)
    return [
        (_("Record"), [_("Field"), _("Value")], [[label, value] for label, value in facts_of(person, whole=True)]),
        (_("Membership and posts"), [_("Spell")], [[spell] for spell in own.spells]),
        *((str(table.title), [str(head) for head in table.heads], [list(row) for row in table.rows]) for table in own.tables),
        (_("Who looked"), [_("When"), _("Who"), _("What"), _("Reason")], [
            [written(look.at), look.actor_name, look.get_kind_display(), look.reason] for look in looks_at(person.pk)
        ]),
    ]  # fmt: skip

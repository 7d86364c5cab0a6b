"""The register of members at a glance: open this file first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from giaoban.areas.members import importing, operations, queries, standing
from giaoban.core.masking import masked
from giaoban.ground.access.parts import confidential
from giaoban.ground.access.policy import may
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import by_day, looks_at
from giaoban.ground.people.models import Membership, Person, Position
from giaoban.ground.units.models import Kind
from giaoban.kit.cells import visible
from giaoban.kit.opening import LOOKS_TOLD
from giaoban.kit.register import DAY, REASON, VERSION, Act, Ask, Column, Filter, RecordPart, Register, Stock


def _grade(record: Any) -> Any:
    if record.grade is None:
        return _("no member on this day")
    label = Membership.Grade(record.grade).label
    return f"{label}, {_('exempt')}" if record.is_exempt else label


def _member(record: Any) -> bool:
    return record.grade is not None


def _sections(actor: Any, record: Person) -> list[RecordPart]:
    sections = [RecordPart(_("Membership and posts"), "members/spells.html", queries.spells_of(record, on=today()))]
    doubles = queries.doubles_of(record, people=visible(actor, MEMBERS, on=today()))
    if doubles:
        sections.append(
            RecordPart(
                _("May be the same person"),
                "members/doubles.html",
                {"doubles": doubles},
                [double.pk for double in doubles],
            )
        )
    sections.append(
        RecordPart(
            _("Who looked at this record"), "kit/looks.html", {"looks": by_day(_looks(actor, record)[:LOOKS_TOLD])}
        )
    )
    return sections


def _looks(actor: Any, record: Person) -> QuerySet[Entry]:
    """Who looked; that somebody opened a case about the member is told to those alone who may read cases there."""
    looks = looks_at(record.pk)
    for area in confidential():
        if not may(actor, f"{area}.read", record.unit_id, on=today()):
            looks = looks.exclude(act__startswith=f"{area}.")
    return looks


def _doubles(actor: Any, record: Person) -> Sequence[tuple[Person, str]]:
    found = queries.doubles_of(record, people=visible(actor, MEMBERS, on=today()))
    return [(one, f"{one.name}, {one.born_on:%d/%m/%Y} ({one.card_number or one.pk})") for one in found if one.born_on]


def _has_double(record: Person) -> bool:
    return bool(queries.doubles_of(record, people=Person.objects.all()))


def _posts(actor: Any, record: Person) -> Sequence[tuple[Position, str]]:
    held = Position.objects.filter(person=record, valid__contains=today())
    return [(one, f"{one.get_post_display()} {one.get_body_display()}") for one in held]


def _every_post(actor: Any, record: Person) -> Sequence[tuple[Position, str]]:
    posts = Position.objects.filter(person=record).order_by("-valid")
    return [(post, f"{post.get_post_display()} {post.get_body_display()}, {_spell(post)}") for post in posts]


def _spell(post: Position) -> str:
    first, end = post.valid.lower, post.valid.upper
    return " – ".join(f"{day:%d/%m/%Y}" if day else "…" for day in (first, end))


_day = Ask("on", _("From"), "day", initial="today")
_decision = Ask("decision", _("Number of the decision"), required=False)

MEMBERS = Register(
    name="members",
    label=_("Members"),
    record=Person,
    icon="users",
    order="name_key",
    rows=queries.people_as_of,
    columns=(
        Column("name", _("Full name"), sort="name_key"),
        Column("born_on", _("Born")),
        Column("sex", _("Sex")),
        Column("unit", _("Cell")),
        Column("grade", _("Grade"), show=_grade, sort="grade"),
        Column("admitted_on", _("Admitted")),
        Column("official_on", _("Official")),
        Column("card_number", _("Card number")),
        Column("ethnicity", _("Ethnicity"), listed=False),
        Column("native_place", _("Native place"), listed=False),
        Column("schooling", _("Schooling"), listed=False),
        Column("qualification", _("Qualification"), listed=False),
        Column("political_theory", _("Political theory"), listed=False),
        Column("phone", _("Phone"), listed=False, power="members.read_contact"),
        Column("identity_number", _("Identity number"), listed=False, power="members.read_identity",
               show=lambda record: masked(record.identity_number)),
    ),
    acts=(
        Act("record", operations.record, _("Enter a member"), icon="user-plus", asks=(
            Ask("name", _("Full name")),
            Ask("born_on", _("Born"), "day"),
            Ask("sex", _("Sex"), "choice", choices=Person.Sex.choices),
            Ask("grade", _("Grade"), "choice", choices=Membership.Grade.choices),
            Ask("admitted_on", _("Admitted"), "day"),
            Ask("official_on", _("Official"), "day", required=False),
            Ask("card_number", _("Card number"), required=False),
            Ask("identity_number", _("Identity number"), required=False),
            Ask("phone", _("Phone"), required=False),
            Ask("on", _("On the roll as of"), "day", initial="today"),
        ), event=True),
        Act("import_register", importing.import_register, _("Take in a register"), icon="upload",
            page="members:import", event=True),
        Act("correct", operations.correct, _("Correct"), on_record=True, icon="pencil", asks=(
            Ask("name", _("Full name"), initial="own"),
            Ask("born_on", _("Born"), "day", initial="own", required=False),
            Ask("sex", _("Sex"), "choice", choices=Person.Sex.choices, initial="own", required=False),
            Ask("admitted_on", _("Admitted"), "day", initial="own", required=False),
            Ask("official_on", _("Official"), "day", initial="own", required=False),
            *(
                Ask(name, label, initial="own", required=False)
                for name, label in (
                    ("card_number", _("Card number")),
                    ("ethnicity", _("Ethnicity")),
                    ("native_place", _("Native place")),
                    ("schooling", _("Schooling")),
                    ("qualification", _("Qualification")),
                    ("political_theory", _("Political theory")),
                )
            ),
            REASON,
            Ask("on", _("Day of the correction"), "day", initial="today"),
            VERSION,
        ), event=True),
        Act("correct_identity", operations.correct_identity, _("Correct number and phone"), on_record=True, asks=(
            Ask("identity_number", _("Identity number"), required=False,
                initial=lambda actor, record: masked(record.identity_number)),
            Ask("phone", _("Phone"), initial="own", required=False),
            REASON,
            Ask("on", _("Day of the correction"), "day", initial="today"),
            VERSION,
        ), event=True),
        Act("read_identity", operations.read_identity, _("Show the whole identity number"), on_record=True, icon="eye",
            page="members:identity", open_for=lambda record: bool(record.identity_number)),
        Act("exempt", standing.exempt, _("Exempt from work and meetings"), (_day,), on_record=True,
            open_for=lambda record: _member(record) and not record.is_exempt),
        Act("end_exemption", standing.end_exemption, _("End the exemption"), (_day,), on_record=True,
            open_for=lambda record: record.is_exempt),
        Act("hold_post", standing.hold_post, _("Take up a post"), (
            Ask("body", _("Body"), "choice", choices=Position.Body.choices),
            Ask("post", _("Post"), "choice", choices=Position.Post.choices),
            _day,
            _decision,
        ), on_record=True, open_for=_member),
        Act("leave_post", standing.leave_post, _("Leave a post"), (
            Ask("position", _("Post"), "record", choices=_posts),
            _day,
        ), on_record=True, open_for=lambda record: bool(_posts(None, record))),
        Act("strike_post", standing.strike_post, _("Strike out a post"), (
            Ask("position", _("Post"), "record", choices=_every_post),
            REASON,
        ), on_record=True, open_for=lambda record: bool(_every_post(None, record)), danger=True),
        Act("remove_name", standing.remove_name, _("Remove the name"), (_day, REASON, _decision), on_record=True,
            open_for=_member),
        Act("permit_leave", standing.permit_leave, _("Permit to leave the Party"), (_day, REASON, _decision),
            on_record=True, open_for=_member),
        Act("record_death", standing.record_death, _("Record the death"), (
            Ask("on", _("Day of death"), "day"),
        ), on_record=True, open_for=_member, event=True),
        Act("merge_persons", operations.merge_persons, _("Merge with another record"), (
            Ask("other", _("The other record, which goes"), "record", choices=_doubles),
            REASON,
            DAY,
        ), on_record=True, open_for=_has_double, event=True),
    ),
    indicators=(
        Stock("members", _("Members"), "người", query=queries.members, person="person", record="members"),
        Stock("members_probationary", _("Probationary members"), "người", query=queries.probationary, person="person",
              record="members"),
        Stock("members_exempt", _("Members exempt from work and meetings"), "người", query=queries.exempt,
              person="person", record="members"),
        Stock("grassroots_organisations", _("Grassroots organisations"), "tổ chức",
              query=queries.units_of_kind(Kind.GRASSROOTS_PARTY_ORG, Kind.GRASSROOTS_CELL), record="units"),
        Stock("grassroots_party_organisations", _("Grassroots party organisations"), "tổ chức",
              query=queries.units_of_kind(Kind.GRASSROOTS_PARTY_ORG), record="units"),
        Stock("grassroots_cells", _("Grassroots cells"), "tổ chức", query=queries.units_of_kind(Kind.GRASSROOTS_CELL), record="units"),
        Stock("cells", _("Cells under grassroots party organisations"), "chi bộ", query=queries.units_of_kind(Kind.CELL), record="units"),
    ),
    search=lambda text: queries.searched(text, on=today()),
    sections=_sections,
    filters=(
        Filter("standing", _("who"), (
            ("member", _("are members")), ("former", _("were members")), ("none", _("are not members yet")),
        ), queries.in_standing, initial="member"),
        Filter("grade", _("grade"), tuple(Membership.Grade.choices), queries.of_grade),
        Filter("exempt", _("exempt"), (("yes", _("exempt from activity")), ("no", _("takes part"))), queries.exempt_or_not),
        Filter("aged", _("aged"), (
            ("-30", _("under 30")), ("30-45", _("from 30 to 44")), ("45-60", _("from 45 to 59")), ("60-", _("60 and more")), ("unknown", _("not on record")),
        ), queries.aged),
        Filter("sex", _("sex"), (*Person.Sex.choices, ("unknown", _("not on record"))), queries.of_sex),
        Filter("party_age", _("party age"), (
            ("-10", _("under 10 years")), ("10-20", _("from 10 to 19 years")), ("20-30", _("from 20 to 29 years")),
            ("30-", _("30 years and more")), ("unknown", _("not on record")),
        ), queries.of_party_age),
    ),
)  # fmt: skip

"""Units at a glance: open this file first."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.areas.units import asks, beginning, operations, queries
from giaoban.areas.units.asks import CALLED, DECIDED, DECIDED_LONG_AGO, FROM, WHY
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.rules import IN_WORDS
from giaoban.kit.register import Act, Ask, Column, Filter, Register

_found = asks.as_asked(beginning.found, asks.heading)
_establish = asks.as_asked(operations.establish, asks.founding)
_rename = asks.as_asked(operations.rename)
_change_kind = asks.as_asked(operations.change_kind)
_move = asks.as_asked(operations.move, asks.moving)
_merge = asks.as_asked(operations.merge, asks.merging)
_split = asks.as_asked(operations.split, asks.splitting)
_dissolve = asks.as_asked(operations.dissolve)
_reopen = asks.as_asked(operations.reopen)
_record_alias = asks.as_asked(operations.record_alias)


def _ended(record: Unit) -> bool:
    return not asks.stands(record)


UNITS = Register(
    name="units",
    label=_("Party organisations"),
    record=Unit,
    icon="network",
    order="name",
    unit="pk",
    rows=queries.standing_on,
    day=queries.day_of,
    page=lambda record: reverse("units:page", args=[record.slug]),
    columns=(
        Column("short_name", _("Short name")),
        Column("name", _("Name of the unit")),
        Column("kind", _("Kind of unit"), show=lambda record: IN_WORDS[record.kind], sort="kind"),
        Column("above", _("Under which unit")),
        Column("committee", _("Committee, as documents write it"), listed=False),
        Column("superior", _("Superior, as documents write it"), listed=False),
        Column("sign", _("Sign in document numbers"), listed=False),
        Column("place", pgettext_lazy("unit", "Place"), listed=False),
        Column("standing_since", _("Founded"), listed=False),
    ),
    acts=(
        Act("found", _found, _("Enter a body at the top"), icon="network",
            about=_("It stands at the top of the tree: the first one, or one beside or above those that are there."),
            foretold=asks.foretold(_found), asks=(
            Ask("kind", _("Kind of unit"), "choice", choices=asks.kinds_at_the_top, initial=asks.usual_top),
            *CALLED,
            Ask("unit", _("Those that stand under it from then on"), "several", required=False, choices=asks.at_the_top),
            Ask("on", _("In the program's records from"), "day", initial=asks.this_year,
                help=_("Nothing can be recorded for an earlier day.")),
            *DECIDED_LONG_AGO,
        )),
        Act("take_in_list", beginning.take_in_list, _("Take in a list of organisations"), icon="upload", page="units:list"),
        Act("establish", _establish, _("Establish a unit below"), on_record=True, open_for=asks.stands,
            about=_("A new unit begins on the day and stands under this one."), foretold=asks.foretold(_establish), asks=(
            Ask("kind", _("Kind of unit"), "choice", choices=asks.kinds_below),
            *CALLED,
            *DECIDED,
        )),
        Act("rename", _rename, _("Rename"), on_record=True, open_for=asks.stands,
            about=_("The old name stays on all earlier days; both find the unit."), foretold=asks.foretold(_rename), asks=(
            Ask("name", _("Name of the unit"), initial=asks.called("name"), most=250),
            Ask("short_name", _("Short name"), initial=asks.called("short_name"), most=120),
            Ask("committee", _("Committee, as documents write it"), required=False, initial=asks.called("committee"), most=250),
            Ask("superior", _("Superior, as documents write it"), required=False, initial=asks.called("superior"), most=250),
            Ask("sign", _("Sign in document numbers"), required=False, initial=asks.called("sign"), most=20),
            Ask("place", pgettext_lazy("unit", "Place"), required=False, initial=asks.called("place"), most=120),
            *DECIDED,
        )),
        Act("change_kind", _change_kind, _("Change its kind"), on_record=True, open_for=asks.stands,
            about=_("What stands above and below must fit the new kind."), foretold=asks.foretold(_change_kind), asks=(
            Ask("kind", _("New kind"), "choice", choices=asks.other_kinds),
            *DECIDED,
        )),
        Act("move", _move, _("Move under another unit"), on_record=True, open_for=asks.stands,
            about=_("All that stands below moves along."), foretold=asks.foretold(_move), asks=(
            Ask("parent", _("Under which unit"), "unit", choices=asks.parents_to_move),
            *DECIDED,
        )),
        Act("merge", _merge, _("Merge"), on_record=True, open_for=asks.stands, at=asks.above, danger=True,
            about=_("The unit ends; its members and the units below go over to the one that carries it on."),
            foretold=asks.foretold(_merge), asks=(
            Ask("into", _("Into a unit that exists"), "unit", required=False, choices=asks.to_merge_into),
            Ask("new_name", _("or into a new unit with this name"), required=False, most=250),
            Ask("others", _("Merged together with it"), "several", required=False, choices=asks.siblings),
            *DECIDED,
        )),
        Act("split", _split, _("Split"), on_record=True, open_for=asks.stands, at=asks.above, danger=True,
            about=_("Members and units below are chosen one by one; the shares follow from them."),
            foretold=asks.foretold(_split), names=asks.named_members, asks=(
            Ask("name_1", _("Name of the first new unit"), most=250),
            Ask("name_2", _("Name of the second new unit"), required=False, most=250,
                help=_("Left empty, the unit itself remains with whoever is not sent to the first.")),
            Ask("share", _("Share of the first, in percent"), required=False, most=12,
                help=_("Only where no members are recorded; otherwise the members make the share.")),
            Ask("children", _("Units that go to the first"), "several", required=False, choices=asks.children),
            Ask("people", _("Members who go to the first"), "several", required=False, choices=asks.members),
            *DECIDED,
        )),
        Act("dissolve", _dissolve, _("Dissolve"), on_record=True, open_for=asks.stands, at=asks.above, danger=True,
            about=_("The unit ends; whoever is left needs a unit that takes over."), foretold=asks.foretold(_dissolve), asks=(
            Ask("heir", _("Who takes over what is left"), "unit", required=False, choices=asks.heirs),
            *DECIDED,
        )),
        Act("reopen", _reopen, _("Reopen"), on_record=True, open_for=_ended,
            about=_("The unit exists again with its last name and kind, without members."), foretold=asks.foretold(_reopen),
            asks=(
            Ask("parent", _("Under which unit"), "unit", choices=asks.parents_to_reopen),
            *DECIDED,
        )),
        Act("record_alias", _record_alias, _("Record another spelling"), on_record=True, open_for=asks.stands,
            about=_("Files that write the name in this way will be understood."), foretold=asks.foretold(_record_alias), asks=(
            Ask("name", _("Also written as"), most=250),
            FROM,
            WHY,
        ), event=True),
    ),
    search=queries.called_like,
    filters=(
        Filter("kind", _("kind"), tuple(Kind.choices), lambda rows, kind, day: rows.filter(kind=kind)),
    ),
)  # fmt: skip

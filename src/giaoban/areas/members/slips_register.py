"""Slips that invite members to their handbook, at a glance."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from giaoban.areas.members import slips
from giaoban.areas.members.models import Slip
from giaoban.core.numbers import write_number
from giaoban.ground.access.policy import may
from giaoban.ground.journal.clock import today
from giaoban.ground.people.queries import found_by
from giaoban.ground.units.queries import names_of
from giaoban.kit.register import REASON, Act, Column, Due, RecordPart, Register, by_state


def _due(units: Collection[int], day: date) -> list[Due]:
    """What is confirmed and waits to be printed and handed out, a sentence a cell."""
    waiting = Slip.objects.filter(unit__among=units, state=Slip.State.WAITING)
    cells = waiting.values_list("unit").annotate(count=Count("pk"), since=Min("invited_on")).order_by("unit")
    names = names_of([unit for unit, _count, _since in cells], on=day)
    return [
        Due(
            f"{names.get(unit, 'Chi bộ')} phải in và trao {write_number(count)} phiếu mời dùng sổ tay",
            since,
            reverse("members:slips", args=[unit]),
            unit,
        )
        for unit, count, since in cells
    ]


def _sections(actor: Any, record: Slip) -> list[RecordPart]:
    if not may(actor, "slips.print_slips", record.unit_id, on=today()):
        return []
    return [RecordPart(_("Paper slips"), "members/to_slips.html", {"unit": record.unit_id})]


def _open(record: Slip) -> bool:
    return record.state in {Slip.State.WAITING, Slip.State.PRINTED}


SLIPS = Register(
    name="slips",
    label=_("Slips for the handbook"),
    record=Slip,
    area="members",
    icon="smartphone",
    order="person__name_key",
    columns=(
        Column("person__name", _("Member"), sort="person__name_key"),
        Column("unit"),
        Column("state"),
        Column("invited_on"),
        Column("printed_on"),
        Column("lapses_on"),
        Column("used_on"),
    ),
    acts=(
        Act("invite", slips.invite, _("Invite the whole cell"), icon="users", proved=True, foretold=slips.foretold,
            about=_("Everybody of the cell who has no handbook yet gets a slip, once a second person has confirmed it.")),
        Act("keep_on_paper", slips.keep_on_paper, _("Stays on paper"), on_record=True, open_for=_open, icon="file-text"),
        Act("withdraw", slips.withdraw, _("Declare the slip void"), (REASON,), on_record=True, icon="undo-2",
            open_for=lambda record: record.state in slips.OPEN),
    ),
    search=lambda text: found_by(text, prefix="person__"),
    sections=_sections,
    due=_due,
    filters=(
        by_state(Slip.State.choices),
    ),
)  # fmt: skip

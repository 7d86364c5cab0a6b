"""Why somebody may not, said to somebody who may know: which power is missing, over which unit, who can give it.

Asked only when something was refused, and by the pages that answer “who can see this”; no other page pays for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from giaoban.ground.access.models import Account, Grant
from giaoban.ground.access.policy import Actor, may, may_anywhere
from giaoban.ground.access.roles import roles
from giaoban.ground.access.words import in_words
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import ids_above, names_of

NAMED = 3
"""So many people are named in a sentence; the page names them all."""


class Denied(PermissionDenied):
    """A page that may be known of and not be used: the power that is missing, and the unit it is missing over."""

    def __init__(self, power: str, unit: int | None = None) -> None:
        super().__init__(power)
        self.power, self.unit = power, unit


@dataclass(frozen=True)
class Holder:
    """Somebody who has a role over the unit, or over one above it."""

    grant: Grant
    over: str  # what the unit of the role is called; nothing for the whole tree

    @property
    def role(self) -> str:
        return self.grant.role_label


def holders(unit: Unit | int | None, *, on: date, power: str = "") -> list[Holder]:
    """Everybody whose role reaches the unit on that day (and gives that power), the nearest unit first."""
    line = ids_above(unit, on=on) if unit is not None else []
    grants = (
        Grant.objects.in_force(on)
        .filter(Q(unit__isnull=True) | Q(unit__in=line), account__is_active=True, account__kind=Account.Kind.HUMAN)
        .select_related("account")
    )
    every_role, names = roles(), names_of(line, on=on)
    near = {unit_id: place for place, unit_id in enumerate(line)}
    reaching = [
        Holder(grant, names.get(grant.unit_id or 0, ""))
        for grant in grants
        if grant.role in every_role and (not power or grant.gives(power))
    ]
    return sorted(
        reaching,
        key=lambda holder: (near.get(holder.grant.unit_id or 0, len(line)), holder.role, holder.grant.account.name),
    )


def roles_that_give(power: str) -> list[str]:
    """What the roles of people are called that give that power."""
    return [role.label for code, role in roles().items() if code != "program" and role.gives(power)]


def why_not(actor: Actor, power: str, unit: Unit | None, *, on: date) -> str:
    """The sentence of a refusal; a unit that the person may not read is not named, nor who looks after it."""
    opening = f"Tài khoản “{actor}” không có quyền “{in_words(power)}”"
    if unit is None:
        whole = " đối với toàn bộ cây tổ chức" if may_anywhere(actor, power, on=on) else ""
        return f"{opening}{whole}."
    if not may(actor, "units.read", unit, on=on):
        return f"{opening} đối với tổ chức này."
    sentence = f"{opening} đối với {names_of([unit.pk], on=on).get(unit.pk, unit.slug)}."
    givers = list(dict.fromkeys(holder.grant.account.name for holder in holders(unit, on=on, power="access.grant")))
    return f"{sentence} Người giao được quyền này: {', '.join(givers[:NAMED])}." if givers else sentence

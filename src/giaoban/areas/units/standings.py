"""Why units cannot stand as an act would have them, asked of the tree on the day of the act and later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from giaoban.areas.units import queries, rules
from giaoban.areas.units.queries import Now
from giaoban.core.refusal import refuse_if
from giaoban.core.text import fold
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import names_of
from giaoban.ground.units.spells import Founding


def all_standing(units: Iterable[Unit], *, on: date) -> dict[int, Now]:
    """The units as they stand on that day; Refused where one does not exist or has changed later already."""
    nows = queries.standings(units, on=on)
    refuse_if([reason for now in nows.values() for reason in rules.why_not_dated(now, on=on)])
    return nows


def standing(unit: Unit, *, on: date) -> Now:
    return all_standing([unit], on=on)[unit.pk]


def in_time(unit: int, *, on: date) -> list[rules.Standing]:
    """The unit once for each kind that it is of on that day or later."""
    name = names_of([unit], on=on).get(unit, "")
    return [rules.Standing(name=name, kind=kind) for kind in queries.kinds_from(unit, on=on)]


def why_not_under(units: Iterable[Unit], parent: Unit, nows: dict[int, Now], *, on: date) -> list[str]:
    """Every reason why these units cannot stand under ``parent`` from that day."""
    parents = in_time(parent.pk, on=on)
    above = queries.above_from(parent.pk, on=on)
    reasons: list[str] = []
    for unit in units:
        now = nows[unit.pk]
        assert now.kind is not None
        ring = unit.pk in above
        reasons += rules.why_not_place(kind=now.kind, name=now.name, parents=parents, under_itself=ring)
    return reasons


def why_not_founded(founding: Founding, parent: Unit | None, *, on: date, but: Iterable[int] = ()) -> list[str]:
    siblings = queries.folded_siblings(parent, on=on, but=but)
    reasons = rules.why_not_named(founding.name, siblings=siblings, key=fold(founding.name))
    if parent is None:
        return reasons + rules.why_not_place(kind=founding.kind, name=founding.name, parents=(), at_top=True)
    all_standing([parent], on=on)
    return reasons + rules.why_not_place(kind=founding.kind, name=founding.name, parents=in_time(parent.pk, on=on))


def why_not_all_founded(
    foundings: Sequence[tuple[Founding, Unit | int | None]], under: Unit | None, *, on: date
) -> list[str]:
    reasons: list[str] = []
    parents = {parent for _, parent in foundings if isinstance(parent, Unit)}
    standings_of = {parent: in_time(parent.pk, on=on) for parent in parents}
    taken: dict[Unit | int | None, set[str]] = {
        parent: queries.folded_siblings(parent, on=on) for parent in [*parents, None]
    }
    all_standing(parents, on=on)
    for founding, parent in foundings:
        names = taken.setdefault(parent, set())
        reasons += rules.why_not_named(founding.name, siblings=names, key=fold(founding.name))
        names.add(fold(founding.name))
        if isinstance(parent, int):
            above = [rules.Standing(name=foundings[parent][0].name, kind=foundings[parent][0].kind)]
        else:
            above = standings_of[parent] if parent else []
        reasons += rules.why_not_place(kind=founding.kind, name=founding.name, parents=above, at_top=parent is None)
    if under is not None:
        for parent in [*parents, *([None] if any(above is None for _, above in foundings) else [])]:
            if parent is None or under.pk not in queries.above_from(parent.pk, on=on):
                reasons.append("Có tổ chức được lập ngoài phạm vi đã chọn.")
    return reasons

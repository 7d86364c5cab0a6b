"""What an office begins with: the body at the top of the tree, beside or above what stands there; its organisations from a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from giaoban.areas.units import rules, standings
from giaoban.areas.units.listed import ReadList, StandingUnit
from giaoban.areas.units.operations import Ruling
from giaoban.core.refusal import refuse_if
from giaoban.core.text import fold
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.models import Entry
from giaoban.ground.locks.queries import why_closed
from giaoban.ground.units import spells
from giaoban.ground.units.models import Alias, Decision, KindSpell, NameSpell, PlaceSpell, Unit
from giaoban.ground.units.queries import ids_under, names_of, parent_of
from giaoban.ground.units.spells import Founding
from giaoban.ground.writing import writing


def found(
    *,
    actor: Actor,
    founding: Founding,
    on: date,
    below: Sequence[Unit] = (),
    decision: Ruling | None = None,
    reason: str = "",
) -> Unit:
    """The body stands at the top of the tree from that day, above those of ``below`` that stood there until then.

    It belongs to no unit, so that the power must be held over the whole tree. The decision is not asked for a body that
    stood long before the program: an office begins with what it knows.
    """
    with writing(actor, "units.found", unit=None, on=on, reason=reason):
        spells.hold_tree()
        refuse_if(sorted({closed for unit in below for closed in why_closed(unit, on=on)}))
        nows = standings.all_standing(below, on=on)
        refuse_if(rules.why_not_above([nows[unit.pk].name for unit in below if parent_of(unit, on=on)]))
        ids = [unit.pk for unit in below]
        refuse_if(standings.why_not_founded(founding, None, on=on, but=ids))
        ruling = decided(decision, on=on)
        body = spells.found(founding, parent=None, on=on, decision=ruling)
        refuse_if(standings.why_not_under(below, body, nows, on=on))
        spells.place(ids, parent=body, on=on)
        spells.moved(ids, on=on, decision=ruling)
        return body


def take_in_list(*, actor: Actor, unit: Unit, listed: ReadList, on: date, file: str = "", reason: str = "") -> Entry:
    """The organisations of the list that are ready stand below the unit from that day, as one act; answers its entry.

    Each has its own decision, and its code is line of the names by which it is found.
    """
    with writing(
        actor, "units.take_in_list", unit=unit, on=on, reason=reason, detail={"file": file, "rows": len(listed.ready)}
    ) as entry:
        spells.hold_tree()
        refuse_if([] if listed.ready else ["Danh sách không có tổ chức nào để ghi."])
        decisions: dict[tuple[str, str, date], Decision | None] = {}
        places = {row: at for at, row in enumerate(listed.ready)}
        standing = Unit.objects.in_bulk({
            key for line in listed.rows if line.parent for key in (line.stands, line.parent[1] if line.parent[0] == "unit" else None)
            if key is not None
        })  # fmt: skip
        foundings: list[tuple[Founding, Unit | int | None]] = []
        for row in listed.ready:
            line = listed.rows[row]
            assert line.parent is not None
            if line.decision and line.decision not in decisions:
                decisions[line.decision] = decided(Ruling(*line.decision), on=max(on, line.decision[2]))
            where, key = line.parent
            above = listed.rows[key].stands if where == "row" else key
            founding = Founding(
                line.kind, line.name, line.short_name, order=row, aliases=(line.code,) if line.code else (),
                standing_since=line.decision[2] if line.decision else None,
                decision=decisions[line.decision] if line.decision else None,
            )  # fmt: skip
            foundings.append((founding, places[key] if above is None else standing[above]))
        refuse_if(standings.why_not_all_founded(foundings, unit, on=on))
        spells.found_many(foundings, on=on)
        return entry


def known_below(unit: Unit, *, on: date) -> list[StandingUnit]:
    """The unit and those below it on that day, each with every name by which a list may call it."""
    places = dict(
        PlaceSpell.objects.filter(unit__in=ids_under(unit, on=on), valid__contains=on).values_list("unit", "parent")
    )
    folds: dict[int, set[str]] = {key: set() for key in places}
    for key, name in Alias.objects.filter(unit__in=places).values_list("unit", "fold"):
        folds[key].add(name)
    names: dict[int, str] = {}
    for key, name, short in NameSpell.objects.filter(unit__in=places, valid__contains=on).values_list(
        "unit", "name", "short_name"
    ):
        names[key] = name
        folds[key] |= {fold(name), fold(short)}
    kinds = KindSpell.objects.filter(unit__in=places, valid__contains=on).values_list("unit", "kind")
    return [StandingUnit(key, names[key], kind, places[key], frozenset(folds[key])) for key, kind in kinds]


def decided(ruling: Ruling | None, *, on: date) -> Decision | None:
    """The decision is on record, where there is one; Refused where it says too little, or was signed after that day."""
    if ruling is None:
        return None
    refuse_if(rules.why_not_decided(issuer=ruling.issuer, number=ruling.number, issued_on=ruling.issued_on, on=on))
    return spells.decide(
        issuer=ruling.issuer, number=ruling.number, issued_on=ruling.issued_on, summary=ruling.summary
    )  # fmt: skip


def tops(*, on: date) -> dict[int, str]:
    """What stands at the top of the tree on that day, by name."""
    ids = Unit.objects.filter(places__valid__contains=on, places__parent=None).values_list("pk", flat=True)
    return names_of(ids, on=on)

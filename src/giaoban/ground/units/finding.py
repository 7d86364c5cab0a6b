"""Units found by what is typed of them: any words of their names, short names and codes, with those of the unit above.

What matches is found by index and never more than `LOOKED_AT` of it, so that “chi bộ” costs no more than “sở y tế”.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from giaoban.core.meant import words_of, words_of_all
from giaoban.core.names import order_key
from giaoban.core.text import fold, respell, squeeze
from giaoban.ground.units.models import WORDS, Alias, Kind, KindSpell, NameSpell, PlaceSpell, Unit

LOOKED_AT = 400
"""So many that match are looked at; the best of them are offered."""
UPPER = 40
"""So many units above are looked under when words of theirs were typed."""
Within = Collection[int] | QuerySet[Unit] | None
"""Which units may be found: these ids, those of a query, or any."""


@dataclass(frozen=True)
class UnitSeen:
    """A unit as it was on the asked day, with what tells it from others of its name."""

    id: int
    name: str
    short_name: str
    sign: str
    place: str
    kind: str
    above: str

    @property
    def kind_label(self) -> str:
        """Its kind in words."""
        return str(Kind(self.kind).label) if self.kind else ""


def matching(text: str, *, on: date, within: Within = None) -> tuple[list[int], bool]:
    """The units that the text fits on that day, best first; and whether the first alone is meant.

    It is when nothing else fits, or nothing else is called exactly that, with the marks that were typed or without any.
    """
    words = words_of(text)
    if len("".join(words)) < 2 and not text.strip().isdecimal():
        return [], False
    rows = _with_words(words, on=on, within=within)
    if len(rows) < LOOKED_AT:
        rows = {**_under_named(words, on=on, within=within), **rows}
    key, typed = fold(text), _marked(text)
    exact = _called(key, on=on, within=within) | {unit for unit, names in rows.items() if key in map(fold, names)}
    marked = {unit for unit in exact if typed in map(_marked, rows.get(unit, ()))}
    whole = {unit for unit, names in rows.items() if set(words) <= words_of_all(" ".join(names))}

    def rank(unit: int) -> tuple[object, ...]:
        names = rows.get(unit, ("",))
        begun = any(fold(name).startswith(key) for name in names)
        return unit not in marked, unit not in exact, unit not in whole, not begun, order_key(names[0]), unit

    order = sorted({*rows, *exact}, key=rank)
    few = len(rows) < LOOKED_AT
    alone = len(marked) == 1 or len(exact) == 1 or (not exact and few and 1 in (len(whole), len(order)))
    return order, alone


def _marked(text: str) -> str:
    """The text with its marks in one spelling, case aside."""
    return squeeze(respell(text)).casefold()


def _standing(on: date, within: Within, **above: Any) -> QuerySet[NameSpell]:
    names = NameSpell.objects.filter(valid__contains=on, unit__places__valid__contains=on, **above)
    if within is None:
        return names
    return names.filter(unit__in=within) if isinstance(within, QuerySet) else names.filter(unit__among=within)


def _called(key: str, *, on: date, within: Within) -> set[int]:
    """The units whose name or alias is exactly that."""
    standing = _standing(on, within)
    aliased = list(Alias.objects.filter(fold=key).values_list("unit", flat=True)[:LOOKED_AT])
    ids = set(standing.filter(name_fold=key).values_list("unit", flat=True)[:LOOKED_AT])
    return ids | set(standing.filter(unit__in=aliased).values_list("unit", flat=True)) if aliased else ids


def _having(names: QuerySet[NameSpell], words: Sequence[str]) -> QuerySet[NameSpell]:
    names = names.alias(words=WORDS)
    for word in words:
        names = names.filter(words__contains=f" {word}")
    return names


def _with_words(words: Sequence[str], *, on: date, within: Within) -> dict[int, tuple[str, ...]]:
    """Units of whose names each word begins a word: name, short name and code by unit."""
    rows = _having(_standing(on, within), words).values_list("unit", "name", "short_name", "sign")[:LOOKED_AT]
    return {row[0]: row[1:] for row in rows}


def _under_named(words: Sequence[str], *, on: date, within: Within) -> dict[int, tuple[str, ...]]:
    """Units that some words name, right under units that the other words name: “chi bo 1 so y te”, “syt vp”.

    Beside their own names stands that of the unit above.
    """
    has_below = Exists(PlaceSpell.objects.filter(parent=OuterRef("unit"), valid__contains=on))
    for size in range(len(words) - 1, 0, -1):
        for upper, own in ((words[-size:], words[:-size]), (words[:size], words[size:])):
            above = _having(NameSpell.objects.filter(has_below, valid__contains=on), upper)
            uppers = {
                row[0]: " ".join(row[1:]) for row in above.values_list("unit", "name", "short_name", "sign")[:UPPER]
            }
            if not uppers:
                continue
            below = _having(_standing(on, within, unit__places__parent__among=list(uppers)), own)
            rows = below.values_list("unit", "name", "short_name", "sign", "unit__places__parent")[:LOOKED_AT]
            below_them: dict[int, tuple[str, ...]] = {
                row[0]: (*row[1:4], uppers[row[4]]) for row in rows if row[4] in uppers
            }
            if below_them:
                return below_them
    return {}


def seen(ids: Sequence[int], *, on: date) -> list[UnitSeen]:
    """These units as they were on that day, in that order; those that did not stand then are left out."""
    names = {
        spell.unit_id: spell for spell in NameSpell.objects.filter(unit__among=ids, valid__contains=on)
    }  # fmt: skip
    kinds = dict(KindSpell.objects.filter(unit__among=ids, valid__contains=on).values_list("unit", "kind"))
    above = dict(PlaceSpell.objects.filter(unit__among=ids, valid__contains=on).values_list("unit", "parent"))
    uppers = dict(
        NameSpell.objects.filter(unit__among={key for key in above.values() if key}, valid__contains=on).values_list(
            "unit", "name"
        )
    )
    return [
        UnitSeen(
            unit, spell.name, spell.short_name, spell.sign, spell.place,
            kinds.get(unit, ""), uppers.get(above.get(unit) or 0, ""),
        )
        for unit in ids
        if (spell := names.get(unit)) is not None
    ]  # fmt: skip

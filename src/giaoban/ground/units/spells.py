"""Writes of units and their spells without checks of their own: the calling operation has asked the rules and opened ``writing()``.

Every change runs from its day to the end of the spell that it cuts; what was before that day is never touched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model, Q

from giaoban.core.text import fold, respell, slug, squeeze
from giaoban.ground.units.models import Alias, Decision, KindSpell, NameSpell, PlaceSpell, Succession, Unit

HOLD = 7_305_001
"""The advisory lock under which the tree changes: two acts that are each right could together make a ring."""


@dataclass(frozen=True)
class Founding:
    """What a new unit is: its kind and names; see ``NameSpell`` for committee, superior, sign and place."""

    kind: str
    name: str
    short_name: str = ""
    committee: str = ""
    superior: str = ""
    sign: str = ""
    place: str = ""
    order: int = 0
    standing_since: date | None = None
    aliases: tuple[str, ...] = ()
    decision: Decision | None = None  # its own, where those founded together have several


def hold_tree(units: Iterable[Unit] = ()) -> None:
    """No other transaction changes the tree, or puts anybody into one of these units, until this one ends.

    Who is put into one of them at the same moment is in it before this goes on, or is judged by what it leaves.
    """
    rows = Unit.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[unit.pk for unit in units])
    list(rows.order_by("pk"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [HOLD])


def decide(*, issuer: str, number: str, issued_on: date, summary: str = "") -> Decision:
    """The decision is on record; the same issuer, number and day is the same decision."""
    decision, _ = Decision.objects.get_or_create(
        issuer=squeeze(issuer), number=squeeze(number), issued_on=issued_on, defaults={"summary": summary}
    )
    return decision


def found(founding: Founding, *, parent: Unit | None, on: date, decision: Decision | None = None) -> Unit:
    """The unit exists from that day, under ``parent`` or at the top."""
    return found_many([(founding, parent)], on=on, decision=decision)[0]


def found_many(
    foundings: Sequence[tuple[Founding, Unit | int | None]], *, on: date, decision: Decision | None = None
) -> list[Unit]:
    """All the units exist from that day, in a fixed number of statements.

    The second of each pair is the unit above, or the index of an earlier founding of the same sequence, or None for
    the top. Answers the units in the order asked for.
    """
    slugs: list[str] = []
    taken = _slugs_taken(foundings)
    for founding, parent in foundings:
        above = parent.slug if isinstance(parent, Unit) else slugs[parent] if isinstance(parent, int) else ""
        slugs.append(_free_slug(above, founding, taken))
    units = Unit.objects.bulk_create(
        [
            Unit(slug=unit_slug, standing_since=founding.standing_since)
            for unit_slug, (founding, _) in zip(slugs, foundings, strict=True)
        ]
    )
    valid = DateRange(on, None)
    kinds, names, places, aliases, steps = [], [], [], [], []
    for unit, (founding, parent) in zip(units, foundings, strict=True):
        name = _name_spell(unit, founding, valid)
        kinds.append(KindSpell(unit=unit, kind=founding.kind, valid=valid))
        names.append(name)
        over = units[parent] if isinstance(parent, int) else parent
        places.append(PlaceSpell(unit=unit, parent=over, order=founding.order, valid=valid))
        aliases += _new_aliases(unit, founding.aliases, taken={name.name_fold})
        steps.append(
            Succession(after=unit, on=on, how=Succession.How.ESTABLISH, decision=founding.decision or decision)
        )
    KindSpell.objects.bulk_create(kinds, batch_size=5000)
    NameSpell.objects.bulk_create(names, batch_size=5000)
    PlaceSpell.objects.bulk_create(places, batch_size=5000)
    Alias.objects.bulk_create(aliases, batch_size=5000)
    Succession.objects.bulk_create(steps, batch_size=5000)
    return units


def _slugs_taken(foundings: Sequence[tuple[Founding, Unit | int | None]]) -> set[str]:
    stems = {parent.slug for _, parent in foundings if isinstance(parent, Unit)}
    stems |= {slug(founding.short_name or founding.name)[:60] for founding, parent in foundings if parent is None}
    condition = Q(pk__in=[])
    for stem in stems:
        condition |= Q(slug__startswith=stem[:100])
    return set(Unit.objects.filter(condition).values_list("slug", flat=True))


def _free_slug(above: str, founding: Founding, taken: set[str]) -> str:
    own = slug(founding.short_name or founding.name)[:60].strip("-") or "to-chuc"
    stem = f"{above[:100]}-{own}"[:112].strip("-") if above else own
    free, count = stem, 1
    while free in taken:
        count += 1
        free = f"{stem}-{count}"
    taken.add(free)
    return free


def _tidy(text: str) -> str:
    return squeeze(respell(text))


def _name_spell(unit: Unit, founding: Founding, valid: DateRange) -> NameSpell:
    name = _tidy(founding.name)
    return NameSpell(
        unit=unit,
        name=name,
        short_name=_tidy(founding.short_name)[:120] or name[:120],
        committee=_tidy(founding.committee),
        superior=_tidy(founding.superior),
        sign=squeeze(founding.sign),
        place=_tidy(founding.place),
        name_fold=fold(name),
        valid=valid,
    )


def add_aliases(unit: Unit, names: Iterable[str]) -> list[Alias]:
    """The unit is found by these spellings too; those by which it is found already add nothing."""
    taken = set(NameSpell.objects.filter(unit=unit).values_list("name_fold", flat=True))
    taken |= set(Alias.objects.filter(unit=unit).values_list("fold", flat=True))
    return Alias.objects.bulk_create(_new_aliases(unit, names, taken=taken))


def _new_aliases(unit: Unit, names: Iterable[str], *, taken: set[str]) -> list[Alias]:
    made = []
    for name in names:
        if (key := fold(name)) and key not in taken:
            taken.add(key)
            made.append(Alias(unit=unit, name=_tidy(name), fold=key))
    return made


def rename(unit: Unit, *, on: date, **changes: str) -> NameSpell:
    """From that day the unit is called otherwise; ``changes`` names fields of ``NameSpell``, the others stay."""
    old = NameSpell.objects.get(unit=unit, valid__contains=on)
    fields = {
        field: getattr(old, field) for field in ("name", "short_name", "committee", "superior", "sign", "place")
    } | changes
    if "name" in changes and "short_name" not in changes and old.short_name == old.name:
        fields["short_name"] = changes["name"]
    new = _name_spell(unit, Founding(kind="", **fields), DateRange(on, old.valid.upper))
    _cut([old], on=on)
    new.save()
    return new


def change_kind(unit: Unit, kind: str, *, on: date) -> KindSpell:
    """From that day the unit is of that kind."""
    old = KindSpell.objects.get(unit=unit, valid__contains=on)
    new = KindSpell(unit=unit, kind=kind, valid=DateRange(on, old.valid.upper))
    _cut([old], on=on)
    new.save()
    return new


def place(units: Collection[int], *, parent: Unit | None, on: date) -> None:
    """From that day the units stand under ``parent``, in a fixed number of statements."""
    old = list(PlaceSpell.objects.filter(unit__in=units, valid__contains=on))
    new = [
        PlaceSpell(unit_id=spell.unit_id, parent=parent, order=spell.order, valid=DateRange(on, spell.valid.upper))
        for spell in old
    ]
    _cut(old, on=on)
    PlaceSpell.objects.bulk_create(new, batch_size=5000)


def close(unit: Unit, *, on: date) -> None:
    """From that day the unit no longer exists; its records of earlier days stay."""
    for spells in (PlaceSpell, NameSpell, KindSpell):
        _cut(list(spells.objects.filter(unit=unit, valid__contains=on)), on=on)


def reopen(unit: Unit, *, parent: Unit | None, on: date) -> None:
    """From that day the unit exists again under ``parent``, with the name and kind that it had last."""
    latest = [table.objects.filter(unit=unit).latest("valid") for table in (NameSpell, KindSpell, PlaceSpell)]
    for spell in latest:
        spell.pk = None
        spell._state.adding = True
        spell.valid = DateRange(on, None)
        if isinstance(spell, PlaceSpell):
            spell.parent = parent
        spell.save()


def _cut(spells: Sequence[Any], *, on: date) -> None:
    """The spells end before that day; one that began on that very day is replaced as if it had not been."""
    if not spells:
        return
    table: type[Model] = type(spells[0])
    ending = [spell for spell in spells if spell.valid.lower is None or spell.valid.lower < on]
    table._default_manager.filter(pk__in=[spell.pk for spell in spells if spell not in ending]).delete()
    for spell in ending:
        spell.valid = DateRange(spell.valid.lower, on)
    table._default_manager.bulk_update(ending, ["valid"], batch_size=2000)


def succeed(
    *,
    before: Unit | None,
    after: Unit | None,
    on: date,
    how: str,
    share: Decimal | None = None,
    decision: Decision | None = None,
) -> Succession:
    """What became of ``before`` on that day is on record."""
    return Succession.objects.create(before=before, after=after, on=on, how=how, share=share, decision=decision)


def moved(units: Iterable[int], *, on: date, decision: Decision | None = None) -> None:
    """That these units came under another unit that day is on record with each of them."""
    Succession.objects.bulk_create(
        [
            Succession(before_id=moved_unit, after_id=moved_unit, on=on, how=Succession.How.MOVE, decision=decision)
            for moved_unit in sorted(units)
        ],
        batch_size=5000,
    )

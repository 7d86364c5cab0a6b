"""What the pages of units show: a level of the tree, the days on which it changed, a unit's story, a merger as a flow."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from giaoban.core.numbers import write_number
from giaoban.ground.journal.models import Change, Entry
from giaoban.ground.units.models import GRASSROOTS, Decision, KindSpell, NameSpell, PlaceSpell, Succession, Unit
from giaoban.ground.units.queries import history, names_of
from giaoban.ground.units.restating import ENDING, branches, passages
from giaoban.ground.units.rules import IN_WORDS

How = Succession.How


@dataclass
class Shown:
    """A unit in the tree of a day, and how many stand right below it."""

    id: int
    slug: str
    name: str
    kind: str
    parent_id: int | None
    below: int
    children: list[Shown] = field(default_factory=list)

    @property
    def kind_label(self) -> str:
        return IN_WORDS[self.kind]


def level(*, on: date, parents: Collection[int] | None, visible: set[int] | None) -> list[Shown]:
    """The units right below these on that day, in their order; without parents, the highest that may be seen."""
    condition = "p.parent_id = ANY(%(parents)s)"
    if parents is None and visible is None:
        condition = "p.parent_id IS NULL"
    elif parents is None:
        condition = "p.unit_id = ANY(%(visible)s) AND NOT coalesce(p.parent_id = ANY(%(visible)s), false)"
    elif visible is not None:
        condition += " AND p.unit_id = ANY(%(visible)s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT p.unit_id, u.slug, n.name, k.kind, p.parent_id,
                (SELECT count(*) FROM units_placespell c WHERE c.parent_id = p.unit_id AND c.valid @> %(on)s::date)
            FROM units_placespell p JOIN units_unit u ON u.id = p.unit_id
            JOIN units_namespell n ON n.unit_id = p.unit_id AND n.valid @> %(on)s::date
            JOIN units_kindspell k ON k.unit_id = p.unit_id AND k.valid @> %(on)s::date
            WHERE p.valid @> %(on)s::date AND {condition} ORDER BY p."order", n.name_fold, p.unit_id""",
            {"on": on, "parents": list(parents or ()), "visible": list(visible or ())},
        )
        return [Shown(*row) for row in cursor.fetchall()]


def opened(*, on: date, visible: set[int] | None, top: int | None, levels: int) -> list[Shown]:
    """The tree of that day down to so many levels: one query for each. Below, pages ask level by level."""
    tops = level(on=on, parents=None, visible=visible if top is None else {top})
    row = tops
    for _ in range(levels - 1):
        by_id = {shown.id: shown for shown in row if shown.below}
        if not by_id:
            break
        row = level(on=on, parents=by_id, visible=visible)
        for shown in row:
            if shown.parent_id is not None:
                by_id[shown.parent_id].children.append(shown)
    return tops


def changes(visible: set[int] | None) -> list[tuple[date, str]]:
    """Every day on which the tree that may be seen changed, with what happened, in words."""
    steps = Succession.objects.order_by()
    if visible is not None:
        steps = steps.filter(before__among=visible) | steps.filter(after__among=visible)
    by_day: dict[date, list[str]] = defaultdict(list)
    labels = {how.value: str(how.label).lower() for how in How}
    counted = steps.values_list("on", "how").annotate(
        ended=Count("before", distinct=True), begun=Count("after", distinct=True)
    )
    for on, how, ended, begun in counted.order_by("on", "how"):
        by_day[on].append(f"{labels[how]} {write_number(ended or begun)} tổ chức")
    return [(on, ", ".join(words)) for on, words in sorted(by_day.items())]


# ---- a unit's story ----


@dataclass(frozen=True)
class UnitEvent:
    """One step of a unit's story: the day, the sentence, the decision behind it."""

    on: date
    sentence: str
    decision: Decision | None
    slug: str = ""  # of the other unit concerned


@dataclass(frozen=True)
class Spells:
    """All that one unit was called and was, and everywhere it stood, each in the order of time."""

    names: list[NameSpell]
    kinds: list[KindSpell]
    places: list[PlaceSpell]

    def name(self, on: date) -> NameSpell | None:
        """The name of that day, or the last one known."""
        return _at(self.names, on) or (self.names[-1] if self.names else None)

    def kind(self, on: date) -> str | None:
        """The kind of that day, or None."""
        return getattr(_at(self.kinds, on), "kind", None)

    def parent(self, on: date) -> int | None:
        """The unit above on that day, or None."""
        return getattr(_at(self.places, on), "parent_id", None)

    def standing_days(self) -> tuple[date, date | None] | None:
        """The first day on which the unit existed, and the last one where it has ended."""
        if not self.places:
            return None
        upper = self.places[-1].valid.upper
        return self.places[0].valid.lower, upper - timedelta(days=1) if upper else None


def spells_of(unit: Unit) -> Spells:
    """The spells of the unit, asked once for all that its page says."""
    return Spells(
        *(list(each.objects.filter(unit=unit).order_by("valid")) for each in (NameSpell, KindSpell, PlaceSpell))
    )  # type: ignore[attr-defined]


def story(unit: Unit, spells: Spells) -> list[UnitEvent]:
    """What happened to the unit, newest first, in sentences; a fixed number of queries."""
    steps = history(unit)
    others = {
        unit_id for step, _ in steps for unit_id in (step.before_id, step.after_id) if unit_id and unit_id != unit.pk
    }
    names, kinds, places = spells.names, spells.kinds, spells.places
    above = {spell.parent_id for spell in places if spell.parent_id}
    named = _names_in_time(others | above)
    slugs = dict(Unit.objects.filter(pk__in=others).values_list("pk", "slug"))
    told = []
    for step, decision in steps:
        other = step.after_id if step.before_id == unit.pk else step.before_id
        called = _called(named, other, step.on if other == step.after_id else step.on - timedelta(days=1))
        match step.how:
            case How.ESTABLISH:
                parent = _at(places, step.on)
                under = (
                    f", trực thuộc “{_called(named, parent.parent_id, step.on)}”" if parent and parent.parent_id else ""
                )
                sentence = _began(unit.standing_since, step.on, under)
            case How.RENAME:
                old, new = _at(names, step.on - timedelta(days=1)), _at(names, step.on)
                sentence = "Đổi tên."
                if old and new and old.name != new.name:
                    sentence = f"Đổi tên từ “{old.name}” thành “{new.name}”."
                elif old and new:
                    sentence = "Đổi cách ghi trên văn bản."
            case How.CHANGE_KIND:
                old_kind, new_kind = _at(kinds, step.on - timedelta(days=1)), _at(kinds, step.on)
                sentence = "Chuyển loại hình."
                if old_kind and new_kind:
                    sentence = f"Chuyển từ {IN_WORDS[old_kind.kind]} thành {IN_WORDS[new_kind.kind]}."
            case How.MOVE:
                old_place, new_place = _at(places, step.on - timedelta(days=1)), _at(places, step.on)
                source = _called(named, old_place.parent_id if old_place else None, step.on - timedelta(days=1))
                target = _called(named, new_place.parent_id if new_place else None, step.on)
                sentence = f"Chuyển từ “{source}” về trực thuộc “{target}”."
            case How.MERGE:
                merged = step.before_id == unit.pk
                sentence = (
                    f"Hợp nhất vào “{called}”; kết thúc hoạt động." if merged else f"Tiếp nhận “{called}” khi hợp nhất."
                )
            case How.SPLIT if step.before_id == step.after_id:
                sentence = "Chia tách một phần; phần còn lại tiếp tục hoạt động."
            case How.SPLIT:
                divided = step.before_id == unit.pk
                sentence = (
                    f"Chia tách; một phần về “{called}”." if divided else f"Nhận một phần của “{called}” khi chia tách."
                )
            case How.DISSOLVE:
                if step.before_id != unit.pk:
                    sentence = f"Tiếp nhận phần còn lại của “{called}” khi giải thể."
                else:
                    sentence = f"Giải thể; “{called}” tiếp nhận phần còn lại." if other else "Giải thể."
            case _:
                sentence = "Lập lại, hoạt động trở lại."
        told.append(UnitEvent(step.on, sentence, decision, slugs.get(other or 0, "")))
    return told[::-1]


def _at(spells: Sequence[Any], on: date) -> Any:
    return next(
        (
            spell
            for spell in spells
            if (spell.valid.lower is None or spell.valid.lower <= on)
            and (spell.valid.upper is None or on < spell.valid.upper)
        ),
        None,
    )


def _names_in_time(units: Iterable[int]) -> dict[int, list[NameSpell]]:
    known: dict[int, list[NameSpell]] = defaultdict(list)
    for spell in NameSpell.objects.filter(unit__in=set(units)).order_by("valid"):
        known[spell.unit_id].append(spell)
    return known


def _called(known: Mapping[int, list[NameSpell]], unit: int | None, on: date) -> str:
    """The name of that day, or the nearest one known."""
    spells = known.get(unit or 0, [])
    spell = _at(spells, on) or (spells[-1] if spells else None)
    return spell.name if spell else ""


def _began(since: date | None, on: date, under: str) -> str:
    """How the unit began: founded that day, or older than its records here."""
    return f"Có trong sổ{under}; thành lập ngày {since:%d/%m/%Y}." if since and since < on else f"Thành lập{under}."


def acts_on(unit: Unit, spells: Spells, *, last: int = 10) -> list[Entry]:
    """The acts on units that wrote this unit's own rows, newest first."""
    rows = Q(table=Unit._meta.db_table, row_id=unit.pk)
    for own in (spells.names, spells.kinds, spells.places):
        for spell in own:
            rows |= Q(table=spell._meta.db_table, row_id=spell.pk)
    entries = set(Change.objects.filter(rows).values_list("entry_id", flat=True))
    return list(Entry.objects.filter(pk__in=entries).select_related("undone_by").order_by("-pk")[:last])


# ---- what became of the units below, drawn as a flow ----

WIDTH, BOX, LABEL, ROW, GAP, HEAD = 960, 10, 220, 3.2, 10, 34


@dataclass
class Box:
    """A unit in one column of the flow, with its place in the drawing."""

    id: int
    slug: str
    name: str
    weight: int
    on: date
    x: float = 0
    y: float = 0
    height: float = 0
    middle: float = 0
    text_x: float = 0
    left: float = 0  # how much of its left and right edge is taken by bands
    right: float = 0


@dataclass(frozen=True)
class Band:
    """So many organisations that went from one unit to another."""

    source: Box
    target: Box
    weight: int
    path: str


@dataclass(frozen=True)
class UnitFlow:
    """Columns of units at the days of change, and the bands between them; coordinates in the drawing's own units."""

    width: float
    height: float
    columns: list[tuple[str, float, list[Box]]]
    bands: list[Band]


def flow(root: Unit, *, since: date, until: date) -> UnitFlow | None:
    """The units right below ``root`` between two days, and how many grassroots organisations went where; None when nothing did."""
    days = [since, *_days_of_change(root, since, until)]
    if len(days) < 2:
        return None
    days = days[-5:]
    belongs = [branches(root, on=on) for on in days]
    counted = [_counted(branch_of, on) for branch_of, on in zip(belongs, days, strict=True)]
    columns = [_column(root, counts, on) for counts, on in zip(counted, days, strict=True)]
    step = (WIDTH - LABEL - BOX) / (len(days) - 1)
    for at, column in enumerate(columns):
        _lay(column, x=at * step)
    height = max(box.y + box.height for column in columns for box in column) + GAP
    bands = []
    for at in range(len(days) - 1):
        went = _went(belongs[at], counted[at], belongs[at + 1], days[at], days[at + 1])
        bands += _bands({box.id: box for box in columns[at]}, {box.id: box for box in columns[at + 1]}, went)
    titles = [f"{on:%d/%m/%Y}" for on in days]
    return UnitFlow(
        WIDTH,
        height,
        [(title, column[0].x, column) for title, column in zip(titles, columns, strict=True) if column],
        bands,
    )


def _days_of_change(root: Unit, since: date, until: date) -> list[date]:
    below = PlaceSpell.objects.filter(parent=root).values("unit")
    steps = Succession.objects.filter(on__gt=since, on__lte=until, how__in=ENDING, before__in=below)
    return sorted(set(steps.values_list("on", flat=True)))


def _counted(belongs: Mapping[int, int], on: date) -> Counter[int]:
    """By branch, how many grassroots organisations it has that day."""
    grassroots = KindSpell.objects.filter(unit__in=list(belongs), kind__in=GRASSROOTS, valid__contains=on)
    return Counter(belongs[unit] for unit in grassroots.values_list("unit", flat=True))


def _column(root: Unit, counted: Counter[int], on: date) -> list[Box]:
    spots = PlaceSpell.objects.filter(parent=root, valid__contains=on).select_related("unit")
    names = names_of([spot.unit_id for spot in spots], on=on)
    ordered = sorted(spots, key=lambda spot: (spot.order, names[spot.unit_id]))
    return [Box(spot.unit_id, spot.unit.slug, names[spot.unit_id], counted[spot.unit_id], on) for spot in ordered]


def _lay(column: list[Box], *, x: float) -> None:
    y: float = HEAD
    for box in column:
        box.x, box.y = x, y
        box.height = max(box.weight * ROW, 14)
        box.middle = y + box.height / 2
        box.text_x = x + BOX + 6
        y += box.height + GAP


def _went(
    then: Mapping[int, int], counted: Counter[int], now: Mapping[int, int], was_on: date, is_on: date
) -> Counter[tuple[int, int]]:
    """How many grassroots organisations went from which branch to which; empty branches go with their successors."""
    units = set(
        KindSpell.objects.filter(unit__in=list(then), kind__in=GRASSROOTS, valid__contains=was_on).values_list(
            "unit", flat=True
        )
    )
    units |= {branch for branch in set(then.values()) if not counted[branch]}
    passed: Counter[tuple[int, int]] = Counter()
    for unit, ways in passages(units, was_on=was_on, is_on=is_on).items():
        for way in ways:
            if way.target is not None and way.target in now:
                passed[then[unit], now[way.target]] += 1
    return passed


def _bands(left: Mapping[int, Box], right: Mapping[int, Box], went: Counter[tuple[int, int]]) -> list[Band]:
    rows = [(left[a], right[b], count) for (a, b), count in went.items() if a in left and b in right]
    bands = []
    for source, target, count in sorted(rows, key=lambda row: (row[0].y, row[1].y)):
        start = source.height * count / max(sum(n for a, _, n in rows if a is source), 1)
        end = target.height * count / max(sum(n for _, b, n in rows if b is target), 1)
        x1, x2 = source.x + BOX, target.x
        y1, y2 = source.y + source.right, target.y + target.left
        middle = (x1 + x2) / 2
        path = (
            f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
            f"V{y2 + end:.1f}C{middle:.1f} {y2 + end:.1f} {middle:.1f} {y1 + start:.1f} {x1:.1f} {y1 + start:.1f}Z"
        )
        source.right += start
        target.left += end
        bands.append(Band(source, target, count, path))
    return bands

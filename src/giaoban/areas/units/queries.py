"""What an act on units has to know beforehand, and what it changed, told in sentences from the journal."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from giaoban.areas.units.rules import Standing
from giaoban.core.numbers import write_number
from giaoban.core.text import fold
from giaoban.ground.access.models import Grant
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Change, Entry
from giaoban.ground.people.models import Person
from giaoban.ground.units.models import Alias, KindSpell, NameSpell, PlaceSpell, Unit
from giaoban.ground.units.queries import names_of, standing
from giaoban.ground.units.rules import IN_WORDS


@dataclass(frozen=True)
class Now(Standing):
    """A unit on the day of the act, with the unit above it."""

    id: int = 0
    parent_id: int | None = None


def standing_on(day: date) -> QuerySet[Unit]:
    """The units of that day's tree, each with what it was called, its kind and the name of the unit above it."""
    places = PlaceSpell.objects.filter(unit=OuterRef("pk"), valid__contains=day).values("parent")[:1]
    over = NameSpell.objects.filter(unit=OuterRef("over"), valid__contains=day).values("short_name")[:1]
    names = {field: F(f"names__{field}") for field in ("committee", "superior", "sign", "place")}
    return standing(on=day).annotate(**names, over=Subquery(places)).annotate(above=Subquery(over))


def day_of(unit: Unit) -> date:
    """The day on whose tree the unit is looked for: today, its last where it has ended, its first where it is to come."""
    spells = vars(unit).get("stood")  # asked once of a record: each act that its page offers wants to know
    if spells is None:
        spells = list(PlaceSpell.objects.filter(unit=unit).order_by("valid").values_list("valid", flat=True))
        vars(unit)["stood"] = spells
    first, ends = (spells[0].lower, spells[-1].upper) if spells else (today(), None)
    return max(first, min(today(), ends - timedelta(days=1)) if ends else today())


def called_like(text: str) -> Q:
    """Units that are or were called like that, or are written so, accents and spelling aside."""
    key = fold(text)
    named = NameSpell.objects.filter(name_fold__contains=key, valid__startswith__lte=today()).values("unit")
    return Q(pk__in=named) | Q(pk__in=Alias.objects.filter(fold__contains=key).values("unit"))


def standings(units: Iterable[Unit | int], *, on: date) -> dict[int, Now]:
    """Each unit as it stood on that day; one that did not exist then has no kind and the last name that it had."""
    ids = [unit.pk if isinstance(unit, Unit) else unit for unit in units]
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT u.id, coalesce(n.name, (SELECT name FROM units_namespell WHERE unit_id = u.id
                                              ORDER BY valid DESC LIMIT 1), u.slug),
                   CASE WHEN p.id IS NULL THEN NULL ELSE k.kind END, p.parent_id,
                   least(upper(p.valid), upper(n.valid), upper(k.valid))
            FROM units_unit u
            LEFT JOIN units_placespell p ON p.unit_id = u.id AND p.valid @> %(on)s::date
            LEFT JOIN units_namespell n ON n.unit_id = u.id AND n.valid @> %(on)s::date
            LEFT JOIN units_kindspell k ON k.unit_id = u.id AND k.valid @> %(on)s::date
            WHERE u.id = ANY(%(ids)s)""",
            {"on": on, "ids": ids},
        )
        return {row[0]: Now(name=row[1], kind=row[2], until=row[4], id=row[0], parent_id=row[3]) for row in cursor}


def kinds_from(unit: int, *, on: date) -> list[str]:
    """The kinds that the unit is of on that day and later."""
    return list(
        KindSpell.objects.filter(unit=unit, valid__overlap=(on, None)).order_by("valid").values_list("kind", flat=True)
    )


def children_from(units: Iterable[int], *, on: date) -> dict[int, set[int]]:
    """By unit, those that stand right below it on that day or later."""
    below: dict[int, set[int]] = defaultdict(set)
    for parent, child in PlaceSpell.objects.filter(parent__in=list(units), valid__overlap=(on, None)).values_list(
        "parent_id", "unit_id"
    ):
        below[parent].add(child)
    return below


def above_from(unit: int, *, on: date) -> set[int]:
    """The unit and every unit that stands above it on that day or on any later one."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH RECURSIVE line(id, valid) AS (
                SELECT %(unit)s::bigint, daterange(%(on)s, NULL)
                UNION
                SELECT p.parent_id, p.valid * l.valid FROM units_placespell p JOIN line l ON p.unit_id = l.id
                WHERE p.parent_id IS NOT NULL AND p.valid && l.valid
            ) SELECT DISTINCT id FROM line""",
            {"unit": unit, "on": on},
        )
        return {row[0] for row in cursor.fetchall()}


def folded_siblings(parent: Unit | None, *, on: date, but: Iterable[int] = ()) -> set[str]:
    """The folded names of the units right below ``parent`` (or at the top) on that day, those of ``but`` aside."""
    places = PlaceSpell.objects.filter(parent=parent, valid__contains=on).exclude(unit__in=list(but))
    return set(
        NameSpell.objects.filter(unit__in=places.values("unit"), valid__contains=on).values_list("name_fold", flat=True)
    )


def people_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of people by id."""
    return dict(Person.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def members_below(children: Iterable[int], *, on: date) -> dict[int, int]:
    """By each of these units, how many members there are in it and below it on that day; asked at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH RECURSIVE tree(root, id) AS (
                SELECT unnest(%(ids)s::bigint[]), unnest(%(ids)s::bigint[])
                UNION ALL
                SELECT t.root, p.unit_id FROM units_placespell p JOIN tree t ON p.parent_id = t.id
                WHERE p.valid @> %(on)s::date
            ) SELECT t.root, count(*) FROM tree t JOIN people_membership m ON m.unit_id = t.id
            WHERE m.unit_id = ANY (ARRAY(SELECT id FROM tree)) AND m.valid @> %(on)s::date GROUP BY t.root""",
            {"ids": sorted(set(children)), "on": on},
        )
        return dict(cursor.fetchall())


# ---- what an act changed, in sentences ----

LISTED = 4
"""How many names a sentence lists before it only counts."""


class ChangedRow(NamedTuple):
    """One row of one table before and after the act, as `Change` has it."""

    table: str
    row_id: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def told(entry: Entry) -> list[str]:
    """What the act changed, in sentences: units first, then members and posts; read from the journal's rows."""
    rows: dict[str, list[ChangedRow]] = defaultdict(list)
    tables = ["units_unit", "units_placespell", "units_namespell", "units_kindspell", "units_alias"]
    people = ["people_membership", "people_position", "people_exemption", "people_person"]
    by_hand = entry.act.startswith("units.")  # a register taken in has thousands of rows of people: they are counted
    tables += people if by_hand else []
    changes = Change.objects.filter(entry=entry, table__in=tables).order_by("pk")
    for change in map(ChangedRow._make, changes.values_list("table", "row_id", "before", "after")):
        rows[change.table].append(change)
    on = entry.on
    new = {change.row_id for change in rows["units_unit"] if change.before is None}
    touched = {
        row[key]
        for table in ("units_placespell", "units_namespell", "units_kindspell", "people_membership", "people_position")
        for change in rows[table]
        for row in (change.before, change.after)
        if row
        for key in ("unit_id", "parent_id")
        if row.get(key)
    }
    names = names_of(touched, on=on)
    sentences = [
        *_told_places(rows["units_placespell"], new, names, on),
        *_told_names(rows["units_namespell"], new, names),
        *_told_kinds(rows["units_kindspell"], new, names),
        *[f"Ghi thêm cách viết “{c.after['name']}”." for c in rows["units_alias"] if c.after and not new],
        *_told_people(rows, names),
    ]
    if not by_hand and (taken_in := entry.detail.get("rows")):
        sentences.append(f"Nạp {write_number(taken_in)} dòng danh sách đảng viên.")
    ended = _ended(rows["units_placespell"])
    if grants := Grant.objects.filter(unit__in=ended, valid__contains=on).count():
        sentences.append(f"{write_number(grants)} quyền đang giao trên tổ chức kết thúc cần được giao lại.")
    return sentences


def _ended(places: list[ChangedRow]) -> set[int]:
    stopped = {change.before["unit_id"] for change in places if change.before}
    return stopped - {change.after["unit_id"] for change in places if change.after and change.before is None}


def _listed(ids: Iterable[int], names: Mapping[int, str]) -> str:
    """The names, or the first of them and how many more."""
    told_names = [names.get(unit_id, str(unit_id)) for unit_id in ids]
    if len(told_names) == 1:
        return f"“{told_names[0]}”"
    some = ", ".join(f"“{name}”" for name in told_names[:LISTED])
    more = len(told_names) - LISTED
    return f"{write_number(len(told_names))} tổ chức ({some}{f' và {write_number(more)} tổ chức khác' if more > 0 else ''})"


def _told_places(places: list[ChangedRow], new: set[int], names: Mapping[int, str], on: date) -> list[str]:
    before = {change.before["unit_id"]: change.before["parent_id"] for change in places if change.before}
    after = {
        change.after["unit_id"]: change.after["parent_id"] for change in places if change.after and not change.before
    }
    founded: dict[int | None, list[int]] = defaultdict(list)
    moved: dict[tuple[int | None, int | None], list[int]] = defaultdict(list)
    reopened = []
    for unit, parent in after.items():
        if unit in new:
            founded[parent].append(unit)
        elif unit in before:
            moved[before[unit], parent].append(unit)
        else:
            reopened.append(unit)
    sentences = []
    for parent, units in founded.items():
        where = f", trực thuộc “{names.get(parent, '')}”" if parent else ""
        sentences.append(f"Thành lập {_listed(units, names)}{where}.")
    for (old, parent), units in moved.items():
        source = f"từ “{names.get(old, '')}” " if old else ""
        target = f"về trực thuộc “{names.get(parent, '')}”" if parent else "lên cấp cao nhất"
        sentences.append(f"{_listed(units, names)} chuyển {source}{target}.")
    sentences += [f"“{names.get(unit, '')}” hoạt động trở lại." for unit in reopened]
    if ended := sorted(_ended(places)):
        sentences.append(f"{_listed(ended, names)} kết thúc hoạt động từ ngày {on:%d/%m/%Y}.")
    return sentences


def _told_names(spells: list[ChangedRow], new: set[int], names: Mapping[int, str]) -> list[str]:
    before = {change.before["unit_id"]: change.before for change in spells if change.before}
    words = {"name": "tên", "short_name": "tên gọi tắt", "committee": "cấp ủy", "superior": "cấp trên ghi trên văn bản"}
    words |= {"sign": "ký hiệu văn bản", "place": "địa danh"}
    sentences = []
    for change in spells:
        row = change.after
        if not row or change.before or row["unit_id"] in new or row["unit_id"] not in before:
            continue
        old = before[row["unit_id"]]
        changed = [f"{word} “{old[key]}” thành “{row[key]}”" for key, word in words.items() if old[key] != row[key]]
        sentences.append(f"“{old['short_name']}” đổi {'; '.join(changed)}.")
    return sentences


def _told_kinds(spells: list[ChangedRow], new: set[int], names: Mapping[int, str]) -> list[str]:
    before = {change.before["unit_id"]: change.before["kind"] for change in spells if change.before}
    return [
        f"“{names.get(row['unit_id'], '')}” chuyển từ {IN_WORDS[before[row['unit_id']]]} thành {IN_WORDS[row['kind']]}."
        for change in spells
        if (row := change.after) and not change.before and row["unit_id"] in before and row["unit_id"] not in new
    ]


def _told_people(rows: Mapping[str, list[ChangedRow]], names: Mapping[int, str]) -> list[str]:
    def lower_unit(row: Mapping[str, Any]) -> int:
        return int(row["unit_id"])

    source = {
        change.before["person_id"]: lower_unit(change.before)
        for change in rows["people_membership"]
        if change.before and change.after
    }
    flows = Counter(
        (source.get(change.after["person_id"]), lower_unit(change.after))
        for change in rows["people_membership"]
        if change.after and (change.before is None or change.before["unit_id"] != change.after["unit_id"])
    )
    sentences = []
    for (old, unit), count in flows.items():
        origin = f"từ “{names.get(old, '')}” " if old else ""
        sentences.append(f"{write_number(count)} đảng viên chuyển {origin}về “{names.get(unit, '')}”.")
    ended = Counter(lower_unit(change.before) for change in rows["people_position"] if change.before is not None)
    sentences += [
        f"{write_number(count)} chức vụ trong “{names.get(unit, '')}” kết thúc." for unit, count in ended.items()
    ]
    return sentences

"""What erasing takes away: the words in a record, in all that the journal keeps of it, and in the copies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import CharField, Model, TextField

from giaoban.areas.privacy.queries import COLUMNS
from giaoban.ground.access.second_lock import whole_tree
from giaoban.ground.people.forgetting import forget_copies
from giaoban.ground.people.models import Person

ERASABLE = ("phone", "identity_number", "native_place", "ethnicity")
"""What is kept of a person without the Charter asking for it; the roll itself is kept for good."""
GONE = "(đã xóa)"
OF_PERSON = (
    "name", "name_key", "name_fold", "born_on", "sex", "card_number", "schooling", "qualification", "political_theory",
    "admitted_on", "official_on", *ERASABLE,
)  # fmt: skip
"""All that is known of somebody who never was a member."""
SAID = {
    "phone": "số điện thoại",
    "identity": "số định danh",
    "origin": "quê quán, dân tộc",
    "all": "mọi mục mà danh sách đảng viên không cần",
    "person": "toàn bộ dữ liệu của người chưa từng là đảng viên",
}
"""What an erasure on request can take away, as two people agree to it: no word of theirs names the person."""
COPIED = frozenset({"phone", "identity_number"})
"""What stands word for word in a copy and can be told from other words there."""


Taking = Iterable[tuple[Sequence[Any], Sequence[str]]]
"""Rows of one table with the columns that go; for each table once."""


def taken(person: Person, what: str) -> Taking:
    """What goes of that person, by one of the words of `SAID`."""
    if what == "person":
        return [([person], OF_PERSON), *rows_about(person)]
    return [([person], {**COLUMNS, "all": ERASABLE}[what])]


def words_of(person: Person) -> list[str]:
    """The words that say who the person is."""
    return [person.name, person.name_fold, person.card_number, *(getattr(person, name) for name in ERASABLE)]


def named(what: Taking) -> dict[str, Any]:
    """The rows and columns as plain values, by table: what is agreed to, and what PostgreSQL compares it with."""
    rows, columns = {}, {}
    for those, names in what:
        table = type(those[0])._meta.db_table
        rows[table], columns[table] = [row.pk for row in those], list(names)
    return {"rows": rows, "columns": columns}


def rows_of(agreed: dict[str, Any], model: type[Model]) -> set[int]:
    """The rows of that table in what was agreed to."""
    return set(agreed["rows"].get(model._meta.db_table, ()))


def rows_about(person: Person) -> Iterable[tuple[list[Any], Sequence[str]]]:
    """The rows of every area that are about the person, by table, with the columns that are somebody's own words."""
    for model in apps.get_models():
        if not model.__module__.startswith(("giaoban.areas.", "giaoban.ground.")) or model is Person:
            continue
        fields = model._meta.concrete_fields
        columns = [
            field.name
            for field in fields
            if isinstance(field, CharField | TextField) and not field.choices and field.blank
        ]
        if columns and any(field.name == "person" and field.related_model is Person for field in fields):
            with whole_tree():
                rows = list(model._default_manager.filter(person=person))
            if rows:
                yield rows, columns


def blank(what: Taking) -> None:
    """Those columns of those rows are empty, and blanked in the journal; once in a ``writing()``, which names new hashes.

    PostgreSQL refuses what the agreement, which the entry's detail names as ``proposal``, does not hold.
    """
    words: list[str] = []
    going = list(what)
    with whole_tree():
        for rows, columns in going:
            model = type(rows[0])
            words += [
                str(getattr(row, name)) for row in rows for name in columns if name in COPIED and getattr(row, name)
            ]
            for row in rows:
                for name in columns:
                    empty = None if model._meta.get_field(name).null else ""
                    setattr(row, name, GONE if name == "name" else empty)
            model._default_manager.bulk_update(rows, list(columns), batch_size=500)
        gone = named(going)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT journal_erase(%s::jsonb, %s::jsonb)", [json.dumps(gone["rows"]), json.dumps(gone["columns"])]
            )
    forget_copies(words)

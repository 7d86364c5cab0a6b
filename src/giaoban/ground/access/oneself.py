"""What only the powers of its own part open is closed to whoever it is about: nobody acts on a case of their own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.db.models import ForeignKey, Model

from giaoban.ground.access.locked_tables import closed_apps, models_here, parent_key
from giaoban.ground.access.models import Account
from giaoban.ground.access.parts import parts
from giaoban.ground.access.policy import Actor, may
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.people.models import Person

NOT_OWN = "Không ai làm việc gì với hồ sơ về chính mình; việc này do người khác có cùng quyền làm."


def about(record: Model) -> set[int]:
    """Whom the record is about: the person it names, else whoever is named by what it belongs to, or by what belongs to it."""
    return _about(
        type(record), {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}
    )


def why_not_own(actor: Actor, record: Model) -> list[str]:
    """Why the actor does nothing to the record: it, or what it belongs to, is about them and belongs to a closed part."""
    if actor.person_id is None or record._meta.app_label not in closed_apps():
        return []
    return [NOT_OWN] if actor.person_id in about(record) else []


def opens(actor: Actor, row: Model, about: Person) -> bool:
    """Whether a closed part's row is the actor's to take along: the part's powers are theirs there, and it is not about them."""
    if actor.kind == Account.Kind.PROGRAM:
        return True
    prefixes = {prefix for part in parts() if part.app == row._meta.app_label for prefix in part.prefixes}
    unit = getattr(row, "unit_id", None) or about.unit_id
    return about.pk != actor.person_id and all(may(actor, f"{prefix}.read", unit, on=today()) for prefix in prefixes)


def why_not_undo_own(actor: Actor, entry: Entry) -> list[str]:
    """Why the actor does not undo the act: a row that it wrote is about them and belongs to a closed part."""
    if actor.person_id is None:
        return []
    closed = {table: model for table, model in models_here().items() if model._meta.app_label in closed_apps()}
    changes = entry.changes.filter(table__in=closed).values_list("table", "before", "after")
    rows = ((closed[table], row) for table, before, after in changes for row in (before, after) if row)
    return [NOT_OWN] if any(actor.person_id in _about(model, row) for model, row in rows) else []


def _about(model: type[Model], row: dict[str, Any]) -> set[int]:
    """The persons whom the row is about, itself, by what it belongs to, or by the rows that belong to it."""
    if row.get("person_id"):
        return {int(row["person_id"])}
    key = parent_key(model)
    if key is None:
        return {person for below in _naming(model) for person in _named_below(below, row["id"])}
    above = key.related_model._base_manager.filter(pk=row[key.attname]).values().first()
    return _about(key.related_model, above) if above else set()


@cache
def _naming(model: type[Model]) -> tuple[ForeignKey[Any, Any], ...]:
    """The keys of the tables whose rows belong to this one's and name a person."""
    keys = [key for table in models_here().values() if (key := parent_key(table)) and key.related_model is model]
    return tuple(key for key in keys if any(field.name == "person" for field in key.model._meta.concrete_fields))


def _named_below(key: ForeignKey[Any, Any], pk: int) -> Iterator[int]:
    named = key.model._base_manager.filter(**{key.name: pk}).exclude(person=None)
    yield from named.values_list("person", flat=True)

"""What only the powers of its own part open is closed to whoever it is about: nobody acts on a case of their own."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from giaoban.ground.access.locked_tables import closed_apps, models_here, parent_key
from giaoban.ground.access.models import Account
from giaoban.ground.access.parts import parts
from giaoban.ground.access.policy import Actor, may
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.people.models import Person

NOT_OWN = "Không ai làm việc gì với hồ sơ về chính mình; việc này do người khác có cùng quyền làm."


def why_not_own(actor: Actor, record: Model) -> list[str]:
    """Why the actor does nothing to the record: it, or what it belongs to, is about them and belongs to a closed part."""
    if actor.person_id is None or record._meta.app_label not in closed_apps():
        return []
    row = {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}
    return [NOT_OWN] if _about(type(record), row) == actor.person_id else []


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
    return [NOT_OWN] if any(_about(model, row) == actor.person_id for model, row in rows) else []


def _about(model: type[Model], row: dict[str, Any]) -> int | None:
    """The person whom the row is about, itself or by what it belongs to."""
    if "person_id" in row:
        return int(row["person_id"]) if row["person_id"] else None
    key = parent_key(model)
    above = key.related_model._base_manager.filter(pk=row[key.attname]).values().first() if key else None
    return _about(key.related_model, above) if key and above else None

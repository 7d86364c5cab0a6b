"""The foreign keys that name a row: whoever hands a row over, or asks who refers to it, must know them all."""

from __future__ import annotations

from typing import Any

from django.db.models import ForeignKey, ForeignObjectRel, Model


def keys_to(model: type[Model]) -> list[ForeignKey[Any, Any]]:
    """Every foreign key to that model; also those with ``related_name="+"``, which Django's ``related_objects`` leaves out."""
    return [
        relation.field
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel) and isinstance(relation.field, ForeignKey)
    ]

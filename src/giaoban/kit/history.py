"""What happened to a record, in sentences, from the journal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import DateField, DecimalField, ForeignKey, IntegerField, Model
from django.utils import timezone

from giaoban.core.masking import MASKED, masked
from giaoban.ground.access.models import Account
from giaoban.ground.journal.models import Change
from giaoban.kit.cells import columns_for, field_of, hidden, label_of, written
from giaoban.kit.register import Register

QUIET = {"id", "version", "name_key", "name_fold"}


def history(
    record: Model, register: Register, actor: Any, words: Mapping[str, str], *, on: Any
) -> list[dict[str, Any]]:
    """The acts that touched the record, newest first, with the changes in the columns that the actor may see."""
    seen = [column for column in columns_for(actor, register, on=on) if not hidden(record, column.name)]
    shown = {column.name.split("__")[0]: column for column in seen}
    acts = []
    changes = Change.objects.filter(table=record._meta.db_table, row_id=record.pk).select_related("entry")
    for change in changes.order_by("-entry__at", "-pk"):
        before, after = change.before or {}, change.after or {}
        lines = []
        for key in after if change.before is not None else ():
            name = key.removesuffix("_id")
            if before.get(key) != after.get(key) and name in shown and key not in QUIET:
                lines.append(
                    {
                        "label": label_of(register, shown[name]) if field_of(register, name) is not None else name,
                        "before": _said(register, name, before.get(key)),
                        "after": _said(register, name, after.get(key)),
                    }
                )
        acts.append(
            {
                "at": f"{timezone.localtime(change.entry.at):%d/%m/%Y %H:%M}",
                "who": change.entry.actor_name,
                "sentence": words.get(change.entry.act, change.entry.act),
                "reason": change.entry.reason,
                "changes": lines,
            }
        )
    return acts


def _said(register: Register, name: str, value: Any) -> Any:
    """The value as the page writes it: a choice by its words, a day as 15/06/2023, 38.716, what is masked everywhere masked."""
    field = field_of(register, name)
    if name in MASKED:
        return masked(value or "")
    if isinstance(field, ForeignKey) and field.related_model is Account:
        return str(Account.objects.filter(pk=value).first() or "")
    if field is not None and field.choices:
        return dict(field.flatchoices).get(value, value)
    if type(field) is DateField or isinstance(field, IntegerField | DecimalField):
        return written(field.to_python(value))
    return value

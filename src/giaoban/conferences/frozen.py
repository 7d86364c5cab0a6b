"""Nothing of a frozen conference is written to, by whichever act: asked of each act inside its transaction."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.apps import apps

from giaoban.conferences.models import Conference
from giaoban.core.refusal import Refused
from giaoban.ground.journal.models import Change, Entry

FREED = ("conferences.freeze", "conferences.unfreeze")
FOLLOWED = (
    "conferences_point", "conferences_publication", "conferences_letter", "conferences_follow_up", "conferences_point_report",
)  # fmt: skip
"""Tables that go on after the freezing: what was given to somebody is followed and reminded of, what is public can be taken back."""


def refuse_on_frozen(entry: Entry, **_signal: object) -> None:
    """The act is refused where it changed a row of a conference that is frozen."""
    if entry.act in FREED:
        return
    touched = conferences_in(entry, leaving_out=FOLLOWED)
    frozen = Conference.objects.filter(pk__in=touched, frozen_at__isnull=False).first() if touched else None
    if frozen is not None and frozen.frozen_at is not None:
        raise Refused(
            f"Hồ sơ {frozen} đã đóng ngày {frozen.frozen_at:%d/%m/%Y}; muốn sửa thì văn phòng mở lại hồ sơ, có ghi lý do."
        )


def conferences_in(entry: Entry, *, leaving_out: Collection[str] = ()) -> set[int]:
    """The conferences of whose rows the act changed one, but for those tables."""
    changes = Change.objects.filter(entry=entry, table__startswith="conferences_").exclude(table__in=leaving_out)
    return {key for change in changes if (key := _conference_of(change.table, change.after or change.before or {}))}


def _conference_of(table: str, row: dict[str, Any]) -> int | None:
    """The conference that a row of that table belongs to, by the keys that lead to it."""
    if table == Conference._meta.db_table:
        return int(row["id"])
    if "conference_id" in row:
        return int(row["conference_id"])
    model = next(model for model in apps.get_app_config("conferences").get_models() if model._meta.db_table == table)
    for field in model._meta.concrete_fields:
        above = field.related_model
        names = {key.name for key in above._meta.concrete_fields} if above else set()
        if above and "conference" in names and row.get(field.attname):
            keys = above._default_manager.filter(pk=row[field.attname]).values_list("conference_id", flat=True)
            return keys.first()
    return None

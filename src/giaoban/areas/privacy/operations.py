"""Erasing: the words go, in the record and in all that the journal keeps of it; that it was done stays."""

from __future__ import annotations

import json
from datetime import date

from django.db import connection

from giaoban.core.refusal import refuse_if
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.chain import ERASING
from giaoban.ground.people.models import Person
from giaoban.ground.writing import writing

ERASABLE = ("phone", "identity_number", "native_place", "ethnicity")
"""What is kept of a person without the Charter asking for it; the roll itself is kept for good."""


def erase(*, actor: Actor, person: Person, columns: tuple[str, ...], reason: str, on: date) -> None:
    """The named columns of the person are empty, and blanked in every journal entry; the chain still proves the rest.

    Refused without a reason, and for columns that the roll needs.
    """
    kept = [name for name in columns if name not in ERASABLE]
    refuse_if(
        [
            *([] if reason.strip() else ["Cần ghi lý do xóa dữ liệu cá nhân."]),
            *([] if columns else ["Cần chọn dữ liệu cần xóa."]),
            *[f"Mục “{name}” thuộc hồ sơ đảng viên phải lưu giữ, không xóa được." for name in kept],
        ]
    )
    with writing(
        actor, ERASING, unit=person.unit, on=on, reason=reason, detail={"person": person.pk, "columns": list(columns)}
    ):
        for name in columns:
            setattr(person, name, "")
        person.save(update_fields=columns)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT journal_erase(%s::jsonb, %s::jsonb)",
                [json.dumps({Person._meta.db_table: [person.pk]}), json.dumps({Person._meta.db_table: list(columns)})],
            )

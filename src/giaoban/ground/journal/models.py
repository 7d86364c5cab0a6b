"""The journal: an entry for each act, and under it the rows that the act changed, written by PostgreSQL itself."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone


class Entry(models.Model):
    """One act of one actor: what, for which unit, dated when, done when, and why; looking at data is an act too."""

    class Kind(models.TextChoices):
        ACT = "act", "Ghi"
        READ = "read", "Xem"
        EXPORT = "export", "Xuất"
        LIST = "list", "Xem danh sách"

    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.ACT)
    act = models.CharField(max_length=80)
    actor_id = models.BigIntegerField(null=True)  # plain numbers: the journal stands below accounts and units
    actor_name = models.CharField(max_length=200)
    unit_id = models.BigIntegerField(null=True)
    on = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    undoes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undone_by")
    people = ArrayField(
        models.BigIntegerField(), null=True
    )  # whose data was looked at, by a reading, a list or an export
    salt = models.UUIDField(db_default=RandomUUID(), null=True, editable=False)

    class Meta:
        db_table = "journal_entry"
        indexes = [
            GinIndex(
                fields=["people"],
                name="journal_entry_people",
                condition=models.Q(people__isnull=False) & ~models.Q(kind="list"),
                fastupdate=True,
            ),
            models.Index(fields=["unit_id", "-at"]),
            models.Index(fields=["act", "-at"]),
            models.Index(fields=["actor_id", "-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.on:%Y-%m-%d}"


class Change(models.Model):
    """One row of one table before and after an act; ``before`` is null for a new row, ``after`` for a removed one."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="changes")
    table = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    salt = models.UUIDField(db_default=RandomUUID(), null=True, editable=False)

    class Meta:
        db_table = "journal_change"
        indexes = [models.Index(fields=["table", "row_id"])]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"


class Link(models.Model):
    """An entry's place in its unit's chain; written by PostgreSQL as the entry is committed (see ``chain``)."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="link")
    chain = models.BigIntegerField()  # the unit's id; 0 for what belongs to no unit
    number = models.BigIntegerField()
    head = models.BinaryField()
    changes = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        db_table = "journal_link"
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="journal_one_link_at_a_place")]

    def __str__(self) -> str:
        return f"{self.chain}/{self.number}"


class Head(models.Model):
    """The last link of each chain: what the next one is hung on, so that units do not wait for one another."""

    chain = models.BigIntegerField(primary_key=True)
    number = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        db_table = "journal_head"

    def __str__(self) -> str:
        return f"{self.chain}"


OPEN_ENTRY = """
    IF coalesce(current_setting('giaoban.entry', true), '') = '' THEN
        RAISE EXCEPTION 'No journal entry is open: % writes only inside writing().', TG_TABLE_NAME
            USING ERRCODE = 'GB001';
    END IF;
"""
RECORD = "INSERT INTO journal_change (entry_id, \"table\", row_id, before, after) SELECT current_setting('giaoban.entry')::bigint, TG_TABLE_NAME,"


def watched() -> list[pgtrigger.Trigger]:
    """The triggers of a watched table: each changed row goes to the journal; a write without an open entry is refused."""

    def trigger(name: str, operation: pgtrigger.Operation, rows: dict[str, str], record: str) -> pgtrigger.Trigger:
        return pgtrigger.Trigger(
            name=f"journal_{name}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(**rows),  # type: ignore[no-untyped-call]
            func=f"{OPEN_ENTRY} {RECORD} {record}; RETURN NULL;",
        )

    return [
        trigger("insert", pgtrigger.Insert, {"new": "now_rows"}, "n.id, NULL, to_jsonb(n) FROM now_rows n"),
        trigger(
            "update",
            pgtrigger.Update,
            {"old": "old_rows", "new": "now_rows"},
            "n.id, to_jsonb(o), to_jsonb(n) FROM old_rows o JOIN now_rows n ON n.id = o.id"
            " WHERE to_jsonb(o) IS DISTINCT FROM to_jsonb(n)",
        ),
        trigger("delete", pgtrigger.Delete, {"old": "old_rows"}, "o.id, to_jsonb(o), NULL FROM old_rows o"),
        pgtrigger.Trigger(
            name="journal_truncate",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func="RAISE EXCEPTION 'The journal cannot record TRUNCATE.' USING ERRCODE = 'GB001';",
        ),
    ]

"""A dry run of an act (done, looked at, rolled back), and the undoing of a whole act from what the journal kept of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from giaoban.core.numbers import write_number
from giaoban.core.refusal import Refused, refuse_if
from giaoban.ground.access.oneself import why_not_undo_own
from giaoban.ground.access.policy import Actor, may, may_everywhere
from giaoban.ground.access.words import in_words
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Change, Entry
from giaoban.ground.people import keeping
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import writing

Found = TypeVar("Found")

NAMED = 5
"""How many later acts a refusal names one by one."""


def rehearsed(act: Callable[[], Any], look: Callable[[], Found]) -> Found:
    """What ``look`` finds when the act has been done; afterwards nothing has been done. Refused as the act refuses."""
    with transaction.atomic():
        act()
        seen = look()
        transaction.set_rollback(True)
    return seen


_SEALED: dict[str, tuple[str, str, dict[str, Any]]] = {}


def sealed(
    model: type[Model], sentence: str, *, changes: bool = False, column: str = "", among: Sequence[str] = ()
) -> None:
    """No undoing takes a row of that table away; with ``changes`` none changes one either; where ``among`` is given, none
    changes a row whose column holds one of these texts. Whoever tries is told the sentence, which names the act that
    leads back."""
    kept = "after IS NOT NULL" if changes else "before IS NULL AND after IS NOT NULL"
    if among:
        kept = "after ->> %(column)s = ANY (%(among)s)"
    _SEALED[model._meta.db_table] = (sentence, kept, {"column": column, "among": list(among)})


_NEVER: dict[str, str] = {}


def never_undone(acts: Mapping[str, str]) -> None:
    """No undoing takes one of these acts back; whoever tries is told its sentence, which names the act that leads on."""
    _NEVER.update(acts)


_UNDOING = 0x756E  # of this program's locks, those of acts that are being undone


def undo(*, actor: Actor, entry: Entry, reason: str) -> Entry:
    """Every row that the act changed is as it was before it; the undoing is itself an act and can be undone.

    Refused when it is an act that is never undone, when a row was changed since, when one that would go is sealed or later
    records stand on it, when it was undone already, when the period is closed, and when the actor may not do the act itself.
    """
    unit = Unit.objects.filter(pk=entry.unit_id or 0).first()
    if not _may_do(actor, entry, unit):
        raise Refused(
            f"Tài khoản “{actor}” không có quyền “{in_words(_undone(entry).act)}” nên không hoàn tác được việc này."
        )
    refuse_if([] if reason.strip() else ["Cần ghi lý do hoàn tác."])
    refuse_if([_NEVER[entry.act]] if entry.act in _NEVER else [])
    with transaction.atomic():
        with connection.cursor() as cursor:  # of two who undo it at once, the second is told that it was undone
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_UNDOING, entry.pk % 2**31])
        if earlier := Entry.objects.filter(undoes=entry).first():
            raise Refused(f"Việc này đã được {earlier.actor_name} hoàn tác ngày {_day(earlier)}.")
        tables = sorted(set(Change.objects.filter(entry=entry).values_list("table", flat=True)))
        if not tables:
            raise Refused("Việc này không làm thay đổi dữ liệu nào nên không có gì để hoàn tác.")
        refuse_if(why_not_undo_own(actor, entry))
        with (
            writing(actor, "journal.undo", unit=unit, on=entry.on, reason=reason, undoes=entry) as done,
            connection.cursor() as cursor,
        ):
            # What was taken in a moment ago is in no statistics yet: planned for empty tables, thousands of rows are read
            # once for each of them, and so is what a reference looks up.
            cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL enable_seqscan = off; DISCARD PLANS")
            refuse_if(_sealed_in(cursor, entry, tables))
            refuse_if(_changed_since(cursor, entry, tables))
            refuse_if(_standing_on(cursor, entry, tables))
            try:
                with transaction.atomic():
                    _restore(cursor, entry, tables)
            except IntegrityError as error:
                raise Refused(f"Dữ liệu ghi sau đó không cho phép hoàn tác nguyên vẹn: {_first_line(error)}") from error
            keeping.put_right(done)
    return done


def _may_do(actor: Actor, entry: Entry, unit: Unit | None) -> bool:
    act = _undone(entry).act
    if unit is None:
        return may_everywhere(actor, act, on=today())
    return may(actor, act, unit, on=today(), tree_on=entry.on)


def _undone(entry: Entry) -> Entry:
    """The act at the bottom: to undo an undoing is to do what it undid."""
    return entry if entry.undoes is None else _undone(entry.undoes)


def _day(entry: Entry) -> str:
    return f"{entry.at:%d/%m/%Y}"


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


# The net effect of an entry on one table: each row once, as it was before the first and after the last of its changes.
_NET = """
    SELECT row_id, (array_agg(before ORDER BY id))[1] AS before, (array_agg(after ORDER BY id DESC))[1] AS after
    FROM journal_change WHERE entry_id = %(entry)s AND "table" = %(table)s GROUP BY row_id
"""


def _sealed_in(cursor: CursorWrapper, entry: Entry, tables: list[str]) -> list[str]:
    """The sentence of each table that keeps for good a row which the act wrote."""
    reasons: list[str] = []
    for table in tables:
        if table in _SEALED:
            sentence, kept, words = _SEALED[table]
            cursor.execute(
                f"WITH net AS ({_NET}) SELECT 1 FROM net WHERE {kept} LIMIT 1",
                {**words, "entry": entry.pk, "table": table},
            )
            reasons += [sentence] if cursor.fetchone() else []
    return reasons


def _changed_since(cursor: CursorWrapper, entry: Entry, tables: list[str]) -> list[str]:
    """A sentence for each later act that changed a row of this one, or for a table where no act says so."""
    reasons: list[str] = []
    for table in tables:
        cursor.execute(
            f"""WITH net AS ({_NET})
            SELECT net.row_id FROM net LEFT JOIN {_quoted(table)} now ON now.id = net.row_id
            WHERE to_jsonb(now) IS DISTINCT FROM net.after""",
            {"entry": entry.pk, "table": table},
        )
        if rows := [row[0] for row in cursor.fetchall()]:
            reasons += _told_by_journal(cursor, entry, table, rows, "đã được thay đổi sau đó")
    return list(dict.fromkeys(reasons))


def _standing_on(cursor: CursorWrapper, entry: Entry, tables: list[str]) -> list[str]:
    """A sentence for each later act whose records refer to a row that would go."""
    reasons: list[str] = []
    for table in tables:
        cursor.execute(
            f"WITH net AS ({_NET}) SELECT row_id FROM net WHERE before IS NULL AND after IS NOT NULL",
            {"entry": entry.pk, "table": table},
        )
        gone = [row[0] for row in cursor.fetchall()]
        if not gone:
            continue
        cursor.execute(
            """SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            WHERE c.contype = 'f' AND c.confrelid = %s::regclass AND array_length(c.conkey, 1) = 1""",
            [table],
        )
        for referring, column in cursor.fetchall():
            cursor.execute(
                f"""SELECT r.id FROM {_quoted(referring)} r WHERE r.{_quoted(column)} = ANY(%(gone)s) AND NOT EXISTS (
                    SELECT 1 FROM journal_change c WHERE c.entry_id = %(entry)s
                    AND c."table" = %(table)s AND c.row_id = r.id)""",
                {"gone": gone, "entry": entry.pk, "table": referring},
            )
            if rows := [row[0] for row in cursor.fetchall()]:
                reasons += _told_by_journal(cursor, entry, referring, rows, "đang dựa vào dữ liệu của việc này")
    return list(dict.fromkeys(reasons))


def _told_by_journal(cursor: CursorWrapper, entry: Entry, table: str, rows: list[int], what: str) -> list[str]:
    """Sentences that name the acts after this one which wrote these rows, oldest first, and how many rows each."""
    cursor.execute(
        """SELECT e.act, e.actor_name, e.at AT TIME ZONE 'Asia/Ho_Chi_Minh', count(DISTINCT c.row_id)
        FROM journal_change c JOIN journal_entry e ON e.id = c.entry_id
        WHERE c."table" = %s AND c.row_id = ANY(%s) AND c.entry_id > %s
        GROUP BY e.id ORDER BY e.id""",
        [table, rows, entry.pk],
    )
    acts = cursor.fetchall()
    if not acts:
        return [f"{write_number(len(rows))} dòng dữ liệu ({table}) {what}."]
    told = [
        f"{write_number(count)} dòng dữ liệu {what}: “{in_words(act)}”, {who}, ngày {at:%d/%m/%Y}."
        for act, who, at, count in acts[:NAMED]
    ]
    return told + ([f"Còn {len(acts) - NAMED} việc khác ghi sau đó."] if len(acts) > NAMED else [])


KEY = '"id"'
"""What a row is known by, which nobody may write."""


def _restore(cursor: CursorWrapper, entry: Entry, tables: list[str]) -> None:
    """New rows go, changed rows are as they were, removed rows are back; all tables of one step before the next.

    In that order no span or unique value of a row that comes back meets one that is about to go. References between
    rows are looked at when all is done.
    """
    parameters: list[dict[str, int | str]] = [{"entry": entry.pk, "table": table} for table in tables]
    columns = {table: _columns(cursor, table) for table in tables}
    for table, values in zip(tables, parameters, strict=True):
        cursor.execute(
            f"""DELETE FROM {_quoted(table)} WHERE id IN
            (WITH net AS ({_NET}) SELECT row_id FROM net WHERE before IS NULL AND after IS NOT NULL)""",
            values,
        )
    for table, values in zip(tables, parameters, strict=True):
        name = _quoted(table)
        cursor.execute(
            f"""WITH net AS ({_NET})
            UPDATE {name} SET {", ".join(f"{column} = was.{column}" for column in columns[table] if column != KEY)}
            FROM net CROSS JOIN LATERAL jsonb_populate_record(NULL::{name}, net.before) was
            WHERE {name}.id = net.row_id AND net.before IS NOT NULL AND net.after IS NOT NULL""",
            values,
        )
    for table, values in zip(tables, parameters, strict=True):
        listed = ", ".join(columns[table])
        cursor.execute(
            f"""WITH net AS ({_NET})
            INSERT INTO {_quoted(table)} ({listed}) SELECT {", ".join(f"was.{column}" for column in columns[table])}
            FROM net CROSS JOIN LATERAL jsonb_populate_record(NULL::{_quoted(table)}, net.before) was
            WHERE net.before IS NOT NULL AND net.after IS NULL""",
            values,
        )
    cursor.execute(  # references only: the journal's own chain is closed when everything is done
        """SELECT string_agg(DISTINCT quote_ident(conname), ', ') FROM pg_constraint
        WHERE contype = 'f' AND condeferrable AND connamespace = current_schema()::regnamespace"""
    )
    references = cursor.fetchone()[0]
    cursor.execute(f"SET CONSTRAINTS {references} IMMEDIATE")
    cursor.execute(f"SET CONSTRAINTS {references} DEFERRED")


def _columns(cursor: CursorWrapper, table: str) -> list[str]:
    cursor.execute(
        """SELECT attname FROM pg_attribute
        WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''""",
        [table],
    )
    return [_quoted(row[0]) for row in cursor.fetchall()]


def _quoted(name: str) -> str:
    """The name as PostgreSQL takes it; names come from the journal and the catalogue, never from a person."""
    return '"' + name.replace('"', '""') + '"'

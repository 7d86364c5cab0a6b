"""G6: the journal changed behind the program's back in every way, one change at a time; each is found and the first bad entry named.

Whoever tampers here is the server's superuser: triggers off, hashes recomputed where that helps to hide. The controls:
untouched journals must pass, and counting the entries, without the chain, must miss most of it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from giaoban.ground.journal import chain

CHAINS = 40


def run(argv: list[str]) -> int:
    """Prints how many of the changes were found and named, and how quick a verification is."""
    asked = argparse.ArgumentParser(prog="giaoban drill tampering")
    asked.add_argument("--times", type=int, default=1000)
    asked.add_argument("--entries", type=int, default=400, help="of the journal that is tampered with")
    asked.add_argument("--long", type=int, default=100_000, help="entries of the journal that is timed")
    given = asked.parse_args(argv)
    from tests.drills.world import own_installation

    with own_installation():
        from giaoban.site import database

        with database.superuser(database.own_port()).to(database.NAME).connect() as connection:
            figures = drill(connection, times=given.times, entries=given.entries)
            print(json.dumps(figures, ensure_ascii=False), flush=True)
            speed = pace(connection, given.long)
            print(f"{given.long} mục: {speed:.0f} mục/giây", flush=True)
    held = (
        figures["found"] == figures["tampered"]
        and figures["named"] == figures["tampered"]
        and figures["false_alarms"] == 0
    )
    return 0 if held and figures["control_without_chain_found"] < figures["tampered"] else 1


def drill(connection: psycopg.Connection[Any], *, times: int, entries: int) -> dict[str, Any]:
    """The journal gets so many entries and is tampered with so many times; each time it is put back."""
    chance = random.Random(6)
    fill(connection, entries)
    key = Ed25519PrivateKey.generate()
    kept = chain.checkpoint(connection, key, at=datetime(2023, 6, 15, tzinfo=UTC))
    assert chain.trusted(kept, key.public_key())
    found = named = plain = alarms = 0
    missed: dict[str, int] = {}
    by_way: dict[str, int] = {}
    for number in range(times):
        if number % 50 == 0:
            with connection.transaction():
                alarms += not chain.walk(connection, [kept]).sound
        way = WAYS[number % len(WAYS)]
        with contextlib.suppress(_Back), connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            first = way(connection, chance)
            verdict = chain.walk(connection, [kept])
            by_way[way.__name__] = by_way.get(way.__name__, 0) + 1
            found += not verdict.sound
            if any(first in (one.entry, -one.chain if one.entry is None else None) for one in verdict.broken):
                named += 1
            else:
                missed[way.__name__] = missed.get(way.__name__, 0) + 1
            plain += bool(_counted_only(connection, entries))
            raise _Back
    return {
        "tampered": times, "found": found, "named": named, "missed": missed, "ways": by_way, "false_alarms": alarms,
        "control_without_chain_found": plain,
    }  # fmt: skip


class _Back(Exception):
    """The tampering is taken back."""


def _counted_only(connection: psycopg.Connection[Any], entries: int) -> bool:
    """The control: what somebody without the chain can see, that the number of entries is not what it was."""
    row = connection.execute("SELECT count(*) FROM journal_entry WHERE act = 'drill.act'").fetchone()
    return row is not None and row[0] != entries


def fill(connection: psycopg.Connection[Any], entries: int) -> None:
    """So many entries of several units stand in the journal, each with up to three changes, sealed as they are written.

    Whoever tampers is the owner of the server, who can switch off what holds the serving roles back.
    """
    connection.execute("ALTER TABLE journal_change DISABLE TRIGGER journal_change_added")
    for start in range(0, entries, 2000):
        connection.execute(
            """WITH made AS (
                INSERT INTO journal_entry (kind, act, actor_id, actor_name, unit_id, "on", at, reason, detail)
                SELECT 'act', 'drill.act', 1, 'Diễn tập', n %% %s, '2023-06-15', now(), 'lý do ' || n, '{}'
                FROM generate_series(1, %s) n RETURNING id)
            INSERT INTO journal_change (entry_id, "table", row_id, before, after)
            SELECT id, 'people_person', id * 10 + k, jsonb_build_object('name', 'trước ' || id), jsonb_build_object('name', 'sau ' || id)
            FROM made, generate_series(0, 2) k WHERE k < id %% 4""",
            [CHAINS, min(2000, entries - start)],
        )


def pace(connection: psycopg.Connection[Any], entries: int) -> float:
    """Entries verified a second, on a journal with that many more."""
    fill(connection, entries)
    began = time.monotonic()
    verdict = chain.verify(connection)
    assert verdict.sound, verdict.broken[0]
    return verdict.entries / (time.monotonic() - began)


# -- the ways ---------------------------------------------------------------------------------------------------------


def _one(connection: psycopg.Connection[Any], chance: random.Random, query: str = "") -> Any:
    rows = connection.execute(query or "SELECT entry_id, chain, number FROM journal_link ORDER BY entry_id").fetchall()
    return chance.choice(rows)


def edit_entry(connection: psycopg.Connection[Any], chance: random.Random) -> int:
    """A word of an entry is another."""
    entry = _one(connection, chance)[0]
    field = chance.choice(["reason = reason || '.'", "actor_name = 'Người khác'", "actor_id = 2", "\"on\" = \"on\" - 1",
                           "at = at - interval '1 second'", "act = 'drill.other'", "detail = '{\"a\": 1}'", "people = '{7}'"])  # fmt: skip
    connection.execute(f"UPDATE journal_entry SET {field} WHERE id = %s", [entry])  # type: ignore[arg-type]
    return int(entry)


def edit_change(connection: psycopg.Connection[Any], chance: random.Random) -> int:
    """A value under an entry is another."""
    change, entry = _one(connection, chance, "SELECT id, entry_id FROM journal_change")
    field = chance.choice(["before = '{\"name\": \"khác\"}'", "after = '{\"name\": \"khác\"}'", "row_id = row_id + 1", "after = NULL",
                           "salt = gen_random_uuid()", "salt = NULL"])  # fmt: skip
    connection.execute(f"UPDATE journal_change SET {field} WHERE id = %s", [change])  # type: ignore[arg-type]
    return int(entry)


def delete_entry(connection: psycopg.Connection[Any], chance: random.Random) -> int:
    """An entry is gone, its link left."""
    entry = _one(connection, chance)[0]
    connection.execute("DELETE FROM journal_change WHERE entry_id = %s", [entry])
    connection.execute("DELETE FROM journal_entry WHERE id = %s", [entry])
    return int(entry)


def delete_change(connection: psycopg.Connection[Any], chance: random.Random) -> int:
    """One change under an entry is gone."""
    change, entry = _one(connection, chance, "SELECT id, entry_id FROM journal_change")
    connection.execute("DELETE FROM journal_change WHERE id = %s", [change])
    return int(entry)


def delete_with_link(connection: psycopg.Connection[Any], chance: random.Random) -> int:
    """An entry is gone with its link, from the middle of a chain."""
    entry, place, number = _one(
        connection,
        chance,
        "SELECT l.entry_id, l.chain, l.number FROM journal_link l JOIN journal_head h USING (chain) WHERE l.number < h.number",
    )
    after = connection.execute(
        "SELECT entry_id FROM journal_link WHERE chain = %s AND number = %s", [place, number + 1]
    ).fetchone()
    for table, column in (("journal_change", "entry_id"), ("journal_link", "entry_id"), ("journal_entry", "id")):
        connection.execute(f"DELETE FROM {table} WHERE {column} = %s", [entry])  # type: ignore[arg-type]
    assert after is not None
    return int(after[0])


def insert_entry(connection: psycopg.Connection[Any], chance: random.Random) -> int:
    """An entry is put in without a link."""
    row = connection.execute(
        """INSERT INTO journal_entry (kind, act, actor_name, unit_id, "on", at, reason, detail)
        VALUES ('act', 'drill.act', 'Người chèn', %s, '2023-06-15', now(), '', '{}') RETURNING id""",
        [chance.randrange(1, CHAINS)],
    ).fetchone()
    assert row is not None
    return int(row[0])


def insert_change(connection: psycopg.Connection[Any], chance: random.Random) -> int:
    """A change is put under an old entry."""
    entry = _one(connection, chance)[0]
    connection.execute(
        "INSERT INTO journal_change (entry_id, \"table\", row_id, before, after) VALUES (%s, 'people_person', 1, NULL, '{}')",
        [entry],
    )
    return int(entry)


def reorder(connection: psycopg.Connection[Any], chance: random.Random) -> int:
    """Two neighbours of a chain have changed places."""
    entry, place, number = _one(
        connection,
        chance,
        "SELECT l.entry_id, l.chain, l.number FROM journal_link l JOIN journal_head h USING (chain) WHERE l.number < h.number",
    )
    after = connection.execute(
        "SELECT entry_id FROM journal_link WHERE chain = %s AND number = %s", [place, number + 1]
    ).fetchone()
    assert after is not None
    connection.execute("UPDATE journal_link SET number = -1 WHERE entry_id = %s", [entry])
    connection.execute("UPDATE journal_link SET number = %s WHERE entry_id = %s", [number, after[0]])
    connection.execute("UPDATE journal_link SET number = %s WHERE entry_id = %s", [number + 1, entry])
    return int(after[0])


def truncate_tail(connection: psycopg.Connection[Any], chance: random.Random) -> int:
    """The last entries of a chain are gone with their links, and its head is set back: only a checkpoint can tell."""
    place, last = _one(connection, chance, "SELECT chain, number FROM journal_head WHERE number > 1")
    cut = chance.randrange(1, last)
    gone = [
        row[0]
        for row in connection.execute(
            "SELECT entry_id FROM journal_link WHERE chain = %s AND number > %s", [place, cut]
        ).fetchall()
    ]
    for table, column in (("journal_change", "entry_id"), ("journal_link", "entry_id"), ("journal_entry", "id")):
        connection.execute(f"DELETE FROM {table} WHERE {column} = ANY(%s)", [gone])  # type: ignore[arg-type]
    connection.execute(
        "UPDATE journal_head h SET number = l.number, hash = l.hash FROM journal_link l WHERE h.chain = %s AND l.chain = %s AND l.number = %s",
        [place, place, cut],
    )
    return -int(place)


def rehash_chain(connection: psycopg.Connection[Any], chance: random.Random) -> int:
    """An entry is changed and the whole chain after it hashed anew, without a flaw: only a checkpoint can tell."""
    entry, place, _number = _one(connection, chance)
    connection.execute("UPDATE journal_entry SET reason = 'viết lại' WHERE id = %s", [entry])
    order = [
        row[0]
        for row in connection.execute(
            "SELECT entry_id FROM journal_link WHERE chain = %s ORDER BY number", [place]
        ).fetchall()
    ]
    connection.execute("DELETE FROM journal_link WHERE chain = %s", [place])
    connection.execute("DELETE FROM journal_head WHERE chain = %s", [place])
    for one in order:
        connection.execute("SELECT journal_seal(%s)", [one])
    return int(order[-1])


def forge_erasure(connection: psycopg.Connection[Any], chance: random.Random) -> int:
    """A change is rewritten and a false erasure, itself outside the chain, says that this is right."""
    change, _entry = _one(connection, chance, "SELECT id, entry_id FROM journal_change")
    connection.execute('UPDATE journal_change SET after = \'{"name": "khác"}\' WHERE id = %s', [change])
    row = connection.execute(
        f"""INSERT INTO journal_entry (kind, act, actor_name, unit_id, "on", at, reason, detail)
        SELECT 'act', 'privacy.erase', 'Người chèn', 1, '2023-06-15', now(), '', jsonb_build_object('erased',
            jsonb_build_object(c.id::text, encode(sha256(convert_to(c.salt::text || {chain.CHANGE_SAID.format("c")}, 'UTF8')), 'hex')))
        FROM journal_change c WHERE c.id = %s RETURNING id""",  # type: ignore[arg-type]
        [change],
    ).fetchone()
    assert row is not None
    return int(row[0])


WAYS: list[Callable[[psycopg.Connection[Any], random.Random], int]] = [
    edit_entry, edit_change, delete_entry, delete_change, delete_with_link, insert_entry, insert_change, reorder,
    truncate_tail, rehash_chain, forge_erasure,
]  # fmt: skip

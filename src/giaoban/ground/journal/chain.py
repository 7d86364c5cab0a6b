"""Tamper evidence: the entries of each unit form a hash chain, and its signed heads (checkpoints) can be kept elsewhere.

A link holds the salted hash of the entry and of each of its changes, never what they say. So a word can be blanked and
its salt thrown away while the chain stays whole; the blanking is an act of its own, whose entry names the new hash of
what it blanked. PostgreSQL writes the links while the transaction commits, under the lock of that unit's chain alone.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

START = hashlib.sha256(b"giaoban journal").digest()
"""What the first link of each chain is hung on."""

ERASING = ".erase"
"""How the name of every act ends under which words are blanked in the journal; its detail names the new hashes."""

# What is hashed, as text that PostgreSQL writes alike in every version and time zone.
ENTRY_SAID = (
    'jsonb_build_array({0}.id, {0}.kind, {0}.act, {0}.actor_id, {0}.actor_name, {0}.unit_id, {0}."on",'
    " (extract(epoch from {0}.at) * 1000000)::bigint, {0}.reason, {0}.detail, {0}.undoes_id, {0}.people)::text"
)
CHANGE_SAID = 'jsonb_build_array({0}.id, {0}."table", {0}.row_id, {0}.before, {0}.after)::text'


def _salted(row: str, said: str) -> str:
    return f"sha256(convert_to(coalesce({row}.salt::text, '') || {said.format(row)}, 'UTF8'))"


FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION journal_seal(entry bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    place bigint;
    hashed bytea;
    below bytea;
    last journal_head;
    linked bytea;
BEGIN
    SELECT coalesce(e.unit_id, 0), {_salted("e", ENTRY_SAID)} INTO place, hashed FROM journal_entry e WHERE e.id = entry;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Entry % cannot be sealed: it cannot be seen.', entry;
    END IF;
    SELECT coalesce(string_agg({_salted("c", CHANGE_SAID)}, ''::bytea ORDER BY c.id), ''::bytea) INTO below
    FROM journal_change c WHERE c.entry_id = entry;
    INSERT INTO journal_head (chain, number, hash) VALUES (place, 0, decode('{START.hex()}', 'hex'))
    ON CONFLICT (chain) DO NOTHING;
    SELECT * INTO last FROM journal_head WHERE chain = place FOR UPDATE;
    linked := sha256(last.hash || int8send(place) || int8send(last.number + 1) || int8send(entry) || hashed || below);
    INSERT INTO journal_link (entry_id, chain, number, head, changes, hash)
    VALUES (entry, place, last.number + 1, hashed, below, linked);
    UPDATE journal_head SET number = last.number + 1, hash = linked WHERE chain = place;
END $$;
REVOKE ALL ON FUNCTION journal_seal(bigint) FROM PUBLIC;

CREATE OR REPLACE FUNCTION journal_seal_new() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$ BEGIN PERFORM journal_seal(NEW.id); RETURN NULL; END $$;

DROP TRIGGER IF EXISTS journal_seal ON journal_entry;
CREATE CONSTRAINT TRIGGER journal_seal AFTER INSERT ON journal_entry DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION journal_seal_new();

CREATE OR REPLACE FUNCTION journal_blanked(row_said jsonb, columns jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE
SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN row_said IS NULL THEN NULL ELSE
        (SELECT jsonb_object_agg(key, CASE WHEN columns ? key AND value <> 'null' AND value <> '""' THEN '"…"' ELSE value END)
         FROM jsonb_each(row_said)) END
$$;
"""
ERASE = f"""
CREATE OR REPLACE FUNCTION journal_erase(asked jsonb, columns jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
-- The named columns of the asked changes ({{table: [row, …]}}) are blanked under new salts, which only an open erasure
-- may do that two people agreed to, as far as they agreed; its own entry then says which hashes stand now, so that the
-- chain goes on proving the rest.
DECLARE
    erasure bigint := nullif(current_setting('giaoban.entry', true), '')::bigint;
    agreed jsonb := access_agreed(erasure);
    named jsonb := '{{}}';
    stands text;
    one record;
BEGIN
    IF agreed IS NULL OR NOT EXISTS (SELECT FROM journal_entry e WHERE e.id = erasure AND right(e.act, 6) = '{ERASING}') THEN
        RAISE EXCEPTION 'Only an act of erasing that two people agreed to blanks words in the journal, under its own open entry.'
            USING ERRCODE = 'GB001';
    END IF;
    IF NOT coalesce(asked <@ (agreed -> 'rows') AND columns <@ (agreed -> 'columns'), false) THEN
        RAISE EXCEPTION 'More would be blanked in the journal than two people agreed to.' USING ERRCODE = 'GB001';
    END IF;
    FOR one IN
        SELECT c.id, c."table" AS relation FROM journal_change c, jsonb_each(asked) a
        WHERE c."table" = a.key AND to_jsonb(c.row_id) <@ a.value
    LOOP
        UPDATE journal_change c SET salt = gen_random_uuid(),
            before = journal_blanked(c.before, columns -> one.relation), after = journal_blanked(c.after, columns -> one.relation)
        WHERE c.id = one.id;
        SELECT coalesce(max(encode({_salted("c", CHANGE_SAID)}, 'hex')), '') INTO stands
        FROM journal_change c JOIN journal_link l ON l.entry_id = c.entry_id WHERE c.id = one.id;
        IF stands <> '' THEN named := named || jsonb_build_object(one.id::text, stands); END IF;
    END LOOP;
    UPDATE journal_entry SET detail = detail || jsonb_build_object('erased', named) WHERE id = erasure;
END $$;
"""
"""Blanking; asks of the agreements of two, which are kept above the journal."""
GUARD = """
CREATE OR REPLACE FUNCTION journal_change_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
-- What the serving roles add to the journal comes from the trigger of a watched table, under an entry of the act that is
-- still open: an entry is sealed when its transaction commits, so whatever is sealed or cannot be seen is another's.
BEGIN
    IF session_user = current_user THEN RETURN NULL; END IF;
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'The journal is written by the triggers of watched tables alone.' USING ERRCODE = 'GB001';
    END IF;
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT entry_id FROM added) a WHERE NOT EXISTS (
            SELECT FROM journal_entry e WHERE e.id = a.entry_id
            AND NOT EXISTS (SELECT FROM journal_link l WHERE l.entry_id = e.id)
        )
    ) THEN
        RAISE EXCEPTION 'The entry that is written under is sealed or not of this act.' USING ERRCODE = 'GB001';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS journal_change_added ON journal_change;
CREATE TRIGGER journal_change_added AFTER INSERT ON journal_change REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION journal_change_added();
"""
SEAL_ALL = """
SELECT journal_seal(e.id) FROM
(SELECT id FROM journal_entry e WHERE NOT EXISTS (SELECT 1 FROM journal_link l WHERE l.entry_id = e.id) ORDER BY id) e
"""


@dataclass(frozen=True)
class Broken:
    """The first entry at which the journal is not what was written, and in which way."""

    entry: int | None
    chain: int
    number: int | None
    why: str

    def __str__(self) -> str:
        where = f"đơn vị số {self.chain}" if self.chain else "mục chung"
        place = f", mục {self.number} của chuỗi" if self.number is not None else ""
        return f"Nhật ký sai ở việc số {self.entry if self.entry is not None else '–'} ({where}{place}): {self.why}"


@dataclass
class Verdict:
    """What a verification found: how much was looked at, and every chain's first bad entry."""

    entries: int = 0
    changes: int = 0
    chains: int = 0
    broken: list[Broken] = field(default_factory=list)
    heads: dict[int, tuple[int, bytes]] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.broken


# -- verifying --------------------------------------------------------------------------------------------------------

_LINKS = f"""
SELECT l.entry_id, l.chain, l.number, l.head, l.changes, l.hash, e.salt::text, {ENTRY_SAID.format("e")},
    coalesce(e.unit_id, 0)
FROM journal_link l LEFT JOIN journal_entry e ON e.id = l.entry_id ORDER BY l.chain, l.number
"""
_CHANGES = f"""
SELECT c.entry_id, c.id, c.salt::text, {CHANGE_SAID.format("c")}
FROM journal_change c JOIN journal_link l ON l.entry_id = c.entry_id ORDER BY l.chain, l.number, c.id
"""
_UNLINKED = """
SELECT e.id, coalesce(e.unit_id, 0), 'mục này được chèn vào mà không qua chương trình' FROM journal_entry e
WHERE NOT EXISTS (SELECT 1 FROM journal_link l WHERE l.entry_id = e.id)
UNION ALL
SELECT c.entry_id, 0, 'có thay đổi không thuộc mục nào' FROM journal_change c
WHERE NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.id = c.entry_id)
ORDER BY 1 LIMIT 100
"""


def verify(connection: psycopg.Connection[Any], checkpoints: list[dict[str, Any]] | None = None) -> Verdict:
    """Every chain is walked in one snapshot and compared with each checkpoint; the first bad entry of each is named.

    The connection must see all rows (the owner's). Hashes are taken here, not by the server.
    """
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return walk(connection, checkpoints)


def walk(connection: psycopg.Connection[Any], checkpoints: list[dict[str, Any]] | None = None) -> Verdict:
    """`verify` in the transaction that the connection is in."""
    verdict = Verdict()
    kept = {
        (int(chain), number): bytes.fromhex(hash_)
        for signed in checkpoints or []
        for chain, (number, hash_) in signed["chains"].items()
    }
    reached = _walk(connection, verdict, _replaced(connection), kept)
    for chain, number in sorted(kept):
        if number > reached.get(chain, 0):
            verdict.broken.append(
                Broken(
                    None,
                    chain,
                    number,
                    f"chuỗi chỉ còn {reached.get(chain, 0)} mục, mốc đã ký có {number}; phần cuối đã bị cắt",
                )
            )
    for chain, number, hash_ in connection.execute("SELECT chain, number, hash FROM journal_head").fetchall():
        if (number, bytes(hash_)) != verdict.heads.get(chain):
            verdict.broken.append(
                Broken(None, chain, number, "mục cuối của chuỗi không còn, hoặc không phải mục đã ghi")
            )
    for entry, chain, why in connection.execute(_UNLINKED).fetchall():
        verdict.broken.append(Broken(entry, chain, None, why))
    verdict.broken.sort(key=lambda fault: fault.entry if fault.entry is not None else 1 << 62)
    return verdict


def _replaced(connection: psycopg.Connection[Any]) -> dict[int, bytes]:
    """The hash that the last erasure says a change has now."""
    rows = connection.execute(
        """SELECT n.key::bigint, decode(n.value, 'hex') FROM journal_entry e, jsonb_each_text(e.detail -> 'erased') n
        WHERE right(e.act, 6) = '.erase' AND jsonb_typeof(e.detail -> 'erased') = 'object' ORDER BY e.id"""
    )
    return {change: bytes(hash_) for change, hash_ in rows.fetchall()}


def _walk(
    connection: psycopg.Connection[Any],
    verdict: Verdict,
    replaced: dict[int, bytes],
    kept: dict[tuple[int, int], bytes],
) -> dict[int, int]:
    """Every link in order; answers how far each chain reaches."""
    sha = hashlib.sha256
    reached: dict[int, int] = {}
    bad: set[int] = set()
    changes = _by_entry(connection)
    waiting = next(changes, None)
    before, last_chain, last_number = START, None, 0
    for entry, chain, number, head, below, hash_, salt, body, unit in _rows(connection, "links", _LINKS):
        if chain != last_chain:
            before, last_chain, last_number = START, chain, 0
        verdict.entries += 1
        entry_changes: list[tuple[int, bytes]] = []
        if waiting is not None and waiting[0] == entry:
            entry_changes = waiting[1]
            waiting = next(changes, None)
        verdict.changes += len(entry_changes)
        if chain not in bad:
            why = ""
            linked = sha(before + _int8(chain) + _int8(number) + _int8(entry) + head + below).digest()
            if number != last_number + 1:
                why = f"thiếu mục số {last_number + 1} của chuỗi"
            elif linked != hash_:
                why = "mục này không nối vào mục trước nó"
            elif body is None:
                why = "mục này đã bị xóa khỏi nhật ký"
            elif sha(((salt or "") + body).encode()).digest() != head or unit != chain:
                why = "nội dung của mục này đã bị sửa"
            elif len(below) != 32 * len(entry_changes):
                why = "số thay đổi dưới mục này không còn như khi ghi"
            else:
                for at, (change, now) in enumerate(entry_changes):
                    if now != below[32 * at : 32 * at + 32] and now != replaced.get(change):
                        why = f"thay đổi số {change} đã bị sửa"
                        break
            if not why and (chain, number) in kept and kept[chain, number] != hash_:
                why = "mục này khác với mốc đã ký: cả chuỗi đã được viết lại"
            if why:
                bad.add(chain)
                verdict.broken.append(Broken(entry, chain, number, why))
        before, last_number = hash_, number
        reached[chain] = number
        verdict.heads[chain] = (number, hash_)
    verdict.chains = len(reached)
    return reached


def _int8(number: int) -> bytes:
    return number.to_bytes(8, "big", signed=True)


def _rows(connection: psycopg.Connection[Any], name: str, query: str) -> Iterator[Any]:
    with connection.cursor(name, binary=True) as cursor:
        cursor.itersize = 5000
        cursor.execute(query)
        yield from cursor


def _by_entry(connection: psycopg.Connection[Any]) -> Iterator[tuple[int, list[tuple[int, bytes]]]]:
    """The changes' numbers and hashes, one list for each entry, in the order of the chains."""
    now: int | None = None
    held: list[tuple[int, bytes]] = []
    for entry, change, salt, body in _rows(connection, "changes", _CHANGES):
        if entry != now:
            if now is not None:
                yield now, held
            now, held = entry, []
        held.append((change, hashlib.sha256(((salt or "") + body).encode()).digest()))
    if now is not None:
        yield now, held


# -- checkpoints ------------------------------------------------------------------------------------------------------


def checkpoint(connection: psycopg.Connection[Any], key: Ed25519PrivateKey, *, at: datetime) -> dict[str, Any]:
    """The head of every chain at this moment, signed; to be kept where the administrator of this server cannot reach."""
    rows = connection.execute("SELECT chain, number, hash FROM journal_head ORDER BY chain").fetchall()
    statement: dict[str, Any] = {
        "what": "giaoban journal checkpoint",
        "at": at.isoformat(timespec="seconds"),
        "chains": {str(chain): [number, bytes(hash_).hex()] for chain, number, hash_ in rows},
    }
    return {
        **statement,
        "key": _public(key.public_key()),
        "signature": base64.b64encode(key.sign(_bytes(statement))).decode(),
    }


def trusted(read: dict[str, Any], key: Ed25519PublicKey) -> bool:
    """Whether that key signed exactly this checkpoint."""
    statement = {name: read.get(name) for name in ("what", "at", "chains")}
    try:
        key.verify(base64.b64decode(read.get("signature", "")), _bytes(statement))
    except (InvalidSignature, ValueError):
        return False
    return read.get("what") == "giaoban journal checkpoint"


def _bytes(said: dict[str, Any]) -> bytes:
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _public(key: Ed25519PublicKey) -> str:
    return base64.b64encode(key.public_bytes_raw()).decode()

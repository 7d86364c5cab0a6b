"""Counters and short-lived marks, shared by all processes: guesses that were made, codes that were taken.

Django's own cache in the database throws entries away when there are more than a few hundred of them, so that whoever makes
many pushes out the count of their guesses, and it keeps what it holds as pickles. Here nothing goes before its time, a mark
is set by exactly one of those who try at the same moment, and what is kept is JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import connections, router

SWEPT_EVERY = 200
"""Writes of one process after which it takes away what is past its time."""
NEVER = "infinity"


class Counters(BaseDatabaseCache):
    """Django's cache over the table that ``createcachetable`` makes; values are what JSON can say."""

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(table, params)
        self._writes = 0

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self.get_many([key], version).get(key, default)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        by_name = {self.make_and_validate_key(key, version=version): key for key in keys}
        rows = self._ask(
            f"SELECT cache_key, value FROM {self._table} WHERE cache_key = ANY (%s) AND expires > clock_timestamp()",
            [list(by_name)],
            writes=False,
        )
        return {by_name[name]: json.loads(value) for name, value in rows}

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._put(key, value, timeout, version, "")

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._put(key, value, timeout, version, f" WHERE {self._table}.expires <= clock_timestamp()")

    def _put(self, key: str, value: Any, timeout: Any, version: int | None, only: str) -> bool:
        """Whether the value stands under the key now, because of this call."""
        self._sweep()
        return bool(
            self._ask(
                f"INSERT INTO {self._table} (cache_key, value, expires) VALUES (%s, %s, %s) ON CONFLICT (cache_key)"
                f" DO UPDATE SET value = excluded.value, expires = excluded.expires{only} RETURNING 1",
                [self.make_and_validate_key(key, version=version), json.dumps(value), self._until(timeout)],
            )
        )

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(
            self._ask(
                f"UPDATE {self._table} SET expires = %s WHERE cache_key = %s AND expires > clock_timestamp() RETURNING 1",
                [self._until(timeout), self.make_and_validate_key(key, version=version)],
            )
        )

    def delete(self, key: str, version: int | None = None) -> bool:
        name = self.make_and_validate_key(key, version=version)
        return bool(self._ask(f"DELETE FROM {self._table} WHERE cache_key = %s RETURNING 1", [name]))

    def has_key(self, key: str, version: int | None = None) -> bool:
        return bool(self.get_many([key], version))

    def clear(self) -> None:
        self._ask(f"DELETE FROM {self._table} RETURNING 1", [])

    def _sweep(self) -> None:
        self._writes += 1
        if self._writes % SWEPT_EVERY == 0:
            self._ask(f"DELETE FROM {self._table} WHERE expires <= now() RETURNING 1", [])

    def _until(self, timeout: Any) -> str:
        at = self.get_backend_timeout(timeout)
        return NEVER if at is None else datetime.fromtimestamp(at).astimezone().isoformat()

    def _ask(self, statement: str, values: Sequence[Any], *, writes: bool = True) -> list[tuple[Any, ...]]:
        choose = router.db_for_write if writes else router.db_for_read
        with connections[choose(self.cache_model_class)].cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())

"""An act that asks nothing but a version is done to the version of the record that its reader was shown, and to no newer one.

A link to it bears the version that the page shows; in bulk the page before it tells the version of each record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from giaoban.core.numbers import number_in
from giaoban.kit.register import VERSION, Act

_MARK = f"{VERSION.name}-"
"""Before the number of a record: the hidden answer that says which version of it was shown."""


def borne(act: Act, record: Any, address: str) -> str:
    """The address of the act on the record as it is shown now."""
    return f"{address}?{VERSION.name}={record.version}" if record is not None and _is_done_to_one(act) else address


def answers(act: Act, records: Sequence[Any], sent: Mapping[str, Any] | None) -> dict[int, dict[str, int]]:
    """By record the answer that names its version: as it was ``sent``, none where it was not; as it is now, before that."""
    if not _is_done_to_one(act):
        return {}
    shown = {
        record.pk: record.version if sent is None else number_in(sent.get(f"{_MARK}{record.pk}", "")) or 0
        for record in records
    }
    return {key: {VERSION.name: version} for key, version in shown.items()}


def marks(versions: Mapping[int, Mapping[str, int]]) -> list[tuple[str, int]]:
    """Those answers as the page hides them in its form."""
    return [(f"{_MARK}{key}", answer[VERSION.name]) for key, answer in versions.items()]


def is_mark(name: str) -> bool:
    """Whether a form's answer of that name says what was shown."""
    return name.startswith(_MARK)


def told(actor: Any, act: Act, records: Sequence[Any]) -> list[str]:
    """Which version of each record the act would be done to, a sentence each."""
    if not _is_done_to_one(act) or act.preview is None:
        return []
    return [f"{record}: {' '.join(act.preview(actor=actor, record=record))}" for record in records]


def _is_done_to_one(act: Act) -> bool:
    return act.asks == (VERSION,)

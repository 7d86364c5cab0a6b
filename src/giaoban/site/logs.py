"""What the program writes about itself: one line a happening, as JSON where a collector reads it; never a name or a secret.

A message of an error often quotes what it stumbled over: a name, a number of a card, a whole row. So the kind of an error
and where it happened are written, its words only where they are about the program and not about what somebody typed.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

ABOUT_THE_PROGRAM = (AttributeError, ImportError, NameError, NotImplementedError, RecursionError, MemoryError)
"""Errors whose words name parts of the program and quote nothing that somebody typed."""
_WORD = re.compile(r"[^\s\"']+")
_TOKEN = re.compile(r"/[\w.~-]{20,}(?=/|$|\s|\")")
_QUOTED = re.compile(r"'[^']*'")
_ENOUGH = 12


class FieldsFormatter(logging.Formatter):
    """A happening as fields, free of what must not be written."""

    def fields(self, record: logging.LogRecord) -> dict[str, Any]:
        """What is written of that happening."""
        fields: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "said": without_secrets(_said(record)),
            "process": record.process,
        }
        if (request := getattr(record, "request", None)) is not None and hasattr(request, "path"):
            fields |= {"method": request.method, "path": without_secrets(request.path)}
        if (status := getattr(record, "status_code", None)) is not None:
            fields["status"] = status
        if record.exc_info and record.exc_info[1] is not None:
            fields |= {"error": kinds_of(record.exc_info[1]), "where": where(record.exc_info[2])}
        return fields


class JsonLines(FieldsFormatter):
    """One JSON object a line, for a collector."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return json.dumps(self.fields(record), ensure_ascii=False)


class PlainLines(FieldsFormatter):
    """One line for a person, the places of an error below it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line or lines."""
        told = self.fields(record)
        line = f"{told['at']} {told['level']} {told['logger']}: {told['said']}"
        if "error" in told:
            line += f" [{told['error']}]" + "".join(f"\n    {place}" for place in told["where"])
        return line


def _said(record: logging.LogRecord) -> str:
    """The message on one line; of an error that is passed as an argument, its kind alone."""
    if isinstance(record.args, tuple) and any(isinstance(argument, BaseException) for argument in record.args):
        record.args = tuple(
            kinds_of(argument) if isinstance(argument, BaseException) else argument for argument in record.args
        )
    message = kinds_of(record.msg) if isinstance(record.msg, BaseException) else record.getMessage()
    if record.name.startswith("django.security"):
        message = _QUOTED.sub("…", message)  # what was sent, not what is known
    return " ".join(message.split())[:500]


def without_secrets(said: str) -> str:
    """The text without what follows a question mark in an address, and without tokens that stand in one."""
    return _TOKEN.sub("/…", _WORD.sub(_without_query, said))


def _without_query(word: re.Match[str]) -> str:
    before, slash, path = word[0].partition("/")
    return before + slash + path.partition("?")[0]


def kinds_of(error: BaseException) -> str:
    """The kind of the error and of what led to it; its words only where they are about the program."""
    kinds, cause = [], error
    while cause is not None and len(kinds) < 4:
        words = f": {cause}" if isinstance(cause, ABOUT_THE_PROGRAM) else ""
        kinds.append(f"{type(cause).__module__}.{type(cause).__qualname__}".removeprefix("builtins.") + words)
        cause = cause.__cause__ or cause.__context__  # type: ignore[assignment]
    return " < ".join(kinds)


def where(at: TracebackType | None) -> list[str]:
    """The last places that the error came through, as file, line and function."""
    return [f"{one.filename}:{one.lineno} {one.name}" for one in traceback.extract_tb(at)[-_ENOUGH:]]

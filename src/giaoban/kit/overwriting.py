"""An act whose form shows the record's own values writes over those and no others: a change in between is told, both versions."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from giaoban.kit import cells
from giaoban.kit.register import Act, Ask

READ = "read"
"""The hidden answer that says which values of the record its reader was shown."""


def mark_of(act: Act, record: Any) -> str:
    """A mark of the values that the act's form shows of the record; nothing where it shows none or has a version of its own."""
    asks = _own(act, record)
    values = [(ask.name, getattr(record, type(record)._meta.get_field(ask.name).attname)) for ask in asks]
    return hashlib.sha256(repr(values).encode()).hexdigest() if values else ""


def why_not_over(act: Act, stands: Any, form: forms.Form) -> list[str]:
    """Why what was typed cannot be kept: the record, as it ``stands``, has changed since it was read; each value beside it."""
    read = form.data.get(READ, "")
    if not read or mark_of(act, stands) in ("", read):
        return []
    differing = [
        _("%(label)s: the record says “%(stands)s”, you wrote “%(typed)s”.")
        % {
            "label": ask.label,
            "stands": _told(stands, ask),
            "typed": cells.written(form.cleaned_data[ask.name]) or pgettext("a value", "nothing"),
        }
        for ask in _own(act, stands)
        if ask.name in form.cleaned_data and form.cleaned_data[ask.name] != getattr(stands, ask.name)
    ]
    return [_("Somebody else changed this record while it was open here; look at both, then go on."), *differing]


def _own(act: Act, record: Any) -> list[Ask]:
    if record is None or any(ask.kind == "version" for ask in act.asks):
        return []
    return [ask for ask in act.asks if ask.initial == "own" and _is_kept(record, ask.name)]


def _is_kept(record: Any, name: str) -> bool:
    try:
        return bool(type(record)._meta.get_field(name).concrete)
    except FieldDoesNotExist:
        return False


def _told(record: Any, ask: Ask) -> str:
    """The value as a page says it; a choice by its words."""
    said_by = getattr(record, f"get_{ask.name}_display", None)
    return str(said_by()) if said_by else cells.written(getattr(record, ask.name)) or pgettext("a value", "nothing")

"""A short text stands in one form in every table, whatever wrote it: a form, an import, the editing side, another program."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Model
from django.db.models.signals import pre_save

from giaoban.core.names import in_one_form

NOT_TYPED = {"sessions", "mfa", "procrastinate", "contenttypes", "wagtailsearch"}
"""Apps whose rows hold what a program made: keys, digests, places in a queue."""


def keep() -> None:
    """From now on each row is saved with its short texts in one form."""
    pre_save.connect(_put_in_one_form, dispatch_uid="one-form")


def _put_in_one_form(sender: type[Model], instance: Model, **_more: Any) -> None:
    if sender._meta.app_label in NOT_TYPED:
        return
    for field in sender._meta.concrete_fields:
        if isinstance(field, CharField) and not field.choices:
            typed = instance.__dict__.get(field.attname)
            if isinstance(typed, str) and (kept := in_one_form(typed, len(typed))) != typed:
                setattr(instance, field.attname, kept)

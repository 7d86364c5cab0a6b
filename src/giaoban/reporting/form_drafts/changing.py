"""A draft is changed: its head, a line, a check. What would not hold together is refused, and the draft stays as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from giaoban.core.refusal import refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.writing import writing
from giaoban.reporting.form_drafts.beginning import why_not_kept, why_stale
from giaoban.reporting.forms import Check, Form, Line, changing
from giaoban.reporting.forms.writing import written
from giaoban.reporting.models import FormDraft


def describe(
    *, actor: Actor, record: FormDraft, version: int, title: str, months: int, from_on: date, groups: str, sections: str
) -> FormDraft:
    """The draft has that title, that length of period, that planned day, those groups and sections, each written one a line."""
    with writing(actor, "form_drafts.describe", unit=None, on=today(), record=record):
        refuse_if(why_stale(record, version))
        return _kept(
            record,
            replace(
                record.form, title=squeeze(title), months=months, valid_from=from_on,
                groups=changing.groups_said(groups), sections=changing.one_a_line(sections),
            ),
        )  # fmt: skip


def set_line(
    *, actor: Actor, record: FormDraft, version: int, line: Line, instead: str = "", after: str = ""
) -> FormDraft:
    """The draft has that line: new, or instead of the one of that code; behind the line ``after``."""
    with writing(actor, "form_drafts.set_line", unit=None, on=today(), record=record, detail={"line": line.code}):
        refuse_if(why_stale(record, version))
        return _kept(record, changing.with_line(record.form, line, instead=instead, after=after))


def drop_line(*, actor: Actor, record: FormDraft, version: int, code: str) -> FormDraft:
    """The draft has that line no more; refused where another line or a check speaks of it."""
    with writing(actor, "form_drafts.drop_line", unit=None, on=today(), record=record, detail={"line": code}):
        refuse_if(why_stale(record, version))
        return _kept(record, changing.without_line(record.form, code))


def set_check(*, actor: Actor, record: FormDraft, version: int, check: Check, instead: int | None = None) -> FormDraft:
    """The draft has that check: new, or instead of the one of that number."""
    with writing(actor, "form_drafts.set_check", unit=None, on=today(), record=record, detail={"check": check.id}):
        refuse_if(why_stale(record, version))
        return _kept(record, changing.with_check(record.form, check, instead=instead))


def drop_check(*, actor: Actor, record: FormDraft, version: int, number: int) -> FormDraft:
    """The draft has the check of that number no more."""
    with writing(actor, "form_drafts.drop_check", unit=None, on=today(), record=record):
        refuse_if(why_stale(record, version))
        return _kept(record, changing.without_check(record.form, number))


def _kept(record: FormDraft, form: Form) -> FormDraft:
    refuse_if(why_not_kept(form))
    record.text, record.title = written(form), form.title
    record.version += 1
    record.save()
    return record

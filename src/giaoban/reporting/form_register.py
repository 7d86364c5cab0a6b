"""Forms and the drafts of forms at a glance: open this file first."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.ground.journal.clock import today
from giaoban.kit.register import REASON, Act, Column, Filter, Register, by_state
from giaoban.reporting import form_asks, form_drafts, form_editing, form_shown
from giaoban.reporting.form_drafts.holding import brought
from giaoban.reporting.models import FormDraft, FormVersion

HOLDING = {
    "now": pgettext_lazy("form", "in force"),
    "to_come": pgettext_lazy("form", "to come into force"),
    "over": pgettext_lazy("form", "replaced"),
    "withdrawn": pgettext_lazy("form", "withdrawn"),
}


def _state(record: FormVersion) -> str:
    return str(HOLDING[form_shown.holding(record, on=today())])


def _in_state(rows: QuerySet[Any], state: str, on: date) -> QuerySet[Any]:
    if state == "withdrawn":
        return rows.exclude(withdrawn_on=None)
    newer = FormVersion.objects.filter(
        code=OuterRef("code"), withdrawn_on=None, valid_from__lte=on, valid_from__gt=OuterRef("valid_from")
    )
    kept = rows.filter(withdrawn_on=None)
    if state == "to_come":
        return kept.filter(valid_from__gt=on)
    return kept.filter(Exists(newer) if state == "over" else ~Exists(newer), valid_from__lte=on)


def _open(record: FormDraft) -> bool:
    return record.state == FormDraft.State.OPEN


FORMS = Register(
    name="forms",
    label=_("Report forms"),
    record=FormVersion,
    area="reporting",
    icon="file-text",
    unit="",
    order="code,-valid_from",
    columns=(
        Column("code"),
        Column("title"),
        Column("valid_from"),
        Column("until_on", _("Until"), show=form_shown.last_day),
        Column("state", _("State"), show=_state),
        Column("months", _("Length of the period"), show=lambda record: form_shown.length(record.form)),
        Column("lines", _("Lines"), show=lambda record: len(record.form.lines)),
        Column("checks", _("Checks"), show=lambda record: len(record.form.checks)),
        Column("withdrawn_on", _("Withdrawn on"), listed=False),
        Column("withdrawn_because", _("Withdrawn because"), listed=False),
    ),
    acts=(
        Act("withdraw", form_drafts.withdraw, _("Withdraw the version"), on_record=True, icon="x", danger=True,
            open_for=lambda record: record.withdrawn_on is None and not brought(record), asks=(REASON,), about=_(
            "For one that was put into force by mistake, before anybody was asked for it; the version before it goes on.")),
    ),
    search=lambda text: Q(code__icontains=text) | Q(title__icontains=text) | Q(text__icontains=text),
    sections=form_shown.of_version,
    filters=(Filter("state", _("State"), tuple(HOLDING.items()), _in_state),),
)  # fmt: skip

DRAFTS = Register(
    name="form_drafts",
    label=_("Drafts of forms"),
    record=FormDraft,
    area="reporting",
    icon="square-pen",
    unit="",
    rows=lambda _day: FormDraft.objects.select_related("base", "became"),
    columns=(
        Column("code"),
        Column("title"),
        Column("state"),
        Column("from_on", _("Planned to be in force from"), show=lambda record: record.form.valid_from),
        Column("base", _("Made from"), show=lambda record: str(record.base) if record.base else ""),
        Column("became", _("Became"), show=lambda record: str(record.became) if record.became else ""),
        Column("months", _("Length of the period"), show=lambda record: form_shown.length(record.form)),
        Column("lines", _("Lines"), show=lambda record: len(record.form.lines)),
        Column("checks", _("Checks"), show=lambda record: len(record.form.checks)),
    ),
    acts=(
        Act("put_in_force", form_drafts.put_in_force, _("Put into force"), on_record=True, open_for=_open, icon="check",
            asks=form_asks.PUTTING, foretold=form_asks.putting, about=_("First it is tried on the returns of past periods.")),
        Act("set_line", form_editing.set_line, _("Add or change a line"), on_record=True, open_for=_open, icon="plus",
            asks=form_editing.LINE, about=_("What other lines and checks say of it follows where its code changes.")),
        Act("set_check", form_editing.set_check, _("Add or change a check"), on_record=True, open_for=_open, icon="list-checks",
            asks=form_editing.CHECK, about=_("The page of the draft reads it back as a sentence.")),
        Act("describe", form_editing.describe, _("Title, groups, sections"), on_record=True, open_for=_open,
            icon="square-pen", asks=form_editing.DESCRIBING),
        Act("drop_line", form_drafts.drop_line, _("Drop a line"), on_record=True, open_for=form_editing.has_lines,
            asks=form_editing.DROPPING_LINE, about=_("Returns of past periods keep it.")),
        Act("drop_check", form_editing.drop_check, _("Drop a check"), on_record=True, open_for=form_editing.has_checks,
            asks=form_editing.DROPPING_CHECK),
        Act("set_aside", form_drafts.set_aside, _("Set the draft aside"), on_record=True, open_for=_open, icon="x",
            danger=True, asks=(REASON,), about=_("Nobody works on it any more; it stays to be read.")),
        Act("begin", form_asks.begin, _("Begin a draft"), icon="plus", asks=form_asks.BEGINNING,
            about=_("A new version of a form that there is, or a new form. Nobody is asked for it until it is put into force.")),
        Act("take_in", form_drafts.take_in, _("Take in a form's file"), icon="upload", asks=form_asks.TAKING_IN,
            about=_("The same file as a form's page gives out: it becomes a draft.")),
    ),
    search=lambda text: Q(code__icontains=text) | Q(title__icontains=text),
    sections=form_shown.of_draft,
    filters=(by_state(FormDraft.State.choices, initial="open"),),
)  # fmt: skip

"""What acts on forms ask, and what they say beforehand."""

from __future__ import annotations

from datetime import date
from functools import wraps
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from giaoban.core.numbers import write_number
from giaoban.ground.access.policy import Actor
from giaoban.ground.undoing import rehearsed
from giaoban.kit.register import VERSION, Ask
from giaoban.reporting import form_drafts
from giaoban.reporting.forms.sound import MONTHS
from giaoban.reporting.models import FormDraft, FormVersion
from giaoban.reporting.queries.trying import TriedPeriod, tried

NAMED = 5
"""So many findings, and lines, of a period are named one by one."""


def lengths(_actor: Actor, _record: Any) -> list[tuple[str, str]]:
    """How long the period of a form can be."""
    return [(str(months), f"{label} ({months})") for months, label in MONTHS.items()]


def bases(_actor: Actor, _record: Any) -> list[tuple[str, str]]:
    """The versions that a draft can begin from, the newest first."""
    rows = FormVersion.objects.filter(withdrawn_on=None).order_by("code", "-valid_from")
    return [("", "–"), *((str(row.pk), f"{row}: {row.title}") for row in rows)]


BEGINNING = (
    Ask("base", gettext_lazy("From which version"), "choice", required=False, choices=bases,
        help=gettext_lazy("All of it is taken over; without one the draft is empty.")),
    Ask("code", gettext_lazy("Code of the form"), required=False, most=20,
        help=gettext_lazy("Capital letters, digits and hyphens, as BC-1. Empty: a new version of the same form.")),
    Ask("title", gettext_lazy("What the form is called"), required=False, most=200),
    Ask("months", gettext_lazy("Period of an empty form"), "choice", choices=lengths, initial=6),
    Ask("from_on", gettext_lazy("Planned to be in force from"), "day", initial="today"),
)  # fmt: skip
TAKING_IN = (
    Ask("file", gettext_lazy("File"), "file",
        help=gettext_lazy("The .toml file of a form, as its page gives it out. Nothing holds until you put it into force.")),
)  # fmt: skip


def _planned(_actor: Actor, record: FormDraft) -> date:
    return record.form.valid_from


PUTTING = (
    Ask("from_on", gettext_lazy("In force from"), "day", initial=_planned,
        help=gettext_lazy("Later than the last day of every period that was opened with the form.")),
    VERSION,
)  # fmt: skip


@wraps(form_drafts.begin)
def begin(*, actor: Actor, base: str = "", months: int | str = 6, **answers: Any) -> FormDraft:
    """`form_drafts.begin`, with the base as the form's field says it."""
    version = FormVersion.objects.filter(pk=base).first() if base else None
    return form_drafts.begin(actor=actor, base=version, months=int(months), **answers)


def putting(*, actor: Actor, record: FormDraft, **answers: Any) -> list[str]:
    """What the draft would do: it is put into force, looked at and taken back; then what past returns would be on it."""
    told = rehearsed(
        lambda: form_drafts.put_in_force(actor=actor, record=record, **answers),
        lambda: (
            _("%(form)s would hold from %(day)s; periods that were opened keep the version of their time.")
            % {"form": record.code, "day": f"{answers['from_on']:%d/%m/%Y}"}
        ),
    )
    record.refresh_from_db()
    return [told, *tried_in_words(record, actor=actor)]


def tried_on(record: FormDraft, *, actor: Actor, only: int | None = None) -> list[TriedPeriod]:
    """The draft on the newest periods that were returned on the form that it was made from; ``only`` is one's campaign."""
    return tried(record.form, record.base.code if record.base else record.code, actor=actor, only=only)


def tried_in_words(record: FormDraft, *, actor: Actor) -> list[str]:
    """What the draft makes of past returns, a few sentences for each period."""
    periods = tried_on(record, actor=actor)
    if not periods:
        return [_("Nothing was returned on this form yet, so there is nothing to try the draft on.")]
    return [sentence for period in periods for sentence in _period_in_words(period)]


def _period_in_words(period: TriedPeriod) -> list[str]:
    title = period.title[0].upper() + period.title[1:]
    sentences = [
        ngettext("%(period)s: %(count)s return can be read on the draft.", "%(period)s: %(count)s returns can be read on the draft.", len(period.returns))
        % {"period": title, "count": write_number(len(period.returns))}
    ]  # fmt: skip
    for loss in period.lost:
        told = {"period": title, "code": loss.code, "label": loss.label, "count": write_number(len(loss.values))}
        sentences.append(_("%(period)s: line %(code)s “%(label)s” is gone; %(count)s returns lose its number.") % told)
    if period.empty:
        sentences.append(
            _("%(period)s: no return has a number for %(codes)s.") % {"period": title, "codes": ", ".join(period.empty)}
        )
    for findings, words in (
        (period.more, _("%(period)s: the checks say %(count)s findings more.")),
        (period.fewer, _("%(period)s: the checks say %(count)s findings no more.")),
    ):
        if findings:
            sentences.append(words % {"period": title, "count": write_number(len(findings))})
            sentences += [f"{finding.unit}: {finding.message}" for finding in findings[:NAMED]]
            if len(findings) > NAMED:
                sentences.append(_("and %(count)s more.") % {"count": write_number(len(findings) - NAMED)})
    if not (period.lost or period.more or period.fewer):
        sentences.append(_("%(period)s: no number is lost, and the checks say the same as before.") % {"period": title})
    return sentences

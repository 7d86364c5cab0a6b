"""What the acts that change a draft ask: its head, a line, a check; and each answer as the operation takes it."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.utils.translation import gettext_lazy as _

from giaoban.catalogue import indicators
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.kit.register import VERSION, Ask
from giaoban.reporting import form_drafts
from giaoban.reporting.form_asks import lengths
from giaoban.reporting.forms import Check, Line, changing
from giaoban.reporting.forms.saying import KINDS_SAID, sentence
from giaoban.reporting.forms.sound import ADDS_AS, PLACES, SEVERITIES
from giaoban.reporting.models import FormDraft

Choices = list[tuple[str, Any]]
NOTHING = ("", "–")


def _lines(_actor: Actor, record: FormDraft) -> Choices:
    return [(line.code, f"{line.code} {line.label}") for line in record.form.lines]


def _no_or_line(actor: Actor, record: FormDraft) -> Choices:
    return [NOTHING, *_lines(actor, record)]


def _new_or_line(actor: Actor, record: FormDraft) -> Choices:
    return [("", _("a new line")), *_lines(actor, record)]


def _places(actor: Actor, record: FormDraft) -> Choices:
    return [("", _("where it stands, or last in its group")), (changing.FIRST, _("first")), *_lines(actor, record)]


def _sources(_actor: Actor, _record: FormDraft) -> Choices:
    known = sorted((str(indicator.label), name) for name, (_register, indicator) in indicators().items())
    return [("", _("asked of the unit, or worked out of two lines")), *((name, label) for label, name in known)]


def _checks(_actor: Actor, record: FormDraft) -> Choices:
    return [(str(number), f"{number}. {sentence(check)}") for number, check in enumerate(record.form.checks, 1)]


def _new_or_check(actor: Actor, record: FormDraft) -> Choices:
    return [("", _("a new check")), *_checks(actor, record)]


DESCRIBING = (
    Ask("title", _("What the form is called"), initial="own"),
    Ask("months", _("Length of the period"), "choice", choices=lengths, initial=lambda _actor, record: record.form.months),
    Ask("from_on", _("Planned to be in force from"), "day", initial=lambda _actor, record: record.form.valid_from),
    Ask("groups", _("Groups of lines"), "long", required=False, help=_("One a line, the number first: 1. Organisations, members"),
        initial=lambda _actor, record: "\n".join(f"{code}. {label}" for code, label in record.form.groups.items())),
    Ask("sections", _("Sections of the text"), "long", required=False, help=_("One a line, in their order."),
        initial=lambda _actor, record: "\n".join(record.form.sections)),
    VERSION,
)  # fmt: skip

LINE = (
    Ask("instead", _("Which line"), "choice", required=False, choices=_new_or_line),
    Ask("code", _("Code of the line"), most=12, help=_("As 4.4 or 4.4.1; the number before the first dot is its group.")),
    Ask("label", _("What the line is called"), most=200),
    Ask("aliases", _("Other names in old files"), "long", required=False, help=_("One a line.")),
    Ask("unit_of_count", _("Unit of count"), most=30),
    Ask("adds_as", _("Kind of number"), "choice", choices=tuple(ADDS_AS.items())),
    Ask("indicator", _("Where the number comes from"), "choice", required=False, choices=_sources),
    Ask("parent", _("Part of which line"), "choice", required=False, choices=_no_or_line),
    Ask("numerator", _("Of a ratio: what is divided"), "choice", required=False, choices=_no_or_line),
    Ask("denominator", _("Of a ratio: by what"), "choice", required=False, choices=_no_or_line),
    Ask("per_organisation", _("Asked of each grassroots organisation too"), "yes", required=False, initial=lambda _a, _r: True),
    Ask("counts_rows", _("Is the number of these organisations"), "yes", required=False),
    Ask("personal", _("Small numbers are withheld when figures are released"), "yes", required=False,
        help=_("Where a small number could point at one person: discipline, verification.")),
    Ask("after", _("Stands after"), "choice", required=False, choices=_places),
    VERSION,
)  # fmt: skip

CHECK = (
    Ask("instead", _("Which check"), "choice", required=False, choices=_new_or_check),
    Ask("kind", _("What is checked"), "choice", choices=tuple(KINDS_SAID.items())),
    Ask("id", _("Name of the check"), most=60, help=_("Small letters without marks, as parts_total.")),
    Ask("severity", _("How it is said"), "choice", choices=tuple(SEVERITIES.items()), initial=lambda _a, _r: "warning"),
    Ask("at", _("Asked of"), "choice", choices=tuple(PLACES.items())),
    Ask("parts", _("Left side: lines"), required=False, most=200, help=_("Codes with spaces between them; they are added.")),
    Ask("whole", _("Right side: lines"), required=False, most=200),
    Ask("lines", _("Lines that are compared"), "long", required=False, help=_("Of checks that name lines one by one.")),
    Ask("low", _("Lowest usual value"), required=False, most=20),
    Ask("high", _("Highest usual value"), required=False, most=20),
    Ask("per", _("Multiplied by"), required=False, most=20, initial=lambda _a, _r: 1, help=_("100 for percent.")),
    Ask("factor", _("The right side counts so many times"), required=False, most=20, initial=lambda _a, _r: 1),
    Ask("limit", _("Limit"), required=False, most=20, help=_("Of checks with one limit: 0,5 is half.")),
    Ask("least", _("Only from so many on"), required=False, most=20, help=_("Small units say nothing below it.")),
    Ask("tolerance", _("May differ by"), required=False, most=20),
    Ask("confirmed", _("The limit stands in a rule"), "yes", required=False, help=_("Otherwise the finding says that it is from experience.")),
    Ask("source", _("Where the limit comes from"), required=False, most=400),
    Ask("explain", _("What is said beside the finding"), required=False, most=400),
    VERSION,
)  # fmt: skip
NUMBERS = ("low", "high", "per", "factor", "limit", "least", "tolerance")

DROPPING_LINE = (Ask("code", _("Which line"), "choice", choices=_lines), VERSION)
DROPPING_CHECK = (Ask("number", _("Which check"), "choice", choices=_checks), VERSION)


@wraps(form_drafts.describe)
def describe(*, months: int | str, **answers: Any) -> FormDraft:
    """`form_drafts.describe`, with the length as the field says it."""
    return form_drafts.describe(months=int(months), **answers)


@wraps(form_drafts.set_line)
def set_line(
    *,
    actor: Actor,
    record: FormDraft,
    version: int,
    code: str,
    aliases: str,
    instead: str = "",
    after: str = "",
    **answers: Any,
) -> FormDraft:
    """`form_drafts.set_line`, with the line that these answers say."""
    line = Line(code=code.strip().lower(), aliases=changing.one_a_line(aliases), **answers)
    return form_drafts.set_line(actor=actor, record=record, version=version, line=line, instead=instead, after=after)


@wraps(form_drafts.set_check)
def set_check(*, actor: Actor, record: FormDraft, version: int, instead: str = "", **answers: Any) -> FormDraft:
    """`form_drafts.set_check`, with the check that these answers say."""
    labels = {ask.name: str(ask.label) for ask in CHECK}
    numbers = {name: changing.number_said(str(answers.pop(name) or ""), labels[name]) for name in NUMBERS}
    for name in ("per", "factor"):
        numbers[name] = numbers[name] or 1
    codes = {name: changing.codes_said(answers.pop(name)) for name in ("lines", "parts", "whole")}
    texts = {name: squeeze(answers.pop(name)) for name in ("source", "explain")}
    fields: dict[str, Any] = {**answers, **numbers, **codes, **texts}
    check = Check(**fields)
    return form_drafts.set_check(
        actor=actor, record=record, version=version, check=check, instead=int(instead) if instead else None
    )


@wraps(form_drafts.drop_check)
def drop_check(*, number: int | str, **answers: Any) -> FormDraft:
    """`form_drafts.drop_check`, with the number as the field says it."""
    return form_drafts.drop_check(number=int(number), **answers)


def has_checks(record: FormDraft) -> bool:
    """Whether the draft has a check to drop."""
    return record.state == FormDraft.State.OPEN and bool(record.form.checks)


def has_lines(record: FormDraft) -> bool:
    """Whether the draft has a line to drop."""
    return record.state == FormDraft.State.OPEN and bool(record.form.lines)

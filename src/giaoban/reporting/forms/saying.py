"""What a form asks and checks, in sentences that a person can hold against the file; and how two versions differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from giaoban.core.numbers import write_number
from giaoban.reporting.forms import Check, Form, Line
from giaoban.reporting.forms.sound import MONTHS, SEVERITIES


def sentence(check: Check) -> str:
    """What the check asks, read back from its fields."""
    return f"{_ASKED[check.kind](check)}."


def _sum(codes: Sequence[str]) -> str:
    return " + ".join(codes)


def _number(number: float) -> str:
    return write_number(int(number)) if number == int(number) else f"{number:g}".replace(".", ",")


def _sides(check: Check) -> dict[str, str]:
    return {"parts": _sum(check.parts), "whole": _sum(check.whole)}


def _at_most(check: Check) -> str:
    if check.factor == 1:
        return _("%(parts)s is no more than %(whole)s") % _sides(check)
    return _("%(parts)s is no more than %(whole)s times %(factor)s") % {
        **_sides(check), "factor": _number(check.factor),
    }  # fmt: skip


def _rate(check: Check) -> str:
    unit = "%" if check.per == 100 else ""
    low, high = (f"{_number(limit)}{unit}" for limit in (check.low, check.high))
    told = _sides(check) | {"low": low, "high": high, "per": _number(check.per)}
    if check.per in (1, 100):
        words = _("%(parts)s divided by %(whole)s is between %(low)s and %(high)s") % told
    else:
        words = _("%(parts)s divided by %(whole)s times %(per)s is between %(low)s and %(high)s") % told
    if not check.least:
        return words
    return _("%(asked)s, only where %(whole)s is at least %(least)s") % {
        "asked": words, "whole": _sum(check.whole), "least": _number(check.least),
    }  # fmt: skip


def _balance(check: Check) -> str:
    return _("%(a)s divided by %(b)s is no more than %(limit)s times %(c)s divided by %(d)s") % {
        "a": check.parts[0], "b": check.parts[1], "limit": _number(check.limit), "c": check.whole[0], "d": check.whole[1],
    }  # fmt: skip


def _same_value(check: Check) -> str:
    told = {"lines": ", ".join(check.lines), "limit": _number(check.limit), "least": _number(check.least)}
    if check.least:
        return (
            _("No two lines of %(lines)s have the same number above %(limit)s (in different units: above %(least)s)")
            % told
        )
    return _("No two lines of %(lines)s have the same number above %(limit)s") % told


_ASKED: Mapping[str, Callable[[Check], str]] = {
    "sum": lambda check: _("%(whole)s is %(parts)s") % _sides(check),
    "at_most": _at_most,
    "rate": _rate,
    "rate_balance": _balance,
    "without": lambda check: _("Where %(parts)s has a number, %(whole)s is more than 0") % _sides(check),
    "ratio": lambda check: (
        _("The ratio of %(lines)s is what is divided by what, within %(tolerance)s")
        % {"lines": ", ".join(check.lines), "tolerance": _number(check.tolerance)}
    ),
    "same_value": _same_value,
    "same_return_twice": lambda check: (
        _("No two units have %(limit)s%% or more of their numbers in common") % {"limit": _number(check.limit * 100)}
    ),
    "organisation_twice": lambda _check: _("No organisation has two rows in the detail sheet"),
    "detail_total": lambda _check: _("The total is the sum of the rows of the detail sheet"),
    "detail_parts": lambda _check: _("In each organisation no part is more than the total"),
    "jump": lambda check: (
        _("Against the same period of last year no number from %(least)s on changes by more than %(limit)s%%")
        % {"limit": _number(check.limit * 100), "least": _number(check.least)}
    ),
    "previous_period": lambda _check: _("The column of last year's period adds up too"),
    "target_column_empty": lambda _check: _("The column of the year's targets is not wholly empty"),
    "estimate_not_marked": lambda _check: _("An estimate is marked as one"),
}


KINDS_SAID = {
    "sum": pgettext_lazy("check", "A total is its parts"),
    "at_most": pgettext_lazy("check", "No more than"),
    "rate": pgettext_lazy("check", "A rate between two limits"),
    "rate_balance": pgettext_lazy("check", "Two rates not too far apart"),
    "without": pgettext_lazy("check", "No result without the activity"),
    "ratio": pgettext_lazy("check", "A ratio is what it divides"),
    "same_value": pgettext_lazy("check", "No two lines with the same number"),
    "same_return_twice": pgettext_lazy("check", "No two units with the same numbers"),
    "organisation_twice": pgettext_lazy("check", "No organisation twice"),
    "detail_total": pgettext_lazy("check", "The total is that of the detail sheet"),
    "detail_parts": pgettext_lazy("check", "Parts and total of each organisation"),
    "jump": pgettext_lazy("check", "No sudden change"),
    "previous_period": pgettext_lazy("check", "Last year's column adds up"),
    "target_column_empty": pgettext_lazy("check", "The targets are not empty"),
    "estimate_not_marked": pgettext_lazy("check", "Estimates are marked"),
}


@dataclass(frozen=True)
class FormDifference:
    """One thing in which a version differs from the one before: where, what stood there, what stands there now."""

    place: str
    before: str
    now: str


FIELDS = {
    "label": pgettext_lazy("line of a form", "name"), "aliases": pgettext_lazy("line of a form", "other names"),
    "unit_of_count": pgettext_lazy("line of a form", "unit of count"), "adds_as": pgettext_lazy("line of a form", "kind of number"),
    "parent": pgettext_lazy("line of a form", "part of"), "numerator": pgettext_lazy("line of a form", "what is divided"),
    "denominator": pgettext_lazy("line of a form", "by what"),
    "per_organisation": pgettext_lazy("line of a form", "asked of each organisation"),
    "counts_rows": pgettext_lazy("line of a form", "counts rows of the detail"),
    "indicator": pgettext_lazy("line of a form", "indicator"),
    "personal": pgettext_lazy("line of a form", "small numbers withheld"),
}  # fmt: skip


def differences(before: Form, now: Form) -> Iterator[FormDifference]:
    """In what the second differs from the first, line by line, then check by check."""
    yield from _of_head(before, now)
    there = {line.code: line for line in before.lines}
    for line in now.lines:
        if (own := there.pop(line.code, None)) is None:
            yield FormDifference(_line(line.code), "", line.label)
        elif own != line:
            yield from _of_line(own, line)
    yield from (FormDifference(_line(line.code), line.label, "") for line in there.values())
    old, new = ([_told(check) for check in form.checks] for form in (before, now))
    yield from (FormDifference(_("Check"), "", told) for told in new if told not in old)
    yield from (FormDifference(_("Check"), told, "") for told in old if told not in new)


def _line(code: str) -> str:
    return _("Line %(code)s") % {"code": code}


def length(months: int) -> str:
    """How long a period of so many months is, in words."""
    known = MONTHS.get(months)
    return str(known) if known else _("%(months)s months") % {"months": months}


def _of_head(before: Form, now: Form) -> Iterator[FormDifference]:
    for place, own, other in (
        (_("Code of the form"), before.code, now.code),
        (_("What the form is called"), before.title, now.title),
        (_("Length of the period"), length(before.months), length(now.months)),
        (_("Groups of lines"), _listed(before.groups), _listed(now.groups)),
        (_("Sections of the text"), "; ".join(before.sections), "; ".join(now.sections)),
    ):
        if own != other:
            yield FormDifference(place, own, other)
    order = [line.code for line in now.lines if line.code in {own.code for own in before.lines}]
    if order != [line.code for line in before.lines if line.code in order]:
        yield FormDifference(_("Order of the lines"), "", ", ".join(order))


def _listed(groups: Mapping[str, str]) -> str:
    return "; ".join(f"{code}. {label}" for code, label in groups.items())


def _of_line(before: Line, now: Line) -> Iterator[FormDifference]:
    for part in fields(Line):
        own, other = getattr(before, part.name), getattr(now, part.name)
        if own != other:
            yield FormDifference(f"{_line(now.code)}, {FIELDS[part.name]}", _plain(own), _plain(other))


def _plain(value: str | bool | tuple[str, ...]) -> str:
    if isinstance(value, bool):
        return pgettext("form", "yes") if value else pgettext("form", "no")
    return value if isinstance(value, str) else "; ".join(value)


def _told(check: Check) -> str:
    severity = str(SEVERITIES[check.severity]).capitalize()
    source = f" {_('Source: %(source)s.') % {'source': check.source}}" if check.source else ""
    return f"{severity}: {sentence(check)}{source}"

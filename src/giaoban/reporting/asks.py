"""What opening a campaign asks, what may be chosen, and what it will do, told before it is done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.core.numbers import write_number
from giaoban.core.spans import Period
from giaoban.ground.access.policy import Actor, unit_ids_where
from giaoban.ground.journal.clock import today
from giaoban.ground.undoing import rehearsed
from giaoban.ground.units.models import Kind, Unit
from giaoban.kit.register import Ask, Label
from giaoban.reporting import returns
from giaoban.reporting.models import Return, forms_there
from giaoban.reporting.queries import campaign_before, difference_since, first_to_open, report_of, top_of
from giaoban.reporting.rules import WEEKDAYS

BODIES = (Kind.CLUSTER, Kind.PROVINCE, Kind.UPPER)
YEARS = 3
"""So many years back a period can be opened from the list; the next year's too."""
NAMED = 12
"""So many of those who must return are named one by one."""


def bodies(actor: Actor, _record: Any) -> Iterable[int]:
    """The units whose campaigns the actor may open: bodies, or, where the actor has none, whatever units there are."""
    ids = unit_ids_where(actor, "returns.open_campaign", on=today())
    above = set(Unit.objects.filter(pk__in=ids, kinds__kind__in=BODIES).values_list("pk", flat=True))
    return above or ids


def _only(ids: Iterable[int]) -> int | None:
    first, *others = [*ids, 0]
    return first if others == [0] else None


def periods(_actor: Actor, _record: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """The periods to choose from, year by year, the newest year first; behind the years the terms."""
    year = today().year
    ends = ("-H1", "-H2", "-9M", "", *(f"-Q{quarter}" for quarter in range(1, 5)), *(f"-{m:02}" for m in range(1, 13)))
    years = [
        (str(past), [_named(f"{past}{end}") for end in ends]) for past in range(year + 1, year - YEARS - 1, -1)
    ]  # fmt: skip
    terms = [f"{begin}-T5" for begin in range(year - year % 5 + 5, year - 11, -5)]
    return [*years, (_("Terms"), [_named(term) for term in terms])]


def _named(text: str) -> tuple[str, str]:
    period = Period.parse(text)
    title = period.title()
    return text, f"{title[0].upper()}{title[1:]} ({period.start:%d/%m/%Y} - {period.last_day:%d/%m/%Y})"


def forms(_actor: Actor, _record: Any) -> list[tuple[str, str]]:
    """The forms that there are, each once."""
    newest = {form.code: form for form in sorted(forms_there(), key=lambda form: form.valid_from)}
    return [(form.code, f"{form.code}: {form.title}") for form in newest.values()]


LEVELS: tuple[tuple[int, Label], ...] = (
    (0, gettext_lazy("The body alone, from its own records")),
    (1, gettext_lazy("The body and the organisations right below it")),
    (2, gettext_lazy("Two levels below")),
    (3, gettext_lazy("Three levels below, down to the cells")),
)

OPENING = (
    Ask("unit", gettext_lazy("Body that asks"), "unit", choices=bodies, initial=lambda actor, _record: _only(bodies(actor, None))),
    Ask("period", gettext_lazy("Reporting period"), "choice", choices=periods,
        initial=lambda actor, _record: first_to_open(actor, on=today())),
    Ask("form", gettext_lazy("Report form"), "choice", choices=forms),
    Ask("levels", gettext_lazy("Who must return"), "choice", choices=LEVELS, initial=1),
    Ask("cut_off_on", gettext_lazy("Figures up to"), "day", required=False,
        help=gettext_lazy("From then to the end of the period figures are estimated; empty: up to the day of compiling.")),
    Ask("due_on", gettext_lazy("Units below submit by"), "day", help=gettext_lazy("A working day.")),
    Ask("due_above_on", gettext_lazy("The body submits to its superior by"), "day", required=False,
        help=gettext_lazy("A working day; empty: the same day.")),
    Ask("letter", gettext_lazy("Letter to those who must return"), "long", required=False,
        help=gettext_lazy("Stands on each return, above its figures.")),
)  # fmt: skip


def open_campaign(*, actor: Actor, **answers: Any) -> Return:
    """The campaign is open as of today; answers its topmost return."""
    return top_of(returns.open_campaign(actor=actor, opened_on=today(), **answers))


def opening(*, actor: Actor, **answers: Any) -> list[str]:
    """What opening the campaign would do: it is really done, looked at and taken back; refused as the act is."""
    made: list[Return] = []
    return rehearsed(lambda: made.append(open_campaign(actor=actor, **answers)), lambda: _told(made[0]))


def _told(top: Return) -> list[str]:
    campaign, period = top.campaign, top.campaign.asked
    used = campaign.form_used
    names = list(campaign.returns.filter(above__isnull=False).order_by("order", "pk").values_list("name", flat=True))
    whole = {
        "form": used.code, "lines": len(used.lines), "period": period.title(),
        "first": f"{period.start:%d/%m/%Y}", "last": f"{period.last_day:%d/%m/%Y}",
    }  # fmt: skip
    sentences = [_("%(form)s, %(lines)s lines, is asked for %(period)s: %(first)s to %(last)s.") % whole]
    if names:
        more = _(" and %(count)s more") % {"count": write_number(len(names) - NAMED)} if len(names) > NAMED else ""
        told = {"count": write_number(len(names)), "names": ", ".join(names[:NAMED]) + more}
        sentences.append(_("%(count)s units must return, and are told so: %(names)s.") % told)
    else:
        sentences.append(_("Nobody below returns; the body compiles its return from its records."))
    if campaign.cut_off_on:
        sentences.append(_("Figures are counted up to %(day)s.") % {"day": _written(campaign.cut_off_on)})
    if names:
        sentences.append(_("Units below submit by %(day)s.") % {"day": _written(campaign.due_on)})
    sentences.append(_("The body submits by %(day)s.") % {"day": _written(top.due_on)})
    for then in (period.year_before(), period.preceding()):
        if (before := campaign_before(campaign, then)) is not None:
            sentences.append(_("Beside it stands %(period)s.") % {"period": before.asked.title()})
    return list(dict.fromkeys(sentences))


def finalising(*, actor: Actor, record: Return) -> list[str]:
    """What the final version changes, line by line: it is really made, looked at and taken back."""
    before = record.versions.order_by("-number").first()
    assert before is not None, "a report that is submitted has a version"
    changed = rehearsed(
        lambda: returns.finalise(actor=actor, record=record, on=today()),
        lambda: [change for change in difference_since(before, report_of(record)) if not change.unit],
    )
    return [
        f"{change.code} {change.label}: {write_number(change.then, change.unit_of_count) or '–'} → "
        f"{write_number(change.now, change.unit_of_count) or '–'}"
        for change in changed
    ] or [_("No figure changes; the period is closed to its last day.")]


def _written(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"

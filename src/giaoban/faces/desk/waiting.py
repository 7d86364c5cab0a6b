"""What is due: everything that waits for whoever asks, by kind of work, by unit or by day, each with the act that does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from giaoban.catalogue import registers
from giaoban.core.numbers import number_in, write_number
from giaoban.faces.desk import first_day
from giaoban.faces.desk.shell import scope_of
from giaoban.faces.portal.editing import due as portal
from giaoban.faces.portal.editing.seating import seat
from giaoban.ground.access.policy import roles_held, unit_ids_where
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.regulations.calendar import WorkingDays
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import ids_under, names_of
from giaoban.kit.register import Due
from giaoban.kit.seeing import people_shown
from giaoban.reporting import reminders

SHOWN = 100
"""So many of each group are shown; the count above them is of all."""
OPEN = 5
"""So many of each kind or unit lie open; the others are folded behind one line."""
SOON = 10
"""Working days within which what is due is soon."""
STATES = ("late", "soon", "later")


class WorkKind(NamedTuple):
    """A kind of work: the register that it stands in, or the portal."""

    name: str
    label: str
    icon: str


class Waiting(NamedTuple):
    """What is due, and what kind of work it is."""

    kind: WorkKind
    due: Due


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What is due, late first, for the unit that one works for, or that is asked for, and all below it."""
    day = today()
    if request.user.person_id and set(roles_held(request.user, on=day)) == {"member"}:  # type: ignore[union-attr,arg-type]
        return redirect("pocket:home")
    unit = number_in(request.GET.get("unit", ""))
    unit_name = names_of([unit], on=day).get(unit, "") if unit else ""
    waiting = waiting_for(request.user, scope=unit if unit_name else scope_of(request), on=day)
    ahead = first_day.waits_for(request.user, on=day)  # type: ignore[arg-type]
    if ahead and not waiting and not Unit.objects.exists():
        return redirect("desk:first_day")
    by = request.GET.get("by", "") if request.GET.get("by") in GROUPINGS else "kind"
    when = request.GET.get("when", "") if request.GET.get("when") in STATES else ""
    kind = request.GET.get("kind", "")
    kind = kind if any(row.kind.name == kind for row in waiting) else ""
    kept = {"unit": str(unit) if unit_name else "", "kind": kind}
    waiting = [row for row in waiting if not kind or row.kind.name == kind]
    nearness = Nearness(day)
    groups = grouped([row for row in waiting if not when or nearness.state_of(row.due) == when], nearness, by)
    items = [item for group in groups for item in (*group["items"], *group["folded"])]
    named = [person for item in items for person in item["people"]]
    if people_shown(request, registers()["members"], named, today=day, kind=Entry.Kind.LIST, anew=False, due=True):  # type: ignore[arg-type]
        for item in items:
            if item["people"]:
                item["sentence"] = _("About a member, whom you may not be shown today")
    return render(
        request,
        "desk/home.html",
        {
            "due": groups,
            "ahead": ahead,
            "unit_name": unit_name,
            "only": waiting[0].kind.label if kind else "",
            "groupings": [
                {"label": label(), "url": _address(by=name, when=when, **kept), "current": name == by}
                for name, label in GROUPINGS.items()
            ],
            "whens": [
                {
                    "state": state,
                    "label": STATE_LABELS[state](),
                    "count": write_number(count),
                    "url": _address(by=by, when="" if state == when else state, **kept),
                    "current": state == when,
                }
                for state in STATES
                if (count := sum(nearness.state_of(row.due) == state for row in waiting))
            ],
        },
    )


def _address(**words: str) -> str:
    return "?" + "&".join(f"{name}={value}" for name, value in words.items() if value)


def due_for(actor: Any, *, scope: int | None, on: date) -> list[Due]:
    """Everything that waits for this person in that scope, earliest first."""
    return [row.due for row in waiting_for(actor, scope=scope, on=on)]


def waiting_for(actor: Any, *, scope: int | None, on: date) -> list[Waiting]:
    """Everything that waits for this person in that scope with its kind, earliest first."""
    below = ids_under(scope, on=on) if scope else None
    waiting: list[Waiting] = []
    for register in registers().values():
        if register.due:
            units = unit_ids_where(actor, register.read, on=on)
            units = units & below if below is not None else units
            if units:
                kind = WorkKind(register.name, str(register.label), register.icon)
                waiting += [Waiting(kind, due) for due in register.due(units, on)]
    returns = registers()["returns"]
    kind = WorkKind(returns.name, str(returns.label), returns.icon)
    waiting += [
        Waiting(kind, due)
        for due in reminders.due(
            actor, on=on, url=lambda report_return: reverse("reports:page", args=[report_return.pk]), scope=below
        )
    ]
    seat(actor)
    kind = WorkKind("portal", _("Portal"), "newspaper")
    waiting += [
        Waiting(kind, Due(editorial.sentence, editorial.by, editorial.url, None))
        for editorial in portal.due_for(actor, today=on)
    ]
    return sorted(waiting, key=lambda row: row.due.by)


class Nearness:
    """How near days are to one of them, in working days."""

    def __init__(self, day: date) -> None:
        self.day = day
        self._calendar = WorkingDays()
        self._far = self._calendar.after(day, SOON + 1)

    def state_of(self, due: Due) -> str:
        """``late``, ``soon`` or ``later``."""
        return "late" if due.by < self.day else "soon" if due.by < self._far else "later"

    def words_for(self, due: Due) -> str:
        """How long it is late, or how long there is yet."""
        if due.by == self.day:
            return _("today")
        left = self._calendar.between(self.day, due.by)
        if due.by < self.day:
            return (
                _("%(days)s working days late") % {"days": write_number(-left)}
                if left
                else pgettext("of a day", "late")
            )
        return _("%(days)s working days left") % {"days": write_number(left)} if left else _("by the next working day")


def grouped(waiting: list[Waiting], nearness: Nearness, by: str) -> list[dict[str, Any]]:
    """The due list as the page shows it, by kind of work, by unit or by how near the day is; what is late first."""
    kept: dict[str, list[Waiting]] = {}
    names = names_of({row.due.unit_id for row in waiting if row.due.unit_id}, on=nearness.day)
    for row in waiting:
        if by == "day":
            name = nearness.state_of(row.due)
        elif by == "unit":
            name = names.get(row.due.unit_id or 0, "")
        else:
            name = row.kind.name
        kept.setdefault(name, []).append(row)
    groups = []
    for name, rows in kept.items():
        first = rows[0]
        label, icon = {
            "day": (STATE_LABELS.get(name, str)(), STATE_ICONS.get(name, "")),
            "unit": (name or _("Several units"), "network"),
            "kind": (first.kind.label, first.kind.icon),
        }[by]
        items = [_item(row.due, nearness, names) for row in rows[:SHOWN]]
        lies_open = SHOWN if by == "day" else OPEN if len(items) > OPEN + 1 else OPEN + 1
        groups.append(
            {
                "label": label,
                "icon": icon,
                "state": nearness.state_of(first.due),
                "late": write_number(late)
                if by != "day" and (late := sum(row.due.by < nearness.day for row in rows))
                else "",
                "count": write_number(len(rows)),
                "items": items[:lies_open],
                "folded": items[lies_open:],
                "cut": len(items) < len(rows),
            }
        )
    return groups


def _item(due: Due, nearness: Nearness, names: dict[int, str]) -> dict[str, Any]:
    unit = names.get(due.unit_id or 0, "")
    return {
        "sentence": due.sentence,
        "day": f"{due.by:%d/%m/%Y}",
        "left": nearness.words_for(due),
        "state": nearness.state_of(due),
        "url": due.url,
        "act": _act_at(str(due.url)),
        "unit": "" if unit and unit in due.sentence else unit,
        "people": due.people,
    }


def _act_at(url: str) -> dict[str, str] | None:
    """The act whose form stands at that address; None where it is a page or a list."""
    try:
        place = resolve(urlsplit(url).path)
    except Resolver404:
        return None
    if place.view_name not in {"desk:act", "desk:act_on"}:
        return None
    return {"url": url, "label": str(registers()[place.kwargs["register"]].act(place.kwargs["act"]).label)}


GROUPINGS: dict[str, Callable[[], str]] = {
    "kind": lambda: _("By kind"),
    "unit": lambda: _("By unit"),
    "day": lambda: pgettext("of what is due", "By day"),
}
STATE_LABELS: dict[str, Callable[[], str]] = {
    "late": lambda: _("Late"),
    "soon": lambda: _("Within ten working days"),
    "later": lambda: _("Later"),
}
STATE_ICONS = {"late": "triangle-alert", "soon": "clock", "later": "calendar-days"}

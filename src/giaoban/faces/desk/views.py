"""The desk's own pages: what is due, the registers, search, the scope that one works for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.catalogue import registers
from giaoban.core.numbers import number_in, write_number
from giaoban.faces.desk import first_day
from giaoban.faces.desk.shell import scope_of
from giaoban.faces.desk.signin import prove_again
from giaoban.faces.models import SavedView
from giaoban.faces.portal.editing import due as portal
from giaoban.faces.portal.editing.seating import seat
from giaoban.ground.access.policy import may_anywhere, roles_held, unit_ids_where
from giaoban.ground.access.words import known_powers
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.regulations.calendar import WorkingDays
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import names_of
from giaoban.kit import acts, lists, pages, sheets
from giaoban.kit.register import Due, Register
from giaoban.kit.seeing import people_shown
from giaoban.reporting import reminders


def _register(name: str) -> Register:
    try:
        return registers()[name]
    except KeyError:
        raise Http404 from None


@login_required
def browse(request: HttpRequest, register: str) -> HttpResponse:
    views = SavedView.objects.filter(account=request.user, register=register)
    request.saved_views = lambda name: [  # type: ignore[attr-defined]
        {"label": view.name, "url": f"?{view.query}", "current": view.query == request.GET.urlencode()}
        for view in views
    ]
    return lists.browse(request, _register(register), today=today(), scope=scope_of(request))


@login_required
@require_POST
def keep_view(request: HttpRequest, register: str) -> HttpResponse:
    """The list's conditions are kept under a name; the same name again replaces them."""
    query = request.POST.copy()
    name = " ".join(query.get("name", "").split())[:80]
    for word in ("csrfmiddlewaretoken", "name"):
        query.pop(word, None)
    if name:
        SavedView.objects.update_or_create(
            account=request.user,
            register=_register(register).name,
            name=name,
            defaults={"query": query.urlencode()[:1000]},
        )
        messages.success(request, _("The view “%(name)s” is kept.") % {"name": name})
    return redirect(f"{reverse('desk:list', args=[register])}?{query.urlencode()}")


@login_required
def page(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    return pages.page(request, _register(register), pk, known_powers(), today=today())


@login_required
def perform(request: HttpRequest, register: str, act: str, pk: int | None = None) -> HttpResponse:
    return acts.perform(
        request, _register(register), act, pk, today=today(), scope=scope_of(request), prove=prove_again
    )


@login_required
def bulk(request: HttpRequest, register: str) -> HttpResponse:
    return acts.perform_in_bulk(request, _register(register), today=today(), prove=prove_again)


@login_required
def export(request: HttpRequest, register: str, kind: str) -> HttpResponseBase:
    known = _register(register)
    if may_anywhere(request.user, known.read, on=today()):
        prove_again(request)
    return sheets.export(request, known, kind, today=today())


# -- what is due ------------------------------------------------------------------------------------------------------


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What is due, late first, for the unit that one works for and all below it."""
    day = today()
    if request.user.person_id and set(roles_held(request.user, on=day)) == {"member"}:  # type: ignore[union-attr,arg-type]
        return redirect("pocket:home")
    waiting = due_for(request.user, scope=scope_of(request), on=day)
    ahead = first_day.waits_for(request.user, on=day)  # type: ignore[arg-type]
    if ahead and not waiting and not Unit.objects.exists():
        return redirect("desk:first_day")
    groups = grouped(waiting, day)
    items = [item for group in groups for item in group["items"]]
    named = [person for item in items for person in item["people"]]
    if people_shown(request, registers()["members"], named, today=day, kind=Entry.Kind.LIST, anew=False, due=True):  # type: ignore[arg-type]
        for item in items:
            item["sentence"] = (
                _("About a member, whom you may not be shown today") if item["people"] else item["sentence"]
            )
    return render(request, "desk/home.html", {"due": groups, "count": len(waiting), "ahead": ahead})


def due_for(actor: Any, *, scope: int | None, on: date) -> list[Due]:
    """Everything that waits for this person in that scope, earliest first."""
    from giaoban.ground.units.queries import ids_under

    below = ids_under(scope, on=on) if scope else None
    waiting: list[Due] = []
    for register in registers().values():
        if register.due:
            units = unit_ids_where(actor, register.read, on=on)
            units = units & below if below is not None else units
            if units:
                waiting.extend(register.due(units, on))
    waiting += reminders.due(
        actor, on=on, url=lambda report_return: reverse("reports:page", args=[report_return.pk]), scope=below
    )
    seat(actor)
    waiting += [
        Due(editorial.sentence, editorial.by, editorial.url, None) for editorial in portal.due_for(actor, today=on)
    ]
    return sorted(waiting, key=lambda due: due.by)


SHOWN = 100
"""So many of each group are shown; the count above them is of all."""


def grouped(waiting: list[Due], day: date) -> list[dict[str, Any]]:
    """The due list as the page shows it: late, within ten working days, later."""
    calendar = WorkingDays()
    eleventh = calendar.after(day, 11)
    kept: dict[str, list[Due]] = {"late": [], "soon": [], "later": []}
    for due in waiting:
        kept["late" if due.by < day else "soon" if due.by < eleventh else "later"].append(due)
    shown = {state: rows[:SHOWN] for state, rows in kept.items()}
    names = names_of({due.unit_id for rows in shown.values() for due in rows if due.unit_id}, on=day)
    groups: dict[str, list[dict[str, Any]]] = {state: [] for state in kept}
    for state, due in ((state, due) for state, rows in shown.items() for due in rows):
        left = calendar.between(day, due.by)
        word = (
            _("%(days)s working days late") % {"days": -left}
            if state == "late"
            else _("%(days)s working days left") % {"days": left}
        )
        groups[state].append(
            {
                "sentence": due.sentence,
                "day": f"{due.by:%d/%m/%Y}",
                "left": word,
                "url": due.url,
                "unit": names.get(due.unit_id or 0, ""),
                "people": due.people,
            }
        )
    labels = {"late": _("Late"), "soon": _("Within ten working days"), "later": _("Later")}
    return [
        {
            "label": labels[state],
            "state": state,
            "items": items,
            "count": write_number(len(kept[state])),
            "cut": len(items) < len(kept[state]),
        }
        for state, items in groups.items()
        if items
    ]


# -- the shell's switches ---------------------------------------------------------------------------------------------


def _back(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(target if safe else reverse("desk:home"))  # an address, never the name of one


@login_required
@require_POST
def switch_scope(request: HttpRequest) -> HttpResponse:
    """The unit that one works for is the chosen one, where it is among those that one may read."""
    if (unit := number_in(request.POST.get("scope", ""))) and unit in unit_ids_where(
        request.user, "units.read", on=today()
    ):
        request.session["scope"] = unit
    else:
        request.session.pop("scope", None)
    return _back(request)


@require_POST
def prefer(request: HttpRequest) -> HttpResponse:
    """Colours and size of type are remembered by this browser."""
    answer = _back(request)
    for name, allowed in (("scheme", {"auto", "light", "dark"}), ("type", {"normal", "large"})):
        if request.POST.get(name) in allowed:
            answer.set_cookie(
                name,
                request.POST[name],
                max_age=365 * 86400,
                samesite="Lax",
                httponly=False,
                secure=request.is_secure(),
            )
    return answer

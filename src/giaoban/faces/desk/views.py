"""The desk's own pages: what is due, the registers, search, the scope that one works for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.catalogue import registers
from giaoban.core.names import sort_key
from giaoban.core.numbers import write_number
from giaoban.core.text import fold
from giaoban.faces.desk.shell import scope_of
from giaoban.faces.desk.signin import prove_again
from giaoban.faces.models import SavedView
from giaoban.faces.portal import due as portal
from giaoban.ground.access.policy import may_anywhere, reach, roles_held, unit_ids_where
from giaoban.ground.access.words import known_powers
from giaoban.ground.journal.clock import today
from giaoban.ground.people.queries import found_by
from giaoban.ground.regulations.calendar import WorkingDays
from giaoban.ground.units.models import NameSpell
from giaoban.ground.units.queries import names_of
from giaoban.kit import views as kit
from giaoban.kit.forms import people_seen
from giaoban.kit.register import Due, Register
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
    return kit.browse(request, _register(register), today=today())


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
    return kit.page(request, _register(register), pk, known_powers(), today=today())


@login_required
def perform(request: HttpRequest, register: str, act: str, pk: int | None = None) -> HttpResponse:
    known = _register(register)
    asks_proof = request.method == "POST" and any(one.name == act and one.proved for one in known.acts)
    if asks_proof and may_anywhere(request.user, f"{register}.{act}", on=today()):
        prove_again(request)
    return kit.perform(request, known, act, pk, today=today(), scope=scope_of(request))


@login_required
def bulk(request: HttpRequest, register: str) -> HttpResponse:
    return kit.perform_in_bulk(request, _register(register), today=today())


@login_required
def export(request: HttpRequest, register: str, kind: str) -> HttpResponseBase:
    known = _register(register)
    if may_anywhere(request.user, known.read, on=today()):
        prove_again(request)
    return kit.export(request, known, kind, today=today())


# -- what is due ------------------------------------------------------------------------------------------------------


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What is due, late first, for the unit that one works for and all below it."""
    day = today()
    if request.user.person_id and set(roles_held(request.user, on=day)) == {"member"}:  # type: ignore[union-attr,arg-type]
        return redirect("pocket:home")
    found = due_for(request.user, scope=scope_of(request), on=day)
    return render(request, "desk/home.html", {"due": grouped(found, day), "count": len(found)})


def due_for(actor: Any, *, scope: int | None, on: date) -> list[Due]:
    """Everything that waits for this person in that scope, earliest first."""
    from giaoban.ground.units.queries import ids_under

    below = ids_under(scope, on=on) if scope else None
    found: list[Due] = []
    for register in registers().values():
        if register.due:
            units = unit_ids_where(actor, register.read, on=on)
            units = units & below if below is not None else units
            if units:
                found.extend(register.due(units, on))
    found += reminders.due(actor, on=on, url=lambda one: reverse("reports:page", args=[one.pk]), scope=below)
    found += [Due(one.sentence, one.by, one.url, None) for one in portal.due_for(actor, today=on)]
    return sorted(found, key=lambda one: one.by)


SHOWN = 100
"""So many of each group are shown; the count above them is of all."""


def grouped(found: list[Due], day: date) -> list[dict[str, Any]]:
    """The due list as the page shows it: late, within ten working days, later."""
    calendar = WorkingDays()
    eleventh = calendar.after(day, 11)
    kept: dict[str, list[Due]] = {"late": [], "soon": [], "later": []}
    for one in found:
        kept["late" if one.by < day else "soon" if one.by < eleventh else "later"].append(one)
    shown = {state: ones[:SHOWN] for state, ones in kept.items()}
    names = names_of({one.unit_id for ones in shown.values() for one in ones if one.unit_id}, on=day)
    groups: dict[str, list[dict[str, Any]]] = {state: [] for state in kept}
    for state, one in ((state, one) for state, ones in shown.items() for one in ones):
        left = calendar.between(day, one.by)
        word = (
            _("%(days)s working days late") % {"days": -left}
            if state == "late"
            else _("%(days)s working days left") % {"days": left}
        )
        groups[state].append(
            {
                "sentence": one.sentence,
                "day": f"{one.by:%d/%m/%Y}",
                "left": word,
                "url": one.url,
                "unit": names.get(one.unit_id or 0, ""),
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


# -- search -----------------------------------------------------------------------------------------------------------


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """People, units and other records that the words name, as far as the person may see them."""
    words, day = request.GET.get("q", "").strip(), today()
    found: list[dict[str, Any]] = []
    if len(fold(words)) >= 2:
        units = reach(request.user, "units.read", on=day)
        names = NameSpell.objects.filter(name_fold__contains=fold(words))
        if units is not None:
            names = names.filter(unit__among=units)
        rows = [
            {"text": name.name, "note": name.place, "url": reverse("units:page", args=[name.unit_id])}
            for name in names[:20]
        ]
        found.append({"label": _("Units"), "rows": rows})
        if "members" in registers() and reach(request.user, "members.read", on=day) != set():
            people = people_seen(request.user, on=day).filter(found_by(words)).order_by("name_key", "pk")[:30]
            places = names_of({person.unit_id for person in people}, on=day)
            rows = [
                {
                    "text": person.name,
                    "note": places.get(person.unit_id, ""),
                    "url": reverse("desk:page", args=["members", person.pk]),
                }
                for person in sorted(people, key=lambda one: sort_key(one.name))
            ]
            found.append({"label": _("People"), "rows": rows})
    return render(request, "desk/search.html", {"words": words, "found": [group for group in found if group["rows"]]})


# -- the shell's switches ---------------------------------------------------------------------------------------------


def _back(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(target if safe else reverse("desk:home"))


@login_required
@require_POST
def switch_scope(request: HttpRequest) -> HttpResponse:
    """The unit that one works for is the chosen one, where it is among those that one may read."""
    asked = request.POST.get("scope", "")
    if asked.isdigit() and int(asked) in unit_ids_where(request.user, "units.read", on=today()):
        request.session["scope"] = int(asked)
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

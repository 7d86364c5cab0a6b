"""The desk's own pages: the registers, their acts and files, the scope that one works for."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.catalogue import registers
from giaoban.core.numbers import number_in
from giaoban.faces.desk.shell import scope_of
from giaoban.faces.desk.signin import prove_again
from giaoban.faces.models import SavedView
from giaoban.ground.access.policy import may_anywhere, unit_ids_where
from giaoban.ground.access.words import known_powers
from giaoban.ground.journal.clock import today
from giaoban.kit import acts, lists, pages, sheets
from giaoban.kit.register import Register


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
    return pages.page(request, _register(register), pk, known_powers(), today=today(), prove=prove_again)


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


# -- the shell's switches ---------------------------------------------------------------------------------------------


def _back(request: HttpRequest, *, without: str = "") -> HttpResponse:
    """Where the person came from; of its address one word is left out, where that is asked for."""
    target = request.POST.get("next", "")
    if without:
        place, _mark, query = target.partition("?")
        left = [word for word in query.split("&") if word and word.partition("=")[0] != without]
        target = "?".join(filter(None, (place, "&".join(left))))
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
    return _back(request, without="unit")


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

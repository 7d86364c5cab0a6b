"""The page of a cluster's rota: the flag's way until now, who comes next, chair and deputy, the rules."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.conferences import rota
from giaoban.conferences.register import CONFERENCES
from giaoban.conferences.rota_register import RULES, TERMS, TURNS
from giaoban.ground.access.policy import may, unit_ids_where
from giaoban.ground.journal.clock import today
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.queries import children_of, kind_of, names_of
from giaoban.kit.acts import acts_on
from giaoban.kit.cells import visible
from giaoban.kit.register import SignedIn


@login_required
def rota_page(request: SignedIn, pk: int) -> HttpResponse:
    """Whoever may read conferences at the cluster or at one of its bodies reads its rota; a theme, where they read the conference."""
    cluster = Unit.objects.filter(pk=pk).first()
    if cluster is None or kind_of(cluster, on=today()) != Kind.CLUSTER or not _reads(request, cluster):
        raise Http404
    acts = [
        act
        for register, names in (
            (TERMS, ("set_term",)),
            (RULES, ("adopt_rules",)),
            (TURNS, ("agree_turn", "lay_out_turns")),
        )
        for act in acts_on(request.user, register, None, on=today(), names=names)
    ]
    readable = visible(request.user, CONFERENCES, on=today()).filter(cluster=pk)
    context = rota.shown_of(pk, themes=dict(readable.values_list("pk", "theme")), on=today()) | {
        "cluster": names_of([pk], on=today()).get(pk, ""), "acts": acts, "readable": may(request.user, TURNS.read, pk, on=today()),
        "map": f"{reverse('portal_map')}?so=hoi-nghi",
        "trail": [{"label": CONFERENCES.label, "url": reverse("desk:list", args=[CONFERENCES.name])}, {"label": _("Rota and rules of the cluster")}],
    }  # fmt: skip
    return render(request, "conferences/rota.html", context)


def _reads(request: SignedIn, cluster: Unit) -> bool:
    bodies = {cluster.pk, *children_of(cluster, on=today()).values_list("pk", flat=True)}
    return bool(bodies & unit_ids_where(request.user, CONFERENCES.read, on=today()))

"""A delegation votes from a telephone, by its secret link; and the ballot as paper."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from giaoban.conferences import ballots, browsers, documents, queries
from giaoban.conferences.ballots_register import BALLOTS
from giaoban.conferences.links import invited
from giaoban.conferences.models import Ballot, Delegation
from giaoban.conferences.paper_views import TYPES, private
from giaoban.core.refusal import Refused
from giaoban.ground.access import second_lock
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from giaoban.kit import cells
from giaoban.kit.register import SignedIn
from giaoban.reporting.documents.ballot import write_ballot
from giaoban.reporting.word_templates.queries import own_template


@require_GET
def votes(request: HttpRequest, link: str) -> HttpResponse:
    """What is put to the vote now, and what came of the votes before; this page is not changed while somebody chooses."""
    with transaction.atomic(), second_lock.whole_tree():
        return _page(request, link, invited(link, on=today()), [])


@require_POST
def cast(request: HttpRequest, link: str, pk: int) -> HttpResponse:
    """The delegation's ballot is cast."""
    with transaction.atomic(), second_lock.whole_tree():
        delegation = invited(link, on=today())
        ballot = delegation.conference.ballots.filter(pk=pk).first()
        if ballot is None:
            raise Http404
        word = browsers.word_of(request, delegation)
        try:
            with transaction.atomic():
                ballots.cast(
                    actor=program("giấy mời hội nghị"), record=ballot, delegation=delegation,
                    choice=request.POST.get("choice", ""), browser=word,
                )  # fmt: skip
        except Refused as refused:
            return _page(request, link, delegation, refused.reasons)
        return private(browsers.given(redirect("invitations:votes", link), request, link, delegation, word))


@login_required
def paper(request: SignedIn, pk: int, kind: str) -> HttpResponse:
    """The ballot to be printed, as DOCX or PDF."""
    ballot = cells.record_seen(request.user, BALLOTS, pk, on=today())
    if ballot is None or kind not in TYPES:
        raise Http404
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"ballot.{kind}"
        conference = ballot.conference
        own = own_template("ballot", conference.unit_id, on=conference.held_on)
        write_ballot(documents.ballot_of(ballot), path, kind, own)
        answer = HttpResponse(path.read_bytes(), content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="phieu-{ballot.pk}.{kind}"'
    return answer


def _page(request: HttpRequest, link: str, delegation: Delegation, reasons: list[str]) -> HttpResponse:
    rows = [
        {"ballot": ballot, "voter": ballot.voters.filter(delegation=delegation).first()}
        for ballot in delegation.conference.ballots.filter(state__in=[Ballot.State.OPEN, Ballot.State.CLOSED]).order_by(
            "-pk"
        )
    ]
    context = {
        "delegation": delegation, "conference": delegation.conference, "link": link, "refusals": reasons, "rows": rows,
        "readings": queries.link_readings(delegation), "forgotten": queries.browsers_forgotten(delegation),
    }  # fmt: skip
    return private(render(request, "conferences/votes.html", context, status=422 if reasons else 200))

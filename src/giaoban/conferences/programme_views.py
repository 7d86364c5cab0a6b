"""The released programme: to be printed, as a calendar file; by the desk, and by a delegation's link."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from giaoban.conferences import ical, links, programme, queries
from giaoban.conferences.models import Conference, ProgrammeRelease
from giaoban.conferences.register import CONFERENCES
from giaoban.core.text import slug
from giaoban.ground.access import second_lock
from giaoban.ground.journal.clock import today
from giaoban.ground.units.queries import names_of
from giaoban.kit import cells
from giaoban.kit.register import SignedIn


@login_required
def shown(request: SignedIn, pk: int) -> HttpResponse:
    """The programme to be printed: as it was released, or with ``?inner`` as it stands now, with the host's own notes."""
    conference = seen(request, pk)
    inner = "inner" in request.GET
    release = queries.last_release(conference)
    if release is None and not inner:
        raise Http404
    notes = dict(queries.items_of(conference).values_list("pk", "note")) if inner else {}
    lines = programme.lines(queries.placed_of(conference)) if inner or release is None else lines_of(release)
    context = {
        "conference": conference,
        "release": None if inner else release,
        "host": names_of([conference.unit_id], on=conference.held_on).get(conference.unit_id, ""),
        "rows": [(line, notes.get(line.key, "")) for line in lines],
        "inner": inner,
        "trail": trail(conference, _("Programme")),
    }
    return render(request, "conferences/programme_printed.html", context)


@login_required
def calendar(request: SignedIn, pk: int) -> HttpResponse:
    """The released programme as a calendar file."""
    return as_calendar(seen(request, pk))


def calendar_by_link(request: HttpRequest, link: str) -> HttpResponse:
    """The same for a delegation, which has nothing but its link."""
    with transaction.atomic(), second_lock.whole_tree():
        return as_calendar(links.invited(link, on=today()).conference)


def as_calendar(conference: Conference) -> HttpResponse:
    """The release that counts now as a file; 404 before the first."""
    release = queries.last_release(conference)
    if release is None:
        raise Http404
    written = ical.calendar(
        lines_of(release), of=f"conference-{conference.pk}.giaoban", title=str(conference), day=release.held_on,
        place=release.place, number=release.number, released_at=release.released_at,
    )  # fmt: skip
    answer = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slug(str(conference))}.ics"'
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def lines_of(release: ProgrammeRelease) -> list[programme.Line]:
    """The programme as the release has it."""
    return [programme.line_of(kept) for kept in release.lines]


def seen(request: SignedIn, pk: int) -> Conference:
    """The conference, where the person may read it; 404 otherwise."""
    conference: Conference | None = cells.record_seen(request.user, CONFERENCES, pk, on=today())
    if conference is None:
        raise Http404
    return conference


def trail(conference: Conference, here: str) -> list[dict[str, Any]]:
    """The way from the register to a page of the conference."""
    return [
        {"label": CONFERENCES.label, "url": CONFERENCES.address(conference).rpartition(f"{conference.pk}/")[0]},
        {"label": str(conference), "url": CONFERENCES.address(conference)},
        {"label": here},
    ]

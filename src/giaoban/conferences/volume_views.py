"""The volume of papers as files: what it would be now for the host, what was released for the host and each delegation."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from giaoban.areas.meetings.views import as_file
from giaoban.conferences import links, volumes
from giaoban.conferences.models import ConferencePackage, VolumeFile
from giaoban.conferences.paper_views import TYPES, private
from giaoban.conferences.programme_views import seen
from giaoban.core.text import slug
from giaoban.ground.access import second_lock
from giaoban.ground.access.policy import may
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import looked
from giaoban.kit.register import SignedIn


@login_required
def draft(request: SignedIn, pk: int, kind: str) -> HttpResponse:
    """The volume as it would be printed now, for whoever may read the papers."""
    conference = seen(request, pk)
    if kind not in TYPES or not may(request.user, "papers.read", conference.unit_id, on=today()):
        raise Http404
    content = volumes.written(conference, volumes.volume_of(conference), kind)
    looked(
        request.user, "conferences.volume", unit=conference.unit_id, people=[], kind=Entry.Kind.EXPORT, record=pk,
        file=kind,
    )  # fmt: skip
    answer = HttpResponse(content, content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="ky-yeu-{slug(str(conference))}.{kind}"'
    return answer


@login_required
def released(request: SignedIn, pk: int) -> FileResponse:
    """A volume that was released, an earlier one too, for whoever may read the papers."""
    file = VolumeFile.objects.filter(pk=pk).first()
    if file is None or not may(request.user, "papers.read", file.unit_id, on=today()):
        raise Http404
    return as_file(file)


@login_required
def package(request: SignedIn, pk: int) -> FileResponse:
    """A package of a frozen conference, for whoever may read its delegates: their names are in it."""
    file = ConferencePackage.objects.filter(pk=pk).first()
    if file is None or not may(request.user, "delegates.read", file.unit_id, on=today()):
        raise Http404
    looked(
        request.user, "conferences.package", unit=file.unit_id, people=[], kind=Entry.Kind.EXPORT,
        record=file.conference_id, file=file.original_name,
    )  # fmt: skip
    return as_file(file)


def released_by_link(request: HttpRequest, link: str, pk: int) -> FileResponse:
    """The volume that was released last, for a delegation by its link."""
    with transaction.atomic(), second_lock.whole_tree():
        file = volumes.file_for(links.invited(link, on=today()), pk)
        if file is None:
            raise Http404
        return private(as_file(file))

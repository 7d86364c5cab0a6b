"""A letter of a conference as a file: for whoever reads the conference, and by the link of the delegation that it went to."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from giaoban.conferences import documents, letters, links
from giaoban.conferences.models import ConferenceLetter
from giaoban.conferences.paper_views import TYPES, private
from giaoban.conferences.programme_views import seen
from giaoban.core.text import slug
from giaoban.ground.access import second_lock
from giaoban.ground.journal.clock import today
from giaoban.kit.register import SignedIn
from giaoban.reporting.documents.letter import write_letter
from giaoban.reporting.word_templates.queries import own_template


@login_required
def letter(request: SignedIn, pk: int, kind: str) -> HttpResponse:
    """The letter as DOCX or PDF; DOCX on the host's own template where it has one."""
    record = ConferenceLetter.objects.select_related("conference").filter(pk=pk).first()
    if record is None or kind not in TYPES:
        raise Http404
    seen(request, record.conference_id)
    return _file(record, kind)


def letter_by_link(request: HttpRequest, link: str, pk: int) -> HttpResponse:
    """The same as PDF for the delegation that it was written to, until its link ends."""
    with transaction.atomic(), second_lock.whole_tree():
        delegation = links.delegation_of(link, on=today()) or links.afterwards(link, on=today())
        record = next((row for row in letters.letters_to(delegation) if row.pk == pk), None) if delegation else None
        if record is None:
            raise Http404
        return private(_file(record, "pdf"))


def _file(record: ConferenceLetter, kind: str) -> HttpResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"letter.{kind}"
        own = own_template("letter", record.unit_id, on=record.signed_on)
        write_letter(documents.letter_of(record), path, kind, own)
        answer = HttpResponse(path.read_bytes(), content_type=TYPES[kind])
    name = slug(f"{record.about} {record.addressees[0] if len(record.addressees) == 1 else ''}")[:80]
    answer["Content-Disposition"] = f'attachment; filename="cong-van-{name}.{kind}"'
    return answer

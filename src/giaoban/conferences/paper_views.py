"""The files of a conference: papers sent and read by a delegation's link, read by the host; minutes and notice."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, TypeVar

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.areas.meetings.views import as_file
from giaoban.conferences import documents, links, papers, queries, reading
from giaoban.conferences.models import ConferencePaper, PaperVersion
from giaoban.conferences.papers_register import PAPERS
from giaoban.conferences.programme_views import seen
from giaoban.core.refusal import Refused
from giaoban.core.text import slug
from giaoban.ground.access import second_lock
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import looked
from giaoban.kit import cells
from giaoban.kit.register import SignedIn
from giaoban.reporting.documents import conference_papers
from giaoban.reporting.word_templates.queries import own_template

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


Answer = TypeVar("Answer", bound=HttpResponseBase)


class PaperForm(forms.Form):
    """What a delegation sends: the file, its title, who speaks."""

    file = forms.FileField(
        label=_("File"), help_text=_("DOCX or PDF with text, up to 20 MB; no photographs, nothing secret.")
    )
    title = forms.CharField(label=pgettext_lazy("paper", "Title"), max_length=300)
    speaker = forms.CharField(label=_("Who speaks: name and post"), max_length=300, required=False)
    sent_by = forms.CharField(label=_("Who sends it: name and post"), max_length=160)


def send(request: HttpRequest, link: str, pk: int) -> HttpResponse:
    """The delegation's paper: what was asked, what was sent, what is to be changed; and the next version."""
    with transaction.atomic(), second_lock.whole_tree():
        delegation = links.invited(link, on=today())
        paper = (
            delegation.papers.select_related("conference", "delegation").exclude(state="declined").filter(pk=pk).first()
        )
        if paper is None:
            raise Http404
        form, reasons = _form(request, paper), list[str]()
        if request.method == "POST" and form.is_valid():
            try:
                with transaction.atomic():
                    papers.send(actor=program("giấy mời hội nghị"), record=paper, **form.cleaned_data)
            except Refused as refused:
                reasons = refused.reasons
                paper.refresh_from_db()
            else:
                return private(redirect(f"{reverse('invitations:paper', args=[link, pk])}?saved"))
        context: dict[str, Any] = {
            "delegation": delegation,
            "paper": paper,
            "form": form,
            "refusals": reasons,
            "saved": "saved" in request.GET and request.method != "POST",
            "open": paper.state != ConferencePaper.State.ACCEPTED and delegation.conference.state in papers.OPEN,
            "rows": queries.versions_of(paper),
            "link": link,
        }
        wrong = bool(reasons or form.errors)
        return private(render(request, "conferences/paper.html", context, status=422 if wrong else 200))


def version_by_link(request: HttpRequest, link: str, pk: int) -> FileResponse:
    """A file that the delegation may have: its own, or one that is open to all."""
    with transaction.atomic(), second_lock.whole_tree():
        version = queries.version_for(links.invited(link, on=today()), pk)
        if version is None:
            raise Http404
        return private(as_file(version))


@login_required
def version(request: SignedIn, pk: int) -> FileResponse:
    """A version of a paper, for whoever may read the register of papers."""
    paper_version = PaperVersion.objects.select_related("paper").filter(pk=pk).first()
    if paper_version is None or cells.record_seen(request.user, PAPERS, paper_version.paper_id, on=today()) is None:
        raise Http404
    return as_file(paper_version)


@login_required
def document(request: SignedIn, pk: int, what: str, kind: str) -> HttpResponse:
    """The minutes or the notice of conclusions as DOCX or PDF; Refused with what is missing where it cannot be made."""
    conference = seen(request, pk)
    if kind not in TYPES or what not in {"minutes", "notice"}:
        raise Http404
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"document.{kind}"
        if what == "minutes":
            own = own_template("minutes", conference.unit_id, on=conference.held_on)
            conference_papers.write_conference_minutes(
                reading.shown_of(conference), conference.held_on, path, kind, own
            )
        else:
            own = own_template("notice", conference.unit_id, on=conference.held_on)
            conference_papers.write_notice(documents.notice_of(conference), path, kind, own)
        content = path.read_bytes()
    looked(
        request.user,
        f"conferences.{what}",
        unit=conference.unit_id,
        people=[],
        kind=Entry.Kind.EXPORT,
        record=pk,
        file=kind,
    )
    title = "bien-ban" if what == "minutes" else "thong-bao-ket-luan"
    answer = HttpResponse(content, content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{title}-{slug(str(conference))}.{kind}"'
    return answer


def _form(request: HttpRequest, paper: ConferencePaper) -> PaperForm:
    initial = {"title": paper.title, "speaker": paper.speaker}
    if request.method == "POST":
        return PaperForm(request.POST, request.FILES, initial=initial)
    return PaperForm(initial=initial)


def private(answer: Answer) -> Answer:
    """The answer, which no search engine keeps and which tells no other site its address."""
    answer.headers["Referrer-Policy"] = (
        "same-origin"  # with none at all a browser sends its forms from “null”, which is refused
    )
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer

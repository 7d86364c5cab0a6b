"""What one is told, newest first; each leads to the page where it is done."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.faces.jobs.models import Letter, Notice
from giaoban.faces.jobs.telling import SENTENCES
from giaoban.ground.access.policy import may_anywhere
from giaoban.ground.journal.clock import today
from giaoban.ground.units.queries import names_of

SHOWN = 100


@login_required
def told(request: HttpRequest) -> HttpResponse:
    """The last hundred notices of the person; whoever runs the program also sees which letters did not go."""
    day = today()
    notices = list(Notice.objects.filter(account=request.user).order_by("-made_at", "-pk")[:SHOWN])
    names = names_of({notice.unit_id for notice in notices if notice.unit_id}, on=day)
    rows = [
        {
            "sentence": SENTENCES.get(notice.what, _("Something waits for you")),
            "unit": names.get(notice.unit_id or 0, ""),
            "url": reverse("notices:open", args=[notice.pk]),
            "made_at": notice.made_at,
            "fresh": notice.seen_at is None,
        }
        for notice in notices
    ]
    context: dict[str, Any] = {"rows": rows, "fresh": sum(row["fresh"] for row in rows)}
    if may_anywhere(request.user, "access.create_account", on=day):
        dead = Letter.objects.filter(state=Letter.State.DEAD).select_related("notice__account").order_by("-pk")
        context["dead"] = [
            {"to": letter.notice.account.name, "made_at": letter.notice.made_at, "said": letter.said}
            for letter in dead[:SHOWN]
        ]
    return render(request, "desk/notices.html", context)


@login_required
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The page that the notice is about, where the person may still see it; the notice counts as seen when posted."""
    notice = get_object_or_404(Notice, pk=pk, account=request.user)
    if request.method == "POST" and notice.seen_at is None:
        notice.seen_at = timezone.now()  # noqa: TID251 - when it was opened
        notice.save(update_fields=["seen_at"])
    return redirect(notice.path)


@login_required
@require_POST
def all_seen(request: HttpRequest) -> HttpResponse:
    """Everything that the person was told counts as seen."""
    Notice.objects.filter(account=request.user, seen_at=None).update(seen_at=timezone.now())  # noqa: TID251
    return redirect("notices:list")

"""What waits for somebody in the portal, each with its day: steps, what was sent back, what cannot appear, letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState

from giaoban.faces.portal.editing.scheduling import held_back
from giaoban.faces.portal.models import (
    Article,
    Consultation,
    Event,
    Furniture,
    Letter,
    Paper,
    Step,
    end_of_working_day,
)

REMINDED = timedelta(days=14)
"""How long before its day an article that is to be looked at again is named."""
NEW = timedelta(days=60)
"""How long after it was issued a document without its file is named."""

LOOKED_WITHIN = 2
"""Working days within which another looks through a record that waits to be shown."""


@dataclass(frozen=True)
class EditorialDue:
    """One thing to do until a day, as a sentence with a link to where it is done."""

    sentence: str
    by: date
    url: str
    late: bool


def due_for(account: Any, *, today: date) -> list[EditorialDue]:
    """Everything in the portal that waits for that person, what is latest first."""
    if not account.has_perm("wagtailadmin.access_admin"):
        return []
    waiting = [*_steps(account), *_sent_back(account), *_held(account), *_to_review(account, today), *_letters(account)]
    waiting += [*_papers(account, today), *_to_show(account)]
    return sorted(
        (EditorialDue(sentence, by, url, by < today) for sentence, by, url in waiting),
        key=lambda item: (item.by, item.sentence),
    )


Found = Iterator[tuple[str, date, str]]


def _steps(account: Any) -> Found:
    for state in TaskState.objects.reviewable_by(account).select_related("task", "workflow_state"):
        article, step = state.workflow_state.content_object.specific, state.task.specific
        if isinstance(article, Article) and isinstance(step, Step):
            sentence = _("“%(title)s” waits for the step “%(step)s”.") % {"title": article.headline, "step": step.name}
            yield sentence, step.due_at(state).date(), _edit(article)


def _sent_back(account: Any) -> Found:
    sent_back = WorkflowState.objects.filter(status=WorkflowState.STATUS_NEEDS_CHANGES, requested_by=account)
    for workflow in sent_back.select_related("current_task_state"):
        article, answer = workflow.content_object.specific, workflow.current_task_state
        if isinstance(article, Article):
            sentence = _("“%(title)s” was sent back: %(comment)s") % {
                "title": article.headline,
                "comment": answer.comment or _("no reason was written."),
            }
            yield sentence, timezone.localtime(answer.finished_at).date(), _edit(article)


def _held(account: Any) -> Found:
    for held in held_back():
        if held.article.permissions_for_user(account).can_edit():
            sentence = _("“%(title)s” cannot appear at its hour: %(reasons)s") % {
                "title": held.article.headline,
                "reasons": " ".join(held.reasons),
            }
            yield sentence, timezone.localtime(held.at).date(), _edit(held.article)


def _to_review(account: Any, today: date) -> Found:
    for article in Article.objects.live().filter(review_on__lte=today + REMINDED):
        if article.permissions_for_user(account).can_edit():
            said = _("Look at “%(title)s” again: does it still hold?") % {"title": article.headline}
            yield said, article.review_on, _edit(article)


def _letters(account: Any) -> Found:
    if account.has_perm("portal.change_letter"):
        for letter in Letter.objects.filter(answered_at=None):
            sentence = _("Answer letter %(reference)s (%(kind)s) from %(name)s.") % {
                "reference": letter.reference,
                "kind": letter.get_kind_display(),
                "name": letter.name,
            }
            yield sentence, letter.due_on, reverse("wagtailsnippets_portal_letter:edit", args=[letter.pk])


def _papers(account: Any, today: date) -> Found:
    """Documents of the body itself that stand in the register and cannot be read there, for as long as they are new."""
    furniture = Furniture.on(today)
    if furniture is None or not furniture.papers_within or not account.has_perm("portal.change_paper"):
        return
    for paper in Paper.objects.filter(issuer=furniture.body, file=None, issued_on__range=(today - NEW, today)):
        sentence = _("Put up the file of document %(sign)s, issued on %(day)s.") % {
            "sign": paper.sign,
            "day": f"{paper.issued_on:%d/%m/%Y}",
        }
        by = paper.issued_on + timedelta(days=furniture.papers_within)
        yield sentence, by, reverse("wagtailsnippets_portal_paper:edit", args=[paper.pk])


def _to_show(account: Any) -> Found:
    """Records that somebody else wrote and that wait for whoever may publish them."""
    for kind in (Paper, Event, Consultation):
        if not account.has_perm(f"portal.publish_{kind._meta.model_name}"):
            continue
        since = Q(last_published_at=None) | Q(latest_revision__created_at__gt=F("last_published_at"))
        for record in kind.objects.filter(since, has_unpublished_changes=True).select_related("latest_revision"):
            draft = record.latest_revision.as_object()
            if not draft.why_not_seen(record.latest_revision, account):
                by = end_of_working_day(timezone.localtime(record.latest_revision.created_at), LOOKED_WITHIN)
                address = reverse(f"wagtailsnippets_portal_{kind._meta.model_name}:edit", args=[record.pk])
                yield _("Look through “%(record)s” and publish it.") % {"record": draft}, by.date(), address


def _edit(article: Article) -> str:
    return reverse("wagtailadmin_pages:edit", args=[article.pk])

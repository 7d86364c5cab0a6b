"""Asking for an approval by a secret link, and taking the answer."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Revision

from giaoban.core.refusal import Refused, refuse_if
from giaoban.faces.portal import clock
from giaoban.faces.portal.editing.seating import seat
from giaoban.faces.portal.models import ApprovalLink, Article

GOOD_FOR = timedelta(days=3)


def why_not_ask(article: Article, asked_by: Any) -> list[str]:
    """Every reason why this person cannot have the article approved by link now; none means yes.

    Whoever could not approve the waiting step himself cannot have it approved through a link that he holds, but for who
    approved the step before it and passes it on. Who opens a link nobody knows, and whoever sent it had it first: its answer
    passes the step and looks through nothing, so that nobody counts as another by a link.
    """
    reasons = []
    state = article.current_workflow_task_state
    if not _may_pass(article, state, asked_by):
        where = f"bước “{state.task.name}”" if state else "việc đăng bài"
        reasons.append(f"Chỉ người được duyệt {where} mới gửi được đường dẫn xin duyệt cho người khác.")
    latest = article.get_latest_revision_as_object()
    reasons += [f"Cần sửa trước khi xin duyệt: {reason}" for reason in latest.why_not_published()]
    return reasons + latest.why_not_seen(article.get_latest_revision(), asked_by)


def ask(article: Article, *, reviewer: str, asked_by: Any, good_for: timedelta = GOOD_FOR) -> str:
    """A secret for a link to the latest revision; only its digest is kept. Earlier open links of the article are void.

    Refused for the reasons of `why_not_ask`.
    """
    refuse_if(why_not_ask(article, asked_by))
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        _links_of(article).filter(answered_at=None).update(expires_at=clock.now())
        ApprovalLink.objects.create(
            revision=article.get_latest_revision() or article.save_revision(user=asked_by),
            step=article.current_workflow_task_state,
            digest=_digest(secret),
            reviewer=reviewer,
            asked_by=asked_by,
            asked_at=clock.now(),
            expires_at=clock.now() + good_for,
        )
    return secret


def link_of(secret: str) -> ApprovalLink | None:
    """The link of that secret, open or not; None when there never was one."""
    return ApprovalLink.objects.select_related("revision", "asked_by", "step").filter(digest=_digest(secret)).first()


def why_not_open(link: ApprovalLink) -> str:
    """Why the link can no longer be answered; empty when it can."""
    if link.answered_at:
        return _("This link has been used.")
    if link.expires_at <= clock.now():
        return _("This link has expired; ask the editor for a new one.")
    if Revision.objects.for_instance(link.revision.content_object).latest("pk").pk != link.revision_id:
        return _("The article has been changed since; ask the editor for a new link.")
    if link.step is not None and link.step.status != link.step.STATUS_IN_PROGRESS:
        return _("The step that you were asked about is already done.")
    return ""


def answer(link: ApprovalLink, *, approved: bool, comment: str) -> list[str]:
    """The answer is kept, and the step that the link was asked for is approved or sent back.

    Answers every reason why nothing was done: too late, or the article cannot be published; the link stays open then.
    """
    try:
        with transaction.atomic():
            locked = ApprovalLink.objects.select_for_update(of=("self",)).select_related("step").get(pk=link.pk)
            refuse_if([why_not] if (why_not := why_not_open(locked)) else [])
            locked.approved, locked.comment, locked.answered_at = approved, comment[:4000], clock.now()
            locked.save()
            if locked.step is not None:
                # Who opened the link nobody knows: it is said who was named, and by whom.
                words = f"{locked.reviewer} (theo đường dẫn do {locked.asked_by} gửi): {comment}".strip(": ")[:4000]
                seat(locked.asked_by)
                if not _may_pass(locked.revision.content_object, locked.step, locked.asked_by):
                    raise PermissionDenied
                act = locked.step.approve if approved else locked.step.reject
                act(user=locked.asked_by, comment=words)
    except Refused as refused:
        return refused.reasons
    except PermissionDenied:
        return [_("Whoever asked you may no longer approve this article; ask the editor for a new link.")]
    link.approved, link.comment, link.answered_at = locked.approved, locked.comment, locked.answered_at
    return []


def asked_for(article: Article) -> Any:
    """The links that were ever asked for on that article, the latest first."""
    return _links_of(article).select_related("asked_by")


def _may_pass(article: Article, state: Any, account: Any) -> bool:
    """Whether that account may pass the step that waits, or approved the one before it and still may.

    A step that passes by itself what its own group hands in is nobody's approval here.
    """
    if article.permissions_for_user(account).can_publish():
        return True
    if state is None:
        return False
    done = state.workflow_state.task_states.filter(finished_at__isnull=False).exclude(pk=state.pk)
    before = done.order_by("-finished_at", "-pk").first()
    passed_on = before and before.status == before.STATUS_APPROVED and before.finished_by_id == account.pk
    passed_on = passed_on and not before.task.specific.passes_own
    states = [state, before] if passed_on else [state]
    return any(step_state.task.specific.get_actions(article, account) for step_state in states)


def _links_of(article: Article) -> Any:
    return ApprovalLink.objects.filter(revision__in=Revision.objects.for_instance(article))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

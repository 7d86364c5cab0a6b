"""Asking for an approval by a secret link, and taking the answer."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Revision

from giaoban.faces.portal import clock
from giaoban.faces.portal.models import ApprovalLink, Article

GOOD_FOR = timedelta(days=3)


def ask(article: Article, *, reviewer: str, asked_by: Any, good_for: timedelta = GOOD_FOR) -> str:
    """A secret for a link to the latest revision; only its digest is kept. Earlier open links of the article are void."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        _links_of(article).filter(answered_at=None).update(expires_at=clock.now())
        ApprovalLink.objects.create(
            revision=article.get_latest_revision() or article.save_revision(user=asked_by),
            digest=_digest(secret),
            reviewer=reviewer,
            asked_by=asked_by,
            asked_at=clock.now(),
            expires_at=clock.now() + good_for,
        )
    return secret


def link_of(secret: str) -> ApprovalLink | None:
    """The link of that secret, open or not; None when there never was one."""
    return ApprovalLink.objects.select_related("revision", "asked_by").filter(digest=_digest(secret)).first()


def why_not_open(link: ApprovalLink) -> str:
    """Why the link can no longer be answered; empty when it can."""
    if link.answered_at:
        return _("This link has been used.")
    if link.expires_at <= clock.now():
        return _("This link has expired; ask the editor for a new one.")
    if Revision.objects.for_instance(link.revision.content_object).latest("pk").pk != link.revision_id:
        return _("The article has been changed since; ask the editor for a new link.")
    return ""


def answer(link: ApprovalLink, *, approved: bool, comment: str) -> bool:
    """The answer is kept and, when it is yes, the step of the workflow that waits is approved; False when too late."""
    with transaction.atomic():
        locked = ApprovalLink.objects.select_for_update().get(pk=link.pk)
        if why_not_open(locked):
            return False
        locked.approved, locked.comment, locked.answered_at = approved, comment[:4000], clock.now()
        locked.save()
        link.approved, link.comment, link.answered_at = locked.approved, locked.comment, locked.answered_at
        article = link.revision.content_object
        state = article.current_workflow_task_state
        words = f"{link.reviewer} (bằng đường dẫn): {comment}".strip(": ")[:4000]
        if state is not None and state.revision_id == link.revision_id:
            act = state.approve if approved else state.reject
            act(user=link.asked_by, comment=words)
    return True


def asked_for(article: Article) -> Any:
    """The links that were ever asked for on that article, the latest first."""
    return _links_of(article).select_related("asked_by")


def _links_of(article: Article) -> Any:
    return ApprovalLink.objects.filter(revision__in=Revision.objects.for_instance(article))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

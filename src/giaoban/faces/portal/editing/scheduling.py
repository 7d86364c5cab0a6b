"""Articles that appear and end by the clock. What may not appear stays back, and its editors read why."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet
from wagtail.models import Revision

from giaoban.core.refusal import Refused
from giaoban.faces.portal.models import Article

log = logging.getLogger(__name__)

_ONE_AT_A_TIME = 0x6769616F  # of several processes one does it, the others come again later


@dataclass(frozen=True)
class Held:
    """A revision whose hour has come and that may not appear, or that will not be allowed to as it stands."""

    article: Article
    at: datetime
    reasons: tuple[str, ...]


def keep_schedule(now: datetime) -> tuple[int, int, int]:
    """What was to end has ended, what was to appear has appeared: how many ended, appeared and were held back."""
    ended = appeared = held = 0
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
            if not cursor.fetchone()[0]:
                return 0, 0, 0
        for article in Article.objects.filter(live=True, expire_at__lte=now).order_by("expire_at"):
            article.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
            ended += 1
        for revision in _scheduled().filter(approved_go_live_at__lte=now).order_by("approved_go_live_at"):
            try:
                with transaction.atomic():
                    revision.publish(log_action="wagtail.publish.scheduled")
                appeared += 1
            except Refused as refused:
                log.info("Bài %s đến giờ nhưng chưa đăng được: %s", revision.object_id, refused)
                held += 1
    return ended, appeared, held


def held_back() -> list[Held]:
    """Every scheduled article that could not appear as it stands, the earliest hour first."""
    held = []
    for revision in _scheduled().order_by("approved_go_live_at"):
        article = revision.as_object()
        if reasons := article.why_not_public(revision):
            held.append(Held(article, revision.approved_go_live_at, tuple(reasons)))
    return held


def _scheduled() -> QuerySet[Revision]:
    return Revision.objects.filter(
        approved_go_live_at__isnull=False, content_type__app_label="portal", content_type__model="article"
    )

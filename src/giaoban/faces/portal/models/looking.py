"""Nothing becomes public that one person alone wrote and nobody else has looked through, in whatever way it is published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.log_actions import LogContext, get_active_log_context
from wagtail.models import Page, PageLogEntry, PagePermissionTester, Revision, TaskState

from giaoban.core.refusal import refuse_if

PUBLISHED = ("wagtail.publish", "wagtail.publish.schedule")
NOT_WORDS = frozenset({
    "path", "depth", "numchild", "latest_revision", "latest_revision_created_at", "live", "live_revision",
    "has_unpublished_changes", "first_published_at", "last_published_at", "go_live_at", "expire_at", "expired", "locked",
    "locked_at", "locked_by", "draft_title", "wagtail_admin_comments",
})  # fmt: skip
"""What the editing side notes with a revision beside what was written: who publishes says when, and saves what stands."""


class PublicByTwo(Page):
    """A page that becomes public only through `publish` and `save`, which both ask why it may not.

    What each person wrote since it last was public must have been looked through, after they last wrote, by somebody
    distinct from them: who approved a step of it, or who publishes it. What the program itself wrote is nobody's words.
    """

    class Meta:
        abstract = True

    def why_not_published(self) -> list[str]:
        """Every reason why this text cannot stand before the public; none means it can."""
        return []

    def why_not_public(self, revision: Revision | None, by: Any = None) -> list[str]:
        """Every reason why that revision of the page, of which this is the text, does not become public now; ``by``
        publishes it."""
        return [*self.why_not_published(), *self.why_not_seen(revision, by)]

    def why_not_seen(self, revision: Revision | None, by: Any = None) -> list[str]:
        """Whose words in that revision nobody else has looked through, as one sentence; none means that somebody has."""
        unseen = _unseen(self, revision, by)
        if not unseen:
            return []
        names = get_user_model().objects.filter(pk__in=unseen).order_by("pk").values_list("name", flat=True)
        sentence = _(
            "Nobody else has looked through what %(names)s wrote since it was last public: hand it in, so that somebody "
            "else approves it, who is no stand-in of the writer's."
        )
        return [sentence % {"names": ", ".join(names)}]

    def publish(self, revision: Any, user: Any = None, *args: Any, **kwargs: Any) -> Any:
        """The revision is public, or waits for its hour; refused, whoever asks and in whatever way, as `save` is."""
        by = user or get_active_log_context().user
        refuse_if(revision.as_object().why_not_public(revision, by))
        with LogContext(user=by):
            return super().publish(revision, user, *args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Nothing becomes public but through here: what must be mended, or be seen by another, is refused.

        What a person makes on the editing side begins as a draft, so that publishing it is an act that is asked.
        """
        if self._state.adding and get_active_log_context().user is not None:
            self.live = False
        if self.live and self._newly_public():
            refuse_if(self.why_not_public(self.live_revision, get_active_log_context().user))
        super().save(*args, **kwargs)

    def _newly_public(self) -> bool:
        return (True, self.live_revision_id, self.last_published_at) != _stands(self)


def _stands(page: Page) -> tuple[bool, int | None, datetime | None]:
    """Whether the page is public, by which revision and since when."""
    row = Page.objects.filter(pk=page.pk).values_list("live", "live_revision_id", "last_published_at").first()
    return row or (False, None, None)


def _unseen(page: Page, revision: Revision | None, by: Any) -> list[int]:
    """Whose words in that revision nobody distinct from them has looked through since they last wrote."""
    live, live_revision, published_at = _stands(page)
    new = Q()
    if live and live_revision is not None:
        new |= Q(pk__gt=live_revision)
    if live and published_at is not None:
        new |= Q(created_at__gt=published_at)
    there = Revision.objects.for_instance(page).order_by("pk")
    if revision is not None:
        there = there.filter(pk__lte=revision.pk)
        new = new and new | Q(pk=revision.pk)
    last: dict[int, Revision] = {}
    before: Revision | None = None
    for saved in there.filter(new):
        before = before or there.filter(pk__lt=saved.pk).last()
        if saved.user_id and (before is None or _words(saved) != _words(before)):
            last[saved.user_id] = saved
        before = saved
    return [author for author, written in last.items() if not _seen_by_another(page, written, by)]


def _words(revision: Revision) -> dict[str, Any]:
    """What a reader would see of it."""
    return {name: value for name, value in revision.content.items() if name not in NOT_WORDS}


def _seen_by_another(page: Page, written: Revision, by: Any) -> bool:
    at = written.created_at
    approved = TaskState.objects.for_instance(page).filter(status=TaskState.STATUS_APPROVED, finished_at__gte=at)
    published = PageLogEntry.objects.filter(
        page=page.pk, action__in=PUBLISHED, timestamp__gte=at, revision__gte=written.pk
    )
    looked = {*approved.values_list("finished_by", flat=True), *published.values_list("user", flat=True)}
    looked |= {by.pk} if by is not None else set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_or(access_distinct(%s, looker)) FROM unnest(%s::bigint[]) looker",
            [written.user_id, sorted(looked - {None})],
        )
        return bool(cursor.fetchone()[0])


class PermissionsOfArticle(PagePermissionTester):
    """Withdrawing is a door for one in need: it stands open to who publishes and to the board, which publishes nothing."""

    def can_unpublish(self) -> bool:
        if super().can_unpublish():
            return True
        board = self.user.is_active and {"change", "unlock"} <= getattr(self, "permissions", set())
        return bool(board and self.page.live and not self.page_locked())

"""Nothing becomes public that one person alone wrote and nobody else has looked through, in whatever way it is published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import LogContext, get_active_log_context
from wagtail.models import DraftStateMixin, PagePermissionTester, Revision, RevisionMixin

from giaoban.core.refusal import refuse_if
from giaoban.faces.portal import clock
from giaoban.faces.portal.models.looks import Look, unseen


class PublicByTwo(models.Model):
    """A page or a record of a register that becomes public only through `publish` and `save`, which both ask why it may not.

    What each person wrote since it last was public must have been looked through, after they last wrote, by somebody
    distinct from them: who approved a step of it, or who publishes it. What the program itself wrote is nobody's words.
    """

    live: Any
    live_revision: Any
    live_revision_id: int | None
    last_published_at: Any

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Nothing becomes public but through here: what must be mended, or be seen by another, is refused.

        What a person makes on the editing side begins as a draft, so that publishing it is an act that is asked.
        """
        if self._state.adding and get_active_log_context().user is not None:
            self.live = False
        if self.live and self._newly_public():
            refuse_if(self.why_not_public(self.live_revision))
        super().save(*args, **kwargs)

    def why_not_published(self) -> list[str]:
        """Every reason why this text cannot stand before the public; none means it can."""
        return []

    def why_not_public(self, revision: Revision | None, by: Any = None) -> list[str]:
        """Every reason why that revision of the page, of which this is the text, does not become public now; ``by``
        publishes it."""
        return [*self.why_not_published(), *self.why_not_seen(revision, by)]

    def why_not_seen(self, revision: Revision | None, by: Any = None) -> list[str]:
        """Whose words in that revision nobody else has looked through, as one sentence; none means that somebody has."""
        writers = unseen(self, revision, by)
        if not writers:
            return []
        names = get_user_model().objects.filter(pk__in=writers).order_by("pk").values_list("name", flat=True)
        return [self.unseen_sentence() % {"names": ", ".join(names)}]

    def unseen_sentence(self) -> str:
        """What is told where nobody else has looked through what ``names`` wrote."""
        return _(
            "Nobody else has looked through what %(names)s wrote since it was last public: hand it in, so that somebody "
            "else approves it, who is no stand-in of the writer's."
        )

    def publish(self, revision: Any, user: Any = None, *args: Any, **kwargs: Any) -> Any:
        """The revision is public, or waits for its hour; refused, whoever asks and in whatever way, as `save` is.

        Whoever publishes has looked through it: that is kept first, since the database asks it.
        """
        by = user or get_active_log_context().user
        refuse_if(revision.as_object().why_not_public(revision, by))
        with transaction.atomic(), LogContext(user=by):
            if by is not None:
                Look.objects.create(revision=revision, by=by, at=clock.now())
            return super().publish(revision, user, *args, **kwargs)  # type: ignore[misc]

    def _newly_public(self) -> bool:
        return (True, self.live_revision_id, self.last_published_at) != self._stands()

    def _stands(self) -> tuple[bool, int | None, datetime | None]:
        """Whether it is public, by which revision and since when."""
        rows = type(self)._base_manager.filter(pk=self.pk)
        return rows.values_list("live", "live_revision_id", "last_published_at").first() or (False, None, None)


class PublicRecord(PublicByTwo, DraftStateMixin, RevisionMixin):
    """A record of a register that the public reads: written as a draft, shown by another, withdrawn but never deleted."""

    class Meta:
        abstract = True

    def unseen_sentence(self) -> str:
        return _(
            "Nobody else has looked through what %(names)s wrote since it was last public: save it, and somebody else who "
            "may publish it does, who is no stand-in of the writer's."
        )


class PermissionsOfArticle(PagePermissionTester):
    """Withdrawing is a door for one in need: it stands open to who publishes and to the board, which publishes nothing."""

    def can_unpublish(self) -> bool:
        if super().can_unpublish():
            return True
        board = self.user.is_active and {"change", "unlock"} <= getattr(self, "permissions", set())
        return bool(board and self.page.live and not self.page_locked())

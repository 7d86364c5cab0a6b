"""Letters of readers with their clocks, and drafts on which the public is asked."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.documents import get_document_model_string
from wagtail.fields import RichTextField
from wagtail.log_actions import get_active_log_context

from giaoban.faces.portal import clock
from giaoban.faces.portal.models.archive import kept_in_archive
from giaoban.faces.portal.models.looking import PublicRecord


class Consultation(PublicRecord):
    """A draft on which readers are asked until ``closes_on``, that day included."""

    title = models.CharField(_("title"), max_length=300)
    text = RichTextField(_("what is asked"), features=["bold", "italic", "ol", "ul", "link"])
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on (included)"))
    address = models.CharField(_("where to write on paper"), max_length=250, blank=True)
    file = models.ForeignKey(
        get_document_model_string(), null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("draft"),
    )  # fmt: skip
    outcome = RichTextField(
        _("how the comments were taken up"), blank=True, features=["bold", "italic", "ol", "ul", "link"]
    )

    panels = [FieldPanel(name) for name in ("title", "text", "opens_on", "closes_on", "address", "file", "outcome")]

    class Meta:
        verbose_name = _("draft for comment")
        verbose_name_plural = _("drafts for comment")
        ordering = ["-closes_on"]
        triggers = kept_in_archive()

    def __str__(self) -> str:
        return self.title


_WRITTEN = ("reference", "kind", "name", "email", "address", "text", "received_at", "may_be_shown")
_BY_TWO = pgtrigger.Trigger(
    name="answered_by_two",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func="""
        IF NEW.public AND ((NEW.answer, NEW.answered_by) IS DISTINCT FROM (OLD.answer, OLD.answered_by)
        OR NOT OLD.public AND (NEW.shown_by_id IS NULL OR NEW.written_by_id IS DISTINCT FROM OLD.written_by_id
            OR NEW.written_by_id IS NOT NULL AND NOT access_distinct(NEW.written_by_id, NEW.shown_by_id))) THEN
            RAISE EXCEPTION 'an answer is shown as it was written, by another than who wrote it'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
_BEGINS_UNANSWERED = pgtrigger.Trigger(
    name="begins_unanswered",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF NEW.public OR NEW.answer <> '' OR NEW.written_by_id IS NOT NULL OR NEW.shown_by_id IS NOT NULL THEN
            RAISE EXCEPTION 'a letter comes without its answer' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
_AS_WRITTEN = pgtrigger.Trigger(
    name="as_written",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func=f"""
        IF ({", ".join(f"NEW.{name}" for name in _WRITTEN)}) IS DISTINCT FROM ({", ".join(f"OLD.{name}" for name in _WRITTEN)})
        OR NEW.public AND NOT OLD.public AND NOT NEW.may_be_shown THEN
            RAISE EXCEPTION 'what a reader wrote is written over by nobody, and shown with their consent alone'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)


class AnsweredPanel(FieldPanel):
    """A field that is read only, a yes or no in words."""

    def format_value_for_display(self, value: Any) -> Any:
        if isinstance(value, bool):
            return pgettext_lazy("letter", "yes") if value else pgettext_lazy("letter", "no")
        return super().format_value_for_display(value)


class Letter(models.Model):
    """What a reader wrote, which stays as it was written; ``due_on`` is the last day to answer."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("question")
        FEEDBACK = "feedback", _("comment")
        WRONG = "wrong", _("complaint about wrong information on the site")

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    consultation = models.ForeignKey(
        Consultation, null=True, blank=True, on_delete=models.PROTECT, related_name="letters",
        verbose_name=_("about the draft"),
    )  # fmt: skip
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("page it is about"), max_length=250, blank=True)
    text = models.TextField(_("text"), max_length=5000)
    received_at = models.DateTimeField(_("received"))
    due_on = models.DateField(_("to be answered by"))
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.CharField(_("answering body"), max_length=200, blank=True)
    may_be_shown = models.BooleanField(_("the writer agrees that it is shown with the name"), default=False)
    public = models.BooleanField(_("shown on the site"), default=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("who wrote the answer"),
    )  # fmt: skip
    shown_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("who shows it"),
    )  # fmt: skip

    panels = [
        MultiFieldPanel(
            [
                AnsweredPanel(name, read_only=True)
                for name in (
                    "reference",
                    "kind",
                    "name",
                    "email",
                    "address",
                    "received_at",
                    "due_on",
                    "text",
                    "may_be_shown",
                )
            ],
            heading=_("Letter"),
        ),
        MultiFieldPanel([FieldPanel("answer"), FieldPanel("answered_by"), FieldPanel("public")], heading=_("Answer")),
    ]

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-received_at"]
        triggers = [*kept_in_archive(), _AS_WRITTEN, _BEGINS_UNANSWERED, _BY_TWO]

    def __str__(self) -> str:
        return f"{self.reference} {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An answer stops the clock the first time it is there, and starts it again when it is taken away; who wrote it and
        who shows it is kept with it."""
        by: Any = get_active_log_context().user
        stands = self._stands()
        if by is not None and self._answer() != stands[:2]:
            self.written_by = by
        if by is not None and self.public and not stands[2]:
            self.shown_by = by
        if not self.answer.strip():
            self.answered_at = None
        elif self.answered_at is None:
            self.answered_at = clock.now()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.public and not self.answer.strip():
            raise ValidationError({"public": _("Write the answer first; a letter is shown together with its answer.")})
        if self.public and self.kind == self.Kind.WRONG:
            raise ValidationError({"public": _("A complaint is answered to its writer, and not shown on the site.")})
        if self.public and not self.may_be_shown:
            raise ValidationError({"public": _("Whoever wrote it did not agree that it is shown with their name.")})
        if self.public and (why := self._why_not_shown()):
            raise ValidationError({"public": why})

    def _why_not_shown(self) -> str:
        """Why the answer is not shown, or goes on being shown, as it stands: one writes it, another has read it."""
        *answer, public = self._stands()
        if self._answer() != tuple(answer):
            return _("Save the answer without showing it; somebody else reads it then and shows it.")
        by: Any = get_active_log_context().user
        if (
            not public
            and by is not None
            and self.written_by_id is not None
            and not _distinct(self.written_by_id, by.pk)
        ):
            return _("You wrote this answer, or stand in for who did; somebody else reads it and shows it.")
        return ""

    def _answer(self) -> tuple[str, str]:
        return self.answer, self.answered_by

    def _stands(self) -> tuple[Any, ...]:
        """The answer, the body and whether it is shown, as they are kept."""
        rows = type(self)._base_manager.filter(pk=self.pk)
        return rows.values_list("answer", "answered_by", "public").first() or ("", "", False)

    @property
    def late_by(self) -> int:
        """Days past the last day to answer: until the answer, or until today; 0 when in time."""
        until = timezone.localdate(self.answered_at) if self.answered_at else clock.today()
        return max(0, (until - self.due_on).days)


def _distinct(writer: int, other: int) -> bool:
    """Whether these accounts are two people, as the database knows it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_distinct(%s, %s)", [writer, other])
        return bool(cursor.fetchone()[0])


class LetterSent(models.Model):
    """That somebody wrote from an address, of which a keyed digest is kept for an hour."""

    digest = models.BinaryField(max_length=16)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["digest"], name="portal_lettersent_digest")]

    def __str__(self) -> str:
        return f"{self.at:%H:%M:%S}"

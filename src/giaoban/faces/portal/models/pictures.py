"""Photographs with description and credit; files with the words that are in them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from giaoban.core.secrecy import why_secret
from giaoban.faces.portal.models.archive import kept_in_archive
from giaoban.faces.portal.reading import words_of


class Picture(AbstractImage):
    """A picture; ``description`` is read aloud in its place, ``credit`` names who made it."""

    credit = models.CharField(_("credit"), max_length=150, blank=True)
    consent = models.CharField(
        _("consent"),
        max_length=200,
        blank=True,
        help_text=_("Whose consent was noted, where persons can be recognised."),
    )
    admin_form_fields = (
        "title",
        "file",
        "description",
        "credit",
        "consent",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        permissions = [("choose_picture", "Can choose picture")]
        triggers = kept_in_archive()

    def clean(self) -> None:
        super().clean()
        if self.file and not self.file._committed:
            said = f"{self.title} / {self.description}"
            if why := why_secret(self.file.name.rpartition("/")[2], title=said):
                raise ValidationError({"file": why})

    @property
    def default_alt_text(self) -> str:
        """The description, never the name of the file."""
        return self.description


class Rendition(AbstractRendition):
    """A picture at one size and format."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="portal_rendition_once")
        ]


class Attachment(AbstractDocument):
    """A file for download; ``words`` is its text, for searching."""

    words = models.TextField(blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        permissions = [("choose_attachment", "Can choose attachment")]
        triggers = kept_in_archive()

    def clean(self) -> None:
        super().clean()
        if self.file and not self.file._committed:
            self.words = words_of(self.file.file, self.file.name)
            if why := why_secret(self.file.name.rpartition("/")[2], self.words, title=self.title):
                raise ValidationError({"file": why})

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.file and not self.file._committed:
            import hashlib

            self.words = self.words or words_of(self.file.file, self.file.name)
            self.file.seek(0)
            self.sha256 = hashlib.file_digest(self.file.file, "sha256").hexdigest()  # type: ignore[arg-type]
            self.file.seek(0)
            self.file_size, self.file_hash = self.file.size, self.sha256[:40]
        super().save(*args, **kwargs)

    def get_file_size(self) -> int | None:
        """The bytes of the file; asked by readers, who write nothing."""
        if self.file_size is not None:
            return self.file_size
        try:
            return int(self.file.size)
        except OSError:
            return None

    def get_file_hash(self) -> str:
        """What a browser knows the file by; asked by readers, who write nothing."""
        return self.file_hash or self.sha256[:40]

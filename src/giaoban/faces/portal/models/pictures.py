"""Photographs with description and credit; files with the words that are in them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import (
    IMAGE_FORMAT_EXTENSIONS,
    AbstractImage,
    AbstractRendition,
    Filter,
    WagtailImageFieldFile,
)
from wagtail.search import index

from giaoban.core.secrecy import why_secret
from giaoban.faces.portal.models.archive import kept_in_archive
from giaoban.faces.portal.models.drawing import drawn
from giaoban.faces.portal.models.files import StaysAsLookedThrough, stays_as_looked_through
from giaoban.faces.portal.models.words import words_of

PICTURE_FIXED, FILE_FIXED = ("file", "description", "credit"), ("file", "title")
"""What of a picture, and of a file, stays while the public reads it."""


def searched_by_tag() -> index.RelatedFields:
    """The tags of a file, in which words are found and by which what was found is narrowed."""
    return index.RelatedFields(
        "tags", [index.SearchField("name", boost=10), index.AutocompleteField("name"), index.FilterField("name")]
    )


class Picture(StaysAsLookedThrough, AbstractImage):
    """A picture; ``description`` is read aloud in its place, ``credit`` names who made it."""

    credit = models.CharField(_("credit"), max_length=150, blank=True)
    consent = models.CharField(
        _("consent"),
        max_length=200,
        blank=True,
        help_text=_("Whose consent was noted, where persons can be recognised."),
    )
    fixed = PICTURE_FIXED
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

    search_fields = [*AbstractImage.search_fields, searched_by_tag()]

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        permissions = [("choose_picture", "Can choose picture")]
        triggers = [*kept_in_archive(), stays_as_looked_through("portal_picture", *PICTURE_FIXED)]

    def clean(self) -> None:
        super().clean()
        if self.file and not self.file._committed:
            words = f"{self.title} / {self.description}"
            if why := why_secret(self.file.name.rpartition("/")[2], title=words):
                raise ValidationError({"file": why})

    def create_renditions(self, *filters: Filter) -> dict[Filter, AbstractRendition]:
        self._drawn = drawn(self, filters) if len(filters) > 1 else {}  # one process for all sizes
        return super().create_renditions(*filters)

    def generate_rendition_file(self, filter: Filter, *, source: File[bytes] | None = None) -> File[bytes]:
        """The copy by that filter, as `drawing` has it made."""
        kept = getattr(self, "_drawn", {})
        kind, copy = kept.pop(filter.spec, None) or drawn(self, [filter])[filter.spec]
        key = filter.get_cache_key(self)
        ending = f"{key + '.' if key else ''}{filter.spec.replace('|', '.')}{IMAGE_FORMAT_EXTENSIONS[kind]}"
        stem = self.file.name.rpartition("/")[2].rpartition(".")[0]
        return File(BytesIO(copy), name=f"{stem[: 59 - len(ending)]}.{ending}")

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
        indexes = [models.Index(fields=["file"], name="portal_rendition_file")]  # asked whenever one is fetched


class Sized(WagtailImageFieldFile):
    """The file of a picture, whose size is read from its head; Wagtail's own unpacks it for that."""

    def get_image_dimensions(self) -> tuple[int, int]:
        close = self.closed
        try:
            self.open()
            return Image.open(self).size
        finally:
            self.close() if close else self.seek(0)


for model in (Picture, Rendition):
    model._meta.get_field("file").attr_class = Sized


class Attachment(StaysAsLookedThrough, AbstractDocument):
    """A file for download; ``words`` is its text, for searching."""

    words = models.TextField(blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    fixed = FILE_FIXED
    admin_form_fields = ("title", "file", "collection", "tags")
    search_fields = [*AbstractDocument.search_fields, searched_by_tag()]

    class Meta(AbstractDocument.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        permissions = [("choose_attachment", "Can choose attachment")]
        triggers = [*kept_in_archive(), stays_as_looked_through("portal_attachment", *FILE_FIXED)]

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

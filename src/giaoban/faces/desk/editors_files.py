"""How much an editor may keep on the portal, pictures and attachments together: a dated level, which the portal itself does
not read. Wagtail makes its forms from these."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Sum
from wagtail.documents.forms import BaseDocumentForm

from giaoban.core.quota import PORTAL
from giaoban.faces.portal.editing.picture_form import PictureForm
from giaoban.faces.portal.models import Attachment, Picture
from giaoban.ground.journal.clock import today
from giaoban.ground.regulations.queries import why_not_keep


class Counted:
    """A form that takes a file in, unless whoever sends it keeps too much already; a file that takes another's place
    counts for what it is more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.sender = kwargs.get("user")
        super().__init__(*args, **kwargs)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]  # type: ignore[attr-defined]
        if file and self.sender is not None and "file" in self.changed_data:  # type: ignore[attr-defined]
            before = self.instance if self.instance.pk else None  # type: ignore[attr-defined]
            kept = kept_by(self.sender)
            if before is not None and before.uploaded_by_user_id == self.sender.pk:
                kept -= before.file_size or 0
            if reasons := why_not_keep(PORTAL, kept=kept, size=file.size, on=today()):
                raise ValidationError(reasons)
        return file


def kept_by(account: Any) -> int:
    """The bytes of all files of the portal that this account has sent."""
    return sum(
        model.objects.filter(uploaded_by_user=account).aggregate(sum=Sum("file_size"))["sum"] or 0
        for model in (Picture, Attachment)
    )


class CountedPictureForm(Counted, PictureForm):
    """The form of a picture."""


class CountedAttachmentForm(Counted, BaseDocumentForm):
    """The form of an attachment."""

"""The form that takes a picture in: whatever a broken or hostile file makes the reader of pictures do, the person gets a
sentence; it is decoded in a confined process, and here by nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from giaoban.core.confined import read_stream_confined
from giaoban.core.pictures import MEMORY
from giaoban.core.workbook import DAMAGED, TOO_LARGE, TOO_SLOW, Unreadable

TOO_HEAVY = _("The picture takes too much memory or time to open. Save it smaller and send it again.")


@dataclass(frozen=True)
class PictureSeen:
    """What Wagtail's own checks ask of a picture, as the confined process saw it."""

    format_name: str
    width: int
    height: int
    frames: int

    def get_size(self) -> tuple[int, int]:
        return self.width, self.height

    def get_frame_count(self) -> int:
        return self.frames


class PictureField(WagtailImageField):
    """Refuses what cannot be read as a picture, also where only its head can."""

    def to_python(self, data: Any) -> Any:
        file = forms.FileField.to_python(self, data)
        if file is None:
            return None
        self.check_image_file_size(file)
        file.image = self._seen(file)
        file.content_type = f"image/{file.image.format_name}"
        self.check_image_file_format(file)
        self.check_image_pixel_size(file)
        return file

    def _seen(self, file: Any) -> PictureSeen:
        try:
            seen = read_stream_confined("giaoban.core.pictures:look", file, f"{self.max_image_pixels}", memory=MEMORY)
        except Unreadable as unreadable:
            broken = self.error_messages["invalid_image"]
            sentence = {DAMAGED: broken, TOO_LARGE: TOO_HEAVY, TOO_SLOW: TOO_HEAVY}.get(
                f"{unreadable}", f"{unreadable}"
            )
            raise ValidationError(sentence, code="invalid_image") from None
        return PictureSeen(seen["format"], seen["width"], seen["height"], seen["frames"])


class PictureForm(BaseImageForm):
    """Wagtail's form with that field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (given := self.fields.get("file")) is not None:
            self.fields["file"] = PictureField(
                label=given.label, required=given.required, widget=given.widget, help_text=given.help_text
            )

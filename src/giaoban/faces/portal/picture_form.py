"""The form that takes a picture in: whatever a broken or hostile file makes the reader of pictures do, the person gets a
sentence."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


class PictureField(WagtailImageField):
    """Refuses what cannot be read as a picture, also where only its head can."""

    def to_python(self, data: Any) -> Any:
        try:
            return super().to_python(data)
        except ValidationError:
            raise
        except Exception:  # libraries of pictures raise what they like over what they are fed
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from None


class PictureForm(BaseImageForm):
    """Wagtail's form with that field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (given := self.fields.get("file")) is not None:
            self.fields["file"] = PictureField(
                label=given.label, required=given.required, widget=given.widget, help_text=given.help_text
            )

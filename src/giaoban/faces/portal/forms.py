"""The form of an article: a long title is taken as it is typed."""

from __future__ import annotations

import re
from typing import Any

from django.core.validators import MaxLengthValidator
from wagtail.admin.forms import WagtailAdminPageForm

LONGEST, SHORT = 400, 255
"""Letters of a title, and of what stands in lists and in the browser's window."""


class ArticleForm(WagtailAdminPageForm):
    """A title of more than 255 letters is kept whole as the full title; lists show it cut between words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        title = self.fields["title"]
        title.max_length = LONGEST
        title.validators = [each for each in title.validators if not isinstance(each, MaxLengthValidator)]
        title.validators.append(MaxLengthValidator(LONGEST))
        title.widget.attrs["maxlength"] = str(LONGEST)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        typed = cleaned.get("title") or ""
        if len(typed) > SHORT:
            cleaned["full_title"] = typed
            cleaned["title"] = re.sub(r"\s+\S*$", "", typed[: SHORT - 1]) + "…"
        return cleaned

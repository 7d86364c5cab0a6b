"""How an article is edited: its form, which takes a long title as it is typed, and the panels on it."""

from __future__ import annotations

import itertools
import re
from typing import Any

from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface

from giaoban.core.text import slug
from giaoban.faces.portal.editing.panels import FindingsPanel
from giaoban.faces.portal.models import Article

LONGEST, SHORT = 400, 255
"""Letters of a title, and of what stands in lists and in the browser's window."""


class ArticleForm(WagtailAdminPageForm):
    """A title of more than 255 letters is kept whole as the full title; the words of the address are made from it.

    The number is an article's key, so nobody has to think of words for its address, or of ones that are not taken.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        title = self.fields["title"]
        title.max_length = LONGEST
        title.validators = [
            validator for validator in title.validators if not isinstance(validator, MaxLengthValidator)
        ]
        title.validators.append(MaxLengthValidator(LONGEST))
        title.widget.attrs["maxlength"] = str(LONGEST)
        self.initial["title"] = self.instance.full_title or self.instance.title
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data.get("title") or ""
        self.instance.full_title = typed if len(typed) > SHORT else ""
        if len(typed) > SHORT:
            self.cleaned_data["title"] = re.sub(r"\s+\S*$", "", typed[: SHORT - 1]) + "…"
        if "slug" in self.fields:
            self.cleaned_data["slug"] = self._free_slug(self.cleaned_data.get("slug") or slug(typed)[:110] or "bai")
        return super().clean()

    def _free_slug(self, wanted: str) -> str:
        taken = set(self.parent_page.get_children().exclude(pk=self.instance.pk).values_list("slug", flat=True))
        tried = itertools.chain([wanted], (f"{wanted}-{count}" for count in itertools.count(2)))
        return next(word for word in tried if word not in taken)


WRITING = [
    FindingsPanel(),
    FieldPanel("title"),
    FieldPanel("lead"),
    MultiFieldPanel([FieldPanel("cover"), FieldPanel("cover_caption")], heading=_("Photograph on top")),
    FieldPanel("body"),
    MultiFieldPanel([FieldPanel("byline"), FieldPanel("taken_from"), FieldPanel("dated_at")], heading=_("Origin")),
    InlinePanel("corrections", label=_("Correction"), heading=_("Corrections")),
]
KEEPING = [
    MultiFieldPanel([FieldPanel("kind"), FieldPanel("language"), FieldPanel("translation_of")], heading=_("Kind")),
    FieldPanel("slug"),
    FieldPanel("search_description"),
    FieldPanel("review_on"),
    MultiFieldPanel([FieldPanel("go_live_at"), FieldPanel("expire_at")], heading=_("Schedule")),
]
Article.base_form_class = ArticleForm
Article.edit_handler = TabbedInterface(
    [
        ObjectList(WRITING, heading=_("Article")),
        ObjectList(KEEPING, heading=_("Keeping")),
    ]
)

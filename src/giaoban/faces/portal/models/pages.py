"""The tree of sections and the articles in it. The number is an article's key, the words in its address decoration."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Orderable, Page

from giaoban.core.text import normalise, respell, slug
from giaoban.faces.portal import clock
from giaoban.faces.portal.models.archive import kept_in_archive
from giaoban.faces.portal.models.blocks import BodyBlock
from giaoban.faces.portal.models.files import keeps_its_files, keeps_its_pictures
from giaoban.faces.portal.models.looking import PermissionsOfArticle, PublicByTwo
from giaoban.faces.portal.models.showing import shown_page
from giaoban.faces.portal.wording.articles import must_be_mended


class Home(PublicByTwo, Page):
    """The front page; ``lead_story`` stands on top, else the latest article."""

    lead_story = models.ForeignKey(
        "portal.Article", null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("lead story"),
    )  # fmt: skip
    front_release = models.CharField(
        _("released report on the front page"), max_length=120, blank=True, help_text=_("Empty: the newest one.")
    )
    content_panels = [*Page.content_panels, FieldPanel("lead_story"), FieldPanel("front_release")]
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["portal.Section"]

    class Meta:
        verbose_name = _("front page")
        triggers = kept_in_archive()

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        return _url_parts(self, request, "/")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("/", permanent=True)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return shown_page(request, self)


class Section(PublicByTwo, Page):
    """A section; its slug is unique over the whole site, so that addresses stay short."""

    description = models.CharField(_("description"), max_length=300, blank=True)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    on_front = models.BooleanField(_("has a place on the front page"), default=False)
    leads_to = models.CharField(
        _("leads to"), max_length=60, blank=True, help_text=_("Address of a page of the program, like /van-ban/.")
    )
    content_panels = [
        *Page.content_panels,
        FieldPanel("description"),
        FieldPanel("title_en"),
        FieldPanel("on_front"),
        FieldPanel("leads_to"),
    ]
    parent_page_types = ["portal.Home", "portal.Section"]
    subpage_types = ["portal.Section", "portal.Article"]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        triggers = kept_in_archive()

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        return _url_parts(self, request, self.leads_to or f"/{self.slug}/")

    def clean(self) -> None:
        super().clean()
        if self.slug and Section.objects.filter(slug=self.slug).exclude(pk=self.pk).exists():
            raise ValidationError({"slug": _("Another section already has this address.")})

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.leads_to or f"/{self.slug}/", permanent=True)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return shown_page(request, self)


class Article(PublicByTwo, Page):
    """News, or an introduction page; corrected in the open, withdrawn but never deleted once it was published."""

    class Kind(models.TextChoices):
        NEWS = "news", _("news")
        INTRODUCTION = "introduction", _("introduction page")

    class Language(models.TextChoices):
        VIETNAMESE = "vi", "Tiếng Việt"
        ENGLISH = "en", "English"

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.NEWS)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.VIETNAMESE)
    translation_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="translations",
        verbose_name=_("translation of"),
    )  # fmt: skip
    dated_at = models.DateTimeField(_("date"), default=clock.now)
    full_title = models.CharField(
        _("full title"), max_length=400, blank=True, help_text=_("Only where the title is longer than 255 characters.")
    )
    lead = models.TextField(_("lead"), blank=True, max_length=2500)
    cover = models.ForeignKey(
        get_image_model_string(), null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("photograph on top"),
    )  # fmt: skip
    cover_caption = models.CharField(_("caption"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True, use_json_field=True)
    byline = models.CharField(
        _("by"), max_length=200, blank=True, help_text=_("A person, a department, or the source it was taken from.")
    )
    taken_from = models.CharField(_("taken over from"), max_length=250, blank=True)
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    drafted_from = models.CharField(max_length=120, blank=True, editable=False)

    parent_page_types = ["portal.Section"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        indexes = [models.Index(fields=["-dated_at"]), models.Index(fields=["kind", "-dated_at"])]
        triggers = [*kept_in_archive(), keeps_its_files(), keeps_its_pictures()]

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        return _url_parts(self, request, self.address)

    @property
    def address(self) -> str:
        """Where the article stands: /section/words-number."""
        return article_address(self.url_path, self.title, self.pk)

    @property
    def headline(self) -> str:
        """The title in full."""
        return self.full_title or self.title

    @property
    def withdrawn(self) -> bool:
        """Published once and no longer."""
        return not self.live and self.first_published_at is not None

    @property
    def updated_at(self) -> Any:
        """When it was last changed after it appeared, or None."""
        first, last = self.first_published_at, self.last_published_at
        return last if first and last and (last - first).total_seconds() > 60 else None

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.title = respell(normalise(self.title or ""))
        self.full_title = respell(normalise(self.full_title or ""))
        self.lead = normalise(self.lead or "")
        if not self.slug:
            self.slug = words_in_address(self.title)
        super().full_clean(*args, **kwargs)

    def why_not_published(self) -> list[str]:
        """Every reason why this text cannot stand before the public; none means it can."""
        return must_be_mended(self)

    def permissions_for_user(self, user: Any) -> PermissionsOfArticle:
        return PermissionsOfArticle(user, self)

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        """A copy begins as a draft."""
        return super().copy(*args, **{**kwargs, "keep_live": False})

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.address, permanent=True)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return shown_page(request, self)


class Correction(Orderable):
    """What was wrong in an article and how it should have read; stands where the error stood."""

    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="corrections")
    on = models.DateField(_("corrected on"), default=clock.today)
    text = models.TextField(_("correction"))

    panels = [FieldPanel("on"), FieldPanel("text")]

    class Meta(Orderable.Meta):
        triggers = kept_in_archive()

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y}"


def words_in_address(title: str) -> str:
    """The title as it stands in an address: at most 110 plain letters, cut between words."""
    words = slug(title)
    return words if len(words) <= 110 else re.sub(r"-[^-]*$", "", words[:111])


def article_address(url_path: str, title: str, number: int) -> str:
    """The address of the article that lies at that path of the tree."""
    return f"/{_shelf(url_path)}/{words_in_address(title)}-{number}"


def section_slug(article: Article) -> str:
    """The slug of the section the article lies in, read from its path without asking the database where possible."""
    return _shelf(article.url_path)


def _shelf(url_path: str) -> str:
    parts = url_path.strip("/").split("/")
    return parts[-2] if len(parts) > 1 else "bai"


def _url_parts(page: Page, request: HttpRequest | None, path: str) -> tuple[int, str, str] | None:
    found = Page.get_url_parts(page, request)
    if found is None or found[1] is None:
        return None
    return found[0], found[1], path if get_language() != "en" or path != "/" else "/en/"

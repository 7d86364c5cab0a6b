"""What search engines and readers of news ask for: feeds, sitemap, robots."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed, DefaultFeed
from django.utils.html import escape

from giaoban.faces.portal import clock, conferences, figures
from giaoban.faces.portal.addresses import absolute
from giaoban.faces.portal.models import Article, Furniture, Paper, Section
from giaoban.faces.portal.models.pages import article_address
from giaoban.faces.portal.models.published import published
from giaoban.faces.portal.reading.around import public_articles

PIECE = 5_000
"""Articles in one piece of the sitemap; the protocol allows 50,000, a robot waits for what it gets."""
LAST_PIECE = 100_000
"""No number that an article can have lies in a later one."""
MOST_PAPERS = 40_000
OWN_PAGES = (
    "/", "/en/", "/van-ban/", "/so-lieu/", "/lich-cong-tac/", "/ban-do/", "/thu-vien/", "/gop-y/", "/so-do-to-chuc/",
    "/hoi-nghi/", "/cach-tinh/", "/rieng-tu/", "/so-do-cong/",
)  # fmt: skip


class News(Feed):  # type: ignore[type-arg]
    """The latest thirty articles of the site or of a section; the number is the key of an item."""

    file = ""
    item_guid_is_permalink = False

    def get_object(self, request: HttpRequest, slug: str | None = None) -> Section | None:
        if slug is None:
            return None
        section = published(Section).filter(slug=slug).first()
        if section is None:
            raise Http404
        return section

    def link(self, section: Section | None) -> str:
        return absolute("/")

    def feed_url(self, section: Section | None) -> str:
        return absolute(f"/{section.slug}/{self.file}" if section else f"/{self.file}")

    def title(self, section: Section | None) -> str:
        furniture = Furniture.on(clock.today())
        name = (furniture.site_name or furniture.body) if furniture else "Giao Ban"
        return f"{section.title} · {name}" if section else name

    def description(self, section: Section | None) -> str:
        return self.title(section)

    def items(self, section: Section | None) -> Any:
        articles = public_articles().filter(kind=Article.Kind.NEWS)
        return (articles.descendant_of(section) if section else articles)[:30]

    def item_title(self, item: Any) -> str:
        return str(item.headline)

    def item_description(self, item: Any) -> str:
        return str(item.lead)

    def item_link(self, item: Any) -> str:
        return absolute(item.address)

    def item_guid(self, item: Any) -> str:
        return f"giaoban:article:{item.pk}"

    def item_pubdate(self, item: Any) -> datetime:
        return item.dated_at  # type: ignore[no-any-return]

    def item_updateddate(self, item: Any) -> datetime:
        return item.last_published_at or item.dated_at

    def item_author_name(self, item: Any) -> str:
        return str(item.byline)


class Rss(News):
    feed_type, file = DefaultFeed, "rss.xml"


class Atom(News):
    feed_type, file = Atom1Feed, "atom.xml"

    def subtitle(self, section: Section | None) -> str:
        return self.title(section)


def sitemap(request: HttpRequest, piece: int | None = None) -> HttpResponse:
    """Every public page with the day of its last change; above ``PIECE`` articles a list of pieces, which name the pages.

    An article stands in the piece of its number, so that no piece is found by counting those before it.
    """
    articles = published(Article).order_by()
    in_pieces = articles[: PIECE + 1].count() > PIECE
    if piece is None and in_pieces:
        numbers = articles.annotate(piece=(F("pk") - 1) / PIECE + 1).values_list("piece", flat=True)
        return _sitemap(
            "sitemapindex",
            "sitemap",
            [(f"/sitemap-{number}.xml", None) for number in (0, *sorted(numbers.distinct()))],
        )
    pages: list[tuple[str, datetime | None]] = []
    if not piece:
        pages += [(path, None) for path in OWN_PAGES]
        pages += [
            (f"/{section.slug}/", section.last_published_at) for section in published(Section).filter(leads_to="")
        ]
        pages += [
            (paper.get_absolute_url(), paper.changed_at) for paper in published(Paper).order_by("-pk")[:MOST_PAPERS]
        ]
        pages += [(f"/so-lieu/{report.slug}/", None) for report in figures.reports()]
        pages += [(f"/hoi-nghi/{conference.slug}/", None) for conference in conferences.conferences()]
    if piece is not None and (not in_pieces or piece > LAST_PIECE):
        raise Http404
    if piece != 0:
        held = articles.filter(pk__gt=(piece - 1) * PIECE, pk__lte=piece * PIECE) if piece else articles
        rows = held.order_by("pk").values_list("url_path", "title", "pk", "last_published_at", "dated_at")
        pages += [
            (article_address(path, title, number), changed or dated)
            for path, title, number, changed, dated in rows.iterator()
        ]
    if not pages:
        raise Http404
    return _sitemap("urlset", "url", pages)


def _sitemap(whole: str, entry: str, pages: Iterable[tuple[str, datetime | None]]) -> HttpResponse:
    lines = ['<?xml version="1.0" encoding="utf-8"?>', f'<{whole} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for path, changed in pages:
        day = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
        lines.append(f"<{entry}><loc>{escape(absolute(path))}</loc>{day}</{entry}>")
    lines.append(f"</{whole}>")
    return HttpResponse("\n".join(lines), content_type="application/xml; charset=utf-8")


def robots(request: HttpRequest) -> HttpResponse:
    """What robots are asked to leave alone; /bay is a trap that only those visit who do not read this."""
    closed = (
        "/desk/", "/account/", "/so-tay/", "/bientap/", "/in/", "/pdf/", "/hien-thi", "/tk", "/bay/", "/tim-kiem/", "/duyet/",
    )  # fmt: skip
    lines = ["User-agent: *", *[f"Disallow: {path}" for path in closed]]
    lines.append(f"Sitemap: {absolute('/sitemap.xml')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")

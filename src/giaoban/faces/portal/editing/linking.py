"""Links of what is published, looked at one by one; those that lead nowhere are listed for the editor.

Nothing is asked of another machine unless whoever calls says so.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from giaoban.faces.portal import clock, figures
from giaoban.faces.portal.models import (
    Article,
    Attachment,
    BrokenLink,
    Consultation,
    Furniture,
    Paper,
    Picture,
    Section,
)
from giaoban.faces.portal.models.published import published

_HREF = re.compile(r"""\b(?:href|src)=["']([^"']+)["']""")
_PAGE = re.compile(r'linktype="page"\s+id="(\d+)"|id="(\d+)"\s+linktype="page"')
_FILE = re.compile(r'linktype="document"\s+id="(\d+)"|id="(\d+)"\s+linktype="document"')


@dataclass(frozen=True)
class Source:
    """A published thing that holds links: what kind it is, its number, its title and where it stands."""

    kind: str
    key: int
    title: str
    url: str


def look_at_all(*, outside: Callable[[str], str] | None = None) -> int:
    """Every published link was looked at and the list says which are dead; answers how many.

    ``outside`` says why an address of another site is dead (empty: it lives); without it those are passed over and
    what was known of them stays.
    """
    dead: dict[tuple[str, int, str], tuple[Source, str]] = {}
    reasons: dict[str, str] = {}
    for source, target in links():
        if target not in reasons:
            reasons[target] = why_dead(target, outside)
        if reasons[target]:
            dead[source.kind, source.key, target] = (source, reasons[target])
    with transaction.atomic():
        for old in BrokenLink.objects.select_for_update():
            if (old.kind, old.key, old.target) in dead:
                dead.pop((old.kind, old.key, old.target))
            elif outside is not None or not _is_outside(old.target):
                old.delete()
        BrokenLink.objects.bulk_create(
            BrokenLink(
                kind=source.kind, key=source.key, title=source.title[:600], url=source.url[:400],
                target=target[:1000], why=why[:300], since=clock.now(),
            )
            for (_kind, _key, target), (source, why) in dead.items()
        )  # fmt: skip
    return BrokenLink.objects.count()


def links() -> Iterator[tuple[Source, str]]:
    """Every link of every published thing, with where it stands."""
    for article in Article.objects.live().iterator(200):
        source = Source("article", article.pk, article.headline, article.address)
        yield from ((source, target) for target in targets_in(article))
    for paper in published(Paper).select_related("file").iterator(200):
        if paper.file_id:
            yield Source("paper", paper.pk, str(paper), paper.get_absolute_url()), f"file:{paper.file_id}"
    for draft in published(Consultation):
        source = Source("draft", draft.pk, draft.title, f"/du-thao/{draft.pk}/")
        yield from ((source, target) for target in _in_text(draft.text + draft.outcome))
        if draft.file_id:
            yield source, f"file:{draft.file_id}"
    if furniture := Furniture.on(clock.today()):
        source = Source("furniture", furniture.pk, furniture.body, "/")
        wanted = [furniture.handbook_url, furniture.successor_url, *[block.value["url"] for block in furniture.links]]
        yield from ((source, target) for target in wanted if target)


def targets_in(article: Article) -> list[str]:
    """The addresses, pages (``page:7``), files (``file:7``) and pictures (``picture:7``) that the article names, each once."""
    targets: list[str] = [f"picture:{article.cover_id}"] if article.cover_id else []
    for block in article.body:
        targets += _in_value(block.block_type, block.value)
    return list(dict.fromkeys(targets))


def _in_value(kind: str, value: Any) -> Iterable[str]:
    match kind:
        case "text":
            yield from _in_text(value.source)
        case "attachment" | "video":
            yield f"file:{value['file'].pk}" if value["file"] else "file:0"
        case "photo":
            yield f"picture:{value['picture'].pk}" if value["picture"] else "picture:0"
        case "gallery":
            for photo in value["photos"]:
                yield from _in_value("photo", photo)
        case "figure" | "chart" | "figure_table":
            yield f"/so-lieu/{value['release']}/"


def _in_text(html: str) -> list[str]:
    found = [address for address in _HREF.findall(html) if not address.startswith(("mailto:", "tel:", "#"))]
    found += [f"page:{one or other}" for one, other in _PAGE.findall(html)]
    return found + [f"file:{one or other}" for one, other in _FILE.findall(html)]


def why_dead(target: str, outside: Callable[[str], str] | None = None) -> str:
    """Why the link leads nowhere, as a sentence; empty when it leads somewhere or was not to be looked at."""
    kind, _colon, number = target.partition(":")
    if kind in {"page", "file", "picture"} and number.isdecimal():
        return _why_gone(kind, int(number))
    if _is_outside(target):
        return outside(target) if outside else ""
    return _why_not_here(unquote(urlsplit(target).path) or "/")


def _is_outside(target: str) -> bool:
    parts = urlsplit(target)
    return bool(parts.netloc) and parts.netloc != urlsplit(settings.SITE_ADDRESS).netloc


def _why_gone(kind: str, number: int) -> str:
    if kind == "page":
        article = Article.objects.filter(pk=number).first()
        if article is None:
            return "" if Section.objects.live().filter(pk=number).exists() else _("The page does not exist any more.")
        return "" if article.live else _("The article has been withdrawn.")
    model = Attachment if kind == "file" else Picture
    held = model.objects.filter(pk=number).first()
    if held is None:
        return _("The file does not exist any more.")
    return "" if default_storage.exists(held.file.name) else _("The file is missing from the store.")


def _why_not_here(path: str) -> str:
    """Whether an address of this site leads somewhere, by what stands in the database."""
    if path.startswith(("/static/", "/media/")):
        return ""
    try:
        door = resolve(path if path.startswith("/") else f"/{path}")
    except Resolver404:
        return _("This site has no such page.")
    named = door.kwargs
    match door.url_name:
        case "portal_article" | "portal_print" | "portal_pdf":
            return _why_gone("page", int(named["number"]))
        case "portal_section" | "portal_section_rss" | "portal_section_atom":
            alive = Section.objects.live().filter(slug=named["slug"]).exists()
        case "portal_paper":
            alive = published(Paper).filter(pk=named["number"]).exists()
        case "portal_consultation":
            alive = published(Consultation).filter(pk=named["number"]).exists()
        case "portal_report" | "portal_report_csv" | "portal_release_file" | "portal_report_check":
            alive = figures.report(named["slug"]) is not None
        case "wagtaildocs_serve":
            return _why_gone("file", int(named["document_id"]))
        case "wagtail_serve":  # the last resort of the addresses: nothing of the program's own stands there
            alive = False
        case _:
            alive = True
    return "" if alive else _("This site has no such page.")


class _AsItAnswers(urllib.request.HTTPRedirectHandler):
    """A site that leads elsewhere has answered; where it leads is not followed."""

    def redirect_request(self, *_words: Any, **_named: Any) -> None:
        return None


def _is_inside(host: str) -> bool:
    """Whether the name leads to this machine or to a network that is not everybody's; not when it leads nowhere."""
    try:
        addresses = {
            str(address[4][0]).partition("%")[0] for address in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
        }
    except (OSError, ValueError):
        return False
    return not all(ipaddress.ip_address(address).is_global for address in addresses)


def ask_outside(address: str) -> str:
    """Why an address of another site is dead; asks that site, once, for at most ten seconds."""
    if urlsplit(address).scheme not in {"http", "https"}:
        return _("Only addresses that begin with http can be followed.")
    if _is_inside(urlsplit(address).hostname or ""):
        return _("Addresses inside an office's own network are not asked.")
    request = urllib.request.Request(address, method="HEAD", headers={"User-Agent": "GiaoBan link check"})
    try:
        with urllib.request.build_opener(_AsItAnswers).open(request, timeout=10):
            return ""
    except urllib.error.HTTPError as error:
        alive = error.code in {401, 403, 405, 429} or 300 <= error.code < 400
        return "" if alive else _("The other site answers %d.") % error.code
    except (OSError, ValueError):
        return _("The other site does not answer.")

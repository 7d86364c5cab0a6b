"""Which words of a query each public page knows; any other changes nothing, so that it makes no page anew."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.urls import Resolver404, resolve

WORDS = {
    "portal_search": ("q", "loai", "trang"),
    "portal_papers": ("q", "kieu", "nam", "noi", "tinh-trang", "trang"),
    "portal_calendar": ("tuan",),
    "portal_write": ("loai", "trang", "du-thao"),
    "portal_chart": ("ngay",),
    "portal_map": ("ngay", "so"),
    "portal_section": ("thang", "trang"),
    "portal_api_articles": ("page", "section"),
    "portal_api_papers": ("page",),
}
"""By the name of an address the words that its page reads; a page that stands here nowhere reads none."""


def known(path: str, query: bytes) -> bytes:
    """The query as the page at that address reads it: its own words alone, each once, in one order."""
    if not query:
        return query
    words = WORDS.get(
        _name_of(path) or _name_of(f"{path}/"), ()
    )  # without its last stroke it leads on, with what was asked
    sent = parse_qsl(query.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
    return urlencode(
        sorted({name: value for name, value in sent if name in words}.items()), encoding="latin-1"
    ).encode()


def _name_of(path: str) -> str:
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""

"""Every page that a person can come to: from where they begin, along the links, each kind of address once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

BEGINNINGS = (
    "/desk/",
    "/",
    "/bientap/",
    "/account/",
    "/en/",
    "/account/2fa/",
    "/account/sessions/",
    "/api/v1/openapi.json",
)
FILES = re.compile(
    r"\.(?:csv|xlsx|docx|pdf|ics|xml|json|geojson|svg|png|jpe?g|webp|avif|txt|webmanifest)$|/export\.|/pdf/"
)
"""Addresses that answer with a file and no page."""
_LINK = re.compile(r"""(?:href|hx-get|src)=["']([^"'#]+)""")


def walk(client: Client, *, most: int = 400, **extra: str) -> Iterator[tuple[str, Any]]:
    """Each address with its answer; an address of a kind that was asked already is passed over."""
    waiting, asked = list(BEGINNINGS), set[str]()
    while waiting and len(asked) < most:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kind is None or kind in asked:
            continue
        asked.add(kind)
        answer = client.get(path, **extra)
        yield path, answer
        if answer.status_code in {301, 302}:
            waiting.append(_here(path, answer.headers["Location"]))
        elif answer.headers.get("Content-Type", "").startswith("text/html"):
            body = answer.content.decode("utf-8", "replace").replace("&amp;", "&")
            waiting += [_here(path, link) for link in dict.fromkeys(_LINK.findall(body))]


def kind_of(path: str) -> str | None:
    """What kind of address this is: its view, and which register and act; nothing for other machines and static files."""
    if not path or path.startswith(("/static/", "/media/", "/account/logout", "/bientap/logout")):
        return None
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return None
    blanks = [
        str(found.kwargs[name])
        for name in ("register", "act", "kind", "format", "app_label", "model_name")
        if name in found.kwargs
    ]
    return " ".join([found.view_name or found.route, found.route, *blanks])


def _here(path: str, link: str) -> str:
    """The address on this machine, without its query; empty for another machine's."""
    parts = urlsplit(urljoin(f"http://127.0.0.1{path}", link))
    return parts.path if parts.hostname in {"127.0.0.1", "testserver", "localhost"} else ""

"""Whose request it is, behind the proxies that are our own."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from giaoban.faces.portal.visits.keys import within


def address_of(scope: MutableMapping[str, Any], head: dict[bytes, bytes], proxies: tuple[str, ...]) -> str:
    """The reader's address: the peer's, or the last hop before our own proxies when the peer is one of them."""
    address = scope["client"][0] if scope.get("client") else ""
    if not proxies or not within(address, proxies):
        return address
    hops = [hop.strip() for hop in head.get(b"x-forwarded-for", b"").decode("latin-1").split(",") if hop.strip()]
    for hop in reversed(hops):
        if not within(hop, proxies):
            return hop
    return hops[0] if hops else address

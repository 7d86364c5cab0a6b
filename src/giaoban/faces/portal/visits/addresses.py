"""Whose request it is, behind the proxies that are our own."""

from __future__ import annotations

import ipaddress
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


def network_of(address: str) -> str:
    """The address that stands for whoever is counted as one: of IPv4 itself, of IPv6 the first of the /64 that one connection
    is given; what is no address stands for itself."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)

"""The visitor key: a digest under a salt of the day that is destroyed half an hour after the day; no address is kept."""

from __future__ import annotations

import contextlib
import hmac
import ipaddress
import os
import secrets
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from giaoban.faces.portal.visits.tally import HANOI

AFTER_MIDNIGHT = timedelta(minutes=30)


def day_of(at: datetime) -> date:
    """The day in Vietnam."""
    return at.astimezone(HANOI).date()


def first_half_hour(at: datetime) -> bool:
    """Whether yesterday's salt may still be used."""
    local = at.astimezone(HANOI)
    return local.hour == 0 and local.minute < 30


def salt(day: date, *, make: bool) -> bytes | None:
    """The salt of that day, shared by all processes through a file that only they may read; None when there is none."""
    path = _folder() / f"salt-{day:%Y-%m-%d}"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        if not make:
            return None
    draft = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(32))
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    return path.read_bytes()


def destroy_old_salts(now: datetime) -> None:
    """No salt is left of a day that ended half an hour ago or longer."""
    today = day_of(now)
    kept = {f"salt-{today:%Y-%m-%d}", f"salt-{today + timedelta(days=1):%Y-%m-%d}"}
    if first_half_hour(now):
        kept.add(f"salt-{today - timedelta(days=1):%Y-%m-%d}")
    for path in _folder().glob("salt-*"):
        if path.name not in kept:
            path.write_bytes(secrets.token_bytes(32))
            path.unlink(missing_ok=True)


def visitor(salted: bytes, *, address: str, agent: str, language: str) -> bytes:
    """The key of that visitor for the day of the salt."""
    parts = (settings.WAGTAIL_SITE_NAME, network_of(address), agent, language)
    return hmac.digest(salted, b"\0".join(part.encode("utf-8", "replace") for part in parts), "sha256")[:16]


@lru_cache(4096)
def network_of(address: str) -> str:
    """An IPv4 address whole, of an IPv6 address its first half."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return str(parsed)


@lru_cache(4096)
def within(address: str, ranges: tuple[str, ...]) -> bool:
    """Whether the address lies in one of the ranges."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in ipaddress.ip_network(network, strict=False) for network in ranges)


def _folder() -> Path:
    path = Path(settings.PORTAL_STATE)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path

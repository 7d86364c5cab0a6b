"""A ticket lets its bearer follow one hall for a while. It is signed, and looked at without asking the database anything."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import NamedTuple

from django.core.signing import BadSignature, Signer

PATH = "/theo-doi/"
LINK_SECONDS, ACCOUNT_SECONDS = 1200, 60
"""At most so long after a link or a grant has ended its bearer still follows: the page has to ask for another ticket."""
LONGEST = 200


class Ticket(NamedTuple):
    """Which conference's hall is followed, in which language, by whose link or account, and until when (seconds)."""

    conference: int
    language: str
    holder: str
    until: int


def written(conference: int, language: str, holder: str, *, seconds: int, at: datetime) -> str:
    """A ticket for at most so many seconds: a little less for some, so that many who came at once do not renew at once."""
    until = int(at.timestamp()) + seconds - secrets.randbelow(seconds // 4 + 1)
    return _signer().sign(f"{conference}.{language}.{holder}.{until}")


def read(given: str, *, at: datetime) -> Ticket | None:
    """The ticket, where this program signed it and its time is not over."""
    if len(given) > LONGEST:
        return None
    try:
        conference, language, holder, until = _signer().unsign(given).split(".")
    except BadSignature:
        return None
    ticket = Ticket(int(conference), language, holder, int(until))
    return ticket if at.timestamp() < ticket.until else None


def _signer() -> Signer:
    return Signer(salt="giaoban.conferences.tickets")

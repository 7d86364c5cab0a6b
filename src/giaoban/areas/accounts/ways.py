"""The way in to an account: an address that is good once and for a day, in two halves that two officers give its owner.

Who asked for it reads the last signs, who confirmed it the rest. Neither knows enough to choose the password for the
owner, and nothing of it is kept: both halves follow from the moment of the confirmation and the account as it is.
"""

from __future__ import annotations

from django.contrib.auth.tokens import default_token_generator as tokens
from django.utils.crypto import salted_hmac
from django.utils.http import int_to_base36

from giaoban.ground.access.models import Account

CODE_SIGNS = 8
"""So many of the 32 signs are told by the officer who asked; guessing them takes four thousand million tries."""


def moment() -> int:
    """Now, as the address counts it."""
    return tokens._num_seconds(tokens._now())  # type: ignore[attr-defined, no-any-return]


def whole(account: Account, at: int) -> str:
    """What stands in the address: good for a day from that moment, until it was used or a password was chosen."""
    key = tokens._make_token_with_timestamp(account, at, tokens.secret)  # type: ignore[attr-defined]
    return f"{int_to_base36(account.pk)}-{key}"


def mark(way: str) -> str:
    """What a way can be told by and not be guessed from."""
    return salted_hmac("giaoban.accounts.ways", way, algorithm="sha256").hexdigest()[:16]


def halves(account: Account, at: int, marked: str) -> tuple[str, str] | None:
    """The half of whoever hands out the slip and the code of whoever asked; None once it is good no more."""
    way = whole(account, at)
    if mark(way) != marked or not tokens.check_token(account, way.partition("-")[2]):
        return None
    return way[:-CODE_SIGNS], way[-CODE_SIGNS:]

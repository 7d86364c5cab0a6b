"""The code on a slip: ten signs that no eye takes for another, the last of which tells a slip of the thumb; and the word
that goes with it, which stands on no slip."""

from __future__ import annotations

import secrets

from django.utils.crypto import salted_hmac

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, O, 1 and I."""
LENGTH = 10
WORD = 4
"""Signs of the word that whoever confirmed the invitation tells one member."""


def new_code() -> str:
    """A code that nobody guesses: 45 bits by chance and a sign that checks them."""
    drawn = "".join(secrets.choice(SIGNS) for _place in range(LENGTH - 1))
    return drawn + _check(drawn)


def _check(drawn: str) -> str:
    return SIGNS[sum((place * 2 + 1) * SIGNS.index(sign) for place, sign in enumerate(drawn)) % len(SIGNS)]


def read_code(typed: str) -> str | None:
    """The code as it was typed, with blanks, dashes and small letters; None where it cannot be one."""
    code = "".join(sign for sign in typed.upper() if sign not in " -.–")
    fits = len(code) == LENGTH and all(sign in SIGNS for sign in code)
    return code if fits and _check(code[:-1]) == code[-1] else None


def key_of(code: str) -> str:
    """What is kept of a code: without the installation's own secret it tells nothing."""
    return salted_hmac("giaoban.accounts.slips", code, algorithm="sha256").hexdigest()


def written_code(code: str) -> str:
    """The code as it stands on paper, in two halves."""
    return f"{code[: LENGTH // 2]} {code[LENGTH // 2 :]}"


def word_of(slip: int) -> str:
    """The word that goes with that slip alone: it follows from the installation's own secret and is kept nowhere."""
    digest = salted_hmac("giaoban.accounts.words", str(slip), algorithm="sha256").digest()
    return "".join(SIGNS[byte % len(SIGNS)] for byte in digest[:WORD])


def read_word(typed: str) -> str:
    """The word as it was typed, with blanks and small letters."""
    return "".join(typed.upper().split())

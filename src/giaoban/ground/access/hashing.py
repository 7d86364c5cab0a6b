"""How passwords are hashed: dear for who guesses, and never so many at once that a sign-in page costs the machine."""

from __future__ import annotations

from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE = 2
"""Hashes that a process works out at the same time; the others wait their turn."""
_turns = BoundedSemaphore(AT_ONCE)


class Argon2(Argon2PasswordHasher):
    """Argon2id with 46 MiB, one pass and one lane (OWASP, Password Storage Cheat Sheet); what was hashed dearer is hashed
    anew when its owner next signs in."""

    time_cost = 1
    memory_cost = 47_104  # KiB
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with _turns:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _turns:
            return bool(super().verify(password, encoded))

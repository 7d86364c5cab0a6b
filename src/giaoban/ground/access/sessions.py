"""Where an account is signed in, and the end of it."""

from __future__ import annotations

from allauth.usersessions.models import UserSession

from giaoban.ground.access.models import Account


def end_all_sessions(account: Account) -> None:
    """No cookie of the account opens anything any more; for use inside ``writing()``."""
    account.signed_out += 1
    account.save()
    for session in UserSession.objects.filter(user=account):
        session.end()

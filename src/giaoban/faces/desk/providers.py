"""Sign-in through an identity provider: it says who somebody is; accounts and roles are still made here."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Nobody gets an account by signing in elsewhere: it is tied to an existing one from within that account."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

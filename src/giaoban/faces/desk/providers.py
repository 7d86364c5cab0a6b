"""Sign-in through an identity provider: it says who somebody is; accounts and roles are still made here."""

from __future__ import annotations

from typing import Any

import jwt
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect import views
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""How a provider's word may be signed: with a key of its own that nobody else holds."""


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Nobody gets an account by signing in elsewhere: it is tied to an existing one from within that account."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


class SignedWord(OpenIDConnectOAuth2Adapter):
    """Who somebody is, is taken from a token that the named provider signed for this program, however the token came.

    The library leaves the signature aside where it fetched the token itself; here nothing rests on the line alone.
    """

    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        where = self.get_provider().server_url.partition("/.well-known/")[0]
        if str(config.get("issuer", "")).rstrip("/") != where.rstrip("/"):
            raise OAuth2Error("The provider calls itself otherwise than the settings do.")
        return config

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **named: Any) -> Any:
        claims = self._said_by(app, named["response"].get("id_token") or "")
        about = self._fetch_user_info(token.token)
        if about.get("sub") != claims["sub"]:
            raise OAuth2Error("The provider speaks of two people.")
        return self.get_provider().sociallogin_from_response(request, {"userinfo": about, "id_token": claims})

    def _said_by(self, app: Any, id_token: str) -> dict[str, Any]:
        try:
            head = jwt.get_unverified_header(id_token)
            if head.get("alg") not in SIGNED_BY or str(head.get("typ", "JWT")).upper() != "JWT":
                raise OAuth2Error("The token is not signed as it must be, or is one of another kind.")
        except jwt.PyJWTError as error:
            raise OAuth2Error("There is no token that says who it is.") from error
        told: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token, keys_url=self.openid_config["jwks_uri"], issuer=self.openid_config["issuer"],
            audience=app.client_id, lookup_kid=jwtkit.lookup_kid_jwk,
        )  # fmt: skip
        return told


def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The way to the provider, for who pressed the button here or typed the address; whom another site sends sees the button."""
    if request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
        return redirect("account_login")
    answer: HttpResponse = views.login(request, provider_id)
    return answer


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The way back from the provider, with what it says."""
    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(SignedWord(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return answer

"""Sign-in through an identity provider: it says who somebody is; accounts and roles are still made here."""

from __future__ import annotations

import hmac
import logging
import secrets
from typing import Any

import jwt
import requests
from allauth.account.internal.decorators import login_not_required
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache

from giaoban.faces.desk.provider_lines import BoundedLine, configuration
from giaoban.faces.desk.signin import prove_again

log = logging.getLogger(__name__)
SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""How a provider's word may be signed: with a key of its own that nobody else holds."""
UNREADABLE = (OAuth2Error, requests.RequestException, KeyError, TypeError, ValueError, AttributeError)
"""What a provider's answer may come to that is not what it must be: told in a sentence, never an error of the program."""


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Nobody gets an account by signing in elsewhere: it is tied to an existing one from within that account."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def get_requests_session(self) -> BoundedLine:
        return BoundedLine()


class SignedWord(OpenIDConnectOAuth2Adapter):
    """Who somebody is, is taken from a token that the named provider signed for this program, however the token came.

    The library leaves the signature aside where it fetched the token itself; here nothing rests on the line alone.
    """

    @property
    def openid_config(self) -> dict[str, Any]:
        return configuration(self.get_provider().server_url)

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **named: Any) -> Any:
        try:
            claims = self._said_by(app, named["response"].get("id_token") or "", request.GET.get("state", ""))
            about = self._fetch_user_info(token.token)
            if about.get("sub") != claims["sub"]:
                raise OAuth2Error("The provider speaks of two people.")
            return self.get_provider().sociallogin_from_response(request, {"userinfo": about, "id_token": claims})
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise OAuth2Error("The provider's answer cannot be read.") from error

    def _said_by(self, app: Any, id_token: str, state: str) -> dict[str, Any]:
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
        if reasons := why_not_believed(told, client=app.client_id, nonce=nonce_of(state)):
            raise OAuth2Error(" ".join(reasons))
        return told


def why_not_believed(told: dict[str, Any], *, client: str, nonce: str) -> list[str]:
    """Why a signed token is no answer to this question: OpenID Connect Core 1.0, 2 and 3.1.3.7, beyond issuer and audience."""
    reasons, several = [], isinstance(told["aud"], list) and len(told["aud"]) > 1
    if not isinstance(told.get("exp"), int | float):
        reasons.append("The token says no end.")
    if told.get("azp", None if several else client) != client:
        reasons.append("The token was made for another program.")
    if not hmac.compare_digest(str(told.get("nonce", "")).encode(), nonce.encode()):
        reasons.append("The token answers another question.")
    if not isinstance(told.get("sub"), str) or not told["sub"]:
        reasons.append("The token names nobody.")
    return reasons


def nonce_of(state: str) -> str:
    """The word that the token must bring back: it follows from the state of the browser that asked, which is taken once."""
    return salted_hmac("giaoban.provider.nonce", state, algorithm="sha256").hexdigest()


@never_cache
@login_not_required
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The way to the provider, for who pressed the button here or typed the address; whom another site sends sees the button.

    A lasting way in is tied by a press on one's own page alone, and by whoever showed lately who they are.
    """
    if request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
        return redirect("account_login")
    if request.method == "POST" and request.user.is_authenticated:
        prove_again(request)
        return _to_the_provider(request, provider_id, "connect")
    if request.user.is_authenticated:
        tying = request.GET.get("process") == "connect"
        return redirect("socialaccount_connections" if tying else get_next_redirect_url(request) or "desk:home")
    return _to_the_provider(request, provider_id, "login")


def _to_the_provider(request: HttpRequest, provider_id: str, process: str) -> HttpResponse:
    provider = _provider(request, provider_id)
    provider.oauth2_adapter_class = SignedWord
    state = secrets.token_urlsafe(24)
    try:
        answer: HttpResponse = provider.redirect(
            request, process=process, next_url=get_next_redirect_url(request), state_id=state,
            auth_params={**provider.get_auth_params(), "nonce": nonce_of(state)},
        )  # fmt: skip
    except ImmediateHttpResponse as error:
        return error.response  # type: ignore[no-any-return]
    except UNREADABLE as error:
        return _in_vain(request, provider, error)
    if process == "connect" and answer.status_code == 302:  # where a form may send to is this site alone
        return render(request, "socialaccount/going.html", {"provider": provider, "address": answer["Location"]})
    return answer


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The way back from the provider, with what it says."""
    provider = _provider(request, provider_id)
    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(SignedWord(request, provider_id))(request)
    except UNREADABLE as error:
        return _in_vain(request, provider, error)
    return answer


callback = login_not_required(callback)


def _provider(request: HttpRequest, provider_id: str) -> Any:
    try:
        return get_adapter(request).get_provider(request, provider=provider_id)
    except SocialApp.DoesNotExist:
        raise Http404 from None


def _in_vain(request: HttpRequest, provider: Any, error: Exception) -> HttpResponse:
    log.warning("The identity provider gave no answer that can be used: %s", type(error).__name__)
    answer: HttpResponse = render_authentication_error(request, provider, exception=error)
    return answer

"""Sign-in: one door for all faces, made by allauth; here is what the office asks beyond it.

Nobody signs up. Whoever sees others' data passes two steps; what counts is how *this* session signed in, not what the
account could have used. Secrets of authenticator apps are kept encrypted with a key that is not in the database.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import secrets
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.signals import user_logged_in
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgain
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from giaoban.core.text import fold
from giaoban.faces.desk import recovery
from giaoban.faces.portal.visits.addresses import address_of
from giaoban.ground.access.models import Account
from giaoban.ground.access.policy import needs_second_factor
from giaoban.ground.access.second_lock import whole_tree
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry

log = logging.getLogger(__name__)
_hashed = recovery.HashedCodes  # named here so that the library has it whenever somebody signs in

KNOWN, KNOWN_FOR = "__Secure-known-browser" if settings.SECURE else "known-browser", 180 * 24 * 3600
"""The cookie of a browser in which an account has signed in, and for how many seconds it is known."""


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an officer; the reader's address cannot be forged by a header of his own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        head = {b"x-forwarded-for": request.META.get("HTTP_X_FORWARDED_FOR", "").encode("latin-1", "replace")}
        peer = {"client": (request.META.get("REMOTE_ADDR", ""), 0)}
        return address_of(peer, head, tuple(settings.PORTAL_PROXIES)) or "0.0.0.0"

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failures are counted for an account, however its name and the host's are written and from wherever they come."""
        name = credentials.get("username", "")
        account = Account.objects.filter(username__iexact=name).first()
        if account is None:
            return f"name:{fold(name[:LONGEST])}"
        mark = _mark_of_known_browser(request, account)
        return f"account:{account.pk}:{mark}" if mark else f"account:{account.pk}"

    def post_login(self, request: HttpRequest, user: Any, **named: Any) -> HttpResponse:
        answer = super().post_login(request, user, **named)
        answer.set_signed_cookie(
            KNOWN, f"{user.username.lower()}:{secrets.token_hex(8)}", salt=KNOWN, max_age=KNOWN_FOR, path="/account/",
            httponly=True, samesite="Lax", secure=settings.SECURE,
        )  # fmt: skip
        return answer

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Goes on while neither the address nor the account has had too many failures.

        A browser in which the owner has signed in has a count of its own instead of both, so that nobody is locked out
        by the guesses of others, be they from the next desk. A try beyond the address's measure is not the account's.
        """
        key = self._get_login_attempts_cache_key(request, **credentials)
        strange = key.count(":") == 1
        spent = ratelimit.RateLimitUsage(usage=[])
        for action in ("login_from_address", "login_failed")[0 if strange else 1 :]:
            usage = ratelimit.consume(request, app="allauth.account", action=action, key=key)
            if usage is None:
                log.warning("A sign-in from %s was not looked at: too many before it.", self.get_client_ip(request))
                raise self.validation_error("too_many_login_attempts")
            spent.usage += usage.usage
        self._login_failed_rl_usage = spent

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        account = Account.objects.filter(username__iexact=credentials.get("username", "")).first()
        _journalled("access.sign_in_failed", account, request, step="password")

    def is_reauthentication_required(self, *, app: str, **named: Any) -> bool:
        asked = settings.SECOND_FACTOR != "off" and super().is_reauthentication_required(app=app, **named)
        return asked and not proved_lately(context.request)

    def send_notification_mail(self, template_prefix: str, user: Any, context: Any = None, email: Any = None) -> None:
        if email or user.email:
            super().send_notification_mail(template_prefix, user, context=context, email=email)


def _mark_of_known_browser(request: HttpRequest, account: Account) -> str:
    """What the account's count in this browser is told apart by; empty where the account never signed in in it."""
    written = request.get_signed_cookie(KNOWN, "", salt=KNOWN, max_age=KNOWN_FOR) or ""
    name, _sign, mark = written.partition(":")
    return mark if name == account.username.lower() else ""


class FactorAdapter(DefaultMFAAdapter):
    """Second steps: encrypted secrets, and no way to give up the last one while a role needs it."""

    def get_totp_issuer(self) -> str:
        return "Giao Ban"

    def encrypt(self, text: str) -> str:
        return _sealed().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _sealed().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        if others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
            return True
        return not needs_second_factor(authenticator.user, on=today())


def _sealed() -> Fernet:
    key = hashlib.sha256(b"second factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


# -- how this session signed in ---------------------------------------------------------------------------------------


def passed_both_steps(request: HttpRequest) -> bool:
    """Whether this session signed in with a second factor, or with a passkey, which is both in one."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def signed_in_at(request: HttpRequest) -> float | None:
    """When this session first signed in, in seconds since 1970; None when it did not say."""
    records = get_authentication_records(request, request.user)
    return min((record["at"] for record in records), default=None)


def shown_at(request: HttpRequest) -> float | None:
    """When the person last showed who they are in this session; None when it did not say."""
    records = get_authentication_records(request, request.user)
    return max((record["at"] for record in records), default=None)


def proved_lately(request: HttpRequest) -> bool:
    """Whether the person showed who they are within the last minutes, as exports and grants ask."""
    at = shown_at(request)
    return at is not None and time.time() - at < settings.PROVED_FOR


def prove_again(request: HttpRequest) -> None:
    """Goes on when the person showed lately who they are; otherwise they are asked, and then come back to this.

    A page comes back as it was asked for, an act with all that was typed: it is kept in the session meanwhile.
    """
    raise_if_reauthentication_required(request, app="giaoban")


def _set_up(sender: Any, request: HttpRequest, user: Account, authenticator: Authenticator, **_kwargs: Any) -> None:
    """Setting up a second factor shows that it is at hand: the session that did it has passed the second step."""
    if request is not None and authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", type=authenticator.type, id=authenticator.pk)


authenticator_added.connect(_set_up, dispatch_uid="second-factor-set-up")


def _journalled(act: str, account: Account | None, request: HttpRequest | None, *, step: str) -> None:
    """The journal says that the account (none of that name) was signed in to, or tried in vain, and from which address.

    What was typed is not kept: a name that no account has may be a password typed in the wrong place.
    """
    with transaction.atomic(), whole_tree():
        Entry.objects.create(
            act=act,
            actor_id=account.pk if account else None,
            actor_name=str(account or ""),
            on=today(),
            detail={"step": step, "from": AccountAdapter().get_client_ip(request) if request is not None else ""},
        )


def _signed_in(sender: Any, request: HttpRequest, user: Account, **_kwargs: Any) -> None:
    records = get_authentication_records(request, user)
    _journalled("access.sign_in", user, request, step=records[-1]["method"] if records else "")


def _second_step_failed(sender: Any, request: HttpRequest, user: Account, authenticator: Any, **_named: Any) -> None:
    _journalled("access.sign_in_failed", user, request, step=str(authenticator.type))


user_logged_in.connect(_signed_in, dispatch_uid="sign-in-journalled")
authentication_failed.connect(_second_step_failed, dispatch_uid="second-step-journalled")


class NamedForm(LoginForm):
    """Name and password; a forgotten password is a matter for the officer of the unit, not for a link."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self.fields["login"].label = _("Account name")
        self.fields["login"].widget.attrs = {"autocomplete": "username webauthn", "autofocus": True}
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)


class AgainForm(ReauthenticateForm):
    """The password once more, before what cannot be taken back."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)


class GoodOnce(BaseAuthenticateForm):
    """A code that was taken is not taken again while an app's code of that moment may be: its own time and its neighbours'.

    One that the demonstration shows is everybody's, and taken as often as somebody comes in.
    """

    def clean_code(self) -> str:
        code = super().clean_code()
        lasts = 30 * (2 * settings.MFA_TOTP_TOLERANCE + 2)
        if settings.SECOND_FACTOR != "shown" and not cache.add(
            f"code-taken:{self.user.pk}:{normalize_user_code(code)}", "", lasts
        ):
            self._emit_authentication_failed(self.authenticator)
            raise FactorAdapter().validation_error("incorrect_code")
        return code


class CodeAgainForm(GoodOnce, CodeAgain):
    """The code once more, before what cannot be taken back."""


class CodeForm(GoodOnce, AuthenticateForm):
    """The code of the second step; in the demonstration it stands there already, since nobody has set up a phone."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self.fields["code"].label = _("Code from your authenticator app, or a recovery code")
        self.fields["code"].widget.attrs = {"autocomplete": "one-time-code", "autofocus": True}
        if settings.SECOND_FACTOR == "shown" and (code := shown_code(self.user)):
            self.fields["code"].initial = code
            self.fields["code"].help_text = _("Demonstration: the code that the phone would show is filled in.")


class SetUpForm(ActivateTOTPForm):
    """The first code of a newly set up app; in the demonstration it stands there already."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self.fields["code"].label = _("The six figures that the app shows")
        self.fields["code"].widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}
        if settings.SECOND_FACTOR == "shown":
            self.fields["code"].initial = code_now(self.secret)
            self.fields["code"].help_text = _("Demonstration: the code that the phone would show is filled in.")


def give_factor(account: Account) -> str:
    """The account has an authenticator app set up with the answered secret: for demonstrations and tests."""
    secret = generate_totp_secret()
    Authenticator.objects.filter(user=account).delete()
    TOTP.activate(account, secret)
    return secret


def code_now(secret: str) -> str:
    """The code that an app with that secret shows at this moment."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def shown_code(account: Account) -> str:
    """The code that the account's authenticator app shows at this moment; empty where it has none."""
    authenticator = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).first()
    if authenticator is None:
        return ""
    return code_now(FactorAdapter().decrypt(authenticator.data["secret"]))


# -- passwords --------------------------------------------------------------------------------------------------------

LONGEST = 128
HERE = ("giaoban", "danguy", "dangvien", "chibo", "quangninh", "matkhau", "password")


class PlainPasswords:
    """Passwords are at most 128 characters and are not made of words that anybody here would try first."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(_("The password may have at most %(most)s characters.") % {"most": LONGEST})
        rest = "".join(sign for sign in fold(password).replace(" ", "") if sign.isalpha())
        for word in HERE:
            rest = rest.replace(word, "")
        if len(rest) < 4 and any(word in fold(password).replace(" ", "") for word in HERE):
            raise ValidationError(_("This password is made of words that anybody here would try first."))
        if len(set(password)) < 5:
            raise ValidationError(
                ngettext(
                    "The password uses only %(count)s different character.",
                    "The password uses only %(count)s different characters.",
                    len(set(password)),
                )
                % {"count": len(set(password))}
            )

    def get_help_text(self) -> str:
        return _("At least 12 characters, for instance four words that do not belong together.")


def closed(request: HttpRequest, **_named: Any) -> HttpResponse:
    """A door of allauth that this program does not have."""
    raise Http404

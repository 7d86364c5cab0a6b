"""Recovery codes: drawn when they are shown, shown once, and kept as hashes that nobody turns back into codes.

The library keeps a seed from which it can work out all codes again. Who has the database and the sealing key would have the
codes; here they would have to guess each of them through scrypt.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import auth, flows
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

NOT_SHOWN = "********"


class HashedCodes(auth.RecoveryCodes):
    """An account's codes; `hashes` of those that are left stand in its data beside the salt that all of them share."""

    def __init__(self, instance: Authenticator) -> None:
        super().__init__(instance)
        self._drawn: list[str] = []

    @classmethod
    def activate(cls, user: AbstractBaseUser) -> HashedCodes:
        kind = Authenticator.Type.RECOVERY_CODES
        new = {"salt": secrets.token_hex(16), "hashes": []}
        made, _is_new = Authenticator.objects.get_or_create(user=user, type=kind, defaults={"data": new})
        return cls(made)

    def mark_as_viewed(self) -> None:
        """The codes are drawn, and known to this object alone, which the page that shows them has."""
        if self.did_view:
            return
        digits = app_settings.RECOVERY_CODE_DIGITS
        drawn = {f"{secrets.randbelow(10**digits):0{digits}}" for _code in range(app_settings.RECOVERY_CODE_COUNT)}
        self._drawn = sorted(drawn, key=lambda _code: secrets.token_bytes(8))
        self.instance.data = {"salt": secrets.token_hex(16), "viewed_at": time.time()}
        self.instance.data["hashes"] = [self._hash(code) for code in self._drawn]
        self.instance.save(update_fields=["data"])

    def get_unused_codes(self) -> list[str]:
        return self._drawn or [NOT_SHOWN] * len(self._hashes())

    def generate_codes(self) -> list[str]:
        """As many as were drawn, none of them readable: the library counts them, and would work them out of a seed."""
        if "seed" in self.instance.data:
            return super().generate_codes()
        return [NOT_SHOWN] * app_settings.RECOVERY_CODE_COUNT

    @transaction.atomic
    def validate_code(self, code: str) -> bool:
        self.instance = Authenticator.objects.select_for_update().get(pk=self.instance.pk)
        hashes = self._hashes()
        offered = self._hash(normalize_user_code(code))
        left = [kept for kept in hashes if not hmac.compare_digest(kept, offered)]
        if len(left) == len(hashes):
            return False
        self.instance.data["hashes"] = left
        self.instance.save(update_fields=["data"])
        return True

    def _hashes(self) -> list[str]:
        """Those of the codes that are left; a seed of an earlier version is turned into hashes and forgotten."""
        if "seed" in self.instance.data:
            codes = super().get_unused_codes()
            self.instance.data = {"salt": secrets.token_hex(16), "viewed_at": time.time()}
            self.instance.data["hashes"] = [self._hash(code) for code in codes]
            self.instance.save(update_fields=["data"])
        return list(self.instance.data["hashes"])

    def _hash(self, code: str) -> str:
        salt = bytes.fromhex(self.instance.data["salt"])
        return hashlib.scrypt(code.encode(), salt=salt, n=1 << 14, r=8, p=1).hex()


# The library names its class at these two places and offers no setting for it.
auth.RecoveryCodes = flows.RecoveryCodes = HashedCodes  # type: ignore[misc]

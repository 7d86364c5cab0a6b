"""The code on a delegate's badge: nothing of it is kept, it follows from the delegate; nobody makes one who has not the key."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from giaoban.conferences.models import Conference, Delegate
from giaoban.ground.journal.clock import now, today

SIGNED, LONGEST_KEY = 12, 8


def code_of(delegate: Delegate) -> str:
    """What the badge bears: the delegate's number and twelve signed letters."""
    signed = salted_hmac("giaoban.conferences.badges", str(delegate.pk), algorithm="sha256").hexdigest()
    return f"{int_to_base36(delegate.pk)}-{signed[:SIGNED]}"


def delegate_of(code: str) -> Delegate | None:
    """Whose badge bears that code; None where nobody's does."""
    key, _dash, _signed = code.partition("-")
    if not key.isalnum() or not key.isascii() or len(key) > LONGEST_KEY:
        return None
    delegate = Delegate.objects.select_related("delegation__conference").filter(pk=base36_to_int(key)).first()
    return delegate if delegate and constant_time_compare(code, code_of(delegate)) else None


def address_of(delegate: Delegate) -> str:
    """What a telephone's camera opens: the page at the door that says who it is."""
    return settings.DESK_ADDRESS.rstrip("/") + reverse("conferences:badge", args=[code_of(delegate)])


def moment_of(typed: str, conference: Conference) -> datetime:
    """The moment that a device kept, in milliseconds, where it lies on the day of the conference and not ahead; else now."""
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 16):
        return now()
    moment = datetime.fromtimestamp(int(typed) / 1000, tz=UTC)
    kept = moment <= now() and today() == conference.held_on and (now() - moment).total_seconds() < DAY
    return moment if kept else now()


DAY = 24 * 3600

"""The secret link of a delegation: nothing of it is kept, it follows from the delegation and the number of its link."""

from __future__ import annotations

from datetime import date

from django.http import Http404
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from giaoban.conferences.models import Delegation

LONGEST_KEY = 8


def word(delegation: Delegation) -> str:
    """What stands in the address of the delegation's page: 256 bits that nobody guesses; void once a new link is made."""
    secret = salted_hmac(
        "giaoban.conferences.links", f"{delegation.pk}:{delegation.link}", algorithm="sha256"
    ).hexdigest()
    return f"{int_to_base36(delegation.pk)}-{secret}"


def delegation_of(given: str, *, on: date) -> Delegation | None:
    """The delegation whose link that is, until the day after the conference; asked where every row may be seen.

    One that was withdrawn has it still, to read that it was; what else is behind the link opens to `invited` alone.
    """
    key, _dash, _secret = given.partition("-")
    if not key.isalnum() or not key.isascii() or len(key) > LONGEST_KEY:
        return None
    delegation = Delegation.objects.select_related("conference").filter(pk=base36_to_int(key)).first()
    if delegation is None or not constant_time_compare(given, word(delegation)):
        return None
    return delegation if (on - delegation.conference.held_on).days <= 1 else None


def invited(given: str, *, on: date) -> Delegation:
    """The delegation whose link that is, as long as it is invited; 404 otherwise."""
    delegation = delegation_of(given, on=on)
    if delegation is None or delegation.state == Delegation.State.WITHDRAWN:
        raise Http404
    return delegation

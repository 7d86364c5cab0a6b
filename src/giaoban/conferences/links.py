"""The secret link of a delegation: nothing of it is kept, it follows from the delegation and the number of its link."""

from __future__ import annotations

from datetime import date

from django.http import Http404
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from giaoban.conferences import following_up
from giaoban.conferences.models import Delegation, Feedback

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
    delegation = _of(given)
    return delegation if delegation and (on - delegation.conference.held_on).days <= 1 else None


def afterwards(given: str, *, on: date) -> Delegation | None:
    """The delegation whose link that is, once the conference was held: as long as something is asked of it or not told yet."""
    delegation = _of(given)
    if delegation is None or delegation.state != Delegation.State.COMES:
        return None
    conference = delegation.conference
    if conference.state not in {"held", "concluded"}:
        return None
    answerable = Feedback.objects.filter(conference=conference, until__gte=on).exists()
    awaits = not all(map(following_up.is_told, following_up.said_by(delegation)))
    return delegation if answerable or awaits else None


def invited(given: str, *, on: date) -> Delegation:
    """The delegation whose link that is, as long as it is invited; 404 otherwise."""
    delegation = delegation_of(given, on=on)
    if delegation is None or delegation.state == Delegation.State.WITHDRAWN:
        raise Http404
    return delegation


def _of(given: str) -> Delegation | None:
    """The delegation whose link that is, whenever its conference is."""
    key, _dash, _secret = given.partition("-")
    if not key.isalnum() or not key.isascii() or len(key) > LONGEST_KEY:
        return None
    delegation = Delegation.objects.select_related("conference").filter(pk=base36_to_int(key)).first()
    return delegation if delegation and constant_time_compare(given, word(delegation)) else None

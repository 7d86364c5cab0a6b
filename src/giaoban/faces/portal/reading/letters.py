"""Letters of readers: what a letter needs, its reference and the day by which it is answered."""

from __future__ import annotations

import hmac
import secrets
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from giaoban.core.names import in_one_form
from giaoban.core.numbers import number_in
from giaoban.core.text import normalise, squeeze
from giaoban.faces.portal.models import Consultation, Letter, LetterSent
from giaoban.faces.portal.models.published import published

COMPLAINT_DAYS = 10
"""Days to answer a complaint about wrong information (law on access to information of 2026, article 22)."""
USUAL_DAYS = 15
LONGEST = {"name": 120, "email": 254, "address": 250, "text": 5000}
"""Characters of what is typed into a letter; what is longer is refused before it is looked at."""
MOST_LETTERS, WITHIN = 5, timedelta(hours=1)
"""Letters from one address."""
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def why_not_sent(typed: dict[str, str]) -> list[str]:
    """Every reason why the letter cannot be taken; none means yes."""
    reasons = []
    if typed["kind"] not in Letter.Kind.values:
        reasons.append(_("Say what kind of letter it is."))
    if len(in_one_form(typed["name"])) < 2:
        reasons.append(_("Write your name."))
    if typed["email"]:
        try:
            validate_email(typed["email"])
        except ValidationError:
            reasons.append(_("“%s” is not an e-mail address; leave it empty when you have none.") % typed["email"][:80])
    if len(squeeze(typed["text"])) < 10:
        reasons.append(_("Write what it is about, in a sentence at least."))
    if len(typed["text"]) > LONGEST["text"]:
        reasons.append(
            _("The letter has %d characters; at most 5,000 can be taken. Send the rest in a second letter.")
            % len(typed["text"])
        )
    for name in ("name", "email", "address"):
        if len(typed[name]) > LONGEST[name]:
            reasons.append(
                _("“%(field)s” has %(length)d characters; at most %(most)d can be taken. Shorten it.")
                % {"field": field_name(name), "length": len(typed[name]), "most": LONGEST[name]}
            )
    return reasons


def field_name(name: str) -> str:
    """What that field of a letter is called."""
    return str(Letter._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def may_write(address: str, *, at: datetime) -> bool:
    """Whether another letter is taken from that address now; this one is counted. What is kept of it for the hour is a
    keyed digest."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"letters {address}".encode(), "sha256")[:16]
    with transaction.atomic():
        LetterSent.objects.filter(at__lte=at - WITHIN).delete()
        LetterSent.objects.create(digest=digest, at=at)
        return LetterSent.objects.filter(digest=digest).count() <= MOST_LETTERS


def take(typed: dict[str, str], *, at: datetime) -> Letter:
    """The letter is kept under a reference that cannot be guessed."""
    draft = None
    if number := number_in(typed["draft"]):
        draft = published(Consultation).filter(pk=number, closes_on__gte=timezone.localdate(at)).first()
    return Letter.objects.create(
        reference=f"{at.year}-{''.join(secrets.choice(_LETTERS) for _each in range(6))}",
        kind=typed["kind"],
        consultation=draft,
        name=in_one_form(typed["name"]),
        email=typed["email"][:254],
        address=typed["address"][:250],
        text=normalise(typed["text"], LONGEST["text"]),
        received_at=at,
        due_on=due(typed["kind"], timezone.localdate(at)),
        may_be_shown=typed.get("consent") == "yes",
    )


def due(kind: str, received_on: date) -> date:
    """The last day to answer a letter of that kind."""
    return received_on + timedelta(days=COMPLAINT_DAYS if kind == Letter.Kind.WRONG else USUAL_DAYS)

"""Letters of readers: what a letter needs, its reference and the day by which it is answered."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from giaoban.core.text import normalise, squeeze
from giaoban.faces.portal.models import Consultation, Letter

COMPLAINT_DAYS = 10
"""Days to answer a complaint about wrong information (law on access to information of 2026, article 22)."""
USUAL_DAYS = 15
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def why_not_sent(typed: dict[str, str]) -> list[str]:
    """Every reason why the letter cannot be taken; none means yes."""
    reasons = []
    if typed["kind"] not in Letter.Kind.values:
        reasons.append(_("Say what kind of letter it is."))
    if len(squeeze(typed["name"])) < 2:
        reasons.append(_("Write your name."))
    if typed["email"]:
        try:
            validate_email(typed["email"])
        except ValidationError:
            reasons.append(_("“%s” is not an e-mail address; leave it empty when you have none.") % typed["email"][:80])
    if len(squeeze(typed["text"])) < 10:
        reasons.append(_("Write what it is about, in a sentence at least."))
    if len(typed["text"]) > 5000:
        reasons.append(
            _("The letter has %d characters; at most 5,000 can be taken. Send the rest in a second letter.")
            % len(typed["text"])
        )
    return reasons


def take(typed: dict[str, str], *, at: datetime) -> Letter:
    """The letter is kept under a reference that cannot be guessed."""
    draft = None
    if typed["draft"].isdecimal():
        draft = Consultation.objects.filter(pk=int(typed["draft"]), closes_on__gte=timezone.localdate(at)).first()
    return Letter.objects.create(
        reference=f"{at.year}-{''.join(secrets.choice(_LETTERS) for _each in range(6))}",
        kind=typed["kind"],
        consultation=draft,
        name=squeeze(normalise(typed["name"]))[:120],
        email=typed["email"][:254],
        address=typed["address"][:250],
        text=normalise(typed["text"]).replace("\x00", ""),
        received_at=at,
        due_on=due(typed["kind"], timezone.localdate(at)),
    )


def due(kind: str, received_on: date) -> date:
    """The last day to answer a letter of that kind."""
    return received_on + timedelta(days=COMPLAINT_DAYS if kind == Letter.Kind.WRONG else USUAL_DAYS)

"""Who is told when something was done that waits for them; written in the transaction of the act.

Whoever holds the power nearest above the unit is told, not everybody up to the top, and nobody of their own act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from giaoban.faces.jobs.asking import ask
from giaoban.faces.jobs.models import Letter, Notice
from giaoban.ground.access import second_lock
from giaoban.ground.access.models import Account, Grant
from giaoban.ground.access.roles import roles
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.units.queries import ids_above
from giaoban.ground.writing import written

SENTENCES = {
    "returns.submit": _("A return from below waits to be accepted"),
    "returns.send_back": _("Your return was sent back"),
    "returns.accept": _("Your return was accepted"),
    "returns.reopen": _("Your return was opened again"),
    "transfers.send": _("A transfer waits to be received"),
    "due": _("Something is due soon or late"),
    "taken_in": _("The register has been taken in"),
    "not_taken_in": _("The register was not taken in"),
}
"""What a notice says; the unit stands beside it. Names and contents are behind the link."""


@dataclass(frozen=True)
class Told:
    """Whom an act concerns: those who hold ``power`` nearest above ``unit``, and the page that they open."""

    power: str
    unit: Callable[[Entry], int | None]
    path: Callable[[Entry], str]


def _unit_above(entry: Entry) -> int | None:
    line = ids_above(entry.unit_id, on=entry.on) if entry.unit_id else []
    return line[1] if len(line) > 1 else None


def _return(entry: Entry) -> str:
    return reverse("reports:page", args=[entry.detail["return"]])


def _transfer(entry: Entry) -> dict[str, Any]:
    change = entry.changes.filter(table="transfers_transfer", after__isnull=False).first()
    return change.after if change else {}


def _arrival(entry: Entry) -> str:
    return reverse("desk:page", args=["arrivals", _transfer(entry)["id"]])


ACTS = {
    "returns.submit": Told("returns.accept", _unit_above, _return),
    "returns.send_back": Told("returns.submit", lambda entry: entry.unit_id, _return),
    "returns.accept": Told("returns.submit", lambda entry: entry.unit_id, _return),
    "returns.reopen": Told("returns.submit", lambda entry: entry.unit_id, _return),
    "transfers.send": Told("arrivals.receive", lambda entry: _transfer(entry).get("receiver_id"), _arrival),
}


def listen() -> None:
    """From now on every act is looked at when it is done, before it is committed."""
    written.connect(_heard, dispatch_uid="notices")


def _heard(sender: Any, entry: Entry, **_named: Any) -> None:
    told = ACTS.get(entry.act)
    if told is None:
        return
    with transaction.atomic(), second_lock.whole_tree():
        unit = told.unit(entry)
        if unit is None:
            return
        for account in nearest(told.power, unit, on=today()):
            if account.pk != entry.actor_id:
                tell(account, entry.act, unit=unit, path=told.path(entry), key=f"entry:{entry.pk}:{account.pk}")


def nearest(power: str, unit: int, *, on: date) -> list[Account]:
    """The people who hold that power over the unit by the nearest grant above it; none further up."""
    known = roles()
    grants: dict[int | None, list[Grant]] = {}
    line: list[int | None] = [*ids_above(unit, on=on), None]
    people = {"account__kind": Account.Kind.HUMAN, "account__is_active": True, "valid__contains": on}
    for grant in Grant.objects.filter(**people).select_related("account"):
        if grant.unit_id in line and grant.role in known and known[grant.role].gives(power):
            grants.setdefault(grant.unit_id, []).append(grant)
    for one in line:
        if one in grants:
            return list({grant.account_id: grant.account for grant in grants[one]}.values())
    return []


def tell(account: Account, what: str, *, path: str, key: str, unit: int | None = None) -> None:
    """The person finds that on the desk, and in a letter where mail is set up and their address known; once for a key."""
    made = Notice(account=account, key=key, what=what, unit_id=unit, path=path)
    if Notice.objects.filter(key=key).exists():
        return
    made.save()
    if settings.MAIL and account.email:
        letter = Letter.objects.create(
            notice=made, address=account.email, message_id=f"<giaoban-{made.pk}@{settings.MAIL_DOMAIN}>"
        )
        ask("jobs.send_letter", actor=account, key=f"letter:{letter.pk}:0", letter=letter.pk)


def unseen(account: Account) -> int:
    """How many notices the person has not opened."""
    return Notice.objects.filter(account=account, seen_at=None).count()


def seen(notices: Iterable[Notice], *, at: Any) -> None:
    """These notices are known to whom they are for."""
    Notice.objects.filter(pk__in=[one.pk for one in notices], seen_at=None).update(seen_at=at)

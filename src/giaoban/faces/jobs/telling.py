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
from giaoban.faces.jobs.letters import WAY
from giaoban.faces.jobs.models import Letter, Notice
from giaoban.ground.access import second_lock
from giaoban.ground.access.models import Account, Grant
from giaoban.ground.access.policy import grants_held
from giaoban.ground.access.roles import roles
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.seconding import many_seen
from giaoban.ground.units.queries import ids_above
from giaoban.ground.writing import written

SENTENCES = {
    "returns.submit": _("A return from below waits to be accepted"),
    "returns.send_back": _("Your return was sent back"),
    "returns.accept": _("Your return was accepted"),
    "returns.reopen": _("Your return was opened again"),
    "returns.remind": _("A return of yours is waited for"),
    "returns.open_campaign": _("A report is asked of you"),
    "returns.cancel_campaign": _("A report that was asked of you is called off"),
    "transfers.send": _("A transfer waits to be received"),
    "seen.near": _("Somebody looks at the data of nearly as many people as one may alone in a day"),
    "seen.over": _("Somebody wants to look at the data of more people than one may alone in a day"),
    WAY: _("The way in to your account was opened"),
    "due": _("Something is due soon or late"),
    "taken_in": _("The register has been taken in"),
    "not_taken_in": _("The register was not taken in"),
}
"""What a notice says; the unit stands beside it. Names and contents are behind the link."""


@dataclass(frozen=True)
class Concern:
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


def _asked(entry: Entry) -> list[tuple[int, str]]:
    """Every unit that must return in the campaign, with the page of its return."""
    changes = entry.changes.filter(table="reporting_return", after__above_id__isnull=False)
    rows: list[Any] = list(changes.values_list("after", flat=True))
    return [(row["unit_id"], reverse("reports:page", args=[row["id"]])) for row in rows if row["above_id"] is not None]


MANY = {"returns.open_campaign": ("returns.submit", _asked), "returns.cancel_campaign": ("returns.submit", _asked)}
"""Acts that concern many units at once: the power that makes one the reader, and each unit with its page."""

ACTS = {
    "returns.remind": Concern("returns.submit", lambda entry: entry.detail["unit"], _return),
    "returns.submit": Concern("returns.accept", _unit_above, _return),
    "returns.send_back": Concern("returns.submit", lambda entry: entry.unit_id, _return),
    "returns.accept": Concern("returns.submit", lambda entry: entry.unit_id, _return),
    "returns.reopen": Concern("returns.submit", lambda entry: entry.unit_id, _return),
    "transfers.send": Concern("arrivals.receive", lambda entry: _transfer(entry).get("receiver_id"), _arrival),
}


def listen() -> None:
    """From now on every act is looked at when it is done, before it is committed."""
    written.connect(_heard, dispatch_uid="notices")
    many_seen.connect(_many_seen, dispatch_uid="notices-of-many-seen")


def _heard(sender: Any, entry: Entry, **_named: Any) -> None:
    if entry.act == "proposals.confirm":
        _way_opened(entry)
    if entry.detail.get("step") == "proposed" or (
        entry.act not in ACTS and entry.act not in MANY
    ):  # asked for, not done
        return
    with transaction.atomic(), second_lock.whole_tree():
        if entry.act in MANY:
            power, pages = MANY[entry.act]
            concerned = pages(entry)
        else:
            told = ACTS[entry.act]
            unit = told.unit(entry)
            power, concerned = told.power, [] if unit is None else [(unit, told.path(entry))]
        holding = holders(power, on=today())
        for unit, path in concerned:
            for account in nearest(power, unit, on=today(), holding=holding):
                if account.pk != entry.actor_id:
                    key = f"entry:{entry.pk}:{account.pk}" + (f":{unit}" if entry.act in MANY else "")
                    tell(account, entry.act, unit=unit, path=path, key=key)


def _way_opened(entry: Entry) -> None:
    """The owner of an account whose way in was opened is written the code to it, where mail is set up and an address known."""
    answered = entry.changes.filter(table="access_proposal", after__words__opened__isnull=False).last()
    if answered is not None and settings.MAIL:
        with transaction.atomic(), second_lock.whole_tree():
            account = Account.objects.get(pk=answered.after["account_id"])
            if account.email:
                tell(account, WAY, path=reverse("account_login"), key=f"{WAY}:{answered.row_id}")


WATCHES = "privacy.watch"
"""The power of whoever is told that somebody looks at many people."""


def _many_seen(sender: Any, actor: Account, on: date, over: bool, **_named: Any) -> None:
    """Whoever watches over personal data nearest above what the actor reaches finds it on the desk, once a day for each."""
    what, path = "seen.over" if over else "seen.near", reverse("privacy:seen")
    with transaction.atomic(), second_lock.whole_tree():
        for unit in {grant.unit_id for grant in grants_held(actor, on=on)}:
            for account in nearest(WATCHES, unit, on=on):
                if account.pk != actor.pk:
                    tell(account, what, unit=unit, path=path, key=f"{what}:{on}:{actor.pk}:{account.pk}")


def holders(power: str, *, on: date) -> list[Grant]:
    """The grants by which people hold that power on that day, wherever it is."""
    roles_by_code = roles()
    people = {"account__kind": Account.Kind.HUMAN, "account__is_active": True, "valid__contains": on}
    rows = Grant.objects.filter(**people).select_related("account")
    return [grant for grant in rows if grant.role in roles_by_code and roles_by_code[grant.role].gives(power)]


def nearest(power: str, unit: int | None, *, on: date, holding: Iterable[Grant] | None = None) -> list[Account]:
    """The people who hold that power over the unit (None: the whole tree) by the nearest grant above it; none further up."""
    grants: dict[int | None, list[Grant]] = {}
    line: list[int | None] = [*(ids_above(unit, on=on) if unit else ()), None]
    for grant in holders(power, on=on) if holding is None else holding:
        if grant.unit_id in line:
            grants.setdefault(grant.unit_id, []).append(grant)
    for above in line:
        if above in grants:
            return list({grant.account_id: grant.account for grant in grants[above]}.values())
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

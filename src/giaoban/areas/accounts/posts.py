"""Accounts that follow from posts: all who hold one below a unit are invited in one act, and a role ends with its post."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from giaoban.areas.accounts.operations import invite_many
from giaoban.core.numbers import write_number
from giaoban.core.refusal import refuse_if
from giaoban.ground.access.models import Account, AccountChange, Grant, Proposal
from giaoban.ground.access.naming import free_name
from giaoban.ground.access.policy import Actor, unit_ids_where
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.people.models import Position
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import ids_under
from giaoban.ground.writing import writing

ROLES = {
    ("cell", "secretary"): "secretary",
    ("cell", "deputy_secretary"): "deputy",
}
"""Which role follows from which post, over the unit in which it is held."""
NAMED = 5
"""So many of those who would be invited are named."""


def waiting_for_an_account(unit: Unit, role: str, *, on: date) -> Iterator[Position]:
    """The posts below the unit from which that role follows, whose holders have no account yet, in order of the units."""
    held = Q(pk__in=())
    for (body, post), follows in ROLES.items():
        if follows == role:
            held |= Q(body=body, post=post)
    posts = Position.objects.filter(held, unit__in=ids_under(unit, on=on), valid__contains=on)
    posts = posts.filter(person__account__isnull=True).select_related("person", "unit")
    once: set[int] = set()
    for post in posts.order_by("unit__slug", "pk"):
        if post.person_id not in once:
            once.add(post.person_id)
            yield post


def invite_holders(*, actor: Actor, unit: Unit, role: str, from_on: date, decision: str) -> list[Proposal]:
    """Everybody who holds such a post below the unit has an account that nobody can use yet, with the role proposed.

    Each is confirmed as any other, one by one or many at once, and the way in is opened with it. The account is that of
    the person, so that it shows them their own record too.
    """
    with writing(actor, "access.invite_holders", unit=unit, on=today(), past_lock=True, detail={"role": role}):
        taken = set(Account.objects.values_list("username", flat=True))
        invited = []
        for post in _to_invite(actor, unit, role):
            taken.add(name := free_name(post.person.name, taken))
            invited.append((post.person, name, post.unit))
        return invite_many(actor=actor, invited=invited, role=role, from_on=from_on, decision=decision)


def _to_invite(actor: Actor, unit: Unit, role: str) -> list[Position]:
    """The posts whose holders would be invited; Refused where there are none, or some that the actor may not see."""
    posts = list(waiting_for_an_account(unit, role, on=today()))
    reached = unit_ids_where(actor, "members.read", on=today())
    refuse_if([] if posts else ["Không có ai đang giữ chức vụ này mà chưa có tài khoản."])
    unseen = any(post.unit_id not in reached for post in posts)
    refuse_if(["Chỉ mời được những người mà đồng chí xem được hồ sơ."] if unseen else [])
    return posts


def foretold(*, actor: Actor, unit: Unit, role: str, **_answers: Any) -> list[str]:
    """How many would be invited, and the first of them; refused as the act is."""
    posts = _to_invite(actor, unit, role)
    names = ", ".join(post.person.name for post in posts[:NAMED])
    return [f"{write_number(len(posts))} người sẽ được mời: {names}{' …' if len(posts) > NAMED else ''}"]


# -- a role ends with its post ----------------------------------------------------------------------------------------


def end_roles_with_posts(sender: type[Entry], entry: Entry, **_more: Any) -> None:
    """Where the act ended a post, the role that followed from it ends that day, under the same entry."""
    for change in entry.changes.filter(table=Position._meta.db_table, before__isnull=False):
        was = change.before or {}
        role = ROLES.get((was["body"], was["post"]))
        if role is None:
            continue
        kept = Position.objects.filter(
            person=was["person_id"], unit=was["unit_id"], body=was["body"], post=was["post"]
        ).values_list("valid", flat=True)  # fmt: skip
        if any(valid.upper is None for valid in kept):
            continue
        until = max((valid.upper for valid in kept), default=today())
        grants = Grant.objects.filter(account__person=was["person_id"], role=role, unit=was["unit_id"])
        for grant in grants.filter(Q(valid__endswith__isnull=True) | Q(valid__endswith__gt=until)):
            grant.valid = DateRange(min(grant.valid.lower, until), until)
            grant.save()
            AccountChange.objects.create(
                account=grant.account, by_id=entry.actor_id, on=today(),
                said=f"Vai trò {grant.role_label} hết ngày {until:%d/%m/%Y} cùng với chức vụ.",
            )  # fmt: skip

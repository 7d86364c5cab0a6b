"""Accounts and grants: who may do what, over which unit, from when to when. What one grants, one must hold oneself.

What could make one person two is done by two: a role, a delegation, the way in to an account, a new second step. One
officer asks, another who holds the same power confirms (``ground.seconding``). The program's own account gives roles
alone, since an installation starts with nobody; whoever may run its commands owns the machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.areas.accounts import officers, rules, ways
from giaoban.core.refusal import refuse_if
from giaoban.ground.access import ways_in
from giaoban.ground.access.models import Account, Grant, Proposal
from giaoban.ground.access.parts import confidential
from giaoban.ground.access.policy import Actor, grants_of
from giaoban.ground.access.roles import roles
from giaoban.ground.access.sessions import end_all_sessions
from giaoban.ground.journal.clock import today
from giaoban.ground.people.models import Person
from giaoban.ground.seconding import Proposed, done_when_confirmed, propose, propose_many
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import ids_under
from giaoban.ground.writing import writing

UNTIED = "; tài khoản không gắn với hồ sơ đảng viên nào, nên chương trình không nhận ra hồ sơ mật về chính người này"
"""What whoever confirms reads of an account to which nobody's own case is closed (``ground.access.oneself``)."""


def create_account(
    *, actor: Actor, unit: Unit | None, username: str, name: str, email: str = "", person: Person | None = None
) -> Account:
    """An account without a password, which nobody can use until the way in to it is opened."""
    with writing(actor, "access.create_account", unit=unit, on=today(), past_lock=True, detail={"username": username}):
        return _made(username, name, email, person)


def _made(username: str, name: str, email: str, person: Person | None = None) -> Account:
    refuse_if(rules.why_not_name(username, taken=Account.objects.filter(username__iexact=username.strip()).exists()))
    account = Account(username=username.strip(), name=name.strip(), email=email.strip(), person=person)
    account.set_unusable_password()
    account.save()
    return account


def invite(
    *, actor: Actor, unit: Unit, username: str, name: str, role: str, from_on: date, until_on: date | None = None,
    decision: str, email: str = "",
) -> Proposal:  # fmt: skip
    """A new account that nobody can use yet; when its first role is confirmed, the way in is opened with it."""
    with writing(actor, "access.create_account", unit=unit, on=today(), past_lock=True, detail={"username": username}):
        account = _made(username, name, email)
        refuse_if(_why_not_given(actor, account, role, unit, from_on, until_on))
        return _grant_proposed(actor, account, role, unit, from_on, until_on, decision, opens=True)


def invite_many(
    *, actor: Actor, invited: Sequence[tuple[Person, str, Unit]], role: str, from_on: date, decision: str
) -> list[Proposal]:
    """As `invite`, for many people with the name of the account and the unit of each, in a few statements; inside an act.

    Each account is the person's own, so that it shows them their own record too.
    """
    names = [username for _person, username, _unit in invited]
    taken = set(Account.objects.filter(username__in=names).values_list("username", flat=True))
    refuse_if(sorted({why for name in names for why in rules.why_not_name(name, taken=name in taken)}))
    accounts = [Account(username=name, name=person.name, person=person) for person, name, _unit in invited]
    for account in accounts:
        account.set_unusable_password()
    made = Account.objects.bulk_create(accounts)
    refuse_if(_why_not_given(actor, made[0], role, invited[0][2], from_on, None) if made else [])
    proposals = [
        Proposed(over, account, *_asked_grant(account, role, over, from_on, None, decision, opens=True))
        for account, (_person, _name, over) in zip(made, invited, strict=True)
    ]
    return propose_many(actor=actor, act="access.grant", proposals=proposals, reason=decision)


def grant(
    *, actor: Actor, account: Account, role: str, unit: Unit | None, from_on: date, until_on: date | None = None,
    decision: str = "",
) -> Grant | Proposal:  # fmt: skip
    """It is proposed that the account has that role over the unit and all below it (the whole tree without a unit).

    Refused when one grants to oneself, or over a unit where one has not the power to grant. From the program itself the
    role is there at once.
    """
    refuse_if(_why_not_given(actor, account, role, unit, from_on, until_on))
    if actor.kind == Account.Kind.PROGRAM:
        with writing(actor, "access.grant", unit=unit, on=from_on, past_lock=True):
            refuse_if(_why_held(account, role, unit, from_on, until_on))
            return Grant.objects.create(
                account=account, role=role, unit=unit, valid=DateRange(from_on, until_on), granted_by=actor,
                decision=decision,
            )  # fmt: skip
    return _grant_proposed(actor, account, role, unit, from_on, until_on, decision)


def _why_not_given(
    actor: Actor, account: Account, role: str, unit: Unit | None, from_on: date, until_on: date | None
) -> list[str]:
    every_role = roles()
    return rules.why_not_grant(
        role_known=role in every_role and role != "program",
        to_oneself=actor.pk == account.pk,
        by_program=actor.kind == Account.Kind.PROGRAM,
        runs_program=role != "administrator" or bool(grants_of(actor, "system.appoint", on=today())),
        from_on=from_on,
        until_on=until_on,
    ) + _why_held(account, role, unit, from_on, until_on)


def _grant_proposed(
    actor: Actor, account: Account, role: str, unit: Unit | None, from_on: date, until_on: date | None, decision: str, *,
    opens: bool = False,
) -> Proposal:  # fmt: skip
    sentence, words = _asked_grant(account, role, unit, from_on, until_on, decision, opens=opens)
    return propose(
        actor=actor, act="access.grant", unit=unit, account=account, reason=decision, sentence=sentence, **words
    )


def _asked_grant(
    account: Account, role: str, unit: Unit | None, from_on: date, until_on: date | None, decision: str, *, opens: bool
) -> tuple[str, dict[str, Any]]:
    """The sentence that is confirmed, and what is done when it is."""
    whom = f"{account.name} ({account.username})"
    also = f"; mở đường vào cho tài khoản mới {account.username}" if opens else ""
    if account.person_id is None and any(roles()[role].gives(f"{prefix}.read") for prefix in confidential()):
        also += UNTIED
    sentence = (
        f"Giao vai trò {roles()[role].label} cho {whom}{officers.over(unit)}, {officers.days(from_on, until_on)}{also}"
    )
    until = f"{until_on}" if until_on else ""
    return sentence, {"role": role, "from_on": f"{from_on}", "until_on": until, "decision": decision, "opens": opens}


@done_when_confirmed("access.grant")
def _granted(actor: Actor, held: Proposal) -> None:
    words = held.words
    from_on, until_on = (date.fromisoformat(words[name]) if words[name] else None for name in ("from_on", "until_on"))
    assert held.account is not None
    assert from_on is not None
    refuse_if(_why_held(held.account, words["role"], held.unit, from_on, until_on))
    valid = DateRange(from_on, until_on)
    Grant.objects.create(
        account=held.account, role=words["role"], unit=held.unit, valid=valid, granted_by=held.asked_by,
        confirmed_by=actor, decision=words["decision"],
    )  # fmt: skip
    if words.get("opens"):
        _open_way(held)
    officers.tell(held.account, actor, f"{held.said}; {held.asked_by} đề nghị, {actor} xác nhận.")


def delegate(*, actor: Actor, account: Account, role: str, unit: Unit, from_on: date, until_on: date) -> Proposal:
    """It is proposed that the account stands in for the actor in one of the actor's own roles, over no more, for a time.

    What is kept in person (``access.roles``) is not in it. It cannot be passed on again, and rests while the actor's
    account is switched off.
    """
    refuse_if(_why_not_stand_in(actor, account, role, unit, from_on, until_on))
    whom = f"{account.name} ({account.username})"
    return propose(
        actor=actor, act="access.delegate", unit=unit, account=account,
        sentence=f"{actor} ủy quyền vai trò {roles()[role].label}{officers.over(unit)} cho {whom}, {officers.days(from_on, until_on)}",
        role=role, from_on=f"{from_on}", until_on=f"{until_on}",
    )  # fmt: skip


@done_when_confirmed("access.delegate")
def _delegated(actor: Actor, held: Proposal) -> None:
    role, days = held.words["role"], [date.fromisoformat(held.words[name]) for name in ("from_on", "until_on")]
    assert held.account is not None
    assert held.unit is not None
    refuse_if(
        _why_not_stand_in(held.asked_by, held.account, role, held.unit, *days)
        + rules.why_passed_on(
            Grant.objects.filter(
                account=held.account,
                role=role,
                unit=held.unit,
                delegated_from__account=held.asked_by,
                valid__contains=DateRange(*days),
            ).exists()
        )
    )
    behind = max(_first_hand(held.asked_by, role, held.unit), key=lambda own: own.valid.upper or date.max)
    Grant.objects.create(
        account=held.account, role=role, unit=held.unit, valid=DateRange(*days), granted_by=held.asked_by,
        confirmed_by=actor, delegated_from=behind,
    )  # fmt: skip
    officers.tell(held.account, actor, f"{held.said}; {actor} xác nhận.")


def _own_grants(actor: Actor, role: str, unit: Unit) -> list[Grant]:
    """The actor's grants of that role that reach the unit today."""
    return [
        own
        for own in Grant.objects.in_force(today()).filter(account=actor, role=role)
        if own.unit_id is None or unit.pk in ids_under(own.unit_id, on=today())
    ]


def _first_hand(actor: Actor, role: str, unit: Unit) -> list[Grant]:
    return [own for own in _own_grants(actor, role, unit) if own.delegated_from_id is None]


def _why_not_stand_in(
    actor: Actor, account: Account, role: str, unit: Unit, from_on: date, until_on: date
) -> list[str]:
    held = _first_hand(actor, role, unit)
    return rules.why_not_delegate(
        holds=bool(_own_grants(actor, role, unit)), holds_first_hand=bool(held), to_oneself=actor.pk == account.pk,
        from_on=from_on, until_on=until_on, own_until=max((own.valid.upper or date.max for own in held), default=None),
        in_person=role in roles() and roles()[role].gives("system.appoint"),
    )  # fmt: skip


def start_reset(*, actor: Actor, account: Account, reason: str) -> Proposal:
    """It is proposed that the way to a new password is opened, since the owner has forgotten theirs."""
    refuse_if(officers.why_not_look_after(actor, account) + ([] if reason.strip() else ["Cần ghi lý do."]))
    return propose(
        actor=actor, act="access.start_reset", unit=officers.unit_of(account), account=account, reason=reason,
        sentence=f"Mở đường đặt lại mật khẩu của {account.name} ({account.username})",
    )  # fmt: skip


@done_when_confirmed("access.start_reset")
def _reset_started(actor: Actor, held: Proposal) -> None:
    assert held.account is not None
    held.account.set_unusable_password()
    end_all_sessions(held.account)
    _open_way(held)
    officers.tell(
        held.account, actor,
        f"Đường đặt lại mật khẩu đã được mở; {held.asked_by} đề nghị, {actor} xác nhận: {held.reason}",
    )  # fmt: skip


def _open_way(held: Proposal) -> None:
    """The way in to the account is open for a day, in halves; nobody alone holds it any more.

    Where somebody did, whatever else opens it may be theirs: second steps and ties to an identity provider go with the
    password.
    """
    assert held.account is not None
    if held.account.opened_by_id is not None:
        held.account.set_unusable_password()
        ways_in.shut(held.account.pk)
    held.account.opened_by = None
    held.account.save()
    at = ways.moment()
    held.words |= {"opened": [at, ways.mark(ways.whole(held.account, at))]}
    held.save()


def reset_second_factor(*, actor: Actor, account: Account, reason: str) -> Proposal:
    """It is proposed that the account's second step is set up anew, since its owner has lost what they sign in with."""
    refuse_if(
        officers.why_not_look_after(actor, account)
        + ([] if reason.strip() else ["Cần ghi lý do: đã gặp, đã nhận diện chủ tài khoản như thế nào."])
        + (["Không tự đặt lại bước xác thực thứ hai của mình."] if actor.pk == account.pk else [])
    )
    return propose(
        actor=actor, act="access.reset_second_factor", unit=officers.unit_of(account), account=account, reason=reason,
        sentence=f"Đặt lại bước xác thực thứ hai của {account.name} ({account.username})",
    )  # fmt: skip


@done_when_confirmed("access.reset_second_factor")
def _reset(actor: Actor, held: Proposal) -> None:
    assert held.account is not None
    Authenticator.objects.filter(user=held.account).delete()
    end_all_sessions(held.account)
    officers.tell(
        held.account, actor,
        f"Bước xác thực thứ hai đã được đặt lại; {held.asked_by} đề nghị, {actor} xác nhận: {held.reason}",
    )  # fmt: skip


def _why_held(account: Account, role: str, unit: Unit | None, from_on: date, until_on: date | None) -> list[str]:
    """Asked again under the lock of the unit: a role that is held twice is still there when one of the two is taken back."""
    if until_on is not None and until_on <= from_on:
        return []
    first_hand = Grant.objects.filter(account=account, role=role, unit=unit, delegated_from__isnull=True)
    return rules.why_held(first_hand.filter(valid__overlap=DateRange(from_on, until_on)).exists())

"""Accounts and grants: who may do what, over which unit, from when to when. What one grants, one must hold oneself.

A role is given by two: one officer asks, another who holds the same power confirms (``ground.seconding``). The program's
own account gives roles alone, since an installation starts with nobody.
"""

from __future__ import annotations

from datetime import date

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.tokens import default_token_generator
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.http import int_to_base36

from giaoban.areas.accounts import rules
from giaoban.core.refusal import refuse_if
from giaoban.ground.access.models import Account, AccountChange, Grant, Proposal
from giaoban.ground.access.policy import Actor, grants_of
from giaoban.ground.access.roles import roles
from giaoban.ground.journal.clock import today
from giaoban.ground.people.models import Person
from giaoban.ground.seconding import done_when_confirmed, propose
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import ids_above, ids_under, names_of
from giaoban.ground.writing import writing


def create_account(
    *, actor: Actor, unit: Unit | None, username: str, name: str, email: str = "", person: Person | None = None
) -> Account:
    """An account without a password: its owner chooses one through the address that `start_reset` gives."""
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
) -> tuple[Account, Proposal, str]:  # fmt: skip
    """A new account, the proposal of its first role, and the address, good once and for a day, where its owner begins."""
    with writing(actor, "access.create_account", unit=unit, on=today(), past_lock=True, detail={"username": username}):
        account = _made(username, name, email)
        proposal = grant(
            actor=actor, account=account, role=role, unit=unit, from_on=from_on, until_on=until_on, decision=decision
        )
        assert isinstance(proposal, Proposal)
        return account, proposal, way_in(account)


def grant(
    *, actor: Actor, account: Account, role: str, unit: Unit | None, from_on: date, until_on: date | None = None,
    decision: str = "",
) -> Grant | Proposal:  # fmt: skip
    """It is proposed that the account has that role over the unit and all below it (the whole tree without a unit).

    Refused when one grants to oneself, or over a unit where one has not the power to grant. From the program itself the
    role is there at once.
    """
    known, by_program = roles(), actor.kind == Account.Kind.PROGRAM
    refuse_if(
        rules.why_not_grant(
            role_known=role in known and role != "program",
            to_oneself=actor.pk == account.pk,
            by_program=by_program,
            runs_program=role != "administrator" or bool(grants_of(actor, "system.appoint", on=today())),
            from_on=from_on,
            until_on=until_on,
            held=role in known and _held(account, role, unit, from_on),
        )
    )
    if by_program:
        with writing(actor, "access.grant", unit=unit, on=from_on, past_lock=True):
            return Grant.objects.create(
                account=account, role=role, unit=unit, valid=DateRange(from_on, until_on), granted_by=actor,
                decision=decision,
            )  # fmt: skip
    return propose(
        actor=actor, act="access.grant", unit=unit, account=account, reason=decision,
        said=f"Giao vai trò {known[role].label} cho {account.name} ({account.username}){_over(unit)}, {_days(from_on, until_on)}",
        role=role, from_on=f"{from_on}", until_on=f"{until_on}" if until_on else "", decision=decision,
    )  # fmt: skip


@done_when_confirmed("access.grant")
def _granted(actor: Actor, held: Proposal) -> None:
    words, until = held.words, held.words["until_on"]
    valid = DateRange(date.fromisoformat(words["from_on"]), date.fromisoformat(until) if until else None)
    assert held.account is not None
    Grant.objects.create(
        account=held.account, role=words["role"], unit=held.unit, valid=valid, granted_by=held.asked_by,
        confirmed_by=actor, decision=words["decision"],
    )  # fmt: skip
    _tell(held.account, actor, f"{held.said}; {held.asked_by} đề nghị, {actor} xác nhận.")


def delegate(*, actor: Actor, account: Account, role: str, unit: Unit, from_on: date, until_on: date) -> Grant:
    """The account stands in for the actor in one of the actor's own roles, over no more and for no longer than the actor.

    What was delegated cannot be passed on again, and rests while the actor's account is switched off.
    """
    own = [
        one
        for one in Grant.objects.in_force(today()).filter(account=actor, role=role)
        if one.unit_id is None or unit.pk in ids_under(one.unit_id, on=today())
    ]
    held = [one for one in own if one.delegated_from_id is None]
    until = max((one.valid.upper or date.max for one in held), default=None)
    refuse_if(
        rules.why_not_delegate(
            holds=bool(own), holds_first_hand=bool(held), to_oneself=actor.pk == account.pk,
            from_on=from_on, until_on=until_on, own_until=until,
        )
    )  # fmt: skip
    behind = max(held, key=lambda one: one.valid.upper or date.max)
    with writing(actor, "access.delegate", unit=unit, on=from_on, past_lock=True):
        _tell(
            account, actor,
            f"{actor} ủy quyền vai trò {roles()[role].label}{_over(unit)}, {_days(from_on, until_on)}.",
        )  # fmt: skip
        return Grant.objects.create(
            account=account, role=role, unit=unit, valid=DateRange(from_on, until_on), granted_by=actor,
            delegated_from=behind,
        )  # fmt: skip


def revoke(*, actor: Actor, record: Grant, reason: str) -> Grant:
    """The grant has ended, with all that was delegated from it; the next request already finds it gone."""
    refuse_if([] if reason.strip() else ["Cần ghi lý do thu hồi quyền."])
    with writing(actor, "access.revoke", unit=record.unit, on=today(), past_lock=True, reason=reason):
        if record.unit_id is None:
            refuse_if(rules.why_not_whole_tree(whole=_holds_whole_tree(actor, "access.revoke")))
        for one in [record, *record.delegations.all()]:
            if one.valid.upper is None or one.valid.upper > today():
                one.valid = DateRange(min(one.valid.lower, today()), today())
                one.save()
                _tell(one.account, actor, f"{actor} thu hồi vai trò {one.role_label}{_over(one.unit)}: {reason}")
        return record


def start_reset(*, actor: Actor, account: Account, reason: str) -> str:
    """The address, good once and for a day, at which the owner chooses a new password; the second step stays as it is."""
    refuse_if(_why_not_look_after(actor, account) + ([] if reason.strip() else ["Cần ghi lý do."]))
    with writing(actor, "access.start_reset", unit=_unit_of(account), on=today(), past_lock=True, reason=reason):
        account.set_unusable_password()
        end_all_sessions(account)
        _tell(account, actor, f"{actor} mở đường đặt lại mật khẩu: {reason}")
        return way_in(account)


def reset_second_factor(*, actor: Actor, account: Account, reason: str) -> Proposal:
    """It is proposed that the account's second step is set up anew, since its owner has lost what they sign in with."""
    refuse_if(
        _why_not_look_after(actor, account)
        + ([] if reason.strip() else ["Cần ghi lý do: đã gặp, đã nhận diện chủ tài khoản như thế nào."])
        + (["Không tự đặt lại bước xác thực thứ hai của mình."] if actor.pk == account.pk else [])
    )
    return propose(
        actor=actor, act="access.reset_second_factor", unit=_unit_of(account), account=account, reason=reason,
        said=f"Đặt lại bước xác thực thứ hai của {account.name} ({account.username})",
    )  # fmt: skip


@done_when_confirmed("access.reset_second_factor")
def _reset(actor: Actor, held: Proposal) -> None:
    assert held.account is not None
    Authenticator.objects.filter(user=held.account).delete()
    end_all_sessions(held.account)
    _tell(
        held.account, actor,
        f"Bước xác thực thứ hai đã được đặt lại; {held.asked_by} đề nghị, {actor} xác nhận: {held.reason}",
    )  # fmt: skip


def disable(*, actor: Actor, account: Account, reason: str) -> Account:
    """The account is switched off and signed out everywhere; its grants and its journal stay, its delegations rest."""
    refuse_if(
        _why_not_look_after(actor, account)
        + ([] if reason.strip() else ["Cần ghi lý do."])
        + (["Không tự khóa tài khoản của mình."] if actor.pk == account.pk else [])
    )
    with writing(actor, "access.disable", unit=_unit_of(account), on=today(), past_lock=True, reason=reason):
        account.is_active = False
        end_all_sessions(account)
        _tell(account, actor, f"{actor} khóa tài khoản: {reason}")
        return account


def enable(*, actor: Actor, account: Account, reason: str) -> Account:
    """The account is switched on again, with the grants that it has by now."""
    refuse_if(_why_not_look_after(actor, account) + ([] if reason.strip() else ["Cần ghi lý do."]))
    with writing(actor, "access.enable", unit=_unit_of(account), on=today(), past_lock=True, reason=reason):
        account.is_active = True
        account.save()
        _tell(account, actor, f"{actor} mở lại tài khoản: {reason}")
        return account


def end_sessions(*, actor: Actor, account: Account) -> None:
    """The account is signed out on every device, at its next request."""
    refuse_if(_why_not_look_after(actor, account))
    with writing(actor, "access.end_sessions", unit=_unit_of(account), on=today(), past_lock=True):
        end_all_sessions(account)
        _tell(account, actor, f"{actor} đăng xuất tài khoản khỏi mọi thiết bị.")


def end_all_sessions(account: Account) -> None:
    """No cookie of the account opens anything any more; for use inside ``writing()``."""
    account.signed_out += 1
    account.save()
    for session in UserSession.objects.filter(user=account):
        session.end()


def _tell(account: Account, by: Actor, said: str) -> None:
    AccountChange.objects.create(account=account, by=by, on=today(), said=said[:500])


def way_in(account: Account) -> str:
    """What stands in the address at which the owner chooses a password: good once, and until it was used or renewed."""
    return f"{int_to_base36(account.pk)}-{default_token_generator.make_token(account)}"


def _held(account: Account, role: str, unit: Unit | None, on: date) -> bool:
    return Grant.objects.filter(
        account=account, role=role, unit=unit, valid__contains=on, delegated_from__isnull=True
    ).exists()


def _over(unit: Unit | None) -> str:
    if unit is None:
        return " trên toàn hệ thống"
    return f" đối với {names_of([unit.pk], on=today()).get(unit.pk, unit.slug)}"


def _days(from_on: date, until_on: date | None) -> str:
    start = f"từ {from_on:%d/%m/%Y}"
    return f"{start}, hết hiệu lực ngày {until_on:%d/%m/%Y}" if until_on else start


def _why_not_look_after(actor: Actor, account: Account) -> list[str]:
    """An officer looks after accounts whose every role lies in units that the officer looks after, no wider."""
    if actor.kind == Account.Kind.PROGRAM or _holds_whole_tree(actor, "access.grant"):
        return []
    day = today()
    mine = {one.unit_id for one in grants_of(actor, "access.grant", on=day)}
    theirs = Grant.objects.filter(account=account, valid__contains=day)
    inside = all(one.unit_id and mine & set(ids_above(one.unit_id, on=day)) for one in theirs)
    return [] if inside and theirs else ["Tài khoản này có quyền ngoài phạm vi đồng chí phụ trách."]


def _unit_of(account: Account) -> Unit | None:
    found = Grant.objects.filter(account=account, unit__isnull=False).select_related("unit").first()
    return found.unit if found else None


def _holds_whole_tree(actor: Actor, power: str) -> bool:
    return any(one.unit_id is None for one in grants_of(actor, power, on=today()))

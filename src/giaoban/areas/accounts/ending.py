"""What ends: a role, an account, its sessions; of those who watch over the others two end it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.areas.accounts import officers, rules
from giaoban.core.refusal import refuse_if
from giaoban.ground.access.models import Account, Grant, Proposal
from giaoban.ground.access.policy import Actor
from giaoban.ground.access.roles import watching
from giaoban.ground.access.sessions import end_all_sessions
from giaoban.ground.journal.clock import today
from giaoban.ground.seconding import done_when_confirmed, propose
from giaoban.ground.writing import writing


def revoke(*, actor: Actor, record: Grant, reason: str) -> Grant | Proposal:
    """The grant has ended, with all that was delegated from it; the next request already finds it gone.

    That of somebody who watches over the others waits for a second person.
    """
    if reason.strip() and _watches(actor, [record]):
        return propose(
            actor=actor, act="access.revoke", unit=record.unit, account=record.account, reason=reason, grant=record.pk,
            sentence=f"Thu hồi vai trò {record.role_label}{officers.over(record.unit)} của {record.account.name}",
        )  # fmt: skip
    with writing(actor, "access.revoke", unit=record.unit, on=today(), past_lock=True, reason=reason, record=record):
        refuse_if([] if reason.strip() else ["Cần ghi lý do thu hồi quyền."])
        if record.unit_id is None:
            refuse_if(rules.why_not_whole_tree(whole=officers.holds_whole_tree(actor, "access.revoke")))
        return _ended(actor, record, reason)


def _ended(actor: Actor, record: Grant, reason: str) -> Grant:
    for held in [record, *record.delegations.all()]:
        if held.valid.upper is None or held.valid.upper > today():
            held.valid = DateRange(min(held.valid.lower, today()), today())
            held.save()
            officers.tell(
                held.account, actor, f"{actor} thu hồi vai trò {held.role_label}{officers.over(held.unit)}: {reason}"
            )
    return record


@done_when_confirmed("access.revoke")
def _revoked(actor: Actor, held: Proposal) -> None:
    given = Grant.objects.select_for_update(of=("self",)).get(pk=held.words["grant"])
    _ended(actor, given, f"{held.asked_by} đề nghị: {held.reason}")


def disable(*, actor: Actor, account: Account, reason: str) -> Account | Proposal:
    """The account is switched off and signed out everywhere; its grants and its journal stay, its delegations rest.

    That of somebody who watches over the others waits for a second person.
    """
    if reason.strip() and _watches(actor, officers.not_ended(account)):
        return _to_be_off(actor, account, reason)
    with writing(
        actor,
        "access.disable",
        unit=officers.unit_of(account),
        on=today(),
        past_lock=True,
        reason=reason,
        record=account,
    ):
        refuse_if(
            officers.why_not_look_after(actor, account)
            + ([] if reason.strip() else ["Cần ghi lý do."])
            + (["Không tự khóa tài khoản của mình."] if actor.pk == account.pk else [])
        )
        refuse_if([WATCHES] if _watches(actor, officers.not_ended(account)) else [])
        return _off(actor, account, reason)


def _to_be_off(actor: Actor, account: Account, reason: str) -> Proposal:
    refuse_if(officers.why_not_look_after(actor, account))
    return propose(
        actor=actor, act="access.disable", unit=officers.unit_of(account), account=account, reason=reason,
        sentence=f"Khóa tài khoản của {account.name} ({account.username})",
    )  # fmt: skip


def _off(actor: Actor, account: Account, reason: str) -> Account:
    account.is_active = False
    end_all_sessions(account)
    officers.tell(account, actor, f"{actor} khóa tài khoản: {reason}")
    return account


@done_when_confirmed("access.disable")
def _disabled(actor: Actor, held: Proposal) -> None:
    assert held.account is not None
    _off(actor, held.account, f"{held.asked_by} đề nghị: {held.reason}")


WATCHES = "Tài khoản này vừa được giao vai trò giám sát; khóa tài khoản cần người thứ hai, đồng chí lập đề nghị lại."


def _watches(actor: Actor, grants: Sequence[Grant]) -> bool:
    """Whether somebody with these grants watches over the others, so that an officer ends nothing of them alone."""
    return actor.kind != Account.Kind.PROGRAM and any(given.role in watching() for given in grants)


def enable(*, actor: Actor, account: Account, reason: str) -> Account:
    """The account is switched on again, with the grants that it has by now."""
    with writing(
        actor,
        "access.enable",
        unit=officers.unit_of(account),
        on=today(),
        past_lock=True,
        reason=reason,
        record=account,
    ):
        refuse_if(officers.why_not_look_after(actor, account) + ([] if reason.strip() else ["Cần ghi lý do."]))
        account.is_active = True
        account.save()
        officers.tell(account, actor, f"{actor} mở lại tài khoản: {reason}")
        return account


def end_sessions(*, actor: Actor, account: Account) -> None:
    """The account is signed out on every device, at its next request."""
    with writing(
        actor, "access.end_sessions", unit=officers.unit_of(account), on=today(), past_lock=True, record=account
    ):
        refuse_if(officers.why_not_look_after(actor, account))
        end_all_sessions(account)
        officers.tell(account, actor, f"{actor} đăng xuất tài khoản khỏi mọi thiết bị.")

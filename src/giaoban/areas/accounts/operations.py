"""Accounts and grants: who may do what, over which unit, from when to when. What one grants, one must hold oneself."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.tokens import default_token_generator
from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.areas.accounts import rules
from giaoban.core.refusal import refuse_if
from giaoban.ground.access.models import Account, Grant
from giaoban.ground.access.policy import Actor, grants_of
from giaoban.ground.access.roles import roles
from giaoban.ground.journal.clock import today
from giaoban.ground.people.models import Person
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import ids_above, ids_under
from giaoban.ground.writing import writing


def create_account(
    *, actor: Actor, unit: Unit | None, username: str, name: str, email: str = "", person: Person | None = None
) -> Account:
    """An account without a password: its owner chooses one through the address that `start_reset` gives."""
    refuse_if(rules.why_not_name(username, taken=Account.objects.filter(username__iexact=username.strip()).exists()))
    with writing(actor, "access.create_account", unit=unit, on=today(), past_lock=True, detail={"username": username}):
        account = Account(username=username.strip(), name=name.strip(), email=email.strip(), person=person)
        account.set_unusable_password()
        account.save()
        return account


def grant(
    *, actor: Actor, account: Account, role: str, unit: Unit | None, from_on: date, until_on: date | None = None
) -> Grant:
    """The account has that role over the unit and all below it from that day; over the whole tree without a unit.

    Refused when one grants to oneself, or over a unit where one has not the power to grant.
    """
    known = roles()
    refuse_if(
        rules.why_not_grant(
            role_known=role in known and role != "program",
            to_oneself=actor.pk == account.pk,
            by_program=actor.kind == Account.Kind.PROGRAM,
            from_on=from_on,
            until_on=until_on,
        )
    )
    with writing(actor, "access.grant", unit=unit, on=from_on, past_lock=True):
        if unit is None:
            refuse_if(rules.why_not_whole_tree(whole=_holds_whole_tree(actor, "access.grant")))
        return Grant.objects.create(
            account=account, role=role, unit=unit, valid=DateRange(from_on, until_on), granted_by=actor
        )


def delegate(*, actor: Actor, account: Account, role: str, unit: Unit, from_on: date, until_on: date) -> Grant:
    """The account stands in for the actor in one of the actor's own roles, over no more and for no longer than the actor.

    Needs no other power than the role itself; what was delegated cannot be passed on again.
    """
    own = [
        one
        for one in Grant.objects.filter(account=actor, role=role, valid__contains=today())
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
    with writing(actor, _any_power(role), unit=unit, on=from_on, past_lock=True, detail={"act": "access.delegate"}):
        return Grant.objects.create(
            account=account, role=role, unit=unit, valid=DateRange(from_on, until_on), granted_by=actor,
            delegated_from=held[0],
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
        return record


def start_reset(*, actor: Actor, account: Account, reason: str) -> str:
    """The address, good once and for a day, at which the owner chooses a new password; the second step stays as it is."""
    refuse_if(_why_not_look_after(actor, account) + ([] if reason.strip() else ["Cần ghi lý do."]))
    with writing(actor, "access.start_reset", unit=_unit_of(account), on=today(), past_lock=True, reason=reason):
        account.set_unusable_password()
        end_all_sessions(account)
        return f"{_base36(account.pk)}-{default_token_generator.make_token(account)}"


def disable(*, actor: Actor, account: Account, reason: str) -> Account:
    """The account is switched off and signed out everywhere; its grants and its journal stay."""
    refuse_if(
        _why_not_look_after(actor, account)
        + ([] if reason.strip() else ["Cần ghi lý do."])
        + (["Không tự khóa tài khoản của mình."] if actor.pk == account.pk else [])
    )
    with writing(actor, "access.disable", unit=_unit_of(account), on=today(), past_lock=True, reason=reason):
        account.is_active = False
        end_all_sessions(account)
        return account


def end_sessions(*, actor: Actor, account: Account) -> None:
    """The account is signed out on every device, at its next request."""
    refuse_if(_why_not_look_after(actor, account))
    with writing(actor, "access.end_sessions", unit=_unit_of(account), on=today(), past_lock=True):
        end_all_sessions(account)


def end_all_sessions(account: Account) -> None:
    """No cookie of the account opens anything any more; for use inside ``writing()``."""
    account.signed_out += 1
    account.save()


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


def _any_power(role: str) -> str:
    """A power that the role gives, by which its holder may stand in the journal for passing it on."""
    return next(one.replace("*", "read") for one in roles()[role].powers if not one.startswith("!"))


def _base36(number: int) -> str:
    from django.utils.http import int_to_base36

    return int_to_base36(number)

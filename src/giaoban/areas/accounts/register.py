"""Accounts and roles at a glance, and what waits for a second person: open this file first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from giaoban.areas.accounts import ending, operations, posts, queries
from giaoban.core.refusal import refuse_if
from giaoban.ground import seconding
from giaoban.ground.access.models import Account, AccountChange, Grant, Proposal
from giaoban.ground.access.policy import grants_of
from giaoban.ground.access.roles import labels, roles
from giaoban.ground.access.words import in_words
from giaoban.ground.journal.clock import today
from giaoban.ground.units.models import Unit
from giaoban.kit.register import REASON, Act, Ask, Column, Filter, RecordPart, Register, by_state


def account_called(username: str) -> Account:
    """The person's account of that name; refused where there is none."""
    account = Account.objects.filter(username__iexact=username.strip(), kind=Account.Kind.HUMAN).first()
    refuse_if([] if account else [f"Không có tài khoản nào tên là “{username}”; hãy lập tài khoản mới trước."])
    assert account is not None
    return account


def given_roles(actor: Any, record: Any) -> Sequence[tuple[str, str]]:
    """The roles that the actor may propose, by what they are called."""
    appoints = bool(grants_of(actor, "system.appoint", on=today()))
    return [
        (code, role.label)
        for code, role in roles().items()
        if code != "program" and (code != "administrator" or appoints)
    ]


def _following(actor: Any, record: Any) -> Sequence[tuple[str, str]]:
    """The roles that follow from a post."""
    return [(role, roles()[role].label) for role in dict.fromkeys(posts.ROLES.values())]


def _own_roles(actor: Any, record: Any) -> Sequence[tuple[str, str]]:
    held = Grant.objects.in_force(today()).filter(account=actor, delegated_from__isnull=True)
    return [(one.role, one.role_label) for one in held.order_by("role").distinct("role")]


def _grant(
    *, actor: Account, unit: Unit, username: str, role: str, from_on: date, until_on: date | None, decision: str
) -> Any:
    return operations.grant(
        actor=actor, account=account_called(username), role=role, unit=unit, from_on=from_on, until_on=until_on,
        decision=decision,
    )  # fmt: skip


def _delegate(*, actor: Account, unit: Unit, username: str, role: str, from_on: date, until_on: date) -> Proposal:
    return operations.delegate(
        actor=actor, account=account_called(username), role=role, unit=unit, from_on=from_on, until_on=until_on
    )


def _to_account(operation: Callable[..., Any]) -> Callable[..., Any]:
    """An act on an account, done from one of its grants."""
    return lambda *, actor, record, **said: operation(actor=actor, account=record.account, **said)


def _sections(actor: Any, record: Grant) -> list[RecordPart]:
    return [
        RecordPart(_("Account"), "accounts/account.html", {
            "grant": record,
            "steps": queries.steps_of(record.account),
            "devices": queries.devices_of(record.account),
            "others": queries.others_of(record, actor, on=today()),
            "delegations": record.delegations.in_force(today()).select_related("account"),
            "done": AccountChange.objects.filter(account=record.account_id).order_by("-pk")[:8],
        }),
    ]  # fmt: skip


def _way(actor: Any, record: Proposal) -> list[RecordPart]:
    """The half of a way in that this reader gives the owner of the account."""
    half = queries.half_for(record, actor)
    if half is None:
        return []
    return [
        RecordPart(_("Way in for the owner of the account"), "accounts/way.html", {"account": record.account, **half})
    ]


def _first(record: Grant) -> date | None:
    return record.valid.lower


def _last(record: Grant) -> date | None:
    return record.valid.upper


def _holds(record: Grant) -> bool:
    return not record.valid.isempty and (record.valid.upper is None or record.valid.upper > today())


def _waits(record: Proposal) -> bool:
    return record.state == Proposal.State.WAITING and record.lapses_on >= today()


_from = Ask("from_on", _("From"), "day", initial="today")
_until = Ask("until_on", _("No longer in force from"), "day", required=False, help=_("Empty: until it is taken back."))
_decision = Ask("decision", _("Decision"), help=_("Number, day and issuer of the decision that this follows."))
_name = Ask("username", _("Account name"), help=_("The name that its owner types at sign-in."))

ACCESS = Register(
    name="access",
    label=_("Accounts and roles"),
    record=Grant,
    area="accounts",
    icon="key-round",
    order="account__name",
    rows=queries.grants_on,
    columns=(
        Column("account__name", _("Name")),
        Column("account__username", _("Account name")),
        Column("role", _("Role"), show=lambda record: record.role_label, sort="role"),
        Column("over", _("Over"), show=lambda record: record.over or str(_("the whole tree")), sort="over"),
        Column("from_on", _("From"), show=_first, sort="valid"),
        Column("until_on", _("No longer in force from"), show=_last),
        Column("state", _("State"), show=lambda record: queries.state_of(record, today())),
        Column("decision", _("Decision")),
        Column("granted_by__name", _("Asked for by"), listed=False),
        Column("confirmed_by__name", _("Confirmed by"), listed=False),
        Column("delegated", _("Stands in for"), listed=False,
               show=lambda record: str(record.delegated_from.account) if record.delegated_from else ""),
    ),
    acts=(
        Act("create_account", operations.invite, _("Invite somebody"), icon="user-plus", proved=True, asks=(
            Ask("name", _("Name")),
            Ask("username", _("Account name"), help=_("Small letters without accents and figures, such as “nguyen.van.an”.")),
            Ask("email", _("E-mail address"), required=False),
            Ask("role", _("First role"), "choice", choices=given_roles),
            _from,
            _until,
            _decision,
        )),
        Act("invite_holders", posts.invite_holders, _("Invite all who hold a post"), icon="users", proved=True,
            about=_("Everybody below the unit who holds it and has no account; each is then confirmed by a second person."),
            foretold=posts.foretold, asks=(
            Ask("role", _("Role that follows from the post"), "choice", choices=_following),
            _from,
            _decision,
        )),
        Act("grant", _grant, _("Give a role"), icon="key-round", proved=True, asks=(
            _name,
            Ask("role", _("Role"), "choice", choices=given_roles),
            _from,
            _until,
            _decision,
        )),
        Act("delegate", _delegate, _("Let somebody stand in for me"), icon="users", proved=True, asks=(
            _name,
            Ask("role", _("My role"), "choice", choices=_own_roles),
            _from,
            Ask("until_on", _("No longer in force from"), "day"),
        )),
        Act("revoke", ending.revoke, _("Take the role back"), (REASON,), on_record=True, open_for=_holds, icon="undo-2"),
        Act("start_reset", _to_account(operations.start_reset), _("Open the way to a new password"), (REASON,), on_record=True,
            proved=True, open_for=lambda record: record.account.is_active),
        Act("reset_second_factor", _to_account(operations.reset_second_factor), _("Set the second step anew"), (
            Ask("reason", _("Reason"), "long", help=_("How you met and recognised the owner of the account.")),
        ), on_record=True, proved=True, open_for=lambda record: record.account.is_active),
        Act("end_sessions", _to_account(ending.end_sessions), _("Sign out everywhere"), on_record=True,
            open_for=lambda record: record.account.is_active),
        Act("disable", _to_account(ending.disable), _("Switch the account off"), (REASON,), on_record=True,
            open_for=lambda record: record.account.is_active),
        Act("enable", _to_account(ending.enable), _("Switch the account on again"), (REASON,), on_record=True,
            proved=True, open_for=lambda record: not record.account.is_active),
    ),
    search=lambda text: Q(account__username__icontains=text) | Q(account__name__icontains=text),
    sections=_sections,
    filters=(
        Filter("state", _("State"), (("now", _("in force")), ("later", _("to come")), ("ended", _("ended"))), queries.kept, "now"),
        Filter("role", _("Role"), tuple((code, label) for code, label in labels().items() if code != "program"),
               lambda rows, value, on: rows.filter(role=value)),
    ),
)  # fmt: skip

PROPOSALS = Register(
    name="proposals",
    label=_("Waiting for a second person"),
    record=Proposal,
    area="accounts",
    icon="user-check",
    order="-pk",
    rows=queries.proposals_on,
    columns=(
        Column("said", _("What is asked for")),
        Column("over", _("Over"), show=lambda record: record.over or str(_("the whole tree")), sort="over"),
        Column("asked_by__name", _("Asked for by")),
        Column("asked_on", _("Asked on")),
        Column("lapses_on", _("Lapses after")),
        Column("state", _("State")),
        Column("reason", _("Ground"), listed=False),
        Column("act", _("Needed power"), listed=False, show=lambda record: in_words(record.act)),
        Column("answered_by__name", _("Answered by"), listed=False),
        Column("answered_on", _("Answered on"), listed=False),
        Column("answer", _("Answer"), listed=False),
    ),
    acts=(
        Act("confirm", seconding.confirm, _("Confirm"), on_record=True, in_bulk=True, open_for=_waits, icon="check", proved=True, asks=(
            Ask("answer", _("Remark"), "long", required=False),
        )),
        Act("decline", seconding.decline, _("Do not agree"), on_record=True, open_for=_waits, icon="x", asks=(
            Ask("answer", _("Reason"), "long"),
        )),
        Act("withdraw", seconding.withdraw, _("Withdraw what I asked for"), on_record=True, open_for=_waits, icon="undo-2"),
    ),
    search=lambda text: Q(said__icontains=text),
    sections=_way,
    due=queries.proposals_due,
    filters=(
        by_state(Proposal.State.choices),
    ),
)  # fmt: skip

"""Accounts, dated grants of roles over units, and what waits for a second person; the roles are data (``roles.toml``)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import DateRangeField
from django.db import models

from giaoban.ground.access.roles import Role, roles
from giaoban.ground.journal.models import watched
from giaoban.ground.people.models import Person
from giaoban.ground.units.models import Unit


class Accounts(BaseUserManager["Account"]):
    """Accounts are made by acts (``access.operations``); this class answers what sign-in asks."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username__iexact=username or "")

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Account:
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser, PermissionsMixin):
    """Somebody, or some part of the program, that acts; ``person`` ties a member's account to their own record."""

    class Kind(models.TextChoices):
        HUMAN = "human", "Người dùng"
        PROGRAM = "program", "Chương trình"

    username = models.CharField(max_length=150, unique=True)
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.HUMAN)
    person = models.OneToOneField(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="account")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)  # opens Wagtail's editing side, nothing else
    date_joined = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=5, default="vi")
    signed_out = models.IntegerField(default=0)  # how often all its sessions were ended; part of what a cookie proves
    opened_by = models.ForeignKey(  # who alone held the way in to it, and so might be behind it (see ``hands``)
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = Accounts()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        db_table = "access_account"

    def __str__(self) -> str:
        return self.name or self.username

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        return f"{super()._get_session_auth_hash(secret=secret)}{self.signed_out}"  # type: ignore[misc]

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


def by_two(asker: str, answerer: str, *, where: str = "true") -> pgtrigger.Trigger:
    """PostgreSQL refuses a row, of those ``where`` holds for, that is answered by whoever asked, through whatever account."""
    return pgtrigger.Trigger(
        name="by_two",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Q(**{f"new__{asker}__isnull": False, f"new__{answerer}__isnull": False}),
        func=f"""
            IF {where} AND (TG_OP = 'INSERT' OR OLD.{answerer}_id IS DISTINCT FROM NEW.{answerer}_id
                OR OLD.{asker}_id IS DISTINCT FROM NEW.{asker}_id)
                AND NOT access_distinct(NEW.{asker}_id, NEW.{answerer}_id)
            THEN RAISE EXCEPTION '% by_two: one hand is behind both accounts.', TG_TABLE_NAME USING ERRCODE = '23514';
            END IF;
            RETURN NEW;
        """,
    )


class Grants(models.QuerySet["Grant"]):
    """What is asked of grants everywhere in the same words."""

    def in_force(self, on: date) -> Grants:
        """Those that hold on that day; what was delegated rests while the account behind it is switched off."""
        return self.filter(valid__contains=on).exclude(delegated_from__account__is_active=False)


class Grant(models.Model):
    """A role over a unit and all below it for a span of days; without a unit, over the whole tree."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="grants")
    valid = DateRangeField()
    granted_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="granted")
    confirmed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    delegated_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="delegations")
    decision = models.CharField(max_length=200, blank=True)

    objects = Grants.as_manager()

    class Meta:
        db_table = "access_grant"
        triggers = [*watched(), by_two("granted_by", "confirmed_by")]
        indexes = [models.Index(fields=["account"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True) | ~models.Q(confirmed_by=models.F("granted_by")),
                name="access_grant_by_two",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} ({self.role_label})"

    @property
    def role_held(self) -> Role | None:
        """The role as this account has it: what was delegated is without what is kept in person; None for no known one."""
        role = roles().get(self.role)
        return role.passed_on() if role is not None and self.delegated_from_id is not None else role

    def gives(self, power: str) -> bool:
        """Whether the role, as this account has it, gives that power."""
        return (role := self.role_held) is not None and role.gives(power)

    @property
    def role_label(self) -> str:
        """What the role is called for people."""
        return roles()[self.role].label if self.role in roles() else self.role


class Proposal(models.Model):
    """An act that one officer asked for and another has to confirm before it is done; ``words`` are its arguments.

    ``act`` is the power that both must hold over the unit; ``account`` is whom it concerns, who may not confirm it either.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Chờ xác nhận"
        CONFIRMED = "confirmed", "Đã xác nhận"
        DECLINED = "declined", "Không đồng ý"
        WITHDRAWN = "withdrawn", "Đã rút"

    act = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    said = models.CharField(max_length=500)
    words = models.JSONField(default=dict)
    reason = models.CharField(max_length=400, blank=True)
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="proposals")
    asked_on = models.DateField()
    lapses_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    answered_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField(null=True)
    answer = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "access_proposal"
        triggers = [*watched(), by_two("asked_by", "answered_by", where="NEW.state = 'confirmed'")]
        indexes = [models.Index(fields=["state", "lapses_on"])]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="confirmed") | ~models.Q(answered_by=models.F("asked_by")),
                name="access_proposal_by_two",
            )
        ]

    def __str__(self) -> str:
        return self.said


class AccountChange(models.Model):
    """What somebody else did to an account, for its owner to read."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="done_to")
    on = models.DateField()
    said = models.CharField(max_length=500)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "access_accountchange"
        triggers = watched()
        indexes = [models.Index(fields=["account", "on"])]

    def __str__(self) -> str:
        return self.said

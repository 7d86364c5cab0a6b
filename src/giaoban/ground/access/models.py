"""Accounts and dated grants of roles over units; the roles themselves are data (``roles.toml``)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import DateRangeField
from django.db import models

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


class Grant(models.Model):
    """A role over a unit and all below it for a span of days; without a unit, over the whole tree."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="grants")
    valid = DateRangeField()
    granted_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="granted")
    delegated_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="delegations")

    class Meta:
        db_table = "access_grant"
        triggers = watched()
        indexes = [models.Index(fields=["account"])]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"

"""The accounts that the program itself acts by."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from giaoban.ground.access.models import Account


def program(name: str) -> Account:
    """The account of a part of the program, which has every power and no password; made once, however many ask for it."""
    account, _new = Account.objects.get_or_create(
        username=f"chuong-trinh:{name}",
        defaults={"name": name, "kind": Account.Kind.PROGRAM, "password": make_password(None)},
    )
    return account

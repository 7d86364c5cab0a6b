"""The accounts that the program itself acts by."""

from __future__ import annotations

from giaoban.ground.access.models import Account


def program(name: str) -> Account:
    """The account of a part of the program, which has every power and no password; made when it is not there yet."""
    account = Account.objects.filter(username=f"chuong-trinh:{name}").first()
    if account is None:
        account = Account(username=f"chuong-trinh:{name}", name=name, kind=Account.Kind.PROGRAM)
        account.set_unusable_password()
        account.save()
    return account

"""``giaoban create-admin``: the first accounts of an installation, since none is there by itself.

Who runs it owns the machine and so all that is on it: each account made here stands by itself (``access.hands``). The
second administrator, without whom nothing that needs two is done, is made here too.
"""

from __future__ import annotations

import argparse

from django.conf import settings
from django.urls import reverse

from giaoban.core.refusal import refuse_if
from giaoban.ground.access.models import Account
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today


def main(argv: list[str]) -> int:
    """The account exists with the role of administrator; at the address that is said its owner chooses a password, once
    and within a day, and then sets up the second step."""
    from giaoban.areas.accounts import ways
    from giaoban.areas.accounts.operations import create_account, grant

    parser = argparse.ArgumentParser(prog="giaoban create-admin")
    parser.add_argument("username")
    parser.add_argument("--name", default="Quản trị chương trình")
    parser.add_argument("--role", default="administrator")
    given = parser.parse_args(argv)
    actor = program("Cài đặt")
    refuse_if(
        ["Tên tài khoản này đã có người dùng."]
        if Account.objects.filter(username__iexact=given.username).exists()
        else []
    )
    account = create_account(actor=actor, unit=None, username=given.username, name=given.name)
    grant(actor=actor, account=account, role=given.role, unit=None, from_on=today())
    uid, _dash, key = ways.whole(account, ways.moment()).partition("-")
    print(f"{account.username}\n{settings.DESK_ADDRESS}{reverse('account_reset_password_from_key', args=[uid, key])}")
    print(
        "Mở địa chỉ trên để chọn mật khẩu (dùng một lần, trong 24 giờ); đăng nhập lần đầu sẽ cài bước xác thực thứ hai."
    )
    return 0

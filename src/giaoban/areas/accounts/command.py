"""``giaoban create-admin``: the first account of an installation, since none is there by itself."""

from __future__ import annotations

import argparse
import secrets

from giaoban.core.refusal import refuse_if
from giaoban.ground.access.models import Account
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today


def main(argv: list[str]) -> int:
    """The account exists with the role of administrator and a password said once; its owner sets up the second step."""
    from giaoban.areas.accounts.operations import create_account, grant

    asked = argparse.ArgumentParser(prog="giaoban create-admin")
    asked.add_argument("username")
    asked.add_argument("--name", default="Quản trị chương trình")
    asked.add_argument("--role", default="administrator")
    given = asked.parse_args(argv)
    actor = program("Cài đặt")
    refuse_if(
        ["Tên tài khoản này đã có người dùng."]
        if Account.objects.filter(username__iexact=given.username).exists()
        else []
    )
    account = create_account(actor=actor, unit=None, username=given.username, name=given.name)
    password = "-".join(secrets.token_hex(3) for _ in range(4))
    account.set_password(password)
    account.save()
    grant(actor=actor, account=account, role=given.role, unit=None, from_on=today())
    print(f"{account.username}\n{password}")
    print("Đăng nhập lần đầu, chương trình sẽ yêu cầu cài bước xác thực thứ hai, rồi hãy đổi mật khẩu này.")
    return 0

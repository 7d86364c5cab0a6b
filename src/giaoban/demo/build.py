"""Building the demonstration world, part after part; what is already there is left alone."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date

from giaoban.areas.accounts.operations import grant
from giaoban.ground.access.models import Account
from giaoban.ground.access.operations import program
from giaoban.ground.access.policy import Actor
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import named

PERSONAS = (
    # username, name, role, unit, purpose
    ("thuky", "Thư ký cụm", "cluster_secretariat", "Cụm Đông Bắc", "tổng hợp báo cáo của cụm"),
    ("tochuc", "Ban Tổ chức Quảng Ninh", "organisation_board", "Quảng Ninh", "đảng viên, kết nạp, chuyển sinh hoạt"),
    ("vanphong", "Văn phòng Quảng Ninh", "office", "Quảng Ninh", "báo cáo của khối"),
    ("bientap", "Biên tập viên", "editor", "Quảng Ninh", "cổng thông tin"),
    ("kiemsoat", "Người kiểm soát", "auditor", "Cụm Đông Bắc", "nhật ký"),
    ("quantri", "Quản trị chương trình", "administrator", "", "tài khoản, phân quyền"),
)
SINCE = date(2020, 1, 1)


def build(*, say: Callable[[str], None]) -> None:
    """The whole world is there; ``say`` gets a line for each part as it is done."""
    actor = program("Dữ liệu mẫu")
    for title, part in parts():
        say(title)
        part(actor)
    personas(actor, say)


def parts() -> list[tuple[str, Callable[[Actor], object]]]:
    """The parts in the order in which they build on one another."""
    from giaoban.areas.regulations.operations import load_start_data
    from giaoban.demo import cluster

    return [
        ("Quy định và tham số có thời hạn …", load_start_data),
        ("Cụm Đông Bắc năm 2023 …", cluster.load),
    ]


def personas(actor: Actor, say: Callable[[str], None]) -> None:
    """Each persona has an account with a random password of its own, said once; an existing one keeps its password."""
    for username, name, role, unit_name, purpose in PERSONAS:
        if Account.objects.filter(username=username).exists():
            continue
        password = secrets.token_urlsafe(12)
        account = Account.objects.create_user(username, password, name=name)
        unit: Unit | None = named(unit_name)[0] if unit_name else None
        grant(actor=actor, account=account, role=role, unit=unit, from_on=SINCE)
        say(f"  {username:<10} {password:<20} {name}: {purpose}")

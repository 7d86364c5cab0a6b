"""Accounts, roles over units, and what waits for a second person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from giaoban.areas.accounts.register import ACCESS, PROPOSALS
from giaoban.kit.area import Area, Guard

AREA = Area(
    package=__package__,
    label=_("Accounts"),
    guard=Guard("office", in_person=True),
    registers=(ACCESS, PROPOSALS),
    urls="giaoban.areas.accounts.urls",
    grants={
        "secretary": ("access.read", "access.delegate"),
        "organisation_board": "*",
        "office": ("access.read", "access.delegate", "proposals.*"),
        "data_protection_officer": ("access.read", "proposals.*"),
        "cluster_secretariat": "proposals.*",
        "inspection_commission": ("access.read", "access.delegate"),
        "auditor": "read",
        "administrator": ("access.*", "!access.invite_holders", "proposals.*", "system.*"),
    },
    words={
        "access": "Tài khoản và vai trò",
        "access.create_account": "Lập tài khoản",
        "access.invite_holders": "Mời mọi người đang giữ chức vụ",
        "access.sign_in": "Đăng nhập",
        "access.sign_in_failed": "Đăng nhập không được",
        "access.way_changed": "Thay đổi đường vào tài khoản",
        "proposals": "Việc cần người thứ hai",
        "system": "Vận hành chương trình",
        "system.run": "Sao lưu, khôi phục, khám chương trình",
        "system.appoint": "Giao vai trò Quản trị chương trình",
    },
)

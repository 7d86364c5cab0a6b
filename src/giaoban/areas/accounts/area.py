"""Accounts, roles over units, what waits for a second person, and the slips that invite members to their handbook."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from giaoban.areas.accounts.models import Slip
from giaoban.areas.accounts.register import ACCESS, PROPOSALS
from giaoban.areas.accounts.slips_register import SLIPS
from giaoban.kit.area import Area, Guard, Kept

AREA = Area(
    package=__package__,
    label=_("Accounts"),
    guard=Guard("office", in_person=True),
    registers=(ACCESS, PROPOSALS, SLIPS),
    urls="giaoban.areas.accounts.urls",
    grants={
        "secretary": ("access.read", "access.delegate", "slips.*"),
        "organisation_board": "*",
        "office": ("access.read", "access.delegate", "proposals.*"),
        "data_protection_officer": ("access.read", "proposals.*"),
        "cluster_secretariat": "proposals.*",
        "inspection_commission": ("access.read", "access.delegate"),
        "auditor": "read",
        "administrator": ("access.*", "!access.invite_holders", "proposals.*", "system.*"),
    },
    kept_of_people=(Kept("Phiếu mời dùng sổ tay (ai, in ngày nào, dùng ngày nào)", Slip),),
    words={
        "access": "Tài khoản và vai trò",
        "access.create_account": "Lập tài khoản",
        "access.invite_holders": "Mời mọi người đang giữ chức vụ",
        "access.sign_in": "Đăng nhập",
        "access.sign_in_failed": "Đăng nhập không được",
        "access.way_changed": "Thay đổi đường vào tài khoản",
        "proposals": "Việc cần người thứ hai",
        "slips": "Phiếu mời dùng sổ tay",
        "slips.print_slips": "In phiếu mời dùng sổ tay",
        "slips.use": "Dùng phiếu mời",
        "system": "Vận hành chương trình",
        "system.run": "Sao lưu, khôi phục, khám chương trình",
        "system.appoint": "Giao vai trò Quản trị chương trình",
    },
)

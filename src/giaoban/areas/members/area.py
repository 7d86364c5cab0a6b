"""Members of the Party: who they are, where they belong, and the register as a workbook."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from giaoban.areas.members.models import Slip
from giaoban.areas.members.register import MEMBERS
from giaoban.areas.members.slips_register import SLIPS
from giaoban.ground.people.models import Membership
from giaoban.kit.area import Area, Guard, Kept

AREA = Area(
    package=__package__,
    label=_("Members"),
    guard=Guard("personal"),
    registers=(MEMBERS, SLIPS),
    grants={
        "secretary": ("*", "!members.import_register", "!members.export_all"),
        "deputy": ("read", "members.read_contact"),
        "committee_member": "read",
        "organisation_board": "*",
        "data_protection_officer": "read",
        "inspection_commission": "read",
    },
    words={
        "members": "Đảng viên",
        "members.read": "Xem hồ sơ đảng viên",
        "members.read_contact": "Xem số điện thoại",
        "members.read_identity": "Xem số định danh cá nhân",
        "members.import_register": "Nạp danh sách đảng viên từ bảng tính",
        "members.export_all": "Xuất danh sách đảng viên dài",
        "members.take_in_draft": "Đưa hồ sơ nháp vào danh sách",
        "members.drop_old_drafts": "Bỏ hồ sơ nháp quá hạn",
        "slips": "Phiếu mời dùng sổ tay",
        "slips.print_slips": "In phiếu mời dùng sổ tay",
        "slips.use": "Dùng phiếu mời",
    },
    kept_of_people=(
        Kept("Quá trình sinh hoạt đảng, từng thời gian", Membership),
        Kept("Phiếu mời dùng sổ tay (ai, in ngày nào, dùng ngày nào)", Slip),
    ),
    urls="giaoban.areas.members.urls",
)

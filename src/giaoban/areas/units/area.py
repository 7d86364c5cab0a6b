"""The tree of organisations, and the acts that change it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from giaoban.areas.units.register import UNITS
from giaoban.kit.area import Area, Guard

AREA = Area(
    package=__package__,
    label=_("Units"),
    guard=Guard("office"),
    registers=(UNITS,),
    grants={
        "secretary": "read",
        "deputy": "read",
        "committee_member": "read",
        "organisation_board": ("*", "!found"),
        "office": "read",
        "data_protection_officer": "read",
        "propaganda_board": "read",
        "inspection_commission": "read",
        "cluster_secretariat": "read",
        "auditor": "read",
        "administrator": ("read", "found", "take_in_list"),
    },
    words={
        "units": "Tổ chức đảng",
        "units.read": "Xem cây tổ chức",
        "units.found": "Ghi tổ chức ở cấp cao nhất của cây",
        "units.take_in_list": "Nạp danh sách tổ chức đảng từ bảng tính",
        "units.establish": "Lập tổ chức đảng mới",
        "units.rename": "Đổi tên tổ chức",
        "units.move": "Chuyển tổ chức về trực thuộc nơi khác",
        "units.change_kind": "Chuyển loại hình tổ chức",
        "units.merge": "Hợp nhất tổ chức",
        "units.split": "Chia tách tổ chức",
        "units.dissolve": "Giải thể tổ chức",
        "units.reopen": "Lập lại tổ chức đã kết thúc",
        "units.record_alias": "Ghi tên gọi khác của tổ chức",
    },
    urls="giaoban.areas.units.urls",
)

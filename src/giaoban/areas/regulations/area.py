"""What the Party's rules say, as dated data: texts, levels and terms."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from giaoban.areas.regulations.register import PARAMETERS, REGULATIONS
from giaoban.kit.area import Area, Guard

AREA = Area(
    package=__package__,
    label=_("Regulations"),
    guard=Guard("office"),
    registers=(REGULATIONS, PARAMETERS),
    grants={
        "secretary": "read",
        "organisation_board": "read",
        "office": "*",
        "data_protection_officer": "read",
        "inspection_commission": "read",
        "auditor": "read",
        "administrator": "read",
    },
    words={
        "regulations": "Quy định của Đảng và của cấp ủy",
        "regulations.load_start_data": "Nạp quy định ban đầu của chương trình",
        "parameters": "Mức và thời hạn theo quy định",
    },
)

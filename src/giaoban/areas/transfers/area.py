"""Members who move from one cell to another, with their papers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from giaoban.areas.transfers.models import Transfer
from giaoban.areas.transfers.register import ARRIVALS, TRANSFERS
from giaoban.kit.area import Area, Guard, Kept

AREA = Area(
    package=__package__,
    label=_("Transfers"),
    guard=Guard("personal", also_opened_by=("members",)),
    registers=(TRANSFERS, ARRIVALS),
    grants={
        "secretary": "*",
        "deputy": "read",
        "committee_member": "read",
        "organisation_board": "*",
    },
    words={
        "transfers": "Chuyển sinh hoạt đi",
        "arrivals": "Chuyển sinh hoạt đến",
    },
    kept_of_people=(Kept("Hồ sơ chuyển sinh hoạt đảng", Transfer),),
)

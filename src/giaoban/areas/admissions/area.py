"""Admission to the Party, from the dossier to the official membership."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from giaoban.areas.admissions.models import Admission
from giaoban.areas.admissions.register import ADMISSIONS
from giaoban.kit.area import Area, Guard, Kept

AREA = Area(
    package=__package__,
    label=_("Admissions"),
    guard=Guard("personal", also_opened_by=("members",)),
    registers=(ADMISSIONS,),
    grants={
        "secretary": ("*", "!decide", "!decide_official"),
        "deputy": "read",
        "committee_member": "read",
        "organisation_board": "*",
    },
    words={
        "admissions": "Kết nạp đảng viên",
        "admissions.read": "Xem hồ sơ kết nạp",
        "admissions.decide_official": "Ra quyết định công nhận chính thức",
    },
    kept_of_people=(Kept("Hồ sơ kết nạp đảng viên", Admission),),
)

"""Verification of political standards: known to the organisation board alone, and a case opened with a reason."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from giaoban.areas.verification.demo import load
from giaoban.areas.verification.models import Verification
from giaoban.areas.verification.own import own_tables
from giaoban.areas.verification.register import VERIFICATION
from giaoban.kit.area import Area, Demonstration, Guard, Kept

AREA = Area(
    package=__package__,
    label=pgettext_lazy("verification", "Verification"),
    guard=Guard("confidential", of_members={"verification": "person"}),
    registers=(VERIFICATION,),
    grants={"organisation_board": "*"},
    words={"verification.read": "Xem hồ sơ thẩm tra, có ghi lý do"},
    kept_of_people=(Kept("Hồ sơ thẩm tra (chỉ tính hồ sơ người xem được mở)", Verification),),
    own=own_tables,
    demonstration=(Demonstration("Thẩm tra, xác minh …", load),),
)

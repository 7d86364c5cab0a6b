"""Verification of political standards: known to the organisation board alone, and a case opened with a reason."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from giaoban.areas.verification.demo import load
from giaoban.areas.verification.models import Trip, Verification
from giaoban.areas.verification.own import own_tables
from giaoban.areas.verification.register import VERIFICATION
from giaoban.areas.verification.trips_register import TRIPS
from giaoban.kit.area import Area, Demonstration, Guard, Kept

AREA = Area(
    package=__package__,
    label=pgettext_lazy("verification", "Verification"),
    guard=Guard("confidential", of_members={"verification": "person", "trip": "person"}),
    registers=(VERIFICATION, TRIPS),
    grants={"organisation_board": "*"},
    words={
        "verification.read": "Xem hồ sơ thẩm tra, có ghi lý do",
        "trips.read": "Xem chuyến đi nước ngoài, có ghi lý do",
    },
    kept_of_people=(
        Kept("Hồ sơ thẩm tra (chỉ tính hồ sơ người xem được mở)", Verification),
        Kept("Chuyến đi nước ngoài (chỉ tính chuyến người xem được mở)", Trip),
    ),
    own=own_tables,
    demonstration=(Demonstration("Thẩm tra, xác minh; đi nước ngoài …", load),),
)

"""Inspection and supervision: known to who inspects, and opened with a reason."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from giaoban.areas.inspections.demo import load
from giaoban.areas.inspections.models import InspectedParty
from giaoban.areas.inspections.other_registers import DEMANDS, INSPECTED, PROGRAMMES
from giaoban.areas.inspections.own import own_tables
from giaoban.areas.inspections.register import INSPECTIONS
from giaoban.kit.area import Area, Demonstration, Guard, Kept

AREA = Area(
    package=__package__,
    label=pgettext_lazy("inspections", "Inspection and supervision"),
    guard=Guard("confidential", of_members={"inspectedparty": "person"}),
    registers=(PROGRAMMES, INSPECTIONS, INSPECTED, DEMANDS),
    grants={"secretary": "*", "inspection_commission": "*"},
    words={
        "inspections.read": "Xem cuộc kiểm tra, giám sát, có ghi lý do",
        "inspected.read": "Xem đối tượng kiểm tra, giám sát, có ghi lý do",
        "demands.read": "Xem yêu cầu sau kiểm tra, giám sát, có ghi lý do",
    },
    kept_of_people=(
        Kept("Đối tượng kiểm tra, giám sát (chỉ tính cuộc người xem được mở)", InspectedParty, unit="inspection__unit"),
    ),
    own=own_tables,
    demonstration=(Demonstration("Kiểm tra, giám sát …", load),),
)

"""Committees: terms and seats of bodies, what changes them, and who is about to leave."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from giaoban.areas.committees.changes_register import CONSOLIDATIONS, DEPARTURES
from giaoban.areas.committees.demo import load
from giaoban.areas.committees.models import Departure, SeatChange
from giaoban.areas.committees.own import own_tables
from giaoban.areas.committees.register import COMMITTEES
from giaoban.kit.area import Area, Demonstration, Guard, Kept

AREA = Area(
    package=__package__,
    label=pgettext_lazy("committees", "Committees"),
    guard=Guard("personal", of_members={"seatchange": "person", "departure": "person"}),
    registers=(COMMITTEES, CONSOLIDATIONS, DEPARTURES),
    grants={
        "secretary": "committees.read",
        "committee_member": ("committees.read", "consolidations.read"),
        "organisation_board": "*",
        "office": "read",
        "inspection_commission": "read",
    },
    kept_of_people=(
        Kept("Việc kiện toàn cấp ủy, ủy ban kiểm tra (từng người)", SeatChange),
        Kept("Nghỉ hưu, chuyển công tác đã biết ngày", Departure),
    ),
    own=own_tables,
    demonstration=(Demonstration("Cấp ủy, ủy ban kiểm tra; kiện toàn …", load),),
)

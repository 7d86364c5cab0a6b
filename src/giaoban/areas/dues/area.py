"""Party dues: what is reckoned, collected, kept and handed on; what the program must know of this area."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from giaoban.areas.dues.demo import load
from giaoban.areas.dues.models import Basis, Line, Payment, Waiver
from giaoban.areas.dues.own import own_tables
from giaoban.areas.dues.register import BASES, DUES, LINES, PAYMENTS, REMITTANCES, WAIVERS
from giaoban.kit.area import Area, Demonstration, Guard, Kept

AREA = Area(
    package=__package__,
    label=pgettext_lazy("dues", "Party dues"),
    guard=Guard("personal", of_members={"basis": "person", "waiver": "person", "line": "person", "payment": "person"}),
    registers=(DUES, LINES, PAYMENTS, BASES, WAIVERS, REMITTANCES),
    grants={
        "secretary": ("*", "!dues_remittances.receive", "!dues_remittances.take_back_receipt"),
        "deputy": ("*", "!dues_remittances.receive", "!dues_remittances.take_back_receipt"),
        "committee_member": ("dues.read", "dues_remittances.read"),
        "organisation_board": "read",
        "office": ("dues.read", "dues_remittances.*", "dues_waivers.read"),
    },
    words={"dues_bases.read_amounts": "Xem tiền lương, lương hưu làm căn cứ đóng đảng phí"},
    kept_of_people=(
        Kept("Căn cứ đóng đảng phí (tiền lương, lương hưu)", Basis),
        Kept("Miễn, giảm đảng phí và lý do", Waiver),
        Kept("Đảng phí phải nộp từng tháng", Line),
        Kept("Phiếu thu đảng phí", Payment),
    ),
    own=own_tables,
    demonstration=(Demonstration("Đảng phí ba tháng của vài chi bộ …", load),),
    urls="giaoban.areas.dues.urls",
)

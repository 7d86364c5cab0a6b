"""Theory classes: two programmes, the source list, the lists of the cells, certificates that can be checked."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from giaoban.areas.classes.demo import load
from giaoban.areas.classes.models import Learner, Prospect
from giaoban.areas.classes.own import own_tables
from giaoban.areas.classes.people_registers import AWAITING, PROSPECTS, TRAINEES
from giaoban.areas.classes.register import CLASSES
from giaoban.kit.area import Area, Demonstration, Guard, Kept

_OF_CELLS = ("prospects.*", "awaiting.*", "trainees.read", "trainees.strike_off", "classes.read", "classes.verify")

AREA = Area(
    package=__package__,
    label=pgettext_lazy("classes", "Theory classes"),
    guard=Guard(
        "personal",
        from_above=("course",),
        of_members={"learner": "person", "classcertificate": "person"},
    ),
    registers=(CLASSES, PROSPECTS, AWAITING, TRAINEES),
    grants={
        "secretary": _OF_CELLS,
        "deputy": _OF_CELLS,
        "committee_member": "read",
        "organisation_board": "*",
        "propaganda_board": "*",
        "office": "read",
    },
    words={"awaiting.read": "Xem đảng viên dự bị chưa học lớp đảng viên mới"},
    kept_of_people=(
        Kept("Danh sách nguồn (quần chúng ưu tú)", Prospect),
        Kept("Học viên các lớp bồi dưỡng", Learner),
    ),
    own=own_tables,
    demonstration=(Demonstration("Lớp bồi dưỡng lý luận chính trị …", load),),
    urls="giaoban.areas.classes.urls",
)

"""Study of resolutions: plans from above, sessions, and who has studied what."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from giaoban.areas.study.models import Duty
from giaoban.areas.study.own import own_tables
from giaoban.areas.study.register import LEARNERS, STUDY
from giaoban.kit.area import Area, Guard, Kept

AREA = Area(
    package=__package__,
    label=_("Study"),
    guard=Guard(
        "personal",
        open={"document": "documents from above, common to all"},
        from_above=("plan", "session"),
        of_members={"session": "unit", "attendance": "duty__person"},
    ),
    registers=(STUDY, LEARNERS),
    grants={
        "secretary": "*",
        "deputy": "*",
        "committee_member": "read",
        "organisation_board": "*",
        "office": "read",
        "propaganda_board": "*",
    },
    words={
        "study": "Kế hoạch học tập nghị quyết",
        "study.read": "Xem việc học tập nghị quyết",
        "study.hold": "Ghi buổi học",
        "study.call_roll": "Điểm danh buổi học",
        "study.cancel_session": "Gạch bỏ buổi học",
        "learners": "Người phải học",
    },
    kept_of_people=(Kept("Học tập nghị quyết (từng người, từng văn bản)", Duty),),
    own=own_tables,
    urls="giaoban.areas.study.urls",
)

"""Disciplinary cases of members and of organisations: known to the inspection commission alone, and opened with a reason."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from giaoban.areas.discipline.models import Case
from giaoban.areas.discipline.organisation_register import ORGANISATION_DISCIPLINE
from giaoban.areas.discipline.register import DISCIPLINE
from giaoban.kit.area import Area, Guard, Kept

AREA = Area(
    package=__package__,
    label=_("Discipline"),
    guard=Guard("confidential"),
    registers=(DISCIPLINE, ORGANISATION_DISCIPLINE),
    grants={
        "inspection_commission": "*",
    },
    words={
        "discipline": "Kỷ luật",
        "discipline.read": "Xem vụ việc kỷ luật, có ghi lý do",
        "organisation_discipline.read": "Xem vụ việc kỷ luật tổ chức đảng, có ghi lý do",
    },
    kept_of_people=(Kept("Vụ việc kỷ luật (chỉ tính vụ việc người xem được mở)", Case),),
)

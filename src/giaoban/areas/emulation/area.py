"""Emulation: criteria sets, what units are scored by them, recognitions; the classification of members and organisations."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from giaoban.areas.emulation.criteria_register import CRITERIA
from giaoban.areas.emulation.demo import load
from giaoban.areas.emulation.register import EMULATION
from giaoban.kit.area import Area, Demonstration, Guard

_OF_CELLS = (
    "criteria.read",
    "emulation.read",
    "emulation.enrol",
    "emulation.score",
    "emulation.take_facts",
    "emulation.submit",
    "emulation.void",
)

AREA = Area(
    package=__package__,
    label=pgettext_lazy("emulation", "Emulation and classification"),
    guard=Guard("office", from_above=("criteriaset", "criterion")),
    registers=(EMULATION, CRITERIA),
    grants={
        "secretary": _OF_CELLS,
        "deputy": _OF_CELLS,
        "committee_member": "read",
        "organisation_board": "*",
        "propaganda_board": "read",
        "office": "read",
        "inspection_commission": "read",
    },
    demonstration=(Demonstration("Chi bộ, đảng bộ “4 tốt” …", load),),
    urls="giaoban.areas.emulation.urls",
)

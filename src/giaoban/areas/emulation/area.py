"""Emulation: criteria sets, what units are scored by them, recognitions; the classification of members and organisations."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from giaoban.areas.emulation.criteria_register import CRITERIA
from giaoban.areas.emulation.demo import load, load_ratings
from giaoban.areas.emulation.models import Rating
from giaoban.areas.emulation.own import own_tables
from giaoban.areas.emulation.ratings_register import RATED, RATINGS
from giaoban.areas.emulation.register import EMULATION
from giaoban.kit.area import Area, Demonstration, Guard, Kept

_OF_CELLS = (
    "criteria.read",
    "emulation.read",
    "emulation.enrol",
    "emulation.score",
    "emulation.take_facts",
    "emulation.submit",
    "emulation.void",
    "rated.read",
    "ratings.read",
    "ratings.draw_up",
    "ratings.rate",
    "ratings.add_missing",
    "ratings.submit_sheet",
    "ratings.void_sheet",
)

AREA = Area(
    package=__package__,
    label=pgettext_lazy("emulation", "Emulation and classification"),
    guard=Guard("personal", from_above=("criteriaset", "criterion"), of_members={"rating": "person"}),
    registers=(EMULATION, CRITERIA, RATINGS, RATED),
    grants={
        "secretary": _OF_CELLS,
        "deputy": _OF_CELLS,
        "committee_member": "read",
        "organisation_board": "*",
        "propaganda_board": ("criteria.read", "emulation.read"),
        "office": "read",
        "inspection_commission": "read",
    },
    kept_of_people=(Kept("Đánh giá, xếp loại đảng viên, người giữ chức vụ", Rating),),
    own=own_tables,
    demonstration=(
        Demonstration("Chi bộ, đảng bộ “4 tốt” …", load),
        Demonstration("Đánh giá, xếp loại đảng viên và tổ chức đảng …", load_ratings),
    ),
    urls="giaoban.areas.emulation.urls",
)

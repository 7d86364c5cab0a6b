"""2025 as it happened to the cluster: blocs end, two committees follow each; on 01/7/2025 three provinces go into others.

Confirmed: that blocs ended and what followed them (domain.md section 3, S20, S21), Quảng Ninh's 03/02/2025 and number
1789-QĐ/TU (S22), the provinces of 01/7/2025 (S25, S28). Everything else that an act must carry, such as the other days and numbers and
which organisation went to which committee, is an assumption of the demo, and each decision's summary says so.
"""

from __future__ import annotations

import re
from datetime import date

from giaoban.areas.units.operations import Ruling, SplitPart, merge, split
from giaoban.core.text import respell
from giaoban.demo.cluster import BLOCS, NAME
from giaoban.ground.access.policy import Actor
from giaoban.ground.units.models import NameSpell, Unit
from giaoban.ground.units.queries import children_of, exists, named, parent_of
from giaoban.ground.units.spells import Founding

BLOCS_END = date(2025, 2, 3)
PROVINCES_MERGE = date(2025, 7, 1)
INTO = {"Hà Giang": "Tuyên Quang", "Bắc Kạn": "Thái Nguyên", "Bắc Giang": "Bắc Ninh"}
SIGNED = {"Quảng Ninh": "1789-QĐ/TU"}

PARTY = "Đảng bộ các cơ quan Đảng tỉnh"
GOVERNMENT = "Đảng bộ Ủy ban nhân dân tỉnh"

_PARTY_WORDS = re.compile(
    r"tỉnh ủy|mttq|mặt trận|tỉnh đoàn|đoàn thanh niên|hội (liên hiệp|nông dân|cựu chiến binh|chữ thập đỏ|nhà báo|văn học)"
    r"|liên đoàn lao động|công đoàn|tòa án|viện kiểm sát|hội đồng nhân dân|hđnd|đoàn đại biểu|trường chính trị|bộ báo "
)


def play_2025(actor: Actor) -> None:
    """The tree from 03/02/2025 and from 01/7/2025 is that of the reorganisation; playing it again changes nothing."""
    (cluster,) = named(NAME, on=BLOCS_END)
    for order, bloc in enumerate(BLOCS, start=1):
        namesakes = named(bloc.province, on=BLOCS_END)
        unit = next((namesake for namesake in namesakes if parent_of(namesake, on=BLOCS_END) == cluster), None)
        if unit is not None and not _committees(bloc.province, on=BLOCS_END):
            _end_bloc(actor, unit, bloc.province, order)
    for source, target in INTO.items():
        for name in (PARTY, GOVERNMENT):
            _merge(actor, name, source, target)


def goes_to_party_committee(name: str) -> bool:
    """Whether an organisation of that name is one of Party, mass organisations, People's Council or judiciary (S20)."""
    return _PARTY_WORDS.search(respell(name).casefold()) is not None


def _committees(province: str, *, on: date) -> list[Unit]:
    return [unit for name in (PARTY, GOVERNMENT) for unit in named(f"{name} {province}", on=on)]


def _end_bloc(actor: Actor, bloc: Unit, province: str, order: int) -> None:
    names = dict(
        NameSpell.objects.filter(unit__in=children_of(bloc, on=BLOCS_END), valid__contains=BLOCS_END).values_list(
            "unit_id", "name"
        )
    )
    party = frozenset(unit for unit, name in names.items() if goes_to_party_committee(name))
    assumed = "Giả định của bản trình diễn: ngày ký"
    if province not in SIGNED:
        assumed += ", số quyết định và ngày thực hiện"
    split(
        actor=actor,
        unit=bloc,
        parts=[
            SplitPart(_committee(PARTY, province, 2 * order - 1), children=party),
            SplitPart(_committee(GOVERNMENT, province, 2 * order), children=frozenset(names) - party),
        ],
        on=BLOCS_END,
        decision=Ruling(
            issuer=f"Tỉnh ủy {province}",
            number=SIGNED.get(province, f"giả định {order:02}"),
            issued_on=date(2025, 1, 24),
            summary=f"Kết thúc hoạt động Đảng bộ Khối, lập hai đảng bộ kế tục. {assumed}, và việc từng tổ chức cơ sở "
            "về đảng bộ nào (chia theo tên; doanh nghiệp tạm xếp về Đảng bộ Ủy ban nhân dân tỉnh).",
        ),
        reason="Sắp xếp tổ chức bộ máy năm 2025",
    )


def _committee(name: str, province: str, order: int) -> Founding:
    short = "Cơ quan Đảng" if name == PARTY else "UBND"
    committee = name.replace("Đảng bộ", "Đảng ủy")
    return Founding(
        kind="upper",
        name=f"{name} {province}",
        short_name=f"{short} tỉnh {province}",
        committee=committee,
        superior=f"Tỉnh ủy {province}",
        sign="ĐU",
        place=province,
        order=order,
        aliases=(f"{committee} {province}", f"{name.replace('Ủy ban nhân dân', 'UBND')} {province}"),
    )


def _merge(actor: Actor, name: str, source: str, target: str) -> None:
    ending = named(f"{name} {source}", on=PROVINCES_MERGE)
    if not ending:
        return
    there = named(f"{name} {target}", on=PROVINCES_MERGE)
    order = 2 * len(BLOCS) + (1 if name == PARTY else 2)
    note = "" if there else f" Tổ chức cũ của tỉnh {target} ở ngoài cụm nên không có trong cây này."
    merge(
        actor=actor,
        units=ending,
        into=there[0] if there else _committee(name, target, order),
        on=PROVINCES_MERGE,
        decision=Ruling(
            issuer="Bộ Chính trị",
            number=f"giả định {source} - {target}",
            issued_on=date(2025, 6, 30),
            summary=f"Hợp nhất tổ chức đảng khi tỉnh {source} nhập vào tỉnh {target} từ 01/7/2025. "
            f"Giả định của bản trình diễn: số và ngày ký.{note}",
        ),
        reason="Sắp xếp đơn vị hành chính cấp tỉnh năm 2025",
    )


def committees_in_force(on: date) -> list[Unit]:
    """The successor committees that exist on that day, province by province."""
    provinces = dict.fromkeys([*(bloc.province for bloc in BLOCS), *INTO.values()])
    return [unit for province in provinces for unit in _committees(province, on=on) if exists(unit, on=on)]

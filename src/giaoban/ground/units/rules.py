"""Which kind of party organisation may stand under which (domain.md 1.1), and how an amount is apportioned in whole steps; codes as in ``models.Kind``."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

STANDS_UNDER: dict[str, tuple[str | None, ...]] = {
    "cluster": (None,),
    "province": (None, "cluster"),
    "upper": (None, "cluster", "province"),
    "grassroots_party_org": (None, "province", "upper"),
    "grassroots_cell": (None, "province", "upper"),
    "section": ("grassroots_party_org",),
    "cell": ("grassroots_party_org", "section"),
}
"""The kinds that may be above each kind; None is the top of the tree (an installation may begin at any such level)."""

IN_WORDS = {
    "cluster": "cụm",
    "province": "đảng bộ tỉnh",
    "upper": "đảng bộ cấp trên trực tiếp cơ sở",
    "grassroots_party_org": "đảng bộ cơ sở",
    "grassroots_cell": "chi bộ cơ sở",
    "section": "đảng bộ bộ phận",
    "cell": "chi bộ trực thuộc",
    None: "cấp cao nhất của cây tổ chức",
}


def why_not_under(kind: str, parent_kind: str | None, *, name: str, parent_name: str = "") -> list[str]:
    """Every reason why a unit of that kind cannot stand under a unit of the other kind (None: at the top)."""
    if kind not in STANDS_UNDER:
        return [f"“{kind}” không phải là một loại hình tổ chức đảng."]
    above = STANDS_UNDER[kind]
    if parent_kind in above:
        return []
    may = " hoặc ".join(IN_WORDS[kind_above] for kind_above in above if kind_above is not None)
    where = f"“{parent_name}” là {IN_WORDS[parent_kind]}" if parent_kind else "ở đây chưa có tổ chức cấp trên"
    if not may:
        return [f"“{name}” là {IN_WORDS[kind]}, chỉ đứng ở cấp cao nhất của cây tổ chức; {where}."]
    return [f"“{name}” là {IN_WORDS[kind]}, chỉ trực thuộc {may}; {where}."]


def apportion(amount: Decimal, weights: Sequence[Decimal], *, step: Decimal = Decimal(1)) -> list[Decimal]:
    """The amount dealt out by the weights in whole steps, nothing lost: the largest remainders get the last steps."""
    whole = sum(weights, Decimal(0))
    exact = [amount * weight / whole for weight in weights]
    dealt = [(value / step).to_integral_value(ROUND_FLOOR) * step for value in exact]
    left = int((amount - sum(dealt, Decimal(0))) / step)
    for index in sorted(range(len(weights)), key=lambda index: (dealt[index] - exact[index], index))[:left]:
        dealt[index] += step
    return dealt

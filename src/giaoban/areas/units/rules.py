"""Why an act on units cannot be done: every reason as a sentence. Dates are days, shares are parts of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from giaoban.ground.units.rules import IN_WORDS, STANDS_UNDER, apportion, why_not_under

SHARE = Decimal("0.0001")
"""The step in which shares are kept."""


@dataclass(frozen=True)
class Standing:
    """A unit as it stands on the day of the act; ``until`` is set when a later change of it is on record already."""

    name: str
    kind: str | None  # None: it does not exist on that day
    until: date | None = None


def why_not_dated(standing: Standing, *, on: date) -> list[str]:
    """Every reason why this unit cannot be changed on that day: acts on one unit follow one another in time."""
    if standing.kind is None:
        return [f"“{standing.name}” không tồn tại vào ngày {_day(on)}."]
    if standing.until is not None:
        return [
            f"“{standing.name}” đã có thay đổi ghi từ ngày {_day(standing.until)}, sau ngày {_day(on)}; "
            "hãy hoàn tác thay đổi đó trước."
        ]
    return []


def why_not_decided(*, issuer: str, number: str, issued_on: date, on: date) -> list[str]:
    """Every reason why this decision cannot carry an act on that day."""
    reasons = []
    if not issuer.strip():
        reasons.append("Cần ghi cơ quan ban hành quyết định.")
    if not number.strip():
        reasons.append("Cần ghi số của quyết định.")
    if issued_on > on:
        reasons.append(f"Quyết định ký ngày {_day(issued_on)}, sau ngày thực hiện {_day(on)}.")
    return reasons


def why_not_above(placed: Sequence[str]) -> list[str]:
    """Every reason why a body at the top cannot be put above these; ``placed`` are those that stand under another."""
    return [
        f"“{name}” đang trực thuộc tổ chức khác; chỉ tổ chức ở cấp cao nhất mới đưa về dưới được." for name in placed
    ]


def why_not_named(name: str, *, siblings: Iterable[str], key: str) -> list[str]:
    """Every reason why a unit cannot bear that name among its siblings; names and ``key`` come folded."""
    if not name.strip():
        return ["Cần ghi tên tổ chức đảng."]
    if key in set(siblings):
        return [f"Cùng cấp đã có tổ chức đảng tên “{name}”."]
    return []


def why_not_place(
    *, kind: str, name: str, parents: Sequence[Standing], under_itself: bool = False, at_top: bool = False
) -> list[str]:
    """Every reason why a unit cannot stand there; ``parents`` is the unit above, once for each kind that it will have."""
    if at_top:
        return why_not_under(kind, None, name=name)
    if under_itself:
        return [f"“{parents[0].name}” đang thuộc “{name}”; một tổ chức không thể trực thuộc tổ chức cấp dưới của mình."]
    reasons = []
    for parent in parents:
        if parent.kind is not None:
            reasons += why_not_under(kind, parent.kind, name=name, parent_name=parent.name)
    return list(dict.fromkeys(reasons))


def why_not_kind(kind: str, *, name: str, now: str | None, below: Mapping[str, str]) -> list[str]:
    """Every reason why the units below (name to kind) cannot stand under it once it is of that kind."""
    if kind not in STANDS_UNDER:
        return [f"“{kind}” không phải là một loại hình tổ chức đảng."]
    if kind == now:
        return [f"“{name}” đang là {IN_WORDS[kind]}; loại hình mới phải khác."]
    misfits = [child for child, child_kind in below.items() if kind not in STANDS_UNDER[child_kind]]
    if misfits:
        some = ", ".join(f"“{child}”" for child in misfits[:3]) + (" …" if len(misfits) > 3 else "")
        return [f"{len(misfits)} tổ chức bên dưới không thể trực thuộc {IN_WORDS[kind]}: {some}."]
    return []


def why_not_close(*, name: str, members: int, children: int, has_heir: bool) -> list[str]:
    """Every reason why the unit cannot end: whoever and whatever is left must be given a successor."""
    if has_heir:
        return []
    reasons = []
    if members:
        reasons.append(f"“{name}” còn {members} đảng viên; cần chọn tổ chức tiếp nhận.")
    if children:
        reasons.append(f"“{name}” còn {children} tổ chức trực thuộc; cần chọn tổ chức tiếp nhận.")
    return reasons


def why_not_receive(*, name: str, kind: str, members: int) -> list[str]:
    """Every reason why members cannot come into a unit of that kind: members belong to cells."""
    if members and kind not in ("grassroots_cell", "cell"):
        return [
            f"“{name}” là {IN_WORDS[kind]}, không trực tiếp quản lý đảng viên; {members} đảng viên phải về một chi bộ."
        ]
    return []


def why_not_merge(*, names: Sequence[str], into: str, into_among: bool) -> list[str]:
    """Every reason why these units cannot be merged into that one."""
    reasons = []
    if into_among:
        reasons.append(f"“{into}” là tổ chức tiếp nhận, không thể đồng thời bị hợp nhất.")
    if not names:
        reasons.append("Cần chọn ít nhất một tổ chức để hợp nhất.")
    reasons += [f"“{name}” được chọn nhiều lần." for name, times in Counter(names).items() if times > 1]
    return reasons


def why_not_split(*, name: str, parts: int, remains: bool) -> list[str]:
    """Every reason why a unit cannot be split in so many parts; ``remains``: it goes on itself beside them."""
    if parts + remains < 2:
        return [f"Chia “{name}” cần ít nhất hai phần; mới có {parts + remains}."]
    return []


def why_not_chosen(
    *, what: str, choices: Sequence[Iterable[int]], there: Iterable[int], names: Mapping[int, str], remains: bool
) -> list[str]:
    """Every reason why what is there is not dealt out among the parts exactly once; with ``remains`` some may stay.

    ``what`` is the noun of the sentences (“đảng viên”, “tổ chức trực thuộc”); ``names`` tells some of those left.
    """
    present = set(there)
    times = Counter(key for part in choices for key in part)
    reasons = []
    if strange := [key for key in times if key not in present]:
        reasons.append(f"{len(strange)} {what} được chọn không thuộc tổ chức được chia.")
    if twice := [key for key, count in times.items() if count > 1]:
        reasons.append(f"{len(twice)} {what} được chọn về nhiều nơi: {_some(twice, names)}.")
    left = [key for key in present if key not in times]
    if left and not remains:
        reasons.append(f"Còn {len(left)} {what} chưa được chọn về tổ chức nào: {_some(left, names)}.")
    return reasons


def why_not_shares(shares: Sequence[Decimal | None]) -> list[str]:
    """Every reason why these shares cannot be those of a split: all given or none, each above 0, together exactly 1."""
    given = [share for share in shares if share is not None]
    if not given:
        return []
    if len(given) < len(shares):
        return ["Tỷ lệ chia phải ghi cho mọi phần, hoặc không ghi cho phần nào."]
    reasons = [f"Tỷ lệ {_percent(share)} phải lớn hơn 0." for share in given if share <= 0]
    if sum(given) != 1:
        reasons.append(f"Các tỷ lệ chia phải cộng lại đúng 100%; đang là {_percent(sum(given, Decimal(0)))}.")
    return reasons


def why_not_reopen(*, name: str, ended_on: date | None, on: date) -> list[str]:
    """Every reason why a unit cannot be taken up again on that day."""
    if ended_on is None:
        return [f"“{name}” vẫn đang hoạt động."]
    if ended_on > on:
        return [f"“{name}” kết thúc ngày {_day(ended_on)}; chỉ lập lại được từ ngày đó."]
    return []


def shares_of(counts: Sequence[int]) -> list[Decimal]:
    """The shares that these counts make, in steps of 0,0001 and together exactly 1; equal ones where all are 0."""
    whole = sum(counts)
    weights = list(counts) if whole else [1] * len(counts)
    return apportion(Decimal(1), [Decimal(weight) for weight in weights], step=SHARE)


def _some(ids: Sequence[int], names: Mapping[int, str]) -> str:
    told = sorted(names.get(each, str(each)) for each in ids)
    return ", ".join(told[:3]) + (" …" if len(told) > 3 else "")


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}".replace(".", ",") + "%"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"

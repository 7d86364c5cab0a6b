"""What a list of organisations says: each row's kind, the unit above it, what must be asked about it. Pure: values in, values out.

A row with a doubt is held back, and so is what stands below it; nothing is guessed that two readings fit.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches

from giaoban.areas.units.list_table import FIELDS
from giaoban.core.spans import FIRST_DAY, LAST_DAY
from giaoban.core.text import fold
from giaoban.core.unit_names import unit_name
from giaoban.ground.units.rules import IN_WORDS, STANDS_UNDER, why_not_under

CODE = 14
"""Figures of the code of a Party organisation."""
GUESSED = 20
"""So many unknown names are compared with all others: to compare thousands would take as long as to type them."""
DEEPEST = 10
"""No unit stands deeper below the top than this."""
LONGEST = {"name": 250, "short_name": 120, "number": 60, "issuer": 200}
_SAID = {
    "dang bo cap tren truc tiep co so": "upper", "dang bo cap tren co so": "upper", "dang bo cap tren": "upper",
    "dang bo co so": "grassroots_party_org", "dbcs": "grassroots_party_org", "chi bo co so": "grassroots_cell",
    "cbcs": "grassroots_cell", "dang bo bo phan": "section", "dbbp": "section", "chi bo truc thuoc": "cell",
    "cbtt": "cell", "chi bo truc thuoc dang uy co so": "cell", "chi bo truc thuoc dang bo co so": "cell",
    "chi bo truc thuoc dang bo bo phan": "cell", "dang bo tinh": "province", "cum": "cluster",
}  # fmt: skip
_SIGNED = re.compile(r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-]\d{4}$")


@dataclass(frozen=True)
class StandingUnit:
    """A unit that stands already, with every name by which it is known, folded."""

    id: int
    name: str
    kind: str
    parent: int | None
    folds: frozenset[str]


@dataclass(frozen=True)
class ListDoubt:
    """What is not clear in a row: the field, why, and what might be meant (value and label)."""

    field: str
    reason: str
    meant: tuple[tuple[str, str], ...] = ()


@dataclass
class Listed:
    """A row as it is understood. ``parent`` is the index of another row, the id of a unit that stands, or None while unclear."""

    row: int
    name: str
    short_name: str = ""
    kind: str = ""
    parent: tuple[str, int] | None = None  # ("row", index) or ("unit", id)
    decision: tuple[str, str, date] | None = None  # issuer, number, day
    code: str = ""
    stands: int | None = None  # the unit, where it is there already
    doubts: list[ListDoubt] = field(default_factory=list)


@dataclass
class ReadList:
    """Every row of the list; ``ready`` are those that can be established, those above first."""

    rows: list[Listed]
    ready: list[int]

    @property
    def waiting(self) -> list[Listed]:
        """The rows that hang on another that is held back."""
        ready = set(self.ready)
        return [
            line for at, line in enumerate(self.rows) if at not in ready and not line.doubts and line.stands is None
        ]


def understand(
    rows: Sequence[Mapping[str, str]], *, top: StandingUnit, standing: Sequence[StandingUnit], issuer: str
) -> ReadList:
    """The list as it would stand under ``top``; ``issuer`` signed the decisions of which the list does not say who did."""
    tree = [top, *(unit for unit in standing if unit.id != top.id)]
    listed = [_read(at + 1, row, issuer) for at, row in enumerate(rows)]
    _place(listed, rows, tree)
    for at in range(len(listed)):
        _kind(at, listed, rows, {unit.id: unit for unit in tree}, frozenset())
    _twice(listed, tree)
    return ReadList(listed, _in_order(listed))


def _read(number: int, row: Mapping[str, str], issuer: str) -> Listed:
    line = Listed(number, unit_name(row.get("name", "")), row.get("short_name", ""))
    for name, most in LONGEST.items():
        if len(row.get(name, "")) > most:
            line.doubts.append(ListDoubt(name, f"{FIELDS[name].label} có {len(row[name])} ký tự; nhiều nhất {most}."))
    if not line.name:
        line.doubts.append(ListDoubt("name", "Thiếu tên tổ chức."))
    line.code = re.sub(r"[\s.]", "", row.get("code", ""))
    if line.code and not (line.code.isascii() and line.code.isdigit() and len(line.code) == CODE):
        line.doubts.append(
            ListDoubt("code", f"Mã tổ chức “{row['code']}” có {len(line.code)} ký tự; cần đúng {CODE} chữ số.")
        )
    _decision(line, row, issuer)
    return line


def _decision(line: Listed, row: Mapping[str, str], issuer: str) -> None:
    number, signed = row.get("number", ""), row.get("issued_on", "")
    if not signed and (day_behind := _SIGNED.search(number)):
        number, signed = number[: day_behind.start()].rstrip(" ,;"), day_behind[0]
        if number.casefold().endswith("ngày"):
            number = number[: -len("ngày")].rstrip(" ,;")
    if not number and not signed:
        return
    day = _day(signed)
    if signed and day is None:
        line.doubts.append(ListDoubt("issued_on", f"Không đọc được ngày “{signed}”; viết như 24/01/2025."))
    elif number and day is None:
        line.doubts.append(ListDoubt("issued_on", f"Quyết định {number} chưa có ngày; ghi ngày, hoặc bỏ trống cả số."))
    elif number and not (row.get("issuer") or issuer):
        line.doubts.append(ListDoubt("issuer", f"Chưa rõ cơ quan ban hành quyết định {number}."))
    elif number and day is not None:
        line.decision = (row.get("issuer") or issuer, number, day)


def _day(text: str) -> date | None:
    for form in ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d"):
        try:
            day = datetime.strptime(text, form).date()
        except ValueError:
            continue
        return day if FIRST_DAY <= day <= LAST_DAY else None
    return None


# -- the unit above ---------------------------------------------------------------------------------------------------


def _place(listed: list[Listed], rows: Sequence[Mapping[str, str]], tree: Sequence[StandingUnit]) -> None:
    """Every row hangs on the row or the unit that it names; in a list that names none, cells on the organisation before them."""
    called: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for unit in tree:
        for name in unit.folds:
            called[name].append(("unit", unit.id))
    for at, line in enumerate(listed):
        for name in {fold(line.name), fold(line.short_name), line.code} - {""}:
            called[name].append(("row", at))
    labels = {("unit", unit.id): unit.name for unit in tree} | {
        ("row", at): line.name for at, line in enumerate(listed)
    }
    likely: dict[str, list[str]] = {}
    names_above = any(row.get("parent") for row in rows)
    organisation: tuple[str, int] | None = None
    for at, (line, row) in enumerate(zip(listed, rows, strict=True)):
        typed = row.get("parent", "")
        if typed:
            _named(line, at, typed, called, labels, likely)
        elif not names_above and organisation and _is_cell(line, row):
            line.parent = organisation
        else:
            line.parent = ("unit", tree[0].id)
        if not names_above and not _is_cell(line, row):
            organisation = ("row", at)


def _is_cell(line: Listed, row: Mapping[str, str]) -> bool:
    """Whether the row is one of those that stand below the organisation before them."""
    kind = _SAID.get(fold(row.get("kind", "")))
    return kind in {"cell", "section"} if kind else fold(line.name).startswith("chi bo")


def _named(
    line: Listed,
    at: int,
    typed: str,
    called: Mapping[str, list[tuple[str, int]]],
    labels: Mapping[tuple[str, int], str],
    likely: dict[str, list[str]],
) -> None:
    key = fold(unit_name(typed))
    meant = called.get(key) or called.get(re.sub(r"^(?:dang uy|du) ", "dang bo ", key)) or []
    meant = [place for place in dict.fromkeys(meant) if place != ("row", at)]
    units = [place for place in meant if place[0] == "unit"]
    meant = units or meant  # what is in the list and stands already is one
    if len(meant) == 1:
        line.parent = meant[0]
    elif meant:
        line.doubts.append(
            ListDoubt("parent", f"Có {len(meant)} tổ chức tên “{typed}”; ghi mã tổ chức hoặc tên đầy đủ của cấp trên.")
        )
    else:
        if key not in likely and len(likely) < GUESSED:
            likely[key] = _likely(key, called)
        options = dict.fromkeys(
            labels[place] for name in likely.get(key, ()) for place in called[name] if place != ("row", at)
        )
        offered = tuple((name, name) for name in list(options)[:3])
        line.doubts.append(
            ListDoubt("parent", f"Không có tổ chức nào tên “{typed}”, trong danh sách cũng như trong cây.", offered)
        )


def _likely(key: str, called: Mapping[str, list[tuple[str, int]]]) -> list[str]:
    """Names that look like it, or whose first letters it gives."""
    letters = key.split(" ")[-1]
    short = [name for name in called if 2 < len(letters) < 8 and _first_letters(name).endswith(letters)]
    return [*short, *get_close_matches(key, called, n=3, cutoff=0.75)]


def _first_letters(name: str) -> str:
    return "".join(word[0] for word in name.split(" ") if word)


# -- kinds ------------------------------------------------------------------------------------------------------------


def _kind(
    at: int,
    listed: list[Listed],
    rows: Sequence[Mapping[str, str]],
    tree: Mapping[int, StandingUnit],
    above: frozenset[int],
) -> str:
    """The row's kind, that of what stands above it worked out first; empty while it is unclear."""
    line, typed = listed[at], rows[at].get("kind", "")
    if line.kind or any(doubt.field in {"kind", "parent"} for doubt in line.doubts) or line.parent is None:
        return line.kind
    if at in above or len(above) > DEEPEST:
        why = "thành cấp trên của chính mình" if at in above else f"đứng dưới hơn {DEEPEST} cấp"
        line.doubts.append(ListDoubt("parent", f"“{line.name}” {why}; ghi lại cấp trên."))
        return ""
    where, key = line.parent
    over = tree[key].kind if where == "unit" else _kind(key, listed, rows, tree, above | {at})
    if not over or line.parent is None:
        return ""
    fitting = tuple((IN_WORDS[kind], IN_WORDS[kind]) for kind, parents in STANDS_UNDER.items() if over in parents)
    kind = _SAID.get(fold(typed)) or _by_name(line.name, typed, over)
    if not fitting:
        where = _name_above(line, listed, tree)
        line.doubts.append(ListDoubt("parent", f"“{where}” là {IN_WORDS[over]} nên không có tổ chức trực thuộc."))
    elif not kind:
        why = f"Không rõ “{typed}” là loại hình nào." if typed else "Chưa ghi là đảng bộ hay chi bộ."
        line.doubts.append(ListDoubt("kind", why, fitting))
    elif reasons := why_not_under(kind, over, name=line.name, parent_name=_name_above(line, listed, tree)):
        line.doubts.append(ListDoubt("kind", " ".join(reasons), fitting))
    else:
        line.kind = kind
    return line.kind


def _by_name(name: str, typed: str, over: str) -> str:
    """The kind that a name has below a unit of the other kind, where only one is possible."""
    word = next((word for word in ("chi bo", "dang bo") if fold(typed or name).startswith(word)), "")
    fitting = [
        kind
        for kind, parents in STANDS_UNDER.items()
        if over in parents and word and fold(IN_WORDS[kind]).startswith(word)
    ]
    return fitting[0] if len(fitting) == 1 else ""


def _name_above(line: Listed, listed: Sequence[Listed], tree: Mapping[int, StandingUnit]) -> str:
    assert line.parent is not None
    where, key = line.parent
    return tree[key].name if where == "unit" else listed[key].name


# -- twice, and in which order ----------------------------------------------------------------------------------------


def _twice(listed: list[Listed], tree: Sequence[StandingUnit]) -> None:
    """What stands already is left alone; what the list says twice is asked about."""
    there = {(unit.parent, name): unit for unit in tree for name in unit.folds}
    codes = {name: unit for unit in tree for name in unit.folds if len(name) == CODE and name.isdigit()}
    first: dict[tuple[tuple[str, int] | None, str], int] = {}
    coded: dict[str, int] = {}
    for _level in range(DEEPEST):  # what stands below a row is tree when the row itself is
        for line in listed:
            above = _stands_above(line, listed)
            if line.name and above is not None and (unit := there.get((above, fold(line.name)))):
                line.stands = unit.id
    for line in listed:
        if line.code and (owner := codes.get(line.code)) and owner.id != line.stands:
            line.doubts.append(ListDoubt("code", f"Mã {line.code} đang là của “{owner.name}”."))
        if line.code and coded.setdefault(line.code, line.row) != line.row:
            line.doubts.append(ListDoubt("code", f"Dòng {coded[line.code]} đã có mã {line.code}."))
        if line.parent is None or not line.name:
            continue
        earlier = first.setdefault((line.parent, fold(line.name)), line.row)
        if earlier != line.row:
            line.doubts.append(
                ListDoubt("name", f"Dòng {earlier} cũng tên “{line.name}”, cùng cấp trên; sửa tên hoặc bỏ dòng này.")
            )


def _stands_above(line: Listed, listed: Sequence[Listed]) -> int | None:
    """The unit above that stands already; None where it is still to come."""
    if line.parent is None:
        return None
    where, key = line.parent
    return key if where == "unit" else listed[key].stands


def _in_order(listed: Sequence[Listed]) -> list[int]:
    """The rows that can be established, each after the row that it hangs on."""
    ready: dict[int, None] = {}
    held = {at for at, line in enumerate(listed) if line.doubts or not line.kind}
    for at in range(len(listed)):
        chain: list[int] = []
        step: int | None = at
        while step is not None and step not in ready and listed[step].stands is None and step not in held:
            chain.append(step)
            parent = listed[step].parent
            step = parent[1] if parent and parent[0] == "row" else None
        if step is not None and step in held and step not in ready:
            continue
        ready |= dict.fromkeys(reversed(chain))
    return list(ready)

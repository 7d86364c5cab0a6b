"""Whose report it is and of which period, from its head, its title and its first sentences."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from giaoban.core.text import fold, respell
from giaoban.core.words import Block

_DATA = tomllib.loads((Path(__file__).parent / "places.toml").read_text("utf-8"))
PROVINCES: tuple[str, ...] = tuple(sorted(_DATA["provinces"], key=len, reverse=True))
REGIONS: tuple[str, ...] = tuple(sorted(_DATA["regions"], key=len, reverse=True))
BLOCS_UNTIL: date = _DATA["blocs_until"]
PROVINCES_UNTIL: date = _DATA["provinces_until"]

_PROVINCE = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in PROVINCES)
PROVINCE = re.compile(rf"(?<!\w)(?:{_PROVINCE})(?!\w)", re.IGNORECASE)
_REGION = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, REGIONS))})(?!\w)", re.IGNORECASE)
_KINDS = r"(?:các\s+)?cơ\s+quan(?:\s+và\s+doanh\s+nghiệp|,\s*doanh\s+nghiệp)?|(?:các\s+)?doanh\s+nghiệp|dân\s*[,-]?\s*chính\s*[,-]?\s*đảng"
BLOC = re.compile(
    rf"(?P<body>đảng\s+(?:ủy|bộ))\s+khối\s+(?P<kind>{_KINDS})(?:\s+(?:thuộc\s+)?(?:tỉnh|thành\s+phố|t\.|tp\.?))?(?:\s+(?P<province>{_PROVINCE})(?!\w))?",
    re.IGNORECASE,
)
_SUCCESSOR = re.compile(
    rf"đảng\s+(?:ủy|bộ)\s+(?:các\s+cơ\s+quan\s+đảng|ủy\s+ban\s+nhân\s+dân|ubnd)\s+(?:tỉnh|thành\s+phố)(?:\s+(?:{_PROVINCE})(?!\w))?",
    re.IGNORECASE,
)
_CLUSTER = re.compile(r"(?<!\w)(?:toàn\s+)?cụm(?!\w)", re.IGNORECASE)
_ADDRESSED = re.compile(r"\s*(?:kính gửi|nơi nhận|căn cứ|thực hiện|theo|-)", re.IGNORECASE)
"""A line of the head that names whom the text is for or what it goes by, and not whose it is."""
_TOLD_THE_CLUSTER = re.compile(r"(?:gửi|trình|thành viên|\w\s+báo cáo(?: với)?)\s+(?:các\s+)?$", re.IGNORECASE)
"""What stands before a cluster that is told of something, and does not tell."""
_SUPERIOR = re.compile(
    rf"^\s*(?:(?:tỉnh|thành)\s+ủy|đảng bộ\s+(?:tỉnh|thành phố))\s+(?:{_PROVINCE})(?!\w)[\s*]*", re.IGNORECASE
)
_SAID_OF_IT = re.compile(r"[ ,]+[a-zà-ỹđ]")
"""A name that goes on in small letters is the subject of a sentence, and no line of the head."""
_COMMITTEE_ABOVE = re.compile(rf"(?:tỉnh|thành)\s+(?:ủy|đảng bộ)\s+(?P<province>{_PROVINCE})(?!\w)", re.IGNORECASE)
_DATELINE = re.compile(rf"(?P<province>{_PROVINCE}),\s+ngày\s+\d", re.IGNORECASE)

_HALF = re.compile(
    r"(?:6|sáu)\s+tháng(?P<part>\s+(?:đầu|cuối))?(?:\s+năm)?(?:(?:\s*[,;]|\s+và)[^.]{0,80}?năm)?\s+(?P<year>20\d\d|19\d\d)",
    re.IGNORECASE,
)
_PERIODS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("half", re.compile(r"nửa\s+(?P<part>đầu|cuối)\s+năm\s+(?P<year>20\d\d)", re.IGNORECASE)),
    (
        "months",
        re.compile(
            r"(?P<months>\d{1,2}|ba|tám|chín|mười)\s+tháng(?:\s+đầu)?(?:\s+năm)?(?:(?:\s*[,;]|\s+và)[^.]{0,80}?năm)?\s+(?P<year>20\d\d)",
            re.IGNORECASE,
        ),
    ),
    (
        "quarter",
        re.compile(r"quý\s+(?P<quarter>[IV]+|[1-4])(?:\s*/\s*|\s+năm\s+|\s*-\s*)(?P<year>20\d\d)", re.IGNORECASE),
    ),
    (
        "year",
        re.compile(
            r"(?:công tác|tổng kết|kết quả|báo cáo|hoạt động)[^.;]{0,60}?\bnăm\s+(?P<year>20\d\d)", re.IGNORECASE
        ),
    ),
)
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
_SPELT_MONTHS = {"ba": 3, "tám": 8, "chín": 9, "mười": 10}
FULL_DATE = re.compile(
    r"\b\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*(?:19|20)\d\d\b|ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}|tháng\s+\d{1,2}\s*[/-]\s*20\d\d|tháng\s+\d{1,2}\s+năm\s+20\d\d",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Body:
    """A committee as the text names it, and the province that it stands in (none where the text does not say)."""

    name: str
    kind: str
    province: str
    block: int
    start: int


@dataclass(frozen=True)
class ReportHead:
    """Whose report, of which period, and whether it is one body's or a cluster's."""

    unit: str
    period: str
    province: str
    is_cluster: bool
    year: int


def head_of(blocks: Sequence[Block]) -> ReportHead:
    """What the document says of itself; empty texts where it says nothing."""
    texts = [respell(part) for block in blocks for part in (block.cells or (block.text,))]
    top = texts[: max(12, len(texts) // 3)]
    period = period_of(top) or period_of(texts)
    year = int(period[:4]) if period else 0
    if cluster := _cluster(top):
        return ReportHead(cluster, period, "", True, year)
    bodies = bodies_of(texts)
    province = _province(top, bodies)
    own = [body for body in bodies if body.province in {"", province}]
    if own:
        kind = next((body.kind for body in own if body.province), own[0].kind)
        return ReportHead(f"Đảng ủy Khối {kind} tỉnh {province}".strip(), period, province, False, year)
    for text in texts:
        if match := _SUCCESSOR.search(text):
            named = re.sub(r"\s+", " ", match[0])
            if province and fold(province) not in fold(named):
                named = f"{named} {province}"
            return ReportHead(_titled(named), period, province, False, year)
    return ReportHead(f"Đảng bộ tỉnh {province}" if province else "", period, province, False, year)


def _titled(name: str) -> str:
    return name if not name.isupper() else name.capitalize()


def _cluster(top: Sequence[str]) -> str:
    """The cluster's name where the report is one's: the head or the title speaks of it."""
    spoken = [text for text in top if _CLUSTER.search(text)]
    if not spoken or not _is_headed_by_it(top[:6]):
        return ""
    for text in [*spoken, *top]:
        if match := _REGION.search(text):
            region = next(name for name in REGIONS if fold(name) == fold(match[0]))
            return f"Cụm Đảng ủy Khối các tỉnh {region}"
    named = re.search(r"[Cc]ụm(?: thi đua)? ((?:số )?[\dIVX]+|[A-ZĐ]\w+(?: [A-ZĐ]\w+)*)", " ".join(spoken))
    return f"Cụm {named[1]}" if named else "Cụm"


def _is_headed_by_it(top: Sequence[str]) -> bool:
    """Whether the head speaks of a cluster before any line that is nothing but a committee's name."""
    for line in (line for text in top for line in text.splitlines()):
        body = BLOC.match(_SUPERIOR.sub("", line))
        if body and not _SAID_OF_IT.match(body.string, body.end()):
            return False
        spoken = [
            match
            for match in _CLUSTER.finditer(line)
            if not _TOLD_THE_CLUSTER.search(line[max(0, match.start() - 40) : match.start()])
        ]
        if spoken and not _ADDRESSED.match(line):
            return True
    return False


def bodies_of(texts: Sequence[str]) -> list[Body]:
    """Every mention of a bloc committee by its kind, in the order of the text."""
    bodies = []
    for number, text in enumerate(texts):
        for match in BLOC.finditer(text):
            bodies.append(
                Body(
                    re.sub(r"\s+", " ", match[0]),
                    _kind(match["kind"]),
                    canonical(match["province"] or ""),
                    number,
                    match.start(),
                )
            )
    return bodies


def _kind(written: str) -> str:
    bare = fold(written)
    if "co quan" in bare:
        return "các cơ quan và doanh nghiệp" if "doanh nghiep" in bare else "các cơ quan"
    return "doanh nghiệp" if "doanh nghiep" in bare else "Dân Chính Đảng"


def canonical(province: str) -> str:
    """The province's name as it is written properly, however it was typed."""
    return next((name for name in PROVINCES if fold(name) == fold(re.sub(r"\s+", " ", province))), "")


def _province(top: Sequence[str], bodies: Sequence[Body]) -> str:
    for pattern in (_COMMITTEE_ABOVE, _DATELINE):
        for text in top:
            if match := pattern.search(text):
                return canonical(match["province"])
    named = Counter(body.province for body in bodies if body.province)
    if named:
        return max(named, key=lambda name: named[name])
    mentioned = Counter(canonical(match[0]) for text in top for match in PROVINCE.finditer(text))
    return max(mentioned, key=lambda name: mentioned[name]) if mentioned else ""


def period_of(texts: Sequence[str]) -> str:
    """The first period that the texts name with its year: 2023-H1, 2020-9M, 2021-Q1, 2022."""
    for text in texts:
        flat = re.sub(r"\s+", " ", text)
        places = [(match.start(), _half(match)) for match in [_HALF.search(flat)] if match]
        for name, pattern in _PERIODS:
            if match := pattern.search(flat):
                places.append((match.start(), _named(name, match)))
        years = [place for place in places if "-" not in place[1]]
        exact = [place for place in places if "-" in place[1]]
        if exact or years:
            return min(exact or years)[1]
    return ""


def _half(match: re.Match[str]) -> str:
    return f"{match['year']}-{'H2' if (match['part'] or '').strip().lower() == 'cuối' else 'H1'}"


def _named(name: str, match: re.Match[str]) -> str:
    year = match["year"]
    if name == "half":
        return _half(match)
    if name == "months":
        months = _SPELT_MONTHS.get(match["months"].lower()) or int(match["months"])
        return {3: f"{year}-Q1", 6: f"{year}-H1", 12: year}.get(months, f"{year}-{months}M")
    if name == "quarter":
        written = match["quarter"].upper()
        return f"{year}-Q{_ROMAN.get(written) or written}"
    return year


def months_of(period: str) -> int:
    """How many months the period has; six where it does not say."""
    _, _, part = period.partition("-")
    if not part:
        return 12 if period else 6
    return {"H": 6, "Q": 3}.get(part[0]) or int(part[:-1])


def last_day(period: str) -> date | None:
    """The day after the period's end; None where there is no period."""
    if not period:
        return None
    year, _, part = period.partition("-")
    end = {"": 12, "H1": 6, "H2": 12, "Q1": 3, "Q2": 6, "Q3": 9, "Q4": 12}.get(part) or int(part[:-1])
    return date(int(year) + (end == 12), end % 12 + 1, 1)

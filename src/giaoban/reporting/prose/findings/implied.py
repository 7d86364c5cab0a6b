"""What a number says of another that is not written: the base of a growth, the largest of those listed, what a table counts."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from giaoban.reporting.counted import kind_of_unit
from giaoban.reporting.forms import start_forms
from giaoban.reporting.prose.findings.amounts import fits
from giaoban.reporting.prose.findings.finding import ProseFinding, written
from giaoban.reporting.prose.numerals import house, mask, unmarked
from giaoban.reporting.prose.sentences import sentences

if TYPE_CHECKING:
    from giaoban.core.words import Block
    from giaoban.reporting.prose.report import ProseReport

_AMOUNT = r"\d{1,3}(?:\.\d{3})+|\d+"
_GREW = re.compile(
    rf"(?<![\d.,/])(?<!trên )(?<!hơn )(?<!gần )(?<!khoảng )(?P<now>{_AMOUNT})(?![\d.,]*\d|\s*%|\s*/)\s+"
    r"(?P<what>[^\d.;:()%,]{2,50}?)\s*[,(]?\s*(?P<way>tăng|giảm)(?: được)?\s+(?P<share>\d{1,4},\d{1,2})\s*%(?P<behind>[^.;]{0,80})"
)
"""“267 tổ chức đảng (tăng 53,45%)”: a whole number, what it counts, and by how many per cent it grew."""
_BASE_TOLD = re.compile(
    rf"(?:so với|từ|cùng kỳ[^\d]{{0,20}}|là|:|\()\s*(?:con số|mức)?\s*(?:{_AMOUNT})(?!\s*%)|chỉ tiêu|kế hoạch"
)
_LISTED = re.compile(r"trong đó|gồm(?: có)?|cụ thể(?: là)?|như sau|(?<=[a-zà-ỹ]):")
_MOST = re.compile(r"nhiều nhất|cao nhất|đông nhất|lớn nhất|dẫn đầu")
_LEAST = re.compile(r"ít nhất|thấp nhất")
_ITEM = re.compile(r"\s*(?:[,;]|\bvà\b|\brồi đến\b|\btiếp đến\b|\btiếp theo\b)\s*")
_BODY = re.compile(
    r"\b(?:đảng bộ|đảng ủy|chi bộ|huyện|thành phố|thị xã|tp|tỉnh|quận|phường|xã|sở|ban|công ty|tổng công ty|trường|bệnh viện|khối|cục|viện|chi cục)\b"
)
_NAME = re.compile(r"[A-ZĐÀ-Ỹ]\w+(?:\s+[A-ZĐÀ-Ỹ]\w+)*")
_NUMBER = re.compile(
    rf"(?<![\w.,/-])(?P<vague>trên |hơn |gần |khoảng |dưới )?(?P<value>{_AMOUNT})(?![\w.,]*\d)(?P<share>\s*%)?\s*(?P<noun>[^\W\d]+(?: [^\W\d]+)?)?"
)


def growth_without_base(report: ProseReport) -> Iterator[ProseFinding]:
    """A number that grew by so many per cent grew from a whole one, where the text does not say from which."""
    for block in report.words.running():
        for text in block.cells or (block.text,):
            plain = house(unmarked(mask(text)))
            for match in _GREW.finditer(plain):
                if _BASE_TOLD.search(match["behind"]):
                    continue  # held against what is told
                now = float(match["now"].replace(".", ""))
                share = float(match["share"].replace(",", "."))
                factor = 1 + share / 100 if match["way"] == "tăng" else 1 - share / 100
                if now < 1 or factor <= 0 or _grew_from_whole(now, match["share"], share, match["way"]):
                    continue
                yield ProseFinding(
                    "implied_base_of_growth", (), "warning",
                    f"Không có số kỳ trước nguyên nào để {written(now)} {match['what'].strip()} là {match['way']} {match['share']}%: "
                    f"tính ngược được {written(round(now / factor, 2))}.", block.place,
                )  # fmt: skip


def _grew_from_whole(now: float, text: str, share: float, way: str) -> bool:
    """Whether a whole number of before gives that share, rounded or cut off."""
    near = now / (1 + share / 100 if way == "tăng" else 1 - share / 100)
    return any(
        base > 0 and fits(text, share, abs(now / base - 1) * 100) != "wrong"
        for base in (math.floor(near), math.ceil(near))
    )


@dataclass(frozen=True)
class _Listed:
    """One of those listed in a sentence: its words, its number, what it counts."""

    words: str
    value: float
    noun: str


def largest_of_those_listed(report: ProseReport) -> Iterator[ProseFinding]:
    """What is called the most is the most of those listed beside it, and those listed are together no more than all."""
    for block in report.words.running():
        if block.cells:
            continue
        for _start, sentence in sentences(block.text):
            plain = unmarked(mask(sentence))
            if cut := _LISTED.search(house(plain)):
                yield from _listed(plain[: cut.start()], plain[cut.end() :], block)


def _listed(before: str, listed: str, block: Block) -> Iterator[ProseFinding]:
    items = list(_items(listed))
    if len(items) < 2:
        return
    most = [item for item in items if _MOST.search(house(item.words))]
    for extreme, pattern, larger in (
        (most, _MOST, True),
        ([i for i in items if _LEAST.search(house(i.words))], _LEAST, False),
    ):
        for item in extreme[:1]:
            others = [other for other in items if other is not item and other.noun == item.noun]
            beyond = [other for other in others if (other.value > item.value) == larger and other.value != item.value]
            if beyond:
                word = pattern.search(house(item.words))
                yield ProseFinding(
                    "most_is_not_most", (), "warning",
                    f"“{item.words.strip()}” gọi là {word[0] if word else ''} ({written(item.value)}) nhưng “{beyond[0].words.strip()}” có {written(beyond[0].value)}.",
                    block.place,
                )  # fmt: skip
    whole = _whole(before, items)
    same = [item for item in items if item.noun == items[0].noun]
    if whole is not None and len(same) == len(items) and sum(item.value for item in items) > whole:
        added = " + ".join(written(item.value) for item in items)
        yield ProseFinding(
            "parts_above_headline", (), "error",
            f"Các đơn vị kể ra cộng lại {added} = {written(sum(item.value for item in items))}, nhiều hơn tổng {written(whole)}.",
            block.place,
        )  # fmt: skip


def _items(listed: str) -> Iterator[_Listed]:
    """The bodies listed with a number of their own each; what is no body (women, youth) or has two numbers is none."""
    for piece in _ITEM.split(listed):
        counted = [match for match in _NUMBER.finditer(piece) if not match["share"] and not match["vague"]]
        lowered = house(piece)
        named = _BODY.search(lowered) or _NAME.search(piece)
        if len(counted) != 1 or not named:
            continue
        noun = _noun(counted[0]["noun"] or "")
        yield _Listed(piece, float(counted[0]["value"].replace(".", "")), noun)


_COUNTED = re.compile(r"đảng viên|đồng chí|người|quần chúng|tổ chức|chi bộ|đảng bộ|cuộc|lượt|lớp|học viên")
_PERSONS = {"đảng viên", "đồng chí", "người", "quần chúng", "học viên"}


_ASIDE = re.compile(r"\([^()]*\)")
_OF_ANOTHER = re.compile(r"(?:chỉ tiêu|kế hoạch|mục tiêu|cùng kỳ|năm trước|so với)[^,;]{0,30}$")


def _noun(words: str) -> str:
    match = _COUNTED.match(house(words))
    if match is None:
        return ""
    return "người" if match[0] in _PERSONS else match[0]


def _whole(before: str, items: Sequence[_Listed]) -> float | None:
    """The number that the list is of: the last before it that is not told aside, where it counts the same."""
    before = _ASIDE.sub(lambda aside: " " * len(aside[0]), before)
    counted = [match for match in _NUMBER.finditer(before) if not match["share"]]
    if not counted or counted[-1]["vague"] or re.search(r"[,;]", before[counted[-1].end() :].rstrip(" ,;")):
        return None
    if _OF_ANOTHER.search(house(before[: counted[-1].start()])):
        return None
    noun, listed = _noun(counted[-1]["noun"] or ""), {item.noun for item in items} - {""}
    if not noun or (listed and listed != {noun}):
        return None
    return float(counted[-1]["value"].replace(".", ""))


_UNIT_ABOVE = re.compile(r"(?:\bđvt|đơn vị tính|đơn vị)\s*:\s*(?P<unit>[^\W\d]+(?: [^\W\d]+)?)", re.IGNORECASE)
_OF_BODIES = re.compile(
    r"(?:kiểm tra|giám sát|kỷ luật|khiếu nại|danh sách|số lượng|thành lập)[^.;]{0,40}\btổ chức(?: cơ sở)? đảng\b"
)


def unit_of_table(report: ProseReport) -> Iterator[ProseFinding]:
    """The unit written above a table is what its lines count: no “đảng viên” over a table of organisations."""
    units = {line.code: line.unit_of_count for form in start_forms() for line in form.lines}
    blocks = report.words.running()
    for table in dict.fromkeys(block.table for block in blocks if block.table):
        above, unit = _unit_above(blocks, table)
        kind = kind_of_unit(unit)
        if not kind:
            continue
        rows = {at for at, block in enumerate(report.words.blocks) if block.table == table}
        lines = {figure.code for figure in report.figures if figure.from_table and figure.place.block in rows}
        counted = {kind_of_unit(units[code]) for code in lines if code in units} - {""}
        title = house(above)
        if lines and counted and kind not in counted:
            what = f"các dòng đếm theo {', '.join(sorted({units[code] for code in lines if code in units}))}"
        elif not lines and kind == "người" and _OF_BODIES.search(title) and "đảng viên" not in _without_unit(title):
            what = "biểu đếm tổ chức đảng"
        else:
            continue
        yield ProseFinding(
            "unit_label", tuple(sorted(lines)), "warning", f"Biểu ghi đơn vị tính “{unit}” nhưng {what}.",
            next(block.place for block in blocks if block.table == table),
        )  # fmt: skip


def _without_unit(title: str) -> str:
    return _UNIT_ABOVE.sub("", title)


def _unit_above(blocks: Sequence[Block], table: int) -> tuple[str, str]:
    """What is written in the three paragraphs above a table, and the unit of count that stands there."""
    first = next(at for at, block in enumerate(blocks) if block.table == table)
    above: list[str] = []
    for block in reversed(blocks[max(0, first - 3) : first]):
        if block.table:
            break
        above.insert(0, block.text)
    text = " ".join(above)
    unit = _UNIT_ABOVE.search(text)
    return text, unit["unit"] if unit else ""


LOOKS: tuple[Callable[[ProseReport], Iterator[ProseFinding]], ...] = (
    growth_without_base, largest_of_those_listed, unit_of_table,
)  # fmt: skip

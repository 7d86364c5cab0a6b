"""Tables of a report: lines down the side and periods across, committees down the side and lines across, or acting levels."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from giaoban.core.text import fold, squeeze
from giaoban.core.words import Block
from giaoban.core.words.blocks import BETWEEN
from giaoban.reporting.forms import start_forms
from giaoban.reporting.prose.heads import PROVINCE, ReportHead, canonical
from giaoban.reporting.prose.numerals import Approximate, numbers
from giaoban.reporting.prose.placing import Context, Sentence
from giaoban.reporting.prose.said import Rest, TextPlace, WrittenFigure

_FORMS = start_forms()
_CODE = re.compile(r"[1-5]\.\d(?:\.(?:\d|[ab]))?")
_TOTAL = re.compile(r"(?:tong(?: cong| so)?|cong|toan cum|toan dang bo|chung)\b")
_LEVELS = re.compile(r"ban thuong vu|btv|uy ban kiem tra|ubkt|cap uy|dang uy co so|thuong truc|chi uy|chi bo|dang uy")
_NUMERIC = re.compile(
    r"\s*[-–—]?\s*(?:(?:trên|hơn|gần|dưới|khoảng)\s+)?\d[\d., \u00a0]*\s*%?\s*[-–—]?\s*", re.IGNORECASE
)


@dataclass(frozen=True)
class Tabled:
    """What a table holds, and the sums of its total row that do not come out: line, stated, added."""

    figures: list[WrittenFigure]
    rest: list[Rest]
    wrong_sums: list[tuple[str, float, float, TextPlace]]


def line_of_label(label: str) -> str:
    """The line of the form that a label names, by the form's own labels, then by the grammar; nothing when none."""
    bare = squeeze(re.sub(r"\([^)]*\)|^[\W\d_]*(?:\.\d+)*[.)]?\s*", " ", label)).strip(" :–-")
    if match := re.match(rf"\s*({_CODE.pattern})\b", label):
        return match[1]
    if not bare or len(bare) > 120:
        return ""
    wanted = fold(bare)
    for form in reversed(_FORMS):
        for line in form.lines:
            if wanted in {fold(name) for name in (line.label, *line.aliases)}:
                return line.code
    context = Context()
    Sentence(f"{bare}: 7", 0, context).read()
    codes = {figure.code for figure in context.figures if figure.sure}
    return codes.pop() if len(codes) == 1 else ""


def role_of_head(head: str, year: int) -> str:
    """The role of a column by its head: value, same_period, target, percent_of_target, cumulative, change, or nothing."""
    bare = fold(head)
    years = [int(year_text) for year_text in re.findall(r"\b(?:19|20)\d\d\b", bare)]
    if re.search(r"tang|giam|so sanh|chenh lech|(?:so voi|voi) cung ky", bare):
        return "change"
    if re.search(r"%|ty le|ti le", bare) and re.search(r"chi tieu|ke hoach|dat|hoan thanh", bare):
        return "percent_of_target"
    if "cung ky" in bare or (years and year and max(years) == year - 1):
        return "same_period"
    if "luy ke" in bare or "nhiem ky" in bare:
        return "cumulative"
    if re.search(r"(?:chi tieu|ke hoach)", bare):
        return "target"
    if re.search(r"ghi chu|don vi tinh|dvt|^(?:tt|stt|ma|ma so)$|^so tt$", bare) or (
        years and year and max(years) != year
    ):
        return ""
    return "value"


_KINDS = {
    "kiem tra": "inspected", "so cuoc kiem tra": "inspected", "giam sat": "supervised", "so cuoc giam sat": "supervised",
}  # fmt: skip


class TableReader:
    """One table being read."""

    def __init__(
        self,
        rows: Sequence[tuple[int, Block]],
        head: ReportHead,
        topic: str,
        carried: Callable[[str, int, str, str], Context],
    ) -> None:
        self.rows = rows
        self.head = head
        self.topic = topic
        self.carried = carried
        self.tabled = Tabled([], [], [])

    def read(self) -> Tabled:
        """The figures of the table; a head of the document laid out as a table has none."""
        cells = [block.cells for _, block in self.rows]
        numeric = sum(bool(_NUMERIC.fullmatch(cell)) for row in cells for cell in row)
        if len(self.rows) < 2 or numeric < 2:
            return self.tabled
        heads = self._heads(cells)
        lines = {
            column: line_of_label(text) for column, text in enumerate(heads) if text and not _NUMERIC.fullmatch(text)
        }
        lines = {column: code for column, code in lines.items() if code}
        if len(lines) >= 2:
            self._across(lines)
        else:
            self._down(heads)
        return self.tabled

    def _heads(self, cells: list[tuple[str, ...]]) -> tuple[str, ...]:
        first = cells[0]
        return () if sum(bool(_NUMERIC.fullmatch(cell)) for cell in first) > 1 else first

    def _at(self, index: int, column: int = -1, text: str = "") -> TextPlace:
        """The place of that text in its cell, else of the whole row."""
        number, block = self.rows[index]
        start = self._start(block, column) + block.cells[column].find(text) if text else -1
        if not text or block.text[start : start + len(text)] != text:
            return TextPlace(number, block.place, 0, len(block.text))
        return TextPlace(number, block.place, start, start + len(text))

    def _start(self, block: Block, column: int) -> int:
        """Where the cell begins in the text of its row."""
        return sum(len(cell) + len(BETWEEN) for cell in block.cells[:column] if cell)

    def _number(self, cell: str, index: int) -> tuple[float, Approximate | None, str] | None:
        if not _NUMERIC.fullmatch(cell) or not re.search(r"\d", cell):
            return None
        amounts = numbers(cell, spelt=False)
        if len(amounts) != 1:
            return None
        return amounts[0].value, amounts[0].approximate, amounts[0].text

    # -- lines down the side ------------------------------------------------------------------------------------------

    def _down(self, heads: tuple[str, ...]) -> None:
        above = ""
        for index, (_, block) in enumerate(self.rows):
            if heads and index == 0:
                continue
            label, code, column = self._label(block.cells)
            if not label:
                continue
            if (
                not code
                and _LEVELS.match(fold(label))
                and self.topic in {"inspected_and_supervised", "inspected", "supervised"}
            ):
                self._level(index, block, column, label)
            elif code:
                self._row(index, block, code, column, heads)
                above = code
            elif above == "5.1" and (kind := _KINDS.get(fold(label).strip(" -–+*:.()"))):
                self._kind(index, block, column, heads, kind)
            else:
                self._unknown(index, block, column, label)

    def _label(self, cells: Sequence[str]) -> tuple[str, str, int]:
        for column, cell in enumerate(cells):
            if _CODE.fullmatch(cell.strip()):
                label = next((cell for cell in cells[column + 1 :] if re.search(r"[^\W\d_]{2}", cell)), cell)
                return label, cell.strip(), cells.index(label)
        for column, cell in enumerate(cells):
            if re.search(r"[^\W\d_]{2}", cell) and not _NUMERIC.fullmatch(cell):
                return cell, line_of_label(cell), column
        return "", "", 0

    def _row(self, index: int, block: Block, code: str, column: int, heads: tuple[str, ...]) -> None:
        last: WrittenFigure | None = None
        taken: set[str] = set()
        for position in range(column + 1, len(block.cells)):
            cell = block.cells[position]
            role = role_of_head(heads[position], self.head.year) if position < len(heads) else "value"
            number = self._number(cell, index)
            if number is None or not role or role == "change":
                if re.search(r"\d", cell) and re.search(r"[^\W\d_]{2}", cell) and role not in {"change"}:
                    self._remark(index, position, code, last)
                continue
            value, approximate, text = number
            if role in taken:  # a second column of the same kind: which is meant cannot be known
                self.tabled.rest.append(Rest(value, text, self._at(index, position, text), block.cells[column]))
                continue
            taken.add(role)
            figure = WrittenFigure(
                code,
                value,
                text,
                self._at(index, position, text),
                role,
                approximate,
                sure=True,
                from_table=True,
            )
            self.tabled.figures.append(figure)
            last = figure if role == "value" else last

    def _remark(self, index: int, position: int, code: str, last: WrittenFigure | None) -> None:
        number, block = self.rows[index]
        cell = block.cells[position]
        context = self.carried(cell, number, block.place, code)
        if last is not None:
            context.last = last
        sentence = Sentence(cell, self._start(block, position), context)
        sentence.codes = [code]
        sentence.learning = code in {"2.2", "2.2.1", "2.2.2"}
        sentence.class_code = code if sentence.learning else ""
        sentence.read()
        self.tabled.figures.extend(context.figures)
        self.tabled.rest.extend(context.rest)

    def _level(self, index: int, block: Block, column: int, label: str) -> None:
        for position, cell in enumerate(block.cells[column + 1 :], start=column + 1):
            if number := self._number(cell, index):
                at = self._at(index, position, number[2])
                self.tabled.rest.append(Rest(number[0], number[2], at, label, "5.1", "board"))

    def _kind(self, index: int, block: Block, column: int, heads: tuple[str, ...], kind: str) -> None:
        """What was inspected, or supervised, of the inspections of the row above; numbers of other times have no line."""
        told = False
        for position, cell in enumerate(block.cells[column + 1 :], start=column + 1):
            if number := self._number(cell, index):
                role = role_of_head(heads[position], self.head.year) if position < len(heads) else "value"
                of, which = ("", "") if told or role != "value" else ("5.1", kind)
                told = told or role == "value"
                at = self._at(index, position, number[2])
                self.tabled.rest.append(Rest(number[0], number[2], at, block.cells[column], of, which))

    def _unknown(self, index: int, block: Block, column: int, label: str) -> None:
        for position, cell in enumerate(block.cells[column + 1 :], start=column + 1):
            if number := self._number(cell, index):
                self.tabled.rest.append(Rest(number[0], number[2], self._at(index, position, number[2]), label))

    # -- lines across -------------------------------------------------------------------------------------------------

    def _across(self, lines: dict[int, str]) -> None:
        sums = dict.fromkeys(lines, 0.0)
        counted = 0
        for index, (_, block) in enumerate(self.rows[1:], start=1):
            label = next((cell for cell in block.cells if re.search(r"[^\W\d_]{2}", cell)), "")
            is_total = bool(_TOTAL.match(fold(label)))
            province = PROVINCE.search(label)
            owner = "" if is_total else canonical(province[0]) if province else "?"
            if owner and owner == self.head.province:
                owner = ""
            for column, code in lines.items():
                number = self._number(block.cells[column], index) if column < len(block.cells) else None
                if number is None:
                    continue
                value, approximate, text = number
                if is_total:
                    if counted > 1 and abs(sums[column] - value) > 0.5 and "%" not in text and code != "2.1":
                        self.tabled.wrong_sums.append((code, value, sums[column], self._at(index)))
                else:
                    sums[column] += value
                at = self._at(index, column, text)
                if owner == "?":
                    self.tabled.rest.append(Rest(value, text, at, label, code))
                else:
                    self.tabled.figures.append(
                        WrittenFigure(code, value, text, at, "value", approximate, True, owner, from_table=True)
                    )
            counted += not is_total

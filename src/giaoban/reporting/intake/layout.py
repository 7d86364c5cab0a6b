"""Where a return's figures stand: blocks of lines on pages, and for each block which column is what.

Everything is scored by what it says: a block by its lines, a column by its heading, by the period it names and by whether
anybody can see it. Where two qualify equally and differ, the file is not read: a question is better than a number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from giaoban.core.text import fold
from giaoban.core.workbook import Unreadable
from giaoban.reporting.forms import Form
from giaoban.reporting.intake.lines import LineNames, Meant, code_of, label_key, units_that_differ
from giaoban.reporting.intake.pages import Page
from giaoban.reporting.intake.periods import Mention, is_whole_year, mentions, runs_longer
from giaoban.reporting.intake.returned import Oddity

FEWEST_LINES = 5  # a table with fewer lines of the form is not this form
DEEPEST_HEADER = 3
TWO_COLUMNS = (
    "Có hai cột cùng có thể là số liệu của kỳ: cột {first} và cột {second}, trên trang “{sheet}”; chưa ghi nhận gì. "
    "Hãy ghi rõ kỳ ở đầu cột (ví dụ “Thực hiện 6 tháng đầu năm 2023”) hoặc bỏ cột không dùng rồi gửi lại."
)
NO_COLUMN = (
    "Không rõ cột nào là số liệu của kỳ {period} trên trang “{sheet}” (các cột: {columns}); chưa ghi nhận gì. "
    "Hãy ghi rõ kỳ ở đầu cột rồi gửi lại."
)

_HEADS_LABELS = re.compile(r"^(cac )?(chi tieu|noi dung|ten chi tieu|noi dung chi tieu|tieu chi)( bao cao)?$")
_ROLES = (  # the first that fits
    ("note", r"^(ghi chu|chu thich|giai trinh|can cu)"),
    ("unit", r"^(don vi tinh|dvt|dv tinh)"),
    ("code", r"^(stt|tt|so tt|ma so|ma chi tieu|ma)$"),
    ("share", r"^%|^(ty|ti) le.*(chi tieu|ke hoach)|so voi (chi tieu|ke hoach)|\bdat %|^dat\b|% dat"),
    ("compared", r"so sanh|so voi|tang|giam|chenh lech|tuyet doi|tuong doi|\+/-|%"),
    (
        "target",
        r"^(duoc )?giao\b|^(chi tieu|ke hoach|muc tieu)( duoc)?( giao)?( nam| ca nam|$)|^chi tieu.*(giao|nghi quyet)|^kh\b",
    ),
    ("previous", r"cung ky|ky truoc|nam truoc"),
    ("part", r"^(trong do|nu|nam gioi|dan toc|du bi|co so|trung uong|dia phuong)\b"),
    ("opening", r"(?<!tu )dau ky|^dau nam|ton dau|so dau"),
)
_VALUE = (  # how clearly a heading says that the figures of the period stand below it
    (4, r"luy ke|cong don|tu dau (nam|ky)|ky nay|ky bao cao"),
    (3, r"thuc hien|\buoc\b"),
    (2, r"ket qua|so lieu|so luong|gia tri|^tong( so| cong)?$|^cong$|cuoi ky|hien co|bao cao"),
)
_MAY_COUNT = re.compile(r"\d|^[-–—−_/]+$|^=|^#")
_NUMBERING = re.compile(r"^[\s(]*([\dA-Fa-f]{1,2}|[ivx]{1,4})[\s)]*$", re.IGNORECASE)


@dataclass(frozen=True)
class LineBlock:
    """Lines of the form that stand together on a page: from which row on, which row is which line."""

    page: Page
    form: Form
    first: int  # row of the first line
    label: int | None
    code: int | None
    rows: Mapping[str, int]
    above: int = 0  # row in which what is written above it begins
    oddities: tuple[Oddity, ...] = ()
    header: int = 0  # row in which its header begins
    columns: Mapping[str, int] = field(default_factory=dict)

    @property
    def titles(self) -> list[str]:
        """What is written above its header, back to the block before, a row as one text."""
        rows = self.page.texts[self.above : self.header]
        return [" ".join(text for text in row if text) for row in rows if any(row)]

    @property
    def caption(self) -> list[str]:
        """The same, line by line and cell by cell."""
        return list(self.page.lines(self.above, self.header))

    @property
    def place(self) -> str:
        """Where it stands, for people."""
        hidden = "" if self.page.sheet.visible else " (đang ẩn)"
        return f"trang “{self.page.sheet.name}”{hidden}, từ dòng {self.page.sheet.top + self.first + 1}"


def blocks_of(page: Page, form: Form) -> list[LineBlock]:
    """The blocks of that form on a page, from the top."""
    names = LineNames(form)
    label, code = _label_column(page, names), _code_column(page, names)
    if label is None and code is None:
        return []
    meant: list[tuple[int, Meant]] = []
    strangers: list[int] = []
    for row, texts in enumerate(page.texts):
        words = texts[label] if label is not None else ""
        line = names.meant(code_of(texts[code]) if code is not None else "", words)
        if line is not None:
            meant.append((row, line))
        elif words:
            strangers.append(row)
    blocks, above = [], 0
    for part in _apart(page, meant, label):
        rows, oddities = _one_row_a_line(page, form, part, code)
        first, last = part[0][0], part[-1][0]
        if len(rows) >= FEWEST_LINES:
            end = next((row for row in range(last, len(page.texts)) if not any(page.texts[row])), len(page.texts))
            oddities += _unknown(page, form, [row for row in strangers if first < row < end], label)
            block = LineBlock(page, form, first, label, code, rows, oddities=tuple(oddities))
            header, _headings = header_of(block)
            blocks.append(replace(block, header=header, above=above))
        above = last + 1
    return blocks


def _label_column(page: Page, names: LineNames) -> int | None:
    counts: Counter[int] = Counter()
    for texts in page.texts:
        for column, text in enumerate(texts):
            if len(text) > 4 and label_key(text) in names.labels:
                counts[column] += 1
    for column, count in counts.most_common(1):
        if count >= FEWEST_LINES - 1 or count * 2 >= len(page.texts):
            return column
    return None


def _code_column(page: Page, names: LineNames) -> int | None:
    counts: Counter[int] = Counter()
    for texts in page.texts:
        for column, text in enumerate(texts):
            if 2 < len(text) < 8 and "." in code_of(text) and code_of(text) in names.codes:
                counts[column] += 1
    return next((column for column, count in counts.most_common(1) if count >= FEWEST_LINES), None)


def _apart(page: Page, meant: Sequence[tuple[int, Meant]], label: int | None) -> list[list[tuple[int, Meant]]]:
    """The rows of each block: a new one begins where lines come again below a header or a caption of its own."""
    parts: list[list[tuple[int, Meant]]] = []
    for row, line in meant:
        seen = {line.code for _row, line in parts[-1]} if parts else set()
        if not parts or (line.code in seen and _heads(page, parts[-1][-1][0] + 1, row, label)):
            parts.append([])
        parts[-1].append((row, line))
    return parts


def _heads(page: Page, first: int, last: int, label: int | None) -> bool:
    """Whether a table begins anew between two rows: the heading of the labels, or a period, stands there."""
    for row in range(first, last):
        texts = page.texts[row]
        if label is not None and _HEADS_LABELS.match(fold(texts[label])):
            return True
        if sum(map(bool, texts)) <= 2 and any(mentions(text) for text in texts if text):
            return True
    return False


def _one_row_a_line(
    page: Page, form: Form, part: Sequence[tuple[int, Meant]], code: int | None
) -> tuple[dict[str, int], list[Oddity]]:
    """The row of each line; of several that name one line, the one whose code, neighbours and visibility fit best."""
    order = {line.code: at for at, line in enumerate(form.lines)}
    before = {row: part[at - 1][1].code if at else "" for at, (row, _line) in enumerate(part)}
    rows: dict[str, int] = {}
    oddities: list[Oddity] = []
    for wanted in dict.fromkeys(line.code for _row, line in part):
        candidates = [row for row, line in part if line.code == wanted]
        if len(candidates) > 1:
            ranks = {row: _rank(page, row, wanted, before[row], order, code) for row in candidates}
            candidates.sort(key=lambda row: -ranks[row])
            address = page.sheet.address(candidates[1], 0).lstrip("A")
            oddities.append(
                Oddity(
                    "line_twice",
                    f"Chỉ tiêu {wanted} có hai dòng; lấy dòng {page.sheet.top + candidates[0] + 1}, bỏ dòng {address}.",
                    wanted,
                )
            )
        rows[wanted] = candidates[0]
        typed = next(line.typed for row, line in part if row == candidates[0])
        if typed:
            label = _words_of_row(page, candidates[0])
            message = f"Dòng “{label}” ghi mã {typed}; theo tên là chỉ tiêu {wanted}."
            oddities.append(Oddity("code_differs", message, wanted))
    return rows, oddities


def _rank(page: Page, row: int, line: str, before: str, order: Mapping[str, int], code: int | None) -> int:
    visible = row not in page.sheet.hidden_rows
    coded = code is not None and code_of(page.texts[row][code]) == line
    follows = bool(before) and order[line] - order[before] == 1
    return 4 * visible + 2 * coded + follows


def _words_of_row(page: Page, row: int) -> str:
    return max(page.texts[row], key=len)


def _unknown(page: Page, form: Form, rows: Iterable[int], label: int | None) -> list[Oddity]:
    """Lines of the office's own within the table, with a number beside them."""
    assert label is not None or not list(rows)
    return [
        Oddity("unknown_line", f"Dòng “{page.texts[row][label]}” không có trong biểu {form.code}; không lấy vào.")
        for row in rows
        if label is not None and any(any(char.isdigit() for char in text) for text in page.texts[row][label + 1 :])
    ]


# Columns


@dataclass(frozen=True)
class ColumnHeading:
    """What stands above a column: the text nearest to the figures, and all of it."""

    nearest: str
    whole: str

    @classmethod
    def of(cls, texts: Sequence[str]) -> ColumnHeading:
        """From the texts of the header's rows, top to bottom."""
        filled = list(dict.fromkeys(text for text in texts if text and not _NUMBERING.match(text)))
        return cls(fold(filled[-1]) if filled else "", fold(" ".join(filled)))

    @property
    def role(self) -> str:
        """What the heading says that the column is; empty where it may be the figures of the period."""
        for heading in dict.fromkeys((self.nearest, self.whole)):
            for role, pattern in _ROLES:
                if re.search(pattern, heading):
                    return role
            if any(re.search(pattern, heading) for _score, pattern in _VALUE):
                return ""
        return ""

    @property
    def period(self) -> Mention | None:
        """The period that the heading names; of several, the one nearest to the figures."""
        named = mentions(self.nearest) or mentions(self.whole)
        return named[-1] if named else None

    def clearness(self) -> int:
        """How clearly it says, apart from periods, that the figures stand below."""
        return next((score for score, pattern in _VALUE if re.search(pattern, self.whole)), 0)


def header_of(block: LineBlock) -> tuple[int, list[ColumnHeading]]:
    """The row in which the header above a block begins, and the heading of each column."""
    page = block.page
    rows: list[int] = []
    row = block.first - 1
    while row >= 0 and len(rows) < DEEPEST_HEADER and block.first - row < 12:
        filled = [text for text in page.texts[row] if text]
        if len(filled) >= 2 and (not rows or _is_header(page, row, block)):
            if not all(_NUMBERING.match(text) for text in filled):
                rows.insert(0, row)
        elif rows:
            break
        row -= 1
    top = rows[0] if rows else max(block.first - 1, 0)
    headings = [ColumnHeading.of([page.across(row, column) for row in rows]) for column in range(page.width)]
    return top, headings


def _is_header(page: Page, row: int, block: LineBlock) -> bool:
    """Whether a row above a header's row belongs to it too."""
    if block.label is not None and _HEADS_LABELS.match(fold(page.texts[row][block.label])):
        return True
    if any(first[0] <= row < last[0] for first, last in page.sheet.merged):
        return True
    return (
        sum(bool(ColumnHeading.of([text]).role or ColumnHeading.of([text]).clearness()) for text in page.texts[row])
        >= 2
    )


def with_columns(block: LineBlock, period: str) -> LineBlock:
    """The block with the column of each role for that period; Unreadable where two qualify or none does."""
    _header, headings = header_of(block)
    filled = _filled(block)
    columns: dict[str, int] = {}
    scores: dict[int, int] = {}
    oddities = list(block.oddities)
    for column, heading in enumerate(headings):
        if column in {block.label, block.code}:
            continue
        role, score = _judged(heading, period)
        if role == "value" and filled[column]:
            scores[column] = score
        elif role == "unit":
            oddities += units_that_differ(block.page, block.form, block.rows, column)
        elif role in {"previous", "target"} and _better(block, columns.get(role), column, filled):
            columns[role] = column
    value = _chosen(block, scores, headings, period)
    if value in block.page.sheet.hidden_columns:
        letter = _letter(block, value)
        message = f"Số liệu của kỳ đứng ở cột {letter} đang ẩn trên trang “{block.page.sheet.name}”; hãy kiểm tra lại."
        oddities.append(Oddity("hidden_column", message))
    if headings[value].whole and not scores[value]:
        message = f"Cột {_named(block, value)} được hiểu là số liệu của kỳ; hãy kiểm tra lại."
        oddities.append(Oddity("column_guessed", message))
    return replace(block, columns={**columns, "value": value}, oddities=tuple(oddities))


def _filled(block: LineBlock) -> list[int]:
    """How many lines say something in each column that may be a number."""
    counts = [0] * block.page.width
    rows = sorted(block.rows.values())
    for row in rows:
        for column, text in enumerate(block.page.texts[row]):
            counts[column] += bool(_MAY_COUNT.search(text))
    for column in range(block.page.width):
        texts = [block.page.texts[row][column] for row in rows]
        if all(text.isdecimal() and len(text) < 4 for text in texts):
            steps = {int(after) - int(before) for before, after in pairwise(texts)}
            if steps <= {1, 2} and len(texts) > 3:
                counts[column] = 0  # rows are numbered there
    return counts


def _judged(heading: ColumnHeading, period: str) -> tuple[str, int]:
    """What a column is for that period, and how clearly it holds its figures."""
    role = heading.role
    if role in {"note", "unit", "code", "share", "compared", "target", "part", "opening"}:
        return role, 0
    year, _, span = period.partition("-")
    named = heading.period
    if runs_longer(heading.nearest, period):
        return "other", 0
    if named is not None:
        cumulative = bool(re.search(r"luy ke|cong don|tu dau (nam|ky)", heading.nearest))
        if named.year and named.year != year:
            same_span = named.span in {span, ""}
            return ("previous" if same_span and int(named.year) == int(year) - 1 else "other"), 2
        if role == "previous":
            return role, 1
        if named.span and named.span != span and not cumulative:
            return "other", 0
        if not named.span and span and is_whole_year(heading.nearest, period):
            return "other", 0
        return "value", (8 if named.span == span and named.year else 7 if named.span == span else 6)
    if role == "previous":
        return role, 1
    return "value", heading.clearness()


def _better(block: LineBlock, now: int | None, column: int, filled: Sequence[int]) -> bool:
    """Whether that column takes a role from the one that has it now: it can be seen, or says something, and that does not."""
    hidden = block.page.sheet.hidden_columns
    return now is None or (column not in hidden, bool(filled[column])) > (now not in hidden, bool(filled[now]))


def _chosen(block: LineBlock, scores: Mapping[int, int], headings: Sequence[ColumnHeading], period: str) -> int:
    """The column of the figures: the clearest of those that can be seen."""
    page = block.page
    seen = [column for column in scores if column not in page.sheet.hidden_columns] or list(scores)
    if not seen:
        columns = ", ".join(
            f"{_letter(block, at)} “{heading.whole}”" for at, heading in enumerate(headings) if heading.whole
        )
        raise Unreadable(
            NO_COLUMN.format(period=period, sheet=page.sheet.name, columns=columns[:200] or "không có tên")
        )
    best = max(scores[column] for column in seen)
    likely = [column for column in seen if scores[column] == best]
    for other in likely[1:]:
        if _differ(block, likely[0], other):
            raise Unreadable(
                TWO_COLUMNS.format(first=_named(block, likely[0]), second=_named(block, other), sheet=page.sheet.name)
            )
    return likely[0]


def _differ(block: LineBlock, first: int, second: int) -> bool:
    return any(block.page.texts[row][first] != block.page.texts[row][second] for row in block.rows.values())


def _letter(block: LineBlock, column: int) -> str:
    return block.page.sheet.address(0, column).rstrip("0123456789")


def _named(block: LineBlock, column: int) -> str:
    header, _headings = header_of(block)
    texts = [block.page.across(row, column) for row in range(header, block.first)]
    said = " ".join(dict.fromkeys(text for text in texts if text))
    return f"{_letter(block, column)}{f' “{said}”' if said else ''}"

"""A return read from its sheets: whose, of which period, which cell is which line: all found by what the cells say.

Nothing depends on the names or the order of sheets, columns or rows. What had to be put right in reading is kept as
oddities; what cannot be read is left out and said, never guessed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from difflib import SequenceMatcher, get_close_matches
from itertools import chain
from typing import Any

from giaoban.core.legacy import Encoding, convert, recognise
from giaoban.core.numbers import DecimalMark, Reading, decimal_mark_of, read_number
from giaoban.core.text import fold, normalise, respell, squeeze
from giaoban.core.workbook import Sheet, Unreadable, Workbook, open_workbook
from giaoban.reporting.forms import Form, Line, all_forms
from giaoban.reporting.intake.returned import Oddity, Organisation, ReturnRead, Told
from giaoban.reporting.report import Cell, Value

FEWEST_LINES = 5  # a table with fewer lines of the form is not this form
MOST_ORGANISATIONS = 20_000
FORMS = all_forms()  # read here, because a confined reader can open no file any more

NOT_A_RETURN = (
    "Không tìm thấy bảng số liệu của biểu {forms} trong tệp (cột “Chỉ tiêu” và cột số liệu của kỳ); chưa ghi nhận gì."
)
NO_PERIOD = "Không tìm thấy kỳ báo cáo trong tệp (ví dụ “6 tháng đầu năm 2023”); chưa ghi nhận gì."

_ROLES = (  # in this order: "% so với chỉ tiêu năm" also holds "chỉ tiêu năm", which also holds "chỉ tiêu"
    ("share", r"^%|^(ty|ti) le.*(chi tieu|ke hoach)|so voi (chi tieu|ke hoach)|^dat %"),
    ("target", r"^(chi tieu|ke hoach)( duoc)?( giao)?( nam| ca nam)"),
    ("previous", r"cung ky|ky truoc|nam truoc"),
    ("note", r"^ghi chu"),
    ("unit", r"^(don vi tinh|dvt|dv tinh)"),
    ("code", r"^(stt|tt|so tt|ma so|ma chi tieu|ma)$"),
    ("label", r"^(chi tieu|noi dung|ten chi tieu|noi dung chi tieu|cac chi tieu)$"),
    ("value", r"thuc hien|ky bao cao|ky nay|^so lieu|^ket qua|^so luong|^6 thang|^tong so$"),
)
_MAY_HEAD = re.compile(r"thuc hien|bao cao|ky nay|so lieu|ket qua|so luong|6 thang|tong so")  # or no column is "value"
_SHOWN_CASE = frozenset("abcdefghijklmnopqrstuvwxyzăâđêôơư")  # small letters that TCVN3 has in capitals too
_SECTIONS = (
    ("Nguyên nhân", r"nguyen nhan"),
    ("Hạn chế", r"(ton tai|han che|khuyet diem)"),
    ("Kiến nghị", r"(kien nghi|de xuat)"),
    ("Nhiệm vụ", r"(nhiem vu|phuong huong|giai phap)"),
    ("Kết quả", r"(ket qua|uu diem)"),
)
_NAME_COLUMN = re.compile(r"^(ten )?(to chuc( co so dang)?|tccsd|don vi|dang bo|chi bo)( co so)?( dang)?|^ten")
_TOTAL_ROW = re.compile(r"^(tong( cong| so)?|cong( chung)?|toan (khoi|dang bo))\b")
_DEFAULT_SHEET = re.compile(r"^(sheet|trang[ _]?tinh|worksheet)\s*\d*$")
_DATED = re.compile(r"^((?:.*?[^,\s])??)[,\s]*ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
_NUMBERED = re.compile(r"^số\s*(?:[:.]\s*)?(\d.*|(?:[.…_][.…_\s]*)?-.*)$", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_UNTIL = re.compile(r"\b(?:chot|tinh|den)\b")
_HALF = re.compile(r"\b(?:6|sau) thang (dau|cuoi) nam (\d{4})\b")
_QUARTER = re.compile(r"\bquy (iv|iii|ii|i|[1-4])(?: nam |/|-| )(\d{4})\b")
_YEAR = re.compile(r"\bnam (\d{4})\b")


def read_return(data: bytes, file: str) -> ReturnRead:
    """The return that those bytes hold; Unreadable, with one sentence, when they hold none.

    Meant to run where memory and time are limited; ``giaoban.reporting.intake.door`` is the way in from outside.
    """
    return read_sheets(open_workbook(data), file, hashlib.sha256(data).hexdigest())


def read_sheets(book: Workbook, file: str, sha256: str) -> ReturnRead:
    """The return that those sheets hold; see ``read_return``."""
    pages = [_Page.of(sheet) for sheet in book.sheets]
    tables = [table for page in pages for form in FORMS if (table := _find_table(page, form))]
    if not tables:
        raise Unreadable(NOT_A_RETURN.format(forms=", ".join(sorted({form.code for form in FORMS}))))
    table = max(tables, key=lambda found: len(found.rows))
    heading = _read_heading(table)
    period = heading.period or next((found for page in pages if (found := _period_in(page.all_texts()))), "")
    if not period:
        raise Unreadable(NO_PERIOD)
    oddities = [*_oddities_of_text(book, pages), *_oddities_of_place(table)]
    columns = {
        role: _read_column(table, role, file, oddities) if role in table.columns else None
        for role in ("value", "previous", "target")
    }
    organisations = None
    narrative: list[Told] = []
    for page in pages:
        if page is table.page:
            continue
        detail = _read_detail(page, table.form, file, oddities)
        if detail is not None and organisations is None:
            organisations = detail
        elif detail is None:
            narrative += _read_narrative(page, file)
    oddities += _oddities_of_what_is_not_there(heading, organisations)
    return ReturnRead(
        file=file,
        sha256=sha256,
        form=table.form.code,
        province=heading.province,
        committee=heading.committee,
        superior=heading.superior,
        period=period,
        number=heading.number,
        place=heading.place,
        issued_on=heading.issued_on,
        cut_off_on=heading.cut_off_on,
        estimated=heading.estimated,
        values=columns["value"] or {},
        previous=columns["previous"],
        targets=columns["target"],
        organisations=None if organisations is None else tuple(organisations),
        narrative=tuple(narrative),
        oddities=tuple(oddities),
    )


def read_return_json(data: bytes, file: str) -> dict[str, Any]:
    """``read_return`` as a confined reader answers it."""
    return read_return(data, file).as_json()


@dataclass(frozen=True)
class _Page:
    """A sheet with its texts in Unicode, one line, single spaces; what was typed stays in ``sheet``."""

    sheet: Sheet
    encoding: Encoding
    texts: list[list[str]]

    @classmethod
    def of(cls, sheet: Sheet) -> _Page:
        encoding = recognise(sheet.texts())
        width = max(map(len, sheet.rows), default=0)
        sheet = replace(sheet, rows=[[*row, *[""] * (width - len(row))] for row in sheet.rows])
        return cls(sheet, encoding, [[_text(typed, encoding) for typed in row] for row in sheet.rows])

    def all_texts(self) -> Iterator[str]:
        return (text for row in self.texts for text in row if text)

    def cell(self, row: int, column: int, file: str) -> Cell:
        typed = self.sheet.rows[row][column]
        return Cell(file, self.sheet.name, self.sheet.address(row, column), _as_typed(typed, self.encoding))

    def title(self, row: int, column: int) -> str:
        """The name of an organisation in the house spelling."""
        name = respell(self.texts[row][column])
        return _capitals(r"(^(?:Chi|Đảng) bộ |^)", name) if self.encoding == "tcvn3" else name

    def sentence(self, words: str) -> str:
        """A paragraph in the house spelling."""
        return _capitals("(^)", respell(words)) if self.encoding == "tcvn3" else respell(words)


def _capitals(where: str, text: str) -> str:
    """The text with the capital that TCVN3 cannot show, on a vowel with a tone, put back in that place."""
    return re.sub(
        rf"{where}(\w)",
        lambda match: match[1] + (match[2] if match[2] in _SHOWN_CASE else match[2].upper()),
        text,
    )


def _text(typed: Any, encoding: Encoding) -> str:
    if isinstance(typed, str):
        return squeeze(convert(typed, encoding))
    return "" if isinstance(typed, bool) else _as_typed(typed, encoding)


def _as_typed(typed: Any, encoding: Encoding) -> str:
    if isinstance(typed, str):
        return convert(typed, encoding)
    if isinstance(typed, float):
        return str(int(typed)) if typed.is_integer() else repr(round(typed, 9))
    if isinstance(typed, (date, datetime)):
        return typed.strftime("%d/%m/%Y")
    return str(typed)


# The table


@dataclass(frozen=True)
class _Table:
    """Where the lines of a form stand on a page: the header's row, the column of each role, the row of each line."""

    page: _Page
    form: Form
    header: int
    columns: Mapping[str, int]
    rows: Mapping[str, int]
    oddities: tuple[Oddity, ...]


def _find_table(page: _Page, form: Form) -> _Table | None:
    best: _Table | None = None
    for header in range(min(len(page.texts), 80)):
        near = " ".join(chain(*page.texts[header : header + 2]))
        if not any(page.texts[header]) or not _MAY_HEAD.search(fold(near)):
            continue
        for depth in (1, 2):
            columns = _roles(page.texts[header : header + depth])
            if not ({"label", "value"} <= columns.keys() or {"code", "value"} <= columns.keys()):
                continue
            rows, oddities = _rows_of_lines(page, form, header + depth, columns)
            if len(rows) >= FEWEST_LINES and (best is None or len(rows) > len(best.rows)):
                best = _Table(page, form, header, columns, rows, tuple(oddities))
            break
    return best


def _roles(header: list[list[str]]) -> dict[str, int]:
    roles: dict[str, int] = {}
    for column, texts in enumerate(zip(*header, strict=True)):
        text = fold(" ".join(texts))
        role = next((role for role, pattern in _ROLES if re.search(pattern, text)), None)
        if role and role not in roles:
            roles[role] = column
    return roles


def _rows_of_lines(
    page: _Page, form: Form, start: int, columns: Mapping[str, int]
) -> tuple[dict[str, int], list[Oddity]]:
    labels = _labels(form)
    codes = {line.code for line in form.lines}
    rows: dict[str, int] = {}
    oddities: list[Oddity] = []
    for row in range(start, len(page.texts)):
        texts = page.texts[row]
        typed_code = _code(texts[columns["code"]]) if "code" in columns else ""
        label = texts[columns["label"]] if "label" in columns else ""
        code = _line_of(typed_code, label, codes, labels)
        if code is None:
            if label and texts[columns["value"]] and any(char.isdigit() for char in texts[columns["value"]]):
                oddities.append(
                    Oddity("unknown_line", f"Dòng “{label}” không có trong biểu {form.code}; không lấy vào.")
                )
            continue
        if typed_code in codes and typed_code != code:
            oddities.append(
                Oddity("code_differs", f"Dòng “{label}” ghi mã {typed_code}; theo tên là chỉ tiêu {code}.", code)
            )
        if code in rows:
            address = page.sheet.address(row, columns["value"])
            oddities.append(
                Oddity("line_twice", f"Chỉ tiêu {code} có hai dòng; lấy dòng đầu, bỏ dòng có ô {address}.", code)
            )
            continue
        rows[code] = row
    return rows, oddities


def _labels(form: Form) -> dict[str, str]:
    return {_label_key(name): line.code for line in form.lines for name in (line.label, *line.aliases)}


def _label_key(label: str) -> str:
    key = re.sub(r"[^a-z0-9 ]+", " ", fold(label))
    return " ".join(re.sub(r"^\s*(trong do|gom|bao gom)\b", "", key).split())


def _code(text: str) -> str:
    return text.strip(" .)").lower().replace(" ", "").replace(",", ".")


def _line_of(code: str, label: str, codes: set[str], labels: Mapping[str, str]) -> str | None:
    """The line that a row means: by its label where that is known, else by its code; near spellings count."""
    key = _label_key(label)
    if not key:
        return code if code in codes else None
    if key in labels:
        return labels[key]
    if code in codes:
        return code if _resembles(key, code, labels) else None
    near = get_close_matches(key, labels, n=1, cutoff=0.9)
    return labels[near[0]] if near else None


def _resembles(key: str, code: str, labels: Mapping[str, str]) -> bool:
    """Whether a label may be another wording of that line: at least it shares words with one of its names."""
    words = set(key.split())
    for name, line in labels.items():
        if line == code and (
            len(words & set(name.split())) * 2 >= min(len(words), len(name.split()))
            or SequenceMatcher(None, key, name).ratio() >= 0.6
        ):
            return True
    return False


# Values


def _read_column(table: _Table, role: str, file: str, oddities: list[Oddity]) -> dict[str, Value]:
    page, column = table.page, table.columns[role]
    neighbours = decimal_mark_of(page.sheet.rows[row][column] for row in table.rows.values())
    if role == "value":
        oddities += table.oddities
    values: dict[str, Value] = {}
    as_text: list[Cell] = []
    for line in table.form.lines:
        row = table.rows.get(line.code)
        if row is None:
            values[line.code] = Value(None, "missing")
            continue
        cell = page.cell(row, column, file)
        value, marks = _read_value(page.sheet.rows[row][column], line, cell, neighbours, oddities, told=role == "value")
        values[line.code] = value
        if "text" in marks and value.state == "given":
            as_text.append(cell)
    if role == "value":
        values = {
            code: _percent_of_fraction(value, table.form.line(code), values, oddities) for code, value in values.items()
        }
        oddities += _oddities_of_typing(values, as_text)
    return values


def _read_value(
    typed: Any,
    line: Line,
    cell: Cell,
    neighbours: DecimalMark | None,
    oddities: list[Oddity],
    *,
    told: bool,
    of: str = "",
) -> tuple[Value, tuple[str, ...]]:
    reading = read_number(typed, unit=line.unit_of_count, decimal_mark=neighbours)
    if reason := _why_not_count(reading, line, cell):
        if told:
            oddities.append(
                Oddity("unreadable_value", f"Ô {cell.address}{of}, chỉ tiêu {line.code}: {reason}.", line.code)
            )
        return Value(None, "unreadable", cell), reading.marks
    if reading.kind == "dash":
        return Value(Decimal(0), "zero_dash", cell), reading.marks
    if reading.kind == "blank":
        return Value(None, "blank", cell), reading.marks
    if told and "about" in reading.marks:
        oddities.append(
            Oddity(
                "approximate",
                f"Ô {cell.address}, chỉ tiêu {line.code} ghi “{cell.typed}”: không phải số chính xác.",
                line.code,
            )
        )
    return Value(reading.amount, "given", cell), reading.marks


def _why_not_count(reading: Reading, line: Line, cell: Cell) -> str:
    if reading.kind == "unreadable":
        return reading.reason
    if reading.amount is not None and reading.amount < 0:
        return f"“{cell.typed}” là số âm"
    if "fraction" in reading.marks:
        thousand = reading.amount * 1000 if reading.amount is not None else Decimal(0)
        guess = f"; có thể là {thousand:,.0f}".replace(",", ".") if thousand == thousand.to_integral_value() else ""
        return f"“{cell.typed}” là số lẻ ở chỉ tiêu đếm {line.unit_of_count}{guess}"
    return ""


def _percent_of_fraction(value: Value, line: Line, values: Mapping[str, Value], oddities: list[Oddity]) -> Value:
    """A percentage that the sheet keeps as a fraction (0.9984 shown as 99,84%), told by its own two parts."""
    if line.adds_as != "ratio" or value.amount is None or not 0 < value.amount <= 1:
        return value
    above, below = values[line.numerator].amount, values[line.denominator].amount
    if above is None or not below or abs(above / below - value.amount) > Decimal("0.01"):
        return value
    oddities.append(
        Oddity("percent_as_fraction", f"Chỉ tiêu {line.code} lưu dạng phân số; đã nhân với 100.", line.code)
    )
    return Value((value.amount * 100).normalize(), value.state, value.cell)


# The detail sheet


def _read_detail(page: _Page, form: Form, file: str, oddities: list[Oddity]) -> list[Organisation] | None:
    found = _find_detail(page, form)
    if found is None:
        return None
    header, name_column, columns = found
    organisations: list[Organisation] = []
    for row in range(header + 1, len(page.texts)):
        name = page.title(row, name_column)
        if not re.search(r"[^\W\d_]{2}", name) or _TOTAL_ROW.match(fold(name)):
            continue
        if len(organisations) >= MOST_ORGANISATIONS:
            break
        values = {}
        for code, column in columns.items():
            cell = page.cell(row, column, file)
            typed = page.sheet.rows[row][column]
            values[code], _ = _read_value(typed, form.line(code), cell, None, oddities, told=True, of=f" ({name})")
        organisations.append(Organisation(name, page.cell(row, name_column, file), values))
    return organisations


def _find_detail(page: _Page, form: Form) -> tuple[int, int, dict[str, int]] | None:
    labels = _labels(form)
    codes = {line.code for line in form.lines}
    for header in range(min(len(page.texts), 80)):
        columns: dict[str, int] = {}
        name_column: int | None = None
        for column, text in enumerate(page.texts[header]):
            code = _code(text) if _code(text) in codes else labels.get(_label_key(text))
            if code and code not in columns:
                columns[code] = column
            elif name_column is None and text and _NAME_COLUMN.match(fold(text)):
                name_column = column
        if name_column is not None and len(columns) >= FEWEST_LINES:
            return header, name_column, columns
    return None


# The heading


@dataclass
class _Heading:
    superior: str = ""
    committee: str = ""
    province: str = ""
    number: str = ""
    place: str = ""
    period: str = ""
    issued_on: date | None = None
    cut_off_on: date | None = None
    estimated: bool = False


def _read_heading(table: _Table) -> _Heading:
    heading = _Heading()
    texts = [text for row in table.page.texts[: table.header] for text in row if text]
    for text in texts:
        folded = fold(text)
        if not heading.superior and re.match(r"(tinh|thanh) uy\b", folded):
            heading.superior = respell(text)
            heading.province = _as_name(re.sub(r"^\S+\s+\S+\s*", "", heading.superior))
        elif not heading.committee and re.match(r"(dang uy|dang bo|chi bo)\b", folded):
            heading.committee = respell(text)
        elif not heading.number and (found := _NUMBERED.match(text)):
            heading.number = squeeze(found[1])
        elif heading.issued_on is None and (found := _DATED.match(text)):
            heading.place = found[1].strip(" ,")
            heading.issued_on = _day(found[2], found[3], found[4])
        elif (
            heading.cut_off_on is None
            and (said := _UNTIL.search(folded))
            and re.search(r"\d", folded[said.end() :])
            and (day := _DAY.search(text))
        ):
            heading.cut_off_on = _day(day[1], day[2], day[3])
            heading.estimated = bool(re.search(r"\buoc\b", folded))
    heading.period = _period_in(texts)
    if not heading.province:
        heading.province = _as_name(heading.place)
    return heading


def _as_name(text: str) -> str:
    return " ".join(word[:1].upper() + word[1:].lower() for word in text.split())


def _day(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _period_in(texts: Iterable[str]) -> str:
    year = ""
    for text in texts:
        folded = fold(text)
        if found := _HALF.search(folded):
            return f"{found[2]}-H{1 if found[1] == 'dau' else 2}"
        if found := _QUARTER.search(folded):
            quarter = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}.get(found[1], found[1])
            return f"{found[2]}-Q{quarter}"
        if not year and not _DATED.match(text) and (found := _YEAR.search(folded)):
            year = found[1]
    return year


# The narrative


def _read_narrative(page: _Page, file: str) -> Iterator[Told]:
    section = ""
    for row, texts in enumerate(page.texts):
        filled = [
            (column, text) for column, text in enumerate(texts) if text and not re.fullmatch(r"[\dIVXivx.)]+", text)
        ]
        if not filled:
            continue
        heading = _section(filled[0][1])
        if heading:
            section = heading
            filled = filled[1:]
        for column, text in filled:
            words = re.sub(r"^[-+•*–]\s*", "", text)
            if section and len(words.split()) >= 4:
                yield Told(section, page.sentence(words), page.cell(row, column, file))


def _section(text: str) -> str:
    folded = re.sub(r"^[\divx]+[.)]\s*", "", fold(text)).strip(" :.")
    if len(folded.split()) > 6:
        return ""
    return next((name for name, pattern in _SECTIONS if re.search(rf"^{pattern}|[,;] {pattern}", folded)), "")


# What was odd


def _oddities_of_text(book: Workbook, pages: list[_Page]) -> Iterator[Oddity]:
    encodings = {page.encoding for page in pages}
    for encoding, name in (("tcvn3", "TCVN3 (phông .VnTime)"), ("vni", "VNI")):
        if encoding in encodings:
            yield Oddity(f"encoding_{encoding}", f"Chữ gõ theo bảng mã cũ {name}; đã chuyển sang Unicode.")
    if any(text != normalise(text) for page in pages for text in page.sheet.texts()):
        yield Oddity("decomposed", "Chữ gõ bằng Unicode tổ hợp (dấu rời); đã chuyển sang Unicode dựng sẵn.")
    if book.kind == "xls":
        yield Oddity("old_format", "Tệp theo định dạng cũ .xls; đã đọc đủ, lần sau nên lưu thành .xlsx.")


def _oddities_of_place(table: _Table) -> Iterator[Oddity]:
    page = table.page
    if _DEFAULT_SHEET.match(fold(page.sheet.name)):
        yield Oddity(
            "sheet_name", f"Biểu số liệu nằm ở trang tính tên mặc định “{page.sheet.name}”; đã nhận ra theo nội dung."
        )
    empty = 0
    while empty < table.header and not any(page.texts[table.header - 1 - empty]):
        empty += 1
    if empty >= 2:
        first = page.sheet.top + table.header + 1
        yield Oddity(
            "header_lower",
            f"Bảng bắt đầu thấp hơn mẫu, ở dòng {first}, sau {empty} dòng trống; đã nhận ra theo nội dung.",
        )


def _oddities_of_what_is_not_there(heading: _Heading, organisations: list[Organisation] | None) -> Iterator[Oddity]:
    if not organisations:
        yield Oddity(
            "detail_absent",
            "Không có biểu chi tiết theo tổ chức cơ sở đảng, nên không đối chiếu được tổng với chi tiết.",
        )
    if heading.issued_on is None and heading.cut_off_on is None:
        yield Oddity(
            "date_absent", "Không ghi ngày ký và ngày chốt số liệu, nên không rõ là số đã thực hiện hay số ước."
        )


def _oddities_of_typing(values: Mapping[str, Value], as_text: list[Cell]) -> Iterator[Oddity]:
    if as_text:
        shown = max(as_text, key=lambda cell: len(squeeze(cell.typed)))
        percent = next((cell for cell in as_text if "%" in cell.typed), None)
        examples = f"“{squeeze(shown.typed)}” ở ô {shown.address}"
        if percent and percent is not shown:
            examples += f", “{squeeze(percent.typed)}” ở ô {percent.address}"
        yield Oddity("number_as_text", f"{len(as_text)} số được gõ dạng chữ (ví dụ {examples}); đã đọc thành số.")
    dashes = [code for code, value in values.items() if value.state == "zero_dash"]
    if dashes:
        yield Oddity("dash_for_zero", f"Gạch ngang ở chỉ tiêu {', '.join(dashes)}; hiểu là 0.", dashes[0])

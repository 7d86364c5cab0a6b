"""A member register as an office keeps it in a workbook, read row by row: what it says, and what is doubtful about it.

Pure: bytes in, rows and findings out. The header row and the columns are found by what they say; a column can be
assigned otherwise and a cell repaired, and the same reading is done again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from giaoban.areas.members.rules import Limits, doubts_of_dates, doubts_of_numbers
from giaoban.core.legacy import Encoding, convert, recognise
from giaoban.core.text import fold, normalise, respell, squeeze
from giaoban.core.workbook import Sheet, Unreadable, open_workbook

NOT_A_REGISTER = (
    "Không tìm thấy danh sách đảng viên trong tệp: cần một dòng tiêu đề có cột “Họ và tên” cùng các cột như "
    "“Ngày sinh”, “Ngày vào Đảng”, “Số thẻ”; chưa ghi nhận gì."
)


@dataclass(frozen=True)
class Field:
    """What a column may hold: its name for people, and the other ways in which offices head it."""

    label: str
    aliases: tuple[str, ...]
    longest: int = 0


FIELDS: dict[str, Field] = {
    "number": Field("STT", ("stt", "tt", "so tt", "so thu tu")),
    "name": Field(
        "Họ và tên", ("ho va ten khai sinh", "ho va ten", "ho ten", "ho va ten dang vien", "ho ten khai sinh"), 120
    ),
    "family_names": Field("Họ và tên đệm", ("ho va ten dem", "ho dem", "ho lot", "ho va chu dem", "ho"), 100),
    "given_name": Field("Tên", ("ten", "ten goi"), 20),
    "born_on": Field("Ngày sinh", ("ngay sinh", "ngay thang nam sinh", "sinh ngay", "nam sinh", "ngay thang sinh")),
    "sex": Field("Giới tính", ("gioi tinh", "gioi", "nam nu", "phai")),
    "female": Field("Nữ", ("nu", "la nu")),
    "ethnicity": Field("Dân tộc", ("dan toc",), 40),
    "native_place": Field("Quê quán", ("que quan", "nguyen quan", "que"), 120),
    "admitted_on": Field(
        "Ngày vào Đảng", ("ngay vao dang", "ngay ket nap", "vao dang ngay", "ngay ket nap dang", "ngay vao dcs")
    ),
    "official_on": Field(
        "Ngày chính thức",
        ("ngay chinh thuc", "ngay vao dang chinh thuc", "ngay cong nhan chinh thuc", "ngay chuyen chinh thuc"),
    ),
    "card_number": Field("Số thẻ đảng viên", ("so the dang vien", "so the dang", "so the", "the dang vien", "so the dv")),
    "grade": Field("Loại đảng viên", ("loai dang vien", "loai", "trang thai", "tinh trang", "chinh thuc du bi")),
    "exempt": Field(
        "Diện", ("dien", "dien mien", "mien sinh hoat", "mien cong tac", "mien cong tac va sinh hoat", "dien dang vien")
    ),
    "organisation": Field(
        "Tổ chức cơ sở đảng",
        ("to chuc co so dang", "tccsd", "tccs dang", "dang bo chi bo co so", "dang bo co so", "to chuc dang", "dang bo"),
        250,
    ),
    "cell": Field("Chi bộ", ("chi bo", "chi bo truc thuoc", "sinh hoat tai chi bo", "ten chi bo"), 250),
    "post": Field("Chức vụ đảng", ("chuc vu dang", "chuc vu trong dang", "chuc vu cap uy", "chuc vu")),
    "schooling": Field("Giáo dục phổ thông", ("giao duc pho thong", "trinh do van hoa", "van hoa", "hoc van"), 40),
    "qualification": Field(
        "Chuyên môn", ("chuyen mon", "trinh do chuyen mon", "chuyen mon nghiep vu", "hoc vi"), 80
    ),
    "political_theory": Field(
        "Lý luận chính trị", ("ly luan chinh tri", "llct", "trinh do ly luan chinh tri", "trinh do llct"), 40
    ),
    "phone": Field("Điện thoại", ("dien thoai", "so dien thoai", "sdt", "dt", "di dong", "dien thoai di dong")),
    "identity_number": Field(
        "Số căn cước",
        ("so cccd", "cccd", "so can cuoc", "can cuoc cong dan", "so dinh danh ca nhan", "cmnd cccd", "so cmnd", "cmnd",
         "so cccd cmnd", "so can cuoc cong dan"),
    ),
}  # fmt: skip
KNOWN = {alias: name for name, column in FIELDS.items() for alias in column.aliases}
LONG = sorted((alias for alias in KNOWN if " " in alias), key=len, reverse=True)

GRADES = {
    **dict.fromkeys(("chinh thuc", "ct", "dvct", "dang vien chinh thuc", "dv chinh thuc"), "official"),
    **dict.fromkeys(("du bi", "db", "dvdb", "dang vien du bi", "dv du bi"), "probationary"),
}
SEXES = {"nam": "M", "nu": "F", "m": "M", "f": "F", "male": "M", "female": "F", "ong": "M", "ba": "F"}
NOT_EXEMPT = {"", "-", "khong", "k", "dang sinh hoat", "sinh hoat", "binh thuong", "dang cong tac", "0"}
POSTS: dict[str, tuple[str, str]] = {
    "bi thu chi bo": ("cell", "secretary"),
    "pho bi thu chi bo": ("cell", "deputy_secretary"),
    "bi thu": ("cell", "secretary"),
    "pho bi thu": ("cell", "deputy_secretary"),
    "chi uy vien": ("cell_committee", "member"),
    "uy vien chi uy": ("cell_committee", "member"),
    "bi thu dang uy": ("executive", "secretary"),
    "bi thu dang bo": ("executive", "secretary"),
    "pho bi thu dang uy": ("executive", "deputy_secretary"),
    "pho bi thu thuong truc dang uy": ("executive", "deputy_secretary"),
    "pho bi thu dang bo": ("executive", "deputy_secretary"),
    "dang uy vien": ("executive", "member"),
    "uy vien ban chap hanh": ("executive", "member"),
    "uy vien bch": ("executive", "member"),
    "uy vien ban thuong vu": ("standing", "member"),
    "uy vien btv": ("standing", "member"),
    "chu nhiem ubkt": ("inspection", "chair"),
    "chu nhiem uy ban kiem tra": ("inspection", "chair"),
    "pho chu nhiem ubkt": ("inspection", "deputy_chair"),
    "pho chu nhiem uy ban kiem tra": ("inspection", "deputy_chair"),
    "uy vien ubkt": ("inspection", "member"),
    "uy vien uy ban kiem tra": ("inspection", "member"),
}
NO_POST = {"", "-", "khong", "dang vien", "dv"}
PERSON_FIELDS = (
    "name", "born_on", "sex", "ethnicity", "native_place", "card_number", "identity_number", "phone", "schooling",
    "qualification", "political_theory", "admitted_on", "official_on",
)  # fmt: skip
"""What a row says of the person, by the names of the person's own fields."""


@dataclass(frozen=True)
class Table:
    """The sheet that holds the register, its cells as typed (a day is ``{"day": "2023-06-30"}``), and its header row."""

    sheet: str
    rows: list[list[Any]]
    top: int
    header: int  # index in ``rows``
    encoding: Encoding
    others: list[str] = field(default_factory=list)  # further sheets that look like registers and are not read

    def number(self, index: int) -> int:
        """The number of that row as the sheet shows it."""
        return self.top + index + 1

    def as_json(self) -> dict[str, Any]:
        return self.__dict__


@dataclass(slots=True)
class MemberRow:
    """One member as one row says it; ``row`` is the row's number in the sheet, from 1."""

    row: int
    organisation: str = ""
    cell: str = ""
    name: str = ""
    born_on: date | None = None
    sex: str = ""
    ethnicity: str = ""
    native_place: str = ""
    admitted_on: date | None = None
    official_on: date | None = None
    card_number: str = ""
    grade: str = ""
    exempt: bool = False
    posts: tuple[tuple[str, str], ...] = ()
    schooling: str = ""
    qualification: str = ""
    political_theory: str = ""
    phone: str = ""
    identity_number: str = ""
    name_fold: str = ""
    place: tuple[str, str] = ("", "")
    """The organisation and the cell however they are typed."""

    @property
    def same_person(self) -> tuple[str, date | None]:
        """What two rows of one person share however they are typed."""
        return self.name_fold, self.born_on


@dataclass(frozen=True)
class Finding:
    """Something about one cell: the row cannot be taken in (``refused``), or should be looked at first."""

    row: int
    field: str
    column: str
    value: str
    reason: str
    refused: bool = False

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.column, "value": self.value, "reason": self.reason}


@dataclass
class Understood:
    """What the table says: which column is which, the day of the register, its members, and what is odd."""

    mapping: dict[str, int]
    headers: list[str]
    on: date | None
    rows: list[MemberRow]
    findings: list[Finding]
    skipped: list[int]  # rows that are no member: totals, headings, signatures

    def column(self, name: str) -> str:
        """The heading of that field's column as the file writes it."""
        return self.headers[self.mapping[name]] if name in self.mapping else FIELDS[name].label


# -- in the confined process ------------------------------------------------------------------------------------------


def read_table(data: bytes) -> dict[str, Any]:
    """The sheet of that file which holds a register, as `Table.as_json`; Unreadable when none does."""
    book = open_workbook(data)
    found = [(score, sheet, at) for sheet in book.sheets for score, at in [_find_header(sheet)] if score]
    if not found:
        raise Unreadable(NOT_A_REGISTER)
    _score, sheet, header = max(found, key=lambda one: (len(one[1].rows), one[0]))
    texts = (typed for row in sheet.rows[:3000] for typed in row if isinstance(typed, str) and typed)
    return Table(
        sheet=sheet.name,
        rows=[[_plain(typed) for typed in row] for row in sheet.rows],
        top=sheet.top,
        header=header,
        encoding=recognise(texts),
        others=[other.name for _score, other, _at in found if other is not sheet],
    ).as_json()


def _plain(typed: Any) -> Any:
    if isinstance(typed, datetime):
        return {"day": typed.date().isoformat()}
    if isinstance(typed, date):
        return {"day": typed.isoformat()}
    return typed if isinstance(typed, str | int | float) and not isinstance(typed, bool) else str(typed)


def _find_header(sheet: Sheet) -> tuple[int, int]:
    """How many columns the likeliest header row names, and its index; 0 when no row is one."""
    encoding = recognise(sheet.texts())
    best = (0, 0)
    for at, row in enumerate(sheet.rows[:60]):
        named = {_field_of(convert(typed, encoding)) for typed in row if isinstance(typed, str)} - {None}
        if ("name" in named or "given_name" in named) and len(named) >= 3:
            best = max(best, (len(named), -at))
    return best[0], -best[1]


def _field_of(heading: str) -> str | None:
    """The field that a heading names, or None."""
    key = " ".join(re.findall(r"[a-z0-9]+", fold(heading)))
    if key in KNOWN:
        return KNOWN[key]
    padded = f" {key} "
    return next((KNOWN[alias] for alias in LONG if f" {alias} " in padded), None)


# -- what the table says ----------------------------------------------------------------------------------------------


def propose(table: Table) -> dict[str, int]:
    """Which column holds which field, by the headings; the first of two columns that say the same."""
    found: dict[str, int] = {}
    exact: set[str] = set()
    for at, heading in enumerate(headers_of(table)):
        name = _field_of(heading)
        if name is None:
            continue
        is_exact = " ".join(re.findall(r"[a-z0-9]+", fold(heading))) in KNOWN
        if name not in found or (is_exact and name not in exact):
            found[name] = at
            exact |= {name} if is_exact else set()
    return found


def headers_of(table: Table) -> list[str]:
    """The headings of the columns; one without a heading is named by its letter."""
    row = table.rows[table.header]
    return [
        squeeze(convert(str(typed), table.encoding)) if typed else f"Cột {_letter(at)}" for at, typed in enumerate(row)
    ]


def _letter(at: int) -> str:
    letters, number = "", at + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


_AS_OF = re.compile(r"(?:tính )?đến(?: hết)? ngày\s+(.{8,40})", re.IGNORECASE)


def day_of(table: Table) -> date | None:
    """The day as of which the register stands, where a line above the header says so."""
    for row in table.rows[: table.header]:
        for typed in row:
            if isinstance(typed, str) and (found := _AS_OF.search(squeeze(convert(typed, table.encoding)))):
                day, _doubt, _refused = read_day(re.split(r"[)\];,]", found[1])[0], latest=date(2100, 1, 1))
                if day:
                    return day
    return None


def understand(
    table: Table,
    *,
    on: date,
    limits: Limits,
    mapping: Mapping[str, int] | None = None,
    repairs: Mapping[int, Mapping[str, str]] | None = None,
    only: str = "",
) -> Understood:
    """What the table says as of that day; ``repairs`` gives other texts for fields of rows, by the sheet's numbers.

    ``only`` names the organisation when the file has no column for it.
    """
    columns = dict(mapping if mapping is not None else propose(table))
    told = Understood(columns, headers_of(table), on, [], [], [])
    section = only
    decode = _decoder(table.encoding)
    for index in range(table.header + 1, len(table.rows)):
        cells, number = table.rows[index], table.number(index)
        typed = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        for name, value in (repairs or {}).get(number, {}).items():
            typed[name] = value
        if not _is_member(cells, typed, columns):
            if heading := _section(cells, decode):
                section = heading
            if any(cell not in ("", None) for cell in cells):
                told.skipped.append(number)
            continue
        row, doubts = _read_row(number, typed, on, limits, decode, section)
        told.rows.append(row)
        for name, reason, refused in doubts:
            told.findings.append(Finding(number, name, told.column(name), shown(typed.get(name, "")), reason, refused))
    told.findings += _twice(told)
    told.findings.sort(key=lambda one: (one.row, one.field))
    return told


def shown(typed: Any) -> str:
    """The cell as the person typed it."""
    if isinstance(typed, dict):
        return f"{date.fromisoformat(typed['day']):%d/%m/%Y}"
    if isinstance(typed, float) and typed.is_integer():
        return str(int(typed))
    return "" if typed is None else str(typed)


_ODD = re.compile("[¡-¿×÷ÄÅÆÇËÎÏÐÑÖØÛÜÞßäåæçëîïðñöøûüþÿ]")  # Western letters that no Vietnamese word has in Unicode


def _decoder(encoding: Encoding) -> Callable[[str], str]:
    """Texts in Unicode, on one line, with tone marks where the house writes them; each text is worked out once."""

    @lru_cache(maxsize=65536)
    def decode(text: str) -> str:
        kind = encoding
        if kind == "unicode" and _ODD.search(text):
            kind = recognise([text])
        return squeeze(respell(convert(text, kind)))

    return decode


def _is_member(cells: list[Any], typed: Mapping[str, Any], columns: Mapping[str, int]) -> bool:
    """Whether the row speaks of one person: not empty, no total, no heading, no signature, no header said again."""
    filled = [name for name, value in typed.items() if value not in ("", None) and name != "number"]
    if len(filled) > 2 and any(_has_digit(typed.get(name)) for name in ("born_on", "admitted_on", "card_number")):
        return True
    if not filled or (len(filled) <= 2 and not typed.get("number")):
        return False
    spoken = fold(" ".join(cell for cell in cells if isinstance(cell, str)))
    if re.match(r"(?:\W|\d)*(tong (?:so|cong)|cong|tong)\b", spoken):
        return False
    return sum(1 for name in columns if _field_of(str(typed.get(name, ""))) == name) < 3


def _has_digit(typed: Any) -> bool:
    return isinstance(typed, dict | int | float) or any(sign.isdigit() for sign in str(typed or ""))


def _section(cells: list[Any], decode: Callable[[str], str]) -> str:
    """The organisation that a heading between the rows names, or nothing."""
    texts = [decode(cell) for cell in cells if isinstance(cell, str) and cell.strip()]
    for text in texts:
        bare = re.sub(r"^[\dIVXivx]+[.)]?\s+", "", text)
        if fold(bare).startswith(("chi bo ", "dang bo ")):
            return bare
    return ""


Doubts = list[tuple[str, str, bool]]


def _read_row(
    number: int,
    typed: Mapping[str, Any],
    on: date,
    limits: Limits,
    decode: Callable[[str], str],
    section: str,
) -> tuple[MemberRow, Doubts]:
    row, doubts = MemberRow(number), Doubts()

    def text(name: str) -> str:
        return decode(_as_text(typed.get(name, "")))

    row.name = _personal_name(
        " ".join(part for part in (text("family_names"), text("given_name")) if part) or text("name")
    )
    if not row.name:
        doubts.append(("name", "Thiếu họ và tên.", True))
    elif any(sign.isdigit() for sign in row.name):
        doubts.append(("name", "Họ và tên có chữ số.", False))
    elif " " not in row.name:
        doubts.append(("name", "Họ và tên chỉ có một chữ.", False))
    for name in ("ethnicity", "native_place", "qualification", "political_theory"):
        setattr(row, name, _or_nothing(text(name)))
    row.schooling = _or_nothing(_schooling(typed.get("schooling", ""), text("schooling")))
    latest = {"born_on": on, "admitted_on": on, "official_on": on}
    for name in ("born_on", "admitted_on", "official_on"):
        day, reason, refused = read_day(typed.get(name, ""), latest=latest[name])
        setattr(row, name, day)
        if reason:
            doubts.append((name, reason, (refused and name != "official_on") or refused))
    if row.born_on is None and not any(name == "born_on" for name, _r, _x in doubts):
        doubts.append(("born_on", "Thiếu ngày sinh.", False))
    _read_states(row, typed, text, doubts)
    row.card_number = read_digits(typed.get("card_number", ""), 8)
    row.identity_number = read_digits(typed.get("identity_number", ""), 12)
    row.phone = _phone(typed.get("phone", ""))
    _read_place(row, text, section, doubts)
    row.name_fold, row.place = fold(row.name), (_key(row.organisation), _key(row.cell))
    dated = {name for name, _reason, _refused in doubts}
    for doubt in doubts_of_dates(
        born_on=row.born_on,
        admitted_on=row.admitted_on,
        official_on=row.official_on,
        grade=row.grade,
        on=on,
        limits=limits,
    ):
        if doubt.field not in dated:
            doubts.append((doubt.field, doubt.reason, doubt.refused))
    for doubt in doubts_of_numbers(card_number=row.card_number, identity_number=row.identity_number, phone=row.phone):
        doubts.append((doubt.field, doubt.reason, doubt.refused))
    for name, column in FIELDS.items():
        if column.longest and len(str(getattr(row, name, ""))) > column.longest:
            doubts.append((name, f"Dài quá {column.longest} ký tự.", True))
    return row, doubts


def _read_states(row: MemberRow, typed: Mapping[str, Any], text: Callable[[str], str], doubts: Doubts) -> None:
    """Sex, grade, exemption and posts."""
    if "female" in typed and "sex" not in typed:
        row.sex = "F" if _key(text("female")) in {"x", "nu", "v", "1", "co"} else "M"
    elif said := text("sex"):
        row.sex = SEXES.get(_key(said), "")
        if not row.sex:
            doubts.append(("sex", "Không rõ là nam hay nữ.", False))
    said = _key(text("grade")).strip(" .")
    row.grade = GRADES.get(said, "")
    if not row.grade and not said and row.admitted_on:
        row.grade = "official" if row.official_on else "probationary"
        doubts.append(
            (
                "grade",
                f"Không ghi loại đảng viên; theo ngày chính thức thì là {'chính thức' if row.official_on else 'dự bị'}.",
                False,
            )
        )
    elif not row.grade:
        doubts.append(("grade", "Không phải loại đảng viên đã biết (chính thức, dự bị).", True))
    said = _key(text("exempt"))
    row.exempt = "mien" in said or said == "x"
    if not row.exempt and said not in NOT_EXEMPT:
        doubts.append(("exempt", "Không rõ là diện gì; chương trình chỉ biết diện miễn công tác và sinh hoạt.", False))
    posts = []
    for part in re.split(r"[;,+/\n]| kiêm ", text("post")):
        key = " ".join(re.findall(r"[a-z0-9]+", _key(part)))
        if key in POSTS:
            posts.append(POSTS[key])
        elif key not in NO_POST:
            doubts.append(("post", f"“{squeeze(part)}” không phải chức vụ đảng đã biết.", False))
    row.posts = tuple(dict.fromkeys(posts))


def _read_place(row: MemberRow, text: Callable[[str], str], section: str, doubts: Doubts) -> None:
    row.organisation, row.cell = _unit_name(text("organisation")), _unit_name(text("cell"))
    if not row.organisation and not row.cell:
        row.organisation = section
    if not row.organisation:
        row.organisation = section if section and _key(section).startswith("dang bo") else row.cell
    if not row.cell and not _key(row.organisation).startswith("dang bo"):
        row.cell = row.organisation
    if not row.organisation:
        doubts.append(("organisation", "Thiếu tổ chức cơ sở đảng.", True))
    elif not row.cell:
        doubts.append(("cell", f"Thiếu chi bộ của đảng viên trong {row.organisation}.", True))
    elif _key(row.organisation).startswith("chi bo") and _key(row.cell) != _key(row.organisation):
        doubts.append(
            ("cell", f"{row.organisation} là chi bộ cơ sở nên không có chi bộ trực thuộc “{row.cell}”.", True)
        )


_key = lru_cache(maxsize=4096)(fold)
"""The loose form of texts that recur from row to row."""


@lru_cache(maxsize=4096)
def _unit_name(text: str) -> str:
    text = re.sub(r"^(?:CB|C\.B)\.?\s+", "Chi bộ ", text)
    text = re.sub(r"^(?:ĐB|Đ\.B)\.?\s+", "Đảng bộ ", text)
    text = _or_nothing(text)
    return text[:1].upper() + text[1:]


def _or_nothing(text: str) -> str:
    return "" if text.strip(" -–—_.") == "" else text


def _personal_name(text: str) -> str:
    """A name in capitals or small letters throughout is written as names are."""
    text = squeeze(text.strip(" .,;-'`"))
    if text and (text.isupper() or text.islower()):
        text = " ".join(word.capitalize() for word in text.split(" "))
    return text


def _as_text(typed: Any) -> str:
    return shown(typed).lstrip("'’`").strip()


def _schooling(typed: Any, text: str) -> str:
    """12/12 and 10/10, which spreadsheets like to take for a day of the year."""
    if isinstance(typed, dict):
        day = date.fromisoformat(typed["day"])
        return f"{day.day}/{day.month}"
    return text


def read_digits(typed: Any, length: int) -> str:
    """A number that identifies: its digits, with the leading zeros that a spreadsheet took away."""
    if isinstance(typed, int | float):
        whole = str(int(typed)) if float(typed).is_integer() and typed >= 0 else str(typed)
        return whole if length == 12 and len(whole) == 9 else whole.zfill(length)
    text = normalise(_as_text(typed))
    if re.fullmatch(r"\d(?:[.,]\d+)?[eE]\+?\d+", text):
        return text  # 3.1E+07: digits are lost, the rules say so
    digits = re.sub(r"[\s.\-–_]", "", text)
    digits = _or_nothing(digits)
    if length == 12 and digits.isdigit() and len(digits) in (10, 11):
        return digits.zfill(12)
    return digits


def _phone(typed: Any) -> str:
    if isinstance(typed, int | float):
        return str(int(typed)).zfill(10) if float(typed).is_integer() and typed >= 0 else str(typed)
    text = re.sub(r"[\s.\-–_()]", "", normalise(_as_text(typed)))
    text = re.sub(r"^(?:\+|00)84", "0", text)
    if text.isdigit() and len(text) == 11 and text.startswith("84"):
        text = f"0{text[2:]}"
    if text.isdigit() and len(text) == 9 and not text.startswith("0"):
        text = f"0{text}"
    return text


# -- days -------------------------------------------------------------------------------------------------------------

_DMY = re.compile(r"(\d{1,2})(?:\s*[/\-.]\s*|\s+)(\d{1,2})(?:\s*[/\-.]\s*|\s+)(\d{4}|\d{2})")
_YMD = re.compile(r"(\d{4})\s*[/\-.]\s*(\d{1,2})\s*[/\-.]\s*(\d{1,2})(?:[ T].*)?")
_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})")
_MONTH = re.compile(r"(\d{1,2})\s*[/\-.]\s*(\d{4})")
_SERIAL_START = date(1899, 12, 30)


def read_day(typed: Any, *, latest: date) -> tuple[date | None, str, bool]:
    """The day that a cell says, or None; why it is doubtful or cannot be, and whether it cannot be.

    Days are typed as 05/11/1978, 5-11-78 (a year of two digits is the last such year up to ``latest``), 1978-11-05,
    as a spreadsheet's day or its serial number. The day always comes before the month, as Vietnamese write it.
    """
    if isinstance(typed, dict):
        return date.fromisoformat(typed["day"]), "", False
    if isinstance(typed, int | float):
        return _day_of_number(float(typed))
    text = squeeze(normalise(str(typed or ""))).lstrip("'’`").strip(" .")
    if _or_nothing(text) == "":
        return None, "", False
    if text.isdigit() and len(text) in (4, 5):
        return _day_of_number(float(text))
    if text.isdigit() and len(text) == 8:
        parts = (
            (text[4:], text[2:4], text[:2]) if not text.startswith(("19", "20")) else (text[:4], text[4:6], text[6:])
        )
        return _day(*map(int, parts), text)
    if found := _DMY.fullmatch(text):
        year = int(found[3])
        if len(found[3]) == 2:
            year += latest.year // 100 * 100 if year <= latest.year % 100 else latest.year // 100 * 100 - 100
        return _day(year, int(found[2]), int(found[1]), text)
    if found := _YMD.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]), text)
    if found := _WORDS.fullmatch(fold(text)):
        return _day(int(found[3]), int(found[2]), int(found[1]), text)
    if (found := _MONTH.fullmatch(text)) and 1 <= int(found[1]) <= 12:
        return None, f"“{text}” chỉ có tháng và năm, thiếu ngày.", False
    return None, f"“{text}” không phải là ngày; cần viết như 15/06/1978.", True


def _day_of_number(number: float) -> tuple[date | None, str, bool]:
    if 1880 <= number <= 2100 and number.is_integer():
        return None, f"“{int(number)}” chỉ có năm, thiếu ngày và tháng.", False
    if 1 <= number < 80000:
        return _SERIAL_START + timedelta(days=int(number)), "", False
    if number.is_integer() and 1_000_000 <= number <= 31_129_999:
        text = f"{int(number):08d}"
        return _day(int(text[4:]), int(text[2:4]), int(text[:2]), text)
    return None, f"“{shown(number)}” không phải là ngày.", True


def _day(year: int, month: int, day: int, text: str) -> tuple[date | None, str, bool]:
    try:
        found = date(year, month, day)
    except ValueError:
        if 12 < month <= 31 and 1 <= day <= 12 and 1 <= year <= 9999:
            return (
                None,
                f"“{text}” không phải là ngày có thật: không có tháng {month}; có thể ngày và tháng bị đổi chỗ.",
                True,
            )
        return None, f"“{text}” không phải là ngày có thật.", True
    if found.year < 1900:
        return None, f"“{text}” có năm {found.year} không thể đúng.", True
    return found, "", False


# -- the same person twice --------------------------------------------------------------------------------------------


def _twice(told: Understood) -> list[Finding]:
    """Rows of one file that speak of one person, or share a number that only one person can have."""
    found: list[Finding] = []
    refused: set[int] = set()
    people: dict[tuple[str, date | None], list[MemberRow]] = {}
    for row in told.rows:
        if row.name:
            people.setdefault(row.same_person, []).append(row)
    for rows in people.values():
        for at, row in enumerate(rows[1:], 1):
            for first in rows[:at]:
                if why := _why_same(first, row):
                    refused.add(row.row)
                    found.append(_finding(told, row, "name", f"Trùng với dòng {first.row}: cùng {why}.", True))
                    break
                if not (first.identity_number and row.identity_number):
                    found.append(
                        _finding(
                            told,
                            row,
                            "name",
                            f"Có thể là cùng một người với dòng {first.row}: cùng họ tên, ngày sinh.",
                            False,
                        )
                    )
                    break
    for name, label in (("card_number", "số thẻ đảng viên"), ("identity_number", "số căn cước")):
        owners: dict[str, list[MemberRow]] = {}
        for row in told.rows:
            if (key := getattr(row, name)) and row.row not in refused:
                owners.setdefault(key, []).append(row)
        for rows in owners.values():
            for row in rows if len(rows) > 1 else ():
                others = ", ".join(str(other.row) for other in rows if other is not row)
                found.append(
                    _finding(
                        told, row, name, f"Trùng {label} với dòng {others} nhưng không cùng họ tên, ngày sinh.", False
                    )
                )
    return found


def _why_same(first: MemberRow, other: MemberRow) -> str:
    """What makes two rows of one name and birthday the same person; nothing when they may be two people."""
    if first.card_number and first.card_number == other.card_number:
        return "họ tên, ngày sinh và số thẻ đảng viên"
    if first.identity_number and first.identity_number == other.identity_number:
        return "họ tên, ngày sinh và số căn cước"
    known = bool(first.identity_number and other.identity_number) or bool(first.card_number and other.card_number)
    if not known and first.place == other.place and first.name == other.name:
        return "họ tên, ngày sinh và chi bộ"
    return ""


def _finding(told: Understood, row: MemberRow, name: str, reason: str, refused: bool) -> Finding:
    return Finding(row.row, name, told.column(name), shown(getattr(row, name)), reason, refused)


def held_back(findings: Iterable[Finding], accepted: Iterable[int] = ()) -> set[int]:
    """The rows that are not taken in: refused ones, and doubtful ones that nobody accepted."""
    taken = set(accepted)
    return {one.row for one in findings if one.refused or one.row not in taken}

"""One row of a register as one member: what it says, and what is doubtful about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from giaoban.areas.members.register_columns import FIELDS, is_empty
from giaoban.areas.members.register_days import read_day
from giaoban.areas.members.register_places import Headings, doubt_of_place, place_of
from giaoban.areas.members.register_values import (
    SEXES,
    as_text,
    doubt_of_name,
    grade_of,
    is_exempt,
    key,
    left_by_note,
    name_of,
    or_nothing,
    phone_of,
    posts_of,
    read_digits,
    schooling_of,
    shown,
    trouble_of,
)
from giaoban.areas.members.rules import RegisterLimits, doubts_of_dates, doubts_of_numbers
from giaoban.core.text import fold

PERSON_FIELDS = (
    "name", "born_on", "sex", "ethnicity", "native_place", "card_number", "identity_number", "phone", "schooling",
    "qualification", "political_theory", "admitted_on", "official_on",
)  # fmt: skip
"""What a row says of the person, by the names of the person's own fields."""


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
class RowFinding:
    """Something about one cell: the row cannot be taken in (``refused``), or should be looked at first."""

    row: int
    field: str
    column: str
    value: str
    reason: str
    refused: bool = False

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.column, "value": self.value, "reason": self.reason}


Doubts = list[tuple[str, str, bool]]
"""Field, reason, whether the row cannot be taken in."""
_TEXTS = ("ethnicity", "native_place", "qualification", "political_theory")
_DAYS = ("born_on", "admitted_on", "official_on")


@dataclass(frozen=True)
class RowReading:
    """What every row of a table is read with."""

    on: date
    limits: RegisterLimits
    decode: Callable[[str], str]
    from_1904: bool = False


def read_row(number: int, typed: dict[str, Any], reading: RowReading, headings: Headings) -> tuple[MemberRow, Doubts]:
    """The member that these cells say, by the names of fields, below these headings; and every doubt about it."""
    row, doubts = MemberRow(number), Doubts()
    for name, cell in list(typed.items()):
        if trouble := trouble_of(cell):
            doubts.append(
                (name, trouble, name in {"name", "family_names", "given_name", "organisation", "cell", "grade"})
            )
            typed[name] = ""

    def text(name: str) -> str:
        return reading.decode(as_text(typed.get(name, "")))

    troubled = {name for name, _reason, _refused in doubts}
    row.name, remark = name_of(
        " ".join(part for part in (text("family_names"), text("given_name")) if part) or text("name")
    )
    if not troubled & {"name", "family_names", "given_name"} and (doubt := doubt_of_name(row.name)):
        doubts.append(("name", *doubt))
    _read_note(row, remark, text("note"), headings, doubts)
    for name in _TEXTS:
        setattr(row, name, or_nothing(text(name)))
    row.schooling = or_nothing(schooling_of(typed.get("schooling", ""), text("schooling")))
    _read_days(row, typed, reading, doubts)
    _read_states(row, typed, text, doubts)
    row.card_number = read_digits(typed.get("card_number", ""), 8)
    row.identity_number = read_digits(typed.get("identity_number", ""), 12)
    row.phone = phone_of(typed.get("phone", ""))
    row.organisation, row.cell = place_of(text("organisation"), text("cell"), headings)
    if not troubled & {"organisation", "cell"} and (lacking := doubt_of_place(row.organisation, row.cell)):
        doubts.append((*lacking, True))
    row.name_fold, row.place = fold(row.name), (key(row.organisation), key(row.cell))
    doubts += _doubts_of_values(row, typed, reading, {name for name, _reason, _refused in doubts})
    return row, doubts


def _read_note(row: MemberRow, remark: str, note: str, headings: Headings, doubts: Doubts) -> None:
    """Whoever the list itself calls gone is asked about."""
    told = next((words for words in (remark, note) if left_by_note(words)), "")
    if told:
        doubts.append(("note" if told == note else "name", f"Ghi “{told}”: có còn là đảng viên ở đây không?", False))
    elif headings.left:
        doubts.append(("name", "Đứng trong phần những người đã chuyển đi hoặc không còn là đảng viên.", False))
    elif remark:
        doubts.append(("name", f"Sau họ tên có ghi “{remark}”; đã bỏ khỏi họ tên, hãy xem lại.", False))


def _read_days(row: MemberRow, typed: dict[str, Any], reading: RowReading, doubts: Doubts) -> None:
    """Birth (in one column, by sex in two, or in three parts), admission, official membership."""
    if "born_year" in typed:
        parts = [shown(typed.get(name, "")) for name in ("born_day", "born_month", "born_year")]
        typed["born_on"] = "/".join(part for part in parts if part)
    if "born_male" in typed:
        male, female = not is_empty(typed["born_male"]), not is_empty(typed["born_female"])
        typed["born_on"] = typed["born_male"] if male else typed["born_female"]
        row.sex = "M" if male and not female else "F" if female and not male else ""
        if male == female:
            doubts.append(("born_on", "Ngày sinh phải ghi ở một trong hai cột Nam, Nữ.", False))
    for name in _DAYS:
        if any(field == name for field, _reason, _refused in doubts):
            continue
        day, reason, refused = read_day(typed.get(name, ""), latest=reading.on, from_1904=reading.from_1904)
        setattr(row, name, day)
        if reason:
            doubts.append((name, reason, refused))
    if row.born_on is None and not any(name == "born_on" for name, _reason, _refused in doubts):
        doubts.append(("born_on", "Thiếu ngày sinh.", False))


def _read_states(row: MemberRow, typed: Mapping[str, Any], text: Callable[[str], str], doubts: Doubts) -> None:
    """Sex, grade, exemption and posts."""
    if "female" in typed and "sex" not in typed:
        row.sex = "F" if key(text("female")) in {"x", "nu", "v", "1", "co"} else "M"
    elif sex := text("sex"):
        row.sex = SEXES.get(key(sex), "")
        if not row.sex:
            doubts.append(("sex", "Không rõ là nam hay nữ.", False))
    grade = text("grade")
    row.grade = grade_of(grade)
    if key(grade).strip(" .") in {"x", "v"} and not row.official_on:
        row.grade = ""
    if not row.grade and not grade and row.admitted_on:
        row.grade = "official" if row.official_on else "probationary"
        by = "chính thức" if row.official_on else "dự bị"
        doubts.append(("grade", f"Không ghi loại đảng viên; theo ngày chính thức thì là {by}.", False))
    elif not row.grade and not any(name == "grade" for name, _reason, _refused in doubts):
        doubts.append(("grade", "Không phải loại đảng viên đã biết (chính thức, dự bị).", True))
    exempt = is_exempt(text("exempt"))
    row.exempt = bool(exempt)
    if exempt is None:
        doubts.append(("exempt", "Không rõ là diện gì; chương trình chỉ biết diện miễn công tác và sinh hoạt.", False))
    row.posts, unknown = posts_of(text("post"))
    doubts += [("post", f"“{words}” không phải chức vụ đảng đã biết.", False) for words in unknown]


def _doubts_of_values(row: MemberRow, typed: Mapping[str, Any], reading: RowReading, dated: set[str]) -> Doubts:
    """What is odd about the values together, where the field is not in doubt already."""
    of_dates = doubts_of_dates(
        born_on=row.born_on,
        admitted_on=row.admitted_on,
        official_on=row.official_on,
        grade=row.grade,
        on=reading.on,
        limits=reading.limits,
    )
    doubts: Doubts = [(doubt.field, doubt.reason, doubt.refused) for doubt in of_dates if doubt.field not in dated]
    numbers = doubts_of_numbers(card_number=row.card_number, identity_number=row.identity_number, phone=row.phone)
    doubts += [(doubt.field, doubt.reason, doubt.refused) for doubt in numbers]
    if isinstance(typed.get("identity_number"), int | float) and len(row.identity_number) == 9:
        reason = "Ô lưu dạng số, có 9 chữ số: là số chứng minh cũ, hay số căn cước bị mất các số 0 ở đầu?"
        doubts.append(("identity_number", reason, False))
    for name, column in FIELDS.items():
        if column.longest and len(str(getattr(row, name, ""))) > column.longest:
            doubts.append((name, f"Dài quá {column.longest} ký tự.", True))
    return doubts

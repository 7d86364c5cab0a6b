"""What must hold of a member's record, and what is odd enough to be asked about before it is taken in.

Sources: Quy định 24-QĐ/TW and its successors on the age of admission and the probation of 12 months; the thresholds
come in as ``RegisterLimits`` from the dated regulations. A doubt is a question to the secretary, never a law.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from giaoban.core.limits import Limit
from giaoban.core.spans import add_months

OLDEST_BIRTH = date(1900, 1, 1)
CARD_DIGITS = 8
IDENTITY_DIGITS = (9, 12)
PHONE_DIGITS = (10, 11)
LATE_MONTHS = 6
"""How long after the end of the probation a member who is still probationary is asked about: two terms of the committee."""


@dataclass(frozen=True)
class RegisterLimits:
    """Thresholds in force on the day of the register; None is not asked."""

    youngest: Limit[int] | None = None  # years at admission
    oldest: Limit[int] | None = None
    probation_months: Limit[int] | None = None


@dataclass(frozen=True)
class Doubt:
    """What is odd about one field of a record; ``refused`` when the record cannot be taken in as it stands."""

    field: str
    reason: str
    refused: bool = False


def years_between(earlier: date, later: date) -> int:
    """Full years from one day to another."""
    return later.year - earlier.year - ((later.month, later.day) < (earlier.month, earlier.day))


def doubts_of_dates(
    *,
    born_on: date | None,
    admitted_on: date | None,
    official_on: date | None,
    grade: str,
    on: date,
    limits: RegisterLimits,
) -> list[Doubt]:
    """Everything odd about a member's days at that grade (``probationary`` or ``official``) in a register of that day."""
    doubts = _doubts_of_birth(born_on, admitted_on, on, limits)
    if admitted_on is None:
        doubts.append(Doubt("admitted_on", "Thiếu ngày vào Đảng.", refused=True))
        return doubts
    if admitted_on > on:
        doubts.append(
            Doubt("admitted_on", f"Ngày vào Đảng {_d(admitted_on)} sau ngày lập danh sách {_d(on)}.", refused=True)
        )
    if grade == "official":
        doubts += _doubts_of_official(admitted_on, official_on, on, limits)
    elif grade == "probationary":
        doubts += _doubts_of_probation(admitted_on, official_on, on, limits)
    return doubts


def _doubts_of_birth(born_on: date | None, admitted_on: date | None, on: date, limits: RegisterLimits) -> list[Doubt]:
    if born_on is None:
        return []
    if born_on < OLDEST_BIRTH or born_on > on:
        return [Doubt("born_on", f"Ngày sinh {_d(born_on)} không thể có.", refused=True)]
    if admitted_on is None:
        return []
    if admitted_on <= born_on:
        return [Doubt("admitted_on", f"Ngày vào Đảng {_d(admitted_on)} không sau ngày sinh {_d(born_on)}.", True)]
    age = years_between(born_on, admitted_on)
    if limits.youngest is not None and age < limits.youngest.value:
        return [
            Doubt(
                "admitted_on",
                f"Vào Đảng khi mới {age} tuổi (sinh {_d(born_on)}, vào Đảng {_d(admitted_on)}); "
                f"tuổi kết nạp từ đủ {limits.youngest.value}{limits.youngest.cited()}. Cần xem lại một trong hai ngày.",
            )
        ]
    if limits.oldest is not None and age > limits.oldest.value:
        return [
            Doubt(
                "admitted_on",
                f"Vào Đảng khi đã {age} tuổi (sinh {_d(born_on)}, vào Đảng {_d(admitted_on)}); "
                f"tuổi kết nạp thường đến {limits.oldest.value}{limits.oldest.cited()}. Cần xem lại một trong hai ngày.",
            )
        ]
    return []


def _doubts_of_official(admitted_on: date, official_on: date | None, on: date, limits: RegisterLimits) -> list[Doubt]:
    if official_on is None:
        return [Doubt("official_on", "Đảng viên chính thức nhưng thiếu ngày chính thức.")]
    if official_on < admitted_on:
        return [
            Doubt(
                "official_on",
                f"Ngày chính thức {_d(official_on)} trước ngày vào Đảng {_d(admitted_on)}.",
                refused=True,
            )
        ]
    if official_on > on:
        return [
            Doubt(
                "official_on",
                f"Ghi là chính thức nhưng ngày chính thức {_d(official_on)} sau ngày lập danh sách {_d(on)}.",
            )
        ]
    if limits.probation_months and official_on < add_months(admitted_on, limits.probation_months.value):
        return [
            Doubt(
                "official_on",
                f"Chính thức {_d(official_on)}, chưa đủ {limits.probation_months.value} tháng dự bị kể từ ngày vào Đảng "
                f"{_d(admitted_on)}.",
            )
        ]
    return []


def _doubts_of_probation(admitted_on: date, official_on: date | None, on: date, limits: RegisterLimits) -> list[Doubt]:
    if official_on is not None and official_on <= on:
        return [Doubt("grade", f"Ghi là dự bị nhưng đã có ngày chính thức {_d(official_on)}.")]
    if limits.probation_months and add_months(admitted_on, limits.probation_months.value + LATE_MONTHS) < on:
        return [
            Doubt(
                "grade",
                f"Còn ghi là dự bị trong khi vào Đảng từ {_d(admitted_on)}; thời gian dự bị là "
                f"{limits.probation_months.value} tháng.",
            )
        ]
    return []


def doubts_of_numbers(*, card_number: str, identity_number: str, phone: str) -> list[Doubt]:
    """Everything odd about how the numbers are written; an empty number is not odd."""
    doubts = []
    if card_number and not (card_number.isdigit() and len(card_number) == CARD_DIGITS):
        doubts.append(Doubt("card_number", f"Số thẻ đảng viên thường có {CARD_DIGITS} chữ số."))
    if identity_number and not (identity_number.isdigit() and len(identity_number) in IDENTITY_DIGITS):
        doubts.append(
            Doubt(
                "identity_number",
                "Số căn cước có 12 chữ số (số chứng minh cũ có 9).",
                refused=len(identity_number) > max(IDENTITY_DIGITS),
            )
        )
    if phone and not (phone.isdigit() and len(phone) in PHONE_DIGITS):
        doubts.append(Doubt("phone", "Số điện thoại có 10 chữ số.", refused=len(phone) > 20))
    return doubts


def why_not_correct(*, current: int, read: int) -> list[str]:
    """Why a correction made on that reading of the record cannot be kept: somebody corrected it in between."""
    if current == read:
        return []
    return ["Hồ sơ này vừa được người khác sửa trong khi đang mở; xem lại giá trị mới rồi sửa tiếp."]


def why_not_end(*, began_on: date | None, on: date, what: str) -> list[str]:
    """Why a spell that began on that day cannot end before ``on``."""
    if began_on is not None and on <= began_on:
        return [f"{what} bắt đầu từ {_d(began_on)}, không thể kết thúc ngày {_d(on)}."]
    return []


def why_not_merge(*, kept: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    """Why two records cannot be of one person: what only one person can have, and differs."""
    labels = {"identity_number": "số căn cước", "card_number": "số thẻ đảng viên", "born_on": "ngày sinh"}
    differing = [
        label for field, label in labels.items() if kept[field] and other[field] and kept[field] != other[field]
    ]
    if "số căn cước" in differing or len(differing) > 1:
        return [f"Hai hồ sơ khác nhau về {', '.join(differing)}; sửa cho đúng trước khi gộp."]
    return []


def merged_by_two(*, kept: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether it takes two people to say that these records are of one person: their names, birthdays or cards differ."""
    same = all(kept[field] and kept[field] == other[field] for field in ("name_fold", "born_on"))
    cards = {record["card_number"] for record in (kept, other) if record["card_number"]}
    return not same or len(cards) > 1


def _d(day: date) -> str:
    return f"{day:%d/%m/%Y}"

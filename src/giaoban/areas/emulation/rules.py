"""How a unit is scored and recognised: what records prefill, what a claim may be, what stands against a recognition. Pure.

A criteria set is data of whoever lays it down; what it calls indispensable refuses a recognition, and nothing here does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from giaoban.core.numbers import write_number

ORDER: Mapping[str, tuple[str, ...]] = {
    "take_facts": ("registered",),
    "score": ("registered",),
    "submit": ("registered",),
    "check": ("scored",),
    "agree": ("scored",),
    "send_back": ("scored", "checked"),
    "recognise": ("checked",),
    "refuse": ("checked",),
    "withdraw": ("recognised",),
    "take_back": ("recognised", "refused"),
    "void": ("registered",),
}
"""Each act on an assessment, and the states that it can be done from."""
STATES: Mapping[str, str] = {
    "registered": "mới đăng ký",
    "scored": "đã tự chấm, chờ cấp trên thẩm định",
    "checked": "đã thẩm định, chờ quyết định",
    "recognised": "đã được công nhận",
    "refused": "không được công nhận",
    "withdrawn": "đã bị thu hồi công nhận",
}
POINTS, MONTHLY = "points", "monthly"


@dataclass(frozen=True)
class Required:
    """One line of a set as it is judged: its text, what it is worth, and the level that its figure is held to."""

    text: str
    points: int
    at_least: int | None = None
    at_most: int | None = None
    must: bool = False

    @property
    def level(self) -> str:
        """The level in words: “từ 12”, “không quá 0”."""
        words = []
        if self.at_least is not None:
            words.append(f"từ {write_number(self.at_least)}")
        if self.at_most is not None:
            words.append(f"không quá {write_number(self.at_most)}")
        return ", ".join(words)


@dataclass(frozen=True)
class Marked:
    """What was claimed or checked for a line, in a month where the set asks by month, and what the records said."""

    line: Required
    value: Decimal | None
    met: bool | None = None
    note: str = ""
    month: date | None = None


# -- a set ---------------------------------------------------------------------------------------------------------------


def why_not_set(
    *, way: str, needed: int, from_on: date, until_on: date | None, basis: str, compared: bool
) -> list[str]:
    """Every reason why a set cannot be laid down so; none means yes."""
    reasons = []
    if needed < 1:
        reasons.append("Mức để được công nhận ít nhất là 1.")
    if way == MONTHLY and needed > 12:
        reasons.append(f"Một năm có 12 tháng; bộ tiêu chí này cần {needed} tháng đạt.")
    if until_on is not None and until_on < from_on:
        reasons.append(f"Ngày cuối {until_on:%d/%m/%Y} trước ngày đầu {from_on:%d/%m/%Y}.")
    if compared and not basis:
        reasons.append("Đã đối chiếu văn bản thì phải ghi số văn bản.")
    return reasons


def why_not_line(line: Required, *, source: str, way: str, total: int, texts: Collection[str], used: bool) -> list[str]:
    """Every reason why the line is not added to a set whose lines have ``total`` points so far."""
    reasons = ["Bộ tiêu chí này đã có đơn vị tự chấm; hãy ban hành bộ mới từ một ngày."] if used else []
    if line.text in texts:
        reasons.append("Bộ tiêu chí đã có dòng này.")
    if way == MONTHLY and line.points != 1:
        reasons.append("Bộ tiêu chí đạt, không đạt theo tháng thì mỗi dòng là 1.")
    if line.points < 1:
        reasons.append("Điểm tối đa của một dòng ít nhất là 1.")
    if source and not line.level:
        reasons.append("Dòng lấy theo số liệu thì phải có mức: từ bao nhiêu, hoặc không quá bao nhiêu.")
    if line.level and not source:
        reasons.append("Có mức thì phải chọn số liệu để so; tiêu chí không có sổ thì để trống mức.")
    if line.at_least is not None and line.at_most is not None and line.at_least > line.at_most:
        reasons.append(f"Mức từ {line.at_least} lớn hơn mức không quá {line.at_most}.")
    if way == POINTS and total + line.points > 100:
        reasons.append(f"Cộng cả dòng này là {total + line.points} điểm, thang là 100.")
    return reasons


def remark_on_total(*, way: str, total: int, needed: int) -> str:
    """What is to be looked at in the set as a whole."""
    if way != POINTS or total == 100:
        return ""
    if total < needed:
        return f"Các dòng cộng {total} điểm, chưa đủ mức cần {needed}: không đơn vị nào được công nhận."
    return f"Các dòng cộng {total} điểm, chưa đủ thang 100."


# -- scoring -------------------------------------------------------------------------------------------------------------


def judged(line: Required, figure: Decimal | None) -> bool | None:
    """Whether the figure meets the line's level; None where no record says it, or the line has no level."""
    if figure is None or not line.level:
        return None
    return (line.at_least is None or figure >= line.at_least) and (line.at_most is None or figure <= line.at_most)


def prefilled(line: Required, met: bool | None) -> Decimal | None:
    """The points that follow from the records: all or none; nothing where they do not say."""
    return None if met is None else Decimal(line.points if met else 0)


def why_not_marked(marks: Collection[Marked], *, checking: bool = False) -> list[str]:
    """Every reason why these points cannot be written down; none means yes."""
    reasons = []
    for mark in marks:
        if mark.value is None:
            continue
        if not 0 <= mark.value <= mark.line.points:
            most = write_number(mark.line.points)
            reasons.append(f"“{mark.line.text}”: {write_number(mark.value)} điểm, cho từ 0 đến {most}.")
        elif mark.met is not None and mark.value != prefilled(mark.line, mark.met) and not mark.note:
            what = "ghi rõ vì sao" if checking else "nêu căn cứ"
            reasons.append(f"“{mark.line.text}”: điểm khác với sổ ({'đạt' if mark.met else 'không đạt'}); hãy {what}.")
    return reasons


def unmarked(marks: Collection[Marked]) -> list[str]:
    """A sentence for the lines, or months, that have no points yet; nothing where all have."""
    empty = [mark for mark in marks if mark.value is None]
    if not empty:
        return []
    first = empty[0]
    month = f" tháng {first.month:%m/%Y}" if first.month else ""
    return [f"Còn {len(empty)} dòng chưa chấm, trước hết là “{first.line.text}”{month}."]


def total_of(marks: Collection[Marked], way: str) -> Decimal:
    """The points together; of a set by month, the months in which every line is met."""
    if way == POINTS:
        return sum((mark.value or Decimal(0) for mark in marks), Decimal(0))
    months: dict[date | None, bool] = {}
    for mark in marks:
        months[mark.month] = months.get(mark.month, True) and bool(mark.value)
    return Decimal(sum(months.values()))


# -- deciding ------------------------------------------------------------------------------------------------------------


def why_not_now(act: str, state: str) -> list[str]:
    """Why the act does not fit where the assessment stands."""
    return [] if state in ORDER[act] else [f"Không làm được việc này: đơn vị {STATES[state]}."]


def why_not_after(*, day: date, earlier: date | None, what: str) -> list[str]:
    """Why an act of that day cannot follow ``what``, which is of ``earlier``."""
    if earlier is None or day >= earlier:
        return []
    return [f"Ngày {day:%d/%m/%Y} trước {what} ({earlier:%d/%m/%Y})."]


def why_not_over(*, day: date, ends: date, period: str) -> list[str]:
    """Why what sums the whole period up is not done on that day; ``ends`` is the first day after it."""
    if day >= ends:
        return []
    return [f"Ngày {day:%d/%m/%Y} {period} chưa hết; xét công nhận từ {ends:%d/%m/%Y}."]


def why_not_recognised(*, total: Decimal, needed: int, way: str, failed: Collection[str]) -> list[str]:
    """Every reason why the unit is not recognised: the points or months, and what the set calls indispensable."""
    reasons = []
    if total < needed:
        what = "điểm" if way == POINTS else "tháng đạt"
        reasons.append(f"Được {write_number(total)} {what}, cần từ {needed}.")
    reasons += [f"Không đạt tiêu chí bắt buộc: “{text}”." for text in failed]
    return reasons


def failed_of(marks: Collection[Marked]) -> list[str]:
    """The lines that the set calls indispensable and that are not met: by the records, or where they are silent by the points.

    What the records say goes before any points: whoever checks cannot give back what a decision has taken.
    """
    failed = []
    for mark in marks:
        if mark.line.must and mark.line.text not in failed:
            held = mark.met if mark.met is not None else mark.value is not None and mark.value >= mark.line.points
            failed += [] if held else [mark.line.text]
    return failed

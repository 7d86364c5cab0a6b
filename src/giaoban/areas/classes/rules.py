"""When a class is planned, called, opened, taught, recognised and closed, and who is on its list. Pure: levels come in as on their day.

Sources: 61-HD/BTGTW (timetable of the awareness class) and 60-HD/BTGTW (ten topics), both of 16/6/2022, as dated data in ``rules.toml``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from giaoban.core.limits import Limit
from giaoban.core.numbers import write_number

ORDER: Mapping[str, tuple[str, ...]] = {
    "correct": ("planned", "called", "running"),
    "call_lists": ("planned",),
    "enlist": ("planned", "called"),
    "strike_off": ("planned", "called"),
    "open_class": ("called",),
    "hold_lesson": ("running",),
    "make_up": ("running",),
    "strike_lesson": ("running",),
    "enter_marks": ("running",),
    "recognise": ("running",),
    "take_back": ("recognised",),
    "issue": ("recognised", "closed"),
    "reissue": ("recognised", "closed"),
    "close": ("recognised",),
    "cancel": ("planned", "called", "running"),
    "void": ("planned",),
}
"""Each act on a class, and the states that it can be done from."""
STATES: Mapping[str, str] = {
    "planned": "mới có kế hoạch",
    "called": "đang nhận danh sách",
    "running": "đang học",
    "recognised": "đã công nhận kết quả",
    "closed": "đã kết thúc",
    "cancelled": "đã hủy",
}
TOPICS: Mapping[str, Mapping[str, str]] = {
    "awareness": {
        "t01": "Bài 1",
        "t02": "Bài 2",
        "t03": "Bài 3",
        "t04": "Bài 4",
        "t05": "Bài 5",
        "discussion": "Thảo luận",
        "visit": "Tham quan thực tế hoặc chuyên đề mới",
        "questions": "Giải đáp thắc mắc",
        "paper": "Viết bài thu hoạch, bế giảng",
    },
    "new_member": {
        "t01": "Chủ nghĩa Mác - Lênin, tư tưởng Hồ Chí Minh",
        "t02": "Độc lập dân tộc và chủ nghĩa xã hội",
        "t03": "Đại đoàn kết, dân chủ, Nhà nước pháp quyền",
        "t04": "Đường lối phát triển kinh tế",
        "t05": "Giáo dục, khoa học, văn hóa, con người, môi trường",
        "t06": "Quốc phòng, an ninh",
        "t07": "Đối ngoại, hội nhập quốc tế",
        "t08": "Nguyên tắc tổ chức, công tác đảng ở cơ sở",
        "t09": "Xây dựng, chỉnh đốn Đảng",
        "t10": "Phấn đấu xứng đáng là đảng viên",
    },
}
"""The parts of each programme in their order."""
HIGHEST = Decimal(10)


@dataclass(frozen=True)
class ClassLimits:
    """Levels in force on a day; None is not asked."""

    periods: Limit[Mapping[str, int]] | None = None
    pass_mark: Limit[int] | None = None
    attended_percent: Limit[int] | None = None


@dataclass(frozen=True)
class Attainment:
    """What a learner did in a class: periods attended (make-ups among them), periods held, and the last mark."""

    attended: int = 0
    held: int = 0
    mark: Decimal | None = None


# -- the class ------------------------------------------------------------------------------------------------------------


def why_not_now(act: str, state: str) -> list[str]:
    """Why the act does not fit where the class stands."""
    return [] if state in ORDER[act] else [f"Không làm được việc này: lớp {STATES[state]}."]


def why_not_plan(*, from_on: date, until_on: date) -> list[str]:
    """Why no class can run on these days."""
    if until_on >= from_on:
        return []
    return [f"Ngày kết thúc {until_on:%d/%m/%Y} trước ngày bắt đầu {from_on:%d/%m/%Y}."]


def why_not_after(*, day: date, earlier: date | None, what: str) -> list[str]:
    """Why an act of that day cannot follow ``what``, which is of ``earlier``."""
    if earlier is None or day >= earlier:
        return []
    return [f"Ngày {day:%d/%m/%Y} trước {what} ({earlier:%d/%m/%Y})."]


def why_not_call(*, called_on: date, answer_by: date, from_on: date) -> list[str]:
    """Every reason why the call cannot be of these days; none means yes."""
    reasons = why_not_after(day=answer_by, earlier=called_on, what="ngày thông báo chiêu sinh")
    if answer_by > from_on:
        reasons.append(f"Hạn nộp danh sách {answer_by:%d/%m/%Y} sau ngày lớp bắt đầu {from_on:%d/%m/%Y}.")
    return reasons


def why_not_open(*, learners: int, opened_on: date, called_on: date | None) -> list[str]:
    """Every reason why the class cannot be opened on that day; none means yes."""
    nobody = [] if learners else ["Danh sách học viên còn trống; hãy nhận danh sách trước khi mở lớp."]
    return nobody + why_not_after(day=opened_on, earlier=called_on, what="ngày thông báo chiêu sinh")


def why_not_close(*, unissued: int, unsettled: int, closed_on: date, recognised_on: date | None) -> list[str]:
    """Every reason why the class cannot be closed on that day; none means yes."""
    reasons = why_not_after(day=closed_on, earlier=recognised_on, what="ngày công nhận kết quả")
    if unsettled:
        reasons.append(f"Còn {unsettled} học viên chưa có kết quả; hãy công nhận kết quả của cả danh sách.")
    if unissued:
        reasons.append(f"Còn {unissued} học viên đạt mà chưa được cấp giấy chứng nhận; hãy cấp trước khi kết thúc lớp.")
    return reasons


def why_not_void(*, learners: int) -> list[str]:
    """Why a planned class is not struck out: people are on its list."""
    return [f"Danh sách đã có {learners} học viên; hãy hủy lớp, hoặc rút tên từng người trước."] if learners else []


# -- the list -------------------------------------------------------------------------------------------------------------


def why_not_listed(
    *, programme: str, name: str, on: date, on_source_list: bool, grade: str, elsewhere: bool, valid_until: date | None
) -> list[str]:
    """Every reason why this person is not put on the list of such a class on that day; none means yes.

    ``grade`` is empty for who is no member; ``valid_until`` is until when a certificate of that programme holds that they have
    already (``date.max`` where it holds for good).
    """
    reasons = []
    if programme == "awareness":
        if grade:
            reasons.append(f"{name} đã là đảng viên; lớp nhận thức về Đảng dành cho người chưa vào Đảng.")
        elif not on_source_list:
            reasons.append(
                f"{name} không có trong danh sách nguồn ngày {on:%d/%m/%Y}; hãy ghi vào danh sách nguồn trước."
            )
    elif grade != "probationary":
        who = "đã là đảng viên chính thức" if grade else "chưa phải là đảng viên"
        reasons.append(f"Ngày {on:%d/%m/%Y} {name} {who}; lớp này dành cho đảng viên dự bị.")
    if elsewhere:
        reasons.append(f"{name} đang có tên trong một lớp khác cùng chương trình, chưa kết thúc.")
    if valid_until is not None and valid_until > on:
        until = "" if valid_until == date.max else f", có giá trị đến {valid_until:%d/%m/%Y}"
        reasons.append(f"{name} đã có giấy chứng nhận của chương trình này{until}.")
    return reasons


def why_not_followed(
    *, kept_here: bool, member: bool, listed: bool, recognised_on: date, born_on: date | None
) -> list[str]:
    """Every reason why the cell cannot take this person onto its source list; none means yes."""
    reasons = []
    if member:
        reasons.append("Người này đã là đảng viên; danh sách nguồn dành cho người chưa vào Đảng.")
    elif not kept_here:
        reasons.append("Hồ sơ của người này do chi bộ khác quản lý; chi bộ đó ghi vào danh sách nguồn.")
    if listed:
        reasons.append("Người này đã có trong một danh sách nguồn.")
    if born_on is not None and born_on >= recognised_on:
        reasons.append(f"Ngày sinh {born_on:%d/%m/%Y} không trước ngày được công nhận {recognised_on:%d/%m/%Y}.")
    return reasons


# -- lessons and marks ----------------------------------------------------------------------------------------------------


def why_not_hold(*, topic: str, programme: str, held: bool, held_on: date, opened_on: date | None) -> list[str]:
    """Every reason why no lesson on this topic is held on that day; none means yes."""
    reasons = why_not_after(day=held_on, earlier=opened_on, what="ngày mở lớp")
    if topic not in TOPICS[programme]:
        reasons.append("Nội dung này không có trong chương trình của lớp.")
    elif held:
        reasons.append(f"Lớp đã học “{TOPICS[programme][topic]}”; ai vắng thì học bù.")
    return reasons


def why_not_make_up(*, topic: str, programme: str, first_on: date | None, held_on: date, strangers: int) -> list[str]:
    """Every reason why no make-up of this topic is held on that day; none means yes."""
    if first_on is None:
        return [f"Lớp chưa học “{TOPICS[programme].get(topic, topic)}”; chưa có gì để học bù."]
    nobody = ["Có người không vắng nội dung này; chỉ chọn người phải học bù."] if strangers else []
    return nobody + why_not_after(day=held_on, earlier=first_on, what="buổi học chính")


def why_not_mark(*, mark: Decimal, name: str, sat_on: date, before: date | None, opened_on: date | None) -> list[str]:
    """Every reason why this mark of that day is not written down; none means yes. ``before`` is the day of the last one."""
    reasons = why_not_after(day=sat_on, earlier=opened_on, what="ngày mở lớp")
    if not 0 <= mark <= HIGHEST:
        reasons.append(f"Điểm của {name} phải từ 0 đến 10, không phải {write_number(mark)}.")
    if before is not None and sat_on <= before:
        reasons.append(f"{name} đã có điểm ngày {before:%d/%m/%Y}; kiểm tra lại thì ghi ngày sau đó.")
    return reasons


def what_lacks(record: Attainment, limits: ClassLimits) -> list[str]:
    """Why a learner has not passed, with the levels that say so; empty for who has."""
    lacking = []
    percent = limits.attended_percent
    if not record.held:
        lacking.append("lớp chưa ghi buổi học nào")
    elif percent is not None and record.attended * 100 < record.held * percent.value:
        least = f"{percent.value}%{percent.cited()}"
        lacking.append(f"dự {record.attended}/{record.held} tiết, phải dự {least}")
    if record.mark is None:
        lacking.append("chưa có điểm")
    elif limits.pass_mark is not None and record.mark < limits.pass_mark.value:
        lacking.append(f"điểm {write_number(record.mark)}, đạt từ {limits.pass_mark.value}{limits.pass_mark.cited()}")
    return lacking


def why_not_recognise(
    *, held: Collection[str], programme: str, recognised_on: date, last_day: date | None
) -> list[str]:
    """Every reason why the results cannot be recognised on that day: a topic was not taught, or something is of a later day."""
    left = [label for topic, label in TOPICS[programme].items() if topic not in held]
    reasons = [f"Chương trình còn {len(left)} nội dung chưa học: {'; '.join(left)}."] if left else []
    return reasons + why_not_after(day=recognised_on, earlier=last_day, what="buổi học hoặc bài kiểm tra cuối")


def attended_of(
    held: Collection[tuple[int, str, int]], make_ups: Collection[tuple[int, str]], present: Collection[int]
) -> tuple[int, int]:
    """Of the lessons held (number, topic, periods): how many periods were attended, a topic made up among them, and how many held."""
    made_up = {topic for number, topic in make_ups if number in present}
    attended = sum(periods for number, topic, periods in held if number in present or topic in made_up)
    return attended, sum(periods for _number, _topic, periods in held)


# -- certificates ---------------------------------------------------------------------------------------------------------

ABBREVIATIONS = {"awareness": "NTVĐ", "new_member": "ĐVM"}


def serial_of(programme: str, year: int, number: int) -> str:
    """How a certificate is numbered: 012/2026/NTVĐ."""
    return f"{number:03}/{year}/{ABBREVIATIONS[programme]}"


def why_not_issue(*, waiting: int, issued_on: date, recognised_on: date | None) -> list[str]:
    """Every reason why no certificates are issued on that day; none means yes."""
    nobody = [] if waiting else ["Không có học viên nào đạt mà chưa được cấp giấy chứng nhận."]
    return nobody + why_not_after(day=issued_on, earlier=recognised_on, what="ngày công nhận kết quả")


def why_not_reissue(*, newest: date | None, issued_on: date) -> list[str]:
    """Every reason why this certificate is not issued anew on that day; none means yes."""
    if newest is None:
        return ["Học viên này chưa được cấp giấy chứng nhận."]
    return why_not_after(day=issued_on, earlier=newest, what="ngày cấp giấy đang có")

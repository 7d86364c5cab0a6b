"""What a cell's meeting must be, by the guide in force on its day; limits come in, sentences go out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from giaoban.core.limits import Limit
from giaoban.core.numbers import write_number
from giaoban.core.secrecy import why_not_kept
from giaoban.core.text import squeeze

REGULAR = ("regular", "combined")
THEMATIC = ("thematic", "combined")
"""A sitting that is both (120 minutes since 42-HD/BTCTW) counts once as regular and once as thematic."""

OFFERED = {"pdf", "docx", "doc", "odt", "rtf", "xlsx", "xls", "ods", "pptx", "ppt", "odp", "txt", "jpg", "jpeg", "png"}
MOST_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class MeetingLimits:
    """What was in force on the day of a meeting; None where nothing is on record, and then nothing is asked."""

    minutes: Limit[Any] | None = None
    minutes_combined: Limit[Any] | None = None
    papers_days: Limit[Any] | None = None
    regular_a_month: Limit[Any] | None = None
    thematic_a_quarter: Limit[Any] | None = None
    good_attendance: Limit[Any] | None = None  # percent
    excused_running: Limit[Any] | None = None
    majority: Limit[Any] | None = None  # "1/2": more than
    two_thirds: Limit[Any] | None = None  # "2/3": at least


@dataclass(frozen=True)
class Counts:
    """Attendance counted: members of the roll by status; guests (here for a time) apart; nobody twice."""

    official: int = 0
    probationary: int = 0
    present: int = 0
    excused: int = 0
    absent: int = 0
    exempt: int = 0
    away: int = 0
    uncalled: int = 0
    guests: int = 0
    guests_present: int = 0

    @property
    def roll(self) -> int:
        """Members of the cell on the day, exempt and away ones included."""
        return self.official + self.probationary

    @property
    def expected(self) -> int:
        """Members who had to come: the roll without those exempt and those with another cell for a time."""
        return self.roll - self.exempt - self.away

    @property
    def share(self) -> Fraction | None:
        """Present of expected; None where nobody was expected."""
        return Fraction(self.present, self.expected) if self.expected else None


def count(rows: Sequence[tuple[str, str]]) -> Counts:
    """The counts of (standing, status) pairs, one a person."""
    members = [(standing, status) for standing, status in rows if standing != "guest"]
    guests = [status for standing, status in rows if standing == "guest"]

    def having(status: str) -> int:
        return sum(1 for _standing, each in members if each == status)

    return Counts(
        official=sum(1 for standing, _status in members if standing == "official"),
        probationary=sum(1 for standing, _status in members if standing == "probationary"),
        present=having("present"),
        excused=having("excused"),
        absent=having("absent"),
        exempt=having("exempt"),
        away=having("away"),
        uncalled=having(""),
        guests=len(guests),
        guests_present=sum(1 for status in guests if status == "present"),
    )


def read_time(text: str) -> time | None:
    """The hour in “14:30”, “14h30”, “14 giờ 30”, “8h”; None when it is none."""
    if typed := re.fullmatch(r"\s*(\d{1,2})\s*(?::|h|g|giờ)\s*(?:(\d{1,2})\s*)?(?:(?:phút|p)\s*)?", text.lower()):
        hour, minute = int(typed[1]), int(typed[2] or 0)
        return time(hour, minute) if hour < 24 and minute < 60 else None
    return None


def minutes_between(starts: time, ends: time) -> int:
    """How many minutes the sitting took; 0 or less where the end is not after the beginning."""
    return (ends.hour * 60 + ends.minute) - (starts.hour * 60 + starts.minute)


def why_not_plan(*, kind: str, theme: str, held_on: date, regular_on: date | None, is_cell: bool) -> list[str]:
    """Every reason why this meeting cannot be planned; ``regular_on`` is the day of the month's other regular one."""
    reasons = []
    if not is_cell:
        reasons.append("Chỉ chi bộ mới sinh hoạt chi bộ; tổ chức này không phải là chi bộ vào ngày đã chọn.")
    if kind in THEMATIC and not squeeze(theme):
        reasons.append("Sinh hoạt chuyên đề phải ghi tên chuyên đề.")
    if kind in REGULAR and regular_on is not None:
        reasons.append(
            f"Tháng {held_on:%m/%Y} chi bộ đã có buổi sinh hoạt định kỳ ngày {regular_on:%d/%m/%Y}; buổi họp thêm "
            "trong tháng ghi là sinh hoạt chuyên đề hoặc sinh hoạt bất thường."
        )
    return reasons


def why_not_invite(*, held_on: date, told_on: date, starts_at: time | None, place: str, content: str) -> list[str]:
    """Every reason why this notice cannot go out: it says when, where and what about, before the meeting."""
    reasons = []
    if starts_at is None:
        reasons.append("Giấy mời phải ghi giờ họp, ví dụ 14:30 hoặc 14h30.")
    if not squeeze(place):
        reasons.append("Giấy mời phải ghi địa điểm.")
    if not squeeze(content):
        reasons.append("Giấy mời phải ghi nội dung.")
    if told_on > held_on:
        reasons.append(f"Ngày báo ({told_on:%d/%m/%Y}) sau ngày họp ({held_on:%d/%m/%Y}).")
    return reasons


def why_not_over(*, current: int, read: int, both: Sequence[tuple[str, str, str]]) -> list[str]:
    """Why what was typed on that reading of the meeting cannot be kept: somebody wrote in between.

    ``both`` is (field, what stands there now, what was typed); those that differ are said.
    """
    if current == read:
        return []
    return ["Buổi sinh hoạt này vừa được người khác sửa trong khi đang mở; xem lại nội dung mới rồi sửa tiếp."] + [
        f"{field}: đang ghi “{stands or 'trống'}”, đồng chí ghi “{typed or 'trống'}”."
        for field, stands, typed in both
        if stands != typed
    ]


def why_not_add_paper(*, name: str, size: int, declared_open: bool, mark: str) -> list[str]:
    """Every reason why this file is not taken in."""
    reasons = why_not_kept(name, mark)
    if not declared_open:
        reasons.append("Phải xác nhận tài liệu không thuộc bí mật nhà nước trước khi tải lên.")
    if (extension := name.rpartition(".")[2].lower()) not in OFFERED or "." not in name:
        reasons.append(f"Không nhận tệp loại “{extension}”; các loại nhận: {', '.join(sorted(OFFERED))}.")
    if size > MOST_BYTES:
        reasons.append(
            f"Tệp nặng {write_number(-(-size // 1024 // 1024))} MB, quá mức {MOST_BYTES // 1024 // 1024} MB."
        )
    if size == 0:
        reasons.append("Tệp rỗng, không có nội dung.")
    return reasons


def papers_by(held_on: date, limits: MeetingLimits) -> date | None:
    """The last day on which papers go out in time; None where no rule was in force."""
    return held_on - timedelta(days=int(limits.papers_days.value)) if limits.papers_days else None


def late_paper(*, sent_on: date, held_on: date, limits: MeetingLimits) -> str:
    """What is to be said of a paper that went out too late; nothing when it was in time."""
    by = papers_by(held_on, limits)
    if by is None or sent_on <= by:
        return ""
    assert limits.papers_days
    return (
        f"Gửi ngày {sent_on:%d/%m/%Y}, muộn so với hạn {by:%d/%m/%Y} (trước buổi sinh hoạt ít nhất "
        f"{limits.papers_days.value} ngày; {limits.papers_days.source})."
    )


def why_not_record_vote(*, roll: int, present: int, in_favour: int, against: int, abstained: int) -> list[str]:
    """Every reason why these counts cannot be right; few voters are recorded, not refused."""
    reasons = []
    cast = in_favour + against + abstained
    if present > roll:
        reasons.append(
            f"Số có mặt được biểu quyết ({present}) lớn hơn tổng số đảng viên chính thức của chi bộ ({roll})."
        )
    if cast > present:
        reasons.append(
            f"Tán thành {in_favour}, không tán thành {against}, ý kiến khác {abstained}: cộng {cast}, lớn hơn số có mặt "
            f"({present})."
        )
    return reasons


def percent_of(share: Fraction) -> str:
    """The share as an office writes it: 66,67%."""
    return write_number(Decimal(100 * share.numerator) / share.denominator, "%")


def carried(*, roll: int, in_favour: int, needs: str, limits: MeetingLimits) -> tuple[bool | None, str]:
    """Whether the question carried, and the sentence that says why; None where no threshold is on record."""
    limit = limits.two_thirds if needs == "two_thirds" else limits.majority
    if limit is None or roll == 0:
        return None, "Chưa có mức quy định để kết luận; chỉ ghi số phiếu."
    share, needed = Fraction(in_favour, roll), Fraction(str(limit.value))
    passed = share >= needed if needs == "two_thirds" else share > needed
    words = f"ít nhất {limit.value}" if needs == "two_thirds" else f"trên {limit.value}"
    return passed, (
        f"{'Thông qua' if passed else 'Không thông qua'}: {in_favour}/{roll} đảng viên chính thức ({percent_of(share)}), "
        f"cần {words}{limit.cited()}."
    )


@dataclass(frozen=True)
class Record:
    """A meeting's record as it stands when somebody wants to close or judge it."""

    kind: str
    held_on: date
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    theme: str = ""
    content: str = ""
    told_on: date | None = None
    superior_told: bool = False
    has_superior: bool = True
    chair: str = ""
    clerk: str = ""
    items: int = 0
    points: int = 0
    conclusion: str = ""
    explanation: str = ""
    read_back: bool = False
    called: bool = False
    counts: Counts = field(default_factory=Counts)
    uncalled: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()  # excused without a reason
    newcomers: tuple[str, ...] = ()  # on the roll of the day, not in the attendance
    strangers: tuple[str, ...] = ()  # in the attendance, not on the roll of the day
    late_papers: tuple[str, ...] = ()


def shortfall(record: Record, limits: MeetingLimits) -> str:
    """What is to be said of a sitting shorter than the guide asks; nothing when it was long enough."""
    limit = limits.minutes_combined if record.kind == "combined" and limits.minutes_combined else limits.minutes
    if limit is None or record.starts_at is None or record.ends_at is None or record.kind == "extraordinary":
        return ""
    minutes = minutes_between(record.starts_at, record.ends_at)
    if minutes <= 0 or minutes >= int(limit.value):
        return ""
    return f"Thời lượng {minutes} phút, dưới mức tối thiểu {limit.value} phút{limit.cited()}."


def why_not_close(record: Record, *, on: date, limits: MeetingLimits) -> list[str]:
    """Every field that the minutes still lack; none means they can be closed."""
    reasons = []
    if record.held_on > on:
        reasons.append(f"Buổi sinh hoạt ngày {record.held_on:%d/%m/%Y} chưa diễn ra.")
    for missing, sentence in (
        (not record.told_on, "Chưa có giấy mời: chưa báo thời gian, địa điểm, nội dung cho đảng viên."),
        (record.starts_at is None, "Chưa ghi giờ bắt đầu."),
        (record.ends_at is None, "Chưa ghi giờ kết thúc."),
        (not squeeze(record.place), "Chưa ghi địa điểm."),
        (record.kind in THEMATIC and not squeeze(record.theme), "Chưa ghi tên chuyên đề."),
        (not record.chair, "Chưa ghi người chủ trì."),
        (not record.clerk, "Chưa ghi thư ký buổi sinh hoạt."),
        (record.items == 0, "Chưa ghi nội dung, chương trình."),
        (record.points == 0, "Chưa ghi ý kiến phát biểu nào."),
        (not squeeze(record.conclusion), "Chưa ghi kết luận của người chủ trì."),
        (not record.read_back, "Biên bản chưa được đọc lại và thông qua trước chi bộ."),
        (not record.called, "Chưa điểm danh."),
    ):
        if missing:
            reasons.append(sentence)
    if record.starts_at and record.ends_at and minutes_between(record.starts_at, record.ends_at) <= 0:
        reasons.append(f"Giờ kết thúc ({record.ends_at:%H:%M}) không sau giờ bắt đầu ({record.starts_at:%H:%M}).")
    if record.called:
        for names, sentence in (
            (record.uncalled, "Chưa điểm danh"),
            (record.unexplained, "Vắng có lý do nhưng chưa ghi lý do"),
            (record.newcomers, "Có trong danh sách chi bộ ngày họp nhưng chưa có trong điểm danh"),
            (record.strangers, "Có trong điểm danh nhưng không thuộc danh sách chi bộ ngày họp"),
        ):
            if names:
                reasons.append(f"{sentence}: {_listed(names)}.")
    if (short := shortfall(record, limits)) and not squeeze(record.explanation):
        reasons.append(f"{short} Hãy ghi lý do ở ô “Giải trình” rồi kết thúc biên bản.")
    return reasons


def _listed(names: Sequence[str], most: int = 8) -> str:
    more = f" và {len(names) - most} người khác" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def remarks(record: Record, *, limits: MeetingLimits) -> list[str]:
    """What the guide would remark on these minutes; nothing of it blocks, an unconfirmed limit says that it is one."""
    sentences = [sentence for sentence in (shortfall(record, limits),) if sentence]
    if limits.good_attendance and record.called and record.counts.share is not None:
        limit, share = limits.good_attendance, record.counts.share * 100
        if share <= Fraction(str(limit.value)):
            sentences.append(
                f"Có mặt {record.counts.present}/{record.counts.expected} đảng viên phải dự "
                f"({percent_of(share / 100)}); mức tốt là trên {limit.value}%{limit.cited()}."
            )
    if record.counts.absent:
        sentences.append(f"{record.counts.absent} đảng viên vắng không lý do.")
    if record.told_on and record.has_superior and not record.superior_told:
        sentences.append("Chưa báo lịch sinh hoạt cho cấp ủy cấp trên.")
    sentences += list(record.late_papers)
    return sentences


def excused_running(statuses: Sequence[str]) -> int:
    """How many times running, up to the last meeting, a person was excused; meetings without a duty do not break it."""
    running = 0
    for status in reversed([status for status in statuses if status not in {"exempt", "away", ""}]):
        if status != "excused":
            break
        running += 1
    return running


# What members tell


def why_not_confirm(*, withdrawn_on: date | None, sent_on: date, on: date) -> list[str]:
    """Why nobody confirms that version now; one that was replaced can be confirmed still, the new one is asked again."""
    if withdrawn_on is not None:
        return [f"Tài liệu này đã thu hồi ngày {withdrawn_on:%d/%m/%Y}; không cần xác nhận."]
    return [f"Tài liệu này mở cho đảng viên từ ngày {sent_on:%d/%m/%Y}."] if on < sent_on else []


def _why_not_told(*, told: bool, is_open: bool, held_on: date, on: date) -> list[str]:
    if not told:
        return ["Buổi sinh hoạt này chưa có giấy mời."]
    if not is_open:
        return [f"Biên bản buổi sinh hoạt ngày {held_on:%d/%m/%Y} đã kết thúc."]
    return [f"Buổi sinh hoạt ngày {held_on:%d/%m/%Y} đã qua."] if on > held_on else []


def why_not_answer(
    *, told: bool, is_open: bool, held_on: date, on: date, comes: bool, why: str, more: str, reason_known: bool
) -> list[str]:
    """Why this answer to the notice is not taken: too late, or excused without a reason."""
    reasons = _why_not_told(told=told, is_open=is_open, held_on=held_on, on=on)
    if not comes and not reason_known:
        reasons.append("Xin vắng phải chọn lý do.")
    elif not comes and why == "other" and not squeeze(more):
        reasons.append("Lý do khác thì ghi rõ là gì.")
    return reasons


def why_not_speak(
    *, told: bool, is_open: bool, held_on: date, on: date, about: bool, count: int, most: int
) -> list[str]:
    """Why this asking to speak is not taken."""
    reasons = _why_not_told(told=told, is_open=is_open, held_on=held_on, on=on)
    if not about:
        reasons.append("Ghi ý chính, hoặc chọn một nội dung trong chương trình.")
    if count >= most:
        reasons.append(f"Đồng chí đã đăng ký {count} ý kiến cho buổi này; rút bớt rồi đăng ký tiếp.")
    return reasons


def why_not_publish_outcome(*, held_on: date, on: date, conclusion: str, resolution: str) -> list[str]:
    """Why there is no outcome yet that members could read."""
    if on < held_on:
        return [f"Buổi sinh hoạt ngày {held_on:%d/%m/%Y} chưa diễn ra."]
    return [] if squeeze(conclusion) or squeeze(resolution) else ["Chưa có kết luận hoặc nghị quyết để công bố."]

"""What may be done with a return in which state, and who must have reported first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from giaoban.core.numbers import write_number
from giaoban.core.spans import Period

STATES = {
    "not_started": "Chưa lập",
    "draft": "Đang lập",
    "submitted": "Đã nộp",
    "sent_back": "Bị trả lại",
    "accepted": "Đã chấp nhận",
    "excused": "Được miễn",
    "cancelled": "Đã hủy",
}

FILL = ("take_in", "compile", "declare", "narrate")
"""The acts that write a return's contents."""

NEXT: Mapping[tuple[str, str], str] = {
    **{(state, act): "draft" for state in ("not_started", "draft", "sent_back") for act in FILL},
    ("draft", "submit"): "submitted",
    ("submitted", "accept"): "accepted",
    ("submitted", "send_back"): "sent_back",
    ("submitted", "reopen"): "draft",
    ("accepted", "send_back"): "sent_back",
    ("accepted", "reopen"): "draft",
    ("submitted", "finalise"): "submitted",
    ("accepted", "finalise"): "accepted",
    ("excused", "reopen"): "not_started",
    ("not_started", "excuse"): "excused",
    ("draft", "excuse"): "excused",
    ("sent_back", "excuse"): "excused",
}
"""The state after an act, for every act that a state allows; no other pair is allowed."""

ACTS = {
    "take_in": "nhận tệp số liệu",
    "compile": "lập từ sổ",
    "declare": "sửa số liệu",
    "narrate": "sửa phần lời văn",
    "submit": "nộp",
    "accept": "chấp nhận",
    "send_back": "trả lại",
    "reopen": "mở lại",
    "excuse": "miễn báo cáo",
    "finalise": "lập bản cuối kỳ",
}

DONE = ("accepted", "excused")
CLOSED = ("submitted", "accepted")
WAITING = ("not_started", "draft", "sent_back")
"""The states in which a unit still has to submit."""


def why_not(act: str, state: str) -> list[str]:
    """Why that act cannot be done on a return in that state; none means it can."""
    if (state, act) in NEXT:
        return []
    may = ", ".join(ACTS[other] for (from_state, other) in NEXT if from_state == state)
    return [
        f"Báo cáo đang ở trạng thái “{STATES[state]}” nên không {ACTS[act]} được"
        + (f"; có thể: {may}." if may else ": đợt báo cáo này đã hủy.")
    ]


WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def why_not_open(
    period: Period,
    *,
    opened_on: date,
    cut_off_on: date | None,
    due_on: date,
    due_above_on: date | None,
    next_working_day: Callable[[date], date],
) -> list[str]:
    """Every reason these days cannot be those of the period; ``next_working_day`` is the day itself where offices work."""
    reasons = []
    if cut_off_on is not None and cut_off_on not in period:
        reasons.append(
            f"Ngày chốt số liệu {cut_off_on:%d/%m/%Y} nằm ngoài kỳ "
            f"({period.start:%d/%m/%Y} - {period.last_day:%d/%m/%Y}); hãy chọn một ngày trong kỳ."
        )
    steps = [("ngày mở đợt", opened_on), ("ngày chốt số liệu", cut_off_on), ("hạn của cấp dưới", due_on)]
    for (earlier, first), (later, second) in [
        *(((name, day), steps[2]) for name, day in steps[:2]),
        (steps[2], ("hạn nộp cấp trên", due_above_on)),
    ]:
        if first is not None and second is not None and second < first:
            reasons.append(f"{later.capitalize()} {second:%d/%m/%Y} sớm hơn {earlier} {first:%d/%m/%Y}; hãy xem lại.")
    for name, day in (("Hạn của cấp dưới", due_on), ("Hạn nộp cấp trên", due_above_on)):
        if day is not None and (works := next_working_day(day)) != day:
            reasons.append(
                f"{name} {day:%d/%m/%Y} là {WEEKDAYS[day.weekday()]}, không phải ngày làm việc; "
                f"ngày làm việc kế tiếp là {works:%d/%m/%Y}."
            )
    return reasons


def why_not_cancel(*, cancelled_on: date | None, submitted: Sequence[str]) -> list[str]:
    """Why a campaign cannot be cancelled; ``submitted`` are the units that have ever submitted a version in it."""
    if cancelled_on is not None:
        return [f"Đợt báo cáo này đã hủy ngày {cancelled_on:%d/%m/%Y}."]
    if not submitted:
        return []
    named = ", ".join(submitted[:NAMED]) + (f" và {len(submitted) - NAMED} nơi khác" if len(submitted) > NAMED else "")
    return [
        f"Đã có {len(submitted)} nơi nộp báo cáo ({named}) nên không hủy đợt này được. Báo cáo không còn cần đến thì cho "
        "miễn nộp; số liệu đã nộp được giữ nguyên."
    ]


NAMED = 5
"""So many units a refusal names one by one."""


def why_not_remind(state: str, *, reminded_on: date | None, on: date) -> list[str]:
    """Why a unit is not reminded: it has nothing to submit, or was reminded that very day."""
    if state not in WAITING:
        return [f"Báo cáo đang ở trạng thái “{STATES[state]}”, không còn gì phải nhắc nộp."]
    return ["Hôm nay đã nhắc nơi này; mỗi ngày chỉ nhắc một lần."] if reminded_on == on else []


def why_not_submit(
    *, below: Sequence[tuple[str, str]], errors: int, values: int, unexplained: Sequence[str] = ()
) -> list[str]:
    """Every reason a return cannot be submitted: ``below`` is (name, state) of each expected return under it.

    ``unexplained`` are the lines in which something else was typed than the records say, and no reason.
    """
    reasons = []
    waiting = [f"{name} ({STATES[state].lower()})" for name, state in below if state not in DONE]
    if waiting:
        reasons.append(
            f"Còn {len(waiting)} trên {len(below)} đơn vị cấp dưới chưa xong: {', '.join(waiting)}. "
            "Cấp trên chỉ nộp khi mọi báo cáo cấp dưới đã được chấp nhận hoặc được miễn."
        )
    if unexplained:
        reasons.append(f"Số khai khác số trong sổ mà chưa ghi lý do ở chỉ tiêu {', '.join(unexplained)}.")
    if not values:
        reasons.append("Báo cáo chưa có chỉ tiêu nào có số liệu.")
    if errors:
        reasons.append(
            f"Còn {errors} lỗi chưa sửa và chưa giải trình; mỗi lỗi phải được sửa hoặc giải trình trước khi nộp."
        )
    return reasons


def why_not_reopen(*, above: str | None, above_state: str | None) -> list[str]:
    """Why a return cannot be opened again: what it went into must be open first."""
    if above_state in CLOSED:
        return [f"Báo cáo của {above} đã nộp; hãy mở lại báo cáo đó trước, rồi mới mở lại báo cáo cấp dưới."]
    return []


def why_not_finalise(*, on: date, period: Period, counted_to: date | None) -> list[str]:
    """Why there is no final version yet, or none to make: ``counted_to`` is the cut-off of what was submitted."""
    if on <= period.last_day:
        return [f"Kỳ báo cáo đến hết ngày {period.last_day:%d/%m/%Y}; từ hôm sau mới lập được bản cuối kỳ."]
    if counted_to is None or counted_to >= period.last_day:
        return ["Bản đã nộp đã tính đến hết kỳ, không có gì phải thêm."]
    return []


def why_not_take_back(state: str, *, taken_back_on: date | None, reason: str) -> list[str]:
    """Why a reason that was given cannot be taken back."""
    reasons = why_not_without_reason(reason)
    if taken_back_on is not None:
        reasons.append(f"Lời giải trình này đã được rút lại ngày {taken_back_on:%d/%m/%Y}.")
    if state in CLOSED:
        reasons.append("Báo cáo đã nộp kèm lời giải trình này; hãy mở lại báo cáo trước rồi mới rút.")
    return reasons


def cut_off(period: Period, counted_to: date) -> date:
    """The last day that a report says: the day up to which it was counted, within the period."""
    return max(period.start, min(counted_to, period.last_day))


def why_not_without_reason(reason: str) -> list[str]:
    """A reason is needed and was not given."""
    return [] if len(reason.split()) >= 2 else ["Cần ghi lý do, ít nhất hai từ; lý do được lưu cùng báo cáo."]


def why_not_value(code: str, unit_of_count: str, amount: Decimal | None) -> list[str]:
    """Every reason an amount cannot be that of the line: below nothing, or a fraction of what is counted."""
    reasons = []
    if amount is not None and amount < 0:
        reasons.append(f"Chỉ tiêu {code} không thể là số âm.")
    if amount is not None and unit_of_count != "%" and amount != amount.to_integral_value():
        reasons.append(f"Chỉ tiêu {code} đếm {unit_of_count} nên phải là số nguyên; đã ghi {write_number(amount)}.")
    return reasons


def why_differs(declared: Decimal | None, recorded: Decimal | None, reason: str) -> list[str]:
    """Why a declared value that differs from the records cannot stand without a reason."""
    if recorded is None or declared == recorded or reason.strip():
        return []
    shown = "không có số" if declared is None else f"{declared.normalize():f}"
    return [f"Số khai ({shown}) khác số trong sổ ({recorded.normalize():f}): cần ghi lý do chênh lệch."]


@dataclass(frozen=True)
class ReminderStep:
    """A step of the ladder of reminders: that many days before (negative) or after the due day."""

    days: int
    label: str


LADDER = (
    ReminderStep(-7, "nhắc trước một tuần"),
    ReminderStep(-1, "nhắc trước một ngày"),
    ReminderStep(1, "quá hạn"),
    ReminderStep(5, "báo cấp trên"),
)


def step_of(*, due_on: date, on: date) -> ReminderStep | None:
    """The last step of the ladder that was reached; none yet more than a week before."""
    reached = [step for step in LADDER if (on - due_on).days >= step.days]
    return reached[-1] if reached else None


@dataclass(frozen=True)
class AskedAlready:
    """A period for which a form was asked: what it is called, and its last day, which decides the version."""

    title: str
    last_day: date


def why_not_in_force(
    from_on: date, *, lines: int, others: Sequence[date], periods: Sequence[AskedAlready]
) -> list[str]:
    """Why a draft cannot hold from that day: it has no line, another version holds from then or later, or periods were opened."""
    reasons = [] if lines else ["Bản nháp chưa có dòng nào; hãy thêm ít nhất một dòng."]
    if others and from_on <= max(others):
        reasons.append(
            f"Biểu này đã có bản từ {max(others):%d/%m/%Y}; bản mới có hiệu lực từ một ngày sau đó, hoặc rút bản ấy trước."
        )
    if later := [period for period in periods if period.last_day >= from_on]:
        newest = max(later, key=lambda period: period.last_day)
        first = date.fromordinal(newest.last_day.toordinal() + 1)
        reasons.append(
            f"Kỳ {newest.title} đã mở theo bản đang dùng và giữ bản ấy; bản mới có hiệu lực sớm nhất từ {first:%d/%m/%Y}."
        )
    return reasons

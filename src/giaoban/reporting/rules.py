"""What may be done with a return in which state, and who must have reported first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

STATES = {
    "not_started": "Chưa lập",
    "draft": "Đang lập",
    "submitted": "Đã nộp",
    "sent_back": "Bị trả lại",
    "accepted": "Đã chấp nhận",
    "excused": "Được miễn",
}

FILL = ("take_in", "compile", "declare", "narrate")
"""The acts that write a return's contents."""

NEXT: Mapping[tuple[str, str], str] = {
    **{(state, act): "draft" for state in ("not_started", "draft", "sent_back") for act in FILL},
    ("draft", "submit"): "submitted",
    ("submitted", "accept"): "accepted",
    ("submitted", "send_back"): "sent_back",
    ("submitted", "reopen"): "draft",
    ("accepted", "reopen"): "draft",
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
}

DONE = ("accepted", "excused")
CLOSED = ("submitted", "accepted")


def why_not(act: str, state: str) -> list[str]:
    """Why that act cannot be done on a return in that state; none means it can."""
    if (state, act) in NEXT:
        return []
    may = [ACTS[other] for (from_state, other) in NEXT if from_state == state]
    return [f"Báo cáo đang ở trạng thái “{STATES[state]}” nên không {ACTS[act]} được; có thể: {', '.join(may)}."]


def why_not_submit(*, below: Sequence[tuple[str, str]], errors: int, values: int) -> list[str]:
    """Every reason a return cannot be submitted: ``below`` is (name, state) of each expected return under it."""
    reasons = []
    waiting = [f"{name} ({STATES[state].lower()})" for name, state in below if state not in DONE]
    if waiting:
        reasons.append(
            f"Còn {len(waiting)} trên {len(below)} đơn vị cấp dưới chưa xong: {', '.join(waiting)}. "
            "Cấp trên chỉ nộp khi mọi báo cáo cấp dưới đã được chấp nhận hoặc được miễn."
        )
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


def why_not_without_reason(reason: str) -> list[str]:
    """A reason is needed and was not given."""
    return [] if len(reason.split()) >= 2 else ["Cần ghi lý do, ít nhất hai từ; lý do được lưu cùng báo cáo."]


def why_differs(declared: Decimal | None, recorded: Decimal | None, reason: str) -> list[str]:
    """Why a declared value that differs from the records cannot stand without a reason."""
    if recorded is None or declared == recorded or reason.strip():
        return []
    shown = "không có số" if declared is None else f"{declared.normalize():f}"
    return [f"Số khai ({shown}) khác số trong sổ ({recorded.normalize():f}): cần ghi lý do chênh lệch."]


@dataclass(frozen=True)
class Step:
    """A step of the ladder of reminders: that many days before (negative) or after the due day."""

    days: int
    label: str


LADDER = (Step(-7, "nhắc trước một tuần"), Step(-1, "nhắc trước một ngày"), Step(1, "quá hạn"), Step(5, "báo cấp trên"))


def step_of(*, due_on: date, on: date) -> Step | None:
    """The last step of the ladder that was reached; none yet more than a week before."""
    reached = [step for step in LADDER if (on - due_on).days >= step.days]
    return reached[-1] if reached else None

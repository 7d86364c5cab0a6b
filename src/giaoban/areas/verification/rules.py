"""When a case of verification may be opened and taken on, and a trip abroad recorded. Pure: limits come in as on their day.

No sentence names the person: refusals are read where the record itself has not been opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from giaoban.core.limits import Limit
from giaoban.core.spans import add_months

ENTERING = ("admission", "readmission")
"""Purposes for which the person is not on the roll yet."""
ORDER: Mapping[str, tuple[str, ...]] = {
    "send_back": ("open",),
    "complete": ("returned",),
    "ask": ("open",),
    "answer": ("open", "returned"),
    "withdraw_letter": ("open",),
    "submit": ("open",),
    "conclude": ("open", "submitted"),
    "take_back": ("submitted", "concluded", "notified"),
    "notify": ("concluded",),
    "correct": ("open", "returned"),
    "void": ("open", "returned"),
}
"""Each act on a case, and the states that it can be done from."""
STATES: Mapping[str, str] = {
    "open": "đang thẩm tra",
    "returned": "đã trả lại, chờ bổ sung giấy tờ",
    "submitted": "đã trình kết luận",
    "concluded": "đã kết luận",
    "notified": "đã thông báo kết luận",
}


# -- cases --------------------------------------------------------------------------------------------------------------


def why_not_open(
    *, purpose: str, on_roll: bool, kept_here: bool, own: bool, already: bool, requested_on: date
) -> list[str]:
    """Every reason why no case can be opened for this person and purpose on that day; none means yes.

    ``kept_here`` is whether the chosen cell keeps the person's record, as of somebody who is to be admitted; ``already``
    whether another case for the same purpose is not concluded yet.
    """
    reasons = why_own(own)
    if purpose in ENTERING and on_roll:
        reasons.append(
            f"Ngày {requested_on:%d/%m/%Y} người này đã là đảng viên; hồ sơ để kết nạp chỉ mở cho người chưa vào Đảng."
        )
    if not on_roll and not (kept_here and purpose in ENTERING):
        reasons.append(
            f"Ngày {requested_on:%d/%m/%Y} người này không có tên trong danh sách của chi bộ đã chọn; hãy chọn chi bộ"
            " đang quản lý hồ sơ."
        )
    if already:
        reasons.append("Người này đã có hồ sơ thẩm tra cho cùng mục đích, chưa kết luận; hãy làm tiếp hồ sơ đó.")
    return reasons


def why_not_step(act: str, *, state: str, day: date, last_day: date) -> list[str]:
    """Every reason why this act of that day does not fit where the case stands; none means yes.

    ``last_day`` is the latest day that the case tells of: request, letters, answers, submission, conclusion.
    """
    reasons = why_not_now(act, state)
    if day < last_day:
        reasons.append(f"Ngày {day:%d/%m/%Y} trước ngày {last_day:%d/%m/%Y} đã ghi trong hồ sơ.")
    return reasons


def why_not_send_back(*, missing: int) -> list[str]:
    """Why a case is not sent back: nothing is missing."""
    return [] if missing else ["Hãy chọn giấy tờ còn thiếu."]


def why_not_ask(*, number_used: bool, requested_on: date, sent_on: date) -> list[str]:
    """Every reason why no place can be asked by that letter; none means yes."""
    reasons = []
    if sent_on < requested_on:
        reasons.append(f"Ngày gửi {sent_on:%d/%m/%Y} trước ngày đề nghị thẩm tra {requested_on:%d/%m/%Y}.")
    if number_used:
        reasons.append("Hồ sơ này đã có công văn xác minh mang số đó.")
    return reasons


def why_not_answer(*, answered: bool, sent_on: date, answered_on: date) -> list[str]:
    """Every reason why no answer of that day can be entered; none means yes."""
    reasons = ["Công văn này đã có trả lời."] if answered else []
    if answered_on < sent_on:
        reasons.append(f"Ngày trả lời {answered_on:%d/%m/%Y} trước ngày gửi {sent_on:%d/%m/%Y}.")
    return reasons


def why_not_settled(*, outcome: str, waiting: int) -> list[str]:
    """Why nothing is submitted or concluded yet: places have not answered, unless it is said that none could be reached."""
    if not waiting or outcome == "none":
        return []
    return [
        f"Còn {waiting} nơi chưa trả lời; hãy ghi trả lời hoặc rút công văn, hoặc kết luận là chưa đủ cơ sở kết luận."
    ]


def why_not_now(act: str, state: str) -> list[str]:
    """Why the act does not fit where the case stands."""
    return [] if state in ORDER[act] else [f"Không làm được việc này: hồ sơ {STATES[state]}."]


def why_own(own: bool) -> list[str]:
    """Why nobody does anything to a record about themselves."""
    return ["Không ai xử lý hồ sơ về chính mình; việc này do người khác có cùng quyền làm."] if own else []


# -- how old a conclusion is --------------------------------------------------------------------------------------------


def months_old(concluded_on: date, on: date) -> int:
    """How many whole months lie between the conclusion and that day; 0 on a day before it."""
    months = (on.year - concluded_on.year) * 12 + on.month - concluded_on.month
    return max(0, months - (add_months(concluded_on, months) > on))


def age_in_words(concluded_on: date, on: date, limit: Limit[int] | None) -> str:
    """The age of a conclusion, and whether it is past the age that the office has set; which refuses nothing."""
    age = f"{months_old(concluded_on, on)} tháng"
    if limit is None or not limit.value:
        return age
    ends = add_months(concluded_on, limit.value)
    told = "đã quá" if on >= ends else "còn trong"
    return f"{age}; {told} hạn {limit.value} tháng (đến {ends:%d/%m/%Y}){limit.cited('theo')}"


# -- trips abroad -------------------------------------------------------------------------------------------------------


def why_not_travel(*, own: bool, on_roll: bool, decided_on: date, leaves_on: date, returns_on: date) -> list[str]:
    """Every reason why this trip cannot be recorded so; none means yes."""
    reasons = why_own(own)
    if not on_roll:
        reasons.append(f"Ngày {leaves_on:%d/%m/%Y} người này không có tên trong danh sách của chi bộ đã chọn.")
    if decided_on > leaves_on:
        reasons.append(f"Ngày quyết định {decided_on:%d/%m/%Y} sau ngày đi {leaves_on:%d/%m/%Y}.")
    if returns_on < leaves_on:
        reasons.append(f"Ngày về {returns_on:%d/%m/%Y} trước ngày đi {leaves_on:%d/%m/%Y}.")
    return reasons


def why_not_hand_in(*, before: date | None, expected: bool, day: date, leaves_on: date) -> list[str]:
    """Every reason why report or passport cannot be handed in on that day; ``before`` is when it already was."""
    reasons = []
    if not expected:
        reasons.append("Chuyến đi này không dùng hộ chiếu công vụ, không có hộ chiếu phải trả.")
    if before is not None:
        reasons.append(f"Đã ghi nhận ngày {before:%d/%m/%Y}.")
    if day < leaves_on:
        reasons.append(f"Ngày {day:%d/%m/%Y} trước ngày đi {leaves_on:%d/%m/%Y}.")
    return reasons

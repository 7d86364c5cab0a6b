"""When a case of verification may be opened, asked about and concluded. Pure.

No sentence names the person: refusals are read where the case itself has not been opened.
"""

from __future__ import annotations

from datetime import date

ENTERING = ("admission", "readmission")
"""Purposes for which the person is not on the roll yet."""


def why_not_open(
    *, purpose: str, on_roll: bool, kept_here: bool, own: bool, already: bool, requested_on: date
) -> list[str]:
    """Every reason why no case can be opened for this person and purpose on that day; none means yes.

    ``kept_here`` is whether the chosen cell keeps the person's record, as of somebody who is to be admitted.
    """
    reasons = _why_own(own)
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


def why_not_ask(*, state: str, own: bool, number_used: bool, requested_on: date, sent_on: date) -> list[str]:
    """Every reason why no place can be asked on that day; none means yes."""
    reasons = _why_own(own) + _why_ended(state)
    if sent_on < requested_on:
        reasons.append(f"Ngày gửi {sent_on:%d/%m/%Y} trước ngày đề nghị thẩm tra {requested_on:%d/%m/%Y}.")
    if number_used:
        reasons.append("Hồ sơ này đã có công văn xác minh mang số đó.")
    return reasons


def why_not_answer(*, state: str, own: bool, answered: bool, sent_on: date, answered_on: date) -> list[str]:
    """Every reason why no answer of that day can be entered; none means yes."""
    reasons = _why_own(own) + _why_ended(state)
    if answered:
        reasons.append("Công văn này đã có trả lời.")
    if answered_on < sent_on:
        reasons.append(f"Ngày trả lời {answered_on:%d/%m/%Y} trước ngày gửi {sent_on:%d/%m/%Y}.")
    return reasons


def why_not_conclude(
    *, state: str, own: bool, outcome: str, waiting: int, last_day: date, concluded_on: date
) -> list[str]:
    """Every reason why the case cannot be concluded so on that day; none means yes.

    ``waiting`` is how many places have not answered, ``last_day`` the latest day of the request, letters and answers.
    """
    reasons = _why_own(own) + _why_ended(state)
    if concluded_on < last_day:
        reasons.append(f"Ngày kết luận {concluded_on:%d/%m/%Y} trước ngày {last_day:%d/%m/%Y} đã ghi trong hồ sơ.")
    if waiting and outcome != "none":
        reasons.append(f"Còn {waiting} nơi chưa trả lời; hãy ghi trả lời, hoặc kết luận là chưa đủ cơ sở kết luận.")
    return reasons


def why_not_void(*, state: str, own: bool) -> list[str]:
    """Every reason why the case cannot be struck out; none means yes."""
    return _why_own(own) + _why_ended(state)


def _why_own(own: bool) -> list[str]:
    return ["Không ai xử lý hồ sơ về chính mình; việc này do người khác có cùng quyền làm."] if own else []


def _why_ended(state: str) -> list[str]:
    return [] if state == "open" else ["Không làm được việc này: hồ sơ đã kết luận."]

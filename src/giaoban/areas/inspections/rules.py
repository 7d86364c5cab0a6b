"""When a step of an inspection may be taken. Pure: values in, all reasons why not out; no sentence names a person.

Terms of the texts were not compared with them; they remind, and refuse nothing. What is refused here is an order of steps
in which a later one would say what no earlier one could have brought about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

OPEN = ("decided", "started")
ENDED = ("concluded", "announced", "closed")
"""The states in which an inspection has its conclusion, and counts."""
ORDER: Mapping[str, tuple[str, ...]] = {
    "name_organisation": OPEN,
    "name_member": OPEN,
    "appoint": OPEN,
    "dismiss": OPEN,
    "schedule": OPEN,
    "cancel_day": OPEN,
    "keep_minutes": ("started",),
    "start": ("decided",),
    "report_in": ("started",),
    "conclude": ("reported",),
    "announce": ("concluded",),
    "demand": ENDED[:2],
    "close": ("announced",),
    "stop": (*OPEN, "reported"),
    "take_back": ("reported", *ENDED),
    "correct": OPEN,
    "void": ("decided",),
    # of who is inspected
    "hand_in": ("started",),
    "go_without": ("started",),
    "assess": ("started", "reported"),
    "drop": OPEN,
    # of what is demanded
    "fulfil": ("announced",),
    "put_off": ("concluded", "announced"),
    "withdraw_demand": ("concluded", "announced"),
}
"""Each act, and the states of the inspection that it can be done from."""
STATES: Mapping[str, str] = {
    "decided": "đang chuẩn bị, chưa triển khai",
    "started": "đang tiến hành",
    "reported": "đã có báo cáo của đoàn, chờ kết luận",
    "concluded": "đã kết luận, chưa thông báo",
    "announced": "đã thông báo kết luận, đang theo dõi thực hiện",
    "closed": "đã kết thúc theo dõi",
    "stopped": "đã dừng, không kết luận",
}
OF_SUPERVISION = ("good", "lacking", "signs")
OF_INSPECTION = ("good", "lacking", "violation", "punish")


def why_not_now(act: str, state: str) -> list[str]:
    """Why the act does not fit where the inspection stands."""
    return [] if state in ORDER[act] else [f"Không làm được việc này: cuộc kiểm tra, giám sát {STATES[state]}."]


def why_not_by(*, acting: str, is_cell: bool) -> list[str]:
    """Why this organisation has no such body: a cell inspects as a whole, any other by its committee or commission."""
    if is_cell and acting != "cell":
        return ["Chi bộ kiểm tra, giám sát với tư cách chi bộ; hãy chọn “Chi bộ”."]
    if not is_cell and acting == "cell":
        return ["Tổ chức này không phải chi bộ; hãy chọn cấp ủy hoặc ủy ban kiểm tra."]
    return []


def why_not_plan(
    *, acting: str, is_cell: bool, organisations: int, members: int, set_on: date, due_on: date
) -> list[str]:
    """Every reason why the programme has no such line; none means yes."""
    reasons = why_not_by(acting=acting, is_cell=is_cell)
    if not organisations and not members:
        reasons.append("Hãy ghi số tổ chức đảng hoặc số đảng viên dự kiến.")
    if is_cell and organisations:
        reasons.append("Chi bộ không có tổ chức đảng cấp dưới để kiểm tra, giám sát; hãy ghi số đảng viên.")
    if due_on < set_on:
        reasons.append(f"Ngày hoàn thành {due_on:%d/%m/%Y} trước ngày của chương trình {set_on:%d/%m/%Y}.")
    return reasons


def why_not_touch_line(*, dropped: bool, used: int) -> list[str]:
    """Why a line of the programme stays as it is: it was dropped, or inspections were decided by it."""
    reasons = ["Dòng này đã bỏ khỏi chương trình."] if dropped else []
    if used:
        reasons.append(f"Đã có {used} cuộc theo dòng này của chương trình.")
    return reasons


def why_not_decide(
    *,
    acting: str,
    is_cell: bool,
    looks_from: date,
    looks_until: date,
    decided_on: date,
    reports_by: date,
    ends_by: date,
) -> list[str]:
    """Every reason why an inspection is not decided so; none means yes."""
    reasons = why_not_by(acting=acting, is_cell=is_cell)
    if looks_until < looks_from:
        reasons.append(
            f"Mốc thời gian kiểm tra kết thúc {looks_until:%d/%m/%Y} trước ngày bắt đầu {looks_from:%d/%m/%Y}."
        )
    if reports_by < decided_on:
        reasons.append(f"Hạn báo cáo tự kiểm tra {reports_by:%d/%m/%Y} trước ngày quyết định {decided_on:%d/%m/%Y}.")
    if ends_by < reports_by:
        reasons.append(f"Hạn kết luận {ends_by:%d/%m/%Y} trước hạn báo cáo tự kiểm tra {reports_by:%d/%m/%Y}.")
    return reasons


def why_not_name_organisation(*, is_below: bool, already: bool, decided_on: date) -> list[str]:
    """Every reason why that organisation is not inspected here; none means yes."""
    reasons = []
    if not is_below:
        reasons.append(f"Ngày {decided_on:%d/%m/%Y} tổ chức này không trực thuộc tổ chức tiến hành.")
    if already:
        reasons.append("Tổ chức này đã có trong danh sách.")
    return reasons


def why_not_name_member(*, own: bool, on_roll: bool, already: bool, on_team: bool, decided_on: date) -> list[str]:
    """Every reason why that member is not inspected here; none means yes."""
    reasons = ["Không ai xử lý hồ sơ về chính mình; việc này do người khác có cùng quyền làm."] if own else []
    if not on_roll:
        reasons.append(
            f"Ngày {decided_on:%d/%m/%Y} người này không sinh hoạt đảng trong phạm vi của tổ chức tiến hành."
        )
    if already:
        reasons.append("Người này đã có trong danh sách.")
    if on_team:
        reasons.append("Người này có tên trong đoàn; hãy cho thôi tham gia đoàn trước.")
    return reasons


def why_not_there(*, away: Sequence[int], decided_on: date) -> list[str]:
    """Why the decision is of no such day: the parties of these numbers did not stand under the acting organisation then."""
    if not away:
        return []
    numbers = ", ".join(str(number) for number in away)
    return [f"Ngày {decided_on:%d/%m/%Y} đối tượng số {numbers} không trực thuộc tổ chức tiến hành."]


def why_not_appoint(*, is_inspected: bool, duty: str, had: str, state: str) -> list[str]:
    """Every reason why that person does not have that duty on the team; ``had`` is the duty that they have now."""
    reasons = []
    if is_inspected:
        reasons.append("Người này là đối tượng của cuộc kiểm tra, giám sát, không tham gia đoàn.")
    if had == duty:
        reasons.append("Người này đã có nhiệm vụ đó trong đoàn.")
    if had == "head" and duty != "head":
        reasons += why_not_dismiss(duty=had, state=state)
    return reasons


def why_not_dismiss(*, duty: str, state: str) -> list[str]:
    """Why somebody stays on the team as that: a team at work has a head."""
    if duty == "head" and state != "decided":
        return ["Đoàn đang làm việc phải có trưởng đoàn; hãy ghi trưởng đoàn mới trước."]
    return []


def why_not_start(*, parties: int, heads: int, started_on: date, decided_on: date) -> list[str]:
    """Every reason why the team does not begin its work on that day; none means yes."""
    reasons = why_not_before(started_on, decided_on, "ngày quyết định")
    if not parties:
        reasons.append("Chưa có đối tượng; hãy ghi tổ chức đảng hoặc đảng viên được kiểm tra, giám sát.")
    if not heads:
        reasons.append("Đoàn chưa có trưởng đoàn.")
    return reasons


def why_not_drop(*, state: str, parties: int) -> list[str]:
    """Why one who is inspected stays on the list: a team at work looks at somebody."""
    if state != "decided" and parties <= 1:
        return ["Cuộc đang tiến hành phải còn ít nhất một đối tượng; hãy dừng cuộc nếu không tiến hành nữa."]
    return []


def why_not_report(*, silent: Sequence[int], held: int, reported_on: date, last_day: date) -> list[str]:
    """Every reason why the team has nothing to report on that day; none means yes. ``silent`` are the numbers of parties."""
    reasons = why_not_before(reported_on, last_day, "ngày")
    if silent:
        numbers = ", ".join(str(number) for number in silent)
        reasons.append(f"Đối tượng số {numbers} chưa nộp báo cáo tự kiểm tra và chưa ghi lý do không nộp.")
    if not held:
        reasons.append("Chưa có biên bản làm việc, thẩm tra nào; hãy ghi biên bản vào lịch làm việc của đoàn.")
    return reasons


def why_not_conclude(*, unjudged: Sequence[int], concluded_on: date, last_day: date) -> list[str]:
    """Every reason why nothing is concluded on that day; none means yes. ``unjudged`` are the numbers of parties."""
    reasons = why_not_before(concluded_on, last_day, "ngày")
    if unjudged:
        reasons.append(f"Chưa ghi kết quả của đối tượng số {', '.join(str(number) for number in unjudged)}.")
    return reasons


def why_not_assess(*, kind: str, outcome: str) -> list[str]:
    """Why that is no outcome here: a supervision finds signs, a violation is established by an inspection."""
    if kind == "supervision" and outcome not in OF_SUPERVISION:
        return ["Giám sát không kết luận vi phạm; nếu phát hiện dấu hiệu vi phạm thì ghi như vậy và kiểm tra riêng."]
    if kind != "supervision" and outcome not in OF_INSPECTION:
        return ["Kiểm tra phải kết luận có vi phạm hay không; “phát hiện dấu hiệu vi phạm” là kết quả của giám sát."]
    return []


def why_not_again(*, same: bool) -> list[str]:
    """Why nothing is written: it stands there already."""
    return ["Hồ sơ đã ghi như vậy; không có gì thay đổi."] if same else []


def why_not_close(*, undone: int, closed_on: date, last_day: date) -> list[str]:
    """Every reason why the follow-up does not end on that day; none means yes."""
    reasons = why_not_before(closed_on, last_day, "ngày")
    if undone:
        reasons.append(f"Còn {undone} yêu cầu chưa ghi kết quả thực hiện.")
    return reasons


def why_not_fulfil(*, done: bool, done_on: date, announced_on: date | None, result: str) -> list[str]:
    """Every reason why that is not what was done about a demand; none means yes."""
    reasons = ["Yêu cầu này đã ghi kết quả."] if done else []
    if not result.strip():
        reasons.append("Hãy ghi đã làm gì.")
    return reasons + (why_not_before(done_on, announced_on, "ngày thông báo kết luận") if announced_on else [])


def why_not_before(day: date, earlier: date, what: str) -> list[str]:
    """Why nothing is of that day: it lies before what stands on record."""
    return [f"Ngày {day:%d/%m/%Y} trước {what} {earlier:%d/%m/%Y} đã ghi trong hồ sơ."] if day < earlier else []

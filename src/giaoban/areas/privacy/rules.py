"""Why a purpose, a consent, an answer or a deletion cannot stand; and until when a request or a breach may wait.

Terms come in as arguments, from the regulations in force on the day; a term that no source confirms is no law here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from giaoban.core.spans import add_months

Calendar = Callable[[date, int], date]
"""The last day of a term of so many working days that begins on the day after."""


@dataclass(frozen=True)
class Term:
    """A length of time with its source; ``working`` counts working days, else every day counts."""

    length: int
    working: bool = False
    source: str = ""

    def ends(self, start: date, calendar: Calendar) -> date:
        """The last day of the term that begins on the day after ``start``."""
        return calendar(start, self.length) if self.working else start + timedelta(days=self.length)

    def said(self) -> str:
        """The term as a sentence names it: “2 ngày làm việc (91/2025/QH15)”."""
        cited = f" ({self.source})" if self.source else ""
        return f"{self.length} {'ngày làm việc' if self.working else 'ngày'}{cited}"


@dataclass(frozen=True)
class Terms:
    """The terms for one request; None where no rule is recorded for the day on which it came in."""

    acknowledge: Term | None = None
    answer: Term | None = None
    extension: Term | None = None


SLOW = frozenset({"withdraw", "restrict", "object"})
"""Kinds of request with the longer term: consent withdrawn, processing restricted, objected to (domain.md 7.3)."""


def answer_key(kind: str, *, by_others: bool) -> str:
    """The parameter that sets how long the answer may take; ``by_others``: a processor holds the data too."""
    return f"privacy.{'restrict' if kind in SLOW else 'answer'}{'_processor' if by_others else ''}"


def acknowledge_by(received_on: date, terms: Terms, calendar: Calendar) -> date | None:
    """The last day on which the person is told that the request has come in."""
    return terms.acknowledge.ends(received_on, calendar) if terms.acknowledge else None


def answer_by(received_on: date, terms: Terms, calendar: Calendar, *, extended_to: date | None = None) -> date | None:
    """The last day on which the request is answered, the one extension included."""
    if extended_to is not None:
        return extended_to
    return terms.answer.ends(received_on, calendar) if terms.answer else None


def why_not_acknowledge(
    *, received_on: date, on: date, acknowledged_on: date | None, answered_on: date | None
) -> list[str]:
    """Every reason why the request cannot be acknowledged on that day."""
    reasons = []
    if answered_on is not None:
        reasons.append(f"Yêu cầu này đã được trả lời ngày {answered_on:%d/%m/%Y}.")
    if acknowledged_on is not None:
        reasons.append(f"Đã báo tiếp nhận ngày {acknowledged_on:%d/%m/%Y}.")
    if on < received_on:
        reasons.append(f"Ngày báo tiếp nhận ({on:%d/%m/%Y}) trước ngày nhận yêu cầu ({received_on:%d/%m/%Y}).")
    return reasons


def why_not_extend(
    *, due: date | None, until_on: date, on: date, extended_to: date | None, answered_on: date | None, terms: Terms,
    calendar: Calendar,
) -> list[str]:  # fmt: skip
    """Every reason why the answer cannot be put off: only once, only while it is not late, only to a later day."""
    reasons = []
    if answered_on is not None:
        reasons.append(f"Yêu cầu này đã được trả lời ngày {answered_on:%d/%m/%Y}.")
    if extended_to is not None:
        reasons.append(f"Chỉ được gia hạn một lần; đã gia hạn đến ngày {extended_to:%d/%m/%Y}.")
        return reasons
    if due is None:
        return [*reasons, "Không có thời hạn nào ghi cho ngày nhận yêu cầu nên không cần gia hạn."]
    if on > due:
        reasons.append(f"Thời hạn đã hết ngày {due:%d/%m/%Y}; phải gia hạn trước khi hết hạn.")
    if until_on <= due:
        reasons.append(f"Ngày gia hạn ({until_on:%d/%m/%Y}) phải sau thời hạn hiện nay ({due:%d/%m/%Y}).")
    if terms.extension and until_on > (last := terms.extension.ends(due, calendar)):
        reasons.append(f"Gia hạn thêm nhiều nhất {terms.extension.said()}, tức đến ngày {last:%d/%m/%Y}.")
    return reasons


def why_not_answer(
    *, received_on: date, on: date, answered_on: date | None, outcome: str, answer: str, refusal_reason: str
) -> list[str]:
    """Every reason why the request cannot be closed so: a refusal gives its reason, every answer says something."""
    reasons = []
    if answered_on is not None:
        reasons.append(f"Yêu cầu này đã được trả lời ngày {answered_on:%d/%m/%Y}.")
    if on < received_on:
        reasons.append(f"Ngày trả lời ({on:%d/%m/%Y}) trước ngày nhận yêu cầu ({received_on:%d/%m/%Y}).")
    if not answer.strip():
        reasons.append("Cần ghi nội dung trả lời cho người yêu cầu.")
    if outcome in {"refused", "partly"} and not refusal_reason.strip():
        reasons.append("Từ chối toàn bộ hoặc một phần thì phải ghi lý do và căn cứ.")
    if outcome == "granted" and refusal_reason.strip():
        reasons.append("Đã đáp ứng toàn bộ thì không có lý do từ chối; hãy bỏ trống hoặc đổi kết quả.")
    return reasons


def why_not_erase(*, answered_on: date | None, whole: bool, member: bool) -> list[str]:
    """Every reason why nothing is erased on that request; ``whole`` is everything, ``member`` who is or ever was one."""
    reasons = []
    if answered_on is not None:
        reasons.append(f"Yêu cầu này đã được trả lời ngày {answered_on:%d/%m/%Y}.")
    if whole and member:
        reasons.append(
            "Hồ sơ đảng viên thuộc diện lưu giữ lâu dài, không xóa được tên; có thể hạn chế xử lý hoặc xóa từng mục."
        )
    return reasons


def why_not_consent(
    *, ground: str, given_on: date, from_on: date | None, until_on: date | None, standing: bool
) -> list[str]:
    """Every reason why a consent to that purpose cannot be recorded."""
    reasons = []
    if ground != "consent":
        reasons.append("Mục đích này không dựa trên sự đồng ý nên không ghi sự đồng ý; xem căn cứ của mục đích.")
    if (from_on and given_on < from_on) or (until_on and given_on >= until_on):
        reasons.append(f"Mục đích này không có hiệu lực vào ngày {given_on:%d/%m/%Y}.")
    if standing:
        reasons.append("Người này đang có sự đồng ý cho mục đích này; rút lại rồi mới ghi mới.")
    return reasons


def why_not_withdraw(*, given_on: date, on: date, withdrawn_on: date | None) -> list[str]:
    """Every reason why the consent cannot be withdrawn on that day."""
    if withdrawn_on is not None:
        return [f"Sự đồng ý này đã rút ngày {withdrawn_on:%d/%m/%Y}."]
    return [f"Ngày rút ({on:%d/%m/%Y}) trước ngày đồng ý ({given_on:%d/%m/%Y})."] if on < given_on else []


def why_not_end(*, from_on: date | None, on: date) -> list[str]:
    """Why a rule or purpose cannot end on that day."""
    if from_on is not None and on <= from_on:
        return [f"Ngày kết thúc ({on:%d/%m/%Y}) phải sau ngày bắt đầu ({from_on:%d/%m/%Y})."]
    return []


def why_not_confirm(*, mark: str, source: str) -> list[str]:
    """Why the ground of a purpose cannot be marked as compared with its text."""
    reasons = ["Căn cứ này đã được đối chiếu."] if mark == "C" else []
    return reasons if source.strip() else [*reasons, "Cần ghi đã đối chiếu với văn bản nào, điều khoản nào."]


def notify_by(detected_at: datetime, hours: int | None) -> datetime | None:
    """The moment until which a breach is reported; None where no rule is recorded for that day."""
    return detected_at + timedelta(hours=hours) if hours is not None else None


def why_not_record_breach(
    *, happened_at: datetime | None, detected_at: datetime, now: datetime, what: str
) -> list[str]:
    """Every reason why a breach cannot be recorded so."""
    reasons = []
    if detected_at > now:
        reasons.append("Thời điểm phát hiện ở tương lai; hãy kiểm tra lại ngày, giờ.")
    if happened_at is not None and happened_at > detected_at:
        reasons.append("Thời điểm xảy ra sau thời điểm phát hiện; hãy kiểm tra lại ngày, giờ.")
    if not what.strip():
        reasons.append("Cần ghi việc gì đã xảy ra.")
    return reasons


def why_not_notify(*, detected_at: datetime, notified_at: datetime, already: datetime | None) -> list[str]:
    """Every reason why the report to the authority cannot be recorded so."""
    reasons = []
    if already is not None:
        reasons.append("Việc này đã được thông báo; thời điểm ghi ở trang của nó.")
    if notified_at < detected_at:
        reasons.append("Thời điểm thông báo trước thời điểm phát hiện; hãy kiểm tra lại ngày, giờ.")
    return reasons


def why_not_close_breach(*, notified_at: datetime | None, no_notice_reason: str, closed_on: date | None) -> list[str]:
    """A breach closes once it was reported, or with the reason why it did not have to be."""
    if closed_on is not None:
        return [f"Vụ việc đã kết thúc ngày {closed_on:%d/%m/%Y}."]
    if notified_at is None and not no_notice_reason.strip():
        return ["Chưa ghi việc thông báo cho cơ quan có thẩm quyền; nếu không phải thông báo thì ghi lý do."]
    return []


def due_since(ended_on: date, keep_months: int) -> date:
    """The day from which what was kept so long after it ended is due for deletion."""
    return add_months(ended_on, keep_months)


def why_not_keep(*, keep_months: int, source: str) -> list[str]:
    """Why a rule of retention cannot be set so."""
    reasons = [] if keep_months > 0 else ["Thời gian lưu phải từ 1 tháng trở lên."]
    return reasons if source.strip() else [*reasons, "Cần ghi văn bản quy định thời hạn lưu này."]


_HOUR = re.compile(r"(\d{1,2})\s*(?:[:.hg]|giờ)\s*(?:(\d{1,2})\s*)?(?:phút|p)?")


def read_hour(text: str) -> time | None:
    """The hour as offices write it: 14:30, 14h30, 14 giờ; None when it is none."""
    typed = _HOUR.fullmatch(text.strip().casefold())
    if not typed or int(typed[1]) > 23 or int(typed[2] or 0) > 59:
        return None
    return time(int(typed[1]), int(typed[2] or 0))

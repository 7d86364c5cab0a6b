"""When a case may be opened, a measure proposed and decided. Pure: limits come in as in force on their day.

No sentence names the member: refusals are read where the case itself has not been opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from giaoban.core.limits import Limit
from giaoban.core.spans import add_months

ORDER: Mapping[str, tuple[str, ...]] = {
    "propose": ("open", "proposed"),
    "decide": ("proposed",),
    "close": ("open", "proposed"),
    "void": ("open",),
}
"""Each act on a case, and the states that it can be done from."""

MEASURES: Mapping[str, str] = {
    "reprimand": "khiển trách",
    "warning": "cảnh cáo",
    "removal_from_post": "cách chức",
    "expulsion": "khai trừ",
}
OF_PROBATIONARY = ("reprimand", "warning")
"""The measures that a probationary member can be given (69-QĐ/TW, S17)."""
WITHOUT_LIMIT = ("internal_political", "national_security", "false_diploma")
"""Kinds of violation that never lapse (102-QĐ/TW, S13)."""


@dataclass(frozen=True)
class Votes:
    """How many had a vote, present or not, and how many were in favour."""

    roll: int
    in_favour: int

    def __str__(self) -> str:
        return f"{self.in_favour}/{self.roll}"


@dataclass(frozen=True)
class DisciplineLimits:
    """What was compared with its text and in force on the day; None where nothing is, and then nothing is refused by it."""

    expel_propose: Limit[Fraction] | None = None
    expel_decide: Limit[Fraction] | None = None
    vote: Limit[Fraction] | None = None
    forms: str = ""  # the text that says which measures there are for whom


# -- opening ------------------------------------------------------------------------------------------------------------


def why_not_open(*, on_roll: bool, own: bool, grounds: str, violated_on: date, opened_on: date) -> list[str]:
    """Every reason why no case can be opened about this member on that day; none means yes."""
    reasons = ["Không ai xử lý vụ việc về chính mình; việc này do người khác có cùng quyền làm."] if own else []
    if not on_roll:
        reasons.append(
            f"Ngày {opened_on:%d/%m/%Y} người này không có tên trong danh sách đảng viên của tổ chức đã chọn."
        )
    if not grounds.strip():
        reasons.append("Cần ghi tóm tắt nội dung vi phạm.")
    if violated_on > opened_on:
        reasons.append(
            f"Ngày vi phạm {violated_on:%d/%m/%Y} sau ngày mở vụ việc {opened_on:%d/%m/%Y}; xin xem lại hai ngày này."
        )
    return reasons


# -- proposing and deciding -------------------------------------------------------------------------------------------


def why_not_propose(
    *, state: str, measure: str, grade: str, holds_post: bool, opened_on: date, proposed_on: date,
    votes: Votes, limits: DisciplineLimits,
) -> list[str]:  # fmt: skip
    """Every reason why this measure cannot be proposed on that day; none means yes."""
    reasons = why_not_now("propose", state)
    if proposed_on < opened_on:
        reasons.append(f"Ngày đề nghị {proposed_on:%d/%m/%Y} trước ngày mở vụ việc {opened_on:%d/%m/%Y}.")
    reasons += _why_not_given(measure, grade, holds_post, proposed_on, limits) + _why_not_counted(votes)
    if measure == "expulsion" and limits.expel_propose and _share(votes) < limits.expel_propose.value:
        reasons.append(
            f"Đề nghị khai trừ phải được ít nhất {limits.expel_propose.value} tán thành{limits.expel_propose.cited('theo')};"
            f" hiện {votes}."
        )
    return reasons


def why_not_decide(
    *, state: str, same_account: bool, measure: str, proposed: str, grade: str, holds_post: bool,
    proposed_on: date | None, decided_on: date, votes: Votes, limits: DisciplineLimits, lapsed: tuple[date, str] | None,
) -> list[str]:  # fmt: skip
    """Every reason why this measure cannot be decided on that day; none means yes.

    ``lapsed`` is the first day on which the measure can no longer be given, with its source, where a compared text says it.
    """
    reasons = why_not_now("decide", state)
    if same_account:
        reasons.append("Người đề nghị không tự quyết định; cần người thứ hai có cùng quyền ghi quyết định.")
    if proposed_on is not None and decided_on < proposed_on:
        reasons.append(f"Ngày quyết định {decided_on:%d/%m/%Y} trước ngày đề nghị {proposed_on:%d/%m/%Y}.")
    reasons += _why_not_given(measure, grade, holds_post, decided_on, limits) + _why_not_counted(votes)
    if measure == "expulsion" and limits.expel_propose and proposed != "expulsion":
        reasons.append(
            f"Khai trừ chỉ được quyết định khi có đề nghị khai trừ với ít nhất {limits.expel_propose.value} tán thành"
            f"{limits.expel_propose.cited('theo')}; vụ việc này được đề nghị {MEASURES.get(proposed, 'chưa rõ hình thức')}."
        )
    share = limits.expel_decide if measure == "expulsion" else limits.vote
    if share and _share(votes) <= share.value:
        reasons.append(
            f"Quyết định {MEASURES[measure]} phải được trên {share.value} tán thành{share.cited('theo')}; hiện {votes}."
        )
    if lapsed and decided_on >= lapsed[0]:
        reasons.append(
            f"Thời hiệu {MEASURES[measure]} đã hết từ ngày {lapsed[0]:%d/%m/%Y} (theo {lapsed[1]});"
            f" ngày quyết định là {decided_on:%d/%m/%Y}."
        )
    return reasons


def why_not_close(*, state: str, same_account: bool, opened_on: date, on: date, reason: str) -> list[str]:
    """Every reason why the case cannot end without discipline on that day; none means yes."""
    reasons = why_not_now("close", state)
    if same_account:
        reasons.append("Người đã đề nghị kỷ luật không tự kết thúc vụ việc; cần người thứ hai có cùng quyền.")
    if on < opened_on:
        reasons.append(f"Ngày kết thúc {on:%d/%m/%Y} trước ngày mở vụ việc {opened_on:%d/%m/%Y}.")
    if not reason.strip():
        reasons.append("Cần ghi lý do kết thúc không kỷ luật.")
    return reasons


# -- organisations ------------------------------------------------------------------------------------------------------


def why_not_open_of_organisation(*, stands: bool, grounds: str, violated_on: date, opened_on: date) -> list[str]:
    """Every reason why no case can be opened about this organisation on that day; none means yes."""
    reasons = why_not_open(on_roll=True, own=False, grounds=grounds, violated_on=violated_on, opened_on=opened_on)
    if not stands:
        reasons.append(f"Ngày {opened_on:%d/%m/%Y} tổ chức này không hoạt động.")
    return reasons


def why_not_propose_of_organisation(*, state: str, opened_on: date, proposed_on: date) -> list[str]:
    """Every reason why no measure can be proposed on that day; none means yes."""
    reasons = why_not_now("propose", state)
    if proposed_on < opened_on:
        reasons.append(f"Ngày đề nghị {proposed_on:%d/%m/%Y} trước ngày mở vụ việc {opened_on:%d/%m/%Y}.")
    return reasons


def why_not_decide_of_organisation(
    *, state: str, same_account: bool, proposed_on: date | None, decided_on: date, votes: Votes
) -> list[str]:
    """Every reason why no measure can be decided on that day; none means yes.

    How large a share must be in favour is refused by nothing here: no text was compared on it for organisations.
    """
    reasons = why_not_now("decide", state) + _why_not_counted(votes)
    if same_account:
        reasons.append("Người đề nghị không tự quyết định; cần người thứ hai có cùng quyền ghi quyết định.")
    if proposed_on is not None and decided_on < proposed_on:
        reasons.append(f"Ngày quyết định {decided_on:%d/%m/%Y} trước ngày đề nghị {proposed_on:%d/%m/%Y}.")
    return reasons


def why_not_now(act: str, state: str) -> list[str]:
    """Why the act does not fit where the case stands."""
    if state in ORDER[act]:
        return []
    states = {
        "open": "đang xem xét, chưa có đề nghị",
        "proposed": "đã có đề nghị hình thức kỷ luật",
        "decided": "đã có quyết định kỷ luật",
        "closed": "đã kết thúc không kỷ luật",
    }
    return [f"Không làm được việc này: vụ việc {states.get(state, state)}."]


def _why_not_given(measure: str, grade: str, holds_post: bool, on: date, limits: DisciplineLimits) -> list[str]:
    """Why this member cannot be given that measure, as far as a compared text says which measures there are for whom."""
    if not limits.forms:
        return []
    if grade == "probationary" and measure not in OF_PROBATIONARY:
        return [
            f"Đảng viên dự bị chỉ bị khiển trách hoặc cảnh cáo (theo {limits.forms}); hình thức đang chọn là {MEASURES[measure]}."
        ]
    if measure == "removal_from_post" and not holds_post:
        return [
            f"Cách chức chỉ áp dụng với người đang giữ chức vụ (theo {limits.forms}); ngày {on:%d/%m/%Y} hồ sơ chưa ghi"
            " chức vụ nào trong Đảng."
        ]
    return []


def _why_not_counted(votes: Votes) -> list[str]:
    if votes.roll < 1:
        return ["Số người có quyền biểu quyết phải từ 1 trở lên; hiện ghi 0."]
    if votes.in_favour > votes.roll:
        return [f"Số phiếu tán thành ({votes.in_favour}) lớn hơn số người có quyền biểu quyết ({votes.roll})."]
    return []


def _share(votes: Votes) -> Fraction:
    return Fraction(votes.in_favour, votes.roll) if votes.roll else Fraction(0)


# -- how long a measure can be given ----------------------------------------------------------------------------------


def lapses_on(*, violated_on: date, kind: str, term: Limit[int] | None) -> date | None:
    """The first day on which a measure can no longer be given; None where it never lapses or no term is recorded."""
    return add_months(violated_on, 12 * term.value) if term and kind not in WITHOUT_LIMIT else None


def terms_in_words(*, violated_on: date, kind: str, terms: Mapping[str, Limit[int]]) -> list[str]:
    """The days on which each measure lapses, with their sources; empty where nothing is recorded for that day."""
    if kind in WITHOUT_LIMIT and terms:
        return [f"Loại vi phạm này không có thời hiệu, theo {next(iter(terms.values())).source}."]
    sentences = []
    for measure, name in MEASURES.items():
        term = terms.get(measure)
        if term and (day := lapses_on(violated_on=violated_on, kind=kind, term=term)):
            sentences.append(
                f"{name[0].upper()}{name[1:]}: {term.value} năm, đến hết ngày {_before(day):%d/%m/%Y}, theo {term.source}."
            )
    return sentences


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)

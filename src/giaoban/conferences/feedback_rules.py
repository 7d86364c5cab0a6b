"""What delegations are asked after a conference, when they may answer, and what the host is told of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

MARKS = ("Tốt", "Khá", "Đạt", "Chưa đạt")
"""What is chosen for each question, the best first."""
USUAL = (
    "Nội dung báo cáo và tham luận\nCách điều hành, thời gian dành cho thảo luận\nTài liệu gửi trước hội nghị\n"
    "Công tác đón tiếp, phục vụ"
)
"""Questions to begin with: an aid that every host changes."""
MOST_QUESTIONS, LONGEST = 12, 200


class QuestionTold(NamedTuple):
    """A question with how many delegations chose each mark."""

    question: str
    counts: list[tuple[str, int]]


def questions_in(text: str) -> tuple[list[str], list[str]]:
    """The questions that were typed, one a line, and every reason why they are not asked so."""
    questions = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    reasons = []
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        reasons.append(
            f"Phiếu góp ý có từ 1 đến {MOST_QUESTIONS} nội dung, mỗi dòng một nội dung; đang có {len(questions)}."
        )
    if too_long := next((question for question in questions if len(question) > LONGEST), ""):
        reasons.append(f"Nội dung “{too_long[:40]}…” dài quá {LONGEST} ký tự.")
    return questions, reasons


def why_not_ask(*, state: str, until: date, held_on: date, given: int) -> list[str]:
    """Every reason why these questions are not put to the delegations; ``given`` have answered others already."""
    reasons = []
    if state not in {"held", "concluded"}:
        reasons.append("Xin góp ý sau khi hội nghị đã họp.")
    if until <= held_on:
        reasons.append(f"Ngày cuối nhận góp ý {until:%d/%m/%Y} phải sau ngày họp {held_on:%d/%m/%Y}.")
    if given:
        reasons.append(f"Đã có {given} đoàn góp ý; nội dung không đổi nữa.")
    return reasons


def why_not_answer(
    *, on: date, until: date, came: bool, given: bool, marks: Sequence[int | None], questions: int
) -> list[str]:
    """Every reason why this answer is not taken."""
    reasons = []
    if on > until:
        reasons.append(f"Đã hết hạn góp ý ({until:%d/%m/%Y}).")
    if not came:
        reasons.append("Phiếu góp ý dành cho các đoàn đã dự hội nghị.")
    if given:
        reasons.append("Đoàn đã góp ý; phiếu không ghi tên nên không sửa lại được.")
    if len(marks) != questions or any(mark is None or not 0 <= mark < len(MARKS) for mark in marks):
        reasons.append("Hãy chọn một mức cho mỗi nội dung.")
    return reasons


def told(
    questions: Sequence[str], counts: Mapping[tuple[int, int], int], *, given: int, least: int, on: date, until: date
) -> tuple[str, list[QuestionTold]]:
    """What the host reads: one sentence, and the numbers once nobody can answer any more and enough have."""
    if on <= until:
        return f"Đã có {given} đoàn góp ý; kết quả hiện sau ngày {until:%d/%m/%Y}.", []
    if given < least:
        return f"Có {given} đoàn góp ý, dưới mức {least}: không hiện kết quả, vì suy ra được đoàn nào trả lời gì.", []
    rows = [
        QuestionTold(question, [(mark, counts.get((number, place), 0)) for place, mark in enumerate(MARKS)])
        for number, question in enumerate(questions)
    ]
    return f"{given} đoàn đã góp ý.", rows

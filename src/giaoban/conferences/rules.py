"""When a conference can be claimed, agreed, held and concluded, and what a delegation may answer. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from giaoban.core.spans import add_months

HELD_AFTER_MONTHS = 4
"""A conference of a half-year is held no later than so many months after it: an aid against slips, no rule of the Party."""


class Announced(NamedTuple):
    """Somebody whom a delegation sends: name, and post as it is to be spoken."""

    name: str
    post: str


def half_of(day: date) -> date:
    """The first day of the half-year that the day lies in."""
    return date(day.year, 1 if day.month <= 6 else 7, 1)


def half_in_words(half: date) -> str:
    """The half-year as offices write it."""
    return f"6 tháng {'đầu' if half.month == 1 else 'cuối'} năm {half.year}"


def period_of(half: date) -> str:
    """The half-year as reports and releases name it: 2023-H1."""
    return f"{half.year}-H{1 if half.month == 1 else 2}"


def why_not_claim(*, half: date, held_on: date, already: str) -> list[str]:
    """Every reason why the unit cannot claim the conference of that half-year; ``already`` is its own standing claim."""
    reasons = []
    last = add_months(half, 6 + HELD_AFTER_MONTHS)
    if not half <= held_on < last:
        reasons.append(
            f"Hội nghị giao ban {half_in_words(half)} họp từ {half:%d/%m/%Y} đến trước {last:%d/%m/%Y}; "
            f"ngày {held_on:%d/%m/%Y} nằm ngoài khoảng này."
        )
    if already:
        reasons.append(f"Đơn vị đã đăng ký {already}; hãy sửa hoặc hủy đăng ký đó.")
    return reasons


def why_not_agree(*, state: str, agreed: str, turn: str = "") -> list[str]:
    """Every reason why this claim cannot be agreed; ``agreed`` is the host that the half-year has already, ``turn`` another
    body whose turn it is by the rota."""
    reasons = []
    if state != "claimed":
        reasons.append("Chỉ thống nhất được một đăng ký đang chờ.")
    if agreed:
        reasons.append(
            f"Nửa năm này đã thống nhất {agreed} chủ trì; hãy hủy hội nghị đó trước, hoặc để đăng ký này lại kỳ sau."
        )
    if turn:
        reasons.append(
            f"Theo lịch luân phiên, lượt này của {turn}; hãy trả lượt đó, có ghi lý do, rồi thống nhất đăng ký này."
        )
    return reasons


def delegates_in(text: str) -> tuple[list[Announced], list[str]]:
    """Who is named, a line each as “name, post”, the head first; and a sentence for each line that cannot be read so."""
    people, reasons = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        words = " ".join(line.split()).strip(" ,;-")
        if not words:
            continue
        name, _comma, post = words.partition(",")
        if not post.strip():
            reasons.append(f"Dòng {number} “{words[:60]}” thiếu chức vụ; hãy ghi: họ và tên, chức vụ.")
        elif len(name) > 120 or len(post) > 200:
            reasons.append(f"Dòng {number} quá dài: họ tên không quá 120 ký tự, chức vụ không quá 200.")
        else:
            people.append(Announced(name.strip(), post.strip()))
    return people, reasons


def why_not_vote(*, body: bool, stands: bool) -> list[str]:
    """Every reason why the delegation is not invited as one that votes; ``stands`` says that its body is in the cluster."""
    if stands:
        return []
    why = "đơn vị được chọn không đứng trong cụm vào ngày họp" if body else "đoàn ghi tên không phải là đơn vị nào"
    return [
        f"“Đoàn trong cụm” là đoàn được biểu quyết, chỉ mời cho đơn vị trực thuộc cụm vào ngày họp; {why}, hãy chọn loại khác."
    ]


def why_not_answer(
    *, state: str, conference: str, people: Sequence[Announced], quota: int, comes: bool, arrived: Sequence[str] = ()
) -> list[str]:
    """Every reason why the delegation cannot answer so; ``arrived`` are those of it who are in the hall already."""
    reasons = []
    if conference not in {"preparing", "claimed"}:
        reasons.append("Hội nghị đã họp hoặc đã hủy; danh sách đoàn không nhận sửa nữa, xin liên hệ đơn vị chủ trì.")
    if state == "withdrawn":
        reasons.append("Giấy mời này đã được rút; xin liên hệ đơn vị chủ trì.")
    if arrived and not comes:
        reasons.append(
            f"Đoàn đã có {len(arrived)} đại biểu đến ({', '.join(arrived)}), không trả lời “không dự” được nữa; "
            "ghi nhầm người đến thì xin thư ký hội nghị sửa."
        )
    if comes and not people:
        reasons.append("Đoàn dự họp phải ghi ít nhất một đại biểu (dòng đầu là trưởng đoàn).")
    if len(people) > quota:
        reasons.append(
            f"Đoàn được mời {quota} đại biểu, danh sách có {len(people)}; xin bớt, hoặc đề nghị đơn vị chủ trì tăng số."
        )
    names = [person.name.casefold() for person in people]
    if twice := next((person.name for person in people if names.count(person.name.casefold()) > 1), ""):
        reasons.append(
            f"{twice} có tên hai lần trong danh sách; nếu là hai người trùng tên, xin ghi thêm để phân biệt."
        )
    return reasons


def why_not_conclude(*, state: str, without_fate: int, without_owner: int) -> list[str]:
    """Every reason why the conference cannot be called concluded: each proposal has a fate, each point its owner and day."""
    reasons = []
    if state != "held":
        reasons.append("Chỉ kết luận được hội nghị đã họp.")
    if without_fate:
        reasons.append(f"Còn {without_fate} đề xuất chưa có hướng xử lý (giao, trả lời hoặc không tiếp thu).")
    if without_owner:
        reasons.append(f"Còn {without_owner} điểm kết luận chưa ghi đơn vị phụ trách và thời hạn.")
    return reasons


def why_not_hand_flag(*, state: str, host: bool, in_cluster: bool) -> list[str]:
    """Every reason why the flag cannot go to that body."""
    reasons = []
    if state not in {"held", "concluded"}:
        reasons.append("Cờ trao tại hội nghị: hãy ghi hội nghị đã họp trước.")
    if host:
        reasons.append("Đơn vị nhận cờ là đơn vị vừa chủ trì; hãy chọn đơn vị chủ trì kỳ sau.")
    if not in_cluster:
        reasons.append("Đơn vị nhận cờ không thuộc cụm vào ngày họp.")
    return reasons

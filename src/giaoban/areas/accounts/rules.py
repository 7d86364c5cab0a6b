"""Why an account cannot be named so, a role not granted, a power not passed on."""

from __future__ import annotations

import re
from datetime import date

MOST_DAYS = 184
"""So long one stands in for another at most: half a year."""


def why_not_name(username: str, *, taken: bool) -> list[str]:
    """Every reason against the account's name."""
    reasons = []
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{2,39}", username.strip()):
        reasons.append(
            "Tên tài khoản có từ 3 đến 40 ký tự: chữ thường không dấu, chữ số, dấu chấm, gạch ngang, gạch dưới."
        )
    if taken:
        reasons.append("Tên tài khoản này đã có người dùng.")
    return reasons


def why_not_grant(
    *,
    role_known: bool,
    to_oneself: bool,
    by_program: bool,
    from_on: date,
    until_on: date | None,
    runs_program: bool = True,
) -> list[str]:
    """Every reason against granting a role; ``runs_program``: the granter may appoint who runs the program, if that is it."""
    reasons = []
    if not role_known and not by_program:
        reasons.append("Không có vai trò này.")
    if not runs_program:
        reasons.append("Vai trò Quản trị chương trình chỉ do người đang quản trị chương trình đề nghị giao.")
    if to_oneself and not by_program:
        reasons.append("Không ai tự giao quyền cho mình; việc này do người khác có thẩm quyền làm.")
    if until_on is not None and until_on <= from_on:
        reasons.append(f"Ngày hết hiệu lực ({until_on:%d/%m/%Y}) phải sau ngày bắt đầu ({from_on:%d/%m/%Y}).")
    return reasons


def why_held(held: bool) -> list[str]:
    """A role over a unit is held once at a time, so that taking it back takes all of it back."""
    return ["Tài khoản này đang giữ đúng vai trò này, trong đúng tổ chức này."] if held else []


def why_passed_on(passed_on: bool) -> list[str]:
    """A role is passed on once for the same days, so that taking it back takes all of it back."""
    return ["Vai trò này đã được ủy quyền cho tài khoản này trong những ngày ấy."] if passed_on else []


def why_not_whole_tree(*, whole: bool) -> list[str]:
    """Only who looks after the whole tree grants over it."""
    return [] if whole else ["Chỉ người phụ trách toàn hệ thống mới giao quyền trên toàn hệ thống."]


def why_not_delegate(
    *, holds: bool, holds_first_hand: bool, to_oneself: bool, from_on: date, until_on: date, own_until: date | None,
    in_person: bool = False,
) -> list[str]:  # fmt: skip
    """Every reason against passing on a role for a time: never more, never longer than one's own."""
    reasons = []
    if not holds:
        reasons.append("Chỉ ủy quyền được vai trò mình đang giữ, trong tổ chức mình đang phụ trách.")
    elif not holds_first_hand:
        reasons.append("Quyền được ủy không được ủy lại cho người khác.")
    if in_person:
        reasons.append("Vai trò này do chính người được giao thực hiện, không ủy quyền.")
    if to_oneself:
        reasons.append("Không tự ủy quyền cho mình.")
    if until_on <= from_on:
        reasons.append(f"Ngày hết hiệu lực ({until_on:%d/%m/%Y}) phải sau ngày bắt đầu ({from_on:%d/%m/%Y}).")
    elif (until_on - from_on).days > MOST_DAYS:
        reasons.append(
            f"Ủy quyền nhiều nhất {MOST_DAYS} ngày; từ {from_on:%d/%m/%Y} đến {until_on:%d/%m/%Y} là "
            f"{(until_on - from_on).days} ngày."
        )
    if own_until is not None and until_on > own_until:
        reasons.append(f"Không ủy quyền lâu hơn quyền của chính mình (hết ngày {own_until:%d/%m/%Y}).")
    return reasons

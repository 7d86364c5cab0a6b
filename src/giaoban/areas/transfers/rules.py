"""When a member may be sent and received, and by when. Pure."""

from __future__ import annotations

from datetime import date

from giaoban.core.spans import add_months

TEMPORARY_MONTHS = (3, 24)
"""A temporary stay: three months to under one year, up to two years for study (domain.md 2.9, S98)."""


def why_not_send(
    *, on_roll: bool, name: str, same_cell: bool, kind: str, issued_on: date, until_on: date | None, under_way: bool
) -> list[str]:
    """Every reason why this member cannot be sent on that day; none means yes."""
    reasons = []
    if not on_roll:
        reasons.append(f"Ngày {issued_on:%d/%m/%Y} {name} không có tên trong danh sách đảng viên của chi bộ.")
    if same_cell:
        reasons.append("Nơi đến trùng với chi bộ đang sinh hoạt.")
    if under_way:
        reasons.append(
            f"{name} đang có một giấy chuyển sinh hoạt chưa được tiếp nhận; hãy hoàn tất hoặc rút giấy đó trước."
        )
    if kind == "temporary":
        if until_on is None:
            reasons.append("Chuyển sinh hoạt tạm thời phải ghi ngày hết hạn.")
        else:
            least, most = TEMPORARY_MONTHS
            if not add_months(issued_on, least) <= until_on <= add_months(issued_on, most):
                reasons.append(
                    f"Sinh hoạt tạm thời từ {least} tháng đến dưới 12 tháng, đi học không quá {most} tháng; "
                    f"từ {issued_on:%d/%m/%Y} đến {until_on:%d/%m/%Y} nằm ngoài khoảng này."
                )
    elif until_on is not None:
        reasons.append("Chuyển sinh hoạt chính thức không có ngày hết hạn.")
    return reasons


def why_not_receive(*, state: str, issued_on: date, on: date) -> list[str]:
    """Every reason why the member cannot be taken in on that day."""
    reasons = []
    if state != "in_transit":
        reasons.append("Giấy chuyển này đã được tiếp nhận hoặc đã rút.")
    if on < issued_on:
        reasons.append(f"Ngày tiếp nhận {on:%d/%m/%Y} trước ngày cấp giấy {issued_on:%d/%m/%Y}.")
    return reasons

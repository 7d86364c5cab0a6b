"""Why the code on a slip opens nothing."""

from __future__ import annotations

from datetime import date

SLIP_DAYS = 14
"""So long a printed slip is good."""
SLIP_TRIES = 5
"""So often a word and a year may be given with a code."""


def why_not_use_slip(*, state: str, lapses_on: date | None, tries: int, on: date, fits: bool) -> list[str]:
    """Why the code on a slip opens nothing now; a wrong word or year is told with the tries that are left, and not which."""
    match state:
        case "used":
            return ["Phiếu này đã dùng rồi. Đồng chí đăng nhập bằng tên và mật khẩu đã đặt."]
        case "printed" if lapses_on is not None and on <= lapses_on and tries < SLIP_TRIES:
            left = SLIP_TRIES - tries - 1
            wrong = f"Mã riêng hoặc năm sinh không khớp với phiếu. Còn {left} lần thử." if left else _SPENT
            return [] if fits else [wrong]
        case "printed" if tries >= SLIP_TRIES:
            return [_SPENT]
        case "printed":
            return [f"Phiếu này hết hạn ngày {lapses_on:%d/%m/%Y}. Đề nghị bí thư chi bộ in phiếu khác."]
    return ["Phiếu này không còn dùng được. Đề nghị bí thư chi bộ in phiếu khác."]


_SPENT = f"Phiếu này đã thử sai {SLIP_TRIES} lần nên bị hủy. Đề nghị bí thư chi bộ in phiếu khác."

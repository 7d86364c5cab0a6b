"""When a template may hold, and from which day: values in, every reason why not out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

DOCUMENTS: Mapping[str, str] = {
    "report": "Báo cáo",
    "minutes": "Biên bản",
    "attendance": "Danh sách điểm danh",
    "notice": "Thông báo kết luận",
    "volume": "Kỷ yếu tham luận",
    "ballot": "Phiếu biểu quyết",
    "letter": "Công văn của hội nghị",
}
"""The documents that can be printed on an office's own template."""


def why_not_hold(
    *, from_on: date, today: date, taken: Collection[date], fault: str = "", unknown: Sequence[tuple[str, str]] = ()
) -> list[str]:
    """Why the template cannot hold from that day; ``unknown`` are names with the nearest one, ``taken`` days with another."""
    reasons = [fault] if fault else []
    for name, nearest in unknown:
        meant = f"; có phải “{nearest}”?" if nearest else ""
        reasons.append(f"Mẫu dùng tên “{name}” mà văn bản này không có{meant} Hãy sửa trong Word rồi tải lên lại.")
    if from_on < today:
        reasons.append(
            f"Mẫu có hiệu lực sớm nhất từ hôm nay, {today:%d/%m/%Y}: văn bản ghi ngày trước đó giữ mẫu của ngày ấy."
        )
    if from_on in taken:
        reasons.append(
            f"Đã có mẫu khác của văn bản này có hiệu lực từ {from_on:%d/%m/%Y}; hãy rút mẫu đó hoặc chọn ngày khác."
        )
    return reasons


def why_not_withdraw(*, state: str, valid_from: date | None, today: date, reason: str) -> list[str]:
    """Why a template that was put into force cannot be withdrawn."""
    if state != "in_force" or valid_from is None:
        return ["Chỉ rút được mẫu đã ban hành."]
    reasons = []
    if valid_from < today:
        reasons.append(
            f"Mẫu này đã dùng từ {valid_from:%d/%m/%Y} nên không rút được: văn bản đã in bằng mẫu ấy phải giữ nguyên. "
            "Hãy ban hành mẫu mới, hoặc trở lại mẫu có sẵn từ hôm nay."
        )
    if len(reason.split()) < 2:
        reasons.append("Cần ghi lý do, ít nhất hai từ; lý do được giữ cùng mẫu.")
    return reasons

"""When minutes can be read back, objected to and adopted. Pure."""

from __future__ import annotations


def why_not_read(*, begun: bool, notes: int, running: str, standing: str) -> list[str]:
    """Every reason why the minutes cannot be read back; ``standing`` is how a reading of before stands."""
    reasons = []
    if not begun:
        reasons.append("Chưa đến ngày họp; biên bản đọc lại khi hội nghị sắp kết thúc, hoặc sau đó.")
    if not notes:
        reasons.append("Biên bản chưa ghi ý kiến nào; hãy ghi diễn biến trước khi đọc lại.")
    if running:
        reasons.append(f"“{running}” đang diễn ra; hãy kết thúc mục đó rồi đọc lại biên bản.")
    if standing == "adopted":
        reasons.append("Biên bản đã thông qua; muốn đọc lại thì mở lại biên bản, có ghi lý do.")
    return reasons


def why_not_object(*, standing: str, text: str, by: str) -> list[str]:
    """Every reason why the objection cannot be noted."""
    reasons = []
    if standing == "adopted":
        reasons.append("Biên bản đã thông qua; ý kiến thêm xin gửi bằng văn bản cho đơn vị chủ trì.")
    elif standing != "read":
        reasons.append("Biên bản chưa được đọc lại.")
    if not text:
        reasons.append("Hãy ghi chỗ nào trong biên bản chưa đúng.")
    if not by:
        reasons.append("Hãy ghi ai có ý kiến: họ tên, chức vụ, hoặc đoàn.")
    return reasons


def why_not_correct(*, state: str, same: bool) -> list[str]:
    """Every reason why the objection is not settled by a correction; ``same`` says that the minutes are as they were."""
    reasons = [] if state == "open" else ["Ý kiến này đã xử lý."]
    if same:
        reasons.append(
            "Biên bản vẫn như lúc có ý kiến này; hãy sửa chỗ đó trước (“Sửa ý kiến đã ghi”), hoặc bấm “Giữ nguyên”, có ghi lý do."
        )
    return reasons


def why_not_adopt(*, standing: str, open_objections: int, changed: bool, corrected: int) -> list[str]:
    """Every reason why the minutes cannot be adopted; ``changed`` says that they are no longer as they were read."""
    reasons = []
    if standing != "read":
        reasons.append("Biên bản chưa được đọc lại." if standing != "adopted" else "Biên bản đã thông qua.")
    if open_objections:
        reasons.append(f"Còn {open_objections} ý kiến về biên bản chưa xử lý.")
    if changed and not corrected:
        reasons.append("Biên bản đã sửa sau khi đọc lại mà không do ý kiến nào; hãy đọc lại để mọi người cùng nghe.")
    return reasons

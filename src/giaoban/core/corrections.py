"""When a record that has a version may be mended."""

from __future__ import annotations


def why_not_correct(*, changes: bool, version: int, seen: int) -> list[str]:
    """Every reason why a record cannot be mended so: nothing would change, or somebody mended it in the meantime."""
    if version != seen:
        return ["Người khác vừa sửa bản ghi này; hãy xem lại rồi sửa tiếp."]
    return [] if changes else ["Không có gì khác so với bản ghi hiện có; hãy sửa nội dung trước khi lưu."]

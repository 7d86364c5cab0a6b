"""Why a file is not taken in: one sentence each, for the person who sent it."""

from giaoban.core.workbook import DAMAGED, EMPTY, ENCRYPTED, NOT_A_SHEET, NOT_THERE, TOO_LARGE, TOO_SLOW, Unreadable

NOT_A_RETURN = (
    "Không tìm thấy bảng số liệu của biểu {forms} trong tệp (cột “Chỉ tiêu” và cột số liệu của kỳ); chưa ghi nhận gì."
)
NO_PERIOD = "Không tìm thấy kỳ báo cáo trong tệp (ví dụ “6 tháng đầu năm 2023”); chưa ghi nhận gì."

__all__ = [
    "DAMAGED", "EMPTY", "ENCRYPTED", "NOT_A_RETURN", "NOT_A_SHEET", "NOT_THERE", "NO_PERIOD", "TOO_LARGE", "TOO_SLOW",
    "Unreadable",
]  # fmt: skip

"""Why a file is not taken in: one sentence each, for the person who sent it."""

EMPTY = "Tệp rỗng; chưa ghi nhận gì."
TOO_LARGE = "Tệp quá lớn so với một báo cáo; chưa ghi nhận gì. Hãy kiểm tra lại tệp hoặc xóa các ô định dạng thừa."
TOO_SLOW = "Tệp quá lớn hoặc quá phức tạp, không đọc xong trong 10 giây; chưa ghi nhận gì."
ENCRYPTED = "Tệp đang đặt mật khẩu nên không mở được; chưa ghi nhận gì. Hãy bỏ mật khẩu rồi gửi lại."
DAMAGED = "Tệp bị hỏng hoặc không phải là bảng tính (.xlsx, .xls, .ods, .csv); chưa ghi nhận gì."
NOT_THERE = "Không mở được tệp; chưa ghi nhận gì."
NOT_A_SHEET = (
    "Đây là {kind}, không phải bảng tính; chưa ghi nhận gì. Hãy gửi biểu số liệu dạng .xlsx, .xls, .ods hoặc .csv."
)
NOT_A_RETURN = (
    "Không tìm thấy bảng số liệu của biểu {forms} trong tệp (cột “Chỉ tiêu” và cột số liệu của kỳ); chưa ghi nhận gì."
)
NO_PERIOD = "Không tìm thấy kỳ báo cáo trong tệp (ví dụ “6 tháng đầu năm 2023”); chưa ghi nhận gì."


class Unreadable(Exception):
    """The file cannot be taken in; the text is one of the sentences above."""

"""What a number is to its line: the value, last year's, the target, the share of it, the sum since the term began, or a change."""

from __future__ import annotations

import re

from giaoban.reporting.prose.numerals import Number

_ROUGHLY = r"(?:\s*(?:trên|hơn|gần|dưới|khoảng|chừng|xấp xỉ|thêm|là|tới|đến))*\s*$"
_CHANGE = re.compile(rf"(?:tăng|giảm|nhiều hơn|ít hơn|cao hơn|thấp hơn|vượt)(?: được)?(?! (?:từ|lên|xuống)){_ROUGHLY}")
_ABOVE_TARGET = re.compile(rf"vượt (?:chỉ tiêu|kế hoạch)(?: (?:đề ra|năm|được giao))?{_ROUGHLY}")
_GOAL = r"(?:chỉ tiêu|kế hoạch|\bkh(?= năm| 6 tháng)|nghị quyết(?: đại hội)? (?:đề ra|năm)|mục tiêu)"
_OF_TARGET = re.compile(rf"\s*\)?\s*(?:so với |của |theo |tổng )*{_GOAL}")
_DONE = re.compile(rf"{_GOAL}[^;.%]*(?:đạt|bằng|hoàn thành)(?: tỷ lệ)?{_ROUGHLY}")
_TARGET = re.compile(
    rf"{_GOAL}(?![^;]*(?:\bđạt|\bbằng|đã (?:thực hiện|kết nạp)|kết nạp được|thực hiện được|(?:mới|chỉ) (?:kết nạp|thực hiện|mở|tổ chức|công nhận|đạt))\b)[^;.%]*$"
)
_TARGET_BEHIND = re.compile(rf"\s*(?:theo |là )?{_GOAL} (?:cả )?năm")
_SAME = re.compile(r"cùng (?:kỳ|thời điểm)(?![^;]*(?:tăng|giảm))[^;%]*$")
_SAME_BEHIND = re.compile(r"[^,;.)]{0,25}?(?:của |ở |trong )?cùng (?:kỳ|thời điểm)")
_COMPARES = re.compile(r"(?:so với|hơn|mức|từ|trong khi)(?: (?:con số|mức|số))?\s*$")
_THIS_YEAR = re.compile(
    r"(?:lũy kế|luỹ kế|cộng dồn)(?: (?:tính|kể))?(?: từ)? (?:đầu năm|(?:# )?tháng #|tháng #{1,2} đến)"
)
_SINCE = re.compile(r"lũy kế|luỹ kế|từ đầu nhiệm kỳ|đầu nhiệm kỳ[^;]*đến nay|cộng dồn|từ đầu khóa|cả nhiệm kỳ")
_THEN = re.compile(
    r"(?:^|[\s,;(])(?<!từ )(?<!tháng )(?:đầu (?:năm|kỳ|nhiệm kỳ)|bước vào nhiệm kỳ)(?: ####)?(?:,)?(?: [^,;]{0,30})? (?:có|là)\b[^;]*$|năm trước(?! chuyển)[^;]*$|năm ngoái[^;]*$"
)
_ASIDE = re.compile(r"\([^()]*\)|^[^()]*\)")
_DENIED = re.compile(r"\b(?:chưa|không|chẳng)\s+(?:[^\s,;.()]+\s+){0,3}(?:được|đạt|đủ|tới|đến)\b[^,;.]*$")


_ASKED = re.compile(
    r"\b(?:đề nghị|đề xuất|khiếu nại|tố cáo|phát thẻ|trao thẻ|hồ sơ xin|báo cáo nhanh|thay vì|nhầm|tặng(?! thêm)|gặp mặt|tuyên dương|biểu dương)\b[^,;.]*$"
)
"""Somebody asks for it, complains of it, or said so once: it is not said that it was done."""
_UNDONE = re.compile(
    r"\b(?:không|chưa|miễn|xóa|hủy|hủy bỏ|thu hồi|hoãn|kéo dài|hết)(?: (?:quyết định|việc|thời gian|thời hạn|được|phải|bị))* "
    r"(?:thi hành |xử lý |xét |chuyển )?(?:kỷ luật|kết nạp|công nhận|chuyển|dự bị)\b[^,;.]*$"
)
"""It was not done, or is taken back, forgiven or put off."""
_OF_ONE_KIND = re.compile(
    r"\b(?:kiểm tra|giám sát) (?:theo )?(?:chuyên đề|thường xuyên|khi có dấu hiệu|đột xuất|tài chính)\b[^,;.]*$"
)
_ONE_BOARD = re.compile(
    r"(?:(?:ủy ban kiểm tra|ubkt)(?: đảng ủy)? khối|(?:ban thường vụ|btv|thường trực)(?: đảng ủy)?(?: khối)?)(?! các)\b[^,;.]{0,120}\b(?:kiểm tra|giám sát|kỷ luật|tiến hành|thực hiện)\b[^,;.]{0,120}$"
)
_BOARDS = re.compile(r"các cấp|cấp ủy|cơ sở|chi bộ")
_OF_A_PART = re.compile(
    r"(?:^[\s,]*|[;:(]\s*|\b(?:riêng|ở|trong|tại) )(?:trong |ở )?(?:các )?(?:khối |khu vực |loại hình )?(?:doanh nghiệp|trường|đơn vị sự nghiệp|kinh tế|hành chính|sự nghiệp)\b[^;.]{0,80}$"
    r"|(?<!với )(?<!và )\btrung tâm (?:bồi dưỡng )?chính trị\b[^,;.]*$"
)
_EXEMPTED_NOW = re.compile(
    r"\bmiễn (?:công tác|sinh hoạt)(?:,? (?:và )?(?:công tác|sinh hoạt))?[^,;.]*\b(?:cho|mới)\b[^,;.]*$"
)
"""An act of the period; the form's line counts those who are exempt."""
_BOTH_WAYS = re.compile(r"\b(?:chuyển )?(?:đi|ra)(?:,| và|/) ?(?:chuyển )?(?:đến|vào|về)\b[^,;.]*$")
_NOT_THESE = re.compile(r"[^,;.()]{0,40}\b(?:không|chưa)\b(?! tính)")
_NARROWER = re.compile(
    r"\s*(?:(?:là )?(?:nữ|(?:người )?dân tộc)\b|là (?:người|công nhân|công chức|viên chức|cán bộ|cấp ủy viên|giáo viên|học sinh|sinh viên|đoàn viên|"
    r"trí thức|lao động|chủ doanh nghiệp)\b|(?:trong|ở|tại|thuộc) (?:các )?(?:khối |khu vực |loại hình )?(?:doanh nghiệp|trường|kinh tế|nông thôn)\b|"
    r"ngoài (?:khu vực|quốc doanh|nhà nước)\b|[-–]\s*$|(?:làm đơn |có đơn )?xin\b|sinh con\b|quy hoạch\b|bổ nhiệm\b|vi phạm (?:chính sách|quy định|về|luật)\b|"
    r"(?:kiểm tra(?:,| và) giám sát|kiểm tra|giám sát) (?:theo )?(?:chuyên đề|thường xuyên|khi có dấu hiệu|đột xuất|tài chính)\b)"
)
"""What is said of the counted behind their number, and makes them a part of all."""
_AVERAGE = re.compile(r"\b(?:bình quân|trung bình|mỗi)\b[^,;.]*$")
_FROM = re.compile(r"\btừ\s*$")
_ONE_MONTH = re.compile(
    r"(?<!đến )(?<!hết )(?<!từ )(?<!tới )(?<!đến ngày # )(?<!đến ngày ## )(?<!hết ngày ## )\btháng #{1,2}[^;]*$"
)
_WHOLE_YEAR = re.compile(r"\b(?:cả năm|ước(?: thực hiện| đạt| tính)? năm)\b[^,;.]*$")
_MONTH = re.compile(r"\d{4}-\d{2}")
_YEAR = re.compile(r"\d{4}")


def is_doubtful(left: str, period: str) -> bool:
    """Whether the words before the number say that it is no whole of the period: not reached, on average, the beginning of
    a change, of one month of several, or of a year of which the period is a part."""
    return (
        any(pattern.search(left) for pattern in (_DENIED, _AVERAGE, _FROM))
        or (not period.endswith(("-H1", "-Q1", "M")) and _THIS_YEAR.search(left) is not None)
        or (not _MONTH.fullmatch(period) and _ONE_MONTH.search(left) is not None)
        or (not _YEAR.fullmatch(period) and _WHOLE_YEAR.search(left) is not None)
    )


_ON_AN_OCCASION = re.compile(r"\b(?:đợt|nhân dịp|hưởng ứng|chào mừng|nhân kỷ niệm|kỷ niệm)\b[^;.]*$")
_LISTED_TARGETS = re.compile(
    r"^\W*(?:các )?(?:chỉ tiêu|kế hoạch|mục tiêu)[^.:]{0,40}:(?!.*\b(?:kết quả|thực hiện|đạt|đã|đến nay)\b)"
)
_ALL_PARTIAL = (_ON_AN_OCCASION, _ASKED, _UNDONE, _OF_ONE_KIND, _OF_A_PART, _EXEMPTED_NOW, _BOTH_WAYS)


def is_partial(left: str, right: str, told: str) -> bool:
    """Whether the words around the number say that it is asked for only, or counts some of them; ``told`` is all of the sentence before it."""
    if _LISTED_TARGETS.match(told):
        return True
    before = any(pattern.search(left) for pattern in _ALL_PARTIAL)
    if (board := _ONE_BOARD.search(left)) and not _BOARDS.search(left[: board.end()]):
        return True
    return before or _NARROWER.match(right) is not None or _NOT_THESE.match(right) is not None


def role_of(lowered: str, number: Number, left: str, right: str, year: int) -> str:
    """The role of the number, by the words around it."""
    if _CHANGE.search(left) or _ABOVE_TARGET.search(left):
        return "change"
    if number.percent:
        if _OF_TARGET.match(right) or _DONE.search(left):
            return "percent_of_target"
        return "value"
    left = _ASIDE.sub("", left)  # what was told aside, between brackets, is told of the number before
    if _SINCE.search(left) and not _THIS_YEAR.search(left):
        return "cumulative"
    if number.fraction == 0 and (_TARGET.search(left) or _TARGET_BEHIND.match(right)):
        return "target"
    if _SAME.search(left) or (_COMPARES.search(left) and _SAME_BEHIND.match(right)):
        return "same_period"
    return "other_period" if _THEN.search(left) else "value"

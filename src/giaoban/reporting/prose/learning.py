"""Classes and who attends them: which of the two kinds, told by the words behind the number."""

from __future__ import annotations

import re

from giaoban.reporting.prose.numerals import Number

_AWARE = re.compile(
    r"nhận thức|cảm tình|đối tượng (?:kết nạp|đảng)|quần chúng|kết nạp đảng|tìm hiểu về đảng|đoàn viên ưu tú"
)
_NEW = re.compile(r"đảng viên mới")
_OTHER = re.compile(
    r"nghiệp vụ|cấp ủy|bí thư|tập huấn|kỹ năng|cập nhật|trung cấp|cao cấp|quốc phòng|chuyên đề|tin học|ngoại ngữ|văn phòng|kiểm tra|bảo hiểm|báo cáo viên"
)
_BY_TOPIC = {"class_aware": "2.2.1", "class_new": "2.2.2", "classes": "2.2"}
_LEADS = re.compile(
    r"(?:[\s,:(/]|\b(?:lớp|bồi|dưỡng|nhận|thức|về|đảng|cảm|tình|lý|luận|chính|trị|cho|với|có|gồm|dành|thu|hút|tham|gia|là|và|trong|đó|"
    r"đối|tượng|kết|nạp|mới|trên|hơn|gần|dưới|khoảng|quần|chúng|được|mở|đã|tổng|số|học|viên|các|lên|kỳ|sự|của|ưu|tú|cấp|giấy|chứng|mỗi|cả)\b)*"
)


def class_line(lowered: str, numbers: list[Number], index: int, topic: str) -> str:
    """2.2.1, 2.2.2 or 2.2 for a number of classes; nothing for classes of another kind."""
    number = numbers[index]
    if topic in {"class_aware", "class_new"}:
        return _BY_TOPIC[topic]
    end = len(lowered)
    for following in numbers[index + 1 :]:
        if following.noun == "class":
            end = following.start
            break
    behind = lowered[number.noun_end : min(end, number.noun_end + 160)]
    behind = re.split(r";|\. ", behind)[0]
    first = re.split(r"[,(]|\b(?:cho|với|gồm|được)\b", behind)[0]
    if _OTHER.search(first):
        return ""
    aware, new = bool(_AWARE.search(behind)), bool(_NEW.search(behind))
    if _AWARE.search(first) or _NEW.search(first):
        aware, new = bool(_AWARE.search(first)), bool(_NEW.search(first))
    if aware != new:
        return "2.2.1" if aware else "2.2.2"
    return "2.2"


def learner_line(lowered: str, number: Number, left: str, class_code: str) -> str:
    """2.3.1, 2.3.2 or 2.3 for a number of persons spoken of with classes; nothing where other words come between."""
    if not _LEADS.fullmatch(left):
        return ""
    behind = lowered[number.noun_end : number.noun_end + 40]
    if number.noun == "crowd" or re.match(r"\s*là (?:đối tượng|quần chúng)", behind):
        return "2.3.1"
    if number.noun == "new_member" or re.match(r"\s*là đảng viên mới", behind):
        return "2.3.2"
    if number.noun == "none" and not re.search(r"[(/:]\s*$", left):
        return ""
    return {"2.2.1": "2.3.1", "2.2.2": "2.3.2", "2.2": "2.3"}.get(class_code, "")

"""The article of mid-2023, its figures told again in other words: what a careful editor sees in it is named."""

from __future__ import annotations

import pytest

from giaoban.core.words import open_words
from giaoban.reporting.prose.reading import answered

ARTICLE = """
Giao ban Cụm các Đảng ủy Khối Đông Bắc

Sáu tháng đầu năm 2023, Cụm các Đảng ủy Khối Đông Bắc họp giao ban tại Quảng Ninh, do Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh Quảng Ninh đăng cai. Có 14 đoàn đại biểu, gồm 8 Đảng ủy Khối trong Cụm và 6 đoàn của Cụm bạn cùng chi bộ trong tỉnh.

Đảng bộ Khối các cơ quan tỉnh Quảng Ninh có 82 tổ chức cơ sở đảng, hơn 7.000 đảng viên. Toàn Cụm có 652 tổ chức cơ sở đảng và trên 38.700 đảng viên, công tác kiểm tra được tằng cường ở Khối các các cơ quan.

Các đơn vị đã nghiêm túc quán triệt nghị quyết, tỷ lệ tham gia học tập đạt trên 98%. Đã mở 27 lớp, bồi dưỡng cho trên 1.647 người là đối tượng kết nạp và đảng viên mới.

Các đơn vị thực hiện 121 lượt kiện toàn cấp ủy, ủy ban kiểm tra. Mô hình “4 tốt” được các chi bộ hưởng ứng; chất lượng sinh hoạt chi bộ được nâng lên, quản lý đảng viên có chuyển biến.

Đã thẩm định tiêu chuẩn chính trị 2.391 đồng chí; kết nạp 2.391 đảng viên.

Tiến hành 22 cuộc kiểm tra, giám sát; thi hành kỷ luật 9 tổ chức đảng và 72 đảng viên.

Các ý kiến phát biểu đã làm rõ thêm kết quả, chỉ ra những việc cần làm trong thời gian tới, nhất là đổi mới nội dung sinh hoạt và quy chế phối hợp với các sở, ngành.

Hạn chế: phương thức lãnh đạo chậm đổi mới, phối hợp chưa thường xuyên.

Đồng chí chủ trì giao nhiệm vụ cho Ban Thường vụ Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh tiếp tục đổi mới phương thức lãnh đạo.

Đại biểu Tỉnh ủy cho rằng các ý kiến phát biểu đã làm rõ thêm kết quả, chỉ ra những việc cần làm trong thời gian tới, nhất là đổi mới nội dung sinh hoạt và quy chế phối hợp với các sở, ngành.

Đồng chí Bí thư trao cờ luân lưu cho đơn vị bạn. Đảng ủy Khối trao cờ luân lưu cho đơn vị đăng cai lần sau.

Người chịu trách nhiệm: Tầng 4, trụ sở liên cơ quan, phường Hồng Gai. Điện thoại: 0203.3800000 - Fax: 0203.3800000
"""

SEEN = {
    1: ("equal_values", "4.1"), 2: ("rate", "4.4"), 3: ("rate", "2.3"), 4: ("exact_with_over", "2.3"),
    5: ("outcome_above_activity", "5.1"), 6: ("missing_breakdown", "5.1"), 7: ("rate", "5.2"), 8: ("percent_without_base", "2.1"),
    9: ("missing_breakdown", "3.1"), 10: ("date_missing", "1.3"), 11: ("total_without_parts", "1.1"), 12: ("unit_mixed", ""),
    13: ("date_missing", ""), 14: ("alias", ""), 15: ("owner_mixed", ""), 16: ("near_duplicate", ""), 17: ("near_duplicate", ""),
    18: ("figure_missing", "3.2"), 19: ("no_owner_or_date", ""), 20: ("contact_field", ""),
}  # fmt: skip
"""What is to be seen, by its number in the list of twenty-one; the last (bodies that have ended since) is seen of today, not of the text."""


@pytest.fixture(scope="module")
def findings() -> list[tuple[str, list[str]]]:
    return [(finding["kind"], finding["codes"]) for finding in answered(open_words(ARTICLE.encode()))["findings"]]


def test_eighteen_of_the_twenty_one_are_named(findings: list[tuple[str, list[str]]]) -> None:
    left = list(findings)
    missed = []
    for number, (kind, code) in sorted(SEEN.items(), key=lambda entry: not entry[1][1]):
        fitting = next((finding for finding in left if finding[0] == kind and (not code or code in finding[1])), None)
        if fitting is None:
            missed.append(number)
        else:
            left.remove(fitting)
    assert len(SEEN) - len(missed) >= 18, missed


def test_a_doubled_word_is_named_and_a_repeated_name_is_no_passage_told_twice(
    findings: list[tuple[str, list[str]]],
) -> None:
    kinds = [kind for kind, _ in findings]
    assert "doubled_word" in kinds
    assert kinds.count("near_duplicate") == 2

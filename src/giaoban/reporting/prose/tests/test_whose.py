"""Whose report a text is, where a cluster is spoken of that it is sent to, or compared with."""

from __future__ import annotations

import pytest

from giaoban.core.words import open_words
from giaoban.reporting.prose.reading import answered

OF_A_COMMITTEE = {
    "named on top": """Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh Thái Nguyên
6 tháng đầu năm 2023, kết nạp 92 đảng viên. Cụm Đông Bắc kết nạp 2.391 đảng viên.""",
    "sent to the cluster": """ĐẢNG BỘ TỈNH THÁI NGUYÊN
ĐẢNG ỦY KHỐI CÁC CƠ QUAN VÀ DOANH NGHIỆP TỈNH

BÁO CÁO

kết quả 6 tháng đầu năm 2023

Kính gửi: Cụm Đảng ủy Khối các tỉnh Đông Bắc

Kết nạp 92 đảng viên. Toàn Cụm kết nạp 2.391 đảng viên.""",
    "telling the cluster": """Báo cáo 6 tháng đầu năm 2023
Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh Thái Nguyên báo cáo Cụm Đông Bắc như sau: kết nạp 92 đảng viên.""",
    "under its plan": """Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh Thái Nguyên

6 tháng đầu năm 2023

Thực hiện Kế hoạch của Cụm, đã kết nạp 92 đảng viên.""",
}


@pytest.mark.parametrize("case", OF_A_COMMITTEE)
def test_a_committee_that_speaks_of_its_cluster_speaks_for_itself(case: str) -> None:
    read = answered(open_words(OF_A_COMMITTEE[case].encode()))
    assert read["unit"] == "Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh Thái Nguyên"
    own = [figure for figure in read["figures"] if not figure["unit"]]
    assert [(figure["code"], figure["value"]) for figure in own] == [("4.4", 92)]


def test_a_cluster_that_speaks_of_its_members_speaks_for_itself() -> None:
    text = "Cụm Đông Bắc: 6 tháng đầu năm 2023 kết nạp 2.391 đảng viên. Thái Nguyên kết nạp 92 đảng viên."
    read = answered(open_words(text.encode()))
    assert read["unit"].startswith("Cụm")
    assert [(figure["unit"], figure["value"]) for figure in read["figures"]] == [("", 2391), ("Thái Nguyên", 92)]

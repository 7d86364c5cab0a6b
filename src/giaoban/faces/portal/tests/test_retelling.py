"""What an editor is told of an article's figures: what does not add up in it, and what differs from what was released."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.core.text import fold
from giaoban.faces.portal.wording.articles import looked_over
from giaoban.faces.portal.wording.checking import CheckedArticle
from giaoban.faces.portal.wording.retelling import LONGEST, MOST_NUMBERS, Released, told_in
from giaoban.reporting.prose.tests.test_article import ARTICLE

CLUSTER = fold("Cụm Đảng ủy Khối các tỉnh Đông Bắc")
RELEASED = Released(
    {("2023-H1", CLUSTER, "1.1"): Decimal(651), ("2023-H1", CLUSTER, "1.3"): Decimal(38716)},
    {"1.1": "Tổ chức cơ sở đảng", "1.3": "Đảng viên"},
)

SEEN = {
    1: "cùng một số 2.391", 2: "Kết nạp 2.391 trên 38.700 đảng viên", 3: "nhiều hơn số học viên", 4: "“1.647” là số chính xác",
    5: "nhiều hơn 22 cuộc kiểm tra", 6: "không tách kiểm tra và giám sát", 7: "tỷ lệ chênh nhau bất thường",
    8: "không có tử số và mẫu số", 9: "không nêu ở bao nhiêu tổ chức", 10: "không nêu thời điểm chốt số liệu.",
    11: "Tổng của cả Cụm không kiểm tra được", 12: "những loại đoàn khác nhau", 13: "không ghi ngày tháng nào",
    14: "mang hai tên", 15: "nhiệm vụ lại giao cho một đơn vị", 16: "lặp lại nguyên văn", 17: "trao cờ luân lưu được kể hai lần",
    18: "Nói tốt về mô hình “4 tốt”", 19: "không có ai chịu trách nhiệm", 20: "số fax giống hệt nhau", 21: "“tăng cường”?",
}  # fmt: skip
"""What a careful editor sees in the article of mid-2023, each by a part of its sentence."""


def article(title: str, lead: str, *paragraphs: str, language: str = "vi") -> CheckedArticle:
    return CheckedArticle(title, lead, True, "Ban Tuyên giáo", paragraphs, (), language=language)


def sentences(draft: CheckedArticle, released: Released = RELEASED) -> list[str]:
    return [finding.sentence for finding in looked_over(draft, released)]


@pytest.fixture(scope="module")
def told() -> list[str]:
    return sentences(article(*(line for line in ARTICLE.strip().split("\n") if line.strip())))


def test_eighteen_of_the_twenty_one_are_told(told: list[str]) -> None:
    missed = [number for number, part in SEEN.items() if not any(part in sentence for sentence in told)]
    assert len(SEEN) - len(missed) >= 18, missed


def test_nothing_is_told_twice(told: list[str]) -> None:
    assert len(told) == len(set(told))
    assert [sentence for sentence in told if "các các" in sentence] == ["Đoạn 1: Lặp từ: “các các”."]
    assert sum("tằng cường" in sentence for sentence in told) == 1


def test_a_figure_that_differs_from_what_was_released_is_named_and_one_that_agrees_is_not(told: list[str]) -> None:
    wanted = "Đoạn 1: Bài viết 652, số công bố 651 (1.1 Tổ chức cơ sở đảng, 6 tháng đầu năm 2023)."
    assert [sentence for sentence in told if "số công bố" in sentence] == [wanted]  # "trên 38.700" is what was released


@pytest.mark.parametrize(
    ("body", "released"),
    [
        ("Cụm các Đảng ủy Khối Đông Bắc", "Cụm Đông Bắc"),
        ("Đảng ủy Khối các cơ quan tỉnh Quảng Ninh", "Đảng bộ Khối các cơ quan tỉnh Quảng Ninh"),
        ("Đảng ủy Khối các cơ quan tỉnh Quảng Ninh", "Quảng Ninh"),
    ],
)
def test_a_body_is_known_under_the_names_that_are_used_of_it(body: str, released: str) -> None:
    draft = article(f"{body}: kết quả 6 tháng đầu năm 2023", "Toàn đảng bộ có 82 tổ chức cơ sở đảng.")
    values = {("2023-H1", fold(released), "1.1"): Decimal(81), ("2023-H1", fold("Cụm Tây Bắc"), "1.1"): Decimal(700)}
    assert "Đoạn mở đầu: Bài viết 82, số công bố 81 (1.1, 6 tháng đầu năm 2023)." in sentences(draft, Released(values))


@pytest.mark.parametrize(
    "title",
    [
        "Cụm các Đảng ủy Khối Đông Bắc họp",  # no period
        "6 tháng đầu năm 2023: các đảng ủy khối họp",  # no body
        "Cụm họp sơ kết 6 tháng đầu năm 2023",  # a cluster, but which?
        "6 tháng đầu năm 2022 của Cụm các Đảng ủy Khối Đông Bắc",  # not that period
    ],
)
def test_without_body_and_period_nothing_is_compared(title: str) -> None:
    draft = article(title, "Toàn Cụm có 652 tổ chức cơ sở đảng.")
    assert not any("số công bố" in sentence for sentence in sentences(draft))


def test_an_article_in_english_is_not_read() -> None:
    assert told_in(article("Results", "Các các đại biểu.", language="en"), RELEASED) == []


@pytest.mark.parametrize(
    "paragraph",
    [
        "Sáng 14/7, các đại biểu dâng hương tại nghĩa trang liệt sĩ và trồng 50 cây xanh.",
        "Tuy nhiên, một số chi bộ còn chậm gửi báo cáo.",
        "Chi bộ có 17 đảng viên, sinh hoạt định kỳ ngày 03 hằng tháng; tỷ lệ tham gia đạt 98%.",
        "Đơn vị chủ nhà trao cờ luân lưu. Lễ trao cờ luân lưu kết thúc lúc 11 giờ.",
    ],
)
def test_news_that_retell_no_report_owe_nothing_of_one(paragraph: str) -> None:
    assert sentences(article("Hội nghị của Cụm Đông Bắc", "Đảng ủy Khối tổ chức hội nghị.", paragraph)) == []


def test_what_is_too_long_is_read_as_far_as_it_is_read() -> None:
    many = article("Phụ lục", "Danh sách.", *(["1.234. " * 400] * 20), "Có các các đại biểu.")
    assert told_in(many, RELEASED) == []
    assert MOST_NUMBERS < 20 * 400
    assert told_in(article("Dài", "Dài.", *["chữ " * 700] * (LONGEST // 2_000), "Có các các đại biểu.")) == []


TYPED = st.one_of(st.text(), st.lists(st.sampled_from(ARTICLE.split()), max_size=60).map(" ".join))


@given(TYPED, TYPED, st.lists(TYPED, max_size=4))
def test_whatever_is_typed_has_an_answer(title: str, lead: str, paragraphs: list[str]) -> None:
    assert isinstance(looked_over(article(title, lead, *paragraphs), RELEASED), list)

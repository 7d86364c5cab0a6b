"""What the checker says of an article: each fault of the founding page is found, good text passes."""

from __future__ import annotations

import pytest

from giaoban.faces.portal.checking import Draft, Finding, Photo, findings_of
from giaoban.faces.portal.syllables import is_written

GOOD = Draft(
    title="Hội nghị sơ kết 6 tháng đầu năm 2023",
    lead="Sáng 14/7, Đảng ủy Khối tổ chức hội nghị sơ kết.",
    dated=True,
    byline="Ban Tuyên giáo Đảng ủy Khối",
    paragraphs=("Toàn đảng bộ có 38.716 đảng viên sinh hoạt tại các chi bộ.", "Tỷ lệ học tập đạt 99,55%."),
    photos=(Photo("Hội trường với phông đỏ và hàng ghế", "Quang cảnh hội nghị", "Trần Văn Hòa"),),
)


def changed(**fields) -> list[Finding]:
    return findings_of(Draft(**(GOOD.__dict__ | fields)))


def says(found: list[Finding], part: str, weight: str | None = None) -> bool:
    return any(part in one.sentence and weight in (None, one.weight) for one in found)


def test_a_good_article_has_no_finding():
    assert findings_of(GOOD) == []


def test_what_is_missing_keeps_an_article_from_publication():
    assert says(changed(dated=False), "chưa có ngày", "must")
    assert says(changed(lead=" "), "mở đầu", "must")
    assert says(changed(byline=""), "tác giả", "must")
    assert says(changed(photos=(Photo("", "c", "n"),)), "chưa có mô tả", "must")
    assert says(changed(photos=(Photo("Hội trường", "c", ""),)), "người chụp", "must")
    assert says(changed(photos=(Photo("Hội trường lớn của tỉnh", "", "n"),)), "chú thích", "should")


def test_placeholders_are_no_descriptions():
    for alt in ("image banner", "anh tin bai", "Ảnh tin bài", "IMG_2034.jpg", "DSC0012", "banner", "hình ảnh"):
        assert says(changed(photos=(Photo(alt, "c", "n"),)), "không nói ảnh có gì"), alt


def test_doubled_words_are_found_and_words_that_are_said_twice_are_not():
    assert says(changed(paragraphs=("Các các đại biểu thảo luận.",)), "Từ lặp")
    assert not says(changed(paragraphs=("Người người thi đua, ngày ngày rèn luyện.",)), "Từ lặp")


def test_a_paragraph_told_twice_is_found():
    text = "Các đồng chí đại biểu đã thảo luận sôi nổi về giải pháp nâng cao chất lượng sinh hoạt chi bộ"
    assert says(changed(paragraphs=(text + " trong kỳ.", "Sau đó, " + text + " hằng tháng.")), "lặp lại đoạn 1")


def test_both_spellings_of_one_word_and_three_number_formats_are_found():
    assert says(changed(paragraphs=("Đảng uỷ và Đảng ủy cùng họp.",)), "“uỷ” viết là “ủy”")
    assert says(changed(paragraphs=("Có 38.700 người, 11 650 lượt và 738110 lượt.",)), "nhiều kiểu")


def test_one_number_for_two_things_is_found():
    two = ("Đã thẩm định 2.391 trường hợp chính trị.", "Kết nạp 2.391 đảng viên mới.")
    assert says(changed(paragraphs=two), "nhiều nội dung khác nhau")


def test_words_no_speller_knows_are_listed_and_the_sample_is_known():
    assert says(changed(paragraphs=("Cần tằng cường lãnh đạpo.",)), "đạpo")


@pytest.mark.parametrize(
    "written",
    [
        "ủy",
        "hòa",
        "thúy",
        "nghiêng",
        "khuỷu",
        "quyết",
        "nghị",
        "giữ",
        "gìn",
        "giếng",
        "quốc",
        "xoèn",
        "xoẹt",
        "khuya",
        "quạnh",
        "yêu",
        "kiện",
        "ngoằn",
        "ngoèo",
        "huỳnh",
        "uống",
        "toàn",
        "thoải",
        "ghềnh",
        "quần",
        "chúng",
        "rượu",
        "mười",
        "đường",
        "ổn",
        "internet",
        "Uỷ",
        "hoà",
        "quýt",
        "oản",
    ],
)
def test_syllables_that_vietnamese_writes_are_known(written):
    assert is_written(written)


@pytest.mark.parametrize(
    "mistyped",
    [
        "đạpo",
        "nghành",
        "ngỉ",
        "chấtl",
        "ghiã",
        "cáct",
        "đảnng",
        "tổchức",
        "qyết",
        "ngiêng",
        "kủa",
        "gê",
        "thưong",
        "hộii",
        "nghà",
        "trìnhh",
    ],
)
def test_syllables_that_nobody_writes_are_not(mistyped):
    assert not is_written(mistyped)


def test_personal_data_keep_an_article_from_publication():
    for text in ("Căn cước 022190001234.", "Liên hệ 0912 345 678.", "sinh ngày 02/09/1975", "CMND 100123456"):
        assert any(one.weight == "must" for one in changed(paragraphs=(text,))), text

"""What the checker says of an article: each fault of the founding page is found, good text passes."""

from __future__ import annotations

from giaoban.faces.portal.wording.articles import looked_over
from giaoban.faces.portal.wording.checking import CheckedArticle, Photo, WordingFinding, must_be_mended
from giaoban.faces.portal.wording.retelling import Released

GOOD = CheckedArticle(
    title="Hội nghị sơ kết 6 tháng đầu năm 2023",
    lead="Sáng 14/7, Đảng ủy Khối tổ chức hội nghị sơ kết.",
    dated=True,
    byline="Ban Tuyên giáo Đảng ủy Khối",
    paragraphs=("Toàn đảng bộ có 38.716 đảng viên sinh hoạt tại các chi bộ.", "Tỷ lệ học tập đạt 99,55%."),
    photos=(Photo("Hội trường với phông đỏ và hàng ghế", "Quang cảnh hội nghị", "Trần Văn Hòa"),),
)


def changed(**fields) -> list[WordingFinding]:
    return looked_over(CheckedArticle(**(GOOD.__dict__ | fields)))


def says(found: list[WordingFinding], part: str, weight: str | None = None) -> bool:
    return any(part in one.sentence and weight in (None, one.weight) for one in found)


def test_a_good_article_has_no_finding():
    assert looked_over(GOOD) == []


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
    assert says(changed(paragraphs=("Các các đại biểu thảo luận.",)), "Đoạn 1: Lặp từ: “Các các”")
    assert not says(changed(paragraphs=("Người người thi đua, ngày ngày rèn luyện.",)), "Lặp từ")


def test_a_passage_told_twice_is_found_and_the_name_of_a_body_is_none():
    text = "Các đồng chí đại biểu đã thảo luận sôi nổi về giải pháp nâng cao chất lượng sinh hoạt chi bộ"
    told = changed(paragraphs=(text + " trong kỳ.", "Sau đó, " + text + " hằng tháng."))
    assert says(told, "gần như lặp lại nguyên văn (đoạn 1 và đoạn 2)")
    name = "Ban Thường vụ Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh Quảng Ninh"
    two = (f"{name} khai mạc hội nghị lúc 8 giờ.", f"Kết thúc hội nghị, {name} trao giấy khen cho ba chi bộ.")
    assert changed(paragraphs=two) == []
    other = "Đảng bộ Tập đoàn Công nghiệp Than - Khoáng sản Việt Nam tại Quảng Ninh"
    two = (f"Các chi bộ của {other} đã mở ba lớp học.", f"Sáng nay, {other} họp bàn việc kết nạp đảng viên.")
    assert changed(paragraphs=two) == []


def test_both_spellings_of_one_word_and_three_number_formats_are_found():
    assert says(changed(paragraphs=("Đảng uỷ và Đảng ủy cùng họp.",)), "“uỷ” viết là “ủy”")
    assert says(changed(paragraphs=("Có 38.700 người, 11 650 lượt và 738110 lượt.",)), "nhiều kiểu")


def test_one_number_for_two_lines_is_found_and_for_one_line_said_twice_is_not():
    two = ("Đã thẩm định tiêu chuẩn chính trị 2.391 đồng chí.", "Kết nạp 2.391 đảng viên mới.")
    assert says(changed(paragraphs=two), "cùng một số 2.391")
    same = ("Toàn đảng bộ có 38.716 đảng viên.", "Trong 38.716 đảng viên của đảng bộ có nhiều người trẻ.")
    assert changed(paragraphs=same) == []


def test_words_no_speller_knows_are_listed_and_the_sample_is_known():
    assert says(changed(paragraphs=("Cần tằng cường lãnh đạpo.",)), "đạpo")


def test_a_pair_that_is_no_word_is_named_with_the_word_that_is_meant():
    told = changed(paragraphs=("Cần tằng cường kiểm tra, kết lạp đảng viên.",))
    wanted = "Chữ có vẻ viết sai: “tằng cường” (có phải “tăng cường”?), “kết lạp” (có phải “kết nạp”?)."
    assert WordingFinding("should", wanted, "words") in told
    assert not says(changed(paragraphs=("Cần tăng cường kiểm tra, kết nạp đảng viên.",)), "viết sai")
    assert not says(changed(paragraphs=("Cần tằng cường kiểm tra.",), language="en"), "viết sai")


def test_names_are_never_called_wrong():
    assert not says(changed(paragraphs=("Đảng bộ tỉnh Bắc Kạn và Chi bộ Tằng Cường họp.",)), "viết sai")
    draft = CheckedArticle(**(GOOD.__dict__ | {"paragraphs": ("Công ty tằng cường họp.",)}))
    assert not says(looked_over(draft, Released(bodies=frozenset({"Công ty Tằng Cường"}))), "viết sai")


def test_personal_data_keep_an_article_from_publication():
    for text in ("Căn cước 022190001234.", "Liên hệ 0912 345 678.", "sinh ngày 02/09/1975", "CMND 100123456"):
        assert any(one.weight == "must" for one in changed(paragraphs=(text,))), text
    one = CheckedArticle(**(GOOD.__dict__ | {"paragraphs": ("Căn cước 022190001234.",)}))
    assert [finding.weight for finding in must_be_mended(one)] == ["must"]

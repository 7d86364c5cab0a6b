"""What is told aside, denied, or marked with a star is told of its own number and of no other."""

from __future__ import annotations

from decimal import Decimal

import pytest

from giaoban.core.words import open_words
from giaoban.core.workbook import Unreadable
from giaoban.reporting.documents import docx_of
from giaoban.reporting.documents.tests import samples
from giaoban.reporting.forms import start_forms
from giaoban.reporting.prose.confirming import numbers_of
from giaoban.reporting.prose.reading import answered

HEAD = "Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh Thái Nguyên\n\nBáo cáo kết quả 6 tháng đầu năm 2023\n\n"
TOLD = {
    "Thi hành kỷ luật 1* tổ chức đảng và 9 đảng viên.": {"5.2": 1, "5.3": 9},
    "Đảng bộ có 92(*) tổ chức cơ sở đảng. Thi hành kỷ luật 1 (*) tổ chức đảng và 9(**) đảng viên.": {
        "1.1": 92, "5.2": 1, "5.3": 9,
    },
    "Đã tổ chức 1.926 cuộc sinh hoạt định kỳ (tăng 252 cuộc so với cùng kỳ năm 2022) và 666 cuộc sinh hoạt chuyên đề.": {
        "4.2": 1926, "4.3": 666,
    },
    "Thi hành kỷ luật 17 đảng viên (bằng cùng kỳ năm 2022).": {"5.3": 17},
    "Chưa kết nạp được 227 đảng viên như kế hoạch, mới kết nạp 150 đảng viên mới.": {"4.4": 150},
    "Kết nạp 227 đảng viên (cùng kỳ năm trước: 210; kế hoạch năm 400).": {"4.4": 227},
    "Kết nạp 150 đảng viên, giảm 12 đảng viên so với 162 đảng viên cùng kỳ năm 2022.": {"4.4": 150},
    "Năm 2022 toàn Đảng bộ kết nạp 420 đảng viên; 6 tháng đầu năm 2023 kết nạp 227 đồng chí, đạt 56,75% kế hoạch năm.": {
        "4.4": 227,
    },
    "Khối có 92 tổ chức cơ sở đảng, giảm 2 tổ chức do sáp nhập Đảng bộ A (34 đảng viên).": {"1.1": 92},
    "Đảng bộ Khối có 92 tổ chức cơ sở đảng (5.012 đảng viên).": {"1.1": 92, "1.3": 5012},
    "Đến hết tháng 6 đã kết nạp 227 đảng viên.": {"4.4": 227},
    "Thi hành kỷ luật 8 đảng viên (khiển trách 5, cảnh cáo 3), không có tổ chức đảng bị kỷ luật.": {"5.3": 8},
    "6 tháng đầu năm 2023 tổng số đảng viên là 7.450 người.": {"1.3": 7450},
    "Có 287 chi bộ đạt “Chi bộ 4 tốt”, 21 đảng bộ cơ sở đạt “Đảng bộ cơ sở 4 tốt”.": {"3.2": 287, "3.3": 21},
    "Tính đến ngày 30 tháng 6 năm 2023, Đảng bộ Khối có 5.217 đảng viên.": {"1.3": 5217},
    "Đến 31/12/2022 có 61 tổ chức cơ sở đảng; đến 30/6/2023 có 62 tổ chức cơ sở đảng.": {"1.1": 62},
    "Đầu năm 2023, Đảng bộ có 5.102 đảng viên, đến nay có 5.217 đảng viên.": {"1.3": 5217},
    "Từ ngày 15/12/2022 đến ngày 15/6/2023, toàn Đảng bộ kết nạp 201 đảng viên.": {"4.4": 201},
    "Lũy kế từ đầu năm đến nay kết nạp 201 đảng viên.": {"4.4": 201},
    "Xét, đề nghị kết nạp 230 quần chúng; ra quyết định kết nạp 201 đồng chí.": {"4.4": 201},
    "Thực hiện Nghị quyết Đại hội Đảng bộ Khối nhiệm kỳ 2020 - 2025, 6 tháng qua đã kết nạp 201 đảng viên.": {"4.4": 201},
    "Cấp ủy các cấp kiểm tra, giám sát 52 cuộc; UBKT các cấp kiểm tra, giám sát 44 cuộc; tổng cộng 96 cuộc.": {"5.1": 96},
    "Đảng ủy Khối phối hợp với Trung tâm Chính trị mở 7 lớp nhận thức về Đảng, vượt kế hoạch 1 lớp.": {"2.2.1": 7},
    "Chi bộ 4 tốt: 287; Đảng bộ 4 tốt: 21.": {"3.2": 287, "3.3": 21},
    "Có 250/412 chi bộ trực thuộc đạt “Chi bộ 4 tốt”.": {"3.2": 250},
    "Chuyển sinh hoạt đảng: đi 88 đồng chí, đến 102 đồng chí.": {"4.6": 88, "4.7": 102},
    "Số học viên tham gia các lớp là 743 người, gồm 468 đối tượng kết nạp đảng và 275 đảng viên mới.": {
        "2.3": 743, "2.3.1": 468, "2.3.2": 275,
    },
    "Có 98,2% đảng viên tham gia học tập Nghị quyết Trung ương 6 (khóa XIII).": {"2.1": 98.2},
    "Tiếp nhận 102 đảng viên, trong đó 30 đảng viên từ ngoài tỉnh.": {"4.7": 102},
    "Toàn tỉnh kết nạp 1.890 đảng viên, Đảng bộ Khối kết nạp 201 đảng viên.": {"4.4": 201},
    "Đã có 201 đồng chí được Ban Thường vụ Đảng ủy Khối chuẩn y kết nạp vào Đảng.": {"4.4": 201},
    "Kết nạp 201 ĐV, công nhận chính thức 149 ĐV.": {"4.4": 201, "4.5": 149},
    "Cấp ủy, UBKT các cấp tiến hành 96 cuộc kiểm tra, giám sát (cấp ủy 52 cuộc, UBKT 44 cuộc).": {"5.1": 96},
    "Kết nạp 201 đảng viên, trong đó nữ 112, dân tộc thiểu số 95.": {"4.4": 201},
    "Công nhận 149 đảng viên dự bị là đảng viên chính thức.": {"4.5": 149},
    "Đảng bộ có 62 tổ chức cơ sở đảng, 38 đảng bộ cơ sở, 24 chi bộ cơ sở với 5.217 đảng viên.": {
        "1.1": 62, "1.1.1": 38, "1.1.2": 24, "1.3": 5217,
    },
}  # fmt: skip


def values(text: str) -> dict[str, int]:
    read = answered(open_words((HEAD + text).encode()))
    return {
        figure["code"]: figure["value"] for figure in read["figures"] if figure["role"] == "value" and figure["sure"]
    }


@pytest.mark.parametrize("text", TOLD)
def test_the_value_is_the_one_that_is_told(text: str) -> None:
    assert values(text) == TOLD[text]


NEVER_SURE = {
    "not reached": "Chưa kết nạp được 227 đảng viên.",
    "not enough": "Không kết nạp đủ 227 đảng viên.",
    "form by form": "Thi hành kỷ luật 5 đảng viên bằng hình thức khiển trách, 3 đảng viên cảnh cáo.",
    "year by year": "Kết quả kết nạp đảng viên 6 tháng các năm: 2021: 180; 2022: 201; 2023: 227.",
    "on average": "Bình quân mỗi chi bộ kết nạp 2 đảng viên.",
    "of one month": "Riêng tháng 6 kết nạp 40 đảng viên.",
    "of the whole year": "Ước thực hiện cả năm kết nạp 410 đảng viên.",
    "before the change": "Kết nạp đảng viên mới từ 201 (6 tháng đầu năm 2022).",
    "of the largest": "Chi bộ đông nhất có 58 đảng viên.",
    "of another year": "Đã công nhận 15 “Đảng bộ 4 tốt” năm 2022.",
    "of a year told behind another date": "Theo Báo cáo số 215-BC/ĐUK ngày 25/12/2022, năm 2022 kết nạp 389 đảng viên, đạt 97,25% chỉ tiêu.",
    "of a day before": "Tại thời điểm 31/12/2022, Đảng bộ có 5.102 đảng viên.",
    "of a term": "Nhiệm kỳ 2015 - 2020, Đảng bộ đã kết nạp 2.013 đảng viên.",
    "of some years": "Giai đoạn 2020 - 2022 thi hành kỷ luật 54 đảng viên.",
    "asked for": "Các chi bộ đã xét và đề nghị kết nạp 230 quần chúng.",
    "asked to be recognised": "Thẩm định hồ sơ đề nghị công nhận chính thức đối với 160 đảng viên dự bị.",
    "complained of": "Giải quyết khiếu nại kỷ luật của 2 đảng viên.",
    "forgiven": "Xóa kỷ luật cho 2 đảng viên.",
    "not done": "Không thi hành kỷ luật 2 đảng viên do vi phạm nhỏ.",
    "taken back": "Hủy quyết định kết nạp 1 đảng viên.",
    "put off": "Kéo dài thời gian dự bị đối với 3 đảng viên.",
    "given a card": "Phát thẻ đảng viên cho 149 đồng chí được công nhận chính thức.",
    "said once": "Báo cáo nhanh ghi kết nạp 210 đảng viên.",
    "of workers": "Kết nạp 9 quần chúng là công nhân trong doanh nghiệp tư nhân.",
    "of women": "Đã kết nạp 95 đảng viên nữ.",
    "of schools": "Kết nạp 40 đảng viên trong các trường học.",
    "by parts": "Khối doanh nghiệp kết nạp 112 đảng viên, khối hành chính kết nạp 89 đảng viên.",
    "by spans of days": "Từ 01/01 đến 15/6/2023 kết nạp 201 đảng viên, từ 16/6 đến 30/6 kết nạp thêm 14 đảng viên.",
    "by boards": "Cấp ủy các cấp kiểm tra, giám sát 52 cuộc, ủy ban kiểm tra các cấp kiểm tra, giám sát 44 cuộc.",
    "by who disciplined": "Cấp ủy cơ sở thi hành kỷ luật 11 đảng viên, Ban Thường vụ thi hành kỷ luật 4 đảng viên.",
    "of one board": "Ủy ban Kiểm tra Đảng ủy Khối tiến hành 12 cuộc kiểm tra, giám sát.",
    "of one kind": "Kiểm tra, giám sát chuyên đề 5 cuộc.",
    "of those who did something": "Có 8 đảng bộ cơ sở, 5 chi bộ cơ sở tổ chức sơ kết 6 tháng.",
    "of those who reached a target": "Có 21 đảng bộ cơ sở đạt chỉ tiêu kết nạp đảng viên.",
    "of those like these": "Có 3 chi bộ cơ sở, mỗi chi bộ có 5 đảng viên.",
    "come with their bodies": "Tiếp nhận 3 tổ chức cơ sở đảng từ Thành ủy chuyển về với 145 đảng viên.",
    "papers received": "Tiếp nhận 45 hồ sơ xin vào Đảng.",
    "of enterprises alone": "Riêng doanh nghiệp tư nhân kết nạp 31 đảng viên.",
    "within enterprises": "Trong các doanh nghiệp ngoài nhà nước, kết nạp được 31 đảng viên.",
    "of a neighbour": "Đảng bộ Khối Doanh nghiệp tỉnh bạn kết nạp 150 đảng viên.",
    "of candidates": "Kết luận tiêu chuẩn chính trị 55 nhân sự quy hoạch, 287 quần chúng xin vào Đảng.",
    "by somebody else": "Trung tâm Chính trị thành phố mở 3 lớp nhận thức về Đảng.",
    "not held": "Còn 57 cuộc sinh hoạt định kỳ không tổ chức được.",
    "both ways": "Chuyển đi, chuyển đến 190 đảng viên.",
    "exempted now": "Quyết định miễn sinh hoạt đảng cho 14 đảng viên cao tuổi.",
    "founded": "Thành lập Đảng bộ cơ sở Công ty A (3 chi bộ trực thuộc, 45 đảng viên).",
    "of another union": "Tổ chức học tập Nghị quyết Đại hội Công đoàn cho 812 đoàn viên, đạt 95%.",
    "on an occasion": "Hưởng ứng Tháng Thanh niên, kết nạp 30 đoàn viên ưu tú vào Đảng.",
    "on one day": "Đợt 19/5 kết nạp 60 đảng viên.",
    "until a month before": "Đến tháng 3/2023 kết nạp 88 đảng viên.",
    "from so many to so many": "Kết nạp 195 - 201 đảng viên.",
    "given flowers": "Đồng chí Bí thư tặng hoa 15 đảng viên mới kết nạp.",
    "of listed targets": "Chỉ tiêu năm: kết nạp 400 đảng viên; mở 20 lớp bồi dưỡng.",
    "text by text": "Tỷ lệ đảng viên học tập Nghị quyết số 13-NQ/TW đạt 98,6%, Nghị quyết số 14-NQ/TW đạt 97,2%.",
}


@pytest.mark.parametrize("case", NEVER_SURE)
def test_what_is_no_whole_of_this_period_is_never_sure(case: str) -> None:
    assert values(NEVER_SURE[case]) == {}


def test_a_share_that_is_that_of_the_target_is_told_of_it() -> None:
    text = "Chỉ tiêu kết nạp năm 2023 là 400 đảng viên; đến hết tháng 6 đã kết nạp 201 đồng chí, bằng 50,25%."
    told = {figure["role"]: figure["value"] for figure in answered(open_words((HEAD + text).encode()))["figures"]}
    assert told == {"target": 400, "value": 201, "percent_of_target": 50.25}


def test_of_some_classes_told_of_in_brackets_is_not_all_of_them() -> None:
    text = "Mở 5 lớp nhận thức về Đảng (trong đó 2 lớp cho khối trường học) với 310 học viên."
    assert values(text) == {"2.2.1": 5}


@pytest.mark.parametrize(
    "text",
    [
        "Có 4 đảng viên dự bị bị xóa tên.",
        "Có 38 đảng bộ cơ sở trên 62 tổ chức cơ sở đảng ban hành kế hoạch.",
        "Cấp ủy cơ sở thi hành kỷ luật 11 đảng viên, Ban Thường vụ thi hành kỷ luật 4 đảng viên.",
    ],
)
def test_what_is_in_order_is_not_complained_of(text: str) -> None:
    findings = answered(open_words((HEAD + text).encode()))["findings"]
    assert {finding["kind"] for finding in findings} == {"date_missing"}


@pytest.mark.parametrize(("words", "meaning"), [("Không dưới", "over"), ("Không quá", "under"), ("Chưa đến", "under")])
def test_at_least_is_not_below(words: str, meaning: str) -> None:
    read = answered(open_words(f"{HEAD}{words} 227 đảng viên được kết nạp.".encode()))
    assert [figure["approximate"] for figure in read["figures"]] == [meaning]


def test_a_report_of_this_program_sent_as_text_is_read_as_it_was_printed() -> None:
    report = samples.report()
    amounts = {line.code: line.value or Decimal(0) for line in report.lines}
    told = {
        figure["code"]: Decimal(str(figure["value"]))
        for figure in answered(open_words(docx_of(report)))["figures"]
        if figure["role"] == "value" and figure["sure"] and not figure["unit"] and not figure["approximate"]
    }
    assert len(told) > 10
    assert {code for code, value in told.items() if round(amounts[code], 1) != round(value, 1)} == set()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1.1.1 " * 2_000, "Văn bản có 6.000 số"),
        ("9" * 150_000, "chuỗi chữ liền nhau"),
        ("1." * 60_000, "chuỗi chữ liền nhau"),
    ],
)
def test_what_no_report_has_is_refused_before_it_is_read(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        answered(open_words(text.encode()))


def test_what_is_told_of_one_month_beside_the_whole_is_kept_to_be_looked_at() -> None:
    read = answered(
        open_words((HEAD + "Trong kỳ kết nạp 227 đảng viên; sang tháng 6 kết nạp thêm 40 đồng chí.").encode())
    )
    form = next(form for form in start_forms() if form.code == "BC-6T")
    standings = {number.text: number.standing for number in numbers_of(read, form, {})}
    assert (standings["227"], standings["40"]) == ("doubtful", "doubtful")

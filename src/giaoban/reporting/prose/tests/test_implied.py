"""What a number says of another that is not written: named where it cannot be, and nothing else."""

from __future__ import annotations

import pytest

from giaoban.core.words import open_words
from giaoban.reporting.prose.reading import answered
from giaoban.reporting.prose.tests.scoring import Truth, read, truths

HEAD = "Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh Thái Nguyên\n\nBáo cáo kết quả 6 tháng đầu năm 2023\n\n"
KINDS = {"implied_base_of_growth", "most_is_not_most", "parts_above_headline", "unit_label"}


def told(text: str) -> dict[str, str]:
    findings = answered(open_words((HEAD + text).encode()))["findings"]
    return {finding["kind"]: finding["message"] for finding in findings if finding["kind"] in KINDS}


def table(unit: str, *rows: tuple[str, str]) -> str:
    """A page with a table, and the unit of count written above it."""
    cells = "".join(f"<tr><td>{label}</td><td>{number}</td></tr>" for label, number in rows)
    return f"<html><body><p>{HEAD}</p><p>{unit}</p><table><tr><td>Chỉ tiêu</td><td>Kết quả</td></tr>{cells}</table></body></html>"


BODIES = (("Đảng bộ cơ sở", "38"), ("Chi bộ cơ sở", "54"))


@pytest.mark.parametrize(
    ("text", "kind", "sentence"),
    [
        ("Kiểm tra 267 tổ chức đảng (tăng 53,95%).", "implied_base_of_growth", "tính ngược được 173,43"),
        ("Kết nạp 227 đảng viên, giảm 3,21% so với cùng kỳ.", "implied_base_of_growth", "giảm 3,21%"),
        ("Toàn tỉnh kết nạp 310 đảng viên, trong đó nhiều nhất là Đảng bộ Khối 54, thành phố Thái Nguyên 60, thị xã Phổ Yên 38.",
         "most_is_not_most", "thành phố Thái Nguyên 60” có 60"),
        ("Toàn tỉnh kết nạp 160 đảng viên, trong đó Đảng bộ Khối 74, thành phố Thái Nguyên 60, thị xã Phổ Yên 38.",
         "parts_above_headline", "74 + 60 + 38 = 172, nhiều hơn tổng 160"),
        ("Toàn tỉnh kết nạp 310 đảng viên, trong đó Đảng bộ Khối 74, ít nhất là thành phố Thái Nguyên 60, thị xã Phổ Yên 38.",
         "most_is_not_most", "gọi là ít nhất"),
        (table("Đơn vị tính: đảng viên", *BODIES), "unit_label", "“đảng viên” nhưng các dòng đếm theo tổ chức"),
        (table("Biểu kiểm tra tổ chức đảng theo Điều 30 (ĐVT: Đảng viên)", ("Huyện ủy", "7"), ("Cơ sở", "9")), "unit_label", "đếm tổ chức đảng"),
        (table("ĐVT: tổ chức", ("Kết nạp đảng viên mới", "227"), ("Công nhận đảng viên chính thức", "149")), "unit_label", "đếm theo người"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named_and_nothing_else(text: str, kind: str, sentence: str) -> None:
    found = told(text)
    assert set(found) == {kind}
    assert sentence in found[kind]


@pytest.mark.parametrize(
    "text",
    [
        "Kiểm tra 267 tổ chức đảng (tăng 53,45%), 563 đảng viên (tăng 9,11%).",  # of 174 and of 516
        "Kết nạp 227 đảng viên, tăng 8,1% so với cùng kỳ.",  # of 210
        "Kết nạp 227 đảng viên, tăng 8,09% so với cùng kỳ.",  # cut off instead of rounded
        "Kết nạp 227 đảng viên, tăng 8,3% so với cùng kỳ (210).",  # the base is told: another check holds it against that
        "Kết nạp trên 267 đảng viên, tăng 53,95%.",
        "Tỷ lệ 98,5%, tăng 1,23%.",
        "Toàn tỉnh kết nạp 310 đảng viên, trong đó nhiều nhất là Đảng bộ Khối 74, thành phố Thái Nguyên 60, thị xã Phổ Yên 38.",
        "Kết nạp 603 đảng viên, trong đó 359 nữ, 314 đoàn viên, 20 trong doanh nghiệp.",  # groups that overlap
        "Kết nạp 172 đảng viên, vượt chỉ tiêu (160 đảng viên), trong đó Đảng bộ Khối 74, thành phố Thái Nguyên 60, thị xã Phổ Yên 38.",
        "Kết nạp 172 đảng viên so với kế hoạch 160 đảng viên, trong đó Đảng bộ Khối 74, thành phố Thái Nguyên 98.",
        "Kỷ luật 17 đảng viên, trong đó khiển trách 11, cảnh cáo 5, khai trừ 1.",
        "Toàn tỉnh kết nạp trên 160 đảng viên, trong đó Đảng bộ Khối 74, thành phố Thái Nguyên 60, thị xã Phổ Yên 38.",
        "Mở 7 lớp, trong đó Đảng bộ Sở Y tế 120 học viên, Đảng bộ Sở Công an 80 học viên.",  # not what the total counts
        table("Đơn vị tính: tổ chức", *BODIES),
        table("Đơn vị tính: đảng viên", *BODIES, ("Tổng số đảng viên", "5.012")),  # of both: each row has its own
        table("Biểu kiểm tra tổ chức đảng, đảng viên (ĐVT: Đảng viên)", ("Huyện ủy", "7"), ("Cơ sở", "9")),
    ],
)  # fmt: skip
def test_what_can_be_is_left_alone(text: str) -> None:
    assert told(text) == {}


@pytest.mark.parametrize("truth", [pytest.param(truth, id=truth.name) for truth in truths()])
def test_no_report_that_is_kept_here_has_these_faults(truth: Truth) -> None:
    assert [finding for finding in read(truth)["findings"] if finding["kind"] in KINDS] == []

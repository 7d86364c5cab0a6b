"""Replaced texts, old data, accounts and overlapping groups: each fault is named where it was planted, and nowhere else."""

from __future__ import annotations

import pytest

from giaoban.core.words import open_words
from giaoban.reporting.prose.reading import answered
from giaoban.reporting.prose.tests.scoring import Truth, read, truths

REPORT = """
Đảng ủy các cơ quan Đảng tỉnh Quảng Ninh

BÁO CÁO kết quả công tác xây dựng Đảng 6 tháng {half} năm {year}

Quảng Ninh, ngày 05 tháng 7 năm {year}

Toàn Đảng bộ có 82 tổ chức cơ sở đảng, 7.405 đảng viên{data}. Kết nạp 60 đảng viên{groups} theo {text}. Đã cấp {accounts} tài khoản sổ tay đảng viên điện tử.
"""
PLAIN = {"half": "cuối", "year": "2026", "text": "Quy định 208-QĐ/TW", "accounts": "7.405", "data": "", "groups": ""}
KINDS = {"replaced_text", "accounts_above_members", "old_data", "group_above_whole", "groups_added"}


def told_of(**planted: str) -> dict[str, str]:
    """What is found of these kinds, with its sentence, in the report with that planted in it."""
    told = answered(open_words(REPORT.format(**PLAIN | planted).encode()))["findings"]
    return {finding["kind"]: finding["message"] for finding in told if finding["kind"] in KINDS}


@pytest.mark.parametrize(
    ("planted", "kind", "sentence"),
    [
        ({"text": "Quy định 294-QĐ/TW"}, "replaced_text", "294-QĐ/TW hết hiệu lực từ ngày 08/04/2026, trước kỳ báo cáo (2026-H2); nay là 208-QĐ/TW."),
        ({"text": "Quy định 296-QĐ/TW ngày 30/5/2025"}, "replaced_text", "nay là 21-QĐ/TW"),
        ({"text": "Quy định 29-QĐ/TW", "year": "2023"}, "replaced_text", "nay là 24-QĐ/TW"),
        ({"accounts": "7.500"}, "accounts_above_members", "7.500 tài khoản, nhiều hơn 7.405 đảng viên"),
        ({"data": " (tính đến 01/3/2017)"}, "old_data", "trên một năm"),
        ({"groups": ", trong đó 61 nữ,"}, "group_above_whole", "61 nữ, nhiều hơn tổng số 60"),
        ({"groups": ", trong đó 40 nữ, 15 dân tộc thiểu số, 5 đoàn viên,"}, "groups_added", "không cộng thành tổng số"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_named_and_nothing_else(planted: dict[str, str], kind: str, sentence: str) -> None:
    told = told_of(**planted)
    assert set(told) == {kind}
    assert sentence in told[kind]


@pytest.mark.parametrize(
    "clean",
    [
        {},
        {"text": "Quy định 294-QĐ/TW", "half": "đầu"},  # it held for a part of the half-year
        {"text": "Hướng dẫn 12-HD/BTCTW", "year": "2023"},  # the number was given twice; both held then
        {"accounts": "7.404"},
        {"data": " (tính đến 30/6/2026)"},
        {"groups": ", trong đó 30 nữ, 12 dân tộc thiểu số,"},
    ],
)
def test_what_is_right_is_left_alone(clean: dict[str, str]) -> None:
    assert told_of(**clean) == {}


@pytest.mark.parametrize("truth", truths(), ids=lambda truth: truth.name)
def test_the_reports_of_many_offices_have_none_of_them(truth: Truth) -> None:
    assert [finding for finding in read(truth)["findings"] if finding["kind"] in KINDS] == []

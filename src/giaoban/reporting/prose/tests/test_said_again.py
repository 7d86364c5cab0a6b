"""No number of a text is passed over in silence: not one that repeats a line, nor one behind the signature."""

from __future__ import annotations

from decimal import Decimal

import pytest

from giaoban.core.words import open_words
from giaoban.reporting.comparing import held
from giaoban.reporting.forms import start_forms
from giaoban.reporting.prose.confirming import numbers_of, taken
from giaoban.reporting.prose.reading import answered

HEAD = "Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh Thái Nguyên\n\nBáo cáo kết quả 6 tháng đầu năm 2023\n\n"
KNOWN = {("2023-H1", "khoi cac co quan va doanh nghiep tinh thai nguyen", "4.4"): Decimal(227)}


def told(text: str) -> dict:
    return answered(open_words((HEAD + text).encode()))


@pytest.mark.parametrize(
    ("second", "verdicts"),
    [
        ("Trong 6 tháng đã kết nạp 227 đảng viên.", ["agrees", "agrees"]),
        ("Trong 6 tháng đã kết nạp 228 đảng viên.", ["agrees", "differs"]),
    ],
)
def test_a_line_that_is_said_twice_is_held_against_what_is_fixed_each_time(second: str, verdicts: list[str]) -> None:
    numbers = held(told(f"Kết nạp 227 đảng viên.\n\nCông tác khác.\n\n{second}"), KNOWN)
    assert [number.verdict for number in numbers if number.code == "4.4"] == verdicts


def test_a_number_behind_the_signature_is_nobodys_and_not_silent() -> None:
    read = told("Kết nạp 227 đảng viên.\n\nNơi nhận: Tỉnh ủy\n\nKết nạp 999 đảng viên, đạt 98,5%.")
    assert {(number.text, number.verdict) for number in held(read, KNOWN)} == {
        ("227", "agrees"), ("999", "nobodys"), ("98,5%", "nobodys"),
    }  # fmt: skip
    assert "999" not in {figure["text"] for figure in read["figures"]}


def test_on_the_desk_what_repeats_a_line_is_shown_with_it_and_taken_once() -> None:
    read = told("Kết nạp 227 đảng viên.\n\nCông tác khác.\n\nTrong 6 tháng đã kết nạp 227 đảng viên.")
    form = next(form for form in start_forms() if form.code == "BC-6T")
    numbers = numbers_of(read, form, {})
    shown = [(number.text, number.standing) for number in numbers if number.code == "4.4"]
    assert shown == [("227", "sure"), ("227", "again")]
    assert taken(numbers)["4.4", "value"].standing == "sure"


def test_a_text_of_very_many_contradictions_is_told_in_few_sentences() -> None:
    """Each pair of three hundred values would be 44,850 of them, and a page of 38 MB."""
    read = told("\n\n".join(f"Đã kết nạp {10 + number} đảng viên mới trong kỳ báo cáo này." for number in range(300)))
    conflicts = [finding for finding in read["findings"] if finding["kind"] == "conflict"]
    assert 0 < len(conflicts) <= 10
    assert len(read["findings"]) <= 200

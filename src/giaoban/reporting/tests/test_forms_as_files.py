"""A form is its file: written one way, read back the same, refused with its place where it is none; and it is changed in one place at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from giaoban.core.refusal import Refused
from giaoban.core.workbook import Unreadable
from giaoban.reporting.checks import KINDS
from giaoban.reporting.forms import FOLDER, Check, Form, Line, changing, form_in_force, start_forms
from giaoban.reporting.forms.saying import KINDS_SAID, differences, sentence
from giaoban.reporting.forms.sound import NEEDS, checked, read, why_not_sound
from giaoban.reporting.forms.writing import written

HALF_YEAR = start_forms()[0]


def test_the_files_of_the_repository_are_as_the_program_writes_them() -> None:
    for path in FOLDER.glob("*.toml"):
        text = path.read_text("utf-8")
        assert written(read(text)) == text
        assert checked(text.encode(), path.name) == text


def test_signs_that_a_file_must_write_otherwise_come_back_as_they_were() -> None:
    odd = replace(HALF_YEAR, title='Biểu "thử" \\ \u00a0'.strip(), sections=("Kết quả", "Tab"))
    line = replace(HALF_YEAR.lines[0], label='Số "tổ chức" \\ đảng')
    odd = replace(odd, lines=(line, *HALF_YEAR.lines[1:]))
    assert read(written(odd)) == odd


def test_every_kind_of_check_is_known_to_reading_and_to_saying() -> None:
    assert set(NEEDS) == set(KINDS) == set(KINDS_SAID)
    for check in HALF_YEAR.checks:
        assert sentence(check).endswith(".")


def test_a_check_is_read_back_as_a_sentence_with_its_limits() -> None:
    rate = next(check for check in HALF_YEAR.checks if check.id == "members_per_organisation")
    assert sentence(rate) == "1.3 chia 1.1 trong khoảng 25 đến 120, chỉ khi 1.1 từ 10."
    admitted = next(check for check in HALF_YEAR.checks if check.id == "admitted_above_learners")
    assert sentence(admitted) == "4.4 không lớn hơn 2.3 nhân 1,2."


TEXT = written(HALF_YEAR)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code = ", "dòng 1, cột"),
        (TEXT.replace("[[groups]]", "[[group]]"), "“group” không phải mục của biểu"),
        (TEXT.replace('code = "1.1.1"', 'code = "1.1"'), "Mã dòng 1.1 có ở hai dòng"),
        (TEXT.replace('parent = "1.1"', 'parent = "9.9"'), "dòng mẹ 9.9 không có trong biểu"),
        (TEXT.replace('kind = "jump"', 'kind = "leap"'), "không có loại “leap”"),
        (TEXT.replace("months = 6", "months = 7"), "Kỳ 7 tháng không có"),
        (TEXT.replace('code = "BC-6T"', 'code = "bc 6t"'), "Mã biểu “bc 6t”"),
        (TEXT.replace("limit = 0.5", "limit = inf"), "“limit” phải là số"),
        (TEXT.replace("limit = 0.5", 'limit = "nửa"'), "“limit” phải là số"),
        (TEXT.replace('label = "Đảng bộ cơ sở"', 'label = "Tổng số đảng viên"'), "là của 2 dòng 1.1.1, 1.3"),
        (TEXT.replace('numerator = "2.1.a"', 'numerator = "2.1"'), "tử số (numerator) và mẫu số"),
        (TEXT.replace('parts = ["5.2", "1.1"]', 'parts = ["5.2"]'), "mỗi bên đúng hai dòng"),
        (TEXT.replace('parts = ["2.2.1", "2.2.2"]\n', "", 1), "cần “parts”"),
        (TEXT.replace('source = "mỗi lớp có 50–100 học viên"', 'source = ""'), "phải ghi nơi lấy mức"),
        (TEXT.replace('label = "Đảng bộ cơ sở"', 'label = "Đảng bộ\\ncơ sở"'), "xuống dòng"),
        ("lines = 5\n" + TEXT.split("[[lines]]")[0], "“lines” phải là"),
    ],
)
def test_a_file_that_is_no_form_is_refused_with_the_place_and_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read(text)
    assert said in str(refused.value) or (said.startswith("dòng 1") and "ở cuối tệp" in str(refused.value))
    with pytest.raises(Unreadable):
        checked(text.encode(), "x.toml")


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"x" * 200_000, b"a." * 40_000 + b"b = 1", b"[" * 50_000])
def test_bytes_that_are_no_form_at_all_are_refused_with_one_sentence(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"x\.toml"):
        checked(data, "x.toml")


def test_a_line_called_anew_is_called_so_by_everything_that_speaks_of_it() -> None:
    total = HALF_YEAR.line("1.3")
    form = changing.with_line(HALF_YEAR, replace(total, code="1.4"), instead="1.3")
    assert why_not_sound(form) == []
    assert form.line("1.3.1").parent == "1.4"
    assert not any("1.3" in (*check.parts, *check.whole) for check in form.checks)
    assert [line.code for line in form.lines].index("1.4") == [line.code for line in HALF_YEAR.lines].index("1.3")


def test_a_new_line_stands_last_in_its_group_or_where_it_is_said() -> None:
    new = Line("1.5", "Dòng mới", "người", "flow")
    codes = [line.code for line in changing.with_line(HALF_YEAR, new).lines]
    assert codes[codes.index("1.5") - 1] == "1.3.2"
    assert changing.with_line(HALF_YEAR, new, after=changing.FIRST).lines[0] == new
    with pytest.raises(Refused, match=r"không có dòng 7\.7"):
        changing.with_line(HALF_YEAR, new, after="7.7")


def test_a_line_that_others_speak_of_is_not_dropped_and_one_of_a_list_is() -> None:
    with pytest.raises(Refused, match="kiểm tra thứ"):
        changing.without_line(HALF_YEAR, "1.3")
    form = changing.without_line(HALF_YEAR, "3.1")
    assert why_not_sound(form) == []
    assert "3.1" not in next(check for check in form.checks if check.kind == "same_value").lines


def test_a_check_is_set_in_its_place_and_dropped_by_its_number() -> None:
    check = Check("new_one", "at_most", "note", "each", parts=("4.4",), whole=("1.3",))
    form = changing.with_check(HALF_YEAR, check, instead=1)
    assert form.checks[0] == check
    assert len(form.checks) == len(HALF_YEAR.checks)
    assert changing.without_check(form, 1).checks == HALF_YEAR.checks[1:]
    with pytest.raises(Refused):
        changing.without_check(form, 99)


def test_what_differs_is_told_line_by_line_and_check_by_check() -> None:
    form = changing.without_line(HALF_YEAR, "3.1")
    form = changing.with_line(form, replace(form.line("4.4"), label="Kết nạp"), instead="4.4")
    told = {(one.place, one.before, one.now) for one in differences(HALF_YEAR, form)}
    assert ("Dòng 3.1", "Kiện toàn cấp ủy, ủy ban kiểm tra cơ sở", "") in told
    assert ("Dòng 4.4, tên", "Kết nạp đảng viên mới", "Kết nạp") in told
    assert list(differences(HALF_YEAR, HALF_YEAR)) == []


def test_the_newest_version_that_has_begun_holds() -> None:
    later = replace(HALF_YEAR, valid_from=date(2027, 1, 1))
    forms: tuple[Form, ...] = (HALF_YEAR, later)
    assert form_in_force("BC-6T", date(2026, 12, 31), forms) is HALF_YEAR
    assert form_in_force("BC-6T", date(2027, 1, 1), forms) is later


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("", 0),
        ("0,5", 0.5),
        ("1.000,5", 1000.5),
        ("120", 120),
        ("0.5", 0.5),
        ("1.000", 1000),
        ("0,015", 0.015),
        ("95 000", 95000),
    ],
)
def test_a_limit_is_written_as_people_write_it(typed: str, number: float) -> None:
    assert changing.number_said(typed, "Mức") == number


@pytest.mark.parametrize("typed", ["nửa", "-1", "nan", "inf", "1e99", "khoảng 3", "1,2,3"])
def test_what_is_no_limit_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="không phải số"):
        changing.number_said(typed, "Mức")

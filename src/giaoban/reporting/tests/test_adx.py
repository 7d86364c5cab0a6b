"""A return that arrives as ADX is read exactly, or not at all and with one sentence."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from giaoban.core.spans import Period
from giaoban.core.workbook import TOO_LARGE, Unreadable
from giaoban.reporting.consolidate import consolidate
from giaoban.reporting.intake.adx import is_adx, read_message, read_period, written_period
from giaoban.reporting.intake.door import read_return_safely
from giaoban.reporting.intake.reading import read_return
from giaoban.reporting.intake.returned import ReturnRead
from giaoban.reporting.intake.typed import read_sheets_safely

NS = "urn:ihe:qrph:adx:2015"


def value(element: str, amount: object, more: str = "", inside: str = "") -> str:
    return f'<dataValue dataElement="{element}" value="{amount}"{more}>{inside}</dataValue>\n'


def group(unit: str, *values: str, period: str = "2023-01-01/P6M", of: str = "BC-6T", more: str = "") -> str:
    return f'<group orgUnit="{unit}" period="{period}" dataSet="{of}"{more}>\n{"".join(values)}</group>\n'


def message(*groups: str, xmlns: str = NS) -> bytes:
    return f'<?xml version="1.0"?>\n<adx xmlns="{xmlns}" exported="2023-07-20T00:00:00Z">\n{"".join(groups)}</adx>'.encode()


ONE = value("L1.3", 38716)
GOOD = message(group("QUANG-NINH", ONE, value("L2.1", "99.55")))


def read(*groups: str) -> ReturnRead:
    return read_return(message(*groups), "a.adx.xml")


def amounts(found: ReturnRead) -> dict[str, Decimal]:
    return {code: one.amount for code, one in found.values.items() if one.amount is not None}


def test_form_period_unit_and_every_number_are_what_the_file_says() -> None:
    found = read_return(GOOD, "a.adx.xml")
    assert (found.form, found.period, found.province, found.coded) == ("BC-6T", "2023-H1", "QUANG-NINH", True)
    assert amounts(found) == {"1.3": Decimal(38716), "2.1": Decimal("99.55")}
    assert found.values["1.1"].state == "missing"
    assert found.organisations is None
    assert ReturnRead.from_json(found.as_json()) == found


@pytest.mark.parametrize("element", ["L2.1.a", "2.1.a", "2.1.A", " l2.1.a "])
@pytest.mark.parametrize("of", ["BC-6T", "bc-6t", "bc-6t-2023-01-01"])
def test_a_line_is_named_by_its_concept_or_its_code_and_the_form_with_its_version_or_without(element, of) -> None:
    assert amounts(read(group("A", value(element, 7), of=of))) == {"2.1.a": Decimal(7)}


def test_the_groups_after_the_first_are_its_organisations_wherever_a_group_is_continued() -> None:
    found = read(
        group("A", ONE), group("A-1", value("L1.3", 3)), group("A-2", value("L1.3", 4)), group("A-3"),
        group("A-1", value("L4.4", 1)),
    )  # fmt: skip
    assert found.organisations is not None
    told = {one.name: {code: each.amount for code, each in one.values.items()} for one in found.organisations}
    assert told == {"A-1": {"1.3": 3, "4.4": 1}, "A-2": {"1.3": 4}}


def test_every_value_opens_at_its_place_in_a_sheet_that_says_the_line_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(message(group("A", ONE, value("L4.4", 12)), group("A-1", value("L1.3", 3))))
    found, (sheet,) = read_return_safely(path), read_sheets_safely(path)
    cell = found.values["4.4"].cell
    assert cell is not None
    assert (cell.file, cell.sheet, cell.address, cell.typed) == ("a.xml", "ADX", "C3", "12")
    assert sheet["rows"][2] == ["A", "L4.4", "12", "5", ""]
    assert sheet["rows"][3] == ["A-1", "L1.3", "3", "8", ""]


def test_what_dhis2_adds_of_its_own_changes_nothing() -> None:
    more = ' attributeOptionCombo="HllvX50cXC0" completeDate="2023-07-01" comment="đủ"'
    plain = ' categoryOptionCombo="default" storedBy="admin" created="2023-07-01" followup="false" deleted="false"'
    assert amounts(read(group("A", value("L1.3", 7, plain), more=more))) == {"1.3": Decimal(7)}


def test_a_note_beside_a_value_is_told_and_the_value_stands() -> None:
    found = read(group("A", value("L1.3", 7, inside="<annotation>số ước</annotation>")))
    assert amounts(found) == {"1.3": Decimal(7)}
    assert "Chỉ tiêu 1.3: trong tệp có chú thích “số ước”." in [oddity.message for oddity in found.oddities]


@pytest.mark.parametrize(("text", "why"), [("-3", "là số âm"), ("38.716", "số lẻ"), ("1000000000000", "số lớn")])
def test_a_number_that_nobody_can_have_counted_is_left_out_and_said_as_in_a_workbook(text: str, why: str) -> None:
    found = read(group("A", ONE, value("L4.4", text)))
    assert found.values["4.4"].state == "unreadable"
    assert [oddity.message for oddity in found.oddities if why in oddity.message and "4.4" in oddity.message]


def test_a_file_of_which_no_value_can_be_taken_is_refused() -> None:
    with pytest.raises(
        Unreadable, match=r"^Tệp ADX: không đọc được giá trị nào của “A” \(.*số âm.*\); chưa ghi nhận gì"
    ):
        read(group("A", value("L4.4", "-3")))


@pytest.mark.parametrize(("text", "amount"), [("+5", 5), ("12.0", 12), ("-0", 0), ("007", 7), (" 5 ", 5)])
def test_a_number_is_read_as_the_standard_writes_it(text: str, amount: int) -> None:
    found = read(group("A", value("L4.4", text)))
    assert str(found.values["4.4"].amount) == str(amount)


@pytest.mark.parametrize("text", ["1,234", "38 716", "1e3", "NaN", "INF", "12 người", "–", "0x10", "١٢", "1" * 5000])
def test_what_is_no_number_of_the_standard_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(Unreadable, match=r"^Tệp ADX, dòng 5: giá trị “.+ của L4.4 không phải là số; chưa ghi nhận gì"):
        read(group("A", ONE, value("L4.4", text)))


@pytest.mark.parametrize("period", ["2023-H1", "2023-H2", "2023-Q3", "2023-05", "2023", "2023-9M", "2020-T5"])
def test_every_period_of_this_program_is_written_and_read_back(period: str) -> None:
    assert read_period(written_period(Period.parse(period))) == Period.parse(period)


@pytest.mark.parametrize(
    "text",
    ["2023-H1", "2023-01-01", "2023-01-01/P181D", "2023-04-01/P6M", "2023-01-01/2023-06-30", "2023-02-30/P6M",
     "9999-12-01/P999Y", "2023-01-01/P0M", "2023-01-01/P6M/P6M"],
)  # fmt: skip
def test_a_span_for_which_no_report_is_made_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match=r"^Tệp ADX, dòng 3: kỳ “.*” không phải kỳ báo cáo nào.*2023-01-01/P6M"):
        read(group("A", ONE, period=text))


A_GROUP = group("A", ONE)
REFUSED: dict[str, tuple[bytes, str]] = {
    "an unknown line": (message(group("A", ONE, value("L9.9", 1))), "dòng 5: phần tử dữ liệu “L9.9” không phải chỉ tiêu"),
    "a line twice": (message(group("A", ONE, value("1.3", 2))), "dòng 5: chỉ tiêu 1.3 của “A” đã có giá trị ở dòng 4"),
    "twice in two groups": (message(A_GROUP, group("a", ONE)), "dòng 7: chỉ tiêu 1.3 của “A” đã có giá trị ở dòng 4"),
    "a period before any form": (message(group("A", ONE, period="2021-01-01/P6M")), "dòng 3: kỳ 2021-H1 không có biểu"),
    "two periods": (message(A_GROUP, group("B", ONE, period="2024-01-01/P6M")), "dòng 6: kỳ hoặc bộ dữ liệu khác"),
    "another form": (message(group("A", ONE, of="HIV")), "dòng 3: bộ dữ liệu “HIV” không phải biểu nào của kỳ 2023-H1"),
    "no form": (message(group("A", ONE, of="")), "dòng 3: <group> thiếu thuộc tính dataSet"),
    "no unit": (message(group(" ", ONE)), "dòng 3: <group> thiếu thuộc tính orgUnit"),
    "no value": (message(group("A", value("L1.3", ""))), "dòng 4: <dataValue> thiếu thuộc tính value"),
    "a part": (message(group("A", value("L1.3", 3, ' SEX="F"'))), "dòng 4: số liệu chia theo SEX"),
    "a part of a group": (message(group("A", ONE, more=' PARTNER="x"')), "dòng 3: số liệu chia theo PARTNER"),
    "a combination": (message(group("A", value("L1.3", 3, ' categoryOptionCombo="Prlt0C1RF0s"'))), "categoryOptionCombo"),
    "deleted": (message(group("A", value("L1.3", 3, ' deleted="true"'))), "deleted"),
    "a text": (message(group("A", value("L1.3", 0, inside="<annotation>38716</annotation>"))), "thay cho chữ “38716”"),
    "no groups": (message(), "không có nhóm số liệu"),
    "an empty first group": (message(group("A"), group("B", ONE)), "dòng 3: nhóm đầu tiên, của “A”, không có giá trị"),
    "a strange element": (message("<total/>" + A_GROUP), "dòng 3: phần tử lạ <total>"),
    "a strange namespace inside": (message(A_GROUP.replace("<group", '<group xmlns="x"', 1)), "phần tử lạ <group>"),
    "another namespace": (message(A_GROUP, xmlns="urn:ihe:qrph:adx:2013"), "không gian tên “urn:ihe:qrph:adx:2013”"),
    "no namespace": (b"<adx><group/></adx>", "không gian tên “để trống” không phải của ADX"),
    "broken": (GOOD[:-20], "dòng [0-9]+: không đúng cú pháp XML"),
    "NUL": (GOOD.replace(b"QUANG", b"QU\0NG"), "dòng 3: có ký tự không thuộc bảng mã UTF-8"),
    "UTF-16": (GOOD.decode().encode("utf-16"), "dòng 1: có ký tự không thuộc bảng mã UTF-8"),
    "letters of another time": (GOOD.replace(b"QUANG", b"QU\xc2\x28NG\xff"), "dòng 3: có ký tự không thuộc"),
    "deep": (message(group("A", ONE, "<a>" * 400 + "</a>" * 400)), "lồng nhau quá sâu"),
    "an undeclared entity": (GOOD.replace(b"38716", b"&n;"), "không đúng cú pháp XML"),
    "an undeclared entity inside": (GOOD.replace(b"</group>", b"&n;</group>"), "không đúng cú pháp XML"),
    "a mark of secrecy": (message(group("A", value("L1.3", 7, inside="<annotation>TỐI MẬT</annotation>"))), "độ mật"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_could_be_misunderstood_is_refused_in_one_sentence_that_says_what_where_and_what_to_do(case: str) -> None:
    data, said = REFUSED[case]
    assert is_adx(data)
    with pytest.raises(Unreadable, match=said) as refused:
        read_return(data, "a.xml")
    if case != "a mark of secrecy":
        assert "; chưa ghi nhận gì. Hãy " in str(refused.value)
        assert str(refused.value).endswith(" rồi gửi lại.")
        assert len(str(refused.value)) < 330


LAUGHS = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
BOMBS: dict[str, Callable[[], bytes]] = {
    "laughs": lambda: f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'.encode() + GOOD[22:].replace(b"38716", b"&l9;"),
    "a file of ours": lambda: b'<!DOCTYPE adx [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + GOOD[22:],
    "a file of others": lambda: b'<?xml version="1.0"?>\n<!DOCTYPE adx SYSTEM "http://127.0.0.1:1/a.dtd">' + GOOD[22:],
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_declaration_of_a_document_type_is_refused_before_anything_is_parsed(bomb: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(BOMBS[bomb]())
    with pytest.raises(Unreadable, match="có khai báo DOCTYPE"):
        read_return_safely(path)


def test_a_file_of_any_length_is_read_or_refused_within_the_limits_of_the_confined_process(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(message(group("A", ONE), *(group(f"A-{at}", ONE) for at in range(1, 3000))))
    assert len(read_return_safely(path).organisations or ()) == 2999
    path.write_bytes(message("<group/>" * 1_800_000))
    with pytest.raises(Unreadable):
        read_return_safely(path)
    path.write_bytes(GOOD + b" " * 15_000_000)
    with pytest.raises(Unreadable, match=TOO_LARGE):
        read_return_safely(path)


@pytest.mark.parametrize(
    "data",
    [b"orgUnit;adx;1;2", b"<html><body>&lt;adx&gt; <adx></adx>", b"<!DOCTYPE html><adx>", b"<adxx/>", b"<p>adx</p>",
     b"PK\x03\x04<adx>", b"", b"<??>" * 1000, b"<!--" * 1000],
)  # fmt: skip
def test_what_is_not_adx_is_not_taken_for_it(data: bytes) -> None:
    assert not is_adx(data)


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"<!-- a --><?b c?>\n ", b"\n "])
def test_it_is_known_by_its_content_whatever_stands_before_and_whatever_prefix_it_has(before: bytes) -> None:
    data = before + GOOD.partition(b"?>\n")[2]
    assert read_message(data).unit == "QUANG-NINH"
    prefixed = data.replace(b"xmlns=", b"xmlns:a=").replace(b"</", b"</a:")
    for name in (b"adx", b"group", b"dataValue"):
        prefixed = prefixed.replace(b"<" + name, b"<a:" + name)
    assert is_adx(prefixed)
    assert read_message(prefixed).unit == "QUANG-NINH"


def test_it_lies_among_the_workbooks_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "01.xml").write_bytes(GOOD)
    report = consolidate(tmp_path, unit="Cụm Đông Bắc", period="2023-H1", expected=["Quảng Ninh"])
    assert report.line("1.3").by_unit["Quảng Ninh"].amount == 38716

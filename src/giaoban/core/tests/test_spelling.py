"""Which syllables can be written, which two are a word, and what is meant by two that are none."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.core.spelling import words
from giaoban.core.spelling.syllables import is_written
from giaoban.core.spelling.words import Misspelling, misspelt
from giaoban.core.text import respell

LISTS = ("words.txt", "others.txt", "alone.txt")


def lines(name: str) -> list[str]:
    return (Path(words.__file__).parent / name).read_text("utf-8").split("\n")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_sorted_each_once_composed_and_in_the_spelling_of_the_house(name: str) -> None:
    entries = lines(name)
    assert entries.pop() == ""
    assert entries == sorted(set(entries))
    assert all(entry == respell(unicodedata.normalize("NFC", entry)).lower() for entry in entries)
    assert all(is_written(syllable) for entry in entries for syllable in entry.split(" "))
    assert {len(entry.split(" ")) for entry in entries} == {1 if name == "alone.txt" else 2}


def test_the_words_of_the_field_are_few_enough_to_be_read_and_in_no_other_list() -> None:
    assert 1_000 <= len(words.WORDS) <= 2_500
    assert not set(lines("words.txt")[:-1]) & set(lines("others.txt"))


@pytest.mark.parametrize(
    ("text", "written", "meant"),
    [
        ("Công tác kiểm tra được tằng cường ở cơ sở.", "tằng cường", "tăng cường"),
        ("Tằng cường công tác kiểm tra.", "tằng cường", "tăng cường"),
        ("đã kết lạp 5 đảng viên", "kết lạp", "kết nạp"),
        ("họp tri bộ hằng tháng", "tri bộ", "chi bộ"),
        ("Sử lý nghiêm", "sử lý", "xử lý"),
        ("thi hành kỹ luật", "kỹ luật", "kỷ luật"),
        ("“Lảnh đạo” đơn vị", "lảnh đạo", "lãnh đạo"),
        ("sữa đổi Điều lệ", "sữa đổi", "sửa đổi"),
        ("ngày càng vửng mạnh.", "vửng mạnh", "vững mạnh"),
        ("tổng số dử liệu", "dử liệu", "dữ liệu"),
    ],
)
def test_what_is_no_word_is_named_with_the_word_that_is_meant(text: str, written: str, meant: str) -> None:
    assert misspelt(text) == [Misspelling(written, meant)]
    assert misspelt(unicodedata.normalize("NFD", text)) == [Misspelling(written, meant)]


@pytest.mark.parametrize(
    "text",
    [
        "Tăng cường kiểm tra, giám sát; kết nạp đảng viên.",
        "Đảng bộ tỉnh Bắc Kạn",
        "đồng chí Tằng Cường phát biểu",  # a name
        "Đặng kỳ công",  # a surname at the beginning
        "tỉnh có sở và ban",  # two words that met, not “cơ sở”
        "cần bố trí cán bộ",
        "tằng, cường",  # no pair
        "tằng 2 cường",
        "viết thư về tằng cường@example.vn",
        "Đảng uỷ và Đảng ủy",  # the other place of a tone is no mistake of this kind
        "",
    ],
)
def test_silent(text: str) -> None:
    assert misspelt(text) == []


def test_names_that_are_handed_in_are_never_wrong() -> None:
    assert misspelt("xã tằng cường") == [Misspelling("tằng cường", "tăng cường")]
    assert misspelt("xã tằng cường", names=["Xã Tằng Cường"]) == []


def test_each_pair_is_named_once() -> None:
    assert len(misspelt("tằng cường, rồi tằng cường\nvà tằng cường")) == 1


@given(st.text())
def test_whatever_is_typed_has_an_answer(text: str) -> None:
    assert all(found.written != found.meant for found in misspelt(text))


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
def test_syllables_that_vietnamese_writes_are_known(written: str) -> None:
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
def test_syllables_that_nobody_writes_are_not(mistyped: str) -> None:
    assert not is_written(mistyped)

"""Vietnamese text is brought to one form and folded for searching."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import giaoban
from giaoban.core.text import MOST_MARKS, as_cell, as_kept, decompose, fold, normalise, respell, slug, squeeze

VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ AĐƯỦ"
)


@pytest.mark.parametrize(
    ("typed", "ours"),
    [
        ("hoà bình", "hòa bình"),
        ("Thuý", "Thúy"),
        ("Uỷ ban Kiểm tra Đảng uỷ", "Ủy ban Kiểm tra Đảng ủy"),
        ("ĐẢNG UỶ KHỐI", "ĐẢNG ỦY KHỐI"),
        ("thuỷ lợi", "thủy lợi"),
        ("sức khoẻ", "sức khỏe"),
        ("quý, quỳ, Quý", "quý, quỳ, Quý"),
        ("Quỳnh, Huỳnh, toàn, hoàng, khuỷu, xoáy", "Quỳnh, Huỳnh, toàn, hoàng, khuỷu, xoáy"),
        ("hòa, thúy, ủy", "hòa, thúy, ủy"),
    ],
)
def test_tone_marks_move_to_the_house_spelling_and_only_there(typed: str, ours: str) -> None:
    assert respell(typed) == ours
    assert respell(unicodedata.normalize("NFD", typed)) == ours


@settings(deadline=None)
@given(VIETNAMESE)
def test_respelling_twice_changes_nothing_more_and_never_changes_the_search_form(text: str) -> None:
    assert respell(respell(text)) == respell(text)
    assert fold(respell(text)) == fold(text)


@settings(deadline=None)
@given(VIETNAMESE)
def test_decomposed_letters_fold_as_composed_ones(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)
    assert normalise(unicodedata.normalize("NFD", text)) == unicodedata.normalize("NFC", text)


def test_folding_forgets_accents_case_spelling_and_odd_spaces() -> None:
    assert fold("  Nguyễn\u00a0Thị\u2009 Hoà ") == fold("NGUYEN THI HÒA") == "nguyen thi hoa"
    assert fold("Đặng") == "dang"


def test_squeezing_leaves_single_plain_spaces() -> None:
    assert squeeze("\ufeff 4\u2009750 \u00a0người\n") == "4 750 người"


def test_a_slug_is_plain_letters_and_hyphens() -> None:
    assert slug("Cụm Đông Bắc (2023)") == "cum-dong-bac-2023"


MARKS = [chr(code) for code in range(0x300, 0x370) if unicodedata.combining(chr(code))]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("aệ한 ;_"), st.text(MARKS, max_size=80)), max_size=6))
def test_no_letter_keeps_more_marks_than_streams_allow_and_nothing_else_is_lost(letters: list[tuple[str, str]]) -> None:
    typed = "".join(letter + marks for letter, marks in letters)
    kept = "".join(letter + marks[:MOST_MARKS] for letter, marks in letters)
    assert normalise(typed) == unicodedata.normalize("NFC", kept)
    assert decompose(typed) == unicodedata.normalize("NFD", kept)


def test_what_is_composed_is_as_long_as_was_asked_and_no_longer() -> None:
    apart = unicodedata.normalize("NFD", "ệ") * 500
    assert normalise(apart, 120) == "ệ" * 120


def test_texts_are_composed_in_one_place_where_their_marks_are_counted_first() -> None:
    package = Path(giaoban.__file__).parent
    composing = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if "tests" not in path.parts and re.search(r"\bnormalize\(\s*[\"']NF", path.read_text())
    }
    of_single_letters = {"core/names.py", "areas/members/register_values.py"}
    assert composing - of_single_letters == {"core/text.py"}


@settings(deadline=None)
@given(st.text("=+-@;,\t\r\n\"' aệ1", max_size=20))
def test_no_cell_is_a_formula_in_whatever_way_a_country_separates_lists(text: str) -> None:
    assert not [part for part in re.split(r"[;,\t\r\n]", as_cell(text)) if part.strip(' "').startswith(tuple("=+-@"))]


def test_what_is_no_formula_stays_as_it_is() -> None:
    assert as_cell("21-KH/ĐUK, Nguyễn Văn A; 5 + 3 = 8") == "21-KH/ĐUK, Nguyễn Văn A; 5 + 3 = 8"


def test_what_is_kept_can_be_written_into_every_document() -> None:
    """A sign that XML cannot hold, in the title of a release, once broke each of its files for everybody."""
    every = "".join(map(chr, range(0x110000)))
    etree.Element("t").text = as_kept("".join(f"a{letter}" for letter in every))
    with pytest.raises(ValueError, match="XML"):
        etree.Element("t").text = "a\x1b"

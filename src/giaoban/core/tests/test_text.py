"""Vietnamese text is brought to one form and folded for searching."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from giaoban.core.text import fold, normalise, respell, slug, squeeze

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

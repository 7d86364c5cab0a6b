"""Names sort as Vietnamese sort them, in plain byte order of a computed key."""

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from giaoban.core.names import LONGEST, Name, in_one_form, sort_key, split_name

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]


def test_a_name_is_family_middle_and_given() -> None:
    assert split_name(" Nguyễn Thị  Hồng Vinh ") == Name("Nguyễn", "Thị Hồng", "Vinh")
    assert split_name("Lê An") == Name("Lê", "", "An")
    assert split_name("Vinh") == Name("", "", "Vinh")


@pytest.mark.parametrize(
    "in_order",
    [
        ["Trần Văn An", "Lê Thị Ân", "Bùi Văn Bình"],  # by given name first
        ["Lê Bình", "Trần Bình", "Lê Thị Bình", "Lê Văn Bình", "Trần Văn Bình"],  # then middle, then family
        ["Lê An", "Lê Ăn", "Lê Ân"],
        ["Lê Dũng", "Lê Dương", "Lê Đan", "Lê Đạt", "Lê Em", "Lê Êm"],  # đ after all of d
        ["Lê Ma", "Lê Mà", "Lê Mả", "Lê Mã", "Lê Má", "Lê Mạ", "Lê Mai"],  # the six tones, then longer words
        ["Lê On", "Lê Ôn", "Lê Ơn", "Lê Un", "Lê Ưng"],
    ],
)
def test_names_stand_in_vietnamese_order(in_order: list[str]) -> None:
    shuffled = in_order[:]
    random.Random(1).shuffle(shuffled)
    assert sorted(shuffled, key=lambda name: sort_key(name).encode()) == in_order


def test_spelling_case_and_decomposed_letters_do_not_matter() -> None:
    assert sort_key("Lê Hoà") == sort_key("LÊ HÒA") == sort_key(unicodedata.normalize("NFD", "lê hòa"))


syllables = st.builds(
    lambda letters, tone, at: (
        letters,
        tone,
        unicodedata.normalize("NFC", letters[: at + 1] + tone + letters[at + 1 :]),
    ),
    st.text(alphabet=LETTERS, min_size=1, max_size=5),
    st.sampled_from(TONES),
    st.just(0),
).filter(lambda made: made[0][0] in "aăâeêioôơuưy")


@settings(deadline=None)
@given(syllables, syllables)
def test_given_names_compare_by_letters_and_then_by_tone(
    one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    def expected(made: tuple[str, str, str]) -> tuple[list[int], int]:
        return [LETTERS.index(letter) for letter in made[0]], TONES.index(made[1])

    assert (sort_key(one[2]) < sort_key(other[2])) == (expected(one) < expected(other))
    assert sort_key(one[2]).isascii()


UNSEEN = "\u202e\u202d\u200b\u200e\u2066\u2069\ufeff\u3164\u115f\uffa0\u00ad\u034f\U000e0041"


@pytest.mark.parametrize("unseen", UNSEEN, ids=lambda char: f"U+{ord(char):04X}")
def test_a_name_is_stored_in_one_form_whatever_nobody_sees_stood_in_it(unseen: str) -> None:
    apart = unicodedata.normalize("NFD", "Nguyễn Thị Hoài")
    for typed in (
        f"{unseen}{apart}",
        f"Nguyễn{unseen} Thị{unseen}  Hoài{unseen}",
        f"\tNguyễn\x00Thị\nHo{unseen}ài\x9f",
    ):
        assert in_one_form(typed) == "Nguyễn Thị Hoài"
    assert in_one_form(unseen * 9) == ""
    assert len(in_one_form("a" + "\u0301" * 100_000)) <= LONGEST

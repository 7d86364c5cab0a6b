"""Text from before Unicode is recognised and converted; good Unicode is never touched."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from giaoban.core.legacy import _TCVN3, _VNI, convert, is_syllable, recognise, to_unicode

SENTENCES = [
    "Chất lượng sinh hoạt chuyên đề ở một số chi bộ còn hình thức, ít ý kiến thảo luận.",
    "Tổng số đảng viên được miễn công tác và sinh hoạt đảng",
    "Số chi bộ trực thuộc đảng ủy cơ sở",
    "kiện toàn cấp ủy, ủy ban kiểm tra; kỷ luật; giữ vững nền nếp; mỗi quý một lần",
    "Nguyễn Văn Hùng",
]
TO_TCVN3 = {letter: char for char, letter in _TCVN3.items()}
TO_VNI = {letter: typed for typed, letter in reversed(_VNI.items())}


def as_tcvn3(text: str) -> str:
    return "".join(TO_TCVN3.get(char, TO_TCVN3.get(char.lower(), char)) for char in text)


def as_vni(text: str) -> str:
    return "".join(TO_VNI.get(char, char) for char in text)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_tcvn3_sentences_are_recognised_and_converted(sentence: str) -> None:
    assert recognise([as_tcvn3(sentence)]) == "tcvn3"
    assert to_unicode(as_tcvn3(sentence)) == sentence


@pytest.mark.parametrize("sentence", [*SENTENCES, "ĐẢNG ỦY KHỐI CÁC CƠ QUAN VÀ DOANH NGHIỆP TỈNH"])
def test_vni_sentences_are_recognised_and_converted(sentence: str) -> None:
    assert recognise([as_vni(sentence)]) == "vni"
    assert to_unicode(as_vni(sentence)) == sentence


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("TØNH ñY B¾C K¹N", "TỈNH ỦY BẮC KẠN"),
        ("§¶NG ñY KHèI C¸C C¥ QUAN Vµ DOANH NGHIÖP TØNH", "ĐẢNG ỦY KHỐI CÁC CƠ QUAN VÀ DOANH NGHIỆP TỈNH"),
        ("CHI TIÕT THEO Tæ CHøC C¥ Së §¶NG", "CHI TIẾT THEO TỔ CHỨC CƠ SỞ ĐẢNG"),
        ("Sè 105-BC/§UK", "Số 105-BC/ĐUK"),
        ("T/M BAN TH¦êNG Vô", "T/M BAN THƯỜNG VỤ"),
        ("TØnh ñy B¾c K¹n", "Tỉnh ủy Bắc Kạn"),
    ],
)
def test_capitals_that_tcvn3_cannot_show_follow_their_line(typed: str, meant: str) -> None:
    assert convert(typed, "tcvn3") == meant


@pytest.mark.parametrize(
    "text",
    [
        "Hà",
        "hoà",
        "Vò",
        "Cá",
        "Lê Hà",
        "São Paulo",
        "Müller",
        "naïve café",
        "5 µm",
        "20°C",
        "Sở Y tế",
        "ASCII only",
        "",
    ],
)
def test_unicode_and_foreign_words_stay_as_they_are(text: str) -> None:
    assert to_unicode(text) == text


def test_one_unicode_sheet_name_among_tcvn3_texts_is_left_alone() -> None:
    texts = [as_tcvn3(sentence) for sentence in SENTENCES] + ["Chi tiết TCCSĐ"]
    assert recognise(texts) == "tcvn3"
    assert convert("Chi tiết TCCSĐ", "tcvn3") == "Chi tiết TCCSĐ"


ONSETS = ["", "b", "c", "đ", "h", "kh", "m", "ngh", "ph", "qu", "t", "th", "v"]
RHYMES = ["a", "an", "ang", "âm", "ăn", "e", "ên", "i", "iên", "o", "oa", "ông", "ơi", "u", "uyên", "ưng", "ương", "y"]


@st.composite
def syllables(draw: st.DrawFn) -> str:
    rhyme = draw(st.sampled_from(RHYMES))
    vowels = [at for at, char in enumerate(rhyme) if char in "aăâeêioôơuưy"]
    at = draw(st.sampled_from(vowels))
    tone = draw(st.sampled_from(["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]))
    toned = unicodedata.normalize("NFC", rhyme[: at + 1] + tone + rhyme[at + 1 :])
    word = draw(st.sampled_from(ONSETS)) + toned
    return draw(st.sampled_from([word, word.upper(), word.capitalize()]))


GOOD = st.lists(syllables().filter(is_syllable), min_size=1, max_size=12).map(" ".join)


@settings(deadline=None)
@given(GOOD)
def test_good_unicode_is_never_damaged(text: str) -> None:
    assert to_unicode(text) == unicodedata.normalize("NFC", text)
    assert to_unicode(unicodedata.normalize("NFD", text)) == unicodedata.normalize("NFC", text)


@settings(deadline=None)
@given(GOOD)
def test_converting_what_was_encoded_gives_the_text_back(text: str) -> None:
    assert convert(as_vni(text), "vni") == text
    assert convert(as_tcvn3(text.lower()), "tcvn3") == text.lower()

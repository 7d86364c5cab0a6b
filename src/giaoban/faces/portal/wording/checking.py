"""What an editor should look at before an article appears: findings as sentences, each with what to do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from giaoban.core.spelling.syllables import is_written
from giaoban.core.spelling.words import misspelt
from giaoban.core.text import fold, normalise, respell

Weight = Literal["must", "should"]
About = Literal["form", "figures", "words"]
MOST_LISTED = 12
"""So many words of one kind are named; who has mended them checks again."""
_WORD = re.compile(r"[^\W\d_]+")
_BEFORE = frozenset(".!?…:;\n-–•")
"""Behind these a sentence or a part of one begins."""
_PLACEHOLDER = re.compile(
    r"^(image|img|banner|anh|hinh|photo|dsc|picture|untitled|screenshot|logo)?[\s\-_.]*(banner|tin bai|anh|image|\d+)?[\s\-_.\d]*(jpg|jpeg|png|webp)?$"
)
_PLACEHOLDERS = frozenset(
    {
        "image banner",
        "anh tin bai",
        "anh minh hoa",
        "hinh anh",
        "image",
        "banner",
        "photo",
        "anh",
        "hinh minh hoa",
        "untitled",
    }
)
_GROUPED_SPACE = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d.,])")
_GROUPED_POINT = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d.,])")
_GROUPED_COMMA = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d.,])")
_PLAIN = re.compile(r"(?<![\d.,/:\-])\d{5,}(?![\d.,/:\-])")
_PERSONAL = (
    ("số định danh cá nhân hoặc căn cước", re.compile(r"(?<!\d)0\d{11}(?!\d)")),
    ("số chứng minh nhân dân", re.compile(r"(?<!\d)(?:CMND|CMTND)\D{0,6}\d{9}(?!\d)", re.IGNORECASE)),
    ("số điện thoại di động", re.compile(r"(?<!\d)(?:0|\+84)[ .]?[35789](?:[ .]?\d){8}(?!\d)")),
    ("số thẻ đảng viên", re.compile(r"(?<!\d)\d{2}[. ]\d{6}(?!\d)")),
    ("ngày sinh", re.compile(r"sinh (?:ngày|năm)?\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{4}", re.IGNORECASE)),
)


@dataclass(frozen=True)
class WordingFinding:
    """One thing to look at: ``must`` keeps the article from being published, ``should`` only warns; and what it is about."""

    weight: Weight
    sentence: str
    about: About = "form"

    @property
    def group(self) -> str:
        """Under which heading it is told: what must be mended, else what it is about."""
        return self.weight if self.weight == "must" else self.about


@dataclass(frozen=True)
class Photo:
    """A picture of the article as the checker sees it."""

    alt: str
    caption: str
    credit: str


@dataclass(frozen=True)
class CheckedArticle:
    """An article as the checker sees it: its texts, paragraph by paragraph, and its pictures."""

    title: str
    lead: str
    dated: bool
    byline: str
    paragraphs: tuple[str, ...]
    photos: tuple[Photo, ...]
    kind: str = "news"
    language: str = "vi"


def must_be_mended(draft: CheckedArticle) -> list[WordingFinding]:
    """What keeps the article from being published."""
    looks = [*_missing(draft), *_pictures(draft), *_personal(_text_of(draft))]
    return [finding for finding in looks if finding.weight == "must"]


def findings_of(draft: CheckedArticle, names: Collection[str] = ()) -> list[WordingFinding]:
    """Everything to look at in the form and the spelling, what keeps it from being published first.

    ``names`` of bodies are never called wrong.
    """
    text = _text_of(draft)
    findings = [*_missing(draft), *_pictures(draft), *_personal(text), *_numbers(text)]
    if draft.language == "vi":
        findings += [*_mixed_spelling(text), *_unknown(text), *_no_words(text, names)]
    return sorted(findings, key=lambda finding: finding.weight)


def _text_of(draft: CheckedArticle) -> str:
    return "\n".join((draft.title, draft.lead, *draft.paragraphs, *(photo.caption for photo in draft.photos)))


def _missing(draft: CheckedArticle) -> Iterable[WordingFinding]:
    if not draft.dated:
        yield WordingFinding("must", "Bài chưa có ngày; hãy ghi ngày ở mục Nguồn gốc.")
    if not draft.lead.strip():
        yield WordingFinding(
            "must", "Bài chưa có đoạn mở đầu (sapo); hãy viết một, hai câu nêu ai, việc gì, ở đâu, khi nào."
        )
    if draft.kind == "news" and not draft.byline.strip():
        yield WordingFinding("must", "Bài chưa ghi tác giả; có thể là một người, một ban hoặc nguồn dẫn lại.")
    if not draft.paragraphs:
        yield WordingFinding("should", "Bài chưa có nội dung ngoài đoạn mở đầu.")
    if len(draft.title) > 150:
        yield WordingFinding(
            "should", f"Tiêu đề dài {len(draft.title)} ký tự; nên dưới 150 để đọc được trên điện thoại."
        )


def _pictures(draft: CheckedArticle) -> Iterable[WordingFinding]:
    for number, photo in enumerate(draft.photos, start=1):
        alt = fold(photo.alt)
        if not alt:
            yield WordingFinding("must", f"Ảnh {number} chưa có mô tả cho người không nhìn thấy ảnh.")
        elif alt in _PLACEHOLDERS or _PLACEHOLDER.fullmatch(alt):
            yield WordingFinding("must", f"Mô tả của ảnh {number} là “{photo.alt}”, không nói ảnh có gì; hãy viết lại.")
        if not photo.caption.strip():
            yield WordingFinding("should", f"Ảnh {number} chưa có chú thích.")
        if not photo.credit.strip():
            yield WordingFinding("must", f"Ảnh {number} chưa ghi người chụp.")


def _mixed_spelling(text: str) -> Iterable[WordingFinding]:
    """Both spellings of a tone mark in one text: ủy and uỷ."""
    plain = normalise(text)
    other: Counter[str] = Counter()
    ours: Counter[str] = Counter()
    for word in _WORD.findall(plain):
        moved = respell(word)
        if moved != word:
            other[word.lower()] += 1
        elif re.search(r"(?<![qQ])(?:[òóỏõọ][ae]|[ùúủũụ]y)$", word.lower()):
            ours[word.lower()] += 1
    if other:
        example = next(iter(other))
        mixed = " lẫn với cách viết kia" if ours else ""
        yield WordingFinding(
            "should",
            f"{sum(other.values())} chữ đặt dấu khác cách viết của cổng{mixed}: “{example}” viết là “{respell(example)}”.",
            "words",
        )


def _unknown(text: str) -> Iterable[WordingFinding]:
    """What is no syllable of Vietnamese; a capital inside a sentence begins a name, which may be written in any way."""
    spelled = respell(text)
    unknown: Counter[str] = Counter()
    for match in _WORD.finditer(spelled):
        word = match[0]
        begins = (
            not (before := spelled[max(match.start() - 4, 0) : match.start()].rstrip(" “‘\"'("))
            or before[-1] in _BEFORE
        )
        is_name = word[0].isupper() and (word.isascii() or not begins)
        if len(word) > 1 and not word.isupper() and not is_name and not is_written(word.lower()):
            unknown[word.lower()] += 1
    if unknown:
        listed = ", ".join(f"“{word}”" for word, _count in unknown.most_common(MOST_LISTED))
        yield WordingFinding("should", f"Chữ có vẻ viết sai chính tả, nên xem lại: {listed}.", "words")


def _no_words(text: str, names: Collection[str]) -> Iterable[WordingFinding]:
    """Two syllables that are no word, with the word that they seem to mean."""
    if wrong := misspelt(text, names)[:MOST_LISTED]:
        listed = ", ".join(f"“{word.written}” (có phải “{word.meant}”?)" for word in wrong)
        yield WordingFinding("should", f"Chữ có vẻ viết sai: {listed}.", "words")


def _numbers(text: str) -> Iterable[WordingFinding]:
    styles = {
        "38.700": _GROUPED_POINT.search(text),
        "38 700": _GROUPED_SPACE.search(text),
        "38,700": _GROUPED_COMMA.search(text),
        "38700": _PLAIN.search(text),
    }
    used = {style: match[0] for style, match in styles.items() if match}
    if len(used) > 1 or (used and "38.700" not in used):
        listed = ", ".join(f"“{example}”" for example in used.values())
        yield WordingFinding(
            "should",
            f"Số được viết theo nhiều kiểu: {listed}. Cổng viết có dấu chấm phân nghìn, như 38.700.",
            "figures",
        )


def _personal(text: str) -> Iterable[WordingFinding]:
    for name, pattern in _PERSONAL:
        if found := pattern.search(text):
            yield WordingFinding("must", f"Bài có vẻ chứa {name} (“{_masked(found[0])}”); không đăng dữ liệu cá nhân.")


def _masked(text: str) -> str:
    return text[:3] + "…" + text[-2:]

"""What an editor should look at before an article appears: findings as sentences, each with what to do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from bs4 import BeautifulSoup

from giaoban.core.text import fold, normalise, respell, squeeze
from giaoban.faces.portal.syllables import is_written

Weight = Literal["must", "should"]
_WORD = re.compile(r"[^\W\d_]+")
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
_LARGE = re.compile(r"(?<![\d.,/])\d{1,3}(?:[. ]\d{3})+(?![\d.,/])")
_PERSONAL = (
    ("số định danh cá nhân hoặc căn cước", re.compile(r"(?<!\d)0\d{11}(?!\d)")),
    ("số chứng minh nhân dân", re.compile(r"(?<!\d)(?:CMND|CMTND)\D{0,6}\d{9}(?!\d)", re.IGNORECASE)),
    ("số điện thoại di động", re.compile(r"(?<!\d)(?:0|\+84)[ .]?[35789](?:[ .]?\d){8}(?!\d)")),
    ("số thẻ đảng viên", re.compile(r"(?<!\d)\d{2}[. ]\d{6}(?!\d)")),
    ("ngày sinh", re.compile(r"sinh (?:ngày|năm)?\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{4}", re.IGNORECASE)),
)
# Doubled on purpose: words that Vietnamese says twice.
_TWICE = frozenset(
    [
        "đời",
        "đời",
        "mãi",
        "ngày",
        "tháng",
        "năm",
        "luôn",
        "dần",
        "ngành",
        "nhà",
        "người",
        "nơi",
        "xa",
        "từ",
        "thường",
        "đều",
        "vừa",
        "sang",
        "càng",
        "hay",
        "rất",
        "xanh",
        "xinh",
        "hằng",
        "muôn",
        "đêm",
        "lâu",
        "song",
        "ai",
        "chiều",
        "sáng",
        "tối",
        "lớp",
        "đâu",
        "nào",
        "gì",
        "ngang",
        "vui",
        "hồng",
        "đỏ",
        "trắng",
        "vàng",
        "tím",
        "nhẹ",
        "nhanh",
        "mau",
        "dài",
        "cao",
        "sâu",
    ]
)


@dataclass(frozen=True)
class Finding:
    """One thing to look at: ``must`` keeps the article from being published, ``should`` only warns."""

    weight: Weight
    sentence: str


@dataclass(frozen=True)
class Photo:
    """A picture of the article as the checker sees it."""

    alt: str
    caption: str
    credit: str


@dataclass(frozen=True)
class Draft:
    """An article as the checker sees it: its texts, paragraph by paragraph, and its pictures."""

    title: str
    lead: str
    dated: bool
    byline: str
    paragraphs: tuple[str, ...]
    photos: tuple[Photo, ...]
    kind: str = "news"
    language: str = "vi"


def findings_of(draft: Draft) -> list[Finding]:
    """Everything to look at, what keeps it from being published first."""
    found = [*_missing(draft), *_pictures(draft)]
    text = "\n".join((draft.title, draft.lead, *draft.paragraphs, *(photo.caption for photo in draft.photos)))
    if draft.language == "vi":
        found += [*_doubled(text), *_mixed_spelling(text), *_unknown(text)]
    found += [*_repeated(draft.paragraphs), *_numbers(text), *_same_number(text), *_personal(text)]
    return sorted(found, key=lambda finding: finding.weight)


def _missing(draft: Draft) -> Iterable[Finding]:
    if not draft.dated:
        yield Finding("must", "Bài chưa có ngày; hãy ghi ngày ở mục Nguồn gốc.")
    if not draft.lead.strip():
        yield Finding("must", "Bài chưa có đoạn mở đầu (sapo); hãy viết một, hai câu nêu ai, việc gì, ở đâu, khi nào.")
    if draft.kind == "news" and not draft.byline.strip():
        yield Finding("must", "Bài chưa ghi tác giả; có thể là một người, một ban hoặc nguồn dẫn lại.")
    if not draft.paragraphs:
        yield Finding("should", "Bài chưa có nội dung ngoài đoạn mở đầu.")
    if len(draft.title) > 150:
        yield Finding("should", f"Tiêu đề dài {len(draft.title)} ký tự; nên dưới 150 để đọc được trên điện thoại.")


def _pictures(draft: Draft) -> Iterable[Finding]:
    for number, photo in enumerate(draft.photos, start=1):
        alt = fold(photo.alt)
        if not alt:
            yield Finding("must", f"Ảnh {number} chưa có mô tả cho người không nhìn thấy ảnh.")
        elif alt in _PLACEHOLDERS or _PLACEHOLDER.fullmatch(alt):
            yield Finding("must", f"Mô tả của ảnh {number} là “{photo.alt}”, không nói ảnh có gì; hãy viết lại.")
        if not photo.caption.strip():
            yield Finding("should", f"Ảnh {number} chưa có chú thích.")
        if not photo.credit.strip():
            yield Finding("must", f"Ảnh {number} chưa ghi người chụp.")


def _doubled(text: str) -> Iterable[Finding]:
    seen = set()
    for found in re.finditer(r"\b([^\W\d_]+) +(\1)\b", normalise(text), re.IGNORECASE):
        word = found[1].lower()
        if word not in _TWICE and word not in seen:
            seen.add(word)
            yield Finding("should", f"Từ lặp liền nhau: “{found[0]}”.")


def _repeated(paragraphs: tuple[str, ...]) -> Iterable[Finding]:
    """Runs of twelve words that stand in two paragraphs."""
    where: dict[tuple[str, ...], int] = {}
    told: set[tuple[int, int]] = set()
    for number, paragraph in enumerate(paragraphs, start=1):
        words = fold(paragraph).split()
        for start in range(len(words) - 11):
            run = tuple(words[start : start + 12])
            before = where.setdefault(run, number)
            if before != number and (before, number) not in told:
                told.add((before, number))
                yield Finding(
                    "should",
                    f"Đoạn {number} lặp lại đoạn {before}: “{' '.join(squeeze(paragraph).split()[start : start + 12])} …”.",
                )


def _mixed_spelling(text: str) -> Iterable[Finding]:
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
        yield Finding(
            "should",
            f"{sum(other.values())} chữ đặt dấu khác cách viết của cổng{mixed}: “{example}” viết là “{respell(example)}”.",
        )


def _unknown(text: str) -> Iterable[Finding]:
    unknown: Counter[str] = Counter()
    for word in _WORD.findall(respell(text)):
        lower = word.lower()
        if (
            len(word) > 1
            and not word.isupper()
            and not is_written(lower)
            and not (word[0].isupper() and word.isascii())
        ):
            unknown[lower] += 1
    if unknown:
        listed = ", ".join(f"“{word}”" for word, _count in unknown.most_common(12))
        yield Finding("should", f"Chữ có vẻ viết sai chính tả, nên xem lại: {listed}.")


def _numbers(text: str) -> Iterable[Finding]:
    styles = {
        "38.700": _GROUPED_POINT.search(text),
        "38 700": _GROUPED_SPACE.search(text),
        "38,700": _GROUPED_COMMA.search(text),
        "38700": _PLAIN.search(text),
    }
    used = {style: found[0] for style, found in styles.items() if found}
    if len(used) > 1 or (used and "38.700" not in used):
        listed = ", ".join(f"“{example}”" for example in used.values())
        yield Finding(
            "should", f"Số được viết theo nhiều kiểu: {listed}. Cổng viết có dấu chấm phân nghìn, như 38.700."
        )


def _same_number(text: str) -> Iterable[Finding]:
    """One large number that speaks of two different things."""
    contexts: dict[str, set[str]] = {}
    for sentence in re.split(r"(?<=[.;!?])\s+|\n", normalise(text)):
        for found in _LARGE.finditer(sentence):
            after = " ".join(_WORD.findall(sentence[found.end() : found.end() + 60])[:3]).lower()
            contexts.setdefault(found[0].replace(" ", "."), set()).add(after)
    for number, said in contexts.items():
        if len(said) > 1:
            listed = "; ".join(f"“{number} {each}”" for each in sorted(said)[:3])
            yield Finding("should", f"Số {number} được nêu cho nhiều nội dung khác nhau: {listed}. Hãy đối chiếu lại.")


def _personal(text: str) -> Iterable[Finding]:
    for name, pattern in _PERSONAL:
        if found := pattern.search(text):
            yield Finding("must", f"Bài có vẻ chứa {name} (“{_masked(found[0])}”); không đăng dữ liệu cá nhân.")


def _masked(text: str) -> str:
    return text[:3] + "…" + text[-2:]


# -- reading an article ------------------------------------------------------------------------------------------------


def draft_of(article: Any) -> Draft:
    """The article as the checker sees it."""
    paragraphs: list[str] = []
    photos: list[Photo] = []
    if article.cover:
        photos.append(Photo(article.cover.description, article.cover_caption or "", article.cover.credit))
    for block in article.body:
        _gather(block.block_type, block.value, paragraphs, photos)
    return Draft(
        title=article.headline,
        lead=article.lead,
        dated=article.dated_at is not None,
        byline=article.byline or article.taken_from,
        paragraphs=tuple(paragraphs),
        photos=tuple(photos),
        kind=article.kind,
        language=article.language,
    )


def _gather(kind: str, value: Any, paragraphs: list[str], photos: list[Photo]) -> None:
    match kind:
        case "text":
            soup = BeautifulSoup(str(value.source), "html.parser")
            texts = [squeeze(each.get_text(" ")) for each in soup.find_all(["p", "li", "h2", "h3"])] or [
                squeeze(soup.get_text(" "))
            ]
            paragraphs += [text for text in texts if text]
        case "photo" if value["picture"]:
            picture = value["picture"]
            photos.append(
                Photo(value["description"] or picture.description, value["caption"], value["credit"] or picture.credit)
            )
        case "gallery":
            for photo in value["photos"]:
                _gather("photo", photo, paragraphs, photos)
        case "quotation":
            paragraphs.append(value["text"])


def findings_in(article: Any) -> list[Finding]:
    """Everything to look at in that article."""
    return findings_of(draft_of(article))

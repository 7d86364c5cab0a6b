"""What an editor sees in the words: doubled words, passages told twice, bodies under two names, tasks that are nobody's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from giaoban.core.spelling.words import misspelt
from giaoban.core.text import fold, respell
from giaoban.reporting.prose.findings.finding import ProseFinding
from giaoban.reporting.prose.heads import BLOC, FULL_DATE, bodies_of
from giaoban.reporting.prose.sections import opens_with
from giaoban.reporting.prose.sentences import sentences

if TYPE_CHECKING:
    from giaoban.reporting.prose.report import ProseReport

_WORD = re.compile(r"[^\W\d_]+")
_NEVER_TWICE = frozenset(
    re.findall(
        r"\S+",
        """
    các của và cho được là đã với trong những một có tại về từ đến
    này khi để theo do cũng không trên dưới sau trước bằng việc mà thì nhưng
    hoặc vào ra lên bị phải cần sẽ đang vẫn còn như nếu vì nên qua
    giữa cùng thực hiện tổ tăng giảm đạt gồm số toàn tiếp tục đề nghị báo
    cáo kết nạp công nhận mở thêm nhằm hơn so cả mọi mỗi từng rằng thuộc
    """,
    )
)
_ENDS_A_WORD = re.compile(
    r"\b(?:dự bị|chuẩn bị|trang bị|thiết bị|ngày mai|hiện có|sẵn có|vốn có|tự do|đi lại|ở lại|trở lại|trên dưới|khác với)$"
)
"""Words whose last syllable may be followed by the same one as a word of its own: "đảng viên dự bị bị xóa tên"."""
_SHINGLE = 4
_SHORTEST = 15
_SAME_SHARE, _SAME_SHARE_OF_FEW, _FEW = 0.5, 0.8, 30
"""Of the runs of four words that the shorter passage has; in a short one a name of a body that both speak of is half of it."""
_OWNER = re.compile(
    r"\b(?:ban (?:tổ chức|tuyên giáo|dân vận|thường vụ|chấp hành|nội chính|xây dựng đảng)|văn phòng|ủy ban kiểm tra|ubkt|cấp ủy (?:các|cơ sở|chi bộ)|"
    r"đảng ủy (?:các|cơ sở|sở|công ty|khối (?:chịu|giao|chỉ đạo))|chi ủy|đồng chí (?:bí thư|phó bí thư|chủ nhiệm|trưởng ban)|chủ trì|chịu trách nhiệm|phụ trách|đoàn khối|"
    r"công đoàn|theo dõi|trường chính trị|trung tâm)\b"
)
_WHEN = re.compile(
    r"\b(?:trước|trong|xong|từ|đến|hết|chậm nhất)\s+(?:ngày\s+\d|tháng\s+\d|quý\s+[ivx\d])|\bquý\s+[ivx]+\b|ngày\s+\d{1,2}/\d|trong tháng \d"
)
_PERSON_FIELD = re.compile(
    r"(?:người\s+)?chịu\s+trách\s+nhiệm(?:\s+(?:chính|nội dung|xuất bản))?\s*:\s*(?P<value>[^\n|]{3,160})|(?:trưởng ban biên tập|tổng biên tập|biên tập)\s*:\s*(?P<editor>[^\n|]{3,160})",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?:^|[\s,])(?:tầng|số nhà|số \d+|đường|phường|xã|quận|huyện|trụ sở|khu|tòa nhà|thành phố|tp\.?|tổ \d+|ngõ)\b",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?:điện thoại|đt|tel|hotline)\s*[:.]?\s*([\d .()+-]{8,})", re.IGNORECASE)
_FAX = re.compile(r"fax\s*[:.]?\s*([\d .()+-]{8,})", re.IGNORECASE)


def doubled_words(report: ProseReport) -> Iterator[ProseFinding]:
    """A word of grammar twice in a row; words that Vietnamese doubles on purpose are none."""
    for block in report.words.running():
        for text in block.cells or (block.text,):
            words = list(_WORD.finditer(text))
            for first, second in pairwise(words):
                between = text[first.end() : second.start()]
                if (
                    first[0].lower() == second[0].lower()
                    and not between.strip()
                    and first[0].lower() in _NEVER_TWICE
                    and not _ENDS_A_WORD.search(text[: first.end()].lower())
                    and (first[0] == second[0] or second[0].islower())
                ):
                    yield ProseFinding("doubled_word", (), "warning", f"Lặp từ: “{first[0]} {second[0]}”.", block.place)


def no_words(report: ProseReport) -> Iterator[ProseFinding]:
    """Two syllables that are no word, with the word that they seem to mean; each pair once."""
    told = set()
    for block in report.words.running():
        for word in misspelt("\n".join(block.cells or (block.text,)), (report.head.unit,)):
            if word not in told:
                told.add(word)
                yield ProseFinding(
                    "misspelt",
                    (),
                    "note",
                    f"Chữ có vẻ viết sai: “{word.written}” (có phải “{word.meant}”?).",
                    block.place,
                )


def near_duplicates(report: ProseReport) -> Iterator[ProseFinding]:
    """A passage almost word for word twice, whoever says it."""
    passages = []
    for piece in report.told:
        block = piece.block
        if block.kind == "paragraph" and not piece.is_heading and not block.heading:
            for _, text in sentences(block.text):
                words = fold(BLOC.sub("#", respell(text))).split()  # the long name of a body is one word
                if len(words) >= _SHORTEST and text.rstrip(' ”"')[-1:] in {".", "!", "?", "…", ";"}:
                    passages.append(
                        (block.place, text, frozenset(zip(*(words[shift:] for shift in range(_SHINGLE)), strict=False)))
                    )
    for (place, _, earlier), (later_place, text, later) in combinations(passages[:400], 2):
        shorter = min(len(earlier), len(later))
        share = _SAME_SHARE if shorter >= _FEW else _SAME_SHARE_OF_FEW
        if shorter and len(earlier & later) >= share * shorter:
            yield ProseFinding(
                "near_duplicate",
                (),
                "warning",
                f"Đoạn “{text[:60].strip()}…” gần như lặp lại nguyên văn ({place} và {later_place}).",
                later_place,
            )


def aliases(report: ProseReport) -> Iterator[ProseFinding]:
    """One body under two names: with and without its enterprises."""
    texts = [respell(part) for block in report.words.running() for part in (block.cells or (block.text,))]
    kinds: dict[str, dict[str, str]] = {}
    for body in bodies_of(texts):
        province = body.province or report.head.province
        if province and not re.search(r"tiền thân|trước đây|đổi tên|thành lập", texts[body.block].lower()):
            kinds.setdefault(province, {}).setdefault(body.kind, body.name)
    for names in kinds.values():
        if {"các cơ quan", "các cơ quan và doanh nghiệp"} <= set(names):
            first, second = names["các cơ quan"], names["các cơ quan và doanh nghiệp"]
            yield ProseFinding("alias", (), "warning", f"Một tổ chức mang hai tên: “{first}” và “{second}”.")


def nobodys_tasks(report: ProseReport) -> Iterator[ProseFinding]:
    """A section of shortcomings, tasks or proposals in which nothing is anybody's and nothing has a date."""
    groups: dict[tuple[str, int], list[str]] = {}
    for piece in report.told:
        kind: str = piece.kind if piece.kind in {"shortcomings", "plans"} else opens_with(piece.block.text)
        if (
            piece.kind != "end"
            and kind in {"shortcomings", "plans"}
            and not piece.is_heading
            and piece.block.kind == "paragraph"
        ):
            groups.setdefault((kind, piece.number), []).append(piece.block.text)
    for (kind, _), texts in groups.items():
        lowered = [respell(text).lower() for text in texts]
        if not any(_OWNER.search(text) or _WHEN.search(text) or FULL_DATE.search(text) for text in lowered):
            what = "Hạn chế" if kind == "shortcomings" else "Nhiệm vụ, kiến nghị"
            yield ProseFinding(
                "no_owner_or_date",
                (),
                "warning",
                f"{what} “{texts[0][:60].strip()}…” không có ai chịu trách nhiệm và không có thời hạn.",
            )
            return


def contacts(report: ProseReport) -> Iterator[ProseFinding]:
    """A name where a name belongs, and a fax that is not the telephone."""
    text = "\n".join(block.text for block in report.words.blocks)
    reasons = []
    if (match := _PERSON_FIELD.search(text)) and _ADDRESS.search(match["value"] or match["editor"]):
        reasons.append(f"sau “{match[0].split(':')[0]}” là địa chỉ, không phải họ tên")
    phone, fax = _PHONE.search(text), _FAX.search(text)
    if phone and fax and re.sub(r"\D", "", phone[1]) == re.sub(r"\D", "", fax[1]):
        reasons.append("số điện thoại và số fax giống hệt nhau")
    if reasons:
        yield ProseFinding("contact_field", (), "warning", f"Phần liên hệ: {'; '.join(reasons)}.")


LOOKS: tuple[Callable[[ProseReport], Iterator[ProseFinding]], ...] = (
    doubled_words, no_words, near_duplicates, aliases, nobodys_tasks, contacts,
)  # fmt: skip

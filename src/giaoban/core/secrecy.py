"""Papers marked Mật, Tối mật, Tuyệt mật do not come in: the mark is looked for in name, header and text of every file.

A program on a network must not hold them (Quyết định 1722/QĐ-TTg, 1630/QĐ-TTg list the Party's state secrets); they are
kept on paper, and here at most their number and shelf mark.
"""

from __future__ import annotations

import re
import time
from io import BytesIO

from giaoban.core.text import fold, normalise, squeeze

LONGEST_LINE = 200
"""A mark stands alone on a short line; what is longer is running text."""

_IN_NAME = re.compile(
    r"\b(tuyệt mật|tối mật)\b|(?<!\bbảo )(?<!\bbí )(?<!\bcơ )\b(mật)\b(?! (?:khẩu|độ|thiết|vụ|mã|ong|đàm|thư)\b)"
)
_BARE = re.compile(r"\b(?:tuyet|toi) mat\b|\(mat\)|\bdo mat\b")
_LINE = re.compile(r"[\W\d_]*(?:(?:độ|mức độ) mật\s*:?\s*)?(tuyệt mật|tối mật|mật)[\W\d_]*")
_SHOUTED = re.compile(r"\b(TUYỆT MẬT|TỐI MẬT)\b")


def secrecy_mark(name: str, text: str = "") -> str:
    """The mark of secrecy that the file's name or text bears (“mật”, “tối mật”, “tuyệt mật”), or nothing.

    In a name the word stands by itself (not “bảo mật”, “bí mật”, “mật khẩu”); in a text it stands alone on its line,
    as the mark is stamped, or in capitals.
    """
    words = squeeze(re.sub(r"[_\-.,+\[\]]+", " ", normalise(name))).casefold()
    if match := _IN_NAME.search(words):
        return match[1] or match[2]
    if match := _BARE.search(fold(words)):
        if match[0] in {"(mat)", "do mat"} and "mật" not in words and words != fold(words):
            return ""  # an accented name says its words itself: “(mát)” is no mark
        return "tuyệt mật" if "tuyet" in match[0] else "tối mật" if "toi" in match[0] else "mật"
    for line in normalise(text).splitlines():
        if len(line) < LONGEST_LINE and (match := _LINE.fullmatch(line.strip().casefold())):
            return match[1]
        if match := _SHOUTED.search(line):
            return match[1].casefold()
    return ""


def why_not_kept(name: str, mark: str) -> list[str]:
    """The one sentence by which a marked file is refused, wherever it is uploaded; none where there is no mark."""
    if not mark:
        return []
    return [
        f"Tệp{f' “{name}”' if name else ''} mang dấu độ mật “{mark}”: chương trình nối mạng không nhận tài liệu mật; chỉ ghi "
        "số, ký hiệu và nơi lưu bản giấy."
    ]


def why_secret(name: str, text: str = "", *, title: str = "") -> list[str]:
    """Why this file is not taken in, by its title, its name and its words; none means that it bears no mark."""
    return why_not_kept(name, secrecy_mark(f"{title} / {name}" if title else name, text))


def words_of_pdf(data: bytes, pages: int = 3, *, seconds: float = 3.0) -> str:
    """The words on the first pages of a PDF; run in a confined process only. Nothing where it cannot be read.

    After that many seconds of the processor no further page is begun.
    """
    import pypdf

    until = time.process_time() + seconds
    try:
        texts = []
        for page in pypdf.PdfReader(BytesIO(data)).pages[:pages]:
            texts.append(page.extract_text())
            if time.process_time() > until:
                break
        return "\n".join(texts)
    except MemoryError:
        raise
    except Exception:  # whatever a hostile or broken file makes the parser do, there are simply no words
        return ""

"""What is wrong with a template, in one sentence: where it stands, what it is, what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from jinja2 import TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

LONGEST_PLACE = 90
"""Letters of a paragraph that are repeated to show the place."""


class TemplateFault(Exception):
    """A template cannot be filled; ``place`` is the paragraph, empty where none can be named."""

    def __init__(self, why: str, place: str = "") -> None:
        super().__init__(why)
        self.why, self.place = why, place

    def sentence(self, name: str) -> str:
        """The fault as the office reads it."""
        place = f" ở {self.place}" if self.place else ""
        return f"Tệp mẫu “{name}” không điền được{place}: {self.why}. Hãy sửa chỗ đó trong Word rồi tải lên lại."


class TooLong(Exception):
    """The filling has used the time that it may take."""


KINDS: Mapping[type[BaseException], str] = {
    SecurityError: "biểu thức đòi vào bên trong chương trình, mẫu chỉ dùng các tên trong danh mục",
    ZeroDivisionError: "biểu thức chia cho 0",
    OverflowError: "biểu thức cho ra một số quá lớn",
    RecursionError: "đoạn lặp tự gọi lại chính nó mãi",
    MemoryError: "biểu thức cho ra quá nhiều chữ",
    TooLong: "đoạn lặp hoặc phép tính kéo dài quá lâu",
    TypeError: "biểu thức dùng lẫn chữ với số, hoặc dùng một danh sách như một giá trị",
    Exception: "biểu thức dùng một giá trị không có hoặc sai kiểu",
}
_UNDEFINED: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"'(.+)' is undefined", lambda hit: f"không có tên “{hit[1]}”"),
    (r"has no attribute '(.+)'", lambda hit: f"không có mục “{hit[1]}” ở tên đứng trước nó"),
    (r"has no element (.+)", lambda hit: f"danh sách không có phần tử thứ {hit[1]}"),
)
_SYNTAX: tuple[tuple[str, str], ...] = (
    (r"Unexpected end of template|unexpected end of template|Missing end", "một đoạn lặp hoặc điều kiện chưa đóng, thiếu {%p endfor %} hoặc {%p endif %}"),
    (r"Encountered unknown tag '(end\w+|else|elif)'", "“{0}” đóng một đoạn chưa mở, hoặc đóng sai thứ tự"),
    (r"Encountered unknown tag '(\w+)'", "không có lệnh “{0}”; mẫu dùng for, if và set"),
    (r"No filter named '(\w+)'", "không có bộ lọc “{0}”"),
    (r"No test named '(\w+)'", "không có phép thử “{0}”"),
    (r"unexpected char '(.)'", "có chữ lạ “{0}” trong ngoặc nhọn"),
    (r"Expected an expression|expected token|unexpected '|got '", "phần trong ngoặc nhọn viết chưa đúng hoặc chưa đủ"),
)  # fmt: skip


def why(error: BaseException) -> str:
    """What the error says, as a part of a Vietnamese sentence."""
    told = str(error)
    if isinstance(error, UndefinedError):
        for pattern, words in _UNDEFINED:
            if hit := re.search(pattern, told):
                return words(hit)
    if isinstance(error, TemplateSyntaxError):
        for pattern, sentence in _SYNTAX:
            if hit := re.search(pattern, told):
                return sentence.replace("{0}", hit[1]) if hit.groups() else sentence
        return "phần trong ngoặc nhọn viết chưa đúng"
    if "no loader for this environment" in told:
        return "mẫu không lấy tệp khác vào được, hãy chép hẳn nội dung vào mẫu"
    return next(words for kind, words in KINDS.items() if isinstance(error, kind))


def place_of(paragraph: str, part: str) -> str:
    """The paragraph as a sentence names it; ``part`` is the name of the part of the file that holds it."""
    text = " ".join(re.sub(r"<[^>]*>", "", paragraph.replace("</w:p>", " ")).split())
    if len(text) > LONGEST_PLACE:
        start = max(0, min(text.find("{"), len(text) - LONGEST_PLACE) - 20)
        text = ("…" if start else "") + text[start : start + LONGEST_PLACE].strip() + "…"
    kind = "đầu trang, " if "header" in part else "chân trang, " if "footer" in part else ""
    return f"{kind}đoạn “{text}”" if text else ""

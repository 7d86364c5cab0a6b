"""What the cells of a register say besides days: names, grades, exemptions, posts, numbers that identify."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache
from typing import Any

from giaoban.core.text import fold, normalise, squeeze

key = lru_cache(maxsize=4096)(fold)
"""The loose form of texts that recur from row to row."""

GRADES = {
    **dict.fromkeys(
        (
            "chinh thuc",
            "ct",
            "dvct",
            "dang vien ct",
            "x",
            "v",
            "dv ct",
            "ddv chinh thuc",
            "dang vien chinh thuc",
            "dv chinh thuc",
        ),
        "official",
    ),
    **dict.fromkeys(("du bi", "db", "dvdb", "dang vien db", "dv db", "dang vien du bi", "dv du bi"), "probationary"),
}
SEXES = {"nam": "M", "nu": "F", "m": "M", "f": "F", "male": "M", "female": "F", "ong": "M", "ba": "F"}
NOT_EXEMPT = {"", "-", "khong", "k", "dang sinh hoat", "sinh hoat", "binh thuong", "dang cong tac", "0"}
POSTS: dict[str, tuple[str, str]] = {
    "bi thu chi bo": ("cell", "secretary"),
    "pho bi thu chi bo": ("cell", "deputy_secretary"),
    "bi thu": ("cell", "secretary"),
    "pho bi thu": ("cell", "deputy_secretary"),
    "chi uy vien": ("cell_committee", "member"),
    "uy vien chi uy": ("cell_committee", "member"),
    "bi thu dang uy": ("executive", "secretary"),
    "bi thu dang bo": ("executive", "secretary"),
    "pho bi thu dang uy": ("executive", "deputy_secretary"),
    "pho bi thu thuong truc dang uy": ("executive", "deputy_secretary"),
    "pho bi thu dang bo": ("executive", "deputy_secretary"),
    "dang uy vien": ("executive", "member"),
    "uy vien ban chap hanh": ("executive", "member"),
    "uy vien bch": ("executive", "member"),
    "uy vien ban thuong vu": ("standing", "member"),
    "uy vien btv": ("standing", "member"),
    "chu nhiem ubkt": ("inspection", "chair"),
    "chu nhiem uy ban kiem tra": ("inspection", "chair"),
    "pho chu nhiem ubkt": ("inspection", "deputy_chair"),
    "pho chu nhiem uy ban kiem tra": ("inspection", "deputy_chair"),
    "uy vien ubkt": ("inspection", "member"),
    "uy vien uy ban kiem tra": ("inspection", "member"),
}
NO_POST = {"", "-", "khong", "dang vien", "dv"}
_NOT_ANY_MORE = re.compile(r"\b(khong|chua|het|da thoi|thoi|ngung|huy|bo)\b")
_SHORT_FOR_EXEMPT = {"x", "msh", "mct", "mct sh", "mcthsh", "mcvsh", "m", "msh mct", "mctsh"}
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|LỖI)|Err:\d{3}", re.IGNORECASE)
_FORMULA = re.compile(r"=\s*[\w'(+$\-…\"].*", re.DOTALL)
_DITTO = re.compile(r"[\"“”''’″〃,]{1,3}|-?\s*(?:nt|nhu tren|n/t|v\.? ?nt)\s*-?")
_LEFT = re.compile(
    r"\b(da chuyen|chuyen di|chuyen sinh hoat|chuyen ve|tu tran|da mat|mat ngay|qua doi|xoa ten|khai tru|ra khoi dang|cho chuyen|thoi viec)\b"
)
_MARKS_BEHIND = re.compile(r" ?(?:[*†‡¹²³⁰-⁹]|\( ?\d{1,2} ?\)|\[\d{1,2}\])+$")
_REMARK = re.compile(r"\s*[(\[]([^)\]]{3,80})[)\]]\s*$")
STRANGE = "có ký tự lạ"
LONGEST_NAME = 200
"""Letters of a cell that are looked at as a name: longer ones are refused by their length."""
_LETTERS = frozenset("aăâbcdđeêghiklmnoôơpqrstuưvxyfjwzñĕŏŭčƀ")


def trouble_of(typed: Any) -> str:
    """What is wrong with the cell itself: an error of the spreadsheet, a formula that was never worked out."""
    text = typed.strip() if isinstance(typed, str) else ""
    if _ERROR.fullmatch(text):
        return f"Ô lỗi {text}; hãy sửa trong bảng tính."
    if _FORMULA.fullmatch(text):
        return "Ô có công thức chưa được tính; hãy mở tệp bằng chương trình bảng tính, lưu lại rồi gửi."
    return ""


def is_ditto(typed: Any) -> bool:
    """Whether the cell says the same as the one above: ", nt, như trên."""
    return isinstance(typed, str) and bool(typed.strip()) and bool(_DITTO.fullmatch(fold(typed)))


def left_by_note(text: str) -> bool:
    """Whether a note says that the person is no longer here."""
    return bool(_LEFT.search(key(text)))


def name_of(text: str) -> tuple[str, str]:
    """The name without footnote marks, and a remark that stood in brackets behind it."""
    text = _MARKS_BEHIND.sub("", squeeze(text)[:LONGEST_NAME])
    remark = ""
    if bracketed := _REMARK.search(text):
        remark, text = bracketed[1], text[: bracketed.start()]
    text = _MARKS_BEHIND.sub("", text).strip(" .,;-'`")
    if text and (text.isupper() or text.islower()):
        text = " ".join("'".join(part.capitalize() for part in word.split("'")) for word in text.split(" "))
    return text, remark


def doubt_of_name(name: str) -> tuple[str, bool] | None:
    """What is odd about a name, and whether it cannot be taken; None where nothing is."""
    if not name:
        return "Thiếu họ và tên.", True
    if any(sign.isdigit() for sign in name):
        return "Họ và tên có chữ số.", False
    if "?" in name or "\ufffd" in name:
        return "Họ và tên mất dấu tiếng Việt (có dấu “?”); hãy lưu lại tệp gốc dưới dạng .xlsx hoặc .csv UTF-8.", True
    if strange := _strange(name):
        return f"Họ và tên {STRANGE} “{strange}”; có thể tệp lưu sai bảng mã.", False
    if " " not in name:
        return "Họ và tên chỉ có một chữ.", False
    return None


def _strange(name: str) -> str:
    """The first sign that no name of the country has, or a capital in the middle of a word."""
    for word in re.split(r"[\s'’.-]+", name):
        for at, letter in enumerate(word):
            plain = unicodedata.normalize("NFD", letter)[0].lower().replace("ð", "?")
            if letter.lower() not in _LETTERS and plain not in _LETTERS:
                return letter
            if at and letter.isupper() and not word.isupper():
                return letter
            if letter in "åäëïöüÿçßøæîûÅÄËÏÖÜÇØÆÎÛÑ":
                return letter
    return ""


def grade_of(text: str) -> str:
    """``official``, ``probationary``, or nothing where the words say neither."""
    said = key(text).strip(" .")
    return GRADES.get(said, "")


def is_exempt(text: str) -> bool | None:
    """Whether somebody is exempt from work and meetings; None where the words leave it open."""
    words = " ".join(re.findall(r"[a-z0-9]+", key(text)))
    if words in NOT_EXEMPT or key(text) in NOT_EXEMPT or _NOT_ANY_MORE.search(words):
        return False
    return True if "mien" in words.split() or words in _SHORT_FOR_EXEMPT else None


def posts_of(text: str) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """The posts in the Party that a text names, and the words that name none."""
    posts, unknown = [], []
    for part in re.split(r"[;,+/\n]| kiêm ", text):
        words = " ".join(re.findall(r"[a-z0-9]+", key(part)))
        if words in POSTS:
            posts.append(POSTS[words])
        elif words not in NO_POST:
            unknown.append(squeeze(part))
    return tuple(dict.fromkeys(posts)), unknown


def or_nothing(text: str) -> str:
    """The text, or nothing where it is a dash or dots."""
    return "" if text.strip(" -–—_.") == "" else text


def shown(typed: Any) -> str:
    """The cell as the person typed it."""
    if isinstance(typed, dict):
        return f"{date.fromisoformat(typed['day']):%d/%m/%Y}"
    if isinstance(typed, float) and typed.is_integer():
        return str(int(typed))
    return "" if typed is None else str(typed)


def as_text(typed: Any) -> str:
    """The cell as a text, without what keeps a spreadsheet from reading a number."""
    return shown(typed).lstrip("'’`").strip()


def schooling_of(typed: Any, text: str) -> str:
    """12/12 and 10/10, which spreadsheets like to take for a day of the year."""
    if isinstance(typed, dict):
        day = date.fromisoformat(typed["day"])
        return f"{day.day}/{day.month}"
    return text


def read_digits(typed: Any, length: int) -> str:
    """A number that identifies: its digits, with the leading zeros that a spreadsheet took away."""
    if isinstance(typed, int | float):
        whole = str(int(typed)) if float(typed).is_integer() and typed >= 0 else str(typed)
        return whole if length == 12 and len(whole) == 9 else whole.zfill(length)
    text = normalise(as_text(typed))
    if re.fullmatch(r"\d(?:[.,]\d+)?[eE]\+?\d+", text):
        return text  # 3.1E+07: digits are lost, the rules say so
    digits = re.sub(r"[\s.\-–_]", "", text)
    digits = or_nothing(digits)
    if length == 12 and digits.isdigit() and len(digits) in (10, 11):
        return digits.zfill(12)
    return digits


def phone_of(typed: Any) -> str:
    """A telephone number with its zero, without signs and the country's code."""
    if isinstance(typed, int | float):
        return str(int(typed)).zfill(10) if float(typed).is_integer() and typed >= 0 else str(typed)
    text = re.sub(r"[\s.\-–_()]", "", normalise(as_text(typed)))
    text = re.sub(r"^(?:\+|00)84", "0", text)
    if text.isdigit() and len(text) == 11 and text.startswith("84"):
        text = f"0{text[2:]}"
    if text.isdigit() and len(text) == 9 and not text.startswith("0"):
        text = f"0{text}"
    return text

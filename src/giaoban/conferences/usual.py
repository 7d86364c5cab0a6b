"""The usual items of such a conference, to begin with: an aid that every host changes, no rule of the Party. Pure."""

from __future__ import annotations

from datetime import date

from giaoban.conferences.rules import half_in_words

ITEMS = (
    ("opening", "Chào cờ, tuyên bố lý do, giới thiệu đại biểu", 15),
    ("opening", "Phát biểu khai mạc", 10),
    ("report", "Báo cáo kết quả công tác {half}", 25),
    ("discussion", "Thảo luận", 60),
    ("break", "Giải lao", 15),
    ("address", "Phát biểu của đại biểu cấp trên", 20),
    ("conclusion", "Kết luận hội nghị", 20),
    ("flag", "Trao cờ cho đơn vị chủ trì kỳ sau", 10),
    ("closing", "Bế mạc", 5),
)
"""Kind, title and minutes in the order of the rites; papers come between the report and the discussion."""
SHORTEST_TALK = 10


def items(*, half: date, minutes: int) -> list[tuple[str, str, int]]:
    """The items for a sitting of so many minutes: where it is short, the discussion gives way."""
    rest = sum(taken for kind, _title, taken in ITEMS if kind != "discussion")
    talk = next(taken for kind, _title, taken in ITEMS if kind == "discussion")
    fits = min(talk, max(SHORTEST_TALK, minutes - rest))
    return [
        (kind, title.replace("{half}", half_in_words(half)), fits if kind == "discussion" else taken)
        for kind, title, taken in ITEMS
    ]

"""A level of megabytes is reached and not passed, and the one sentence says what is there, what would be, and the level."""

from __future__ import annotations

import pytest

from giaoban.core.quota import MEGABYTE, PAPERS, why_not_more


@pytest.mark.parametrize(
    ("kept", "size", "most_mb", "full"),
    [
        (0, 10 * MEGABYTE, 10, False),
        (0, 10 * MEGABYTE + 1, 10, True),
        (10 * MEGABYTE, 0, 10, False),
        (10 * MEGABYTE, 1, 10, True),
        (9000 * MEGABYTE, 1, None, False),
    ],
)
def test_a_level_is_reached_and_not_passed(kept: int, size: int, most_mb: int | None, full: bool) -> None:
    assert bool(why_not_more(PAPERS, kept=kept, size=size, most_mb=most_mb)) is full


def test_the_sentence_says_what_is_there_what_would_be_and_the_level() -> None:
    assert why_not_more(PAPERS, kept=2000 * MEGABYTE, size=1, most_mb=2000) == [
        "Chi bộ đang lưu 2.000 MB tài liệu sinh hoạt; thêm tệp này là 2.001 MB, quá mức 2.000 MB của một chi bộ."
        " Hãy rút tài liệu không còn dùng, hoặc đề nghị văn phòng nâng mức."
    ]

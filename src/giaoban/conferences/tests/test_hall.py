"""The day in the hall and the length of papers, as rules: what is expected, a delay made good, what a file must be."""

from __future__ import annotations

from decimal import Decimal

import pytest

from giaoban.conferences import running, speaking
from giaoban.conferences.running import Turn

EIGHT = 8 * 60


def day(*minutes: int) -> list[Turn]:
    """Items that follow one another from eight o'clock on: a report, papers, and a discussion at the end."""
    turns, at = [], EIGHT
    for key, taken in enumerate(minutes):
        kind = "report" if key == 0 else "discussion" if key == len(minutes) - 1 else "paper"
        turns.append(Turn(key, kind, f"Mục {key}", at, taken))
        at += taken
    return turns


def test_before_anything_began_the_hours_are_those_planned() -> None:
    found = running.expected(day(20, 10, 60), now=EIGHT - 30, begins=EIGHT)
    assert [(one.start, one.state) for one in found] == [(480, "next"), (500, "later"), (510, "later")]
    assert running.delay(found) == 0


def test_a_speaker_forty_minutes_over_carries_the_delay_to_all_that_follow_and_the_plan_stays() -> None:
    turns = day(20, 10, 10, 60)
    turns[0] = turns[0]._replace(began=480, ended=500)
    turns[1] = turns[1]._replace(began=500)
    found = running.expected(turns, now=550, begins=EIGHT)
    assert running.over(found, now=550) == 40
    assert [(one.turn.planned, one.start, one.state) for one in found[2:]] == [(510, 550, "next"), (520, 560, "later")]
    assert running.delay_in_words(found) == "Chậm 40 phút."
    assert running.recovered(found) == ["rút thảo luận còn 20 phút (được 40 phút)"]


def test_where_the_discussion_is_too_short_papers_are_printed_only_and_guest_and_conclusion_are_never_named() -> None:
    turns = [
        Turn(1, "paper", "Tham luận A", 480, 10, began=480),
        Turn(2, "paper", "Tham luận B", 490, 10),
        Turn(3, "paper", "Tham luận C", 500, 10),
        Turn(4, "discussion", "Thảo luận", 510, 15),
        Turn(5, "address", "Khách", 525, 20, not_before=525),
        Turn(6, "conclusion", "Kết luận", 545, 20),
    ]
    found = running.expected(turns, now=530, begins=EIGHT)
    said = running.recovered(found)
    assert said == [
        "rút thảo luận còn 5 phút (được 10 phút)",
        "đưa sang kỷ yếu, không đọc: Tham luận B; Tham luận C (được 20 phút)",
    ]
    assert running.kept_hours(found) == ["“Khách” giữ giờ 08:45, dự kiến 09:25."]


def test_more_minutes_move_what_follows_and_an_early_end_brings_it_forward_but_never_before_a_fixed_hour() -> None:
    turns = day(20, 10, 60)
    longer = running.expected([turns[0]._replace(began=480, minutes=25), *turns[1:]], now=485, begins=EIGHT)
    assert longer[1].start == 505
    early = [turns[0]._replace(began=480, ended=490), turns[1]._replace(not_before=500), turns[2]]
    found = running.expected(early, now=490, begins=EIGHT)
    assert (found[1].start, running.delay(found)) == (500, 0)


def test_an_item_that_was_passed_over_comes_after_who_has_the_floor_and_pushes_the_rest() -> None:
    turns = day(20, 10, 10, 60)
    turns[1] = turns[1]._replace(began=500)
    found = running.expected(turns, now=505, begins=EIGHT)
    assert [(one.turn.key, one.start, one.state) for one in found] == [
        (0, 510, "next"), (1, 500, "now"), (2, 530, "later"), (3, 540, "later"),
    ]  # fmt: skip


def test_once_all_is_over_nothing_is_said_of_a_delay() -> None:
    done = [turn._replace(began=turn.planned, ended=turn.planned + 5) for turn in day(5, 5)]
    assert running.delay_in_words(running.expected(done, now=600, begins=EIGHT)) == ""


def test_a_hall_that_is_early_is_told_so() -> None:
    turns = day(20, 10, 60)
    found = running.expected([turns[0]._replace(began=480, ended=485), *turns[1:]], now=485, begins=EIGHT)
    assert running.delay_in_words(found) == "Sớm 15 phút."


def test_a_delay_of_hours_is_said_in_hours() -> None:
    found = running.expected(day(20, 10, 60), now=EIGHT + 12 * 60 + 29, begins=EIGHT)
    assert running.delay_in_words(found) == "Chậm 12 giờ 29 phút."


SENT = {"name": "tham-luan.docx", "size": 40_000, "mark": "", "state": "asked", "conference": "preparing"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"size": 60 * 1024 * 1024}, "Tệp nặng 60 MB, quá mức 20 MB"),
        ({"name": "IMG_0042.JPG"}, "gửi bằng ảnh"),
        ({"name": "tham-luan.xlsx"}, "Không nhận tệp loại “xlsx”"),
        ({"name": "thamluan"}, "Không nhận tệp loại “”"),
        ({"size": 0}, "Tệp rỗng"),
        ({"mark": "MẬT"}, "dấu “MẬT”"),
        ({"state": "accepted"}, "đã được duyệt"),
        ({"state": "declined"}, "không gửi tham luận này nữa"),
        ({"conference": "held"}, "Hội nghị đã họp"),
    ],
)
def test_a_file_that_is_no_paper_is_refused_with_one_sentence_that_says_what_to_send(
    changed: dict[str, object], said: str
) -> None:
    reasons = speaking.why_not_send(**(SENT | changed))  # type: ignore[arg-type]
    assert len(reasons) == bool(said)
    assert said in "".join(reasons)


def test_the_length_of_a_paper_is_said_in_minutes_and_no_text_is_said_to_be_none() -> None:
    assert speaking.syllables("Đảng viên – người lao động.\n1.450 đồng chí") == 8
    assert speaking.minutes_of(1275, 150) == Decimal("8.5")
    assert speaking.length_in_words(count=1275, minutes=7, a_minute=150) == (
        "1.275 tiếng, đọc khoảng 8,5 phút; được dành 7 phút: dài quá 1,5 phút."
    )
    assert not speaking.too_long(count=1000, minutes=7, a_minute=150)
    assert "không có chữ" in speaking.length_in_words(count=0, minutes=7, a_minute=150)

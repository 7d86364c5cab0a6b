"""The programme of a conference: hours that follow from the order, what does not fit, what changed since a release."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

import pytest

from giaoban.conferences import ical, preparation, programme, usual
from giaoban.conferences.programme import Line, Placed, ProgrammePart

EIGHT = time(8)


def part(
    key: int, minutes: int, kind: str = "paper", *, not_before: time | None = None, speaker: str = "Đoàn"
) -> ProgrammePart:
    return ProgrammePart(key, kind, f"Mục {key}", speaker, minutes, not_before)


def lines_of(*parts: ProgrammePart, begins: time = EIGHT) -> list[Line]:
    return programme.lines(programme.laid_out(parts, begins))


def test_each_item_begins_when_the_one_before_it_ends() -> None:
    placed = programme.laid_out([part(1, 20), part(2, 25), part(3, 7)], EIGHT)
    assert [programme.clock(one.start) for one in placed] == ["08:00", "08:20", "08:45"]
    assert programme.clock(placed[-1].end) == "08:52"


def test_a_fixed_hour_is_waited_for_and_said_where_it_is_missed() -> None:
    guest = part(2, 20, "address", not_before=time(10, 35))
    early = programme.laid_out([part(1, 30), guest], EIGHT)
    assert (programme.clock(early[1].start), early[1].late) == ("10:35", 0)
    late = programme.laid_out([part(1, 165), guest], EIGHT)
    assert (programme.clock(late[1].start), late[1].late) == ("10:45", 10)
    assert any("giữ giờ 10:35" in said and "trễ 10 phút" in said for said in programme.remarks(late))


def test_what_does_not_fit_is_said_with_what_gives_way_and_the_guest_never_does() -> None:
    parts = [part(1, 30, "opening"), part(2, 70), part(3, 60, "discussion"), part(4, 70, "address")]
    placed = programme.laid_out(parts, EIGHT)
    said = programme.fit_in_words(placed, begins=EIGHT, minutes=210)
    assert "quá 20 phút" in said
    assert "rút thảo luận (60 phút)" in said
    assert "phát biểu" not in said
    assert "còn 20 phút" in programme.fit_in_words(placed, begins=EIGHT, minutes=250)
    assert "vừa đủ" in programme.fit_in_words(placed, begins=EIGHT, minutes=230)


def test_the_minutes_are_summed_by_what_they_are_spent_on() -> None:
    placed = programme.laid_out([part(1, 20, "opening"), part(2, 7), part(3, 7), part(4, 10, "flag")], EIGHT)
    assert programme.shares_in_words(placed) == "Nghi thức 30, 2 tham luận 14 phút."


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ((part(1, 20), part(2, 10), part(3, 10)), []),
        ((part(1, 20), part(3, 10)), ["Bỏ 08:20 “Mục 2”.", "“Mục 3” lúc 08:20, trước là 08:30."]),
        ((part(1, 20), part(2, 10), part(3, 10), part(4, 5)), ["Thêm 08:40 “Mục 4” (5 phút)."]),
        ((part(1, 20), part(2, 10), part(3, 10, speaker="Cao Bằng")), ["“Mục 3”: Cao Bằng thực hiện, thay Đoàn."]),
        ((part(1, 20), part(2, 10), part(3, 15)), ["“Mục 3”: 15 phút, trước là 10 phút."]),
        (
            (part(2, 10), part(1, 20), part(3, 10)),
            ["“Mục 2” lúc 08:00, trước là 08:20.", "“Mục 1” lúc 08:10, trước là 08:00.", "Thứ tự các mục đã đổi."],
        ),
    ],
)  # fmt: skip
def test_a_new_release_says_what_changed_and_nothing_else(changed: tuple[ProgrammePart, ...], said: list[str]) -> None:
    before = lines_of(part(1, 20), part(2, 10), part(3, 10))
    assert sorted(programme.changes(before, lines_of(*changed))) == sorted(said)


def test_a_delay_of_all_that_follows_is_one_sentence() -> None:
    parts = [part(number, 10) for number in range(1, 8)]
    before, after = lines_of(*parts), lines_of(parts[0]._replace(minutes=25), *parts[1:])
    assert "6 mục, từ “Mục 2” (08:25), muộn hơn 15 phút." in programme.changes(before, after)


@pytest.mark.parametrize(
    ("place", "order"), [(1, [3, 1, 2]), (2, [1, 3, 2]), (3, [1, 2, 3]), (99, [1, 2, 3]), (0, [3, 1, 2])]
)
def test_an_item_is_moved_to_a_place_and_the_others_keep_their_order(place: int, order: list[int]) -> None:
    assert programme.reordered([1, 2, 3], 3, place) == order


def test_a_programme_that_is_too_long_is_released_with_a_reason_only_and_one_that_is_the_same_not_again() -> None:
    assert not programme.why_not_release(changed=[], first=True, empty=False, too_long=0, note="")
    assert programme.why_not_release(changed=[], first=True, empty=True, too_long=0, note="")
    assert programme.why_not_release(changed=[], first=False, empty=False, too_long=0, note="")
    assert programme.why_not_release(changed=["Bỏ."], first=False, empty=False, too_long=15, note="")
    assert not programme.why_not_release(
        changed=["Bỏ."], first=False, empty=False, too_long=15, note="Kéo dài buổi sáng"
    )


def test_the_usual_programme_fits_a_short_sitting_as_far_as_it_can() -> None:
    assert sum(minutes for _kind, _title, minutes in usual.items(half=date(2026, 1, 1), minutes=150)) == 150
    assert any(
        "6 tháng đầu năm 2026" in title for _kind, title, _minutes in usual.items(half=date(2026, 1, 1), minutes=210)
    )


def test_a_calendar_line_is_never_longer_than_75_octets_nor_broken_inside_a_letter() -> None:
    written = ical.calendar(
        [Line(7, "paper", "Đổi mới phương thức lãnh đạo; kiểm tra, giám sát " * 4, "Đoàn Cao Bằng", "08:45", "08:52", 7)],
        of="conference-1.giaoban", title="Hội nghị", day=date(2026, 7, 14), place="Hội trường A\nTầng 2", number=2,
        released_at=datetime(2026, 7, 1, 2, 3, 4, tzinfo=UTC),
    )  # fmt: skip
    rows = written.split("\r\n")
    assert all(len(row.encode()) <= 75 for row in rows)
    assert "\n" not in written.replace("\r\n", "")
    unfolded = written.replace("\r\n ", "")
    assert "DTSTART:20260714T014500Z\r\nDTEND:20260714T015200Z" in unfolded
    assert "SEQUENCE:2\r\nDTSTAMP:20260701T020304Z" in unfolded
    assert "UID:7@conference-1.giaoban" in unfolded
    assert "LOCATION:Hội trường A\\nTầng 2" in unfolded
    assert re.search(r"SUMMARY:Đổi mới phương thức lãnh đạo\\; kiểm tra\\, giám sát", unfolded)


def test_an_item_after_midnight_ends_on_the_next_day() -> None:
    written = ical.calendar(
        [Line(1, "paper", "Mục", "", "23:50", "00:10", 20)], of="x", title="x", day=date(2026, 7, 14), place="", number=1,
        released_at=datetime(2026, 7, 1, tzinfo=UTC),
    )  # fmt: skip
    assert "DTSTART:20260714T165000Z\r\nDTEND:20260714T171000Z" in written


FACTS = preparation.Readiness(
    state="preparing", invited=3, awaited=1, items=5, released=False, unreleased_changes=0, papers_asked=0,
    papers_missing=0, papers_to_read=0, open_points=0, figures_called=True, returns_expected=8, returns_in=7,
)  # fmt: skip
DAYS = {"call": 45, "figures": 15, "invitations": 20, "papers": 15, "answers": 7, "programme": 7, "conclusion": 10}


def test_what_is_missing_is_counted_back_from_the_day_and_late_where_it_has_passed() -> None:
    steps = preparation.steps(FACTS, held_on=date(2026, 7, 14), on=date(2026, 7, 8), days=DAYS)
    assert [(one.by, one.state) for one in steps] == [
        (date(2026, 5, 30), "done"), (date(2026, 6, 24), "done"), (date(2026, 6, 29), "late"), (date(2026, 6, 29), "late"),
        (date(2026, 7, 7), "late"), (date(2026, 7, 7), "late"),
    ]  # fmt: skip


def test_after_the_day_the_minutes_and_the_conclusion_are_waited_for() -> None:
    minutes, step = preparation.steps(
        FACTS._replace(state="held", open_points=2), held_on=date(2026, 7, 14), on=date(2026, 7, 20), days=DAYS
    )
    assert (step.by, step.state, "còn 2" in step.said) == (date(2026, 7, 24), "soon", True)
    assert (minutes.by, minutes.state) == (None, "later")


def test_nothing_of_a_placed_item_is_lost_in_a_release() -> None:
    placed = [Placed(part(4, 9), 500, 509)]
    assert programme.lines(placed) == [Line(4, "paper", "Mục 4", "Đoàn", "08:20", "08:29", 9)]

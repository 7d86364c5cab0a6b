"""When a conference can be claimed, answered and concluded, as tables; no database."""

from __future__ import annotations

from datetime import date

import pytest

from giaoban.conferences import rules

FIRST, SECOND = date(2023, 1, 1), date(2023, 7, 1)


@pytest.mark.parametrize(
    ("half", "held_on", "refused"),
    [
        (FIRST, date(2023, 7, 14), False),
        (FIRST, date(2023, 1, 1), False),
        (FIRST, date(2023, 10, 31), False),
        (FIRST, date(2023, 11, 1), True),
        (FIRST, date(2022, 12, 31), True),
        (SECOND, date(2024, 4, 30), False),
        (SECOND, date(2024, 5, 1), True),
    ],
)
def test_a_conference_is_held_in_its_half_year_or_in_the_four_months_after(
    half: date, held_on: date, refused: bool
) -> None:
    assert bool(rules.why_not_claim(half=half, held_on=held_on, already="")) == refused


@pytest.mark.parametrize(
    ("typed", "people", "refused"),
    [
        ("Nguyễn Văn An, Bí thư", [("Nguyễn Văn An", "Bí thư")], 0),
        ("  Trần  Thị Bình ,  Phó Bí thư, Trưởng đoàn \n\n", [("Trần Thị Bình", "Phó Bí thư, Trưởng đoàn")], 0),
        ("Nguyễn Văn An", [], 1),
        ("Nguyễn Văn An,", [], 1),
        ("", [], 0),
        (f"{'A' * 121}, Bí thư", [], 1),
    ],
)
def test_a_list_of_delegates_is_read_line_by_line_and_what_is_missing_is_said(
    typed: str, people: list[tuple[str, str]], refused: int
) -> None:
    read, reasons = rules.delegates_in(typed)
    assert ([tuple(person) for person in read], len(reasons)) == (people, refused)


AN, BINH = rules.Announced("An", "Bí thư"), rules.Announced("Bình", "Phó Bí thư")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({}, ""),
        ({"people": []}, "ít nhất một"),
        ({"people": [], "comes": False}, ""),
        ({"people": [AN, BINH]}, ""),
        ({"people": [AN, BINH], "quota": 1}, "mời 1 đại biểu, danh sách có 2"),
        ({"people": [AN, AN]}, "hai lần"),
        ({"arrived": ["An"]}, ""),
        ({"arrived": ["An"], "people": [], "comes": False}, "đã có 1 đại biểu đến (An)"),
        ({"state": "withdrawn"}, "đã được rút"),
        ({"conference": "held"}, "đã họp"),
        ({"conference": "cancelled"}, "đã hủy"),
    ],
)
def test_an_answer_is_taken_or_every_reason_against_it_is_said(change: dict[str, object], word: str) -> None:
    given = {"state": "invited", "conference": "preparing", "people": [AN], "quota": 2, "comes": True} | change
    reasons = rules.why_not_answer(**given)  # type: ignore[arg-type]
    assert bool(reasons) == bool(word)
    assert word in " ".join(reasons)


@pytest.mark.parametrize(
    ("state", "fate", "owner", "refused"),
    [("held", 0, 0, 0), ("held", 2, 0, 1), ("held", 0, 1, 1), ("preparing", 1, 1, 3), ("concluded", 0, 0, 1)],
)
def test_nothing_is_concluded_while_a_proposal_has_no_fate_or_a_point_no_owner(
    state: str, fate: int, owner: int, refused: int
) -> None:
    assert len(rules.why_not_conclude(state=state, without_fate=fate, without_owner=owner)) == refused

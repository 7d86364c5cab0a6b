"""The score sheet of emulation: agreed lines, points that released figures suggest, self-score, check, the vote of the heads."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.conferences import rules, score_rules, scores
from giaoban.conferences.models import Conference, Score
from giaoban.conferences.score_rules import ScoredLine
from giaoban.conferences.tests.stage import act, by_link, prepared, signed_in
from giaoban.core.text import fold
from tests.world import World

LINES = "Học tập nghị quyết | 20 | 2.1 | 100\nBáo cáo đúng hạn | 10"


@pytest.mark.parametrize(
    ("line", "values", "points"),
    [
        (ScoredLine("a", 20, "2.1", "", 100), {"2.1": "95"}, 19),
        (ScoredLine("a", 20, "2.1", "", 95), {"2.1": "99.5"}, 20),
        (ScoredLine("a", 20, "3.2", "1.2", 20), {"3.2": "5", "1.2": "50"}, 10),
        (ScoredLine("a", 20, "3.2", "1.2", 20), {"3.2": "5", "1.2": "0"}, None),
        (ScoredLine("a", 20, "3.2", "1.2", 20), {"3.2": "5"}, None),
        (ScoredLine("a", 20, "2.1", "", 100), {"2.1": "0"}, 0),
        (ScoredLine("a", 20), {"2.1": "95"}, None),
    ],
)
def test_a_figure_suggests_points_in_proportion_up_to_full_marks(
    line: ScoredLine, values: dict[str, str], points: int | None
) -> None:
    assert score_rules.suggested(line, {code: Decimal(value) for code, value in values.items()}) == points


def test_a_sheet_is_read_as_it_is_written_and_what_is_none_is_told_with_its_line() -> None:
    lines, reasons = score_rules.lines_in(score_rules.USUAL)
    assert (reasons, sum(line.points for line in lines)) == ([], 100)
    assert score_rules.lines_in(score_rules.written(lines))[0] == lines
    for wrong in (
        "Không điểm",
        "a | 0",
        "a | 1.5",
        "a | 10 | x | 5",
        "a | 10 | 2.1 | 0",
        "a | ² ",
        " | 5",
        "a | 10 | 2.1",
    ):
        assert "Dòng 1" in score_rules.lines_in(wrong)[1][0], wrong
    assert score_rules.lines_in("\n ")[1]
    assert "hai lần" in score_rules.lines_in("a | 5\nA | 6")[1][0]


def test_who_has_as_many_points_has_the_same_place() -> None:
    assert score_rules.ranked({"B": 9, "A": 9, "C": 10}) == [(1, "C", 10), (2, "A", 9), (2, "B", 9)]


@pytest.fixture
def conference(world: World, office: Client, monkeypatch: pytest.MonkeyPatch) -> Conference:
    """Both of the cluster are invited; of Khối B 95% is released for line 2.1."""
    conference = prepared(world, office)
    key = (rules.period_of(conference.half), fold("Khối B"), "2.1")
    monkeypatch.setattr(scores, "released_values", lambda: ({key: Decimal(95)}, {key: "cum-2026"}))
    assert act(office, "conferences", "agree_scores", conference, lines=LINES) == 302
    return conference


def row(conference: Conference, delegation: str, line: str) -> Score:
    return Score.objects.get(line__conference=conference, delegation__name=delegation, line__title__startswith=line)


@pytest.mark.django_db
def test_the_sheet_begins_with_what_was_released_and_each_point_leads_to_it(
    office: Client, conference: Conference
) -> None:
    assert Score.objects.count() == 4
    told = row(conference, "Khối B", "Học tập")
    assert (told.suggested, row(conference, "Khối A", "Học tập").suggested) == (19, None)
    page = office.get(reverse("desk:page", args=["scores", told.pk])).content.decode()
    assert f"{reverse('portal_report', args=['cum-2026'])}#2.1" in page
    assert "19" in office.get(reverse("desk:page", args=["conferences", conference.pk])).content.decode()
    assert act(office, "conferences", "fill_scores", conference) == 422, "nothing is other than it was"


@pytest.mark.django_db
def test_a_delegation_scores_itself_by_its_link_until_it_is_checked(office: Client, conference: Conference) -> None:
    guest = conference.delegations.get(name="Khối B")
    address = by_link(guest, "scores")
    assert address in Client().get(by_link(guest)).content.decode()
    first, second = row(conference, "Khối B", "Học tập"), row(conference, "Khối B", "Báo cáo")
    typed = {f"line-{first.pk}": "20", f"line-{second.pk}": "11"}
    assert Client().post(address, typed).status_code == 422, "more than the line has"
    assert Client().post(address, typed | {f"line-{second.pk}": "8"}).status_code == 302
    assert act(office, "conferences", "agree_scores", conference, lines="Khác | 5") == 422
    first.refresh_from_db()
    assert (first.claimed, first.checked) == (20, None)
    assert act(office, "scores", "check", first, checked="19") == 422, "other than claimed needs a reason"
    assert act(office, "scores", "check", first, checked="19", why="Theo số liệu công bố") == 302
    page = Client().get(address).content.decode()
    assert "19/20" in page
    assert "Theo số liệu công bố" in page
    assert Client().post(address, {f"line-{first.pk}": "20"}).status_code == 302
    first.refresh_from_db()
    assert (first.claimed, first.checked) == (20, 19), "what is checked is not claimed anew"


@pytest.mark.django_db
def test_a_delegation_reads_and_scores_no_other(office: Client, conference: Conference) -> None:
    other = row(conference, "Khối A", "Báo cáo")
    address = by_link(conference.delegations.get(name="Khối B"), "scores")
    assert "Khối A" not in Client().get(address).content.decode()
    Client().post(address, {f"line-{other.pk}": "10"})
    other.refresh_from_db()
    assert other.claimed is None


@pytest.mark.django_db
def test_the_heads_vote_once_every_point_is_checked(office: Client, conference: Conference) -> None:
    assert act(office, "conferences", "vote_on_scores", conference) == 422
    for score in scores.scores_of(conference):
        points = "10" if score.delegation.name == "Khối B" else "7"
        assert act(office, "scores", "check", score, checked=points, why="Thẩm định") == 302
    assert act(office, "conferences", "vote_on_scores", conference, secret="on") == 302
    ballot = conference.ballots.get()
    assert (ballot.secret, ballot.options) == (True, ["Khối B", "Khối A", "Không có ý kiến"])


@pytest.mark.django_db
def test_whoever_only_reads_conferences_checks_nothing(world: World, conference: Conference) -> None:
    board: Any = signed_in(world, "to-chuc-a")
    assert act(board, "scores", "check", row(conference, "Khối A", "Báo cáo"), checked="5", why="x") in {403, 404}

"""What the public reads of a conference: what its host lets it, and nothing else; it follows what becomes of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.conferences import operations, published, publishing
from giaoban.conferences.models import Conference, ConferencePublication
from giaoban.conferences.tests.stage import act, moved, prepared, signed_in
from giaoban.core.refusal import Refused
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from tests.world import World

pytestmark = pytest.mark.django_db
EVERYTHING = [name for name, _label in publishing.PARTS]


@pytest.fixture
def conference(world: World, office: Client) -> Conference:
    """Being prepared, with a released programme; Khối B comes with one of two."""
    conference = prepared(world, office)
    assert act(office, "conferences", "draw_up", conference) == 302
    assert act(office, "conferences", "release_programme", conference) == 302
    guest = conference.delegations.get(body=world.units["Khối B"])
    people = "Nguyễn Văn An, Bí thư\nTrần Thị Bình, Phó Bí thư"
    assert act(office, "invitations", "answer", guest, comes="yes", delegates=people, answered_by="Văn phòng") == 302
    return conference


def concluded(world: World, office: Client, conference: Conference) -> None:
    """It was held, two points were concluded and given to somebody, the flag went on."""
    guest = conference.delegations.get(body=world.units["Khối B"])
    assert act(office, "delegates", "arrive", guest.delegates.get(rank=1)) == 302
    moved(conference, 0)
    day = f"{today():%Y-%m-%d}"
    assert act(office, "conferences", "hold", conference, on=day, chair="Cụm trưởng") == 302
    for text in ("Kết luận cho mọi người", "Kết luận nội bộ"):
        assert act(office, "conferences", "raise_point", conference, kind="conclusion", text=text) == 302
    assert act(office, "conferences", "raise_point", conference, kind="proposal", text="Đề xuất nội bộ") == 302
    for point in conference.points.all():
        assert act(office, "points", "assign", point, due_on=day, addressee="Cấp ủy") == 302
    assert act(office, "conferences", "conclude", conference, on=day) == 302
    assert act(office, "conferences", "hand_flag", conference, next_host=world.units["Khối B"].pk, on=day) == 302
    conference.refresh_from_db()


def shown(conference: Conference) -> str:
    """All that is on the portal's page of it."""
    slug = ConferencePublication.objects.get(conference=conference).slug
    return Client().get(reverse("portal_conference", args=[slug])).content.decode()


def test_the_public_reads_nothing_before_the_host_lets_it(conference: Conference) -> None:
    assert published.published_conferences() == []
    assert "Chưa có hội nghị nào được công bố" in Client().get("/hoi-nghi/").content.decode()


def test_before_the_day_the_released_programme_is_read_and_follows_its_releases(
    office: Client, conference: Conference
) -> None:
    assert act(office, "conferences", "publish", conference, parts=["programme", "delegations"]) == 422
    assert act(office, "conferences", "publish", conference, parts=["programme"]) == 302
    assert act(office, "conferences", "publish", conference, parts=["programme"]) == 422, "it stands there so"
    page = shown(conference)
    assert "Khối A" in page
    assert "Thảo luận" in page
    item = conference.items.get(kind="discussion")
    changed = {"kind": "discussion", "title": "Thảo luận theo nhóm", "minutes": "40"}
    assert act(office, "programme", "change_item", item, **changed) == 302
    assert "Thảo luận theo nhóm" not in shown(conference), "a draft is nobody's outside"
    assert act(office, "conferences", "release_programme", conference) == 302
    assert "Thảo luận theo nhóm" in shown(conference)


def test_after_its_conclusion_only_what_was_chosen_is_read(
    world: World, office: Client, conference: Conference
) -> None:
    concluded(world, office, conference)
    chosen = conference.points.get(text="Kết luận cho mọi người")
    assert act(office, "conferences", "publish", conference, parts=EVERYTHING, points=[chosen.pk]) == 302
    page = shown(conference)
    for told in ("Kết luận cho mọi người", "Khối B", "Cụm trưởng", "cờ luân lưu được trao"):
        assert told in page
    kept = json.dumps(ConferencePublication.objects.get().content, ensure_ascii=False)
    for inner in ("Kết luận nội bộ", "Đề xuất nội bộ", "Nguyễn Văn An", "Trần Thị Bình"):
        assert inner not in page + kept
    (public,) = published.published_conferences()
    assert public.delegations == [("Các đơn vị trong cụm", ["Khối B"])], "who did not come is none of those who came"
    assert act(office, "conferences", "publish", conference, parts=[], points=[]) == 302
    page = shown(conference)
    assert "Kết luận cho mọi người" not in page
    assert "Khối B" not in page


def test_a_proposal_is_never_made_public(world: World, office: Client, conference: Conference) -> None:
    concluded(world, office, conference)
    proposal = conference.points.get(kind="proposal")
    with pytest.raises(Refused, match="không phải là kết luận"):
        publishing.publish(actor=program("Kiểm thử"), record=conference, points=[str(proposal.pk)])


def test_what_is_taken_back_is_read_by_nobody(office: Client, conference: Conference) -> None:
    assert act(office, "conferences", "publish", conference, parts=["programme"]) == 302
    slug = ConferencePublication.objects.get().slug
    assert act(office, "conferences", "withdraw_publication", conference, reason="Đổi đơn vị chủ trì") == 302
    assert Client().get(reverse("portal_conference", args=[slug])).status_code == 404
    assert act(office, "conferences", "publish", conference, parts=[]) == 302
    assert ConferencePublication.objects.get().slug == slug, "its address stays"
    operations.cancel(actor=program("Kiểm thử"), record=conference, reason="Bão")
    assert Client().get(reverse("portal_conference", args=[slug])).status_code == 404


def test_a_conference_that_is_only_asked_for_is_not_made_public(world: World, conference: Conference) -> None:
    operations.cancel(actor=program("Kiểm thử"), record=conference, reason="Bão")
    conference.refresh_from_db()
    with pytest.raises(Refused, match="đã được thống nhất"):
        publishing.publish(actor=program("Kiểm thử"), record=conference)


def test_the_host_reads_that_what_is_public_is_no_longer_what_the_records_say(
    world: World, office: Client, conference: Conference
) -> None:
    concluded(world, office, conference)
    assert act(office, "conferences", "publish", conference, parts=["delegations"]) == 302
    row = ConferencePublication.objects.get()
    assert not publishing.has_changed(row)
    page = office.get(reverse("desk:page", args=["conferences", conference.pk])).content.decode()
    assert "Soạn bài từ hội nghị này" in page
    assert "hãy công bố lại" not in page
    row.content["delegations"] = []
    assert publishing.has_changed(row)


def test_whoever_only_reads_conferences_makes_none_public(world: World, conference: Conference) -> None:
    assert act(signed_in(world, "to-chuc-a"), "conferences", "publish", conference, parts=[]) in {403, 404}
    assert ConferencePublication.objects.count() == 0


def test_a_paper_is_public_once_delegations_may_read_it(
    world: World, office: Client, conference: Conference, tmp_path: Path, settings: Any
) -> None:
    from giaoban.conferences import papers
    from giaoban.conferences.demonstration_programme import written_paper

    settings.MEDIA_ROOT = str(tmp_path)
    actor, guest = program("Kiểm thử"), conference.delegations.get(body=world.units["Khối B"])
    for title in ("Bài cho mọi đoàn", "Bài còn giữ"):
        papers.ask_papers(
            actor=actor, record=conference, delegations=[guest.pk], theme=title, minutes=7, due_on=conference.held_on
        )
        paper = guest.papers.get(theme=title)
        papers.send(
            actor=actor, record=paper, file=written_paper(title), title=title, speaker="Lê Văn Nói", sent_by="VP"
        )
        papers.accept(actor=actor, record=paper, version=paper.version)
    papers.open_to_all(actor=actor, record=guest.papers.get(theme="Bài cho mọi đoàn"))
    concluded(world, office, conference)
    assert act(office, "conferences", "publish", conference, parts=["papers"]) == 302
    (public,) = published.published_conferences()
    assert public.papers == [("Bài cho mọi đoàn", "Khối B", "Lê Văn Nói", True)]

"""Votes of the delegations: rules as tables, one ballot each, secret ballots that lead back to nobody, results that stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from giaoban.conferences import ballot_rules, ballots, delegations
from giaoban.conferences.ballot_rules import VoteRules
from giaoban.conferences.models import Ballot, Conference, Delegate, Delegation
from giaoban.conferences.tests.stage import act, by_link, moved, prepared, signed_in
from giaoban.core.limits import Limit
from giaoban.core.refusal import Refused
from giaoban.ground.access.operations import program
from giaoban.ground.journal.models import Change, Entry
from giaoban.ground.undoing import undo
from giaoban.reporting.documents.tests.reading import assert_well_formed, docx_text, letters, pdf_text
from tests.world import World

SOURCE = "mức mặc định, chưa đối chiếu văn bản"
RULES = VoteRules(*(Limit(value, SOURCE, confirmed=False) for value in (67, 50, 5)))


@pytest.mark.parametrize(
    ("counts", "present", "secret", "carried", "said"),
    [
        ({"A": 5, "B": 3}, 8, False, "A", "A: 5 phiếu (62,50%)"),
        ({"A": 4, "B": 4}, 8, False, "", "phải biểu quyết lại"),
        ({"A": 4, "B": 1}, 8, False, "", "8 đoàn được biểu quyết có mặt, 5 đoàn đã bỏ phiếu"),
        ({"A": 3, "B": 1}, 4, True, "A", "không công bố số phiếu"),
        ({"A": 8, "B": 0}, 8, True, "A", "ai cũng biết"),
        ({"A": 2, "B": 0}, 2, True, "A", "ai cũng biết"),
        ({"A": 3, "B": 0}, 4, True, "A", "ai cũng biết"),
        ({"A": 5, "B": 3}, 8, True, "A", "B: 3 phiếu"),
        ({"Đồng ý": 2, "Không có ý kiến": 6}, 8, False, "", "phải biểu quyết lại"),
        ({"A": 0, "B": 0}, 8, True, "", "0 đoàn đã bỏ phiếu"),
    ],
)
def test_the_result_says_what_was_carried_and_not_what_would_show_who_voted_what(
    counts: dict[str, int], present: int, secret: bool, carried: str, said: str
) -> None:
    came = ballot_rules.outcome(counts, present=present, secret=secret, rules=RULES)
    assert (came.carried, said in " ".join(came.sentences)) == (carried, True)
    if secret and 0 < sum(counts.values()) < RULES.least.value:
        assert not any(f"{option}:" in sentence for option in counts for sentence in came.sentences)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({}, ""),
        ({"present": 5}, "Mới có 5/8"),
        ({"present": 6}, ""),
        ({"entitled": 0, "present": 0}, "Chưa có đoàn nào"),
        ({"sitting": False}, "trong ngày họp"),
        ({"state": "closed"}, "biểu quyết lại"),
        ({"other": "Câu khác"}, "Câu khác"),
    ],
)
def test_a_vote_is_opened_or_every_reason_against_it_is_said(change: dict[str, Any], word: str) -> None:
    given: dict[str, Any] = {
        "sitting": True,
        "state": "prepared",
        "other": "",
        "present": 8,
        "entitled": 8,
        "rules": RULES,
    }
    reasons = ballot_rules.why_not_open(**(given | change))
    assert (bool(reasons), word in " ".join(reasons)) == (bool(word), True)


def test_a_level_that_nobody_compared_with_its_text_says_so_wherever_it_decides() -> None:
    few = ballot_rules.why_not_open(sitting=True, state="prepared", other="", present=5, entitled=8, rules=RULES)
    came = ballot_rules.outcome({"A": 3, "B": 1}, present=4, secret=True, rules=RULES)
    assert [
        sentence for sentence in (*few, came.sentences[1], came.sentences[-1]) if f"({SOURCE})" not in sentence
    ] == []


@pytest.mark.parametrize(
    ("question", "options", "refused"),
    [
        ("Chọn đơn vị dẫn đầu", "Khối A\nKhối B", 0), ("Thông qua báo cáo", "", 0), ("", "", 1), ("Chọn", "Một", 1),
        ("Chọn", "Một\nMột", 1), ("Chọn", "\n".join(map(str, range(13))), 1), ("Chọn", f"{'x' * 121}\nHai", 1),
    ],
)  # fmt: skip
def test_a_vote_has_a_question_and_different_options(question: str, options: str, refused: int) -> None:
    wanted = ballot_rules.options_in(options)
    reasons = ballot_rules.why_not_prepare(conference="preparing", question=question, options=wanted)
    assert len(reasons) == refused


@pytest.fixture
def conference(world: World, office: Client) -> Conference:
    """It sits today, and the heads of both delegations of the cluster have arrived; a guest too, who has no vote."""
    conference = prepared(world, office)
    assert act(office, "conferences", "invite", conference, name="Đoàn khách", category="guest", quota="2") == 302
    for delegation in conference.delegations.all():
        delegations.answer(
            actor=program("Kiểm thử"), record=delegation, comes="yes", answered_by="Văn phòng",
            delegates=f"Nguyễn Văn An, Bí thư {delegation}",
        )  # fmt: skip
    for delegate in Delegate.objects.all():
        delegations.arrive(actor=program("Kiểm thử"), record=delegate)
    moved(conference, 0)
    conference.refresh_from_db()
    return conference


Opened = Callable[..., Ballot]


@pytest.fixture
def opened(office: Client, conference: Conference) -> Opened:
    """Puts a question to the vote."""

    def put(question: str = "Thông qua giao ước thi đua", **more: str) -> Ballot:
        assert act(office, "conferences", "prepare_ballot", conference, question=question, **more) == 302
        ballot = Ballot.objects.latest("pk")
        assert act(office, "ballots", "open_ballot", ballot) == 302
        return ballot

    return put


def voted(delegation: Delegation, ballot: Ballot, choice: str = "Đồng ý") -> int:
    return Client().post(by_link(delegation, "cast", ballot.pk), {"choice": choice}).status_code


def of_cluster(conference: Conference) -> list[Delegation]:
    return list(conference.delegations.filter(category="cluster").order_by("name"))


@pytest.mark.django_db
def test_each_delegation_of_the_cluster_votes_once_and_a_guest_not(conference: Conference, opened: Opened) -> None:
    ballot = opened()
    first, second = of_cluster(conference)
    guest = conference.delegations.get(category="guest")
    assert (voted(first, ballot), voted(first, ballot), voted(guest, ballot)) == (302, 422, 422)
    assert (voted(second, ballot, "Bịa"), voted(second, ballot, "Không đồng ý")) == (422, 302)
    page = Client().get(by_link(guest, "votes")).content.decode()
    assert "không thuộc các đoàn biểu quyết" in page
    assert sorted(ballot.voters.values_list("choice", flat=True)) == ["Không đồng ý", "Đồng ý"]


@pytest.mark.django_db
def test_a_secret_ballot_leads_back_to_no_delegation_in_any_table_nor_in_the_journal(
    office: Client, conference: Conference, opened: Opened
) -> None:
    ballot = opened(secret="on", options="Chọn Khối A\nChọn Khối B")
    first, second = of_cluster(conference)
    mark = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    assert voted(first, ballot, "Chọn Khối A") == 302
    assert voted(second, ballot, "Chọn Khối B") == 302
    assert list(ballot.voters.values_list("voted", "choice")) == [(True, ""), (True, "")]
    for change in Change.objects.filter(pk__gt=mark):
        assert "Chọn Khối" not in str(change.before) + str(change.after)
    with connection.cursor() as cursor:
        cursor.execute("select count(distinct xmin::text) from conferences_secret_count")
        assert cursor.fetchone() == (1,), "no count says that it grew later than another"
    assert dict(ballot.secret_counts.values_list("option", "count")) == {"Chọn Khối A": 1, "Chọn Khối B": 1}
    assert act(office, "ballots", "close_ballot", ballot) == 302
    with connection.cursor() as cursor:
        for model in apps.get_app_config("conferences").get_models():
            table = model._meta.db_table
            cursor.execute(f"select count(*) from {table} t where t::text like %s", ["%Chọn Khối%"])
            rows = cursor.fetchone()
            assert rows == ((1,) if table == "conferences_ballot" else (0,)), table
    ballot.refresh_from_db()
    assert not any("Chọn Khối A:" in sentence for sentence in ballot.result), "two ballots tell no counts"


@pytest.mark.django_db
def test_nobody_casts_a_secret_ballot_for_another_and_an_open_one_is_noted_by_show_of_hands(
    office: Client, conference: Conference, opened: Opened
) -> None:
    first, _second = of_cluster(conference)
    ballot = opened()
    assert act(office, "ballots", "cast_for", ballot, delegation=first.pk, choice="Đồng ý") == 302
    assert ballot.voters.get(delegation=first).choice == "Đồng ý"
    assert act(office, "ballots", "close_ballot", ballot) == 302
    secret = opened("Chọn đơn vị dẫn đầu", secret="on")
    assert act(office, "ballots", "cast_for", secret, delegation=first.pk, choice="Đồng ý") in {403, 404, 422}
    with pytest.raises(Refused, match="không ai bỏ thay"):
        ballots.cast_for(actor=program("Kiểm thử"), record=secret, delegation=first, choice="Đồng ý")


@pytest.mark.django_db
def test_the_page_of_a_secret_vote_says_who_could_have_read_the_link(
    office: Client, conference: Conference, opened: Opened
) -> None:
    first, second = of_cluster(conference)
    ballot = opened(secret="on")
    assert office.get(reverse("conferences:invitation", args=[first.pk])).status_code == 200
    page, other = (Client().get(by_link(delegation, "votes")).content.decode() for delegation in (first, second))
    assert ("van-phong-a mở lúc" in page, "van-phong-a mở lúc" in other) == (True, False)
    assert "chỉ ở trình duyệt đó" in page
    told = office.get(reverse("desk:page", args=["ballots", ballot.pk])).content.decode()
    assert "không chứng minh được chính đoàn đã bỏ phiếu" in told


@pytest.mark.django_db
def test_a_delegation_that_does_not_come_any_more_has_no_ballot(
    office: Client, conference: Conference, opened: Opened
) -> None:
    ballot = opened()
    first, second = of_cluster(conference)
    no = {"comes": "no", "answered_by": "Văn phòng"}
    assert Client().post(by_link(first), no).status_code == 422, "somebody of it is here"
    assert act(office, "invitations", "withdraw", second, reason="Bận bão lũ") == 302
    with pytest.raises(Refused, match="không còn trong số các đoàn dự"):
        ballots.cast_for(actor=program("Kiểm thử"), record=ballot, delegation=second, choice="Đồng ý")
    assert voted(first, ballot) == 302


@pytest.mark.django_db
def test_a_result_stands_is_shown_on_the_screen_and_can_only_be_voted_anew(
    office: Client, conference: Conference, opened: Opened
) -> None:
    ballot = opened()
    first, second = of_cluster(conference)
    screen = reverse("conferences:screen_state", args=[conference.pk])
    voted(first, ballot)
    shown = office.get(screen).content.decode()
    assert "Thông qua giao ước thi đua" in shown
    assert "1/2" in shown
    assert "phiếu (" not in shown, "no count before the vote is closed"
    voted(second, ballot)
    assert act(office, "ballots", "close_ballot", ballot) == 302
    assert "Đồng ý: 2 phiếu (100%)." in office.get(screen).content.decode()
    assert "“Đồng ý” được quá 50%" in Client().get(by_link(first, "votes")).content.decode()
    for name in ("open_ballot", "close_ballot", "break_off"):
        assert act(office, "ballots", name, ballot, reason="Sửa") in {403, 404, 422}, name
    assert act(office, "ballots", "hide", ballot) == 302
    assert "100%" not in office.get(screen).content.decode()
    assert act(office, "ballots", "repeat", ballot) == 302
    again = Ballot.objects.get(repeats=ballot)
    assert (again.state, again.question) == ("prepared", ballot.question)
    assert act(office, "ballots", "repeat", ballot) in {403, 404, 422}, "once is enough"


@pytest.mark.django_db
def test_a_vote_without_quorum_is_not_opened_and_one_that_is_broken_off_counts_nothing(
    office: Client, conference: Conference, opened: Opened
) -> None:
    first, _second = of_cluster(conference)
    head = first.delegates.get()
    assert act(office, "delegates", "take_back_arrival", head) == 302
    assert act(office, "conferences", "prepare_ballot", conference, question="Câu hỏi") == 302
    ballot = Ballot.objects.get()
    page = office.post(reverse("desk:act_on", args=["ballots", ballot.pk, "open_ballot"]))
    assert (page.status_code, "Mới có 1/2" in page.content.decode()) == (422, True)
    assert act(office, "delegates", "arrive", head) == 302
    assert act(office, "ballots", "open_ballot", ballot) == 302
    assert voted(first, ballot) == 302
    assert act(office, "ballots", "break_off", ballot, reason="Đọc nhầm câu hỏi") == 302
    ballot.refresh_from_db()
    assert (ballot.state, ballot.result, ballot.carried) == ("void", [], "")


@pytest.mark.django_db
def test_the_minutes_have_every_vote_and_the_ballot_is_on_paper(
    world: World, office: Client, conference: Conference, opened: Opened
) -> None:
    ballot = opened(secret="on", options="Khối A\nKhối B")
    for kind in ("docx", "pdf"):
        answer = office.get(reverse("conferences:ballot_paper", args=[ballot.pk, kind]))
        assert answer.status_code == 200
        if kind == "docx":
            assert_well_formed(answer.content)
        text = letters(docx_text(answer.content) if kind == "docx" else pdf_text(answer.content))
        assert letters("□ Khối A") in text
        assert letters("không ký tên") in text
    assert (
        signed_in(world, "to-chuc-b").get(reverse("conferences:ballot_paper", args=[ballot.pk, "pdf"])).status_code
        == 404
    )
    assert act(office, "ballots", "close_ballot", ballot) == 302
    held = f"{conference.held_on:%Y-%m-%d}"
    assert act(office, "conferences", "hold", conference, on=held, chair="Chủ trì", clerk="Thư ký") == 302
    minutes = docx_text(office.get(reverse("conferences:document", args=[conference.pk, "minutes", "docx"])).content)
    assert "Biểu quyết, bỏ phiếu" in minutes
    assert "Thông qua giao ước thi đua (bỏ phiếu kín)" in minutes
    assert "0 đoàn đã bỏ phiếu" in minutes
    assert "không chứng minh được chính đoàn đã bỏ phiếu" in minutes


def cast_from(client: Client, delegation: Delegation, ballot: Ballot) -> tuple[int, bool]:
    page = client.post(by_link(delegation, "cast", ballot.pk), {"choice": "Đồng ý"}, secure=True)
    return page.status_code, "ở một trình duyệt khác" in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["an answer", "a vote"])
def test_who_has_the_link_alone_does_not_vote_once_the_delegation_has_used_it(
    office: Client, conference: Conference, opened: Opened, by: str
) -> None:
    first, _second = of_cluster(conference)
    own, holder = Client(), Client()
    if by == "an answer":
        says = {"comes": "yes", "answered_by": "Văn phòng", "delegates": f"Nguyễn Văn An, Bí thư {first}"}
        thanks = own.post(by_link(first), says, secure=True)
    else:
        thanks = own.post(by_link(first, "cast", opened("Câu trước").pk), {"choice": "Đồng ý"}, secure=True)
        assert act(office, "ballots", "close_ballot", Ballot.objects.latest("pk")) == 302
    word = thanks.cookies["giaoban_delegation"]
    assert (word["httponly"], word["secure"], word["samesite"], word["path"]) == (True, True, "Strict", by_link(first))
    assert word.value not in str(list(Change.objects.values_list("after", flat=True)))
    secret = opened("Chọn đơn vị dẫn đầu", secret="on")
    assert cast_from(holder, first, secret) == (422, True)
    holder.cookies["giaoban_delegation"] = "bia-ra"
    assert cast_from(holder, first, secret) == (422, True)
    assert not secret.voters.get(delegation=first).voted
    for name, more in (("forget_browser", {"reason": "Đổi máy"}), ("renew_link", {})):
        page = office.post(reverse("desk:act_on", args=["invitations", first.pk, name]), more)
        assert (page.status_code, "Đang có biểu quyết mở" in page.content.decode()) == (422, True), name
    assert cast_from(own, first, secret) == (302, False)


@pytest.mark.django_db
def test_that_another_browser_votes_is_an_act_which_the_delegation_reads(
    office: Client, conference: Conference, opened: Opened
) -> None:
    first, _second = of_cluster(conference)
    assert act(office, "invitations", "forget_browser", first, reason="Chưa dùng") in {403, 404, 422}
    assert voted(first, opened("Câu trước")) == 302
    assert act(office, "ballots", "close_ballot", Ballot.objects.latest("pk")) == 302
    assert act(office, "invitations", "forget_browser", first, reason=" ") == 422
    assert act(office, "invitations", "forget_browser", first, reason="Trưởng đoàn đổi điện thoại") == 302
    for where in (by_link(first), by_link(first, "votes")):
        page = Client().get(where).content.decode()
        assert where.endswith("votes/") or "van-phong-a cho trình duyệt khác bỏ phiếu thay đoàn lúc" in page
    ballot = opened(secret="on")
    assert "Trưởng đoàn đổi điện thoại" in Client().get(by_link(first, "votes")).content.decode()
    assert voted(first, ballot) == 302, "whoever votes next by the link votes from now on"
    assert voted(first, ballot) == 422


@pytest.mark.django_db
def test_the_history_takes_back_nothing_by_which_a_browser_came_to_vote(office: Client, conference: Conference) -> None:
    first, _second = of_cluster(conference)
    says = {"comes": "yes", "answered_by": "Văn phòng", "delegates": f"Nguyễn Văn An, Bí thư {first}"}
    assert Client().post(by_link(first), says).status_code == 302
    entry = Entry.objects.filter(act="invitations.answer").latest("pk")
    with pytest.raises(Refused, match="chỉ một trình duyệt bỏ phiếu cho đoàn"):
        undo(actor=program("Kiểm thử"), entry=entry, reason="thử")

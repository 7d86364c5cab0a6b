"""What the history undoes of a conference: all of an act or nothing, and never a vote; what it does not, it says in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import chain
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client

from giaoban.conferences import (
    ballots,
    browsers,
    delegations,
    feedback,
    feedback_rules,
    follow_ups,
    hall,
    hands,
    items,
    letters,
    notes,
    operations,
    papers,
    points,
    publishing,
    reading,
    scores,
    volumes,
)
from giaoban.conferences.demonstration_programme import written_paper
from giaoban.conferences.models import Ballot, Conference, Delegate, HallTurn, Hand
from giaoban.conferences.tests.stage import item, moved, prepared
from giaoban.conferences.turning import turn_of
from giaoban.conferences.undone import ACCOUNT, LINK, NEVER
from giaoban.core.refusal import Refused
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.undoing import undo
from tests.world import World

Step = Callable[[], Any]


@pytest.fixture
def conference(world: World, office: Client) -> Conference:
    """It sits today: both bodies of the cluster have answered and their heads are here."""
    conference = prepared(world, office)
    for delegation in conference.delegations.all():
        delegations.answer(
            actor=program("Kiểm thử"), record=delegation, comes="yes", answered_by="Văn phòng",
            delegates=f"Nguyễn Văn An, Bí thư {delegation}\nTrần Thị Bình, Phó Bí thư",
        )  # fmt: skip
    for delegate in Delegate.objects.filter(head=True):
        delegations.arrive(actor=program("Kiểm thử"), record=delegate)
    moved(conference, 0)
    conference.refresh_from_db()
    return conference


def prepares(conference: Conference) -> Iterator[Step]:
    """What is done until the programme is out, one act after another."""
    actor, link, record = program("Kiểm thử"), program(LINK), conference
    first, second = conference.delegations.order_by("name")
    wants = {"actor": actor, "record": record}
    yield lambda: delegations.give_places(actor=actor, record=first, quota=9)
    yield lambda: delegations.renew_link(actor=actor, record=first)
    yield lambda: delegations.answer(
        actor=link, record=second, comes="yes", delegates="Lê Văn Cường, Bí thư\nNguyễn Văn An, Bí thư Khối B",
        answered_by="Đoàn", browser="một trình duyệt",
    )  # fmt: skip
    yield lambda: delegations.answer(
        actor=link, record=second, comes="yes", delegates="Nguyễn Văn An, Bí thư Khối B", answered_by="Đoàn"
    )
    yield lambda: browsers.forget_browser(actor=actor, record=second, reason="đổi máy")
    yield lambda: delegations.invite(**wants, name="Đoàn khách", category="guest", quota=2)
    yield lambda: delegations.arrive_unannounced(actor=actor, record=first, name="Lý Văn Dũng", post="Chuyên viên")
    yield lambda: delegations.take_back_arrival(actor=actor, record=Delegate.objects.get(name="Lý Văn Dũng"))
    yield lambda: delegations.be_absent(actor=actor, record=Delegate.objects.get(name="Lý Văn Dũng"), absence="bận")
    yield lambda: papers.ask_papers(
        **wants, delegations=[first.pk, second.pk], theme="Chi bộ", minutes=7, due_on=today()
    )
    paper, other = record.papers.order_by("delegation__name")
    yield lambda: papers.send(actor=link, record=paper, file=written_paper("Một"), title="Một", speaker="An")
    yield lambda: papers.accept(actor=actor, record=paper, version=1)
    yield lambda: papers.open_to_all(actor=actor, record=paper)
    yield lambda: letters.call_for_papers(**wants)
    yield lambda: items.draw_up(**wants)
    yield lambda: papers.seat_papers(**wants)
    yield lambda: papers.decline(actor=actor, record=other, remark="không kịp")
    yield lambda: volumes.release_volume(**wants)
    yield lambda: volumes.withdraw_volume(**wants, reason="sai bìa")
    yield lambda: items.add_item(**wants, kind="discussion", title="Việc khác", minutes=5)
    yield lambda: items.move_item(actor=actor, record=item(record, "Việc khác"), place=1)
    yield lambda: items.strike_item(actor=actor, record=item(record, "Việc khác"), reason="thừa")
    yield lambda: items.release_programme(**wants, note="thử")
    yield lambda: publishing.publish(**wants, parts=["programme"])
    yield lambda: publishing.withdraw_publication(**wants, reason="chưa duyệt")


def sits(conference: Conference) -> Iterator[Step]:
    """What is done while it sits."""
    actor, link, record = program("Kiểm thử"), program(LINK), conference
    first, second = conference.delegations.exclude(category="guest").order_by("name")
    wants = {"actor": actor, "record": record}
    yield lambda: hall.start_item(actor=actor, record=item(record, "Thảo luận"))
    yield lambda: hall.give_minutes(actor=actor, record=item(record, "Thảo luận"), extra=2)
    yield lambda: hall.hand_chair(**wants, chair="Phó cụm trưởng")
    talk = item(record, "Thảo luận")
    yield lambda: hands.raise_hand(actor=program(ACCOUNT), record=talk, delegation=first, speaker="An")
    yield lambda: hands.raise_hand(actor=actor, record=talk, delegation=second, speaker="Cường")
    yield lambda: hands.close_hands(actor=actor, record=talk)
    yield lambda: hands.give_floor(actor=actor, record=Hand.objects.get(delegation=first))
    yield lambda: hands.pass_over(actor=actor, record=Hand.objects.get(delegation=second), reason="hết giờ")
    yield lambda: notes.take_down(
        actor=actor, record=talk, speaker="An", text="Ý", proposal="Đề nghị hai", delegation=first
    )
    yield lambda: points.raise_point(**wants, kind="proposal", text="Đề nghị một", delegation=second)
    one, two = record.points.order_by("pk")
    yield lambda: points.fold(actor=actor, record=two, into=one)
    yield lambda: points.unfold(actor=actor, record=two)
    yield lambda: points.assign(actor=actor, record=one, owner=second.body, due_on=today() + timedelta(days=9))
    yield lambda: points.answer(actor=link, record=one, answer="Đã làm", answered_on=today())
    yield lambda: points.close(actor=actor, record=one)


def votes(conference: Conference, *, secret: bool) -> Iterator[Step]:
    """A vote from its preparation to its result, repeated and broken off."""
    actor, link = program("Kiểm thử"), program(LINK)
    first, second = conference.delegations.exclude(category="guest").order_by("name")
    wants = {"actor": actor, "record": conference}
    yield lambda: ballots.prepare_ballot(**wants, question=f"Kín: {secret}", secret=secret)
    ballot = Ballot.objects.latest("pk")
    yield lambda: ballots.open_ballot(actor=actor, record=ballot)
    yield lambda: ballots.cast(actor=link, record=ballot, delegation=first, choice="Đồng ý", browser="")
    if not secret:
        yield lambda: ballots.cast_for(actor=actor, record=ballot, delegation=second, choice="Đồng ý")
    yield lambda: ballots.hide(actor=actor, record=ballot)
    yield lambda: ballots.show(actor=actor, record=ballot)
    yield lambda: ballots.close_ballot(actor=actor, record=ballot)
    yield lambda: ballots.repeat(actor=actor, record=ballot)
    again = Ballot.objects.latest("pk")
    yield lambda: ballots.open_ballot(actor=actor, record=again)
    yield lambda: ballots.break_off(actor=actor, record=again, reason="mất điện")


def follows(conference: Conference) -> Iterator[Step]:
    """What is scored, and what is done once the sitting is over."""
    actor, link, record = program("Kiểm thử"), program(LINK), conference
    first = conference.delegations.exclude(category="guest").order_by("name")[0]
    talk, two = item(record, "Thảo luận"), record.points.latest("pk")
    wants = {"actor": actor, "record": record}
    yield lambda: scores.agree_scores(**wants, lines="Báo cáo | 10")
    yield lambda: scores.claim(actor=link, record=scores.scores_of(record)[0], claimed=9)
    yield lambda: scores.check(actor=actor, record=scores.scores_of(record)[0], checked=9)
    yield lambda: hall.finish_item(actor=actor, record=talk)
    yield lambda: reading.read_back(**wants)
    yield lambda: reading.object_to_minutes(actor=link, record=record, text="Thiếu một ý.", delegation=first)
    yield lambda: reading.keep(actor=actor, record=record.objections.get(), settled="đã ghi đủ")
    yield lambda: reading.adopt_minutes(**wants, adopted_by="Cụm trưởng")
    yield lambda: reading.reopen_minutes(**wants, reason="nhầm tên")
    yield lambda: operations.hold(**wants, on=today(), chair="Cụm trưởng")
    yield lambda: points.assign(actor=actor, record=two, addressee="Cấp trên", due_on=today() + timedelta(days=9))
    yield lambda: follow_ups.ask_follow_up(**wants, until=today() + timedelta(days=9))
    yield lambda: follow_ups.tell(actor=actor, record=two, progress="stuck", text="vướng", told_by="VP")
    yield lambda: feedback.ask_feedback(**wants, questions=feedback_rules.USUAL, until=today() + timedelta(days=9))
    marks = [0] * len(record.feedback.questions)
    yield lambda: feedback.give_feedback(actor=link, record=record.feedback, delegation=first, marks=marks)
    yield lambda: points.refuse(actor=actor, record=two, answer="ngoài thẩm quyền")
    yield lambda: operations.conclude(**wants, on=today())


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of conferences, but for how often a hall has changed."""
    tables = [model for model in apps.get_app_config("conferences").get_models() if model is not HallTurn]
    return {model.__name__: list(model._default_manager.order_by("pk").values_list()) for model in tables}


def undone_for_once(entry: Entry, conference: Conference) -> tuple[list[str], Any, int]:
    """Why the act is not undone, then all rows and the number of the hall as the undoing leaves them; nothing stays undone."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                undo(actor=program("Kiểm thử"), entry=entry, reason="thử")
        except Refused as refused:
            return refused.reasons, everything(), turn_of(conference)
        found = [], everything(), turn_of(conference)
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_every_act_of_a_conference_is_undone_whole_or_says_why_it_is_not(conference: Conference) -> None:
    undone, kept = set(), set()
    voted = (votes(conference, secret=False), votes(conference, secret=True))
    for step in chain(prepares(conference), sits(conference), *voted, follows(conference)):
        before = everything()
        step()
        entry, after, turn = Entry.objects.latest("pk"), everything(), turn_of(conference)
        reasons, found, turned = undone_for_once(entry, conference)
        if reasons:
            assert entry.act in NEVER or entry.actor_name in {LINK, ACCOUNT}, (entry.act, reasons)
            assert (found, all(reason.endswith(".") for reason in reasons)) == (after, True), entry.act
            kept.add(entry.act)
        else:
            assert entry.act not in NEVER
            assert entry.actor_name not in {LINK, ACCOUNT}, entry.act
            assert found == before, entry.act
            assert turned > turn, f"{entry.act}: whoever follows the hall is told"
            undone.add(entry.act)
    assert set(NEVER) - kept <= {"conferences.freeze", "conferences.unfreeze", "hands.lower"}
    assert {"ballots.cast_for", "programme.start_item", "points.fold", "conferences.conclude"} <= undone


@pytest.mark.django_db
@pytest.mark.parametrize("secret", [False, True])
def test_no_undoing_takes_a_vote_away_or_lets_a_delegation_vote_twice(conference: Conference, secret: bool) -> None:
    actor, first = program("Kiểm thử"), conference.delegations.order_by("name")[0]
    ballots.prepare_ballot(actor=actor, record=conference, question="Chọn", secret=secret)
    ballot = ballots.open_ballot(actor=actor, record=Ballot.objects.get())
    ballots.cast(actor=program(LINK), record=ballot, delegation=first, choice="Đồng ý", browser="")
    for act in ("ballots.cast", "ballots.open_ballot"):
        with pytest.raises(Refused, match="không hoàn tác được"):
            undo(actor=actor, entry=Entry.objects.filter(act=act).latest("pk"), reason="thử")
    with pytest.raises(Refused, match="mỗi đoàn một phiếu"):
        ballots.cast(actor=program(LINK), record=ballot, delegation=first, choice="Đồng ý", browser="")
    assert ballots.counts_of(ballot) == {"Đồng ý": 1, "Không đồng ý": 0, "Không có ý kiến": 0}
    ballots.close_ballot(actor=actor, record=ballot)
    with pytest.raises(Refused, match="biểu quyết lại"):
        undo(actor=actor, entry=Entry.objects.latest("pk"), reason="thử")
    ballot.refresh_from_db()
    assert ballot.state == "closed"
    assert "Đồng ý: 1 phiếu" in " ".join(ballot.result) or secret


@pytest.mark.django_db
def test_a_show_of_hands_that_was_noted_wrongly_is_undone_while_the_vote_is_open_and_not_after(
    conference: Conference,
) -> None:
    actor = program("Kiểm thử")
    first, second = conference.delegations.order_by("name")
    ballots.prepare_ballot(actor=actor, record=conference, question="Chọn")
    ballot = ballots.open_ballot(actor=actor, record=Ballot.objects.get())
    ballots.cast_for(actor=actor, record=ballot, delegation=first, choice="Đồng ý")
    noted = Entry.objects.latest("pk")
    ballots.cast(actor=program(LINK), record=ballot, delegation=second, choice="Đồng ý", browser="")
    undo(actor=actor, entry=noted, reason="ghi nhầm")
    ballots.cast_for(actor=actor, record=ballot, delegation=first, choice="Không đồng ý")
    assert ballots.counts_of(ballot) == {"Đồng ý": 1, "Không đồng ý": 1, "Không có ý kiến": 0}
    noted = Entry.objects.latest("pk")
    ballots.close_ballot(actor=actor, record=ballot)
    with pytest.raises(Refused, match="kết quả giữ nguyên"):
        undo(actor=actor, entry=noted, reason="ghi nhầm")

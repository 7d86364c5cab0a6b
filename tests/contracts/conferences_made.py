"""What the demonstration has none of, of conferences: a day in the hall, a paper that has arrived, a note; made by the acts."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from giaoban.conferences import (
    archiving,
    ballots,
    delegations,
    hall,
    hands,
    items,
    notes,
    operations,
    papers,
    points,
    queries,
    reading,
    scores,
    wall,
)
from giaoban.conferences.models import Ballot, Conference, ConferencePaper, Delegation, Hand, ProgrammeItem
from giaoban.ground.access.models import Account
from giaoban.ground.journal.clock import today


def a_conference_today(actor: Account) -> Conference:
    """The conference being prepared is held today."""
    conference = Conference.objects.filter(state="preparing").latest("pk")
    return operations.plan(
        actor=actor, record=conference, held_on=today(), theme=conference.theme, place="Hội trường", minutes=240,
        chair="Đồng chí chủ trì", reason="kiểm thử",
    )  # fmt: skip


def a_hall(actor: Account) -> None:
    """Its first item has the floor."""
    hall.start_item(actor=actor, record=queries.items_of(a_conference_today(actor))[0])


def a_figure_shown(actor: Account) -> None:
    """A released figure stands on the screen of the hall."""
    conference = a_conference_today(actor)
    wall.show_figure(actor=actor, record=conference, figure=wall.choices(conference)[0][0])


def a_struck_item(actor: Account) -> None:
    """An item of a programme was struck off."""
    items.strike_item(actor=actor, record=_item(), reason="kiểm thử")


def a_note(actor: Account) -> None:
    """Something was said on an item."""
    notes.take_down(actor=actor, record=_item(), speaker="Đoàn thử", text="Ý kiến thử")


def minutes_to_read(actor: Account) -> Conference:
    """The conference that is held today has something in its minutes."""
    conference = a_conference_today(actor)
    a_note(actor)
    return conference


def minutes_read(actor: Account) -> Conference:
    """They are being read back."""
    conference = minutes_to_read(actor)
    reading.read_back(actor=actor, record=conference)
    return conference


def minutes_adopted(actor: Account) -> None:
    """They were adopted."""
    reading.adopt_minutes(actor=actor, record=minutes_read(actor), adopted_by="Chủ trì")


def an_objection(actor: Account) -> Conference:
    """Somebody objected to them."""
    conference = minutes_read(actor)
    reading.object_to_minutes(actor=actor, record=conference, text="Ghi thiếu một ý (thử).", voiced_by="Đoàn thử")
    return conference


def an_objection_met(actor: Account) -> None:
    """What somebody objected to was corrected."""
    note = an_objection(actor).notes.latest("pk")
    notes.correct_note(actor=actor, record=note.item, note=note, speaker=note.speaker, text="Ý kiến thử, ghi đủ.")


def a_point_given(actor: Account) -> None:
    """A proposal of a conference that was held is somebody's to do."""
    held = Conference.objects.filter(state="held").latest("pk")
    point = points.raise_point(actor=actor, record=held, kind="proposal", text="Một đề xuất (thử)")
    points.assign(actor=actor, record=point, addressee="Cấp trên", due_on=today())


def a_paper_asked(actor: Account) -> None:
    """A delegation was asked for a paper of which no letter speaks."""
    conference = Conference.objects.filter(state="preparing").latest("pk")
    papers.ask_papers(
        actor=actor, record=conference, delegations=[conference.delegations.order_by("pk")[0].pk], theme="Một nội dung khác (thử)",
        minutes=8, due_on=today(),
    )  # fmt: skip


def a_paper_received(actor: Account) -> None:
    """A paper that was asked for has arrived."""
    document, written = Document(), io.BytesIO()
    document.add_paragraph("Chi bộ chúng tôi xin báo cáo kinh nghiệm. " * 20)
    document.save(written)
    paper = ConferencePaper.objects.filter(state="asked").latest("pk")
    file = SimpleUploadedFile("tham-luan.docx", written.getvalue())
    papers.send(actor=actor, record=paper, file=file, title="Tham luận thử", sent_by="Văn phòng")


def a_paper_accepted(actor: Account) -> None:
    """A paper that has arrived was accepted."""
    a_paper_received(actor)
    paper = ConferencePaper.objects.filter(state="received").latest("pk")
    papers.accept(actor=actor, record=paper, version=paper.version)


def a_discussion(actor: Account) -> None:
    """The discussion of the conference that is held today can be spoken on, and a delegation of it comes."""
    conference = a_conference_today(actor)
    coming = conference.delegations.order_by("pk")[0]
    delegations.answer(
        actor=actor, record=coming, comes="yes", delegates="Nguyễn Văn Thử, Bí thư", answered_by="Văn phòng"
    )


def a_closed_list(actor: Account) -> None:
    """Nobody more gets on the list of speakers of the discussion."""
    a_discussion(actor)
    talk = ProgrammeItem.objects.filter(conference__state="preparing", kind="discussion").latest("pk")
    hands.close_hands(actor=actor, record=talk)


def a_hand(actor: Account) -> Hand:
    """A delegation waits to speak on it."""
    a_discussion(actor)
    talk = ProgrammeItem.objects.filter(conference__state="preparing", kind="discussion").latest("pk")
    coming = talk.conference.delegations.filter(state="comes").order_by("pk")[0]
    hands.raise_hand(actor=actor, record=talk, delegation=coming, speaker="Nguyễn Văn Thử, Bí thư")
    return talk.hands.latest("pk")


def a_hand_called(actor: Account) -> None:
    """It has the floor."""
    hands.give_floor(actor=actor, record=a_hand(actor))


def a_ballot(actor: Account) -> Ballot:
    """Something can be put to the vote at the conference that is held today: the heads of the cluster are here."""
    conference = a_conference_today(actor)
    for delegation in ballots.entitled_of(conference):
        delegations.arrive(actor=actor, record=delegation.delegates.get(head=True))
    ballots.prepare_ballot(actor=actor, record=conference, question="Thông qua giao ước (thử)")
    return conference.ballots.latest("pk")


def a_ballot_open(actor: Account) -> Ballot:
    """It is open."""
    return ballots.open_ballot(actor=actor, record=a_ballot(actor))


def a_ballot_hidden(actor: Account) -> None:
    """It is open and not on the screen."""
    ballots.hide(actor=actor, record=a_ballot_open(actor))


def a_ballot_closed(actor: Account) -> None:
    """It is closed."""
    ballots.close_ballot(actor=actor, record=a_ballot_open(actor))


def a_sheet_to_fill(actor: Account) -> None:
    """A delegation that did not come, and so is on no sheet, comes after all."""
    declined = Delegation.objects.filter(conference__state="preparing", category="cluster", state="declined").latest(
        "pk"
    )
    delegations.answer(
        actor=actor, record=declined, comes="yes", delegates="Nguyễn Văn Thử, Bí thư", answered_by="Văn phòng"
    )


def a_checked_sheet(actor: Account) -> None:
    """Every point of the conference being prepared is checked."""
    for score in scores.scores_of(Conference.objects.filter(state="preparing").latest("pk")):
        scores.check(actor=actor, record=score, checked=score.line.points, why="kiểm thử")


def a_sheet_not_begun(actor: Account) -> Conference:
    """A conference that is being prepared, of which nobody has scored anything yet."""
    other = Conference.objects.filter(state="claimed").latest("pk")
    return operations.agree(actor=actor, record=other, decision="kiểm thử")


def an_opened_archive(actor: Account) -> None:
    """The conference that was frozen is open again."""
    frozen = Conference.objects.filter(frozen_at__isnull=False).latest("pk")
    archiving.unfreeze(actor=actor, record=frozen, reason="kiểm thử")


def a_folded_proposal(actor: Account) -> None:
    """Of two proposals of the conference being prepared one was folded into the other."""
    conference = Conference.objects.filter(state="preparing").latest("pk")
    first = conference.points.filter(kind="proposal").latest("pk")
    again = points.raise_point(actor=actor, record=conference, kind="proposal", text=f"{first} Xin nhắc lại.")
    points.fold(actor=actor, record=again, into=first)


def two_proposals(actor: Account) -> None:
    """There are two proposals of one conference."""
    conference = Conference.objects.filter(state="preparing").latest("pk")
    points.raise_point(actor=actor, record=conference, kind="proposal", text="Một đề xuất khác (thử)")


def a_browser(actor: Account) -> None:
    """A delegation has answered by its link."""
    coming = a_conference_today(actor).delegations.order_by("pk")[0]
    delegations.answer(
        actor=actor, record=coming, comes="yes", delegates="Nguyễn Văn Thử, Bí thư", answered_by="Văn phòng",
        browser="thử",
    )  # fmt: skip


def _item() -> ProgrammeItem:
    return ProgrammeItem.objects.filter(conference__state="preparing", state="planned").latest("pk")


MADE = {
    "conferences.hand_chair": a_conference_today,
    "conferences.call_for_papers": a_paper_asked,
    "conferences.remind_late": a_conference_today,
    "conferences.ask_follow_up": a_point_given,
    "points.tell": a_point_given,
    "conferences.read_back": minutes_to_read,
    "conferences.object_to_minutes": minutes_read,
    "conferences.adopt_minutes": minutes_read,
    "conferences.reopen_minutes": minutes_adopted,
    "objections.correct": an_objection_met,
    "objections.keep": an_objection,
    "conferences.seat_papers": a_paper_accepted,
    "conferences.release_volume": a_paper_accepted,
    "programme.put_back_item": a_struck_item,
    "programme.start_item": a_conference_today,
    "programme.finish_item": a_hall,
    "programme.give_minutes": a_hall,
    "programme.take_back_item": a_hall,
    "programme.correct_note": a_note,
    "programme.drop_note": a_note,
    "programme.raise_hand": a_discussion,
    "programme.close_hands": a_discussion,
    "programme.open_hands": a_closed_list,
    "hands.give_floor": a_hand,
    "hands.pass_over": a_hand,
    "hands.lower": a_hand,
    "hands.end_speech": a_hand_called,
    "hands.put_back": a_hand_called,
    "ballots.open_ballot": a_ballot,
    "ballots.cast_for": a_ballot_open,
    "ballots.close_ballot": a_ballot_open,
    "ballots.hide": a_ballot_open,
    "ballots.show": a_ballot_hidden,
    "ballots.repeat": a_ballot_closed,
    "ballots.break_off": a_ballot,
    "conferences.freeze": an_opened_archive,
    "conferences.withdraw_volume": an_opened_archive,
    "conferences.show_figure": a_conference_today,
    "conferences.hide_figure": a_figure_shown,
    "points.fold": two_proposals,
    "points.unfold": a_folded_proposal,
    "conferences.agree_scores": a_sheet_not_begun,
    "conferences.fill_scores": a_sheet_to_fill,
    "conferences.vote_on_scores": a_checked_sheet,
    "invitations.forget_browser": a_browser,
    "papers.accept": a_paper_received,
    "papers.send_back": a_paper_received,
    "papers.open_to_all": a_paper_accepted,
}

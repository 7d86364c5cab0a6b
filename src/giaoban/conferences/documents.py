"""A conference's minutes and notice of conclusions, as its records say, in the shape that papers are made of."""

from __future__ import annotations

from django.utils.timezone import localtime

from giaoban.conferences import queries
from giaoban.conferences.ballot_rules import BY_LINK
from giaoban.conferences.models import (
    Ballot,
    Conference,
    ConferenceLetter,
    ConferencePoint,
    Delegate,
    Delegation,
    ProgrammeItem,
)
from giaoban.core.refusal import Refused
from giaoban.ground.units.queries import name_of, names_of
from giaoban.reporting.documents import conference_papers as papers
from giaoban.reporting.documents.ballot import BallotPaper
from giaoban.reporting.documents.heading import PartyDocument
from giaoban.reporting.documents.letter import PartyLetter

UNANSWERED = (ConferencePoint.State.REFUSED, ConferencePoint.State.FOLDED)
"""Proposals that no notice names: not taken up, or answered with another."""
HELD = (Conference.State.HELD, Conference.State.CONCLUDED)


def minutes_of(conference: Conference) -> papers.ConferenceMinutes:
    """The minutes as far as they are taken."""
    ran = list(queries.items_of(conference).prefetch_related("notes"))
    began = [item.started_at for item in ran if item.started_at]
    over = conference.state in HELD or any(item.kind == ProgrammeItem.Kind.CLOSING and item.finished_at for item in ran)
    ended = [item.finished_at for item in ran if item.finished_at and over]
    points = conference.points.order_by("pk")
    return papers.ConferenceMinutes(
        document=_document(conference, "BIÊN BẢN", f"{_lower(conference)} ngày {conference.held_on:%d/%m/%Y}", "BB"),
        held_on=conference.held_on,
        place=conference.place,
        chairs=_chairs(conference),
        clerk=conference.clerk,
        bodies=[
            _body(delegation)
            for delegation in conference.delegations.filter(state=Delegation.State.COMES).order_by("category", "name")
        ],
        course=[_course(item) for item in ran],
        proposals=[
            papers.Raised(point.text, queries.voices_of(point), point.addressee)
            for point in points
            if point.kind == ConferencePoint.Kind.PROPOSAL and point.state != ConferencePoint.State.FOLDED
        ],
        votes=[
            papers.HeldVote(ballot.question, ballot.secret, [*ballot.result, *([BY_LINK] if ballot.secret else [])])
            for ballot in conference.ballots.filter(state=Ballot.State.CLOSED).order_by("closed_at", "pk")
        ],
        conclusions=[f"- {point.text}" for point in points if point.kind == ConferencePoint.Kind.CONCLUSION],
        opened_at=localtime(min(began)) if began else None,
        closed_at=localtime(max(ended)) if ended else None,
    )  # fmt: skip


def notice_of(conference: Conference) -> papers.ConclusionNotice:
    """The notice of the conclusions; Refused before the conference was held, and while there is no conclusion."""
    if conference.state not in HELD:
        raise Refused("Thông báo kết luận lập sau khi hội nghị đã họp.")
    points = list(conference.points.select_related("owner").order_by("pk"))
    concluded = [point for point in points if point.kind == ConferencePoint.Kind.CONCLUSION]
    if not concluded:
        raise Refused("Chưa ghi điểm kết luận nào; hãy ghi kết luận của chủ trì trước.")
    names = names_of({point.owner_id for point in points if point.owner_id}, on=conference.held_on)

    def conclusion(point: ConferencePoint) -> papers.Concluded:
        owner = names.get(point.owner_id, "") if point.owner_id else point.addressee
        return papers.Concluded(point.text, owner, point.product, point.due_on)

    chaired = "; ".join(chair.name for chair in _chairs(conference))
    theme = f" về “{conference.theme}”" if conference.theme else ""
    return papers.ConclusionNotice(
        document=_document(conference, "THÔNG BÁO", f"kết luận {_lower(conference)}", "TB"),
        opening=f"Ngày {conference.held_on:%d/%m/%Y}, {_lower(conference)}{theme} đã họp"
        + (f" tại {conference.place}" if conference.place else "")
        + (f", do {chaired} chủ trì" if chaired else "")
        + ". Hội nghị thống nhất kết luận như sau:",
        conclusions=[conclusion(point) for point in concluded],
        proposals=[
            conclusion(point)
            for point in points
            if point.kind == ConferencePoint.Kind.PROPOSAL and point.state not in UNANSWERED
        ],
    )


def ballot_of(ballot: Ballot) -> BallotPaper:
    """The ballot of that vote, to be printed once for each delegation that votes."""
    genre = "PHIẾU BẦU KÍN" if ballot.secret else "PHIẾU BIỂU QUYẾT"
    conference = ballot.conference
    return BallotPaper(
        _document(conference, genre, _lower(conference), ""),
        conference.held_on,
        ballot.question,
        ballot.options,
        ballot.secret,
    )


def letter_of(letter: ConferenceLetter) -> PartyLetter:
    """The letter as it went out, in the name that its sender bears on its day."""
    conference = letter.conference
    host = name_of(conference.unit_id, on=letter.signed_on)
    document = PartyDocument(
        genre="",
        summary=letter.about,
        superior=queries.superior_of(conference),
        issuer=host.name if host else "",
        number=letter.number,
        number_code="CV",
        issued_on=letter.signed_on,
        recipients=("Như trên", "Lưu Văn phòng"),
    )
    return PartyLetter(document, letter.addressees, letter.text)


def _document(conference: Conference, genre: str, summary: str, code: str) -> PartyDocument:
    host = name_of(conference.unit_id, on=conference.held_on)
    return PartyDocument(
        genre=genre,
        summary=summary,
        superior=queries.superior_of(conference),
        issuer=host.name if host else "",
        number_code=code,
        issued_on=conference.held_on if genre == "BIÊN BẢN" else None,
        recipients=("Các đoàn dự hội nghị", "Lưu Văn phòng"),
    )


def _lower(conference: Conference) -> str:
    said = str(conference)
    return said[0].lower() + said[1:]


def _chairs(conference: Conference) -> list[papers.Chair]:
    spells = list(conference.chairs.order_by("pk"))
    if not spells:
        return [papers.Chair(conference.chair)] if conference.chair else []
    return [papers.Chair(one.name, localtime(one.since) if one.since else None) for one in spells]


def _body(delegation: Delegation) -> papers.AttendingBody:
    people = list(delegation.delegates.order_by("rank"))
    absent = [(str(one), one.absence) for one in people if one.state != Delegate.State.ARRIVED]
    return papers.AttendingBody(delegation.name, len(people) - len(absent), len(people), absent)


def _course(item: ProgrammeItem) -> papers.Course:
    return papers.Course(
        item.title,
        item.speaker,
        localtime(item.started_at) if item.started_at else None,
        [papers.SpokenNote(note.speaker, note.text) for note in item.notes.all()],
    )

"""The acts on a consolidation, from the submission to the decision; seats begin and end with it, as posts of the persons."""

from __future__ import annotations

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from giaoban.areas.committees import rules
from giaoban.areas.committees.models import Consolidation, SeatBallot, SeatChange
from giaoban.areas.committees.queries import filled, posts_of, stands_under
from giaoban.core.refusal import refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.people.models import Person, Position
from giaoban.ground.people.queries import membership_of
from giaoban.ground.people.spells import end_spell, touch
from giaoban.ground.writing import hold, writing

State = Consolidation.State


def name_person(*, actor: Actor, record: Consolidation, person: Person, post: str) -> SeatChange:
    """The submission names that person for that post of the body."""
    with writing(actor, "consolidations.name_person", unit=record.unit, on=record.proposed_on, record=record):
        hold(person)
        day, membership = record.proposed_on, membership_of(person, on=record.proposed_on)
        refuse_if(
            rules.why_not_now("name_person", record.state)
            + rules.why_not_named(
                name=person.name,
                grade=membership.grade if membership else "",
                under=stands_under(person, record.unit, day) is not None,
                sits=posts_of(record.unit_id, record.term.body, day).filter(person=person, post=post).exists(),
                named=record.changes.filter(person=person, post=post, into=True).exists(),
                on=day,
            )
        )
        change = SeatChange.objects.create(consolidation=record, unit=record.unit, person=person, post=post, into=True)
        _saved(record)
        return change


def release(*, actor: Actor, record: Consolidation, position: Position) -> SeatChange:
    """The submission names who is to leave that post."""
    with writing(actor, "consolidations.release", unit=record.unit, on=record.proposed_on, record=record):
        hold(position)
        here = (position.unit_id, position.body) == (record.unit_id, record.term.body)
        named = record.changes.filter(person=position.person_id, post=position.post, into=False).exists()
        refuse_if(
            rules.why_not_now("release", record.state)
            + ([] if here else ["Chức vụ này không thuộc cơ quan đang kiện toàn."])
            + (["Tờ trình đã có tên người này với chức vụ đó."] if named else [])
        )
        change = SeatChange.objects.create(
            consolidation=record, unit=record.unit, person=position.person, post=position.post, into=False,
        )  # fmt: skip
        _saved(record)
        return change


def drop(*, actor: Actor, record: Consolidation, change: SeatChange, reason: str) -> None:
    """The submission names that person no longer; ballots on them go with it, the journal keeps them."""
    with writing(actor, "consolidations.drop", unit=record.unit, on=record.proposed_on, reason=reason, record=record):
        hold(change)
        refuse_if(rules.why_not_now("drop", record.state))
        change.delete()
        _saved(record)


def consent_to(*, actor: Actor, record: Consolidation, consent: str, consented_on: date) -> Consolidation:
    """The superior agrees in writing that the change is prepared."""
    with writing(actor, "consolidations.consent_to", unit=record.unit, on=consented_on, record=record):
        refuse_if(
            rules.why_not_now("consent_to", record.state)
            + rules.why_not_after(day=consented_on, earlier=record.proposed_on, what="ngày tờ trình")
        )
        record.state, record.consent, record.consented_on = State.CONSENTED, squeeze(consent), consented_on
        return _saved(record)


def ballot(
    *, actor: Actor, record: Consolidation, change: SeatChange, round: str, held_on: date, convened: int, present: int,
    issued: int, returned: int, valid: int, in_favour: int, against: int,
) -> SeatBallot:  # fmt: skip
    """The body has voted on that person; the figures are on record, whatever they say."""
    with writing(actor, "consolidations.ballot", unit=record.unit, on=held_on, record=record):
        hold(change)
        figures = rules.Figures(convened, present, issued, returned, valid, in_favour, against)
        settles = round == rules.needed_round(record.path)
        refuse_if(
            rules.why_not_now("ballot", record.state)
            + (["Không bỏ phiếu đối với người thôi tham gia ở đây."] if not change.into else [])
            + (
                ["Chưa có văn bản đồng ý của cấp trên; chưa bỏ phiếu tín nhiệm hoặc bầu."]
                if settles and not record.consented_on
                else []
            )
            + rules.why_not_after(day=held_on, earlier=record.proposed_on, what="ngày tờ trình")
            + (
                rules.why_not_after(day=held_on, earlier=record.consented_on, what="ngày cấp trên đồng ý")
                if settles
                else []
            )
            + rules.why_not_counted(figures)
        )
        counted = SeatBallot.objects.create(
            change=change, round=round, held_on=held_on, convened=convened, present=present, issued=issued,
            returned=returned, valid=valid, in_favour=in_favour, against=against,
        )  # fmt: skip
        _saved(record)
        return counted


def elect(*, actor: Actor, record: Consolidation, elected_on: date) -> Consolidation:
    """The body has elected: whoever was elected works from that day, before it is ratified."""
    with writing(actor, "consolidations.elect", unit=record.unit, on=elected_on, record=record):
        refuse_if(
            rules.why_not_now("elect", record.state)
            + (
                []
                if record.path == Consolidation.Path.ELECT
                else ["Tờ trình này không theo cách bầu; ghi quyết định của cấp trên."]
            )
            + _why_not_done(record, elected_on)
        )
        _seat(record, elected_on, "")
        record.state, record.elected_on = State.ELECTED, elected_on
        return _saved(record)


def decide(*, actor: Actor, record: Consolidation, decision: str, decided_on: date) -> Consolidation:
    """The superior has decided: an appointed seat begins and a released one ends that day; an election is ratified."""
    with writing(actor, "consolidations.decide", unit=record.unit, on=decided_on, record=record):
        elects = record.path == Consolidation.Path.ELECT
        refuse_if(
            rules.why_not_now("decide", record.state)
            + (
                ["Chưa ghi ngày bầu; hãy ghi kết quả bầu trước khi chuẩn y."]
                if elects and record.elected_on is None
                else []
            )
            + rules.why_not_after(day=decided_on, earlier=record.elected_on, what="ngày bầu")
            + rules.why_not_after(day=decided_on, earlier=record.consented_on, what="ngày cấp trên đồng ý")
            + ([] if elects else _why_not_done(record, decided_on))
        )
        if elects:
            for post in _posts(record, decided_on, into=True):
                post.decision = squeeze(decision)[:120]
                post.save()
        else:
            _seat(record, decided_on, squeeze(decision))
        record.state, record.decision, record.decided_on = State.DECIDED, squeeze(decision), decided_on
        return _saved(record)


def foretell_decision(*, actor: Actor, record: Consolidation, decision: str, decided_on: date) -> list[str]:
    """Who takes which seat and who leaves which, from when."""
    day = record.elected_on or decided_on
    sentences = [
        f"{change.person.name}: {'giữ' if change.into else 'thôi'} chức vụ {change.get_post_display()} từ {day:%d/%m/%Y}."
        for change in record.changes.select_related("person").order_by("-into", "pk")
    ]
    return [*sentences, f"Tính một lượt kiện toàn ngày {decided_on:%d/%m/%Y}."]


def refuse(*, actor: Actor, record: Consolidation, on: date, reason: str) -> Consolidation:
    """The superior does not agree; of an election that had taken effect, seats end and those who left return from that day."""
    with writing(actor, "consolidations.refuse", unit=record.unit, on=on, reason=reason, record=record):
        refuse_if(
            rules.why_not_now("refuse", record.state)
            + rules.why_not_after(
                day=on, earlier=record.elected_on or record.consented_on or record.proposed_on, what="bước trước"
            )
        )
        if record.state == State.ELECTED:
            _unseat(record, on)
        record.state = State.REFUSED
        return _saved(record)


def withdraw(*, actor: Actor, record: Consolidation, on: date, reason: str) -> Consolidation:
    """The submission is taken back before anything came of it."""
    with writing(actor, "consolidations.withdraw", unit=record.unit, on=on, reason=reason, record=record):
        refuse_if(
            rules.why_not_now("withdraw", record.state)
            + rules.why_not_after(day=on, earlier=record.consented_on or record.proposed_on, what="bước trước")
        )
        record.state = State.WITHDRAWN
        return _saved(record)


def void(*, actor: Actor, record: Consolidation, reason: str) -> None:
    """The submission, entered by mistake, is struck out with whom it names; the journal keeps it with the reason."""
    with writing(actor, "consolidations.void", unit=record.unit, on=record.proposed_on, reason=reason, record=record):
        refuse_if(rules.why_not_now("void", record.state))
        record.delete()


def _why_not_done(record: Consolidation, on: date) -> list[str]:
    """Every reason why the changes cannot take effect on that day."""
    term, needed = record.term, rules.needed_round(record.path)
    changes = list(record.changes.select_related("person"))
    ins, outs = [change for change in changes if change.into], [change for change in changes if not change.into]
    unballoted, lost = [], []
    for change in ins:
        last = change.ballots.filter(round=needed).order_by("held_on", "pk").last()
        if last is None:
            unballoted.append(change.person.name)
        elif not last.figures.carried:
            lost.append(change.person.name)
    sitting = {post.person_id for post in posts_of(record.unit_id, term.body, on)}
    held = {(post.person_id, post.post) for post in _posts(record, on, into=False)}
    gone = [change.person.name for change in outs if (change.person_id, change.post) not in held]
    strangers = [change.person.name for change in ins if stands_under(change.person, record.unit, on) is None]
    return [
        *rules.why_not_within(on=on, from_on=term.from_on, until_on=term.until_on),
        *rules.why_not_after(day=on, earlier=record.consented_on, what="ngày cấp trên đồng ý"),
        *rules.why_not_settled(path=record.path, ins=len(ins), outs=len(outs), unballoted=unballoted, lost=lost),
        *(f"Ngày {on:%d/%m/%Y} {name} không còn giữ chức vụ này; hãy bỏ tên khỏi tờ trình." for name in gone),
        *(f"Ngày {on:%d/%m/%Y} {name} không sinh hoạt ở tổ chức này." for name in strangers),
        *rules.why_not_seats(
            filled=filled(term, on),
            ins=len({change.person_id for change in ins} - sitting),
            outs=len({change.person_id for change in outs} - {change.person_id for change in ins}),
            agreed=term.agreed,
        ),
    ]


def _posts(record: Consolidation, on: date, *, into: bool) -> list[Position]:
    """The posts that those whom the consolidation names to enter, or to leave, hold in the body on that day."""
    named = set(record.changes.filter(into=into).values_list("person", "post"))
    held = posts_of(record.unit_id, record.term.body, on)
    return [post for post in held if (post.person_id, post.post) in named]


def _seat(record: Consolidation, on: date, decision: str) -> None:
    """Seats that are left end, seats that are taken begin."""
    for post in _posts(record, on, into=False):
        end_spell(post, on=on)
    _take(record.changes.filter(into=True), on, decision)
    _touched(record)


def _unseat(record: Consolidation, on: date) -> None:
    """What an election that was not ratified had done ends: seats end, and whoever left holds the post again."""
    for post in _posts(record, on, into=True):
        end_spell(post, on=on)
    _take(record.changes.filter(into=False), on, "")
    _touched(record)


def _take(changes: QuerySet[SeatChange], on: date, decision: str) -> None:
    for change in changes.select_related("consolidation__term"):
        Position.objects.create(
            person_id=change.person_id, unit_id=change.unit_id, body=change.consolidation.term.body, post=change.post,
            decision=decision[:120], valid=DateRange(on, None),
        )  # fmt: skip


def _touched(record: Consolidation) -> None:
    for change in record.changes.select_related("person"):
        touch(change.person)


def _saved(record: Consolidation) -> Consolidation:
    record.version += 1
    record.save()
    return record

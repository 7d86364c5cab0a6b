"""The acts of a vote of the delegations: prepared, opened by the chair, one ballot each, closed and counted, repeated."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Case, F, Value, When

from giaoban.conferences import ballot_rules, browsers, queries
from giaoban.conferences.ballot_rules import VoteRules
from giaoban.conferences.hands import sits
from giaoban.conferences.models import Ballot, BallotVoter, Conference, Delegate, Delegation, SecretCount
from giaoban.conferences.turning import turned
from giaoban.core.limits import Limit
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import now, today
from giaoban.ground.regulations.queries import rules_on
from giaoban.ground.writing import writing

State = Ballot.State
_USUAL = "mức mặc định, chưa đối chiếu văn bản"
UNSET = VoteRules(*(Limit(value, _USUAL, confirmed=False) for value in (67, 50, 5)))
"""Where an office has no such rule: as `rules.toml` begins."""


def prepare_ballot(
    *, actor: Actor, record: Conference, question: str, secret: bool = False, options: str = ""
) -> Conference:
    """The question can be put to the vote on the day; without options the usual three stand on the ballot."""
    with writing(actor, "conferences.prepare_ballot", unit=record.unit, on=today(), record=record):
        wanted = ballot_rules.options_in(options)
        refuse_if(ballot_rules.why_not_prepare(conference=record.state, question=squeeze(question), options=wanted))
        Ballot.objects.create(
            conference=record, unit=record.unit, question=squeeze(question), secret=secret, options=wanted
        )
        turned(record)
        return record


def open_ballot(*, actor: Actor, record: Ballot) -> Ballot:
    """Voting has begun: who may vote is fixed as of this minute, by the rules of this day."""
    with writing(actor, "ballots.open_ballot", unit=record.unit, on=today(), record=record):
        conference, rules = record.conference, rules_of(record.conference)
        entitled = entitled_of(conference)
        present = [delegation for delegation in entitled if head_of(delegation)]
        other = conference.ballots.filter(state=State.OPEN).first()
        refuse_if(
            ballot_rules.why_not_open(
                sitting=sits(conference), state=record.state, other=str(other or ""), present=len(present),
                entitled=len(entitled), rules=rules,
            )
        )  # fmt: skip
        for delegation in present:
            BallotVoter.objects.create(
                ballot=record, unit=record.unit, delegation=delegation, head=str(head_of(delegation))[:320]
            )
        if record.secret:
            for option in record.options:
                SecretCount.objects.create(ballot=record, unit=record.unit, option=option)
        record.quorum, record.need, record.least = (limit.value for limit in rules)
        record.state, record.opened_at, record.shown = State.OPEN, now(), True
        record.save()
        conference.ballots.exclude(pk=record.pk).filter(shown=True).update(shown=False)
        turned(conference)
        return record


def cast(*, actor: Actor, record: Ballot, delegation: Delegation, choice: str, browser: str) -> Ballot:
    """The delegation has voted from the browser of that word, and votes from no other; of a secret vote it is kept only that
    it has, and one more for its option.

    Every count is written anew with each ballot, so that not even the system's own columns say which of them grew last.
    """
    return _cast(actor, "ballots.cast", record, delegation, choice, browser)


def cast_for(*, actor: Actor, record: Ballot, delegation: Delegation, choice: str) -> Ballot:
    """The secretary noted what a delegation showed by hand in an open vote; a secret one is never cast for another."""
    if record.secret:
        raise Refused("Phiếu kín thì chính đoàn bỏ ở trang của mình, không ai bỏ thay.")
    return _cast(actor, "ballots.cast_for", record, delegation, choice)


def _cast(
    actor: Actor, act: str, record: Ballot, delegation: Delegation, choice: str, browser: str | None = None
) -> Ballot:
    with writing(actor, act, unit=record.unit, on=today(), record=record):
        delegation.refresh_from_db()
        voter = record.voters.filter(delegation=delegation).first()
        refuse_if(
            ballot_rules.why_not_cast(
                state=record.state, entitled=voter is not None, voted=bool(voter and voter.voted), choice=choice,
                options=record.options, comes=delegation.state == Delegation.State.COMES,
            )
        )  # fmt: skip
        assert voter is not None
        if browser is not None:
            refuse_if(browsers.why_not_from(delegation, browser))
            browsers.keep(delegation, browser)
        voter.voted, voter.choice = True, "" if record.secret else choice
        voter.save(update_fields=["voted", "choice"])
        if record.secret:
            one_more: Any = Case(When(option=choice, then=Value(1)), default=Value(0))
            record.secret_counts.update(count=F("count") + one_more)
        turned(record.conference)
        return record


def close_ballot(*, actor: Actor, record: Ballot) -> Ballot:
    """Voting is over and counted; what came of it stands for good, and of a secret vote no more than that."""
    with writing(actor, "ballots.close_ballot", unit=record.unit, on=today(), record=record):
        _must_be(record, State.OPEN)
        counts, voted = counts_of(record), record.voters.filter(voted=True).count()
        if sum(counts.values()) != voted:
            raise Refused(f"Số phiếu đếm được không khớp {voted} đoàn đã bỏ phiếu; hãy hủy và biểu quyết lại.")
        came = ballot_rules.outcome(
            counts, present=record.voters.count(), secret=record.secret,
            rules=_fixed(record),
        )  # fmt: skip
        record.secret_counts.all().delete()
        record.state, record.closed_at = State.CLOSED, now()
        record.result, record.carried = came.sentences, came.carried
        record.save(update_fields=["state", "closed_at", "result", "carried"])
        turned(record.conference)
        return record


def break_off(*, actor: Actor, record: Ballot, reason: str) -> Ballot:
    """The vote was broken off or not held, for that reason; what was cast until then is counted for nothing."""
    with writing(actor, "ballots.break_off", unit=record.unit, on=today(), record=record, reason=squeeze(reason)):
        _must_be(record, State.PREPARED, State.OPEN)
        if not squeeze(reason):
            raise Refused("Hủy một biểu quyết phải ghi lý do.")
        record.secret_counts.all().delete()
        record.state, record.shown, record.closed_at = State.VOID, False, now()
        record.save(update_fields=["state", "shown", "closed_at"])
        turned(record.conference)
        return record


def repeat(*, actor: Actor, record: Ballot) -> Ballot:
    """The same is put to the vote again: a result is not corrected, it is voted anew, and both stand in the minutes."""
    with writing(actor, "ballots.repeat", unit=record.unit, on=today(), record=record):
        _must_be(record, State.CLOSED, State.VOID)
        if record.repeated.exists():
            raise Refused("Đã có biểu quyết lại cho nội dung này.")
        again = Ballot.objects.create(
            conference=record.conference, unit=record.unit, question=record.question, secret=record.secret,
            options=record.options, repeats=record,
        )  # fmt: skip
        turned(record.conference)
        return again


def show(*, actor: Actor, record: Ballot) -> Ballot:
    """The result stands on the screen."""
    return _shown(actor, "ballots.show", record, on_screen=True)


def hide(*, actor: Actor, record: Ballot) -> Ballot:
    """The screen shows the programme again."""
    return _shown(actor, "ballots.hide", record, on_screen=False)


def entitled_of(conference: Conference) -> list[Delegation]:
    """The delegations that vote: those of the cluster that come, of bodies that stand in it on the day."""
    coming = conference.delegations.filter(category=Delegation.Category.CLUSTER, state="comes")
    return list(coming.filter(body__in=queries.bodies_that_vote(conference)).order_by("name"))


def head_of(delegation: Delegation) -> Delegate | None:
    """Who votes for it: its head, or the next of its list, of those who have arrived; None while nobody is here."""
    return delegation.delegates.filter(state=Delegate.State.ARRIVED).order_by("-head", "rank").first()


def counts_of(ballot: Ballot) -> dict[str, int]:
    """How many ballots each option has, while the vote is open."""
    if ballot.secret:
        return dict(ballot.secret_counts.values_list("option", "count"))
    choices = list(ballot.voters.filter(voted=True).values_list("choice", flat=True))
    return {option: choices.count(option) for option in ballot.options}


def rules_of(conference: Conference) -> VoteRules:
    """What holds on the day of the conference."""
    names = ("vote_quorum_percent", "vote_majority_percent", "vote_least")
    kept = rules_on([f"conferences.{name}" for name in names], on=conference.held_on)
    values = [kept.get(f"conferences.{name}") for name in names]
    return VoteRules(
        *(replace(rule, value=int(rule.value)) if rule else usual for rule, usual in zip(values, UNSET, strict=True))
    )


def _fixed(ballot: Ballot) -> VoteRules:
    """The levels as they were fixed when the vote was opened, with where they come from."""
    levels = (ballot.quorum, ballot.need, ballot.least)
    stood = rules_of(ballot.conference)
    return VoteRules(*(replace(limit, value=level) for limit, level in zip(stood, levels, strict=True)))


def _shown(actor: Actor, act: str, record: Ballot, *, on_screen: bool) -> Ballot:
    with writing(actor, act, unit=record.unit, on=today(), record=record):
        _must_be(record, State.OPEN, State.CLOSED)
        if record.shown == on_screen:
            raise Refused("Màn chiếu đang như vậy rồi.")
        if on_screen:
            record.conference.ballots.filter(shown=True).update(shown=False)
        record.shown = on_screen
        record.save(update_fields=["shown"])
        turned(record.conference)
        return record


def _must_be(record: Ballot, *states: str) -> None:
    if record.state not in states:
        raise Refused(f"Biểu quyết này đang “{record.get_state_display()}”; không làm được việc đó.")

"""Maker is not checker: what one officer asks for is done when another, who holds the same power, has confirmed it.

A proposal is written, dated and shown among what is due; it lapses by itself. Nobody confirms what they asked for, nor
what concerns themselves: said here to the person, and once more by the database.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.dispatch import Signal

from giaoban.core.refusal import refuse_if
from giaoban.ground.access.hands import distinct
from giaoban.ground.access.models import Account, Proposal
from giaoban.ground.access.policy import Actor, grants_of, may, may_everywhere, unit_ids_where
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import seen_on
from giaoban.ground.regulations.queries import rule
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import writing

HOLD = 0x50524F50
"""The advisory lock under which something is proposed or confirmed over no unit: nothing is asked for twice at once."""
LAPSES_AFTER = timedelta(days=14)
TAKEN_WITHIN = timedelta(days=1)
"""How long after its confirmation a list can be taken out: beyond that it would be another list of the same words."""
TAKEN_OUT_ALONE = "export.rows_alone"
"""The dated parameter that says how many people's rows one person may take out of a register on a day without a second one."""
SEEN_ALONE = "people.seen_alone"
"""The dated parameter that says how many people's data one person may look at on a day without a second one."""
NEAR = 0.8
"""From this part of it on, whoever watches over personal data is told."""
many_seen = Signal()
"""Sent with ``actor``, ``on`` and whether it is ``over``, when somebody looks at nearly as many people as one may alone, or more."""

ONE_HAND = (
    "Tài khoản này và tài khoản của người đề nghị đang nhận ủy quyền của nhau, hoặc một bên đã giữ trọn đường vào của bên kia, "
    "nên được tính là một người; cần một người khác."
)
"""Why two accounts are no two people."""

NOT_HELD = "Người trả lời phải có chính quyền của việc này, trong cùng phạm vi."

Doing = Callable[[Actor, Proposal], object]
_doings: dict[str, Doing] = {}


def done_when_confirmed(act: str) -> Callable[[Doing], Doing]:
    """The function does the act once it is confirmed, under the entry of the confirmation."""

    def keep(doing: Doing) -> Doing:
        _doings[act] = doing
        return doing

    return keep


def propose(
    *, actor: Actor, act: str, unit: Unit | None, sentence: str, reason: str = "", account: Account | None = None,
    **words: Any,
) -> Proposal:  # fmt: skip
    """The act waits for a second person; ``words`` are its arguments as plain values, ``sentence`` the one confirmed.

    Of two who ask for the same at once the second is refused, as is one who asks later: the question is asked while what
    is proposed over the unit is held.
    """
    with writing(actor, act, unit=unit, on=today(), past_lock=True, reason=reason, detail={"step": "proposed"}):
        if unit is None:
            _hold_whole_tree()
            refuse_if(_why_not_whole_tree(actor, act))
        waits = waiting().filter(act=act, unit=unit, account=account, words=words).exists()
        refuse_if(["Việc này đã được đề nghị và đang chờ người thứ hai xác nhận."] if waits else [])
        return Proposal.objects.create(
            act=act, unit=unit, account=account, said=sentence[:500], words=words, reason=reason,
            asked_by=actor, asked_on=today(), lapses_on=today() + LAPSES_AFTER,
        )  # fmt: skip


@dataclass(frozen=True)
class Proposed:
    """One of many proposals that are asked for together; as the arguments of `propose`."""

    unit: Unit
    account: Account
    said: str
    words: dict[str, Any]


def propose_many(*, actor: Actor, act: str, proposals: Sequence[Proposed], reason: str = "") -> list[Proposal]:
    """Each waits for a second person as `propose` lets it; inside an act, whose entry says what was asked for."""
    reached = unit_ids_where(actor, act, on=today())
    beyond = sum(wanted.unit.pk not in reached for wanted in proposals)
    refuse_if([f"Có {beyond} đề nghị ngoài phạm vi đồng chí phụ trách."] if beyond else [])
    return Proposal.objects.bulk_create(
        [
            Proposal(
                act=act, unit=wanted.unit, account=wanted.account, said=wanted.said[:500], words=wanted.words,
                reason=reason, asked_by=actor, asked_on=today(), lapses_on=today() + LAPSES_AFTER,
            )
            for wanted in proposals
        ]
    )  # fmt: skip


def waiting() -> Any:
    """The proposals that somebody may still answer."""
    return Proposal.objects.filter(state=Proposal.State.WAITING, lapses_on__gte=today())


def confirm(*, actor: Actor, record: Proposal, answer: str = "") -> Proposal:
    """The second person agrees: the act is done now, under this entry; what it needs is asked again, nothing else meanwhile."""
    with writing(actor, "proposals.confirm", unit=record.unit, on=today(), past_lock=True, reason=answer):
        if record.unit is None:
            _hold_whole_tree()
        held = Proposal.objects.select_for_update(of=("self",)).get(pk=record.pk)
        refuse_if(
            why_not_confirm(
                state=held.state,
                lapses_on=held.lapses_on,
                on=today(),
                own=actor.pk == held.asked_by_id,
                one_hand=not distinct(actor, held.asked_by),
                concerned=held.account is not None and not distinct(actor, held.account),
                may_confirm=_holds(actor, held),
                may_ask=_holds(held.asked_by, held),
            )
        )
        _answer(held, actor, Proposal.State.CONFIRMED, answer)
        if held.act in _doings:
            _doings[held.act](actor, held)
        return held


def decline(*, actor: Actor, record: Proposal, answer: str) -> Proposal:
    """The second person does not agree; nothing is done, and the asker reads why."""
    with writing(actor, "proposals.decline", unit=record.unit, on=today(), past_lock=True, reason=answer):
        held = Proposal.objects.select_for_update(of=("self",)).get(pk=record.pk)
        refuse_if(
            ([] if held.state == Proposal.State.WAITING else ["Đề nghị này đã có người trả lời."])
            + (["Người đề nghị thì rút đề nghị, không tự trả lời."] if actor.pk == held.asked_by_id else [])
            + ([] if _holds(actor, held) else [NOT_HELD])
            + ([] if answer.strip() else ["Cần ghi lý do không đồng ý."])
        )
        return _answer(held, actor, Proposal.State.DECLINED, answer)


def withdraw(*, actor: Actor, record: Proposal) -> Proposal:
    """Who asked for it asks no more."""
    with writing(actor, "proposals.withdraw", unit=record.unit, on=today(), past_lock=True):
        held = Proposal.objects.select_for_update(of=("self",)).get(pk=record.pk)
        refuse_if(
            ([] if held.state == Proposal.State.WAITING else ["Đề nghị này đã có người trả lời."])
            + ([] if actor.pk == held.asked_by_id else ["Chỉ người đề nghị mới rút được đề nghị."])
        )
        return _answer(held, actor, Proposal.State.WITHDRAWN, "")


def _answer(held: Proposal, actor: Actor, state: str, answer: str) -> Proposal:
    held.state, held.answered_by, held.answered_on, held.answer = state, actor, today(), answer
    held.save()
    return held


def why_not_confirm(
    *, state: str, lapses_on: date, on: date, own: bool, one_hand: bool, concerned: bool, may_confirm: bool, may_ask: bool
) -> list[str]:  # fmt: skip
    """Every reason why this person cannot confirm it on that day; none means yes."""
    reasons = []
    if state != Proposal.State.WAITING:
        reasons.append("Đề nghị này đã có người trả lời.")
    elif on > lapses_on:
        reasons.append(f"Đề nghị này hết hạn ngày {lapses_on:%d/%m/%Y}; người đề nghị hãy lập lại.")
    if own:
        reasons.append("Người đề nghị không tự xác nhận; cần người thứ hai có cùng quyền.")
    elif one_hand:
        reasons.append(ONE_HAND)
    if concerned:
        reasons.append("Không ai xác nhận việc về chính tài khoản của mình.")
    if not may_confirm:
        reasons.append(NOT_HELD)
    if not may_ask:
        reasons.append("Người đề nghị không còn quyền làm việc này.")
    return reasons


def _holds(actor: Actor, proposal: Proposal) -> bool:
    """Whether the actor has the power over all that the proposal reaches."""
    units = proposal.words.get("units") or ([proposal.unit_id] if proposal.unit_id else [])
    if units:
        return all(may(actor, proposal.act, unit, on=today()) for unit in units)
    return not _why_not_whole_tree(actor, proposal.act)


def _hold_whole_tree() -> None:
    """What is proposed over no unit is this transaction's until it ends; `writing` holds a unit by its row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [HOLD])


def _why_not_whole_tree(actor: Actor, act: str) -> list[str]:
    whole = may_everywhere(actor, act, on=today())
    return [] if whole else ["Chỉ người phụ trách toàn hệ thống mới làm được việc này trên toàn hệ thống."]


# -- what one person sees and takes out ----------------------------------------------------------------------------------


def taken_out_alone(actor: Actor, read: str, people: Collection[int], *, on: date) -> bool:
    """Whether these people's rows, with those that the actor took out of that register on that day, need no second person.

    Never where no number is set. What is taken out in parts is one list.
    """
    limit = rule(TAKEN_OUT_ALONE, on=on)
    _counted_one_by_one(actor)
    return limit is None or seen_on(actor, on, also=people, kind=Entry.Kind.EXPORT, act=read) <= int(limit.value)


def seen_alone(actor: Actor, act: str, people: Collection[int], *, on: date) -> int | None:
    """The number of people a day beyond which these may not be shown to the actor; None where they may.

    Lists, pages, searches, evidence and sheets count together, each person once a day. A second person who has confirmed
    it for this day lets the actor go on.
    """
    limit = rule(SEEN_ALONE, on=on)
    if limit is None or actor.kind == Account.Kind.PROGRAM:
        return None
    _counted_one_by_one(actor)
    count, most = seen_on(actor, on, also=people), int(limit.value)
    if count >= NEAR * most:
        many_seen.send(Account, actor=actor, on=on, over=count > most)
    return most if count > most and not export_confirmed(actor, act, seen_asked(on), on=on) else None


_COUNTING = 0x7365  # of this program's locks, those of what one person looks at


def _counted_one_by_one(actor: Actor) -> None:
    """Of several questions of one person at once each waits, to the end of the transaction, for what the one before it
    wrote down: together they show no more than one after another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_COUNTING, actor.pk % 2**31])


def seen_asked(on: date) -> str:
    """How a proposal says that it is about looking at more people on that day."""
    return f"seen {on}"


def export_confirmed(actor: Actor, act: str, asked: str, *, on: date) -> bool:
    """Whether a second person has confirmed, today or yesterday, that the actor takes out exactly this."""
    confirmed = Proposal.objects.filter(state=Proposal.State.CONFIRMED, act=act, asked_by=actor, words__asked=asked)
    return confirmed.filter(answered_on__gte=on - TAKEN_WITHIN).exists()


def propose_export(*, actor: Actor, act: str, query: str, sentence: str, reason: str) -> Proposal:
    """The taking out waits for somebody who holds that power over all units that the asker takes rows of."""
    refuse_if([] if reason.strip() else ["Cần ghi lý do: danh sách dùng vào việc gì, giao cho ai giữ."])
    roots = sorted(grant.unit_id or 0 for grant in grants_of(actor, act, on=today()))
    refuse_if([] if roots else ["Vai trò của đồng chí không xuất danh sách lớn; hãy thu hẹp điều kiện của danh sách."])
    unit = None if 0 in roots else Unit.objects.get(pk=roots[0])
    return propose(
        actor=actor,
        act=act,
        unit=unit,
        sentence=sentence,
        reason=reason,
        asked=query,
        units=[] if 0 in roots else roots,
    )

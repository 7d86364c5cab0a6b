"""Maker is not checker: what one officer asks for is done when another, who holds the same power, has confirmed it.

A proposal is written, dated and shown among what is due; it lapses by itself. Nobody confirms what they asked for, nor
what concerns themselves: said here to the person, and once more by the database.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from giaoban.core.refusal import refuse_if
from giaoban.ground.access.models import Account, Proposal
from giaoban.ground.access.policy import Actor, grants_of, may
from giaoban.ground.journal.clock import today
from giaoban.ground.regulations.queries import rule
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import writing

LAPSES_AFTER = timedelta(days=14)
TAKEN_OUT_ALONE = "export.rows_alone"
"""The dated parameter that says how many people's rows one person may take out of a register without a second one."""

Doing = Callable[[Actor, Proposal], object]
_doings: dict[str, Doing] = {}


def done_when_confirmed(act: str) -> Callable[[Doing], Doing]:
    """The function does the act once it is confirmed, under the entry of the confirmation."""

    def keep(doing: Doing) -> Doing:
        _doings[act] = doing
        return doing

    return keep


def propose(
    *, actor: Actor, act: str, unit: Unit | None, said: str, reason: str = "", account: Account | None = None, **words: Any
) -> Proposal:  # fmt: skip
    """The act waits for a second person; ``words`` are its arguments as plain values, ``said`` the sentence confirmed."""
    refuse_if(
        ["Việc này đã được đề nghị và đang chờ người thứ hai xác nhận."]
        if waiting().filter(act=act, unit=unit, account=account, words=words).exists()
        else []
    )
    with writing(actor, act, unit=unit, on=today(), past_lock=True, reason=reason, detail={"step": "proposed"}):
        if unit is None:
            refuse_if(_why_not_whole_tree(actor, act))
        return Proposal.objects.create(
            act=act, unit=unit, account=account, said=said[:500], words=words, reason=reason,
            asked_by=actor, asked_on=today(), lapses_on=today() + LAPSES_AFTER,
        )  # fmt: skip


def waiting() -> Any:
    """The proposals that somebody may still answer."""
    return Proposal.objects.filter(state=Proposal.State.WAITING, lapses_on__gte=today())


def confirm(*, actor: Actor, record: Proposal, answer: str = "") -> Proposal:
    """The second person agrees: the act is done now, under this entry."""
    with writing(actor, "proposals.confirm", unit=record.unit, on=today(), past_lock=True, reason=answer):
        held = Proposal.objects.select_for_update(of=("self",)).get(pk=record.pk)
        refuse_if(
            why_not_confirm(
                state=held.state,
                lapses_on=held.lapses_on,
                on=today(),
                own=actor.pk == held.asked_by_id,
                concerned=actor.pk == held.account_id,
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
    *, state: str, lapses_on: date, on: date, own: bool, concerned: bool, may_confirm: bool, may_ask: bool
) -> list[str]:
    """Every reason why this person cannot confirm it on that day; none means yes."""
    reasons = []
    if state != Proposal.State.WAITING:
        reasons.append("Đề nghị này đã có người trả lời.")
    elif on > lapses_on:
        reasons.append(f"Đề nghị này hết hạn ngày {lapses_on:%d/%m/%Y}; người đề nghị hãy lập lại.")
    if own:
        reasons.append("Người đề nghị không tự xác nhận; cần người thứ hai có cùng quyền.")
    if concerned:
        reasons.append("Không ai xác nhận việc về chính tài khoản của mình.")
    if not may_confirm:
        reasons.append("Người xác nhận phải có chính quyền của việc này, trong cùng phạm vi.")
    if not may_ask:
        reasons.append("Người đề nghị không còn quyền làm việc này.")
    return reasons


def _holds(actor: Actor, proposal: Proposal) -> bool:
    """Whether the actor has the power over all that the proposal reaches."""
    units = proposal.words.get("units") or ([proposal.unit_id] if proposal.unit_id else [])
    if units:
        return all(may(actor, proposal.act, unit, on=today()) for unit in units)
    return not _why_not_whole_tree(actor, proposal.act)


def _why_not_whole_tree(actor: Actor, act: str) -> list[str]:
    whole = any(grant.unit_id is None for grant in grants_of(actor, act, on=today()))
    return [] if whole else ["Chỉ người phụ trách toàn hệ thống mới làm được việc này trên toàn hệ thống."]


# -- what one person takes out of a register -----------------------------------------------------------------------------


def taken_out_alone(rows: int, *, on: date) -> bool:
    """Whether so many people's rows need no second person on that day; always where no number is set."""
    limit = rule(TAKEN_OUT_ALONE, on=on)
    return limit is None or rows <= int(limit.value)


def export_confirmed(actor: Actor, act: str, asked: str, *, on: date) -> bool:
    """Whether a second person has confirmed that the actor takes out exactly this, and it has not lapsed since."""
    return Proposal.objects.filter(
        state=Proposal.State.CONFIRMED, act=act, asked_by=actor, words__asked=asked, lapses_on__gte=on
    ).exists()


def propose_export(*, actor: Actor, act: str, asked: str, said: str, reason: str) -> Proposal:
    """The taking out waits for somebody who holds that power over all units that the asker takes rows of."""
    refuse_if([] if reason.strip() else ["Cần ghi lý do: danh sách dùng vào việc gì, giao cho ai giữ."])
    roots = sorted(grant.unit_id or 0 for grant in grants_of(actor, act, on=today()))
    refuse_if([] if roots else ["Vai trò của đồng chí không xuất danh sách lớn; hãy thu hẹp điều kiện của danh sách."])
    unit = None if 0 in roots else Unit.objects.get(pk=roots[0])
    return propose(
        actor=actor, act=act, unit=unit, said=said, reason=reason, asked=asked, units=[] if 0 in roots else roots
    )

"""Upward and back: submitted, accepted, sent back, opened again, excused."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F

from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.models import Account, Proposal
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.locks.models import Lock
from giaoban.ground.regulations.queries import rule
from giaoban.ground.seconding import done_when_confirmed, propose
from giaoban.reporting.models import Comment, Return, Version
from giaoban.reporting.queries import open_findings, report_of, sealed
from giaoban.reporting.report import Report
from giaoban.reporting.returns.acting import acting, from_above
from giaoban.reporting.rules import cut_off, why_not, why_not_reopen, why_not_submit, why_not_without_reason

OPENED_BY_TWO = "returns.opened_by_two"
"""The dated parameter that says whether what was accepted is opened or sent back by two people (1) or by one (0)."""


def submit(*, actor: Actor, record: Return, on: date) -> Version:
    """The return is submitted: sealed as a version, its period closed up to the cut-off for the unit and all below it.

    What happens after the cut-off is still recorded: a later version takes it up, and shows what it changed.
    """
    period = record.campaign.asked
    with acting(actor, record, "submit"):
        report = report_of(record)
        below = list(record.below.order_by("order").values_list("name", "state"))
        given = sum(1 for line in report.lines if line.value is not None)
        errors = len(open_findings(report, "error"))
        refuse_if(why_not_submit(below=below, errors=errors, values=given, unexplained=unexplained(record)))
        version = seal(actor, record, report, on)
        close(record, cut_off(period, report.cut_off_on or on), on)
        record.submitted_on = on
    return version


def seal(actor: Actor, record: Return, report: Report, on: date, *, final: bool = False) -> Version:
    """The report stands as the return's next version, with its SHA-256; to be called inside an act."""
    content = sealed(report, list(record.organisations.order_by("order")))
    return Version.objects.create(
        belongs_to=record,
        number=record.versions.count() + 1,
        on=on,
        by=str(actor),
        content=content,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        final=final,
    )


def close(record: Return, last: date, on: date) -> None:
    """The period is closed up to that last day, for the unit and all below it; to be called inside an act."""
    Lock.objects.create(
        unit=record.unit,
        span=DateRange(record.campaign.asked.start, last + timedelta(days=1)),
        because=f"{_because(record)} ngày {on:%d/%m/%Y}, số liệu đến hết {last:%d/%m/%Y}",
    )


def unexplained(record: Return) -> list[str]:
    """The lines in which something else was typed here than the records say, without a reason."""
    typed = record.values.filter(cell__isnull=True, recorded__isnull=False, reason="").exclude(declared=F("recorded"))
    return sorted(typed.exclude(declared=None).values_list("code", flat=True))


def accept(*, actor: Actor, record: Return) -> None:
    """The level above accepts the return; at the top the unit itself approves it."""
    with from_above(actor, record, "accept"):
        pass  # the state moves, and nothing else


def send_back(*, actor: Actor, record: Return, comment: str, line: str = "", on: date) -> Comment | Proposal:
    """The return goes back to its unit with what is to be mended; its period is open again.

    Proposed only, where what was accepted is opened by two.
    """
    refuse_if(why_not("send_back", record.state) + why_not_without_reason(comment) + _why_kept_by_above(record))
    if _by_two(actor, record):
        return _proposed(
            actor, record, "send_back", f"Trả lại báo cáo đã chấp nhận của {record.name}", comment, line=line
        )
    with from_above(actor, record, "send_back", reason=comment):
        written = Comment.objects.create(belongs_to=record, line=line, text=squeeze(comment), by=str(actor), on=on)
        _unlock(record)
    return written


def reopen(*, actor: Actor, record: Return, reason: str) -> Proposal | None:
    """The return can be worked on again, and so can its period; what it went into must have been opened first.

    Proposed only, where what was accepted is opened by two.
    """
    refuse_if(why_not("reopen", record.state) + why_not_without_reason(reason) + _why_kept_by_above(record))
    if _by_two(actor, record):
        return _proposed(actor, record, "reopen", f"Mở lại báo cáo đã chấp nhận của {record.name}", reason)
    with from_above(actor, record, "reopen", reason=reason):
        _unlock(record)
    return None


def _by_two(actor: Actor, record: Return) -> bool:
    limit = rule(OPENED_BY_TWO, on=today())
    return record.state == Return.State.ACCEPTED and actor.kind == Account.Kind.HUMAN and bool(limit and limit.value)


def _proposed(actor: Actor, record: Return, act: str, sentence: str, reason: str, line: str = "") -> Proposal:
    above = record.above or record
    return propose(
        actor=actor, act=f"returns.{act}", unit=above.unit, reason=reason[:400],
        sentence=f"{sentence}, {record.campaign.asked.title()}", record=record.pk, mark=record.mark, line=line,
    )  # fmt: skip


@done_when_confirmed("returns.send_back")
def _sent_back(actor: Actor, held: Proposal) -> None:
    record = _as_proposed(held)
    with from_above(actor, record, "send_back", reason=held.reason):
        text, by = squeeze(held.reason), f"{held.asked_by}"
        Comment.objects.create(belongs_to=record, line=held.words["line"], text=text, by=by, on=today())
        _unlock(record)


@done_when_confirmed("returns.reopen")
def _reopened(actor: Actor, held: Proposal) -> None:
    record = _as_proposed(held)
    with from_above(actor, record, "reopen", reason=held.reason):
        _unlock(record)


def _as_proposed(held: Proposal) -> Return:
    """The return, accepted and with the contents as when it was proposed."""
    record = Return.objects.get(pk=held.words["record"])
    changed = record.state != Return.State.ACCEPTED or record.mark != held.words["mark"]
    gone = [f"Báo cáo của {record.name} đã thay đổi từ khi có đề nghị; hãy từ chối và lập đề nghị mới."]
    refuse_if((gone if changed else []) + _why_kept_by_above(record))
    return record


def excuse(*, actor: Actor, record: Return, reason: str) -> None:
    """The unit need not return this time, for that reason; it no longer keeps the level above waiting."""
    refuse_if(why_not("excuse", record.state) + why_not_without_reason(reason))
    if record.above_id is None:
        raise Refused("Báo cáo tổng hợp của cả đợt không thể được miễn.")
    with from_above(actor, record, "excuse", reason=reason):
        record.excused_because = squeeze(reason)[:400]


def _why_kept_by_above(record: Return) -> list[str]:
    above = record.above
    return why_not_reopen(above=above.name if above else None, above_state=above.state if above else None)


def _unlock(record: Return) -> None:
    """What the return's submissions closed is open again: each from the period's first day to its own cut-off."""
    period, locks = record.campaign.asked, Lock.objects.filter(unit=record.unit_id, opened=False)
    mine = [lock.pk for lock in locks if lock.because.startswith(_because(record)) and lock.span.lower == period.start]
    locks.filter(pk__in=mine).update(opened=True)


def _because(record: Return) -> str:
    """How the reason of each lock begins that a submission of the return makes."""
    return f"báo cáo {record.campaign.asked.title()} của {record.name} đã nộp"

"""Returns at a glance: open this file first."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.kit.register import REASON, Act, Ask, Column, Register, by_state
from giaoban.reporting import asks, returns
from giaoban.reporting.models import Return
from giaoban.reporting.queries import open_findings, report_of
from giaoban.reporting.rules import NEXT, WAITING


def _today(operation: Callable[..., Any]) -> Callable[..., Any]:
    """The operation, done on the day on which it is asked for: a return is never submitted yesterday."""

    @wraps(operation)
    def done(**answers: Any) -> Any:
        return operation(on=today(), **answers)

    return done


def _while(act: str) -> Callable[[Return], bool]:
    return lambda record: (record.state, act) in NEXT and not (act == "excuse" and record.above_id is None)


def _late_or_soon(record: Return) -> bool:
    """Whether whoever stands above waits for the return."""
    return record.above_id is not None and record.state in WAITING


def _may_be_finalised(record: Return) -> bool:
    """Whether the topmost report was submitted on a cut-off before the end of its period, and no final version was made."""
    if record.above_id is not None or (record.state, "finalise") not in NEXT:
        return False
    return today() > record.campaign.asked.last_day and not record.versions.filter(final=True).exists()


def _may_be_cancelled(record: Return) -> bool:
    return record.above_id is None and record.state in WAITING


def _above(record: Return) -> int:
    """The unit whose officers answer the return: that of the level above; at the top the unit itself."""
    return record.above.unit_id if record.above else record.unit_id


def _lines(actor: Actor, record: Return | None) -> list[tuple[str, str]]:
    """The lines that a comment may be about; of many returns at once, none."""
    form = record.campaign.form_used if record else None
    return [(line.code, f"{line.code} {line.label}") for line in form.lines] if form else []


def _submitted(*, actor: Actor, record: Return) -> list[str]:
    report = report_of(record)
    return [
        _("%(lines)s lines are given.") % {"lines": sum(1 for line in report.lines if line.value is not None)},
        _("%(open)s findings are open, %(explained)s are explained.")
        % {
            "open": len(open_findings(report)),
            "explained": sum(1 for finding in report.findings if finding.accepted_reason),
        },
    ]


RETURNS = Register(
    name="returns",
    label=_("Returns"),
    record=Return,
    icon="file-text",
    order="-campaign__span,order",
    day=lambda record: record.campaign.asked.last_day,
    page=lambda record: reverse("reports:page", args=[record.pk]),
    columns=(
        Column("name", _("Return of")),
        Column("campaign__form", _("Report form")),
        Column("campaign__period", _("Reporting period"), show=lambda record: record.campaign.asked.title(), sort="campaign__span"),
        Column("state", _("State")),
        Column("source", _("Comes from")),
        Column("submitted_on", _("Submitted")),
        Column("cut_off_on", _("Cut-off"), listed=False),
        Column("excused_because", _("Excused because"), listed=False),
    ),
    acts=(
        Act("take_in", returns.take_in, _("Take in a workbook"), on_record=True, open_for=_while("take_in"), icon="upload",
            page="reports:intake"),
        Act("compile", _today(returns.compile), _("Compile"), on_record=True, in_bulk=True, open_for=_while("compile"),
            icon="git-merge",
            about=_("From the records where the unit keeps them here, and the text from what the units wrote.")),
        Act("submit", _today(returns.submit), _("Submit the report"), on_record=True, in_bulk=True, open_for=_while("submit"),
            icon="send", preview=_submitted,
            about=_("The report is sealed as a version; the period is closed up to the cut-off, for the unit and all below it.")),
        Act("accept", returns.accept, _("Accept the report"), on_record=True, in_bulk=True, open_for=_while("accept"),
            icon="circle-check", at=_above, about=_("The figures count as the unit's own and stay closed.")),
        Act("send_back", _today(returns.send_back), _("Send the report back"), on_record=True, in_bulk=True,
            open_for=_while("send_back"), icon="undo-2", at=_above,
            about=_("The unit sees what is to be mended; its period is open again."), asks=(
            Ask("line", _("About which line"), "choice", required=False, choices=_lines),
            Ask("comment", _("What is to be mended"), "long"),
        )),
        Act("reopen", returns.reopen, _("Open the report again"), on_record=True, open_for=_while("reopen"),
            icon="square-pen", at=_above, about=_("The report can be worked on again; its sealed version stays."), asks=(REASON,)),
        Act("excuse", returns.excuse, _("Excuse from reporting"), on_record=True, in_bulk=True, open_for=_while("excuse"),
            icon="x", at=_above, about=_("The unit is not waited for; the reason stays with the report."), asks=(REASON,)),
        Act("finalise", _today(returns.finalise), _("Make the final version"), on_record=True, open_for=_may_be_finalised,
            icon="clipboard-check", foretold=asks.finalising, about=_(
            "What happened after the cut-off goes into a version of its own, here and in the returns below; all stay accepted.")),
        Act("remind", _today(returns.remind), _("Remind"), on_record=True, in_bulk=True, open_for=_late_or_soon, icon="bell",
            at=_above, about=_("Whoever submits it finds a notice; when it was done stays with the period.")),
        Act("cancel_campaign", _today(returns.cancel_campaign), _("Cancel the campaign"), on_record=True,
            open_for=_may_be_cancelled, icon="x", danger=True, asks=(REASON,), about=_(
            "For one that was opened by mistake: nobody is waited for any more, and what was written stays to be read.")),
        Act("open_campaign", asks.open_campaign, _("Open a campaign"), asks=asks.OPENING, foretold=asks.opening,
            about=_("Who must return is fixed from then on.")),
    ),
    search=lambda text: Q(name__icontains=text) | Q(campaign__period__icontains=text),
    filters=(by_state(Return.State.choices),),
)  # fmt: skip

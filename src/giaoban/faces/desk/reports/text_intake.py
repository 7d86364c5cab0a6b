"""A report written in prose is taken in: its numbers are marked in the text, placed by a person where unsure, and taken."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.core.numbers import read_number
from giaoban.core.refusal import Refused, refuse_if
from giaoban.faces.desk.reports import text_shown
from giaoban.faces.desk.reports.frame import frame, may_act, returns_seen_by, seen_return
from giaoban.faces.desk.reports.intake import heading_facts, steps_of
from giaoban.ground.access.policy import may_anywhere
from giaoban.ground.journal.clock import today
from giaoban.kit.register import SignedIn
from giaoban.reporting import incoming, incoming_text, returns
from giaoban.reporting.incoming_text import IncomingText
from giaoban.reporting.intake.returned import ReturnRead
from giaoban.reporting.models import Return
from giaoban.reporting.prose.confirming import Said, TextNumber, numbers_of, why_not_said, why_not_taken
from giaoban.reporting.prose.returning import read_of_text, sections_of, sheet_of
from giaoban.reporting.rules import why_not


class TextForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Text of the report"),
        help_text=gettext_lazy(
            "The half-year report as the office wrote it: .docx, .doc, .odt, .pdf with text, .html or .txt, at most 15 MB."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.doc,.odt,.pdf,.html,.htm,.txt"}),
    )


@login_required
def text_intake(request: SignedIn, pk: int) -> HttpResponse:
    """The first step: a text arrives; what cannot be read gets one sentence, and nothing is kept."""
    report_return = seen_return(request, pk)
    if not may_anywhere(request.user, "returns.take_in", on=today()):
        raise Http404
    form = TextForm(request.POST or None, request.FILES or None)
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            kept = incoming_text.receive_text(upload, upload.name, actor=request.user, today=today())
            request.session["incoming"] = [*request.session.get("incoming", [])[-20:], kept.token]
            return redirect("reports:text_reading", report_return.pk, kept.token)
        except Refused as refused:
            refusals = refused.reasons
    return render(
        request,
        "reports/text_intake.html",
        {
            **frame(request, report_return, "intake"),
            "steps": steps_of(1, _("Text of the report")),
            "form": form,
            "refusals": refusals,
        },
        status=422 if refusals or form.errors else 200,
    )


@login_required
def text_reading(request: SignedIn, pk: int, token: str) -> HttpResponse:
    """The text with its numbers marked beside the lines of the form; each number is placed or corrected, then all is taken in."""
    report_return = seen_return(request, pk)
    if token not in request.session.get("incoming", []):
        raise Http404
    try:
        kept = incoming_text.received_text(token, actor=request.user)
    except LookupError:
        messages.info(request, _("This text was taken in or dropped already; send it again."))
        return redirect("reports:text_intake", report_return.pk)
    reading = _Reading(request, report_return, kept)
    refusals = reading.refusals
    if request.method == "POST":
        try:
            return _done(request, reading)
        except Refused as refused:
            refusals = refused.reasons
    context = frame(request, report_return, "intake")
    context |= {
        "steps": steps_of(2, _("Text of the report")),
        "refusals": refusals,
        "read": reading.read,
        "facts": heading_facts(reading.read),
        "target": reading.target,
        "can_take": not reading.refusals,
        "unsaid": reading.unsaid,
        "replaces": reading.target if reading.target and reading.target.source else None,
        "emptied": reading.emptied(),
        "token": token,
        **text_shown.reading(report_return, kept, reading.numbers, reading.sections, request.GET),
    }
    return render(request, "reports/text_reading.html", context, status=422 if request.method == "POST" else 200)


class _Reading:
    """A text on its way in: what its numbers are now, whose return it would be, and why it cannot be taken."""

    def __init__(self, request: SignedIn, report_return: Return, kept: IncomingText) -> None:
        campaign = report_return.campaign
        self.page, self.kept, self.form = report_return, kept, campaign.form_used
        self.numbers: list[TextNumber] = numbers_of(kept.read, self.form, kept.said)
        self.sections = sections_of(kept.read, self.form, kept.sections)
        self.read: ReturnRead = read_of_text(
            kept.read, self.numbers, self.sections,
            form=self.form, period=campaign.asked, file=kept.name, sha256=kept.sha256,
        )  # fmt: skip
        self.target: Return | None = None
        self.unsaid = self.unit_unsaid = False
        self.refusals: list[str] = []
        try:
            self.target, self.unit_unsaid = returns.whose_text(report_return, self.read)
            self.unsaid = self.unit_unsaid or not kept.read["period"]
            if not returns_seen_by(request).filter(pk=self.target.pk).exists() or not may_act(
                request, self.target, "take_in"
            ):
                raise Refused(
                    _("This is the return of %(unit)s, for which you may not take in anything.")
                    % {"unit": self.target.name}
                )
            self.refusals = why_not("take_in", self.target.state)
        except Refused as refused:
            self.refusals = refused.reasons

    def emptied(self) -> list[str]:
        """The lines that have a value now and would have none, because the text does not give it."""
        if self.target is None:
            return []
        given = {code for code, value in self.read.values.items() if value.amount is not None}
        kept = set(self.target.values.exclude(declared=None).values_list("code", flat=True)) - given
        return [line.code for line in self.form.lines if line.code in kept]


def _done(request: SignedIn, reading: _Reading) -> HttpResponse:
    """What was pressed is done: a number or a paragraph placed, the text dropped or taken in."""
    if "drop" in request.POST:
        incoming.drop(reading.kept.stored, file_too=True)
        return redirect("reports:text_intake", reading.page.pk)
    if "number" in request.POST:
        return _number_said(request, reading)
    if "paragraph" in request.POST:
        return _paragraph_put(request, reading)
    return _taken_in(request, reading)


def _number_said(request: SignedIn, reading: _Reading) -> HttpResponseRedirect:
    """What the person says of the number is kept; the page goes on to the next one that has to be confirmed."""
    key = request.POST["number"]
    number = next((number for number in reading.numbers if number.key == key), None)
    if number is None:
        raise Refused(_("This number is not in the text; open the page again."))
    statement: Said | None = None
    if "aside" in request.POST:
        statement = Said()
    elif "back" not in request.POST:
        code = request.POST.get("to") or request.POST.get("line", "")
        line = next((line for line in reading.form.lines if line.code == code), None)
        typed = read_number(request.POST.get("value", ""), unit=line.unit_of_count if line else "")
        statement = Said(code, request.POST.get("role", "value"), typed.amount)
        refuse_if(
            [_("Choose the line that the number belongs to.")] if not code else why_not_said(statement, reading.form)
        )
    incoming_text.say(reading.kept.token, key, statement, actor=request.user)
    doubtful = [number.key for number in reading.numbers if number.standing == "doubtful" and number.key != key]
    after = [later for later in doubtful if _order(later) > _order(key)] or doubtful
    return _page(reading, {"done": key} | ({"number": after[0]} if after and "back" not in request.POST else {}))


def _paragraph_put(request: SignedIn, reading: _Reading) -> HttpResponseRedirect:
    block, section = request.POST["paragraph"], request.POST.get("section", "")
    if not block.isdecimal() or int(block) not in reading.sections or section not in ("", *reading.form.sections):
        raise Refused(_("This paragraph is not in the text; open the page again."))
    incoming_text.put(reading.kept.token, int(block), section, actor=request.user)
    return _page(reading, {"paragraph": block})


def _taken_in(request: SignedIn, reading: _Reading) -> HttpResponseRedirect:
    """All that is sure or confirmed becomes the return, by the same act as a workbook."""
    refuse_if(reading.refusals)
    if reading.unsaid and "whose" not in request.POST:
        raise Refused(_("The text does not say it itself: confirm whose report of which period it is."))
    refuse_if(why_not_taken(reading.numbers, reading.form))
    kept = reading.kept
    taken, entry = returns.take_in(
        actor=request.user, campaign=reading.page.campaign, read=reading.read, stored=kept.stored, size=kept.size,
        sheets=sheet_of(kept.read), named=reading.target,
    )  # fmt: skip
    incoming.drop(kept.stored, file_too=entry is None or taken.file is None or taken.file.stored != kept.stored)
    if entry is None:
        messages.info(
            request, _("This text is the return of %(unit)s already; nothing was changed.") % {"unit": taken.name}
        )
        return redirect("reports:page", taken.pk)
    return redirect("reports:intake_done", taken.pk, entry.pk)


def _page(reading: _Reading, chosen: dict[str, Any]) -> HttpResponseRedirect:
    address = reverse("reports:text_reading", args=[reading.page.pk, reading.kept.token])
    at = (
        f"#n-{chosen['number']}" if "number" in chosen else f"#b-{chosen['paragraph']}" if "paragraph" in chosen else ""
    )
    return redirect(f"{address}?{urlencode(chosen)}{at}")


def _order(key: str) -> tuple[int, ...]:
    return tuple(int(part) for part in key.split("-"))

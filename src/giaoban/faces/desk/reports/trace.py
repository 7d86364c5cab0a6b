"""Any text is compared with what was sealed or released: which of its numbers agree, which differ, which are nobody's."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from allauth.core.internal import ratelimit
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.secrecy import why_secret
from giaoban.core.spans import Period
from giaoban.core.workbook import MOST_BYTES, TOO_LARGE, Unreadable
from giaoban.faces.desk.reports.text_marks import pieces
from giaoban.ground.journal.clock import today
from giaoban.kit.register import SignedIn
from giaoban.reporting.fixed import sealed_values
from giaoban.reporting.forms import start_forms
from giaoban.reporting.incoming_text import why_too_long
from giaoban.reporting.prose.command import read_apart
from giaoban.reporting.releases import released_values
from giaoban.reporting.report import Key
from giaoban.reporting.tracing import Traced, held, own_held

VERDICTS = {
    "differs": gettext_lazy("differs"),
    "agrees": gettext_lazy("agrees"),
    "nobodys": gettext_lazy("nobody's figure"),
}
LONGEST_PASTED = 200_000
MEASURE = {"compare": "20/m/user"}
"""So many texts are read for one account: each costs a process of its own."""
TOO_OFTEN = "Đồng chí vừa đối chiếu nhiều văn bản; hãy đợi một phút rồi gửi lại."
LABELS = {line.code: line.label for form in start_forms() for line in form.lines}
"""The lines that a text is held against are those of the forms that the reading of prose knows."""


class TraceForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"), required=False,
        help_text=gettext_lazy(".docx, .doc, .odt, .pdf with text, .html or .txt, at most 15 MB. It is read and not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.doc,.odt,.pdf,.html,.htm,.txt"}),
    )  # fmt: skip
    pasted = forms.CharField(
        label=gettext_lazy("Or paste the text"), required=False, max_length=LONGEST_PASTED,
        help_text=gettext_lazy("With its heading: the unit and the period must be named in it."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """One of both is needed."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned.get("pasted", "").strip():
            raise forms.ValidationError(_("Choose a file or paste a text."))
        return cleaned


@login_required
def trace(request: SignedIn) -> HttpResponse:
    """The text as it was sent or pasted, each number held against what the reader may see; nothing of it is kept."""
    form = TraceForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    context: dict[str, Any] = {"form": form, "refusals": []}
    if request.method == "POST" and form.is_valid():
        try:
            within = ratelimit.consume(request, app="reports", action="compare", config=MEASURE, user=request.user)
            refuse_if([TOO_OFTEN] if within is None else [])
            read = _read(form.cleaned_data)
            context |= _compared(request, read)
        except Refused as refused:
            context["refusals"] = refused.reasons
    return render(request, "reports/trace.html", context, status=422 if form.errors or context["refusals"] else 200)


def _read(sent: Mapping[str, Any]) -> dict[str, Any]:
    """What the text says; Refused with one sentence where it cannot be read. The file is gone afterwards."""
    upload = sent["file"]
    if upload:
        refuse_if(why_secret(upload.name))
        if upload.size > MOST_BYTES:
            raise Refused(TOO_LARGE)
    with tempfile.NamedTemporaryFile() as kept:
        _write(kept, upload, sent["pasted"])
        try:
            read = read_apart(Path(kept.name))
        except Unreadable as unreadable:
            raise Refused(str(unreadable)) from None
    refuse_if(why_too_long(read))
    return read


def _write(kept: IO[bytes], upload: Any, pasted: str) -> None:
    for block in upload.chunks() if upload else [pasted.encode()]:
        kept.write(block)
    kept.flush()


def _compared(request: SignedIn, read: Mapping[str, Any]) -> dict[str, Any]:
    identities = read.get("identities", [])
    periods = {read["period"], *(identity["period"] for identity in identities)} - {""}
    sealed, returns = sealed_values(request.user, periods, on=today())
    released, releases = released_values()
    numbers = own_held(read, sealed, released) if identities else held(read, sealed, released)
    rows = [_row(at, number, returns, releases) for at, number in enumerate(numbers)]
    marks = [
        {
            "block": number.at[0], "start": number.at[1], "end": number.at[2], "key": str(at),
            "standing": number.verdict, "label": VERDICTS[number.verdict], "code": number.code, "url": f"#t-{at}",
        }
        for at, number in enumerate(numbers)
        if number.at
    ]  # fmt: skip
    return {
        "read": read,
        "period": Period.parse(read["period"]).title() if read["period"] else "",
        "is_own": bool(identities),
        "groups": [
            {"verdict": name, "label": label, "rows": [row for row in rows if row["verdict"] == name]}
            for name, label in VERDICTS.items()
        ],
        "pieces": pieces(read["blocks"], marks),
    }


def _row(at: int, number: Traced, returns: Mapping[Key, int], releases: Mapping[Key, str]) -> dict[str, Any]:
    """One number with the door to the evidence of what was fixed: the return's line, or the release on the portal."""
    url, source = "", ""
    if number.key in returns:
        url, source = reverse("reports:line", args=[returns[number.key], number.code]), _("sealed")
    elif number.key in releases:
        url, source = reverse("portal_report", args=[releases[number.key]]), _("released")
    elif number.sealed:
        source = _("as the file itself says")
    return {
        "at": at,
        "verdict": number.verdict,
        "code": number.code,
        "label": f"{number.code} {LABELS[number.code]}" if number.code in LABELS else _("a number"),
        "what": number.what if number.verdict != "nobodys" else "",
        "text": number.text,
        "sealed": number.sealed,
        "source": source,
        "url": url,
        "drawer": number.key in returns,
        "place": number.place,
        "here": f"#n-{at}" if number.at else "",
    }

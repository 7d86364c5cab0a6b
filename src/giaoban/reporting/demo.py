"""The demonstration's forms: those that the program brings, a short one for quarters, one for years, and a draft; a Word
template that is being tried."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.core.files.base import ContentFile

from giaoban.ground.access.policy import Actor
from giaoban.reporting import form_drafts
from giaoban.reporting.documents.word import TEMPLATES
from giaoban.reporting.forms import Form, start_forms
from giaoban.reporting.forms.writing import written
from giaoban.reporting.models import Campaign, FormDraft, FormVersion, WordTemplate
from giaoban.reporting.word_templates import holding

SHORT = ("1", "4")
"""The groups that the short form keeps: how many there are, and what happened in the quarter."""


def load_forms(actor: Actor, *, today: date) -> None:
    """The forms are there, each once; the draft is one of the half-year form for the year that comes."""
    form_drafts.load_start_forms(actor)
    if FormDraft.objects.exists() or not start_forms():
        return
    base = FormVersion.objects.filter(code=start_forms()[0].code).latest("valid_from")
    begin = date(today.year, 1, 1)
    short = replace(
        _short(base.form), code="BC-Q", title="Kết quả công tác xây dựng Đảng quý", months=3, valid_from=begin
    )
    year = replace(base.form, code="BC-N", title="Kết quả công tác xây dựng Đảng năm", months=12, valid_from=begin)
    for form in (short, year):
        _hold(actor, form)
    form_drafts.begin(actor=actor, base=base, from_on=date(today.year + 1, 1, 1))


def load_word_template(actor: Actor, *, today: date) -> None:
    """The office that asks for returns tries a Word template of its own: the program's, as it would change it."""
    asking = Campaign.objects.order_by("pk").first()
    if asking is None or WordTemplate.objects.exists():
        return
    file = ContentFile((TEMPLATES / "report.docx").read_bytes(), name="mau-bao-cao.docx")
    holding.take_in(actor=actor, unit=asking.unit, document="report", file=file)


def _hold(actor: Actor, form: Form) -> None:
    draft = form_drafts.take_in(actor=actor, file=ContentFile(written(form).encode(), name=f"{form.code}.toml"))
    form_drafts.put_in_force(actor=actor, record=draft, version=draft.version, from_on=form.valid_from)


def _short(form: Form) -> Form:
    return replace(
        form,
        groups={code: label for code, label in form.groups.items() if code in SHORT},
        lines=tuple(line for line in form.lines if line.code.split(".")[0] in SHORT),
        checks=tuple(
            check for check in form.checks if all(_is_kept(code) for code in (*check.lines, *check.parts, *check.whole))
        ),
    )


def _is_kept(code: str) -> bool:
    return code.split(".")[0] in SHORT

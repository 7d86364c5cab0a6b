"""Word templates at a glance: which files there are, what holds from which day, what can be done."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from giaoban.ground.journal.clock import today
from giaoban.kit.register import REASON, Act, Ask, Column, Filter, Register, by_state
from giaoban.reporting.word_templates import holding, shown
from giaoban.reporting.word_templates.models import PRINTED, WordTemplate

State = WordTemplate.State
DOCUMENT = Ask("document", _("For which document"), "choice", choices=tuple(PRINTED.items()))
FROM = Ask("from_on", _("In force from"), "day", initial="today",
    help=_("Documents that bear this day or a later one are printed on it; older ones keep what they were printed on."))  # fmt: skip


def _on_trial(record: WordTemplate) -> bool:
    return record.state == State.TRIAL


def _is_fit(record: WordTemplate) -> bool:
    return _on_trial(record) and not record.fault and not record.unknown


def _not_used_yet(record: WordTemplate) -> bool:
    return record.state == State.IN_FORCE and record.valid_from is not None and record.valid_from >= today()


def _kinds(rows: Any, document: str, _day: Any) -> Any:
    return rows.filter(document=document)


TEMPLATES = Register(
    name="word_templates",
    label=_("Word templates"),
    record=WordTemplate,
    area="reporting",
    icon="file-text",
    order="document,-valid_from,-pk",
    rows=shown.with_next,
    columns=(
        Column("document"),
        Column("unit", _("Unit")),
        Column("name", show=lambda record: record.name or _("the program's own template")),
        Column("state"),
        Column("valid_from"),
        Column("until_on", _("Until"), show=shown.last_day),
        Column("names", _("Names used"), show=lambda record: len(record.tags)),
        Column("faults", _("To be mended"), show=shown.faults),
        Column("withdrawn_on", _("Withdrawn on"), listed=False),
        Column("withdrawn_because", _("Withdrawn because"), listed=False),
    ),
    acts=(
        Act("take_in", holding.take_in, _("Upload a template"), icon="upload",
            asks=(DOCUMENT, Ask("file", _("File"), "file", help=_("A .docx file of at most 8 MB, without macros."))),
            about=_("It is tried first: its names, what is wrong in it, a trial filling. Nothing is printed on it yet.")),
        Act("put_in_force", holding.put_in_force, _("Put into force"), on_record=True, open_for=_is_fit, icon="check",
            asks=(FROM,), about=_("From that day the document is printed on it, here and in all units below without one of their own.")),
        Act("set_aside", holding.set_aside, _("Set the trial aside"), on_record=True, open_for=_on_trial, icon="x"),
        Act("withdraw", holding.withdraw, _("Withdraw the template"), on_record=True, open_for=_not_used_yet, icon="x",
            danger=True, asks=(REASON,), about=_("For one that was put into force by mistake, up to its first day.")),
        Act("use_built_in", holding.use_built_in, _("Back to the program's own template"), icon="undo-2",
            asks=(DOCUMENT, FROM), about=_("What was printed before keeps its template.")),
    ),
    search=lambda text: Q(name__icontains=text),
    sections=shown.of_template,
    filters=(
        Filter("document", _("Document"), tuple(PRINTED.items()), _kinds),
        by_state(State.choices),
    ),
)  # fmt: skip

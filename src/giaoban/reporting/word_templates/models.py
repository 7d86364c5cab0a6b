"""An office's own Word template, as a file on trial or as what holds for a document from a day on."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from giaoban.ground.journal.models import watched
from giaoban.ground.units.models import Unit

PRINTED = {
    "report": pgettext_lazy("document", "Report"),
    "minutes": pgettext_lazy("document", "Minutes"),
    "attendance": pgettext_lazy("document", "Attendance list"),
    "notice": pgettext_lazy("document", "Notice of conclusions"),
    "volume": pgettext_lazy("document", "Volume of papers"),
    "ballot": pgettext_lazy("document", "Ballot"),
    "letter": pgettext_lazy("document", "Letter of a conference"),
}
"""The documents that can be printed on an office's own template, as pages call them."""


class WordTemplate(models.Model):
    """One version: a file, or no file where the template that the program brings holds again."""

    class State(models.TextChoices):
        TRIAL = "trial", pgettext_lazy("template", "being tried")
        IN_FORCE = "in_force", pgettext_lazy("template", "put into force")
        WITHDRAWN = "withdrawn", pgettext_lazy("template", "withdrawn")
        SET_ASIDE = "set_aside", pgettext_lazy("template", "set aside")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="word_templates")
    document = models.CharField(max_length=20, choices=list(PRINTED.items()), verbose_name=_("Document"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.TRIAL, verbose_name=_("State"))
    valid_from = models.DateField(null=True, verbose_name=_("In force from"))
    name = models.CharField(max_length=120, blank=True, verbose_name=_("File"))
    stored = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.IntegerField(default=0)
    tags = models.JSONField(default=list)  # [[name, place]]
    unknown = models.JSONField(default=list)  # [[name, place, the nearest name]]
    fault = models.TextField(blank=True)  # why it could not be filled when it came
    withdrawn_on = models.DateField(null=True)
    withdrawn_because = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "reporting_wordtemplate"
        app_label = "reporting"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "document", "valid_from"],
                condition=models.Q(state="in_force"),
                name="reporting_word_template_once",
            )
        ]
        triggers = watched()

    def __str__(self) -> str:
        return f"{self.get_document_display()}: {self.name or gettext('the built-in template')}"

    @property
    def is_built_in(self) -> bool:
        """Whether it says that the template which the program brings holds again."""
        return not self.stored

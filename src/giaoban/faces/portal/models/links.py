"""Links in what is published that lead nowhere, as they were found when last looked at."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class BrokenLink(models.Model):
    """One dead link on one page; gone as soon as a look finds it alive or no longer there."""

    kind = models.CharField(max_length=12)  # article, paper, draft, furniture
    key = models.PositiveBigIntegerField()
    title = models.CharField(_("page"), max_length=600)
    url = models.CharField(max_length=400)
    target = models.CharField(_("leads to"), max_length=1000)
    why = models.CharField(_("what is wrong"), max_length=300)
    since = models.DateTimeField(_("broken since"))

    class Meta:
        verbose_name = _("broken link")
        verbose_name_plural = _("broken links")
        ordering = ["-since", "title"]
        constraints = [models.UniqueConstraint(fields=["kind", "key", "target"], name="portal_broken_link_once")]

    def __str__(self) -> str:
        return self.target

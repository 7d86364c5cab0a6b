"""What a cluster has agreed on for itself: who chairs it for a term, its rules, who hosts when.

`giaoban.conferences.models` names them with the others. Every row's unit is the cluster.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.ground.journal.models import watched
from giaoban.ground.units.models import Unit


class ClusterTerm(models.Model):
    """The body that chairs the cluster and the one that stands in for it, from that day until the other."""

    unit = models.ForeignKey(Unit, verbose_name=_("cluster"), on_delete=models.PROTECT, related_name="cluster_terms")
    chair = models.ForeignKey(Unit, verbose_name=_("chair of the cluster"), on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(
        Unit, verbose_name=_("deputy chair of the cluster"), on_delete=models.PROTECT, related_name="+", null=True
    )
    from_on = models.DateField(pgettext_lazy("term", "from"))
    until_on = models.DateField(pgettext_lazy("term", "until before"), null=True)
    decision = models.CharField(_("decided by"), max_length=200, blank=True)

    class Meta:
        db_table = "conferences_cluster_term"
        triggers = watched()
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(until_on=None), name="conferences_one_open_term"
            )
        ]

    def __str__(self) -> str:
        return f"Cụm trưởng từ {self.from_on:%d/%m/%Y}"


class ClusterRules(models.Model):
    """The rules by which the cluster works (quy chế cụm), from that day until others replace them or they end."""

    unit = models.ForeignKey(Unit, verbose_name=_("cluster"), on_delete=models.PROTECT, related_name="cluster_rules")
    title = models.CharField(pgettext_lazy("rules", "title"), max_length=200)
    number = models.CharField(_("number and sign"), max_length=60, blank=True)
    issued_on = models.DateField(_("issued on"), null=True)
    from_on = models.DateField(pgettext_lazy("rules", "in force from"))
    until_on = models.DateField(pgettext_lazy("rules", "in force until before"), null=True)
    articles = models.TextField(pgettext_lazy("rules", "articles"))  # a paragraph a line
    compared = models.BooleanField(_("compared with the signed text"), default=False)

    class Meta:
        db_table = "conferences_cluster_rules"
        triggers = watched()
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(until_on=None), name="conferences_one_set_of_rules"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()


class ClusterTurn(models.Model):
    """Which body hosts the cluster's conference of a half-year, as agreed ahead; the host sets the theme itself."""

    class State(models.TextChoices):
        AGREED = "agreed", pgettext_lazy("turn", "Agreed")
        GIVEN_BACK = "given_back", pgettext_lazy("turn", "Given back")

    unit = models.ForeignKey(Unit, verbose_name=_("cluster"), on_delete=models.PROTECT, related_name="cluster_turns")
    half = models.DateField(_("half-year"))  # its first day
    host = models.ForeignKey(Unit, verbose_name=_("host"), on_delete=models.PROTECT, related_name="turns_to_host")
    decision = models.CharField(_("decided by"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.AGREED)
    reason = models.CharField(pgettext_lazy("turn", "why it was given back"), max_length=400, blank=True)

    class Meta:
        db_table = "conferences_cluster_turn"
        triggers = watched()
        ordering = ["half", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "half"], condition=models.Q(state="agreed"), name="conferences_one_turn_a_half_year"
            )
        ]

    def __str__(self) -> str:
        return f"Lượt chủ trì 6 tháng {'đầu' if self.half.month == 1 else 'cuối'} năm {self.half.year}"

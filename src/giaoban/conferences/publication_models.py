"""What the public reads of a conference; `giaoban.conferences.models` names it with the other records."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from giaoban.ground.journal.models import watched
from giaoban.ground.units.models import Unit


class ConferencePublication(models.Model):
    """What the public may read of a conference, complete in itself: whoever reads this row needs no other table."""

    conference = models.OneToOneField(
        "conferences.Conference", verbose_name=_("conference"), on_delete=models.PROTECT, related_name="publication"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("host"), on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=120, unique=True)
    half = models.DateField()
    held_on = models.DateField()
    published_on = models.DateField()
    withdrawn_on = models.DateField(null=True)
    chosen = models.JSONField()  # what the host lets the public read: names of parts, keys of points
    content = models.JSONField()  # as `published.PublicConference`

    class Meta:
        db_table = "conferences_publication"
        triggers = watched()

    def __str__(self) -> str:
        return self.slug

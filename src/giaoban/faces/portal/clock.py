"""What time it is for the portal: read here and nowhere else."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment."""
    return timezone.now()  # noqa: TID251 - a face reads the clock


def today() -> date:
    """The day it is in Vietnam."""
    return timezone.localdate()

"""The clock, for faces and the journal alone; everything else is given its day."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def today() -> date:
    """The day it is in Vietnam."""
    return timezone.localdate()


def now() -> datetime:
    """This moment, for the few clocks that count hours."""
    return timezone.now()

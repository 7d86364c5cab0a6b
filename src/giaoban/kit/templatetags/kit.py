"""How values are written on a page: numbers, days and spans the Vietnamese way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import template

from giaoban.core.browsers import browser_in_words
from giaoban.core.numbers import write_number

register = template.Library()


@register.filter
def number(value: Any) -> str:
    """The number as an office writes it: 38.716; a dash where there is none."""
    if value is None or value == "":
        return "–"
    return write_number(Decimal(str(value)))


@register.filter
def day(value: Any) -> str:
    """The day as 15/06/2023."""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else ""


register.filter("browser", browser_in_words)

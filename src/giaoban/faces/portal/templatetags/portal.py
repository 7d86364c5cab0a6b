"""How the portal's pages write numbers, days and addresses."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import nh3
from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.rich_text import expand_db_html

from giaoban.core.numbers import write_number
from giaoban.core.spans import Period
from giaoban.core.text import respell, slug, squeeze
from giaoban.reporting.documents.marking import tag_of

register = template.Library()
WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@register.filter
def amount(value: Any) -> str:
    """The number as this site writes every number: 38.716; in English 38,716; a dash where there is none."""
    if value is None or value == "":
        return "–"
    written = write_number(Decimal(str(value)))
    return written.translate(str.maketrans(",.", ".,")) if get_language() == "en" else written


@register.simple_tag
def figure_mark(report: Any, figure: Any, value: Decimal | None, organisation: str = "") -> SafeString | str:
    """The attribute by which a page that was saved and changed still says what was shown; nothing where nothing is."""
    if value is None:
        return ""
    return format_html('data-figure="{}"', tag_of(report.period, figure.code, organisation, amount(value)))


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """The moment as 15/06/2023 09:12, readable by machines too."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), f"{local:%d/%m/%Y %H:%M}")


@register.filter
def on_day(value: date | datetime | None) -> SafeString | str:
    """The day as 15/06/2023."""
    if value is None:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', f"{local:%Y-%m-%d}", f"{local:%d/%m/%Y}")


@register.filter
def weekday(value: date | datetime) -> str:
    """The name of the day of the week."""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return (WEEKDAYS_EN if get_language() == "en" else WEEKDAYS)[local.weekday()]


@register.filter
def house(value: Any) -> str:
    """The text in the one spelling of tone marks."""
    return respell(str(value))


@register.filter
def shortly(value: Any, most: int = 180) -> str:
    """The first words of the text, at most so many letters, cut between words."""
    text = squeeze(str(value or ""))
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip(",.;:–-") + "…"


@register.filter
def words(value: Any) -> str:
    """The text as part of an address."""
    return slug(str(value))


@register.filter
def address_of(page: Any) -> str:
    """Where a page of the site stands."""
    specific = page.specific
    return getattr(specific, "address", None) or getattr(specific, "leads_to", "") or f"/{specific.slug}/"


@register.filter
def period(value: Any) -> str:
    """The period as a document writes it: 6 tháng đầu năm 2023."""
    try:
        return Period.parse(str(value)).title()
    except ValueError:
        return str(value)


@register.filter
def linked_data(value: dict[str, Any]) -> SafeString:
    """The facts as schema.org's JSON-LD; nothing in them can end the element."""
    text = json.dumps(value, ensure_ascii=False)
    for char, escape in (("<", "\\u003C"), (">", "\\u003E"), ("&", "\\u0026")):
        text = text.replace(char, escape)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


@register.filter
def written_text(text: str) -> SafeString:
    """What an editor wrote, with its links; whatever could run in it is left out, by whichever way it came in."""
    return mark_safe(nh3.clean(expand_db_html(text), tags=nh3.ALLOWED_TAGS - {"img"}))

"""A template on its page: why it cannot be used, which of its names are unknown, all that it uses, the doors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.core.numbers import write_number
from giaoban.ground.access.policy import Actor
from giaoban.kit.register import RecordPart
from giaoban.reporting.word_templates.models import WordTemplate

Rows = Sequence[Sequence[str]]


def last_day(record: WordTemplate) -> date | None:
    """The last day on which the template holds: the one before the unit's next; None where there is none."""
    begins: date | None = getattr(record, "next_from", None)
    return begins - timedelta(days=1) if begins and record.state == WordTemplate.State.IN_FORCE else None


def with_next(_day: date) -> QuerySet[WordTemplate]:
    """Every template, with the day on which the next of the same unit and document begins."""
    later = WordTemplate.objects.filter(
        unit=OuterRef("unit"), document=OuterRef("document"), state="in_force", valid_from__gt=OuterRef("valid_from")
    ).order_by("valid_from")
    return WordTemplate.objects.annotate(next_from=Subquery(later.values("valid_from")[:1]))


def faults(record: WordTemplate) -> str:
    """How much stands between the template and its use, in words; empty where nothing does."""
    if record.unknown:
        return _("%(count)s unknown names") % {"count": write_number(len(record.unknown))}
    return _("cannot be filled") if record.fault else ""


def of_template(_actor: Actor, record: WordTemplate) -> list[RecordPart]:
    """The page of a template."""
    names = {
        "label": _("Names that can be used"),
        "url": f"{reverse('templates:names')}#{record.document}",
        "icon": "list-checks",
    }
    if record.is_built_in:
        return [RecordPart(_("The program's own template"), "reports/word_template_part.html", {"doors": [names]})]
    doors = [
        {"label": _("Trial filling (DOCX)"), "url": reverse("templates:trial", args=[record.pk]), "icon": "download"},
        {"label": _("Get the file"), "url": reverse("templates:file", args=[record.pk]), "icon": "download"},
        names,
    ]
    if record.fault:
        doors = doors[1:]
    parts = [RecordPart(_("Trying it"), "reports/word_template_part.html", {"doors": doors, **_verdict(record)})]
    if record.unknown:
        rows = [[name, nearest or "–", _place(place)] for name, place, nearest in record.unknown]
        heads = [_("Unknown name"), _("Perhaps meant"), _("Where it stands first")]
        parts.append(_part(_("Unknown names"), "unknown", heads, rows))
    rows = [[name, _place(place)] for name, place in record.tags]
    parts.append(_part(_("Names in the template"), "names", [_("Name"), _("Where it stands first")], rows))
    return parts


def _place(kept: str) -> str:
    """Where a name stands, which is kept as refusals say it, in the reader's language."""
    words = kept.removeprefix("đoạn ")
    return kept if words == kept else _("paragraph %(words)s") % {"words": words}


def _verdict(record: WordTemplate) -> dict[str, Any]:
    if record.unknown:
        told = _(
            "The template writes names that the document does not have; mend them in Word and upload the file again."
        )
        return {"tone": "refused", "sentence": told}
    if record.fault:
        return {"tone": "refused", "sentence": record.fault}
    return {"tone": "done", "sentence": _("Every name is known, and the template can be filled.")}


def _part(title: str, key: str, heads: Sequence[str], rows: Rows) -> RecordPart:
    table = {
        "id": key,
        "caption": title,
        "layout": "cards",
        "columns": [{"key": str(place), "label": head, "kind": "text"} for place, head in enumerate(heads)],
        "rows": [
            {
                "key": str(number),
                "cells": [{"text": text, "head": place == 0, "label": heads[place]} for place, text in enumerate(row)],
            }
            for number, row in enumerate(rows, 1)
        ],
        "empty": {"title": _("None."), "text": _("The template has no place that is filled in.")},
    }
    return RecordPart(title, "reports/word_template_part.html", {"table": table})

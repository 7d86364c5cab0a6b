"""A form on its page: its lines, its checks, its sections, and how it differs from the version that it was made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.catalogue import indicators
from giaoban.core.numbers import write_number
from giaoban.ground.access.policy import Actor, may_everywhere
from giaoban.ground.journal.clock import today
from giaoban.kit.register import RecordPart
from giaoban.reporting.forms import Check, Form, Line
from giaoban.reporting.forms.saying import differences, sentence
from giaoban.reporting.forms.saying import length as length_of
from giaoban.reporting.forms.sound import ADDS_AS, PLACES, SEVERITIES
from giaoban.reporting.models import FormDraft, FormVersion, forms_there

Sections = list[RecordPart]
Door = Callable[[Any], str]
"""The address at which a line or a check is changed; empty where the reader may not."""
TONES = {"error": "refused", "warning": "waits", "note": ""}


def length(form: Form) -> str:
    """How long the period is that the form is made for."""
    return length_of(form.months)


def last_day(record: FormVersion) -> date | None:
    """The last day on which the version holds: the one before the next, or as the file says; None where there is none."""
    ends = [
        form.valid_from for form in forms_there() if form.code == record.code and form.valid_from > record.valid_from
    ]
    ends += [end] if (end := record.form.valid_to) else []
    return min(ends) - timedelta(days=1) if ends else None


def holding(record: FormVersion, *, on: date) -> str:
    """Whether the version holds on that day: ``now``, ``to_come``, ``over``, or it is ``withdrawn``."""
    if record.withdrawn_on is not None:
        return "withdrawn"
    if record.valid_from > on:
        return "to_come"
    end = last_day(record)
    return "over" if end is not None and end < on else "now"


def of_version(actor: Actor, record: FormVersion) -> Sections:
    """The page of a version."""
    form, day = record.form, today()
    before = max(
        (other for other in forms_there() if other.code == form.code and other.valid_from < form.valid_from),
        key=lambda other: other.valid_from, default=None,
    )  # fmt: skip
    doors = [{"label": _("Get the form's file"), "url": reverse("forms:file", args=[record.pk]), "icon": "download"}]
    if record.withdrawn_on is None and may_everywhere(actor, "form_drafts.begin", on=day):
        answers = urlencode({"base": record.pk, "from_on": day.isoformat(), "months": form.months})
        doors.append({
            "label": _("Begin a draft from this version"), "icon": "square-pen",
            "url": f"{reverse('desk:act', args=['form_drafts', 'begin'])}?{answers}",
        })  # fmt: skip
    return [
        *_parts(form, doors, lambda _part: "", lambda _part: ""),
        *_differing(before, form, _("What is new in this version")),
    ]


def of_draft(actor: Actor, record: FormDraft) -> Sections:
    """The page of a draft, each line and each check with the way to change it."""
    form = record.form
    changes = record.state == FormDraft.State.OPEN and may_everywhere(actor, "form_drafts.set_line", on=today())

    def line_door(line: Line) -> str:
        return _act(record, "set_line", line_answers(line)) if changes else ""

    def check_door(numbered: tuple[int, Check]) -> str:
        return _act(record, "set_check", check_answers(*numbered)) if changes else ""

    doors = [
        {"label": _("Get the draft's file"), "url": reverse("forms:draft_file", args=[record.pk]), "icon": "download"}
    ]
    if record.state == FormDraft.State.OPEN:
        doors.append({
            "label": _("Try it on past periods"), "url": reverse("forms:trial", args=[record.pk]), "icon": "history",
        })  # fmt: skip
    base = record.base.form if record.base else None
    return [
        *_differing(base, form, _("What differs from the version it was made from")),
        *_parts(form, doors, line_door, check_door),
    ]


def _act(record: FormDraft, act: str, answers: dict[str, Any]) -> str:
    return f"{reverse('desk:act_on', args=['form_drafts', record.pk, act])}?{urlencode(answers)}"


def line_answers(line: Line) -> dict[str, str]:
    """The line as the form that changes it asks for it."""
    return {
        "instead": line.code, "code": line.code, "label": line.label, "aliases": "\n".join(line.aliases),
        "unit_of_count": line.unit_of_count, "adds_as": line.adds_as, "indicator": line.indicator, "parent": line.parent,
        "numerator": line.numerator, "denominator": line.denominator,
        **{name: "yes" if getattr(line, name) else "" for name in ("per_organisation", "counts_rows", "personal")},
    }  # fmt: skip


def check_answers(number: int, check: Check) -> dict[str, str]:
    """The check as the form that changes it asks for it."""
    numbers = ("limit", "least", "low", "high", "per", "factor", "tolerance")
    return {
        "instead": str(number), "id": check.id, "kind": check.kind, "severity": check.severity, "at": check.at,
        **{name: " ".join(getattr(check, name)) for name in ("lines", "parts", "whole")},
        **{name: _plain(getattr(check, name)) for name in numbers},
        "confirmed": "yes" if check.confirmed else "", "source": check.source, "explain": check.explain,
    }  # fmt: skip


def _plain(number: float) -> str:
    return str(number).replace(".", ",")


def _parts(form: Form, doors: Sequence[dict[str, Any]], line_door: Door, check_door: Door) -> Sections:
    sections = [
        {"key": str(place), "cells": [{"text": name, "head": True}]} for place, name in enumerate(form.sections, 1)
    ]
    return [
        RecordPart(_("Lines"), "reports/form_part.html", {"doors": doors, "table": _lines(form, line_door)}),
        RecordPart(_("Checks"), "reports/form_part.html", {"table": _checks(form, check_door)}),
        RecordPart(_("Sections of the text"), "reports/form_part.html", {"table": _table("sections", _("Sections of the text"), [("name", _("Sections of the text"))], sections)}),
    ]  # fmt: skip


def _differing(before: Form | None, form: Form, title: str) -> Sections:
    if before is None:
        return []
    heads = [("place", _("Where")), ("before", _("Before")), ("now", _("Now"))]
    rows = [
        {
            "key": str(number),
            "cells": [
                {"text": change.place, "head": True, "label": heads[0][1]},
                {"text": _in_words(change.before) or "–", "label": heads[1][1]},
                {"text": _in_words(change.now) or "–", "label": heads[2][1]},
            ],
        }
        for number, change in enumerate(differences(before, form), 1)
    ]
    return [RecordPart(title, "reports/form_part.html", {"table": _table("differences", title, heads, rows)})]


def _in_words(told: str) -> str:
    """What is told, an indicator by its label."""
    return str(indicators()[told][1].label) if told in indicators() else told


def _table(key: str, caption: str, heads: Sequence[tuple[str, str]], rows: Sequence[Any]) -> dict[str, Any]:
    return {
        "id": key,
        "caption": caption,
        "layout": "cards",
        "columns": [{"key": name, "label": label, "kind": "text"} for name, label in heads],
        "rows": rows,
        "empty": {"title": _("None."), "text": ""},
    }


def _lines(form: Form, door: Door) -> dict[str, Any]:
    heads = [
        ("line", _("Line")), ("source", _("Where the number comes from")), ("adds_as", _("Kind of number")),
        ("unit", _("Unit of count")), ("checks", _("Checks")),
    ]  # fmt: skip
    table = _table(
        "lines", _("Lines of the form"), heads, list(_line_rows(form, door, [label for _key, label in heads]))
    )
    table["acts"] = _("Do") if any(row.get("act") for row in table["rows"]) else ""
    return table


def _line_rows(form: Form, door: Door, labels: Sequence[str]) -> Iterator[dict[str, Any]]:
    group = ""
    for line in form.lines:
        own = line.code.split(".")[0]
        if own != group:
            group = own
            head = f"{group}. {form.groups.get(group, '')}"
            yield {
                "key": f"group-{group}",
                "name": head,
                "tone": "head",
                "cells": [{"text": head, "head": True}, *[{"text": ""}] * 4],
            }
        checks = sum(1 for check in form.checks if line.code in (*check.lines, *check.parts, *check.whole))
        url = door(line)
        yield {
            "key": line.code.replace(".", "-"),
            "name": f"{line.code} {line.label}",
            "level": line.level,
            "cells": [
                {"text": f"{line.code} {line.label}", "head": True, "note": "; ".join(line.aliases)},
                {"text": source_of(form, line), "label": labels[1]},
                {"text": str(ADDS_AS[line.adds_as]), "label": labels[2]},
                {
                    "text": line.unit_of_count,
                    "label": labels[3],
                    "note": _("small numbers are withheld") if line.personal else "",
                },
                {"text": write_number(checks), "kind": "number", "label": labels[4]},
            ],
            "act": {"label": _("Change"), "url": url} if url else None,
        }


def source_of(form: Form, line: Line) -> str:
    """Where the number of a line comes from, in words."""
    if line.indicator in indicators():
        return _("Register: %(indicator)s") % {"indicator": indicators()[line.indicator][1].label}
    if line.adds_as == "ratio":
        return _("%(part)s divided by %(whole)s") % {"part": line.numerator, "whole": line.denominator}
    return _("asked of the unit")


def _checks(form: Form, door: Door) -> dict[str, Any]:
    heads = [
        ("check", _("Check")),
        ("severity", _("How it is said")),
        ("at", _("Asked of")),
        ("source", _("Where the limit comes from")),
    ]
    rows = []
    for number, check in enumerate(form.checks, 1):
        text, tone = str(SEVERITIES[check.severity]).capitalize(), TONES[check.severity]
        url = door((number, check))
        source = check.source or ("" if check.confirmed else _("experience"))
        rows.append({
            "key": str(number),
            "name": f"{number}. {sentence(check)}",
            "cells": [
                {"text": f"{number}. {sentence(check)}", "head": True, "note": check.explain},
                {"badge": {"text": text, "tone": tone}, "label": heads[1][1]},
                {"text": str(PLACES[check.at]), "label": heads[2][1]},
                {"text": source, "note": "" if check.confirmed else _("from experience, no rule"), "label": heads[3][1]},
            ],
            "act": {"label": _("Change"), "url": url} if url else None,
        })  # fmt: skip
    table = _table("checks", _("Checks of the form"), heads, rows)
    table["acts"] = _("Do") if any(row["act"] for row in rows) else ""
    return table

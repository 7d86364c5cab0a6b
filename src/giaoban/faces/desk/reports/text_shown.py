"""A text on its way in as the parts of a page: its pieces with marked numbers, the lines of the form, what is open now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.core.numbers import write_number
from giaoban.faces.desk.reports.text_marks import pieces
from giaoban.reporting.forms import Form, Line
from giaoban.reporting.incoming_text import IncomingText
from giaoban.reporting.models import Return
from giaoban.reporting.prose.confirming import TextNumber, taken
from giaoban.reporting.prose.sentences import sentences

STANDINGS = {
    "sure": gettext_lazy("sure"),
    "doubtful": gettext_lazy("to be confirmed"),
    "placed": gettext_lazy("confirmed"),
    "again": gettext_lazy("said again"),
    "unplaced": gettext_lazy("without a line"),
    "elsewhere": gettext_lazy("of no column here"),
    "aside": gettext_lazy("set aside"),
    "other": gettext_lazy("no figure"),
}
ROLES = {
    "value": gettext_lazy("This period"),
    "same_period": gettext_lazy("Last year"),
    "target": gettext_lazy("Year target"),
}


def reading(
    report_return: Return,
    kept: IncomingText,
    numbers: Sequence[TextNumber],
    sections: Mapping[int, str],
    query: Mapping[str, str],
) -> dict[str, Any]:
    """The context of the page; ``asked`` names the number, paragraph or line that was opened, and what was just done."""
    form = report_return.campaign.form_used
    by_key = {number.key: number for number in numbers}
    chosen = by_key.get(query.get("number", ""))
    block = int(query["paragraph"]) if query.get("paragraph", "").isdecimal() else -1
    wanted = next((line for line in form.lines if line.code == query.get("line", "")), None)
    doubtful = [number for number in numbers if number.standing == "doubtful"]
    done = by_key.get(query.get("done", ""))
    return {
        "pieces": _pieces(kept.read["blocks"], numbers, sections, chosen, wanted),
        "groups": _groups(form, numbers, wanted),
        "chosen": _chosen(chosen, kept, form, wanted) if chosen else None,
        "paragraph": _paragraph(block, kept, sections, form) if block in sections and not chosen else None,
        "wanted": wanted if not chosen else None,
        "done": _("“%(text)s” (%(place)s): %(what)s.") % {"text": done.text, "place": done.place, "what": _what(done, form)}
        if done
        else "",
        "legend": [
            {"standing": name, "label": label, "count": sum(1 for number in numbers if number.standing == name)}
            for name, label in STANDINGS.items()
        ],
        "doubtful": len(doubtful),
        "first_doubtful": _address(number=doubtful[0].key) if doubtful else "",
        "found": _found(kept.read),
        "in_sections": sum(1 for section in sections.values() if section),
        "lines_given": sum(1 for _code, role in taken(numbers) if role == "value"),
        "lines_all": len(form.lines),
    }  # fmt: skip


def _address(**query: str) -> str:
    """The same page with that opened, at the place where it stands."""
    anchor = (
        f"#n-{query['number']}" if "number" in query else f"#b-{query['paragraph']}" if "paragraph" in query else ""
    )
    return f"?{urlencode(query)}{anchor}"


def _pieces(
    blocks: Sequence[Mapping[str, Any]],
    numbers: Sequence[TextNumber],
    sections: Mapping[int, str],
    chosen: TextNumber | None,
    wanted: Line | None,
) -> list[dict[str, Any]]:
    """The pieces of the text with its numbers as doors, and with the section that each paragraph goes to."""
    made = pieces(blocks, [_mark(number, number is chosen, wanted) for number in numbers])
    for piece in made:
        at = piece["block"]
        piece |= {"told": at in sections, "section": sections.get(at, ""), "url": _address(paragraph=str(at))}
    return made


def _mark(number: TextNumber, is_chosen: bool, wanted: Line | None) -> dict[str, Any]:
    query = {"number": number.key} | ({"line": wanted.code} if wanted else {})
    return {
        "block": number.block,
        "start": number.start,
        "end": number.end,
        "key": number.key,
        "standing": number.standing,
        "label": STANDINGS[number.standing],
        "code": number.code if number.standing in {"sure", "placed", "doubtful", "again"} else "",
        "chosen": is_chosen,
        "opens": True,
        "url": _address(**query),
    }


def _groups(form: Form, numbers: Sequence[TextNumber], wanted: Line | None) -> list[dict[str, Any]]:
    """The lines of the form in their groups, each with what is placed in its columns and what waits to be confirmed."""
    chosen = taken(numbers)
    groups: dict[str, dict[str, Any]] = {}
    for line in form.lines:
        code = line.code.split(".")[0]
        group = groups.setdefault(code, {"label": f"{code}. {form.groups.get(code, code)}", "rows": []})
        group["rows"].append(
            {
                "code": line.code,
                "label": line.label,
                "level": line.level,
                "wanted": line is wanted,
                "url": _address(line=line.code) + "#lines-head",
                "cells": [
                    {
                        "label": label,
                        "placed": _placed(chosen.get((line.code, role)), line),
                        "waiting": [
                            {"text": number.text, "url": _address(number=number.key)}
                            for number in numbers
                            if (number.standing, number.code, number.role) == ("doubtful", line.code, role)
                        ],
                    }
                    for role, label in ROLES.items()
                ],
            }
        )
    return list(groups.values())


def _placed(number: TextNumber | None, line: Line) -> dict[str, Any] | None:
    if number is None:
        return None
    text = write_number(number.amount, line.unit_of_count)
    return {"text": text, "standing": number.standing, "url": _address(number=number.key)}


def _chosen(number: TextNumber, kept: IncomingText, form: Form, wanted: Line | None) -> dict[str, Any]:
    """The opened number: its sentence, what it is taken for, and the form by which a person says what it is."""
    code = wanted.code if wanted else number.code
    line = next((line for line in form.lines if line.code == code), None)
    before, behind = _sentence(kept.read["blocks"][number.block]["text"], number)
    return {
        "key": number.key,
        "text": number.text,
        "place": number.place,
        "before": before,
        "behind": behind,
        "standing": number.standing,
        "label": STANDINGS[number.standing],
        "why": number.why,
        "what": _what(number, form),
        "is_said": number.key in kept.said,
        "value": write_number(number.amount, line.unit_of_count if line else "").removesuffix("%"),
        "lines": [
            {"code": form_line.code, "label": f"{form_line.code} {form_line.label}", "chosen": form_line.code == code}
            for form_line in form.lines
        ],
        "roles": [{"name": role, "label": label, "chosen": role == number.role} for role, label in ROLES.items()],
    }


def _sentence(text: str, number: TextNumber) -> tuple[str, str]:
    """The words of its sentence before and behind the number."""
    for start, told in sentences(text):
        if start <= number.start < start + len(told):
            return text[start : number.start], text[number.end : max(start + len(told), number.end)]
    return text[: number.start], text[number.end :]


def _what(number: TextNumber, form: Form) -> str:
    if number.standing in {"sure", "placed", "doubtful"}:
        line = form.line(number.code)
        return f"{number.code} {line.label}, {str(ROLES[number.role]).lower()}, {write_number(number.amount, line.unit_of_count)}"
    return str(STANDINGS[number.standing])


def _paragraph(block: int, kept: IncomingText, sections: Mapping[int, str], form: Form) -> dict[str, Any]:
    return {
        "block": block,
        "place": kept.read["blocks"][block]["place"],
        "text": kept.read["blocks"][block]["text"],
        "sections": [{"name": name, "chosen": sections[block] == name} for name in form.sections],
        "section": sections[block],
    }


def _found(read: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What does not add up in the text, each a door to where it stands."""
    places = {block["place"]: at for at, block in reversed(list(enumerate(read["blocks"])))}
    return [
        {
            "severity": finding["severity"],
            "message": finding["message"],
            "place": finding["place"],
            "at": f"#b-{places[finding['place']]}" if finding["place"] in places else "",
        }
        for finding in read["findings"]
    ]

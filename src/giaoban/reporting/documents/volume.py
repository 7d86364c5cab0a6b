"""The volume of a conference's papers (kỷ yếu): title page, contents, each paper with its body; DOCX and PDF of one context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from giaoban.reporting.documents.own import OwnTemplate
from giaoban.reporting.documents.typeset import pages_of, typeset
from giaoban.reporting.documents.word import fill
from giaoban.reporting.documents.wording import clean, paragraphs, place_and_day

ROOM = 156
"""Millimetres that the columns of a table share: a little less than there is between the margins."""
MOST_COLUMNS = 12
"""A table with more columns than these is printed as lines: its cells would be too narrow to be read."""
TWIPS = 56.7
"""Twentieths of a point in a millimetre, in which Word measures."""
LEFT_OUT = "Tham luận không in trong kỷ yếu"


@dataclass(frozen=True)
class PaperPart:
    """A paragraph of a paper, or a heading in it, or a table as rows of equally many cells."""

    text: str
    heading: bool = False
    rows: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class PrintedPaper:
    """A paper that stands in the volume: its title, whose it is, who reads it out (name and post), and what it says."""

    title: str
    body: str
    speaker: str
    passages: Sequence[PaperPart]


@dataclass(frozen=True)
class PaperLeftOut:
    """A paper that was asked for and does not stand in the volume, and why."""

    title: str
    body: str
    why: str


@dataclass(frozen=True)
class PapersVolume:
    """What stands in the volume of one conference."""

    superior: str
    issuer: str
    conference: str
    theme: str
    place: str
    held_on: date
    papers: Sequence[PrintedPaper]
    left_out: Sequence[PaperLeftOut] = ()


def write_volume(volume: PapersVolume, path: Path, kind: str, own: OwnTemplate | None = None) -> None:
    """The volume stands in that file as a DOCX or PDF; Refused when the office's template cannot be used.

    The page numbers of the Word file's contents are those of the PDF, which has the same page; Word counts its own when the
    file is opened, because the field says that it is to be counted anew.
    """
    context = volume_context(volume)
    if kind == "pdf":
        path.write_bytes(typeset("volume", context, dated_on=volume.held_on))
        return
    for entry, page in zip(context["entries"], pages_of("volume", context), strict=True):
        entry["page"] = str(page)
    path.write_bytes(fill("volume", context, title=context["title"], dated_on=volume.held_on, own=own))


def volume_context(volume: PapersVolume) -> dict[str, Any]:
    """What the volume says, as the templates name it."""
    papers = [_printed(number, paper) for number, paper in enumerate(volume.papers, start=1)]
    left_out = [_left_out(paper) for paper in volume.left_out]
    entries = [{"label": paper["label"], "by": paper["by"], "anchor": paper["anchor"], "page": ""} for paper in papers]
    if left_out:
        entries.append({"label": LEFT_OUT, "by": "", "anchor": "left_out", "page": ""})
    return {
        "title": f"Kỷ yếu {clean(volume.conference)}",
        "cover": {
            "superior": clean(volume.superior).upper(),
            "issuer": clean(volume.issuer).upper(),
            "genre": "KỶ YẾU THAM LUẬN",
            "conference": clean(volume.conference),
            "theme": clean(volume.theme),
            "place_and_day": _upper(place_and_day(volume.place, volume.held_on)),
        },
        "entries": entries,
        "papers": papers,
        "left_out": {"title": LEFT_OUT, "texts": left_out},
    }


def _printed(number: int, paper: PrintedPaper) -> dict[str, Any]:
    parts = [part for passage in paper.passages for part in _parts(passage)]
    return {
        "label": f"{number}. {clean(paper.title)}",
        "by": " – ".join(filter(None, (clean(paper.speaker), clean(paper.body)))),
        "anchor": f"paper_{number}",
        "parts": parts,
    }


def _parts(passage: PaperPart) -> list[dict[str, Any]]:
    if not passage.rows:
        return [{"text": line, "heading": passage.heading, "rows": []} for line in paragraphs(passage.text)]
    rows = [[clean(cell) for cell in cells] for cells in passage.rows]
    columns = len(rows[0])
    if columns > MOST_COLUMNS:
        return [{"text": "; ".join(filter(None, cells)), "heading": False, "rows": []} for cells in rows if any(cells)]
    width = int(ROOM * TWIPS / columns)
    return [{"text": "", "heading": False, "rows": [{"cells": cells} for cells in rows], "width": width}]


def _left_out(paper: PaperLeftOut) -> str:
    named = f"“{clean(paper.title)}” – {clean(paper.body)}" if clean(paper.title) else clean(paper.body)
    return f"{named}: {clean(paper.why).rstrip('.')}."


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]

"""The identity of each figure in a PDF: a link over it leads to the evidence of its line, and ends in its tag.

The tag is that of a page (``giaoban.reporting.documents.marking``); the PDF is read back by
``giaoban.reporting.prose.linked``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from giaoban.reporting.documents.identity import COMPARED, written_figures
from giaoban.reporting.prose.identified import TO_CHECK, Identity
from giaoban.reporting.report import Report


def linked(context: Mapping[str, Any], report: Report, at: str) -> dict[str, Any]:
    """The context with ``figure`` beside each text that is one, and each paragraph in pieces of ``text`` and ``figure``.

    ``figure`` is an address below ``at``, the page of the return on the desk; empty where the text is no figure, and
    everywhere where there is no such page.
    """
    appendix = context["appendix"]
    tables = []
    for table in appendix["tables"]:
        columns = [unit.replace("|", "/") for unit in table["units"]]
        columns += [COMPARED.get(name, "-") for name in table["columns"][len(columns) :]]
        tables.append(table | {"rows": [_row(row, columns, report, at) for row in table["rows"]]})
    return {
        **context,
        "sections": _sections(context, report, at),
        "appendix": appendix | {"tables": tables},
    }


def _row(row: Mapping[str, Any], columns: list[str], report: Report, at: str) -> dict[str, Any]:
    def cell(given: Mapping[str, Any], column: str) -> dict[str, Any]:
        printed = given["text"].replace(TO_CHECK, "")
        is_figure = column != "-" and re.search(r"\d", printed)
        identity = Identity(report.period, row["code"], column, printed)
        return {**given, "figure": _address(at, identity) if is_figure else ""}

    cells = [cell(given, column) for given, column in zip(row["cells"], columns, strict=True)]
    return {**row, "total": cell(row["total"], ""), "cells": cells}


def _sections(context: Mapping[str, Any], report: Report, at: str) -> list[dict[str, Any]]:
    """The sections in pieces; the text is read as a whole, heading and titles included, as a reader would."""
    heading, sections = context["heading"], context["sections"]
    texts = [heading["issuer"], heading["genre"], heading["summary"]]
    paragraphs: list[int] = []
    for section in sections:
        texts.append(section["title"])
        for part in section["parts"]:
            texts.append(part["title"])
            paragraphs += range(len(texts), len(texts) + len(part["paragraphs"]))
            texts += part["paragraphs"]
    figures: dict[int, list[tuple[int, Identity]]] = {}
    for place, start, identity in written_figures(texts, report):
        figures.setdefault(place, []).append((start, identity))
    pieces = iter([_pieces(texts[place], figures.get(place, []), at) for place in paragraphs])
    return [
        {
            **section,
            "parts": [
                {**part, "paragraphs": [next(pieces) for _paragraph in part["paragraphs"]]} for part in section["parts"]
            ],
        }
        for section in sections
    ]


def _pieces(text: str, figures: list[tuple[int, Identity]], at: str) -> list[dict[str, str]]:
    pieces, done = [], 0
    for start, identity in figures:
        end = start + len(identity.printed)
        pieces += [
            {"text": text[done:start], "figure": ""},
            {"text": text[start:end], "figure": _address(at, identity)},
        ]
        done = end
    return [piece for piece in [*pieces, {"text": text[done:], "figure": ""}] if piece["text"]]


def _address(at: str, identity: Identity) -> str:
    return f"{at}line/{quote(identity.code)}/#{quote(identity.tag())}" if at else ""

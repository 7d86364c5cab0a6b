"""The identity of each figure in a DOCX: a content control around it says which figure it is and what was printed.

Word keeps the control when somebody types inside it, so a figure that was changed by hand still says what it was.
LibreOffice keeps its tag from version 7.5 on; for those before, a hidden bookmark around the control says the same. A tag is ``gb|period|line|column|printed``; the column is empty for the whole, ``u0`` … for the units in their
order, ``p`` for the same period of last year, ``t`` for the year's target.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from lxml import etree

from giaoban.core.numbers import rounded_wording, write_number
from giaoban.core.text import squeeze
from giaoban.core.words.blocks import complete, paragraph
from giaoban.core.words.docx import W, text_of
from giaoban.reporting.documents.packing import pack
from giaoban.reporting.documents.wording import clean
from giaoban.reporting.prose.identified import BEHIND_HEAD, TO_CHECK, Identity, bookmark_of, parse
from giaoban.reporting.prose.reading import LONGEST_READ, read_report
from giaoban.reporting.report import Report

LONGEST = 64  # of a tag or a title, by the format
LONGEST_BOOKMARK = 40  # by the format
FIRST_BOOKMARK = 100_000  # above the numbers of an office's own
_BODY = "word/document.xml"
_FIXED = ("TT", "Chỉ tiêu", "Đơn vị tính")
COMPARED = {"Cùng kỳ năm trước": "p", "Chỉ tiêu năm": "t"}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def identified(content: bytes, report: Report) -> bytes:
    """The same document with the identity of each figure of its tables and of its running text."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    tree = parse(parts[_BODY])
    labels = {line.code: clean(line.label) for line in report.lines}
    names = {start.get(f"{W}name", "") for start in tree.iter(f"{W}bookmarkStart")}
    for table in list(tree.iter(f"{W}tbl")):
        for runs, identity in _of_table(table, report, labels):
            _wrap(runs, identity, names)
    for run, identity in _of_text(tree, report):
        _wrap([run], identity, names)
    parts[_BODY] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return pack(made.getvalue())


def _of_table(table: Any, report: Report, labels: Mapping[str, str]) -> Iterator[tuple[list[Any], Identity]]:
    rows = list(table.iter(f"{W}tr"))
    heads = [squeeze(text_of(cell)) for cell in rows[0].iter(f"{W}tc")] if rows else []
    if tuple(heads[:3]) != _FIXED:
        return
    units = {clean(unit): f"u{place}" for place, unit in enumerate(report.units)}
    columns = ["", *(units.get(head, COMPARED.get(head, "-")) for head in heads[4:])]
    for line in rows[1:]:
        cells = list(line.iter(f"{W}tc"))
        code = squeeze(text_of(cells[0]))
        for cell, column, head in zip(cells[3:], columns, heads[3:], strict=False):
            runs = list(cell.iter(f"{W}r"))
            printed = squeeze(text_of(cell)).replace(TO_CHECK, "").strip()
            if code in labels and column != "-" and runs and re.search(r"\d", printed):
                yield runs, Identity(report.period, code, column, printed, f"{head}{BEHIND_HEAD}{code} {labels[code]}")


def _of_text(tree: Any, report: Report) -> Iterator[tuple[Any, Identity]]:
    elements = [element for element in tree.iter(f"{W}p") if next(element.iterancestors(f"{W}tbl"), None) is None]
    for place, start, identity in reversed(written_figures([text_of(element) for element in elements], report)):
        run = _run_of(elements[place], start, identity.printed)
        if run is not None:
            yield run, identity


def written_figures(paragraphs: Sequence[str], report: Report) -> list[tuple[int, int, Identity]]:
    """The figures of the running text, as the program's own reading finds them there: paragraph, first letter, identity.

    In the order in which they stand; only figures of the whole that are written as the report has them.
    """
    places = [
        place for place, text in enumerate(paragraphs) if text and text == squeeze(text) and len(text) <= LONGEST_READ
    ]
    labels = {line.code: clean(line.label) for line in report.lines}
    written = []
    for figure in read_report(complete("docx", [paragraph(paragraphs[place]) for place in places])).figures:
        if figure.role != "value" or figure.unit or figure.code not in labels:
            continue
        line = report.line(figure.code)
        if line.value is not None and _is_printed(
            figure.text, write_number(line.value, line.unit_of_count), rounded_wording(line.value, line.unit_of_count)
        ):
            identity = Identity(report.period, figure.code, "", figure.text, f"{figure.code} {labels[figure.code]}")
            written.append((places[figure.place.block], figure.place.start, identity))
    return sorted(written, key=lambda figure: figure[:2])


def _is_printed(text: str, *wordings: str) -> bool:
    return any(text == wording.removeprefix("trên ") for wording in wordings)


def _run_of(element: Any, start: int, text: str) -> Any:
    """A run of its own for the letters from there on; None where they do not lie in one plain run."""
    passed = 0
    for run in element.iterchildren(f"{W}r"):
        pieces = run.findall(f"{W}t")
        whole = text_of(run)
        if (
            len(pieces) == 1
            and pieces[0].text == whole
            and passed <= start
            and whole[start - passed :].startswith(text)
        ):
            before, behind = whole[: start - passed], whole[start - passed + len(text) :]
            for kept, where in ((before, 0), (behind, 1)):
                if kept:
                    other = deepcopy(run)
                    _write(other, kept)
                    (run.addnext if where else run.addprevious)(other)
            _write(run, text)
            return run
        passed += len(whole)
    return None


def _write(run: Any, text: str) -> None:
    piece = run.find(f"{W}t")
    piece.text = text
    piece.set(_SPACE, "preserve")


def _wrap(runs: list[Any], identity: Identity, names: set[str]) -> None:
    if len(identity.tag()) > LONGEST:
        return
    control = etree.Element(f"{W}sdt")
    properties = etree.SubElement(control, f"{W}sdtPr")
    etree.SubElement(properties, f"{W}alias").set(f"{W}val", identity.title[:LONGEST])
    etree.SubElement(properties, f"{W}tag").set(f"{W}val", identity.tag())
    held = etree.SubElement(control, f"{W}sdtContent")
    runs[0].addprevious(control)
    for run in runs:
        held.append(run)
    _bookmark(control, identity, names)


def _bookmark(control: Any, identity: Identity, names: set[str]) -> None:
    name, serial = bookmark_of(identity.tag()), 1
    while name in names:
        serial += 1
        name = f"{bookmark_of(identity.tag())}_n{serial}"
    if len(name) > LONGEST_BOOKMARK:
        return
    start, end = etree.Element(f"{W}bookmarkStart"), etree.Element(f"{W}bookmarkEnd")
    for mark in (start, end):
        mark.set(f"{W}id", str(FIRST_BOOKMARK + len(names)))
    start.set(f"{W}name", name)
    names.add(name)
    control.addprevious(start)
    control.addnext(end)

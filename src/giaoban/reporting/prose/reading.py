"""A whole report read: its unit and period, its figures, what has no line, and what does not add up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from typing import Any

from giaoban.core.numbers import write_number
from giaoban.core.words import Block, Words, open_words
from giaoban.core.workbook import Unreadable
from giaoban.core.zips import BROKEN
from giaoban.reporting.prose import sections
from giaoban.reporting.prose.findings import ProseFinding, findings_of
from giaoban.reporting.prose.heads import ReportHead, head_of
from giaoban.reporting.prose.identified import Identity, identities, page_identities
from giaoban.reporting.prose.numerals import unmarked
from giaoban.reporting.prose.placing import Context, Sentence
from giaoban.reporting.prose.report import ProseReport
from giaoban.reporting.prose.said import Rest, TextPlace, WrittenFigure
from giaoban.reporting.prose.sentences import sentences
from giaoban.reporting.prose.tables import TableReader
from giaoban.reporting.prose.telling import head_lines, paragraphs
from giaoban.reporting.prose.when import UNKNOWN, named_time
from giaoban.reporting.prose.whose import ANOTHER, Owners

LONGEST_READ = 3_000
"""Letters of a paragraph that is read within the program and not confined: a person's words, not a stranger's."""


def read_report(words: Words) -> ProseReport:
    """The document as figures with their places."""
    running = [
        replace(block, text=unmarked(block.text), cells=tuple(unmarked(cell) for cell in block.cells))
        for block in words.running()
    ]
    head = head_of(running)
    told = tuple(sections.told(running))
    reader = _Reader(head)
    for table, group in _grouped(told):
        if table:
            reader.table(group)
        else:
            reader.paragraph(group[0])
    figures = _settled(reader.figures)
    settled = {id(figure) for figure in figures}
    again = [figure for figure in reader.figures if id(figure) not in settled]
    return ProseReport(head, words, told, tuple(figures), tuple(reader.rest), tuple(reader.wrong_sums), tuple(again))


def read_file(data: bytes) -> dict[str, Any]:
    """For a confined process: the bytes of a file as the answer of ``./giaoban read-report``."""
    words = open_words(data)
    reader = {"docx": identities, "html": page_identities}.get(words.kind)
    return answered(words) | {"identities": told_identities(reader, data) if reader else []}


def told_identities(reader: Callable[[bytes], Iterable[tuple[Identity, str]]], data: bytes) -> list[dict[str, str]]:
    """The figures of a document of this program by their identity, each with what stands there now."""
    try:
        return [asdict(identity) | {"text": text} for identity, text in reader(data)]
    except (*BROKEN, KeyError, ValueError, SyntaxError):
        return []


def answered(words: Words) -> dict[str, Any]:
    """The document as JSON can carry it: figures, what has no line, findings, the text that each place is in, its head,
    and which of its paragraphs belong to which section of the form. Unreadable where it is like no report at all."""
    _refuse_what_no_report_has(words)
    report = read_report(words)
    running = [
        {"text": block.text, "place": block.place, "cells": list(block.cells), "table": block.table}
        for block in words.running()
    ]
    told = [list(pair) for pair in paragraphs(report.told)]
    again = [_figure(figure) for figure in report.again]
    beside = {
        "again": again,
        "blocks": running,
        "narrative": told,
        "head": head_lines(report.told),
        "province": report.head.province,
    }
    return answer(report, findings_of(report)) | beside


MOST_NUMBERS, LONGEST_WORD = 5_000, 2_000
"""Numbers of a text (an annex of eighty organisations has 2,500), and letters without a space, of which no report has more."""
_NUMBER = re.compile(r"\d+")


def _refuse_what_no_report_has(words: Words) -> None:
    numbers = 0
    for block in words.running():
        numbers += sum(1 for _number in _NUMBER.finditer(block.text))
        if max(map(len, block.text.split()), default=0) > LONGEST_WORD:
            raise Unreadable(
                f"Văn bản có chuỗi chữ liền nhau dài quá {write_number(LONGEST_WORD)} ký tự, không phải báo cáo; chưa ghi nhận gì."
            )
    if numbers > MOST_NUMBERS:
        raise Unreadable(
            f"Văn bản có {write_number(numbers)} số, quá {write_number(MOST_NUMBERS)} số của một báo cáo; chưa ghi nhận gì. "
            "Hãy gửi từng phần."
        )


def answer(report: ProseReport, findings: list[ProseFinding]) -> dict[str, Any]:
    """The report as JSON can carry it; the blocks of the text come with it, so that piece place can be shown."""
    return {
        "unit": report.head.unit,
        "period": report.head.period,
        "kind": report.words.kind,
        "encoding": report.words.encoding,
        "figures": [_figure(figure) for figure in report.figures],
        "unplaced": [_rest(rest) for rest in report.rest],
        "findings": [
            {"kind": finding.kind, "codes": list(finding.codes), "severity": finding.severity, "message": finding.message, "place": finding.place}
            for finding in findings
        ],
    }  # fmt: skip


def _figure(figure: WrittenFigure) -> dict[str, Any]:
    return {
        "code": figure.code, "value": _plain(figure.value), "unit": figure.unit, "approximate": figure.approximate,
        "role": figure.role, "text": figure.text, "place": figure.place.words, "sure": figure.sure,
        "at": [figure.place.block, figure.place.start, figure.place.end],
    }  # fmt: skip


def _rest(rest: Rest) -> dict[str, Any]:
    return {
        "what": rest.what, "value": _plain(rest.value), "text": rest.text, "place": rest.place.words, "of": rest.of,
        "at": [rest.place.block, rest.place.start, rest.place.end],
    }  # fmt: skip


def _plain(value: float) -> int | float:
    return int(value) if value == int(value) else value


def _grouped(told: tuple[sections.PlacedBlock, ...]) -> list[tuple[int, list[sections.PlacedBlock]]]:
    groups: list[tuple[int, list[sections.PlacedBlock]]] = []
    for piece in told:
        table = piece.block.table if piece.block.kind == "row" else 0
        if table and groups and groups[-1][0] == table:
            groups[-1][1].append(piece)
        else:
            groups.append((table, [piece]))
    return groups


class _Reader:
    def __init__(self, head: ReportHead) -> None:
        self.head = head
        self.owners = Owners(head)
        self.figures: list[WrittenFigure] = []
        self.rest: list[Rest] = []
        self.wrong_sums: list[tuple[str, float, float, TextPlace]] = []
        self.last: WrittenFigure | None = None
        self.topic = ""

    def paragraph(self, piece: sections.PlacedBlock) -> None:
        """The figures of a paragraph, its sentences in their order."""
        if piece.kind == "end":
            self._told_only(piece)
            return
        if (piece.is_heading and not re.search(r"\d{2}", piece.block.text)) or piece.index < 0:
            return
        is_plan = (
            piece.kind != "results" or sections.opens_with(piece.block.text) != "results" or piece.block.kind == "note"
        )
        for offset, text in sentences(piece.block.text):
            context = self._context(piece.block, piece.index, is_plan)
            Sentence(text, offset, context).read()
            self._keep(text, offset, context)

    def _told_only(self, piece: sections.PlacedBlock) -> None:
        """The numbers of a piece that tells no results (a signature, a table of plans): told, and taken for no figure."""
        for offset, text in sentences(piece.block.text):
            context = self._context(piece.block, piece.index, is_plan=False)
            Sentence(text, offset, context).read()
            numbers: list[WrittenFigure | Rest] = [*context.figures, *context.rest]
            why = f"in the part {piece.kind}"
            self.rest += [Rest(number.value, number.text, number.place, why) for number in numbers]

    def table(self, rows: list[sections.PlacedBlock]) -> None:
        """The figures of a table; one in a section of plans has none."""
        if rows[0].kind in {"plans", "shortcomings", "end"}:
            for row in rows:
                self._told_only(row)
            return
        tabled = TableReader([(row.index, row.block) for row in rows], self.head, self.topic, self._carried).read()
        self.figures += tabled.figures
        self.rest += tabled.rest
        self.wrong_sums += tabled.wrong_sums

    def _context(self, block: Block, index: int, is_plan: bool) -> Context:
        return Context(index, block.place, "", is_plan, self.head.period, self.head.year, self.last, self.topic)

    def _carried(self, text: str, index: int, place: str, code: str) -> Context:
        return Context(index, place, "", False, self.head.period, self.head.year, self.last, self.topic)

    def _keep(self, text: str, offset: int, context: Context) -> None:
        """What the sentence gave, with its owners; a figure of another body or time becomes what it is."""
        other_times: set[str] = set()
        kept_here: list[WrittenFigure] = []
        for figure in context.figures:
            before = text[: figure.place.start - offset]
            owner = self.owners.of(before)
            if owner == ANOTHER:
                self.rest.append(Rest(figure.value, figure.text, figure.place, "of another body", figure.code))
                continue
            kept = self._dated(replace(figure, unit=owner), before)
            if kept.role == "value" and self._is_of_another_year(text[figure.place.end - offset :]):
                kept = replace(kept, sure=False)
            if figure.role == "value" and kept.role != "value":
                other_times.add(figure.code)
            elif figure.role == "value":
                other_times.discard(figure.code)
            elif figure.role in {"target", "percent_of_target"} and figure.code in other_times:
                kept = replace(kept, role="other_period")
            kept_here.append(kept)
        self.figures += _unrivalled(kept_here)
        own = [figure for figure in self.figures[-len(kept_here) :] if figure.role == "value" and not figure.unit]
        if kept_here and own:
            self.last = own[-1]
        self.rest += context.rest
        self.topic = context.topic

    def _is_of_another_year(self, behind: str) -> bool:
        """Whether the words behind a number name another year than the report's: "120 chi bộ năm 2022"."""
        year = _YEAR_BEHIND.match(behind)
        return year is not None and bool(self.head.year) and int(year[1]) != self.head.year

    def _dated(self, figure: WrittenFigure, before: str) -> WrittenFigure:
        """The figure with its role where its sentence names another time than the report's."""
        if figure.role != "value" or not self.head.period:
            return figure
        clause = before.rsplit(";", 1)[-1]
        named = named_time(clause, self.head.period)
        if named == UNKNOWN:
            return replace(figure, role="other_period", period=UNKNOWN)
        if not named or named == self.head.period or named == self.head.period[:4]:
            return figure
        year, _, part = named.partition("-")
        own_year, _, own_part = self.head.period.partition("-")
        if part == own_part and int(year) == int(own_year) - 1:
            return replace(figure, role="same_period")
        return replace(figure, role="other_period", period=named)


_YEAR_BEHIND = re.compile(r"[^,;.()]{0,60}?\b(?<!so với )[Nn]ăm\s+(20\d\d)\b")


def _unrivalled(told: list[WrittenFigure]) -> list[WrittenFigure]:
    """The figures of a sentence; where it gives a line two values, each may be a part (by level, by kind), and none is sure."""
    values: dict[tuple[str, str, str], set[float]] = {}
    for figure in told:
        if figure.role == "value" and (figure.sure or figure.code in {"4.1", "5.2", "5.3"}):
            values.setdefault((figure.code, figure.unit, figure.period), set()).add(figure.value)
    return [
        replace(figure, sure=False)
        if figure.role == "value" and len(values.get((figure.code, figure.unit, figure.period), ())) > 1
        else figure
        for figure in told
    ]


def _settled(figures: list[WrittenFigure]) -> list[WrittenFigure]:
    """The figures without repetitions; an unsure second value of a line gives way to the sure first, unless its own words
    doubt it: then somebody has to look at both."""
    rivals: dict[tuple[str, str, str, str], list[WrittenFigure]] = {}
    for figure in figures:
        rivals.setdefault((figure.code, figure.role, figure.unit, figure.period), []).append(figure)
    kept: list[WrittenFigure] = []
    told: set[tuple[Any, ...]] = set()
    for figure in figures:
        if not figure.sure and not figure.doubted:
            same = rivals[figure.code, figure.role, figure.unit, figure.period]
            if any(rival.sure and rival.value != figure.value for rival in same):
                continue
        statement = (figure.code, figure.role, figure.unit, figure.value, figure.approximate, figure.period)
        if statement not in told:
            told.add(statement)
            kept.append(figure)
    return kept

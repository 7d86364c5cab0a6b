"""The one set of texts and figures from which the DOCX, the PDF and the XLSX of a report are all made."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from itertools import pairwise
from typing import Any

from giaoban.core.numbers import rounded_wording, write_number
from giaoban.core.spans import Period
from giaoban.reporting.documents.heading import PartyDocument, frame
from giaoban.reporting.documents.sentences import sections, summary
from giaoban.reporting.documents.voice import basis, doubted, unresolved
from giaoban.reporting.documents.wording import NOT_APPLICABLE, NOT_REPORTED, clean, written_day
from giaoban.reporting.prose.identified import TO_CHECK
from giaoban.reporting.report import LineFigure, Report, Value

UNITS_ACROSS = 9
"""How many units stand side by side in one table of the appendix; more are parted into further tables."""

INDENT = "\u2003"
SEVERITIES = {"error": "Cần sửa", "warning": "Cần xem", "note": "Lưu ý"}


def context(report: Report) -> dict[str, Any]:
    """Everything that the three files say: texts as written, figures as text and as number; the same for the same report.

    Keys: ``heading``, ``foot``, ``sections``, ``closing``, ``figures`` (by line code), ``appendix`` (``title``,
    ``attached_to``, ``basis``, ``tables``, ``legend``), ``to_check`` (errors and warnings that nobody accepted), ``findings`` (all),
    ``narrative``, ``sources``, ``title``.
    """
    return {
        **frame(party_document(report)),
        "title": clean(f"Báo cáo {summary(report)} của {report.unit}"),
        "unit": clean(report.unit),
        "sections": [asdict(section) for section in sections(report)],
        "closing": f"Trên đây là báo cáo {summary(report)} của {clean(report.unit)}.",
        "figures": {line.code: _figure(line, report) for line in report.lines},
        "appendix": _appendix(report),
        "to_check": _to_check(report),
        "findings": _findings(report),
        "narrative": _narrative(report),
        "sources": _sources(report),
    }


def party_document(report: Report) -> PartyDocument:
    """The frame of the report as a Party document."""
    return PartyDocument(
        genre="Báo cáo",
        summary=summary(report),
        superior=report.superior,
        issuer=report.issuer or report.unit,
        number=report.number,
        number_code="BC",
        place=report.place,
        issued_on=report.issued_on,
        signed_for=report.signed_for,
        signer_post=report.signer_post,
        signer=report.signer,
        recipients=report.recipients,
    )


def _figure(line: LineFigure, report: Report) -> dict[str, Any]:
    """One line's figure under every wording, for templates that name single figures."""
    ratio = line.unit_of_count == "%"
    return {
        "label": clean(line.label),
        "text": NOT_REPORTED if line.value is None else write_number(line.value, line.unit_of_count),
        "rounded": "" if line.value is None else rounded_wording(line.value, line.unit_of_count),
        "previous": "" if line.previous is None else write_number(line.previous, line.unit_of_count),
        "target": "" if line.target is None else write_number(line.target, line.unit_of_count),
        "numerator": write_number(line.numerator) if ratio else "",
        "denominator": write_number(line.denominator) if ratio else "",
        "marked": (line.code, report.unit) in doubted(report),
    }


def _appendix(report: Report) -> dict[str, Any]:
    title = Period.parse(report.period).title()
    number = f" số {clean(report.number)}" if clean(report.number) else ""
    day = f", {written_day(report.issued_on)}" if report.issued_on else ""
    legend = [
        "“0”: có báo cáo, không phát sinh",
        f"“{NOT_REPORTED}”: không báo cáo hoặc không có số liệu",
        f"“{NOT_APPLICABLE}”: không áp dụng",
    ]
    if report.excused:
        legend.append(
            f"không gồm {len(report.excused)} đơn vị được miễn báo cáo: {', '.join(map(clean, report.excused))}"
        )
    if unresolved(report):
        legend.append(f"{TO_CHECK}: số liệu cần đối chiếu, xem Phụ lục 2")
    return {
        "name": "Phụ lục 1",
        "title": f"SỐ LIỆU CÔNG TÁC XÂY DỰNG ĐẢNG {title.upper()}",
        "attached_to": f"Kèm theo Báo cáo{number}{day} của {clean(report.unit)}",
        "basis": basis(report),
        "tables": _tables(report),
        "legend": f"Ghi chú: {'; '.join(legend)}.",
    }


def _tables(report: Report) -> list[dict[str, Any]]:
    """The lines against the units, as many tables as it takes; what compares the sum stands in the last."""
    blocks = _blocks(report.units)
    doubts = doubted(report)
    with_targets = any(line.target is not None for line in report.lines)
    comparisons = ["Cùng kỳ năm trước", "So cùng kỳ (%)"] + (["Chỉ tiêu năm", "Đạt chỉ tiêu (%)"] * with_targets)
    whole = "Toàn Cụm" if clean(report.unit).casefold().startswith("cụm") else "Tổng số"
    tables = []
    for place, units in enumerate(blocks, start=1):
        last = place == len(blocks)
        rows = [
            {
                "code": clean(line.code),
                "label": clean(line.label),
                "unit_of_count": clean(line.unit_of_count),
                "indent": INDENT * (line.level - 1),
                "total": _cell(line.value, line.unit_of_count, (line.code, report.unit) in doubts),
                "cells": [_unit_cell(line, unit, (line.code, unit) in doubts) for unit in units]
                + (_comparison(line, with_targets) if last else []),
            }
            for line in report.lines
        ]
        tables.append({
            "name": f"Biểu {place}/{len(blocks)}" if len(blocks) > 1 else "",
            "whole": whole,
            "units": [clean(unit) for unit in units],
            "columns": [clean(unit) for unit in units] + (comparisons if last else []),
            "rows": rows,
        })  # fmt: skip
    return tables


def _blocks(units: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The units parted evenly, so that the last table is not left with one column."""
    count = max(1, -(-len(units) // UNITS_ACROSS))
    bounds = [len(units) * place // count for place in range(count + 1)]
    return [units[start:end] for start, end in pairwise(bounds)]


def _unit_cell(line: LineFigure, unit: str, marked: bool) -> dict[str, Any]:
    value = line.by_unit.get(unit, Value(None, "missing"))
    if value.amount is None and value.state == "not_applicable":
        return {"text": NOT_APPLICABLE + TO_CHECK * marked, "number": None, "percent": False, "marked": marked}
    return _cell(value.amount, line.unit_of_count, marked)


def _cell(amount: Decimal | None, unit_of_count: str, marked: bool = False) -> dict[str, Any]:
    text = NOT_REPORTED if amount is None else write_number(amount, unit_of_count)
    return {
        "text": text + TO_CHECK * marked,
        "number": None if amount is None else float(amount),
        "percent": unit_of_count == "%",
        "marked": marked,
    }


def _comparison(line: LineFigure, with_targets: bool) -> list[dict[str, Any]]:
    counted = line.unit_of_count != "%"
    cells = [
        _cell(line.previous, line.unit_of_count),
        _cell(_share(line.value, line.previous) if counted else None, "%"),
    ]
    if with_targets:
        reached = _share(line.value, line.target) if counted else None
        cells += [_cell(line.target, line.unit_of_count), _cell(reached, "%")]
    return cells


def _share(value: Decimal | None, whole: Decimal | None) -> Decimal | None:
    return value / whole * 100 if value is not None and whole else None


def _to_check(report: Report) -> list[dict[str, str]]:
    labels = {line.code: line.label for line in report.lines}
    return [
        {
            "place": str(place),
            "severity": SEVERITIES[finding.severity],
            "unit": clean(finding.unit),
            "line": clean(f"{finding.line} {labels.get(finding.line, '')}"),
            "message": clean(finding.message),
            "figures": "; ".join(f"{clean(name)}: {clean(value)}" for name, value in finding.values.items()),
        }
        for place, finding in enumerate(unresolved(report), start=1)
    ]


def _findings(report: Report) -> list[dict[str, str]]:
    return [
        {
            "severity": SEVERITIES[finding.severity],
            "unit": clean(finding.unit),
            "line": clean(finding.line),
            "message": clean(finding.message),
            "figures": "; ".join(f"{clean(name)}: {clean(value)}" for name, value in finding.values.items()),
            "accepted_reason": clean(finding.accepted_reason),
            "check": clean(finding.check),
        }
        for finding in report.findings
    ]


def _narrative(report: Report) -> list[dict[str, Any]]:
    return [
        {
            "section": clean(paragraph.section),
            "text": clean(paragraph.text),
            "units": ", ".join(map(clean, paragraph.units)),
            "owner": clean(paragraph.owner),
            "due_on": paragraph.due_on,
        }
        for paragraph in report.narrative
    ]


def _sources(report: Report) -> list[dict[str, Any]]:
    """Each unit's value with the place in the workbook where it was read; values that were not read from a file left out."""
    return [
        {
            "unit": clean(unit),
            "code": clean(line.code),
            "label": clean(line.label),
            "value": _cell(value.amount, line.unit_of_count),
            "typed": clean(value.cell.typed),
            "file": clean(value.cell.file),
            "sheet": clean(value.cell.sheet),
            "address": clean(value.cell.address),
        }
        for unit in report.units
        for line in report.lines
        if (value := line.by_unit.get(unit)) is not None and value.cell is not None
    ]

"""The figures of one report, ready to be put into sentences; which of them are in doubt."""

from __future__ import annotations

import re
from decimal import Decimal

from giaoban.core.numbers import write_number
from giaoban.core.spans import Period
from giaoban.reporting.documents.phrases import in_a_row
from giaoban.reporting.documents.wording import clean, written_day
from giaoban.reporting.prose.identified import TO_CHECK
from giaoban.reporting.report import Finding, LineFigure, Report

FEW = 100


CODE = re.compile(r"\d+(?:\.\w+)+")


def unresolved(report: Report) -> tuple[Finding, ...]:
    """The errors and warnings that nobody has accepted with a reason: their figures are marked and listed for checking.

    Warnings count as well: the figure that once went out wrong looked merely unlikely.
    """
    return tuple(finding for finding in report.findings if finding.severity != "note" and not finding.accepted_reason)


def codes_of(finding: Finding) -> set[str]:
    """The codes of the lines in doubt: those the finding stands at, and any other with the very same value."""
    at = set(CODE.findall(finding.line)) or {finding.line}
    found = {finding.values[code] for code in at if code in finding.values}
    return at | {code for code, value in finding.values.items() if CODE.fullmatch(code) and value in found}


def doubted(report: Report) -> set[tuple[str, str]]:
    """The (line, unit) pairs that must be checked; a unit's fault puts the sum above it in doubt as well."""
    pairs = {(code, found.unit) for found in unresolved(report) for code in codes_of(found)}
    return pairs | {(code, report.unit) for code, _ in pairs}


def basis(report: Report) -> str:
    """The day up to which the figures were counted, and whether the rest was estimated; empty when the day is unknown."""
    if report.cut_off_on is None:
        return ""
    counted = f"Số liệu chốt đến {written_day(report.cut_off_on)}"
    return f"{counted}, ước thực hiện đến hết kỳ báo cáo" if report.estimated else counted


class Voice:
    """The figures of one report, ready to be put into sentences."""

    def __init__(self, report: Report, period: Period) -> None:
        self.report = report
        self.period = period
        self.is_cluster = clean(report.unit).casefold().startswith("cụm")
        self.whole = clean(report.unit) if self.is_cluster else "toàn Đảng bộ"
        self.bodies = "các đảng bộ trong Cụm" if self.is_cluster else "các tổ chức đảng trực thuộc"
        self._lines = {line.code: line for line in report.lines}
        self._doubted = {code for code, unit in doubted(report) if unit == report.unit}

    def line(self, code: str) -> LineFigure | None:
        found = self._lines.get(code)
        return found if found is not None and found.value is not None else None

    def value(self, code: str) -> Decimal | None:
        line = self._lines.get(code)
        return None if line is None else line.value

    def mark(self, code: str) -> str:
        return TO_CHECK if code in self._doubted else ""

    def say(self, code: str, thing: str = "") -> str:
        """The figure with what it counts, marked when in doubt; nothing when it was not given."""
        line = self.line(code)
        if line is None:
            return ""
        return f"{write_number(line.value, line.unit_of_count)}{self.mark(code)} {thing}".strip()

    def compared(self, code: str) -> str:
        """How the figure stands to the same period of the year before and to the year's target.

        A sum that some units are missing from is not compared, nor with a share above 100 %: it would mislead.
        """
        line = self.line(code)
        if line is None or line.value is None or self._silent(code):
            return ""
        clauses = []
        before = f"cùng kỳ năm {self.period.start.year - 1}"
        if line.previous is not None and line.adds_as == "ratio":
            clauses += [f"{before} đạt {write_number(line.previous, '%')}"] * (line.previous <= 100)
        elif line.previous is not None:
            change = line.value - line.previous
            few = line.previous < FEW  # a percentage of few says more than is known
            share = "" if few else f" ({write_number(abs(change) / line.previous * 100, '%')})"
            verb = "tăng" if change > 0 else "giảm"
            counted = f"{write_number(abs(change))} {clean(line.unit_of_count)}"
            clauses.append(f"{verb} {counted}{share} so với {before}" if change else f"bằng {before}")
        if line.target and line.adds_as == "flow":
            clauses.append(f"đạt {write_number(line.value / line.target * 100, '%')} chỉ tiêu năm")
        return "".join(f", {clause}" for clause in clauses)

    def aside(self, code: str) -> str:
        """The same comparison in brackets, where several figures stand in one sentence."""
        said = re.sub(r" \([\d.,]+%\)", "", self.compared(code).removeprefix(", "))
        return f" ({said})" if said else ""

    def mute(self) -> list[str]:
        """The units that gave no value of any line."""
        return [unit for unit in self.report.units if not any(self._gave(line, unit) for line in self.report.lines)]

    def partly(self, *codes: str) -> str:
        """In brackets, which units gave no value of these lines, though they reported and others gave one."""
        mute = set(self.mute())
        silent = dict.fromkeys(unit for code in codes for unit in self._silent(code) if unit not in mute)
        return f" (chưa có số liệu của {in_a_row(map(clean, silent))})" if silent else ""

    def _silent(self, code: str) -> list[str]:
        line = self.line(code)
        if line is None or not line.by_unit:
            return []
        return [unit for unit in self.report.units if not self._gave(line, unit)]

    @staticmethod
    def _gave(line: LineFigure, unit: str) -> bool:
        given = line.by_unit.get(unit)
        return given is not None and (given.amount is not None or given.state == "not_applicable")

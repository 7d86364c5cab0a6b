"""A folder of returns becomes a report with its findings: the whole way without a server.

A file that cannot be read is a finding, not an end.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from giaoban.core.spans import Period
from giaoban.core.text import respell, slug
from giaoban.core.workbook import Unreadable
from giaoban.reporting.checks import Examined, findings
from giaoban.reporting.consolidation import consolidated_lines
from giaoban.reporting.forms import Form, form_in_force
from giaoban.reporting.intake.door import read_returns_safely
from giaoban.reporting.intake.returned import ReturnRead
from giaoban.reporting.narrative import consolidated_narrative
from giaoban.reporting.report import Finding, Report

Expected = Callable[[str, date], Sequence[str]]
"""Who should return to the unit of that name on that day; nobody where it is not known."""


class NoReport(Exception):
    """No report came out; the text says why in one sentence."""


def consolidate(
    directory: Path,
    *,
    unit: str,
    period: str,
    expected: Sequence[str] | None = None,
    progress: Callable[[str], None] = lambda sentence: None,
) -> Report:
    """The report of that unit for that period from the returns in the folder; NoReport when not one can be used.

    ``progress`` is told of every file that has been read. ``expected`` are the units that should have returned; without
    it those whose returns are there.
    """
    if not directory.is_dir():
        raise NoReport(f"Không có thư mục “{directory}”.")
    files = sorted(path for path in directory.iterdir() if path.is_file() and path.name[0] not in ".~")
    if not files:
        raise NoReport(f"Không có tệp nào trong thư mục “{directory}”.")

    def read() -> Iterator[tuple[Path, ReturnRead | Unreadable]]:
        for at, (path, reading) in enumerate(read_returns_safely(files), 1):
            progress(f"[{at}/{len(files)}] {path.name}")
            yield path, reading

    return report_of(read(), unit=unit, period=period, expected=expected)


def report_of(
    files: Iterable[tuple[Path, ReturnRead | Unreadable]],
    *,
    unit: str,
    period: str,
    expected: Sequence[str] | None = None,
) -> Report:
    """The report from files already read, in their order; see ``consolidate``."""
    try:
        asked_period = Period.parse(period)
    except ValueError as error:
        raise NoReport(str(error)) from None
    name = respell(unit)
    wanted = list(expected or ())
    sorting = _Sorted([], [], [])
    for path, read in files:
        _sort_in(sorting, path, read, name, period, wanted)
    if not sorting.returns:
        reasons = "; ".join(f"{path.name}: {finding.message}" for path, finding in sorting.refused)
        raise NoReport(f"Không có báo cáo nào dùng được cho kỳ {period}. {reasons}".strip())
    form = _form_of(sorting.returns, asked_period.last_day)
    units = wanted or [read.province for read in sorting.returns]
    by_unit = {read.province: read for read in sorting.returns}
    returns = [by_unit[province] for province in units if province in by_unit]
    told = {finding.unit for _, finding in sorting.refused}
    absent = [
        Finding(
            "not_reported",
            "error",
            province,
            "",
            f"{province} chưa có báo cáo; số liệu của {name} chưa gồm đơn vị này và không coi là 0.",
        )
        for province in units
        if province not in by_unit and province not in told
    ]
    lines = consolidated_lines(form, units, returns)
    cut_offs = [read.cut_off_on for read in returns if read.cut_off_on]
    return Report(
        unit=name,
        period=period,
        form=form.code,
        lines=lines,
        units=tuple(units),
        findings=(
            *(finding for _, finding in sorting.refused),
            *absent,
            *sorting.findings,
            *findings(Examined(form, name, asked_period, lines, returns)),
        ),
        narrative=consolidated_narrative(form.sections, returns),
        cut_off_on=max(cut_offs, default=None),
        estimated=any(read.estimated for read in returns),
    )


def _form_of(returns: Sequence[ReturnRead], on: date) -> Form:
    """The form that the returns are of, in its version of that day; NoReport where they are of several or of none."""
    codes = sorted({read.form for read in returns})
    if len(codes) > 1:
        files = "; ".join(f"“{read.file}” theo biểu {read.form}" for read in returns)
        raise NoReport(f"Các báo cáo theo những biểu khác nhau nên không cộng được: {files}.")
    try:
        return form_in_force(codes[0], on)
    except LookupError as error:
        raise NoReport(str(error)) from None


@dataclass(frozen=True)
class _Sorted:
    """The files of a folder by what they are: returns in use, files that none could be made of, and what else was odd."""

    returns: list[ReturnRead]
    refused: list[tuple[Path, Finding]]
    findings: list[Finding]


def _sort_in(
    sorting: _Sorted, path: Path, read: ReturnRead | Unreadable, name: str, period: str, wanted: Sequence[str]
) -> None:
    """Put one file where it belongs."""
    whose = next((unit for unit in wanted if slug(unit) in slug(path.stem)), name)
    if isinstance(read, Unreadable):
        sorting.refused.append(
            (path, Finding("file_unreadable", "error", whose, "", f"Tệp “{path.name}”: {read}", {"tệp": path.name}))
        )
        return
    province = _owner(read, wanted)
    if not province or (wanted and province not in wanted):
        claim = f"ghi là của “{read.province}”, không thuộc {name}" if read.province else "không ghi là của đơn vị nào"
        sorting.refused.append(
            (
                path,
                Finding(
                    "unit_unknown",
                    "error",
                    name,
                    "",
                    f"Tệp “{path.name}” {claim}; không tính vào báo cáo.",
                    {"tệp": path.name},
                ),
            )
        )
        return
    if read.period != period:
        sentence = f"Tệp “{path.name}” là báo cáo kỳ {read.period}, không phải kỳ {period}; không tính vào báo cáo."
        sorting.refused.append((path, Finding("other_period", "error", province, "", sentence, {"kỳ": read.period})))
        return
    for at, other in enumerate(sorting.returns):
        if other.province == province:
            newer = (read.issued_on or date.min) > (other.issued_on or date.min)
            kept, left = (read, other) if newer else (other, read)
            sorting.findings.append(_sent_twice(kept, left))
            sorting.returns[at] = kept
            return
    sorting.returns.append(replace(read, province=province))


def _owner(read: ReturnRead, wanted: Sequence[str]) -> str:
    """The wanted unit whose return it is: as its heading names it, or the only one that stands anywhere in one that names none."""
    named_there = next((unit for unit in wanted if slug(unit) == slug(read.province)), "")
    if named_there or read.superior:
        return named_there or read.province
    heading = f" {slug(' '.join(read.heading)).replace('-', ' ')} "
    named = [unit for unit in wanted if f" {slug(unit).replace('-', ' ')} " in heading]
    return named[0] if len(named) == 1 else read.province


def _sent_twice(kept: ReturnRead, left: ReturnRead) -> Finding:
    if kept.sha256 == left.sha256:
        sentence = f"Tệp “{left.file}” giống hệt “{kept.file}”; chỉ tính một lần."
        return Finding("same_file_twice", "note", kept.province, "", sentence, {"tệp": left.file})
    sentence = f"Có hai báo cáo khác nhau: “{kept.file}” và “{left.file}”; đã dùng “{kept.file}”."
    return Finding("two_returns", "error", kept.province, "", sentence, {"dùng": kept.file, "bỏ": left.file})


# Files that other programs read


def write_figures_json(report: Report, path: Path) -> None:
    """The figures as JSON: null where nothing was reported, ratios in per cent with two decimals."""
    figures = {
        "unit": report.unit,
        "period": report.period,
        "lines": [
            {
                "code": line.code,
                "label": line.label,
                "unit_of_count": line.unit_of_count,
                "value": _plain(line.value),
                "by_unit": {unit: _plain(value.amount) for unit, value in line.by_unit.items()},
            }
            for line in report.lines
        ],
    }
    _write_json(figures, path)


def write_findings_json(report: Report, path: Path) -> None:
    """The findings as JSON, errors first."""
    _write_json(
        [
            {
                "check": finding.check,
                "severity": finding.severity,
                "unit": finding.unit,
                "line": finding.line,
                "message": finding.message,
                "values": dict(finding.values),
            }
            for finding in report.findings
        ],
        path,
    )


def _plain(amount: Decimal | None) -> int | float | None:
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _write_json(data: Any, path: Path) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")


# The command


def main(argv: Sequence[str] | None = None, expecting: Expected = lambda name, on: ()) -> int:
    """0 when a report came out, with findings or without; 2 and one sentence when not.

    ``expecting`` says who should return to a unit where the command itself does not.
    """
    parser = argparse.ArgumentParser(
        prog="giaoban consolidate", description="Tổng hợp các báo cáo trong một thư mục thành báo cáo chung."
    )
    parser.add_argument(
        "directory", type=Path, metavar="DIR", help="thư mục chứa các báo cáo (.xlsx, .xls, .ods, .csv, ADX)"
    )
    parser.add_argument("--unit", required=True, help="đơn vị tổng hợp, ví dụ “Cụm thi đua số 1”")
    parser.add_argument("--period", required=True, help="kỳ báo cáo, ví dụ 2026-H2")
    parser.add_argument(
        "--units",
        metavar="“A; B; C”",
        help="các đơn vị phải báo cáo, theo thứ tự trong văn bản; đơn vị nào thiếu thì nói rõ",
    )
    parser.add_argument("--out", required=True, type=Path, metavar="OUT", help="thư mục ghi kết quả")
    options = parser.parse_args(argv)
    try:
        report = consolidate(
            options.directory,
            unit=options.unit,
            period=options.period,
            expected=_asked(options, expecting),
            progress=_say,
        )
        options.out.mkdir(parents=True, exist_ok=True)
        write_all(report, options.out)
    except NoReport as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"Không ghi được kết quả vào “{options.out}”: {error.strerror}.", file=sys.stderr)
        return 2
    count = {
        severity: sum(1 for finding in report.findings if finding.severity == severity)
        for severity in ("error", "warning", "note")
    }
    print(
        f"Đã tổng hợp {len(report.units)} đơn vị vào “{options.out}”: {count['error']} lỗi, {count['warning']} cảnh báo, "
        f"{count['note']} ghi chú."
    )
    return 0


def _asked(options: argparse.Namespace, expecting: Expected) -> list[str] | None:
    """Who should return: as the command says it, else as it is known; None where nobody says it."""
    if options.units:
        return [respell(unit.strip()) for unit in options.units.split(";") if unit.strip()]
    try:
        return list(expecting(respell(options.unit), Period.parse(options.period).last_day)) or None
    except ValueError:
        return None  # the report itself says what is no period


def write_all(report: Report, out: Path) -> None:
    """Figures, findings and the three documents of the report, in that folder."""
    from giaoban.reporting import documents

    for name, write in (
        ("figures.json", write_figures_json),
        ("findings.json", write_findings_json),
        ("report.docx", documents.write_docx),
        ("report.pdf", documents.write_pdf),
        ("report.xlsx", documents.write_xlsx),
    ):
        _say(name)
        write(report, out / name)


def _say(progress: str) -> None:
    print(f"  {progress}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

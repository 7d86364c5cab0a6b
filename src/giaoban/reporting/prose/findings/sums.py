"""Parts that do not make their whole: lines of the form, kinds of inspection, acting levels, forms of discipline, total rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from giaoban.reporting.prose.findings.finding import ProseFinding, written

if TYPE_CHECKING:
    from giaoban.reporting.prose.report import ProseReport
    from giaoban.reporting.prose.said import Rest, WrittenFigure

_PARTS = (("1.1", "1.1.1", "1.1.2"), ("2.2", "2.2.1", "2.2.2"), ("2.3", "2.3.1", "2.3.2"))


def of_lines(report: ProseReport) -> Iterator[ProseFinding]:
    """A line and its two parts, for every body of which all three are given."""
    for owner in dict.fromkeys(figure.unit for figure in report.figures):
        for whole, *parts in _PARTS:
            figures = [report.value(code, unit=owner) for code in (whole, *parts)]
            if None in figures or any(figure and figure.approximate for figure in figures):
                continue
            total, first, second = (figure.value for figure in figures if figure)
            if total != first + second and figures[0]:
                yield ProseFinding(
                    "sum", (whole, *parts), "error",
                    f"{written(first)} + {written(second)} = {written(first + second)}, nhưng tổng (chỉ tiêu {whole}) ghi {written(total)}.",
                    figures[0].place.words,
                )  # fmt: skip


def of_total_rows(report: ProseReport) -> Iterator[ProseFinding]:
    """A total row that is not the sum of the rows above it."""
    for code, stated, added, place in report.wrong_sums:
        yield ProseFinding(
            "sum",
            (code,),
            "error",
            f"Cộng các dòng của chỉ tiêu {code} được {written(added)}, dòng tổng ghi {written(stated)}.",
            place.words,
        )


def _near(report: ProseReport, figure: WrittenFigure, kinds: set[str]) -> list[Rest]:
    """The parts told of that figure: in its own block and the blocks behind it, as long as they go on."""
    mine = [
        rest
        for rest in report.rest
        if rest.of == figure.code and rest.kind in kinds and rest.place.block >= figure.place.block
    ]
    return [rest for rest in mine if rest.place.block - figure.place.block <= 12]


def of_forms(report: ProseReport) -> Iterator[ProseFinding]:
    """Members disciplined, by form: they make the number of those disciplined."""
    figure = report.value("5.3")
    if figure is None:
        return
    parts = [rest.value for rest in _near(report, figure, {"form"}) if rest.place.block == figure.place.block]
    if len(parts) > 1 and sum(parts) != figure.value:
        yield ProseFinding("sum", ("5.3",), "error", _told(parts, figure, "theo hình thức kỷ luật"), figure.place.words)


def of_inspections(report: ProseReport) -> Iterator[ProseFinding]:
    """Inspections and supervisions: by kind, by acting level, and organisations and members counted as inspections."""
    figure = report.value("5.1")
    if figure is None:
        return
    kinds = _near(report, figure, {"inspected", "supervised"})
    if {rest.kind for rest in kinds} == {"inspected", "supervised"} and len(kinds) == 2:
        parts = [rest.value for rest in kinds]
        if sum(parts) != figure.value:
            yield ProseFinding(
                "sum", ("5.1",), "error", _told(parts, figure, "kiểm tra và giám sát"), figure.place.words
            )
    boards = [rest.value for rest in _near(report, figure, {"board"})]
    if len(boards) > 1 and sum(boards) != figure.value:
        yield ProseFinding(
            "level_split", ("5.1",), "error", _told(boards, figure, "theo chủ thể thực hiện"), figure.place.words
        )
    counted = [
        rest.value
        for rest in _near(report, figure, {"organisations", "members"})
        if rest.place.block == figure.place.block
    ]
    if len(counted) == 2 and sum(counted) == figure.value:
        yield ProseFinding(
            "unit_mixed", ("5.1",), "warning",
            f"{written(figure.value)} “cuộc” là số tổ chức ({written(counted[0])}) cộng với số đảng viên ({written(counted[1])}): hai đơn vị tính khác nhau.",
            figure.place.words,
        )  # fmt: skip


def of_consolidations(report: ProseReport) -> Iterator[ProseFinding]:
    """Instances of consolidation, of committees and of inspection committees, where both are told."""
    figure = report.value("3.1")
    if figure is None:
        return
    parts = [rest.value for rest in _near(report, figure, {"part"}) if rest.place.block == figure.place.block]
    if len(parts) == 2 and sum(parts) != figure.value:
        yield ProseFinding(
            "sum", ("3.1",), "error", _told(parts, figure, "cấp ủy và ủy ban kiểm tra"), figure.place.words
        )


def _told(parts: list[float], figure: WrittenFigure, how: str) -> str:
    added = " + ".join(map(written, parts))
    return (
        f"Cộng {how}: {added} = {written(sum(parts))}, nhưng tổng (chỉ tiêu {figure.code}) ghi {written(figure.value)}."
    )


LOOKS: tuple[Callable[[ProseReport], Iterator[ProseFinding]], ...] = (
    of_lines,
    of_total_rows,
    of_forms,
    of_inspections,
    of_consolidations,
)

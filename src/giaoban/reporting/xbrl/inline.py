"""A release as inline XBRL: one page of XHTML that needs nothing else to be read, each figure tagged where it stands."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from lxml import etree

from giaoban.core.spans import Period
from giaoban.core.text import slug
from giaoban.reporting.documents import marking
from giaoban.reporting.forms import Form
from giaoban.reporting.xbrl.facts import (
    Fact,
    Moment,
    facts,
    organisations,
    provable_sums,
    shown,
    withheld,
)
from giaoban.reporting.xbrl.naming import (
    AXIS,
    BODY,
    MEMBER,
    PREFIX,
    RELEASED_ON,
    SOURCE,
    UNITS,
    WITHHELD,
    base,
    namespace,
    unit_of,
)
from giaoban.reporting.xbrl.taxonomy import entry
from giaoban.reporting.xbrl.writing import IX, IXT, LINK, XBRLDI, XBRLI, XHTML, XLINK, XML, child

if TYPE_CHECKING:
    from giaoban.reporting.releases import ReleasedFigure, ReleasedReport

MEDIA_TYPE = "application/xhtml+xml; charset=utf-8"
STYLE = (
    "body{margin:0 auto;padding:1.5rem 1rem 4rem;max-width:78rem;color:#1d1b18;background:#fffdf9;"
    "font:1.0625rem/1.5 'Times New Roman','Liberation Serif',serif}"
    "h1{font-size:1.6rem;line-height:1.25;margin:0 0 .5rem}h2{font-size:1.2rem;margin:2rem 0 .5rem}"
    "p{max-width:48rem;margin:.4rem 0}.quiet{color:#5c564d}"
    ".wide{overflow-x:auto}table{border-collapse:collapse;width:100%;min-width:44rem}th[scope=row]{min-width:14rem}"
    "th,td{padding:.3rem .6rem;border-bottom:1px solid #d8d2c6;text-align:left;vertical-align:top}"
    "thead th{border-bottom:2px solid #8a1c1c;font-weight:700}th{font-weight:400}"
    "td.n,thead th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}"
    ".part{padding-left:1.6rem}.group th{font-weight:700;padding-top:1rem}.none{color:#5c564d;font-style:italic}"
    "@media (prefers-color-scheme:dark){body{color:#ece7de;background:#171513}.quiet,.none{color:#b3aba0}"
    "th,td{border-bottom-color:#3d3833}thead th{border-bottom-color:#d9756b}}"
    "@media print{body{padding:0;color:#000;background:#fff}.wide{overflow:visible}table{min-width:0}}"
)
HIDDEN = "display:none"  # on the element itself, as the format recommends
STYLE_HASHES = [
    f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" for style in (STYLE, HIDDEN)
]
"""By which a policy of content allows exactly these styles and no other."""
_NOW = "now"


def page(form: Form, report: ReleasedReport, *, site: str) -> bytes:
    """The page; ``site`` is the portal's own address, under which the taxonomy lies and the body is known."""
    told = facts(form, report)
    root = etree.Element(
        f"{{{XHTML}}}html",
        nsmap={
            None: XHTML, "ix": IX, "ixt": IXT, "xbrli": XBRLI, "xbrldi": XBRLDI, "link": LINK, "xlink": XLINK,
            PREFIX: namespace(form), "unit": UNITS, "gb": marking.NAMESPACE,
        },
    )  # fmt: skip
    root.set(f"{{{XML}}}lang", "vi")
    _head(root, report)
    body = child(root, XHTML, "body")
    _resources(child(body, XHTML, "div", style=HIDDEN), form, report, told, site)
    _opening(body, report)
    by_place = {(fact.code, fact.organisation, fact.quoted): fact for fact in told}
    _whole(body, form, report, by_place)
    if organisations(report):
        _by_organisation(body, report, by_place)
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data + b"\n"


def _head(root: Any, report: ReleasedReport) -> None:
    head = child(root, XHTML, "head")
    child(head, XHTML, "meta", **{"http-equiv": "Content-Type", "content": "text/html; charset=UTF-8"})
    child(head, XHTML, "meta", name="viewport", content="width=device-width, initial-scale=1")
    child(head, XHTML, "title", report.title)
    child(head, XHTML, "style", STYLE, type="text/css")


def _resources(place: Any, form: Form, report: ReleasedReport, told: tuple[Fact, ...], site: str) -> None:
    """What no reader sees: the taxonomy, who reports, for when, counted in what."""
    header = child(place, IX, "header")
    if hidden := withheld(report):
        held = child(child(header, IX, "hidden"), IX, "nonNumeric", hidden, name=f"{PREFIX}:{WITHHELD}", id="withheld")
        held.set("contextRef", _NOW)
    references = child(header, IX, "references")
    for whole in ("", *provable_sums(form, report)):
        child(
            references, LINK, "schemaRef", xlink_type="simple",
            xlink_href=base(form, site) + entry(form, whole),
        )  # fmt: skip
    resources = child(header, IX, "resources")
    period = Period.parse(report.period)
    whole_period = Moment(period.start, period.last_day, False)
    _context(resources, _NOW, report, site, whole_period, "")
    contexts = {fact.context: fact for fact in told}
    for name, fact in contexts.items():
        _context(resources, name, report, site, fact.moment, fact.organisation)
    counted_in = dict.fromkeys(fact.unit_of_count for fact in told)
    for unit_of_count in counted_in:
        share = any(fact.is_share for fact in told if fact.unit_of_count == unit_of_count)
        measured = child(resources, XBRLI, "unit", id=_unit_name(unit_of_count, share))
        child(measured, XBRLI, "measure", "xbrli:pure" if share else f"unit:{unit_of(unit_of_count)}")


def _unit_name(unit_of_count: str, share: bool) -> str:
    return "u-share" if share else f"u-{unit_of(unit_of_count)}"


def _context(place: Any, name: str, report: ReleasedReport, site: str, at: Moment, organisation: str) -> None:
    context = child(place, XBRLI, "context", id=name)
    child(child(context, XBRLI, "entity"), XBRLI, "identifier", slug(report.unit), scheme=site)
    when = child(context, XBRLI, "period")
    if at.is_instant:
        child(when, XBRLI, "instant", at.last.isoformat())
    else:
        child(when, XBRLI, "startDate", at.first.isoformat())
        child(when, XBRLI, "endDate", at.last.isoformat())
    if organisation:
        member = child(child(context, XBRLI, "scenario"), XBRLDI, "typedMember", dimension=f"{PREFIX}:{AXIS}")
        etree.SubElement(member, f"{{{member.nsmap[PREFIX]}}}{MEMBER}").text = organisation


def _opening(body: Any, report: ReleasedReport) -> None:
    child(body, XHTML, "h1", report.title)
    line = child(body, XHTML, "p")
    _text(line, BODY, report.unit).tail = f", {Period.parse(report.period).title()}."
    source = child(body, XHTML, "p", class_="quiet")
    _text(source, SOURCE, report.source).tail = " Công bố ngày "
    day = _text(source, RELEASED_ON, f"{report.released_on:%d/%m/%Y}")
    day.set("format", "ixt:date-day-month-year")
    day.tail = "."
    sentence = (
        "Mỗi số trong trang này mang mã của chỉ tiêu, tổ chức, kỳ và đơn vị tính theo chuẩn XBRL để máy kiểm tra được."
    )
    if withheld(report):
        sentence += " “không nêu”: số quá nhỏ, có thể chỉ ra một người, nên không công bố."
    child(body, XHTML, "p", sentence, class_="quiet")


def _text(place: Any, name: str, text: str) -> Any:
    return child(place, IX, "nonNumeric", text, name=f"{PREFIX}:{name}", contextRef=_NOW, id=name)


def _whole(body: Any, form: Form, report: ReleasedReport, told: dict[tuple[str, str, bool], Fact]) -> None:
    before = any(figure.previous is not None for figure in report.figures)
    child(body, XHTML, "h2", "Toàn đơn vị")
    heads = ["Mã", "Chỉ tiêu", "Đơn vị tính", "Kỳ này", *(["Cùng kỳ năm trước"] if before else [])]
    rows = _table(body, heads, numbers_from=3)
    group = ""
    for figure in report.figures:
        now = figure.code.split(".")[0]
        if now != group and now in form.groups:
            child(
                child(rows, XHTML, "tr", class_="group"),
                XHTML,
                "th",
                form.groups[now],
                scope="colgroup",
                colspan=str(len(heads)),
            )
        group = now
        row = child(rows, XHTML, "tr")
        child(row, XHTML, "td", figure.code)
        child(row, XHTML, "th", figure.label, scope="row", class_="part" if form.line(figure.code).parent else "whole")
        child(row, XHTML, "td", figure.unit_of_count)
        _cell(row, report, figure, "", told.get((figure.code, "", False)))
        if before:
            _cell(row, report, figure, "", told.get((figure.code, "", True)), plain=True)


def _by_organisation(body: Any, report: ReleasedReport, told: dict[tuple[str, str, bool], Fact]) -> None:
    names = organisations(report)
    child(body, XHTML, "h2", "Theo tổ chức")
    rows = _table(body, ["Mã", "Chỉ tiêu", *names], numbers_from=2)
    for figure in report.figures:
        if not figure.by_unit:
            continue
        row = child(rows, XHTML, "tr")
        child(row, XHTML, "td", figure.code)
        child(row, XHTML, "th", f"{figure.label} ({figure.unit_of_count})", scope="row")
        for name in names:
            _cell(row, report, figure, name, told.get((figure.code, name, False)))


def _table(body: Any, heads: list[str], *, numbers_from: int) -> Any:
    table = child(child(body, XHTML, "div", class_="wide"), XHTML, "table")
    row = child(child(table, XHTML, "thead"), XHTML, "tr")
    for number, head in enumerate(heads):
        child(row, XHTML, "th", head, scope="col", class_="n" if number >= numbers_from else "t")
    return child(table, XHTML, "tbody")


def _cell(
    row: Any,
    report: ReleasedReport,
    figure: ReleasedFigure,
    organisation: str,
    fact: Fact | None,
    *,
    plain: bool = False,
) -> None:
    if fact is None:
        cell = child(row, XHTML, "td", class_="n none")
        cell.text = "–" if plain else shown(figure, organisation)
        return
    cell = child(row, XHTML, "td", class_="n")
    tagged = child(
        cell, IX, "nonFraction", fact.printed, id=fact.id, name=f"{PREFIX}:{fact.concept}",
        contextRef=fact.context,
        unitRef=_unit_name(fact.unit_of_count, fact.is_share), decimals="4" if fact.is_share else "INF",
        scale="-2" if fact.is_share else "0", format="ixt:num-comma-decimal",
    )  # fmt: skip
    period = Period.parse(report.period)
    tag = marking.tag_of(
        str(period.year_before() if fact.quoted else period), fact.code, fact.organisation, fact.printed
    )
    tagged.set(f"{{{marking.NAMESPACE}}}{marking.ATTRIBUTE}", tag)
    if fact.is_share:
        tagged.tail = "%"

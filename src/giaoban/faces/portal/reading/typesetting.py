"""An article as PDF: its parts go to Typst as data, so that nothing in a text is ever read as a command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from giaoban.core.typesetting import set_pdf
from giaoban.faces.portal import figures
from giaoban.faces.portal.models import Article, Picture
from giaoban.faces.portal.templatetags.portal import amount

LAYOUT = Path(__file__).with_name("article.typ")
FONTS = Path(__file__).parents[3] / "fonts"


def pdf_of(article: Article, *, body: str, address: str) -> bytes:
    """The article as the bytes of a tagged PDF, with the body's name, the date and where it was taken from."""
    data = {
        "language": article.language,
        "body": body,
        "title": article.headline,
        "date": f"{timezone.localtime(article.dated_at):%d/%m/%Y %H:%M}",
        "byline": article.byline,
        "lead": article.lead,
        "address": address,
        "source_word": _("Source:"),
        "corrections": [f"{_('Correction')} {c.on:%d/%m/%Y}: {c.text}" for c in article.corrections.all()],
        "parts": [
            *_cover(article),
            *[part for block in article.body for part in _parts(block.block_type, block.value)],
        ],
    }
    pictures = Path(settings.MEDIA_ROOT)
    return set_pdf(
        LAYOUT,
        root=pictures if pictures.is_dir() else LAYOUT.parent,  # before the first file nothing is kept anywhere
        fonts=FONTS,
        data=json.dumps(data, ensure_ascii=False),
        at=(article.last_published_at or article.dated_at).replace(microsecond=0),
    )


def _cover(article: Article) -> list[dict[str, Any]]:
    if not article.cover:
        return []
    return [_photo(article.cover, article.cover.description, article.cover_caption, article.cover.credit)]


def _photo(picture: Picture, alt: str, caption: str, credit: str) -> dict[str, Any]:
    rendition = picture.get_rendition("width-960|format-jpeg|jpegquality-82")
    said = " ".join(each for each in (caption, f"{_('Photograph:')} {credit}" if credit else "") if each)
    return {"kind": "photo", "path": f"/{rendition.file.name}", "alt": alt, "caption": said}


def _parts(kind: str, value: Any) -> list[dict[str, Any]]:
    match kind:
        case "text":
            return _text(str(value.source))
        case "photo" if value["picture"]:
            picture = value["picture"]
            return [
                _photo(
                    picture, value["description"] or picture.description, value["caption"],
                    value["credit"] or picture.credit,
                )
            ]  # fmt: skip
        case "gallery":
            return [part for photo in value["photos"] for part in _parts("photo", photo)]
        case "quotation":
            return [{"kind": "quotation", "text": value["text"], "speaker": value["speaker"]}]
        case "table":
            rows = [
                [amount(c.value) if c.block.name == "number" else str(c.value) for c in r] for r in value["table"].rows
            ]
            heads = [column["heading"] for column in value["table"].columns]
            return [{"kind": "table", "caption": value["caption"], "heads": heads, "rows": rows}]
        case "attachment" if value["file"]:
            size = filesizeformat(value["file"].get_file_size() or 0)
            return [{"kind": "paragraph", "runs": [[f"{value['title'] or value['file'].title} ({size})", ""]]}]
        case "figure" | "figure_table" | "chart":
            return _figures(kind, value)
    return []


def _figures(kind: str, value: Any) -> list[dict[str, Any]]:
    report = figures.report(value["release"])
    codes = [value["codes"]] if isinstance(value["codes"], str) else list(value["codes"])
    chosen = [figure for code in codes if (figure := figures.figure_in(report, code))]
    if not chosen or report is None:
        return []
    if kind == "chart":
        heads, rows = [_("Organisation"), chosen[0].label], [[u, amount(v)] for u, v in chosen[0].by_unit.items()]
    else:
        heads = [_("Figure"), _("Unit of count"), _("Amount")]
        rows = [[f.label, f.unit_of_count, _("withheld") if f.withheld else amount(f.value)] for f in chosen]
    caption = f"{value.get('caption') or chosen[0].label} ({report.source})"
    return [{"kind": "table", "caption": caption, "heads": heads, "rows": rows}]


def _text(html: str) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = []
    for element in BeautifulSoup(html, "html.parser").children:
        if not isinstance(element, Tag):
            if str(element).strip():
                parts.append({"kind": "paragraph", "runs": [[str(element), ""]]})
        elif element.name in {"h2", "h3", "h4"}:
            parts.append({"kind": "heading", "runs": _runs(element)})
        elif element.name in {"ul", "ol"}:
            items = [_runs(item) for item in element.find_all("li")]
            parts.append({"kind": "list", "numbered": element.name == "ol", "items": items})
        else:
            parts.append({"kind": "paragraph", "runs": _runs(element)})
    return parts


def _runs(element: Tag, style: str = "") -> list[list[str]]:
    runs: list[list[str]] = []
    for child in element.children:
        if isinstance(child, NavigableString):
            runs.append([str(child), style])
        elif isinstance(child, Tag):
            mark = {"b": "b", "strong": "b", "i": "i", "em": "i", "sup": "u", "sub": "d"}.get(child.name, "")
            runs += [["\n", style]] if child.name == "br" else _runs(child, style + mark)
    return runs

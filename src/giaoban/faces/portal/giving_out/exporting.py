"""A year or a section as plain files that open without this program: pages, data, files, and a digest of each."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import translation

from giaoban.core.refusal import Refused
from giaoban.faces.portal import clock, figures
from giaoban.faces.portal.giving_out.api import article_data, paper_data, release_data
from giaoban.faces.portal.models import Article, Attachment, Furniture, Paper, Section
from giaoban.faces.portal.models.published import published

SUMS = "SHA256SUMS"
_ADDRESS = re.compile(r"""\b(href|src|srcset)="([^"]*)\"""")


@dataclass
class Export:
    """A folder that is being filled."""

    folder: Path
    names: dict[str, str] = field(default_factory=dict)  # address on the site -> file in the folder
    files: int = 0


def export(folder: Path, *, year: int | None = None, section: str = "") -> Export:
    """What was published in that year, or in that section, or all, lies in the new folder; Refused when it cannot.

    Links lead inside the folder where what they name lies there too, else to the site. Nothing is fetched by a page.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Refused(f"Thư mục {folder} đã có tệp; hãy chọn một thư mục mới.")
    articles = published(Article).order_by("-dated_at", "-pk")
    papers = published(Paper).select_related("file").order_by("-issued_on", "-pk")
    if year:
        articles, papers = articles.filter(dated_at__year=year), papers.filter(issued_on__year=year)
    if section:
        chosen = Section.objects.filter(slug=section).first()
        if chosen is None:
            raise Refused(f"Không có chuyên mục “{section}”.")
        articles, papers = articles.descendant_of(chosen), papers if chosen.leads_to == "/van-ban/" else papers.none()
    releases = [
        release for release in figures.reports() if not section and (not year or release.released_on.year == year)
    ]
    made = Export(folder)
    for name in ("pages", "papers", "files", "data"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    made.names |= {article.address: f"pages/{article.pk}.html" for article in articles}
    made.names |= {paper.get_absolute_url(): f"papers/{paper.pk}.html" for paper in papers}
    with translation.override("vi"):
        furniture = Furniture.on(clock.today())
        around = {"furniture": furniture, "site": settings.SITE_ADDRESS, "made_at": clock.now()}
        for article in articles.iterator(100):
            context = around | {"article": article, "corrections": article.corrections.all()}
            with translation.override(article.language):
                _page(made, f"pages/{article.pk}.html", "portal/exported/article.html", context)
        for paper in papers:
            _page(made, f"papers/{paper.pk}.html", "portal/exported/paper.html", around | {"paper": paper})
        lists = {"articles": articles, "papers": papers, "names": made.names, "year": year, "releases": releases}
        _page(made, "index.html", "portal/exported/index.html", around | lists)
    _data(
        made,
        "articles",
        [article_data(article) | {"html": str(article.body.render_as_block())} for article in articles],
    )
    _data(made, "papers", [paper_data(paper) for paper in papers])
    _data(made, "figures", [release_data(release) for release in releases])
    _seal(made)
    return made


def wrong_in(folder: Path) -> list[str]:
    """What in an exported folder is not as it was made, as sentences; none when it is whole."""
    sums = folder / SUMS
    if not sums.exists():
        return [f"Thiếu tệp {SUMS}."]
    wrong, listed = [], {SUMS}
    for line in sums.read_text().splitlines():
        digest, _gap, name = line.partition("  ")
        listed.add(name)
        path = folder / name
        if not path.exists():
            wrong.append(f"Thiếu tệp {name}.")
        elif _digest(path) != digest:
            wrong.append(f"Tệp {name} đã bị thay đổi.")
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    return wrong + [f"Tệp {name} không có trong danh sách." for name in sorted(there - listed)]


def _page(made: Export, name: str, template: str, context: dict[str, Any]) -> None:
    text = render_to_string(template, context)
    depth = "../" * name.count("/")

    def inside(found: re.Match[str]) -> str:
        what, address = found[1], found[2]
        if what == "srcset":  # one size is enough on paper and in an archive
            return ""
        return f'{what}="{_address(made, address, depth)}"'

    (made.folder / name).write_text(_ADDRESS.sub(inside, text), encoding="utf-8")


def _address(made: Export, address: str, depth: str) -> str:
    """Where the address leads from a page of the folder; files that it names are copied into the folder."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not address.startswith("/"):
        return address
    path = unquote(parts.path)
    mark = f"#{parts.fragment}" if parts.fragment else ""
    if name := made.names.get(path):
        return f"{depth}{name}{mark}"
    if path.startswith(settings.MEDIA_URL):
        return _copied(made, path, path.removeprefix(settings.MEDIA_URL), depth)
    if match := re.match(r"/tai-lieu/(\d+)/", path):
        file = Attachment.objects.filter(pk=int(match[1])).first()
        if file is not None:
            return _copied(made, path, file.file.name, depth)
    return settings.SITE_ADDRESS.rstrip("/") + address


def _copied(made: Export, address: str, stored: str, depth: str) -> str:
    if address not in made.names:
        if not default_storage.exists(stored):
            return settings.SITE_ADDRESS.rstrip("/") + address
        name = f"files/{hashlib.sha256(stored.encode()).hexdigest()[:12]}-{Path(stored).name}"
        with default_storage.open(stored) as source, open(made.folder / name, "wb") as target:
            shutil.copyfileobj(source, target)
        made.names[address] = name
        made.files += 1
    return f"{depth}{made.names[address]}"


def _data(made: Export, name: str, rows: list[dict[str, Any]]) -> None:
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    (made.folder / "data" / f"{name}.json").write_text(text, encoding="utf-8")


def _seal(made: Export) -> None:
    paths = sorted(path for path in made.folder.rglob("*") if path.is_file())
    lines = [f"{_digest(path)}  {path.relative_to(made.folder)}\n" for path in paths]
    (made.folder / SUMS).write_text("".join(lines), encoding="utf-8")


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

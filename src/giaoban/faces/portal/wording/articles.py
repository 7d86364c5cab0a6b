"""An article as it lies in the tree, read for the checker: what keeps it from the public, and what to look at."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup

from giaoban.core.text import squeeze
from giaoban.faces.portal import figures
from giaoban.faces.portal.wording import checking
from giaoban.faces.portal.wording.checking import CheckedArticle, Photo, WordingFinding
from giaoban.faces.portal.wording.retelling import NOTHING, Released, told_in


def findings_in(article: Any) -> list[WordingFinding]:
    """Everything to look at in that article, with what was released at hand."""
    return looked_over(draft_of(article), _released())


def looked_over(draft: CheckedArticle, released: Released = NOTHING) -> list[WordingFinding]:
    """Everything to look at, each said once: what keeps it from being published, then its figures, then its words."""
    order = {"form": 0, "figures": 1, "words": 2}
    findings = [*checking.findings_of(draft, released.bodies), *told_in(draft, released)]
    return sorted(dict.fromkeys(findings), key=lambda finding: (finding.weight, order[finding.about]))


def must_be_mended(article: Any) -> list[str]:
    """What keeps that article from being published, as sentences."""
    return [finding.sentence for finding in checking.must_be_mended(draft_of(article))]


def _released() -> Released:
    reports = figures.reports()
    return Released(figures.values_of(reports), figures.labels_of(reports), figures.bodies_of(reports))


def draft_of(article: Any) -> CheckedArticle:
    """The article as the checker sees it."""
    paragraphs: list[str] = []
    photos: list[Photo] = []
    if article.cover:
        photos.append(Photo(article.cover.description, article.cover_caption or "", article.cover.credit))
    for block in article.body:
        _gather(block.block_type, block.value, paragraphs, photos)
    return CheckedArticle(
        title=article.headline,
        lead=article.lead,
        dated=article.dated_at is not None,
        byline=article.byline or article.taken_from,
        paragraphs=tuple(paragraphs),
        photos=tuple(photos),
        kind=article.kind,
        language=article.language,
    )


def _gather(kind: str, value: Any, paragraphs: list[str], photos: list[Photo]) -> None:
    match kind:
        case "text":
            soup = BeautifulSoup(str(value.source), "html.parser")
            texts = [squeeze(part.get_text(" ")) for part in soup.find_all(["p", "li", "h2", "h3"])] or [
                squeeze(soup.get_text(" "))
            ]
            paragraphs += [text for text in texts if text]
        case "photo" if value["picture"]:
            picture = value["picture"]
            photos.append(
                Photo(value["description"] or picture.description, value["caption"], value["credit"] or picture.credit)
            )
        case "gallery":
            for photo in value["photos"]:
                _gather("photo", photo, paragraphs, photos)
        case "quotation":
            paragraphs.append(value["text"])

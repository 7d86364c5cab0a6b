"""Search: every published thing has one row of folded words; marks, case and either spelling of ủy/uỷ do not matter."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import F, Q, QuerySet, Value
from django.utils.html import strip_tags

from giaoban.core.text import fold, squeeze
from giaoban.faces.portal import figures
from giaoban.faces.portal.models import Article, Attachment, Paper, SearchEntry
from giaoban.faces.portal.models.published import published

MOST_WORDS = 60_000
"""Words kept of one thing; PostgreSQL's vector ends at a megabyte."""
MOST_FOUND = 400
"""Of what a common word finds, so many of the newest are put in order; who wants older ones adds a word."""


def found(text: str, *, kind: str = "", language: str = "") -> QuerySet[SearchEntry]:
    """What holds every word that was asked for, best first; the last word may be the beginning of one."""
    words = re.findall(r"[a-z0-9]+", fold(text)[:200])[:12]
    if not words:
        return SearchEntry.objects.none()
    head = " ".join(words)
    query = SearchQuery(" & ".join([*words[:-1], f"{words[-1]}:*"]), search_type="raw", config="simple")
    phrase = SearchQuery(" <-> ".join(words), search_type="raw", config="simple")
    rows = SearchEntry.objects.all()
    if kind:
        rows = rows.filter(kind=kind)
    if language:
        rows = rows.filter(language=language)
    holds = [
        list(rows.filter(condition).order_by("-at").values_list("pk", flat=True)[:MOST_FOUND])
        for condition in (Q(vector=query), Q(head__contains=head))
    ]
    rows = rows.filter(
        Q(kind="article", key__in=published(Article).values("pk"))
        | Q(kind="paper", key__in=published(Paper).values("pk"))
        | ~Q(kind__in=["article", "paper"])
    )
    rows = rows.filter(pk__in={key for keys in holds for key in keys})
    rank = SearchRank(F("vector"), query) + SearchRank(F("vector"), phrase) * Value(4.0)
    return rows.annotate(rank=rank).order_by("-rank", "-at")


def learn_page(page: Any) -> None:
    """The row of that article says what is published now, or is gone."""
    article = page.specific
    if not isinstance(article, Article):
        return
    if not article.live:
        SearchEntry.objects.filter(kind="article", key=article.pk).delete()
        return
    body = [squeeze(strip_tags(str(article.body.render_as_block())))] if article.body else []
    body += [attachment.words for attachment in attachments_of(article)]
    parent = article.get_parent()
    _write(
        kind="article",
        key=article.pk,
        language=article.language,
        url=article.address,
        title=article.headline,
        summary=article.lead or body[0] if body else article.lead,
        section=parent.title if parent else "",
        at=article.dated_at,
        head=article.headline,
        named=" ".join(_figures_of(article)),
        strong=article.lead,
        weak=" ".join([article.byline, article.cover_caption, *body]),
    )


def learn_record(record: Any) -> None:
    """The row of that document says what stands in the register now."""
    if not isinstance(record, Paper):
        return
    if not published(Paper).filter(pk=record.pk).exists():
        SearchEntry.objects.filter(kind="paper", key=record.pk).delete()
        return
    _write(
        kind="paper",
        key=record.pk,
        language="vi",
        url=record.get_absolute_url(),
        title=f"{record.kind} số {record.sign}: {record.subject}",
        summary=f"{record.issuer}, {record.issued_on:%d/%m/%Y}",
        section=record.kind,
        at=datetime.combine(record.issued_on, time(), ZoneInfo("Asia/Ho_Chi_Minh")),
        head=f"{record.sign} {record.sign.replace('-', ' ').replace('/', ' ')} {record.subject}",
        strong=f"{record.kind} {record.issuer} {record.signer} {record.field}",
        weak=record.file.words if record.file else "",
    )


def learn_everything() -> int:
    """Every published thing has its row again; answers how many there are."""
    SearchEntry.objects.all().delete()
    for article in published(Article).iterator(100):
        learn_page(article)
    for paper in published(Paper).iterator(100):
        learn_record(paper)
    return SearchEntry.objects.count()


def attachments_of(article: Article) -> list[Attachment]:
    """The files that the article offers for download."""
    return [
        block.value["file"] for block in article.body if block.block_type == "attachment" and block.value.get("file")
    ]


def _figures_of(article: Article) -> list[str]:
    """The names of the released figures in the article; who searches for one wants the number with its source first."""
    names = []
    for block in article.body:
        if block.block_type in {"figure", "figure_table", "chart"}:
            report = figures.report(block.value["release"])
            codes = block.value["codes"]
            for code in [codes] if isinstance(codes, str) else list(codes):
                if shown := figures.figure_in(report, code):
                    names.append(shown.label)
    return names


def _write(*, head: str, strong: str, weak: str, named: str = "", **fields: Any) -> None:
    key = {"kind": fields.pop("kind"), "key": fields.pop("key")}
    fields["title"] = fields["title"][:600]
    fields["summary"] = squeeze(fields["summary"] or "")[:500]
    fields["head"] = " ".join(re.findall(r"[a-z0-9]+", fold(head)))[:800]
    fields["vector"] = (
        SearchVector(Value(_words(f"{head} {named}")), weight="A", config="simple")
        + SearchVector(Value(_words(strong)), weight="B", config="simple")
        + SearchVector(Value(_words(weak)), weight="D", config="simple")
    )
    SearchEntry.objects.filter(**key).delete()
    SearchEntry.objects.create(**key, **fields)


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", fold(strip_tags(text)))[:MOST_WORDS])

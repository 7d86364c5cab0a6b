"""When something is published, changed or withdrawn the search learns of it; that kept pages go, the tables see to themselves
(`giaoban.faces.portal.reading.publicness`)."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.signals import page_published, page_unpublished

from giaoban.faces.portal import models
from giaoban.faces.portal.reading import finding


def connect() -> None:
    """Listens from now on."""
    for signal in (page_published, page_unpublished):
        signal.connect(_page_changed, dispatch_uid="portal-page")
    post_save.connect(_paper_changed, sender=models.Paper, dispatch_uid="portal-paper")
    post_delete.connect(_paper_changed, sender=models.Paper, dispatch_uid="portal-paper-gone")


def _page_changed(instance: Any, **_kwargs: Any) -> None:
    finding.learn_page(instance)


def _paper_changed(instance: Any, **_kwargs: Any) -> None:
    finding.learn_record(instance)

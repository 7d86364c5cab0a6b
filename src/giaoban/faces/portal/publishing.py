"""When something is published, changed or withdrawn: the search learns of it and every process empties its cache."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models.signals import post_delete, post_save
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move, workflow_approved

CHANNEL = "giaoban_portal"


def connect() -> None:
    """Listens from now on."""
    from giaoban.faces.portal import models

    for signal in (page_published, page_unpublished):
        signal.connect(_page_changed, dispatch_uid="portal-page")
    for signal in (post_page_move, page_slug_changed, workflow_approved):
        signal.connect(_something_changed, dispatch_uid="portal-moved")
    for model in (models.Paper, models.Event, models.Place, models.Letter, models.Consultation):
        post_save.connect(_record_changed, sender=model, dispatch_uid=f"portal-{model.__name__}")
        post_delete.connect(_record_changed, sender=model, dispatch_uid=f"portal-{model.__name__}-gone")
    for model in (models.Furniture, models.Baseline, models.Picture):
        post_save.connect(_something_changed, sender=model, dispatch_uid=f"portal-{model.__name__}")
        post_delete.connect(_something_changed, sender=model, dispatch_uid=f"portal-{model.__name__}-gone")


def empty_caches() -> None:
    """Every process of this portal forgets the pages that it keeps, when the transaction that is open commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def _page_changed(instance: Any, **_kwargs: Any) -> None:
    from giaoban.faces.portal import finding

    finding.learn_page(instance)
    empty_caches()


def _record_changed(instance: Any, **_kwargs: Any) -> None:
    from giaoban.faces.portal import finding

    finding.learn_record(instance)
    empty_caches()


def _something_changed(**_kwargs: Any) -> None:
    empty_caches()

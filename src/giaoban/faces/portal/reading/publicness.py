"""What is public, said once and in the database: readers see these views in place of the tables of the same names.

The readers' connection looks into the schema of the views first, and the tables under them are not granted to its role;
so no page, feed, file or statement of the portal can show what was withdrawn, is private or is not out yet. Whatever
changes in a table that readers read is announced by the table itself, and every process makes its kept pages anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.apps import apps
from django.db import connection

from giaoban.faces.portal.models.files import is_shown

SCHEMA = "readers"
CHANNEL = "giaoban_portal"

_TODAY = "(now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
_RESTRICTED = (
    "EXISTS (SELECT FROM public.wagtailcore_pageviewrestriction rule JOIN public.wagtailcore_page top"
    " ON top.id = rule.page_id WHERE starts_with(shown.path, top.path))"
)
_IN_A_CLOSED_SECTION = (
    "EXISTS (SELECT FROM public.portal_section JOIN public.wagtailcore_page top ON top.id = page_ptr_id"
    " WHERE NOT top.live AND starts_with(shown.path, top.path))"
)
_IN_A_CLOSED_COLLECTION = (
    "EXISTS (SELECT FROM public.wagtailcore_collectionviewrestriction rule"
    " JOIN public.wagtailcore_collection top ON top.id = rule.collection_id"
    " JOIN public.wagtailcore_collection own ON own.id = shown.collection_id WHERE starts_with(own.path, top.path))"
)
_WAS_THERE = (
    "NOT EXISTS (SELECT FROM public.wagtailcore_revision words WHERE words.id = {0}.live_revision_id"
    " AND words.created_at < shown.created_at)"
)
"""Whoever looked the words through could open the file: a number that stands in them opens no file that came later."""
_NAMED = (
    "EXISTS (SELECT FROM readers.portal_paper WHERE file_id = shown.id)"
    " OR EXISTS (SELECT FROM public.portal_fileuse JOIN readers.wagtailcore_page page ON page.id = article_id"
    f" WHERE portal_fileuse.file_id = shown.id AND {_WAS_THERE.format('page')})"
    " OR EXISTS (SELECT FROM readers.portal_consultation draft WHERE draft.file_id = shown.id"
    " OR strpos(draft.text || draft.outcome, '/tai-lieu/' || shown.id || '/') > 0"
    f" AND {_WAS_THERE.format('draft')})"
)
"""Where the public is led to a file. The site's furniture makes none public: one person writes it."""
_ON_SHOW = (
    "EXISTS (SELECT FROM public.portal_furniture WHERE shown.id IN (logo_id, banner_id))"
    " OR EXISTS (SELECT FROM public.portal_pictureuse JOIN readers.wagtailcore_page page ON page.id = article_id"
    f" WHERE picture_id = shown.id AND {_WAS_THERE.format('page')})"
)
_BETWEEN_PAPERS = (
    "EXISTS (SELECT FROM readers.portal_paper paper WHERE paper.id = shown.paper_id)"
    " AND EXISTS (SELECT FROM readers.portal_paper paper WHERE paper.id = shown.other_id)"
)
_OF_A_PAGE = "EXISTS (SELECT FROM readers.wagtailcore_page page WHERE page.id = shown.{key})"

PUBLIC = {
    "wagtailcore_page": f"shown.live AND NOT {_RESTRICTED} AND NOT {_IN_A_CLOSED_SECTION}",
    "portal_home": _OF_A_PAGE.format(key="page_ptr_id"),
    "portal_section": _OF_A_PAGE.format(key="page_ptr_id"),
    "portal_article": _OF_A_PAGE.format(key="page_ptr_id"),
    "portal_correction": _OF_A_PAGE.format(key="article_id"),
    "portal_paper": "shown.live",
    "portal_paperrelation": _BETWEEN_PAPERS,
    "portal_event": "shown.live",
    "portal_searchentry": f"CASE shown.kind WHEN 'article' THEN {_OF_A_PAGE.format(key='key')}"
    " WHEN 'paper' THEN EXISTS (SELECT FROM readers.portal_paper paper WHERE paper.id = shown.key) ELSE true END",
    "portal_consultation": f"shown.live AND shown.opens_on <= {_TODAY}",
    "portal_attachment": f"NOT {_IN_A_CLOSED_COLLECTION} AND ({_NAMED})",
    "portal_picture": f"NOT {_IN_A_CLOSED_COLLECTION} AND ({_ON_SHOW})",
    "portal_letter": "shown.public",
    "conferences_publication": "shown.withdrawn_on IS NULL",
    "reporting_release": "shown.withdrawn_on IS NULL",
}
"""Which rows of a table anybody may read, in the order in which the views are made of one another."""
HIDDEN = {"wagtailcore_page": {"draft_title": "shown.title"}}
"""Columns of public rows that are not public, and what stands in their place."""
WITHDRAWN = "portal_withdrawn"
"""The articles that were public once: their number and date, and nothing of what they said."""


def taken_away() -> str:
    """The statement after which no view holds on to a table that a migration changes."""
    return f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"


def views() -> list[str]:
    """The statements that make the views of this version."""
    tables = {model._meta.db_table: model for model in apps.get_models()}
    statements = [taken_away(), f"CREATE SCHEMA {SCHEMA}"]
    for table, condition in PUBLIC.items():
        instead = HIDDEN.get(table, {})
        columns = ", ".join(
            f'{instead.get(field.column, f"shown.{field.column}")} AS "{field.column}"'
            for field in tables[table]._meta.local_concrete_fields
        )
        statements.append(
            f"CREATE VIEW {SCHEMA}.{table} AS SELECT {columns} FROM public.{table} shown WHERE {condition}"
        )
    statements.append(
        f"CREATE VIEW {SCHEMA}.{WITHDRAWN} AS SELECT shown.id, article.dated_at FROM public.wagtailcore_page shown"
        " JOIN public.portal_article article ON article.page_ptr_id = shown.id"
        f" WHERE NOT shown.live AND shown.first_published_at IS NOT NULL AND NOT {_RESTRICTED}"
    )
    return statements


def announcements(tables: Iterable[str]) -> list[str]:
    """The statements after which each of those tables says that something in it changed."""
    return [
        "CREATE OR REPLACE FUNCTION public.portal_announce() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN PERFORM pg_notify('{CHANNEL}', ''); RETURN NULL; END $$",
        *(
            "CREATE OR REPLACE TRIGGER portal_announce AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE"
            f" ON public.{table} FOR EACH STATEMENT EXECUTE FUNCTION public.portal_announce()"
            for table in tables
        ),
    ]


def is_public_file(number: int) -> bool:
    """Whether anybody may fetch that file: something published names it, and its collection is not closed."""
    return is_shown("portal_attachment", number)


def is_public_copy(file: str) -> bool:
    """Whether anybody may fetch that copy of a picture: something published shows it, and its collection is not closed."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM public.portal_rendition copy JOIN {SCHEMA}.portal_picture shown"
            " ON shown.id = copy.image_id WHERE copy.file = %s)",
            [file],
        )
        return bool(cursor.fetchone()[0])


def date_of_withdrawn(number: int) -> datetime | None:
    """The date of the article of that number if it was public once and is no longer; nothing more of it is told."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT dated_at FROM {SCHEMA}.{WITHDRAWN} WHERE id = %s::bigint", [number])
        row = cursor.fetchone()
    return row[0] if row else None

"""Which files an article offers and which pictures it shows, kept by the database as the article is written; and that a file
which the public reads stays the one that was looked through."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils.translation import gettext as _

FILES = r"""
    SELECT (file #>> '{}')::bigint AS file_id
    FROM jsonb_path_query(NEW.body, '$[*] ? (@.type == "attachment" || @.type == "video").value.file') file
    WHERE jsonb_typeof(file) = 'number'
    UNION SELECT (regexp_match(link[1], 'id=\\"(\d{1,12})\\"'))[1]::bigint
    FROM regexp_matches(NEW.body::text, '<a [^<>]*linktype=\\"document\\"[^<>]*>', 'g') link
    UNION SELECT address[1]::bigint FROM regexp_matches(NEW.body::text, '/tai-lieu/(\d{1,12})/', 'g') address
"""
"""The numbers of the files that a text names: as a part of it, in a link to a file, or by an address typed out."""


def keeps_its_files() -> pgtrigger.Trigger:
    """The trigger of the articles' table that keeps `FileUse` true, whoever changes a text and in whatever way."""
    return pgtrigger.Trigger(
        name="files_in_use",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("body"),
        func=f"""
            DELETE FROM portal_fileuse WHERE article_id = NEW.page_ptr_id;
            INSERT INTO portal_fileuse (article_id, file_id)
            SELECT NEW.page_ptr_id, file_id FROM ({FILES}) used WHERE file_id IS NOT NULL;
            RETURN NULL;
        """,
    )


PICTURES = r"""
    SELECT NEW.cover_id AS picture_id
    UNION SELECT (picture #>> '{}')::bigint
    FROM jsonb_path_query(NEW.body, '$.**.picture') picture WHERE jsonb_typeof(picture) = 'number'
    UNION SELECT (regexp_match(embed[1], 'id=\\"(\d{1,12})\\"'))[1]::bigint
    FROM regexp_matches(NEW.body::text, '(<embed [^<>]*embedtype=\\"image\\"[^<>]*>)', 'g') embed
"""
"""The numbers of the pictures that an article shows: on top, as a part of its text, or inside a text."""


def keeps_its_pictures() -> pgtrigger.Trigger:
    """The trigger of the articles' table that keeps `PictureUse` true, whoever changes an article and in whatever way."""
    return pgtrigger.Trigger(
        name="pictures_in_use",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("body", "cover_id"),
        func=f"""
            DELETE FROM portal_pictureuse WHERE article_id = NEW.page_ptr_id;
            INSERT INTO portal_pictureuse (article_id, picture_id)
            SELECT NEW.page_ptr_id, picture_id FROM ({PICTURES}) used WHERE picture_id IS NOT NULL;
            RETURN NULL;
        """,
    )


class FileUse(models.Model):
    """An article, published or not, whose text offers a file; the file may be gone."""

    article = models.ForeignKey("portal.Article", on_delete=models.CASCADE, related_name="+")
    file_id = models.PositiveBigIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "file_id"], name="portal_fileuse_once")]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.file_id}"


class PictureUse(models.Model):
    """An article, published or not, that shows a picture; the picture may be gone."""

    article = models.ForeignKey("portal.Article", on_delete=models.CASCADE, related_name="+")
    picture_id = models.PositiveBigIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "picture_id"], name="portal_pictureuse_once")]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.picture_id}"


def stays_as_looked_through(table: str, *fields: str) -> pgtrigger.Trigger:
    """The trigger of a table of files: what something public shows is written over by nobody, by whatever statement."""
    return pgtrigger.Trigger(
        name="stays_as_looked_through",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf(*fields),
        func=f"""
            IF ({", ".join(f"NEW.{name}" for name in fields)}) IS DISTINCT FROM ({", ".join(f"OLD.{name}" for name in fields)})
            AND to_regclass('readers.{table}') IS NOT NULL THEN
                IF EXISTS (SELECT FROM readers.{table} WHERE id = OLD.id) THEN
                    RAISE EXCEPTION 'what the public reads is written over by nobody; a new file is looked through as a text is'
                        USING ERRCODE = 'check_violation';
                END IF;
            END IF;
            RETURN NEW;
        """,
    )


def is_shown(table: str, number: int) -> bool:
    """Whether something public shows that file or picture, and its collection is not closed."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT FROM readers.{table} WHERE id = %s::bigint)", [number])
        return bool(cursor.fetchone()[0])


class StaysAsLookedThrough(models.Model):
    """A file whose ``fixed`` fields change no more while something public shows it: a new one is put in its place, and that
    is looked through as every change of a text is."""

    fixed: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.pk and self._written_over() and is_shown(self._meta.db_table, self.pk):
            raise ValidationError(
                _(
                    "The public reads this now, as somebody else looked through it: its file and words stay. Upload the new one "
                    "beside it and put it into the page in its place; whoever publishes the page looks through it."
                )
            )

    def _written_over(self) -> bool:
        stands: Any = type(self)._base_manager.filter(pk=self.pk).values(*self.fixed).first()
        return stands is not None and any(str(getattr(self, name)) != str(stands[name]) for name in self.fixed)

"""Which files an article offers and which pictures it shows, kept by the database as the article is written."""

from __future__ import annotations

import pgtrigger
from django.db import models

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

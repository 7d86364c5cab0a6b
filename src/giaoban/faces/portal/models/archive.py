"""The archive of a body that ended: from the day that the furniture names, PostgreSQL refuses to change what was published."""

from __future__ import annotations

import pgtrigger

FROZEN = """
    SELECT frozen_on IS NOT NULL AND frozen_on <= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
    FROM portal_furniture WHERE valid_from <= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
    ORDER BY valid_from DESC LIMIT 1
"""
"""Whether the site is kept as an archive today; the furniture that says so is the one thing that can still be changed."""


def kept_in_archive() -> list[pgtrigger.Trigger]:
    """The triggers of a table whose rows stay as they are once the site is an archive."""
    return [
        pgtrigger.Trigger(
            name="archive_stays",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            func=f"""
                IF ({FROZEN}) THEN
                    RAISE EXCEPTION 'the site is kept as an archive; nothing in it can be changed'
                        USING ERRCODE = 'read_only_sql_transaction';
                END IF;
                IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                RETURN NEW;
            """,
        )
    ]

"""Who looked through what before it became public, and the lock in the database that asks it of whatever is shown.

PostgreSQL keeps the one definition of whose words nobody else has seen: pages and registers ask it to tell why not, and the
tables themselves ask it again as a row goes before the public, by whatever statement and under whatever role.
"""

from __future__ import annotations

from django.conf import settings
from django.db import connection, models
from wagtail.models import Page, Revision

NOT_WORDS = (
    "path", "depth", "numchild", "latest_revision", "latest_revision_created_at", "live", "live_revision",
    "has_unpublished_changes", "first_published_at", "last_published_at", "go_live_at", "expire_at", "expired", "locked",
    "locked_at", "locked_by", "draft_title", "wagtail_admin_comments", "put_up_at", "changed_at",
)  # fmt: skip
"""What the editing side notes with a revision beside what was written: who publishes says when, and saves what stands."""

HELD = ("wagtailcore_page", "portal_paper", "portal_event", "portal_consultation")
"""The tables whose rows become public only by two."""


class Look(models.Model):
    """Somebody read that revision and lets it become public; kept before it does."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.by_id}"


def unseen(record: models.Model, revision: Revision | None, by: models.Model | None) -> list[int]:
    """The accounts whose words in that revision of the record nobody distinct from them has looked through; ``by`` has."""
    table = Page._meta.db_table if isinstance(record, Page) else record._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT portal_unseen(%s, %s, %s, %s)", [table, record.pk, revision and revision.pk, by and by.pk]
        )
        return list(cursor.fetchone()[0])


_IGNORED = ", ".join(f"'{name}'" for name in NOT_WORDS)

FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION portal_unseen(shown text, record bigint, until bigint, looker bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
-- Since it last was public each person's words, by whoever is another than they and read them after they last wrote: who
-- approved a step of it, who let it become public, or that looker. What the program itself wrote is nobody's words.
DECLARE
    kind integer := (SELECT id FROM django_content_type WHERE app_label || '_' || model = shown);
    stands record;
BEGIN
    EXECUTE format('SELECT live, live_revision_id, last_published_at FROM %I WHERE id = $1', shown)
        INTO stands USING record;
    RETURN ARRAY(
        SELECT written.author FROM (
            SELECT DISTINCT ON (user_id) user_id AS author, id, created_at FROM (
                SELECT id, user_id, created_at, words, lag(words) OVER (ORDER BY id) AS words_before FROM (
                    SELECT id, user_id, created_at, content - ARRAY[{_IGNORED}] AS words FROM wagtailcore_revision
                    WHERE base_content_type_id = kind AND object_id = record::text AND id <= coalesce(until, id)
                ) kept
            ) saved
            WHERE user_id IS NOT NULL AND words IS DISTINCT FROM words_before AND (
                stands.live IS NOT TRUE OR coalesce(stands.live_revision_id, 0) = 0 AND stands.last_published_at IS NULL
                OR id > stands.live_revision_id OR created_at > stands.last_published_at OR id = until
            )
            ORDER BY user_id, id DESC
        ) written
        WHERE NOT EXISTS (
            SELECT FROM (
                SELECT state.finished_by_id AS account FROM wagtailcore_taskstate state
                JOIN wagtailcore_workflowstate way ON way.id = state.workflow_state_id
                WHERE way.base_content_type_id = kind AND way.object_id = record::text
                AND state.status = 'approved' AND state.finished_at >= written.created_at
                AND NOT EXISTS (SELECT FROM portal_approvallink link WHERE link.step_id = state.id AND link.approved)
                UNION SELECT look.by_id FROM portal_look look JOIN wagtailcore_revision read ON read.id = look.revision_id
                WHERE read.base_content_type_id = kind AND read.object_id = record::text
                AND look.revision_id >= written.id AND look.at >= written.created_at
                UNION SELECT looker
            ) other WHERE account IS NOT NULL AND access_distinct(written.author, account)
        )
        ORDER BY written.author
    );
END $$;
CREATE OR REPLACE FUNCTION portal_seen_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF cardinality(portal_unseen(TG_TABLE_NAME, NEW.id, NEW.live_revision_id, NULL)) > 0 THEN
        RAISE EXCEPTION 'what one person wrote becomes public only after another has looked through it'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""

LOCKS = [
    f"CREATE OR REPLACE TRIGGER portal_seen_by_two BEFORE UPDATE OF live, live_revision_id, last_published_at ON {table}"
    " FOR EACH ROW WHEN (NEW.live AND (NOT OLD.live OR NEW.live_revision_id IS NOT NULL"
    " AND NEW.live_revision_id IS DISTINCT FROM OLD.live_revision_id OR NEW.last_published_at IS DISTINCT FROM OLD.last_published_at)) EXECUTE FUNCTION portal_seen_by_two()"
    for table in HELD
]
"""The statements that close each of those tables to what only one person has seen."""

LOOKED_BEFORE = """
    INSERT INTO portal_look (revision_id, by_id, at)
    SELECT entry.revision_id, entry.user_id, entry.timestamp FROM wagtailcore_pagelogentry entry
    JOIN wagtailcore_revision revision ON revision.id = entry.revision_id
    JOIN access_account account ON account.id = entry.user_id
    WHERE entry.action IN ('wagtail.publish', 'wagtail.publish.schedule')
"""
"""What the editing side noted of who published, before looks were kept."""

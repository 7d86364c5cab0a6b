"""A later migration locks no table for long and takes nothing away that the version before still reads (G11)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

SQUAWK = shutil.which("squawk", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
MATTERS = {
    "adding-field-with-default", "adding-foreign-key-constraint", "adding-not-nullable-field", "adding-required-field",
    "adding-serial-primary-key-field", "ban-alter-domain-with-add-constraint", "ban-char-field",
    "ban-concurrent-index-creation-in-transaction", "ban-drop-column", "ban-drop-database", "ban-drop-not-null",
    "ban-drop-table", "ban-truncate-cascade", "changing-column-type", "constraint-missing-not-valid",
    "disallowed-unique-constraint", "renaming-column", "renaming-table", "require-concurrent-index-creation",
    "require-concurrent-index-deletion", "syntax-error",
}  # fmt: skip
BEFORE_THE_FIRST_RELEASE = "nobody has run the version before it"
ACCEPTED = dict.fromkeys(
    (
        "access.0002_delegation", "access.0003_by_two", "access.0004_hands", "access.0005_agreed", "access.0006_asked_before",
        "journal.0002_initial", "journal.0003_chain", "journal.0004_guarded",
        "portal.0002_archive_and_links", "portal.0003_steps_of_approval", "portal.0005_files_in_use", "portal.0007_pictures_in_use",
        "portal.0009_shown_by_two", "portal.0011_files_and_letters_by_two", "portal.0012_unanswered_at_first",
        "units.0002_words", "reporting.0003_periods", "reporting.0004_final",
        "people.0002_handing_over", "meetings.0003_dues_have_an_area", "conferences.0012_voices_and_turns",
        "meetings.0004_what_members_tell",
        "discipline.0003_organisations",
    ),
    BEFORE_THE_FIRST_RELEASE,
)  # fmt: skip
"""A migration by ``app.name``, and why what it does to a table that is in use may be; new ones of the time before the
first release go here, later ones are written so that they need no line."""


def complaints(sql: str) -> list[str]:
    """What is dangerous in that SQL on a table that is in use, as rule and line."""
    assert SQUAWK, "squawk-cli is in requirements/test.lock"
    asked = [
        SQUAWK,
        "--reporter",
        "json",
        "--assume-in-transaction",
        "--pg-version",
        "15.0",
        "--stdin-filepath",
        "a.sql",
    ]
    told = subprocess.run(asked, input=sql, capture_output=True, text=True, check=False)
    found: list[dict[str, Any]] = json.loads(told.stdout or "[]")
    return [
        f"{one['rule_name']} {one.get('line')}: {one.get('message', '')[:90]}"
        for one in found
        if one["rule_name"] in MATTERS
    ]


@pytest.mark.django_db
def test_no_later_migration_locks_or_breaks_a_table_that_is_in_use() -> None:
    loader = MigrationLoader(connection)
    wrongs = []
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if not type(migration).__module__.startswith("giaoban.") or migration.initial or name.startswith("0001"):
            continue  # the first makes tables that nobody reads yet
        sql = "\n".join(loader.collect_sql([(migration, False)]))
        if f"{app}.{name}" not in ACCEPTED:
            wrongs += [f"{app}.{name}: {one}" for one in complaints(sql)]
    assert wrongs == []


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("ALTER TABLE people_person DROP COLUMN phone;", "ban-drop-column"),
        ("CREATE INDEX x ON people_person (name);", "require-concurrent-index-creation"),
        ("ALTER TABLE people_person ALTER COLUMN name TYPE text;", "changing-column-type"),
        ("ALTER TABLE people_person ADD COLUMN x integer NOT NULL;", "adding-required-field"),
        ("ALTER TABLE people_person RENAME COLUMN name TO called;", "renaming-column"),
        ("ALTER TABLE people_person ADD COLUMN x integer;", ""),
    ],
)
def test_what_would_stop_the_people_at_work_is_caught(sql: str, rule: str) -> None:
    assert [one.split()[0] for one in complaints(sql)][:1] == ([rule] if rule else [])

"""What a command stands on: settings read, the database answering, tables and static files of this version."""

from __future__ import annotations

import locale
import os
import tempfile
from collections.abc import Callable


def ready() -> None:
    """The database answers and Django is set up."""
    import django

    from giaoban.site import database

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giaoban.site.settings")
    if not _only_asking:
        database.hold()
    django.setup()
    from giaoban.ground.access import second_lock

    second_lock.see_everything()


def bring_up() -> None:
    """Tables, start data and static files are those of this version."""
    ready()
    if _only_asking:
        return
    from django.core.management import call_command

    from giaoban.areas.regulations.operations import load_start_data
    from giaoban.ground.access.operations import program
    from giaoban.reporting.form_drafts import load_start_forms
    from giaoban.site.migrating import migrate

    migrate()
    load_start_data(program("Khởi động chương trình"))
    load_start_forms(program("Khởi động chương trình"))
    call_command("collectstatic", interactive=False, verbosity=0)


_only_asking = False


def told(run: Callable[[list[str]], int], words: list[str]) -> int:
    """What the command says of itself was printed: nothing was started or migrated, and no installation was touched."""
    global _only_asking
    from giaoban.site import places

    _only_asking = True
    with tempfile.TemporaryDirectory() as home:
        os.environ["GIAOBAN_HOME"] = home
        os.environ.pop("DATABASE_URL", None)
        places.state_directory.cache_clear()
        return run(words)


def in_language(vietnamese: str, english: str) -> str:
    """The sentence in the language of the terminal; Vietnamese where it says nothing."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return english if (spoken or str(locale.getlocale()[0] or "")).lower().startswith("en") else vietnamese

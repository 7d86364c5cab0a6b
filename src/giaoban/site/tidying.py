"""What a tool writes better than a hand: formatting, the Vietnamese catalogue, and the tables of documents that follow from the areas."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import override

from giaoban.site.places import PACKAGE

SECURITY = PACKAGE.parents[1] / "docs" / "security.md"
BEGIN, END = "<!-- areas: written by ./giaoban tidy -->\n", "<!-- areas end -->\n"
LEVELS = {"public": "public", "office": "of the office", "personal": "of persons", "confidential": "confidential"}


def area_table() -> str:
    """Every area as docs/security.md lists it: its level, what its powers begin with, where what is typed is judged."""
    from giaoban.catalogue import areas

    with override("en"):
        rows = [
            f"| {area.label} (`{area.name}`) | {LEVELS[area.guard.level]} | {_words(sorted(area.part.prefixes))}"
            f" | {_rules(area.package)} |"
            for area in areas()
        ]
    return "\n".join(["| Area | Level | Powers begin with | Rules |", "|---|---|---|---|", *rows, ""])


def _words(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _rules(package: str) -> str:
    folder = PACKAGE.parent.joinpath(*package.split("."))
    return f"`{package}.rules`" if (folder / "rules.py").exists() else ""


def with_tables(text: str) -> str:
    """The page with its table of areas as it has to be; raises ValueError where the page has no place for it."""
    before, _, rest = text.partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError(f"docs/security.md has no place for the table of areas: {BEGIN.strip()} … {END.strip()}")
    return f"{before}{BEGIN}{area_table()}{END}{after}"


def tidy(checkout: Path, *, code: Sequence[str] = (".",)) -> int:
    """Everything that a tool writes is as it has to be, of the code what lies in these places; answers the first exit code
    that is not 0."""
    from giaoban.site import translations

    SECURITY.write_text(with_tables(SECURITY.read_text()))
    print(translations.build())
    for sentence in translations.untranslated():
        print(sentence)
    for words in (["check", "--fix", "--quiet"], ["format"]):
        if failed := subprocess.call([sys.executable, "-m", "ruff", *words, *code], cwd=checkout):
            return failed
    return 0

"""The Vietnamese catalogue: made from the areas' parts, compared with every sentence that the program can show."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from giaoban.site.places import PACKAGE

PARTS = PACKAGE / "locale" / "parts"
CATALOGUE = PACKAGE / "locale" / "vi" / "LC_MESSAGES"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip


def sentences(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Every sentence in a file of code or in a template: the msgid (or both of a plural), its context."""
    source = path.read_text()
    if path.suffix != ".py":
        source = "\n".join(line.strip() for line in templatize(source).splitlines())
    elif "gettext" not in source:
        return
    for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        if message:
            yield message, context


def shown() -> Iterator[tuple[str, str | tuple[str, ...], str | None]]:
    """Every sentence in code and templates: where it stands, the msgid (or both of a plural), its context."""
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("templates/**/*.html")]):
        if "migrations" not in path.parts:
            for message, context in sentences(path):
                yield str(path.relative_to(PACKAGE)), message, context


DOMAINS = {"django": "*.po", "djangojs": "djangojs/*.po"}
"""Which parts make which catalogue: that of pages and that of scripts."""


MADE_ON = datetime(2023, 1, 1, tzinfo=UTC)
"""What a catalogue says of its day: made of the same parts it is the same, whenever it was made."""


def clashes(parts: Iterable[tuple[str, Catalog]]) -> list[str]:
    """The messages that two parts translate differently in one context, each with what its parts say."""
    translated: dict[tuple[Any, str | None], dict[Any, list[str]]] = {}
    for name, part in parts:
        for message in part:
            if message.id and message.string:
                translated.setdefault((message.id, message.context), {}).setdefault(message.string, []).append(name)
    return [
        f"{message!r} in the context {context!r}: "
        + "; ".join(f"{', '.join(names)} say {string!r}" for string, names in strings.items())
        for (message, context), strings in translated.items()
        if len(strings) > 1
    ]


def parts_of(domain: str = "django") -> Iterator[tuple[str, Catalog]]:
    """The parts of one catalogue, by name; an area may keep its Vietnamese in its own folder."""
    of_areas = sorted(PACKAGE.glob("areas/*/vi.po")) if domain == "django" else []
    for path in [*sorted(PARTS.glob(DOMAINS[domain])), *of_areas]:
        with open(path, "rb") as file:
            yield path.parent.name if path in of_areas else path.stem, read_po(file, locale="vi")


def merged(domain: str = "django") -> Catalog:
    """All parts as one catalogue. What is one word in English and two here carries a context (see `clashes`)."""
    whole = Catalog(locale="vi", project="Giao Ban", fuzzy=False, charset="utf-8", creation_date=MADE_ON)
    for _name, part in parts_of(domain):
        for message in part:
            if message.id and message.string and whole.get(message.id, message.context) is None:
                whole.add(message.id, message.string, context=message.context, flags=message.flags - {"fuzzy"})
    return whole


def build() -> Path:
    """The catalogues' files are those of the parts; answers the compiled one of pages."""
    CATALOGUE.mkdir(parents=True, exist_ok=True)
    for domain in DOMAINS:
        whole = merged(domain)
        with open(CATALOGUE / f"{domain}.po", "wb") as file:
            write_po(file, whole, sort_output=True, omit_header=False, width=120)
        with open(CATALOGUE / f"{domain}.mo", "wb") as file:
            write_mo(file, whole)
    return CATALOGUE / "django.mo"


def untranslated() -> list[str]:
    """Every sentence that the program can show and the catalogue does not know, with where it stands."""
    whole = merged()
    missing: dict[tuple[object, str | None], str] = {}
    for place, message, context in shown():
        if whole.get(message, context) is None:
            missing.setdefault((message, context), place)
    return [f"{place}: {message!r}" for (message, _context), place in missing.items()]

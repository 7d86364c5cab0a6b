"""Hostile values at every door but the desk's: what anybody may send to the portal and by a secret link, and the editing side.

The forms are read from the pages themselves, with what stands in them, so that a new field is tried without anybody having to
think of it: all of them at once, and each alone among good answers.
"""

from __future__ import annotations

import argparse
import itertools
import logging
import re
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings

import giaoban
from tests.drills import marked, matrix
from tests.drills.matrix import Door
from tests.drills.page_forms import TEXT, form_of
from tests.drills.values import HEAVY, PLAIN, Seen, Try, try_once

EDITING = "bientap/"
NOT_TRIED = re.compile(r"^(bientap/(failwhale|test404|logout|password_reset)/|account/logout/|bientap/\.\*/|\(\*\)$)")
"""A page of Wagtail's that always fails, and doors that end the session."""

RUNNING = {
    "NUL told by its number": TEXT % ("a\\u0000b", 0, ""),
    "half a character": TEXT % ("a\\ud800b", 0, ""),
    "a list a hundred thousand deep": (TEXT % ("a", 100_000, "")).replace("unstyled", "unordered-list-item"),
    "marks behind the end": TEXT % ("a", 0, '{"offset":-5,"length":99999999,"style":"BOLD"}'),
    "a text without its parts": '{"blocks":[{}]}',
    "no text at all": "[1]",
    "ten thousand lists deep": "[" * 10_000,
}
"""What the editor of running text never sends."""
ALL = PLAIN | {"an empty text": "", "a negative number": "-1", "a text that is a number": "1e309"}


def world() -> dict[str, Any]:
    """One of each thing that the editing side edits: by the name of its model."""
    from django.contrib.auth.models import Group
    from wagtail.documents import get_document_model
    from wagtail.models import Collection, Site, Workflow

    from giaoban.faces.portal.models import Article, Section
    from giaoban.faces.portal.tests.test_bad_days import picture
    from giaoban.ground.journal.clock import today

    made: dict[str, Any] = {}
    section = Section.objects.get(slug="dang-uy-khoi")
    article = section.add_child(instance=Article(title="Hội nghị sơ kết", lead="Sáng 14/7.", byline="Ban", live=False))
    article.save_revision()
    made |= {"section": section, "page": article}
    document = get_document_model()(title="Tệp")
    document.file.save("tep.txt", ContentFile(b"tep"), save=True)
    made |= {"image": picture(), "document": document}
    for name in ("paper", "event", "letter", "consultation", "place", "furniture", "baseline"):
        model = apps.get_model("portal", name)
        made[name] = model._default_manager.first() or _one(model, today())
    made |= {"collection": Collection.objects.first(), "site": Site.objects.first(), "group": Group.objects.first()}
    made["workflow"] = Workflow.objects.first()
    return made


def _one(model: Any, day: Any) -> Any:
    """A row of that table, plainly filled in."""
    row = model()
    for field in model._meta.concrete_fields:
        if field.primary_key or field.has_default() or field.null or field.blank or not field.editable:
            continue
        match field.get_internal_type():
            case "CharField" | "TextField":
                value: Any = next(iter(dict(field.flatchoices)), "Một")[: field.max_length]
            case "DateField":
                value = day + timedelta(days=2 if "until" in field.name or "closes" in field.name else 0)
            case "DateTimeField":
                value = f"{day}T08:00:00+07:00"
            case "EmailField":
                value = "a@example.vn"
            case "ForeignKey":
                continue
            case _:
                value = 1
        setattr(row, field.attname, value)
    row.save()
    return row


def addresses(door: Door, made: dict[str, Any], link: str) -> Iterator[str]:
    """The door's addresses with what is there behind them."""
    snippet = re.search(r"snippets/(?:choose/)?portal/(\w+)/", door.route)
    kinds = {"image": "images/", "document": "documents/", "collection": "collections/", "site": "sites/",
             "group": "groups/", "workflow": "workflows/"}  # fmt: skip
    here = (
        made[snippet[1]]
        if snippet
        else next((made[name] for name, part in kinds.items() if part in door.route), made["page"])
    )
    filled: list[list[str]] = []
    for blank in door.blanks:
        kind, _colon, name = blank.rpartition(":")
        if name in {"parent_page_id", "destination_id"}:
            filled.append([str(made["section"].pk)])
        elif name == "slug":
            filled.append(["dang-uy-khoi"])
        elif name in {"content_type_app_name", "app_name", "app_label"}:
            filled.append(["portal"])
        elif name in {"content_type_model_name", "model_name"}:
            filled.append(["article", "section"] if "pages/" in door.route else ["picture"])
        elif name == "link":
            filled.append([link])
        elif kind == "int" or name.endswith("id") or name == "pk":
            filled.append([str(here.pk)])
        else:
            filled.append(["x"])
    for chosen in itertools.product(*filled):
        path = door.route
        for blank, value in zip(door.blanks, chosen, strict=True):
            path = path.replace(f"<{blank}>", value, 1)
        yield "/" + path


@cache
def queries() -> tuple[str, ...]:
    """Every name that a page reads from a query, as the source says, and those that Wagtail's lists read."""
    names = {
        "q",
        "p",
        "page",
        "ordering",
        "collection_id",
        "tag",
        "locale",
        "next",
        "page_type",
        "parent_page_id",
        "results_only",
    }
    for path in Path(giaoban.__file__).parent.rglob("*.py"):
        if "tests" not in path.parts:
            names |= set(re.findall(r"""GET(?:\.get(?:list)?\(|\[)\s*["'](\w+)["']""", path.read_text()))
    return tuple(sorted(names))


def tries(found: list[Door], clients: dict[str, Client], made: dict[str, Any], link: str) -> Iterator[Try]:
    """Everything that is tried; the same every time."""
    turn, values = itertools.count(), list(ALL.items())
    dear = list((HEAVY | RUNNING).items())
    for door in found:
        editing = door.route.startswith(EDITING)
        first = "editor" if editing else "member" if door.route.startswith("account/") else "nobody"
        for path in addresses(door, made, link):
            filled = form_of(clients[first], path)
            for what, value in values:
                yield Try(first, door, "GET", path, dict.fromkeys(queries(), value), what)
                yield Try(first, door, "POST", path, dict.fromkeys(filled, value), what)
            for name in filled:
                for what, value in (values[next(turn) % len(values)], dear[next(turn) % len(dear)]):
                    yield Try(first, door, "POST", path, {**filled, name: value}, f"{name}: {what}")
            for who in ("nobody", "member", "organisation_board", "portal_leader"):
                what, value = values[next(turn) % len(values)]
                yield Try(who, door, "GET", path, dict.fromkeys(queries(), value), what)
                yield Try(who, door, "POST", path, dict.fromkeys(filled, value), what)
        for blank in door.blanks:
            for what, value in values:
                yield Try(
                    first, door, "GET", "/" + door.route.replace(f"<{blank}>", value or "x"), {}, f"{blank}: {what}"
                )


def try_all(*, most: int = 0, only: str = "") -> Seen:
    """Each try was made in a savepoint of its own and undone: all of them, or ``most`` spread evenly over them."""
    from giaoban.conferences import links
    from giaoban.conferences.models import Delegation
    from giaoban.ground.access.operations import program
    from giaoban.ground.journal.clock import today
    from giaoban.ground.writing import writing

    seen = Seen()
    logging.disable(logging.CRITICAL)
    try:
        with (
            tempfile.TemporaryDirectory() as files,
            override_settings(MEDIA_ROOT=Path(files), SECOND_FACTOR="asked", ALLOWED_HOSTS=["127.0.0.1"]),
            transaction.atomic(),
        ):
            personas = marked.build(today())
            clients = {persona.name: matrix.client_of(persona) for persona in personas}
            known = [
                door for door in matrix.doors()
                if not door.route.startswith("desk/") and door.route.startswith(only) and not NOT_TRIED.match(door.route)
            ]  # fmt: skip
            delegation = Delegation.objects.order_by("pk")[0]
            conference = delegation.conference
            with writing(program("Giá trị"), "matrix.plant", unit=conference.unit, on=today(), past_lock=True):
                type(conference)._default_manager.filter(pk=conference.pk).update(held_on=today())
            listed = list(tries(known, clients, world(), links.word(delegation)))
            for trial in listed[:: max(1, len(listed) // most) if most else 1]:
                try_once(seen, clients[trial.who], trial)
            transaction.set_rollback(True)
    finally:
        logging.disable(logging.NOTSET)
    return seen


def run(argv: list[str]) -> int:
    """Prints the figures; 0 when nothing failed and nothing was too dear."""
    asked = argparse.ArgumentParser(prog="giaoban drill values_elsewhere")
    asked.add_argument("--requests", type=int, default=0, help="so many, spread evenly; all without it")
    asked.add_argument("--only", default="", help="addresses that begin so")
    given = asked.parse_args(argv)
    seen = try_all(most=given.requests, only=given.only)
    print(seen.written(), flush=True)
    for fault in seen.faults[:100]:
        print("  " + fault, flush=True)
    return 0 if not seen.faults else 1

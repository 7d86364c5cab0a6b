"""Nobody is named to an officer without being counted: every address of the desk is asked in a world where each person has a
name of their own, and whoever's name an answer says is in an entry of that request."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings

from giaoban.areas.regulations.operations import set_parameter
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.seconding import SEEN_ALONE
from giaoban.kit import pages
from tests.drills import marked, matrix

pytestmark = pytest.mark.django_db

UNIT = "own"


def named_in(said: bytes) -> set[int]:
    """The people whose names an answer says."""
    return {number for _k, _a, number, word in marked.TREE.values() if f"{word}{marked.NAME}".encode() in said}


def asked(client: Client, officer: marked.Persona, verb: str, path: str) -> tuple[set[int], set[int]]:
    """Whom the answer names, and whom the journal does not know of these; the request is undone.

    As in the matrix, no word of units beyond the officer's stands in it.
    """
    last = Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]
    with transaction.atomic():
        cookies = SimpleCookie(client.cookies)
        said = matrix.text_of(getattr(client, verb.lower())(path))
        assert not [word for word in marked.words_not_for(officer, []) if word in said], f"{verb} {path}"
        named = named_in(said)
        client.cookies = cookies
        counted: set[int] = set()
        if named and officer.account is not None:
            entries = Entry.objects.filter(pk__gt=last, actor_id=officer.account.pk, people__isnull=False)
            counted = {person for people in entries.values_list("people", flat=True) for person in people or ()}
        transaction.set_rollback(True)
    return named, named - counted


def questions(only: str = "desk/") -> Iterator[str]:
    """Every address of the desk for one unit's records; those of its own pages with words to search for, too."""
    number, word = marked.TREE[UNIT][2], marked.TREE[UNIT][3]
    for door in matrix.doors():
        if door.route.startswith(only):
            for path in matrix.addresses(door, UNIT):
                yield path
                if not door.route.startswith(("desk/so/", "desk/indicators/")):
                    yield f"{path}?unit={number}&q={word}ng&on=2023-06-30"


@contextmanager
def world() -> Iterator[tuple[Client, marked.Persona]]:
    """The marked world and a browser in which somebody has signed in who has every role over a whole cluster."""
    with tempfile.TemporaryDirectory() as files, override_settings(MEDIA_ROOT=Path(files)), transaction.atomic():
        marked.build(today())
        officer = marked.officer_of_all()
        with override_settings(SECOND_FACTOR="asked", ALLOWED_HOSTS=["127.0.0.1"]), matrix.refusals_unlogged():
            yield matrix.client_of(officer), officer
        transaction.set_rollback(True)


@dataclass
class Told:
    """The addresses that name somebody, the requests that name somebody uncounted, and those that name beyond the limit."""

    naming: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    beyond: list[str] = field(default_factory=list)


def told(only: str) -> Told:
    """What the addresses name; those that name are sent empty, too, and asked by somebody who may look at nobody any more."""
    found = Told()
    with world() as (client, officer):
        for path in questions(only):
            named, uncounted = asked(client, officer, "GET", path)
            found.silent += [f"GET {path}: {sorted(uncounted)}"] if uncounted else []
            if named:
                found.naming.append(path)
                _named, uncounted = asked(client, officer, "POST", path)
                found.silent += [f"POST {path}: {sorted(uncounted)}"] if uncounted else []
        set_parameter(
            actor=program("Kiểm thử"), key=SEEN_ALONE, value=0, from_on=today(), regulation=None, reason="kiểm thử"
        )
        for path in found.naming:
            named, _uncounted = asked(client, officer, "GET", path)
            found.beyond += [f"{path}: {sorted(named)}"] if named else []
    return found


def test_whoever_is_named_to_an_officer_is_counted_and_beyond_the_limit_not_named() -> None:
    found = told("desk/")
    print(f"{len(found.naming)} addresses name somebody")
    assert len(found.naming) > 100, "the world has people on every kind of page"
    assert not found.silent, "\n".join(found.silent)
    assert not found.beyond, "\n".join(found.beyond)


def test_a_page_that_counts_nobody_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "people_shown", lambda *said, **more: None)
    found = told("desk/so/<slug:register>/<int:pk>/")
    for seen in (found.silent, found.beyond):
        assert any("/so/dues/" in line for line in seen), seen

"""Hostile values at every door of the desk: nothing falls over, and no request costs more than its measure.

Each address of the resolver, with every act of the catalogue, is asked and posted to with what nobody types by chance, as nobody, a
member, an officer and an editor. The names of queries are read from the source and those of fields from the forms, so that a new
page is tried without anybody having to think of it. The control: a page that reads a number as careless pages do must be seen.
"""

from __future__ import annotations

import argparse
import itertools
import logging
import re
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import override_settings

import giaoban
from tests.drills import marked, matrix
from tests.drills.matrix import Door, instead

PROCESSOR_SECONDS, MEMORY = 1.0, 100 << 20
UNBOUNDED = 10.0
"""Seconds of the processor that only a cost without bounds reaches, on however loaded a machine; the drill keeps the one second."""
DEAR = "s of the processor"
"""What one request may cost of the processor, and how far it may lift the highest use of memory so far."""

PLAIN = {
    "NUL": "a\0b",
    "superscript": "²",
    "a number of 4,400 digits": "9" * 4400,
    "a number of 30 digits": "9" * 30,
    "the first year": "0001-01-01",
    "the last year": "9999-12-31",
    "the last half-year": "9999-H2",
    "the last month": "9999-12",
    "right to left": "Nguyễn \u202egnar",
    "nothing to be seen": "\u200b\u3164",
    "a formula behind a semicolon": "Nguyễn;=HYPERLINK(1)",
    "no number": "NaN",
}
HEAVY = {
    "a hundred thousand marks": "a" + "\u0301" * 50_000 + "\u0327" * 50_000,
    "ten thousand elements deep": "<b>" * 10_000,
    "ten thousand lists deep": "[" * 10_000,
}
"""Given to one field at a time, so that the form as a whole is not refused for its size."""
OFFICER = "organisation_board"

BELONGS_TO_OTHERS: dict[str, str] = {}
"""Addresses (a pattern) that still fail because of a reader that is mended elsewhere, and where."""


@dataclass
class Seen:
    """What came of the requests: how many, how they were answered, what failed, and which were dearest."""

    requests: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    dearest: tuple[float, str] = (0.0, "")
    largest: tuple[int, str] = (0, "")
    seconds: float = 0.0
    addresses: set[str] = field(default_factory=set)

    @property
    def broken(self) -> list[str]:
        """What fails on any machine; what is only dear on a loaded one is left to the drill."""
        dear = [f"{self.dearest[1]}: {self.dearest[0]:.0f} {DEAR}"] if self.dearest[0] > UNBOUNDED else []
        return [fault for fault in self.faults if not fault.endswith(DEAR)] + dear

    def written(self) -> str:
        """The figures in one line."""
        answers = ", ".join(f"{status}: {count}" for status, count in sorted(self.answers.items()))
        return (
            f"{self.requests} yêu cầu tới {len(self.addresses)} địa chỉ mẫu, {self.seconds:.0f} s của bộ xử lý; hỏng {len(self.faults)};"
            f" đắt nhất {self.dearest[0]:.2f} s ({self.dearest[1]}), bộ nhớ {self.largest[0] >> 20} MB ({self.largest[1]}); trả lời {answers}"
        )


@dataclass(frozen=True)
class Try:
    """One request: who asks what with which words, and what is hostile about it."""

    who: str
    door: Door
    verb: str
    path: str
    words: dict[str, Any]
    what: str


def tries(found: list[Door]) -> Iterator[Try]:
    """Everything that is tried; the same every time."""
    values = list(PLAIN.items())
    others = ("nobody", "member", "editor")
    turn = itertools.count()
    for door in found:
        for path in matrix.addresses(door, "base"):
            fields = fields_of(path)
            for what, value in values:
                yield Try(OFFICER, door, "GET", path, dict.fromkeys(queries(), value), what)
                yield Try(OFFICER, door, "POST", path, dict.fromkeys(fields, value), what)
            for name in fields:
                what, value = values[next(turn) % len(values)]
                yield Try(OFFICER, door, "POST", path, {name: value}, f"{name}: {what}")
                what, value = list(HEAVY.items())[next(turn) % len(HEAVY)]
                yield Try(OFFICER, door, "POST", path, {name: value}, f"{name}: {what}")
            for who in others:
                what, value = values[next(turn) % len(values)]
                yield Try(who, door, "GET", path, dict.fromkeys(queries(), value), what)
                yield Try(who, door, "POST", path, dict.fromkeys(fields, value), what)
        for blank in door.blanks:
            for what, value in values:
                yield Try(OFFICER, door, "GET", _filled(door, blank, value), {}, f"{blank}: {what}")


def _filled(door: Door, blank: str, value: str) -> str:
    path = next(matrix.addresses(door, "base"), "/" + door.route)
    pieces = dict(zip((piece for piece in ("/" + door.route).split("/")), path.split("/"), strict=False))
    return "/".join(value if f"<{blank}>" == piece else filled for piece, filled in pieces.items())


@cache
def queries() -> tuple[str, ...]:
    """Every name that a page of the desk reads from a query, as the source says."""
    here = Path(giaoban.__file__).parent
    names = set()
    for path in here.rglob("*.py"):
        if "portal" not in path.parts and "tests" not in path.parts:
            names |= set(re.findall(r"""GET(?:\.get(?:list)?\(|\[)\s*["'](\w+)["']""", path.read_text()))
    return tuple(sorted(names | {"q", "page", "unit", "scope", "on"}))


@cache
def _named_in_forms() -> tuple[str, ...]:
    """Every field of every form that the program declares, and every name that a page reads from what was posted."""
    here = Path(giaoban.__file__).parent
    names = set()
    for path in here.rglob("*.py"):
        if "portal" not in path.parts and "tests" not in path.parts:
            names |= set(re.findall(r"""POST(?:\.get(?:list)?\(|\[)\s*["'](\w+)["']""", path.read_text()))
    kinds = [forms.BaseForm]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if kind.__module__.startswith("giaoban.") and "portal" not in kind.__module__:
            names |= set(getattr(kind, "base_fields", {}))
    return tuple(sorted(names))


def fields_of(path: str) -> tuple[str, ...]:
    """The fields of the form behind that address: what the act asks, where it is an act's; every known name elsewhere."""
    words = path.strip("/").split("/")
    if words[:2] == ["desk", "so"] and (act := matrix._acts().get(words[2], {}).get(words[-1])) is not None:
        return (*(ask.name for ask in act.asks), "unit", "record", "record_id", "changed_at")
    return _named_in_forms()


def try_all(*, most: int = 0, only: str = "desk/") -> Seen:
    """Each try was made in a savepoint of its own and undone: all of them, or ``most`` spread evenly over them."""
    seen = Seen()
    logging.disable(logging.CRITICAL)  # a refusal is what is wanted here
    try:
        _try_each(seen, most, only)
    finally:
        logging.disable(logging.NOTSET)
    return seen


def _try_each(seen: Seen, most: int, only: str) -> None:
    from giaoban.ground.journal.clock import today

    with (
        tempfile.TemporaryDirectory() as files,
        override_settings(MEDIA_ROOT=Path(files), SECOND_FACTOR="asked", ALLOWED_HOSTS=["127.0.0.1"]),
        transaction.atomic(),
    ):
        clients = {persona.name: matrix.client_of(persona) for persona in marked.build(today())}
        known = [door for door in matrix.doors() if door.route.startswith(only)]
        listed = list(tries(known))
        step = max(1, len(listed) // most) if most else 1
        for one in listed[::step]:
            try_once(seen, clients[one.who], one)
        transaction.set_rollback(True)


def try_once(seen: Seen, client: Client, one: Try) -> None:
    """The try was made, undone and counted."""
    cookies, told = SimpleCookie(client.cookies), f"{one.who}: {one.verb} {one.path[:80]}: {one.what}"
    high, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with transaction.atomic():
        ask = client.get if one.verb == "GET" else client.post
        answer = ask(one.path, one.words)
        transaction.set_rollback(True)
    spent = time.process_time() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - high) << 10
    client.cookies = cookies
    seen.requests += 1
    seen.seconds += spent
    seen.answers[answer.status_code] += 1
    seen.addresses.add(one.door.route)
    seen.dearest, seen.largest = max(seen.dearest, (spent, told)), max(seen.largest, (grown, told))
    faults = [f"{spent:.1f} {DEAR}"] if spent > PROCESSOR_SECONDS else []
    faults += [f"{grown >> 20} MB more"] if grown > MEMORY else []
    faults += [matrix._reason(answer)] if answer.status_code >= 500 else []
    if faults and not any(re.match(pattern, one.path.lstrip("/")) for pattern in BELONGS_TO_OTHERS):
        seen.faults.append(f"{told}: {'; '.join(faults)}")


@contextmanager
def careless(path: str = "/desk/") -> Iterator[None]:
    """Inside, that page (of the desk the first one) reads a number as careless pages do."""
    from django.urls import resolve

    def home(request: HttpRequest) -> HttpResponse:
        page = request.GET.get("page", "1")
        return HttpResponse(str(int(page) if page.isdigit() else 1))

    place = resolve(path).func
    with instead(next(pattern for pattern in _patterns() if pattern.callback is place), "callback", home):
        yield


def _patterns() -> Iterator[Any]:
    from django.urls import URLPattern, get_resolver

    waiting = list(get_resolver().url_patterns)
    while waiting:
        one = waiting.pop()
        if isinstance(one, URLPattern):
            yield one
        else:
            waiting += one.url_patterns


def run(argv: list[str]) -> int:
    """Prints the figures; 0 when nothing failed, nothing was too dear and the control was seen."""
    asked = argparse.ArgumentParser(prog="giaoban drill values")
    asked.add_argument("--requests", type=int, default=0, help="so many, spread evenly; all without it")
    asked.add_argument("--only", default="desk/", help="addresses that begin so")
    given = asked.parse_args(argv)
    seen = try_all(most=given.requests, only=given.only)
    print(seen.written(), flush=True)
    for fault in seen.faults[:100]:
        print("  " + fault, flush=True)
    with careless():
        control = only_home()
    print(f"đối chứng: hỏng {len(control.faults)}", flush=True)
    return 0 if control.faults and not seen.faults else 1


def only_home() -> Seen:
    """The tries at the desk's first page alone."""
    with instead(matrix, "doors", lambda: [Door("desk/", "", ())]):
        return try_all()

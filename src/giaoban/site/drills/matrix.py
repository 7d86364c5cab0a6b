"""Every door tried by everybody (G1): each address of the resolver, each role and state, records of every unit, each verb."""

from __future__ import annotations

import argparse
import io
import itertools
import logging
import random
import re
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.test import Client
from django.test.utils import override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from giaoban.site.drills import marked

FOR_ANYBODY = re.compile(
    r"^(account/(login|logout|inactive|signup|email|confirm-email|password/(reset|set|change)|reauthenticate|2fa|login|sessions"
    r"|3rdparty|oidc)|i18n/|bientap/sprite/|desk/prefer/|static/|media/|song/|san-sang|healthz|readyz|health|ready|metrics)"
)
"""Addresses of the program that answer before sign-in (Wagtail's icons among them); the portal's are known by their names."""
PORTAL = re.compile(r"^(portal_|wagtail_serve|wagtaildocs_|wagtailimages_)")
ALSO_PORTAL = ("hoi-dap/", "_util/authenticate_with_password/")
CLOSED = ("_util/login/",)
SIGNED_IN = ("desk/", "bientap/", "so-tay/", "may/", "api/")
"""Where an address begins that answers nobody who has not signed in."""

NAMED: dict[str, list[str]] = {
    "kind": ["csv", "xlsx"], "format": ["csv", "xlsx", "docx", "pdf"], "period": ["2023-H1"], "form": ["BC-6T"],
    "code": ["1", "1.1"], "slug": ["x"], "path": ["x"], "level": ["cell"], "language": ["vi"],
}  # fmt: skip


@dataclass(frozen=True)
class Door:
    """One address pattern, with the ways to fill it."""

    route: str
    name: str
    blanks: tuple[str, ...]


def doors() -> list[Door]:
    """Every pattern of the resolver."""
    found: list[Door] = []

    def walk(patterns: list[Any], prefix: str) -> None:
        for one in patterns:
            route = prefix + _plain(str(one.pattern))
            if isinstance(one, URLResolver):
                walk(one.url_patterns, route)
            elif isinstance(one, URLPattern):
                found.append(Door(route, one.name or "", tuple(re.findall(r"<([^>]+)>", route))))

    walk(get_resolver().url_patterns, "")
    return found


def _plain(pattern: str) -> str:
    """A pattern as a path pattern: named groups become blanks, anchors go."""
    pattern = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", pattern)
    pattern = re.sub(r"\(\?:[^()]*\)\??|\([^()]*\)", "", pattern)
    return pattern.lstrip("^").rstrip("$").removesuffix("\\Z").replace("\\", "").replace("/?", "/")


def unlisted(found: list[Door]) -> list[str]:
    """The addresses of which nobody has said for whom they are."""
    return [
        door.route
        for door in found
        if not FOR_ANYBODY.match(door.route)
        and not PORTAL.match(door.name)
        and not door.route.startswith((*SIGNED_IN, *ALSO_PORTAL, *CLOSED))
    ]


def addresses(door: Door, unit: str) -> Iterator[str]:
    """The addresses behind that door, the numbers being those of the unit's rows."""
    from giaoban.catalogue import registers

    number = str(marked.TREE[unit][2])
    ways: list[list[str]] = []
    for blank in door.blanks:
        kind, _colon, name = blank.rpartition(":")
        if name == "register":
            ways.append(list(registers()))
        elif name == "act":
            ways.append(sorted({act.name for one in registers().values() for act in one.acts}))
        elif kind == "int" or name in {"pk", "number", "unit", "unit_id", "page_id", "id"} or name.endswith("_id"):
            ways.append([number])
        elif name == "slug" and door.route.startswith("desk/"):
            ways.append([f"don-vi-{number}"])
        else:
            ways.append(NAMED.get(name, ["x"]))
    for chosen in itertools.product(*ways):
        path = door.route
        for blank, value in zip(door.blanks, chosen, strict=True):
            path = path.replace(f"<{blank}>", value, 1)
        if "<register>" in door.route and "act" in door.route and not _acts_here(path, registers()):
            continue
        yield "/" + path


def _acts_here(path: str, known: Any) -> bool:
    """Whether the register in the address has the act in it: others are one 404 like the next."""
    words = path.split("/")
    for name, register in known.items():
        if name in words:
            return any(act.name in words for act in register.acts) or "act" not in path.split(name)[-1]
    return True


@dataclass
class Found:
    """What came of the requests."""

    requests: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    wrongs: list[str] = field(default_factory=list)
    faults: int = 0
    seconds: float = 0.0
    patterns: set[str] = field(default_factory=set)

    def wrong(self, persona: marked.Persona, verb: str, path: str, what: str) -> None:
        if len(self.wrongs) < 200:
            self.wrongs.append(f"{persona.name}: {verb} {path}: {what}")


def questions(found: list[Door]) -> list[tuple[Door, str, str, str, str]]:
    """Everything that is asked: door, verb, address, query, unit; the same list every time."""
    asked = []
    for door in found:
        units = list(marked.TREE) if door.blanks else ["own", "far"]
        seen: set[str] = set()
        for unit in units:
            number, word = marked.TREE[unit][2], marked.TREE[unit][3]
            for path in addresses(door, unit):
                queries = ["", f"?unit={number}&q={word}ng", f"?scope={number}&person={number}&on=2023-06-30"]
                for verb, query in (
                    *(("GET", one) for one in queries),
                    ("POST", ""),
                    ("POST", queries[1]),
                    ("PUT", ""),
                    ("DELETE", ""),
                ):
                    if f"{verb}{path}{query}" not in seen:
                        seen.add(f"{verb}{path}{query}")
                        asked.append((door, verb, path, query, unit))
    return asked


def body_for(unit: str, path: str) -> dict[str, Any]:
    """Answers that fit as many forms as possible, all naming that unit's rows."""
    number, word = marked.TREE[unit][2], marked.TREE[unit][3]
    return {
        "unit": number, "record": [number], "person": number, "scope": number, "account": number, "receiver": number,
        "on": "15/03/2023", "reason": "thử", "name": f"thử {word}ng", "act": path.rstrip("/").rsplit("/", 1)[-1],
        "issued_on": "15/03/2023", "decided_on": "15/03/2023", "opened_on": "15/03/2023", "born_on": "01/02/1990",
        "kind": "official", "sex": "F", "state": "accepted", "q": f"{word}ng", "role": "secretary", "next": "/desk/",
    }  # fmt: skip


def text_of(answer: Any) -> bytes:
    """All that the answer says, unpacked where it is a workbook, in small letters."""
    content = b"".join(answer.streaming_content) if getattr(answer, "streaming", False) else answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            content = b"".join(package.read(name) for name in package.namelist())
    heads = "".join(f"{name}: {value}\n" for name, value in answer.headers.items()).encode("utf-8", "replace")
    return (heads + content).lower()


def client_of(persona: marked.Persona) -> Client:
    """A browser in which that persona has signed in as far as they can."""
    from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY

    client = Client(raise_request_exception=False, HTTP_HOST="127.0.0.1")
    if persona.account is not None:
        client.force_login(persona.account)
        session = client.session
        methods = [{"method": "password", "at": time.time()}]
        if not persona.one_step:
            methods.append({"method": "mfa", "type": "totp", "at": time.time()})
        session[AUTHENTICATION_METHODS_SESSION_KEY] = methods
        session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(persona.account.pk)
        session.save()
    return client


def try_doors(personas: list[marked.Persona], *, most: int, seed: int = 1, only: str = "") -> Found:
    """That many requests, spread evenly over all that can be asked; each is undone again."""
    found, known = Found(), [door for door in doors() if door.route.startswith(only)]
    asked = [(persona, *one) for one in questions(known) for persona in personas]
    random.Random(seed).shuffle(asked)
    first: set[tuple[str, str]] = set()  # each door at least once for each persona, then whatever comes
    asked.sort(
        key=lambda one: (one[0].name, one[1].route) in first or first.add((one[0].name, one[1].route)) is not None
    )
    clients = {persona.name: client_of(persona) for persona in personas}
    hidden = {persona.name: marked.words_not_for(persona) for persona in personas}
    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # a refusal is what is wanted here
    began = time.monotonic()
    with override_settings(SECOND_FACTOR="asked", ALLOWED_HOSTS=["127.0.0.1"]):
        for persona, door, verb, path, query, unit in asked[:most]:
            found.requests += 1
            found.patterns.add(door.route)
            _try(found, persona, clients[persona.name], hidden[persona.name], door, verb, path, query, unit)
    found.seconds = time.monotonic() - began
    return found


def _try(
    found: Found, persona: marked.Persona, client: Client, hidden: list[bytes], door: Door, verb: str, path: str, query: str, unit: str
) -> None:  # fmt: skip
    with transaction.atomic():
        before = marked.journal_state()
        cookies = client.cookies.copy()
        data = body_for(unit, path) if verb == "POST" else None
        try:
            answer = getattr(client, verb.lower())(path + query, data)
            said = text_of(answer)
        except UnicodeDecodeError:
            said, answer = b"", None
        client.cookies = cookies
        status = answer.status_code if answer is not None else 0
        found.answers[status] += 1
        asked_for = {
            word for word in hidden if word in (path + query).encode() or (data and word in str(data).encode())
        }
        for word in hidden:
            if word in said and word not in asked_for:
                found.wrong(persona, verb, path + query, f"answers {word.decode()} ({status})")
        after = marked.journal_state()
        if after[1] != before[1]:
            if verb == "GET":
                found.wrong(persona, verb, path + query, "a GET changed records")
            elif beyond := marked.units_changed_since(before[1]) - persona.units:
                found.wrong(persona, verb, path + query, f"changed records of {sorted(beyond)}")
        if status >= 500 and door.route.startswith(("desk/", "account/")):
            found.faults += 1  # a planted row is no sensible record; what matters here is who sees and changes what
        if (
            status == 200
            and persona.account is None
            and door.route.startswith(SIGNED_IN)
            and not FOR_ANYBODY.match(door.route)
        ):
            found.wrong(persona, verb, path + query, "answers somebody who has not signed in")
        transaction.set_rollback(True)


def run(argv: list[str]) -> int:
    """Prints the figures; 0 when nothing leaked, nothing was changed, no address is unlisted."""
    asked = argparse.ArgumentParser(prog="giaoban drill matrix")
    asked.add_argument("--requests", type=int, default=60_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", default="", help="addresses that begin so")
    given = asked.parse_args(argv)
    from giaoban.site.drills.world import own_installation

    with own_installation():
        found = in_transaction(most=given.requests, seed=given.seed, only=given.only)
    print(written(found), flush=True)
    for wrong in found.wrongs[:100]:
        print("  " + wrong, flush=True)
    return 1 if found.wrongs or unlisted(doors()) else 0


def in_transaction(*, most: int, seed: int = 1, only: str = "") -> Found:
    """The marked world is built, tried and gone again, all in one transaction."""
    from giaoban.ground.journal.clock import today

    with transaction.atomic():
        found = try_doors(marked.build(today()), most=most, seed=seed, only=only)
        transaction.set_rollback(True)
    return found


def written(found: Found) -> str:
    """The figures in one line."""
    answers = ", ".join(f"{status}: {count}" for status, count in sorted(found.answers.items()))
    return (
        f"{found.requests} yêu cầu, {len(found.patterns)} địa chỉ mẫu, {found.seconds:.0f} s; sai {len(found.wrongs)}; lỗi 500 ở bàn làm việc {found.faults};"
        f" trả lời {answers}"
    )
